//! Progress of a transfer, on a terminal only.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over so many bytes; it draws nothing when standard error is no terminal.
pub fn bytes(total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(total).with_style(style)
}

/// A spinner for a transfer of unknown length.
pub fn unknown() -> ProgressBar {
    ProgressBar::no_length()
}

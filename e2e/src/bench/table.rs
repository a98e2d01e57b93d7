//! The table of figures, as Markdown, a row as soon as it is known.

use crate::story::Story;

/// Whether an aim was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Met,
    Missed,
    /// The row stands beside another or has no aim.
    None,
}

impl Verdict {
    /// Met, if the figure is as it shall be.
    pub(super) fn of(met: bool) -> Self {
        if met { Self::Met } else { Self::Missed }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "**missed**",
            Self::None => "",
        }
    }
}

/// Prints rows.
#[derive(Debug, Default)]
pub(super) struct Table;

impl Table {
    /// The heading and where this was measured.
    pub(super) fn head(&self) {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let processors = read("/proc/cpuinfo");
        let models: Vec<&str> = processors
            .lines()
            .filter(|line| line.starts_with("model name"))
            .filter_map(|line| line.split(": ").nth(1))
            .collect();
        let kernel = read("/proc/version");
        let kernel = kernel.split(' ').nth(2).unwrap_or_default();
        let build = if cfg!(debug_assertions) { "DEBUG build: no figures to quote" } else { "release build" };
        self.line(&format!(
            "{build}, one run; {} × {}, Linux {kernel}; clients, services, PostgreSQL, Kafka and four partners share it\n",
            models.len(),
            models.first().copied().unwrap_or("an unnamed processor"),
        ));
        self.line("| what | figure | beside it in the same run | aim | |");
        self.line("|---|---|---|---|---|");
    }

    /// One row.
    pub(super) fn row(&self, what: &str, figure: &str, beside: &str, aim: &str, verdict: Verdict) {
        self.line(&format!("| {what} | {figure} | {beside} | {aim} | {} |", verdict.word()));
    }

    fn line(&self, line: &str) {
        Story::Told.line(line);
    }
}

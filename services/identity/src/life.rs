//! How long a certificate lives, as the configuration writes it: `10s`, `30m`, `24h`, `365d`.
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::Duration;

/// Seconds per unit, largest first.
const UNITS: [(&str, i64); 4] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

/// A life of at least [`Life::SHORTEST`], in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Life(pub Duration);

/// A text that is no life.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no life of a certificate: a number with s, m, h or d, at least 5s")]
pub struct NoLife(String);

impl Life {
    /// X.509 counts whole seconds, and a third of a life is all the time there is to take up the next one.
    pub const SHORTEST: Duration = Duration::seconds(5);
}

impl FromStr for Life {
    type Err = NoLife;

    fn from_str(text: &str) -> Result<Self, NoLife> {
        let read = || {
            let (unit, seconds) = UNITS.into_iter().find(|(unit, _)| text.ends_with(unit))?;
            let count: u32 = text.strip_suffix(unit)?.parse().ok()?;
            let life = Duration::seconds(seconds.checked_mul(count.into())?);
            (life >= Self::SHORTEST).then_some(Self(life))
        };
        read().ok_or_else(|| NoLife(text.to_owned()))
    }
}

impl TryFrom<String> for Life {
    type Error = NoLife;

    fn try_from(text: String) -> Result<Self, NoLife> {
        text.parse()
    }
}

impl From<Life> for String {
    fn from(life: Life) -> Self {
        life.to_string()
    }
}

impl fmt::Display for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.whole_seconds();
        let (unit, size) = UNITS.into_iter().find(|(_, size)| seconds % size == 0).unwrap_or(("s", 1));
        write!(f, "{}{unit}", seconds / size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_a_number_with_its_unit_and_is_written_as_it_is_read() {
        for (text, seconds) in
            [("10s", 10), ("90s", 90), ("30m", 1_800), ("25h", 90_000), ("365d", 31_536_000)]
        {
            let life: Life = text.parse().unwrap();

            assert_eq!((life.0.whole_seconds(), life.to_string()), (seconds, text.to_owned()));
        }
        assert_eq!("24h".parse::<Life>().unwrap().to_string(), "1d");
    }

    #[test]
    fn what_is_too_short_or_has_no_unit_is_no_life() {
        for text in ["4s", "0d", "24", "h", "-1h", "1.5h", ""] {
            assert_eq!(text.parse::<Life>(), Err(NoLife(text.to_owned())));
        }
    }
}

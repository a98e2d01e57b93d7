//! A value that does not print.
use std::fmt;

use serde::{Deserialize, Deserializer};

/// Personal data in memory. `Debug` and `Display` print `***`, so that it can't slip into a log, an error or
/// a panic. It can be read from JSON but, on purpose, not written: who shows it says so by
/// [`Redacted::expose`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Redacted<T>(T);

impl<T> Redacted<T> {
    /// Wraps personal data.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for a purpose that the caller answers for.
    pub fn expose(&self) -> &T {
        &self.0
    }

    /// The value itself, for a purpose that the caller answers for.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Redacted<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<T> fmt::Display for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Redacted<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_prints_as_stars() {
        let name = Redacted::new("王小明".to_owned());

        assert_eq!(format!("{name} {name:?} {:?}", Some(&name)), "*** *** Some(***)");
        assert_eq!(name.expose(), "王小明");
    }
}

//! The yearly notices as data: one JSON file a year, compiled in.

use time::Date;

/// One year's notice (sometimes two): the days it makes free and the weekend days it makes working.
///
/// A notice may name days of a neighbouring year; the last days of December often belong to the
/// next year's notice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decree {
    pub year: i32,
    /// Who published it.
    pub source: String,
    /// The addresses of the notices themselves.
    pub papers: Vec<String>,
    pub off: Vec<NamedDay>,
    pub work: Vec<NamedDay>,
}

/// A day that a notice names, and the holiday on whose account.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedDay {
    #[serde(deserialize_with = "iso_date")]
    pub date: Date,
    pub name: String,
}

fn iso_date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = <String as serde::Deserialize>::deserialize(deserializer)?;
    let format = time::macros::format_description!("[year]-[month]-[day]");
    Date::parse(&text, &format).map_err(serde::de::Error::custom)
}

/// The revision of the files below; raised whenever one of them changes (a test pins their bytes).
pub(crate) const REVISION: &str = "2007-2026.1";

/// The files, oldest first.
pub(crate) const FILES: [&str; 20] = [
    include_str!("../decrees/2007.json"),
    include_str!("../decrees/2008.json"),
    include_str!("../decrees/2009.json"),
    include_str!("../decrees/2010.json"),
    include_str!("../decrees/2011.json"),
    include_str!("../decrees/2012.json"),
    include_str!("../decrees/2013.json"),
    include_str!("../decrees/2014.json"),
    include_str!("../decrees/2015.json"),
    include_str!("../decrees/2016.json"),
    include_str!("../decrees/2017.json"),
    include_str!("../decrees/2018.json"),
    include_str!("../decrees/2019.json"),
    include_str!("../decrees/2020.json"),
    include_str!("../decrees/2021.json"),
    include_str!("../decrees/2022.json"),
    include_str!("../decrees/2023.json"),
    include_str!("../decrees/2024.json"),
    include_str!("../decrees/2025.json"),
    include_str!("../decrees/2026.json"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// FNV-1a over all files: enough to notice an edit.
    fn fingerprint() -> u64 {
        FILES
            .iter()
            .flat_map(|file| file.bytes())
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    #[test]
    fn a_changed_file_raises_the_revision() {
        assert_eq!((REVISION, fingerprint()), ("2007-2026.1", FINGERPRINT));
    }

    const FINGERPRINT: u64 = 0x6530_8d66_8b72_dbd4;
}

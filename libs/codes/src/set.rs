//! How a closed code set is declared: one line per code, with both labels.

/// A text that is no code of the set it should belong to.
///
/// The text itself is not carried: people type citizen IDs into wrong fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode {
    /// The set in both languages, e.g. 编制类型 / quota type.
    pub set: crate::Label,
    /// Every code of the set, in its order.
    pub known: Vec<&'static str>,
}

/// So many codes are named in a message; longer sets end with an ellipsis.
const CODES_NAMED: usize = 16;

impl UnknownCode {
    fn known_codes(&self, separator: &str) -> String {
        let named: Vec<&str> = self.known.iter().copied().take(CODES_NAMED).collect();
        let rest = if self.known.len() > CODES_NAMED { " …" } else { "" };
        format!("{}{rest}", named.join(separator))
    }

    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        format!("不是有效的{}代码;有效代码:{}", self.set.zh, self.known_codes("、"))
    }
}

impl std::fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not a {} code; known codes: {}", self.set.en, self.known_codes(", "))
    }
}

impl std::error::Error for UnknownCode {}

/// Declares a closed set as an enum: `Variant = "CODE", "中文", "English";`.
///
/// The enum gets `ALL`, `code()`, `label()`, `FromStr`, `Display` (the code) and serde by its code.
macro_rules! code_set {
    ($(#[$doc:meta])* $name:ident ($set_zh:literal, $set_en:literal) {
        $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as it is stored and sent.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// What people call it.
            pub const fn label(self) -> $crate::Label {
                match self {
                    $(Self::$variant => $crate::Label { zh: $zh, en: $en },)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownCode;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::UnknownCode {
                        set: $crate::Label { zh: $set_zh, en: $set_en },
                        known: Self::ALL.iter().map(|known| known.code()).collect(),
                    }),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use code_set;

#[cfg(test)]
mod tests {
    use crate::{Channel, QuotaType};

    #[test]
    fn a_code_survives_text_and_json() {
        for quota_type in QuotaType::ALL {
            let json = serde_json::to_string(quota_type).unwrap();

            assert_eq!(quota_type.code().parse(), Ok(*quota_type));
            assert_eq!(serde_json::from_str::<QuotaType>(&json).unwrap(), *quota_type);
        }
    }

    #[test]
    fn an_unknown_code_is_refused_without_repeating_it() {
        let refusal = "420800199811040026".parse::<Channel>().unwrap_err();

        assert!(!refusal.to_string().contains("420800"));
        assert!(refusal.to_string().starts_with("not a channel code; known codes: EXAM_CIVIL_SERVANT, "));
        assert!(refusal.zh().starts_with("不是有效的进人渠道代码"));
    }
}

//! Typed identifiers.

/// Declares a typed identifier over a UUID; new ones are version 7, so they sort by creation.
#[macro_export]
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// A new identifier.
            #[expect(clippy::new_without_default, reason = "an identifier has no default")]
            pub fn new() -> Self {
                Self(uuid::Uuid::now_v7())
            }
            /// The identifier that a row or a message carries.
            pub fn from_uuid(value: uuid::Uuid) -> Self {
                Self(value)
            }
            /// The bare value, for a row or a message.
            pub fn as_uuid(&self) -> uuid::Uuid {
                self.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

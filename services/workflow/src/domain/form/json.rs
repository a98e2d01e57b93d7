//! How proto JSON writes what our own types write differently.

/// `bianzhi.type.v1.Funding` by the names of its values.
pub(super) mod funding {
    use codes::Funding;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    const NAMES: [(&str, Funding); 3] = [
        ("FUNDING_FULL", Funding::Full),
        ("FUNDING_PARTIAL", Funding::Partial),
        ("FUNDING_SELF", Funding::SelfFunded),
    ];

    pub(in super::super) fn serialize<S: Serializer>(
        funding: &Funding,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let name = NAMES.iter().find(|(_, known)| known == funding).map_or("", |(name, _)| name);
        serializer.serialize_str(name)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Funding, D::Error> {
        let text = String::deserialize(deserializer)?;
        let known = NAMES.iter().find(|(name, _)| *name == text);
        known.map(|(_, funding)| *funding).ok_or_else(|| D::Error::custom("not a funding form"))
    }
}

/// `google.type.Date`.
pub(super) mod date {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use time::{Date, Month};

    #[derive(Serialize, Deserialize)]
    struct Parts {
        year: i32,
        month: u8,
        day: u8,
    }

    pub(in super::super) fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        Parts { year: date.year(), month: date.month().into(), day: date.day() }.serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Date, D::Error> {
        let Parts { year, month, day } = Parts::deserialize(deserializer)?;
        let month = Month::try_from(month).map_err(D::Error::custom)?;
        Date::from_calendar_date(year, month, day).map_err(D::Error::custom)
    }

    /// The same where the field may be empty.
    pub(in super::super) mod option {
        use serde::{Deserialize, Deserializer, Serializer};
        use time::Date;

        #[derive(Deserialize)]
        struct Present(#[serde(with = "super")] Date);

        pub(in super::super::super) fn serialize<S: Serializer>(
            date: &Option<Date>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            match date {
                Some(date) => super::serialize(date, serializer),
                None => serializer.serialize_none(),
            }
        }

        pub(in super::super::super) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Date>, D::Error> {
            Ok(Option::<Present>::deserialize(deserializer)?.map(|Present(date)| date))
        }
    }
}

/// The citizen ID in full: the form is only ever written sealed, hashed, or to those who may have it.
pub(super) mod citizen_id {
    use codes::CitizenId;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(
        id: &CitizenId,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(id.expose())
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<CitizenId, D::Error> {
        CitizenId::deserialize(deserializer)
    }
}

/// Retirement class by its code.
pub(super) mod retirement_class {
    use calendar::RetireClass;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(in super::super) fn serialize<S: Serializer>(
        class: &RetireClass,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(class.code())
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<RetireClass, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

//! Names of topics (conventions.md, Kafka).
//!
//! A [`Topic`] is named without its environment, as the outbox and the inbox keep it; only the two
//! loops and the bootstrap add `bianzhi.<env>.`, so no other code needs to know where it runs.
//!
//! A partner is named `<role>-<area code>`, e.g. `hr-420800`, whatever the generation of its certificate.
use std::fmt;

/// A topic's name without `bianzhi.<env>.`, e.g. `workflow.v1` or `hr-420800.facts.v1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Topic(String);

/// The facts of one house, key = the aggregate's id.
pub fn inside(house: &str) -> Topic {
    Topic(format!("{house}.v1"))
}

/// What a partner may know, one stream in one order, from bridge.
pub fn partner_facts(partner: &str) -> Topic {
    Topic(format!("{partner}.facts.v1"))
}

/// Opinions that a partner is asked for (并联审核), from bridge.
pub fn partner_review(partner: &str) -> Topic {
    Topic(format!("{partner}.review.v1"))
}

/// Receipts (回执) that a partner gives, to bridge.
pub fn partner_receipt(partner: &str) -> Topic {
    Topic(format!("{partner}.receipt.v1"))
}

/// Opinions (审核意见) that a partner's system gives, to bridge.
pub fn partner_opinion(partner: &str) -> Topic {
    Topic(format!("{partner}.opinion.v1"))
}

impl Topic {
    /// The name as a row keeps it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name on the broker.
    pub fn named_in(&self, environment: &str) -> String {
        format!("bianzhi.{environment}.{}", self.0)
    }

    /// The partner whose topic this is; `None` for the topic of a house.
    pub fn partner(&self) -> Option<&str> {
        let (partner, stream) = self.0.split_once('.')?;
        (stream != "v1").then_some(partner)
    }

    /// The topic that a row names.
    pub(crate) fn stored(name: String) -> Self {
        Self(name)
    }

    /// The topic that the broker names; `None` when it is another environment's.
    pub(crate) fn read(environment: &str, name: &str) -> Option<Self> {
        let rest = name.strip_prefix("bianzhi.")?.strip_prefix(environment)?.strip_prefix('.')?;
        Some(Self(rest.to_owned()))
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_conventions() {
        assert_eq!(inside("workflow").named_in("dev"), "bianzhi.dev.workflow.v1");
        assert_eq!(partner_facts("hr-420800").named_in("dev"), "bianzhi.dev.hr-420800.facts.v1");
        assert_eq!(partner_review("hr-420800").as_str(), "hr-420800.review.v1");
        assert_eq!(partner_receipt("finance-420881").as_str(), "finance-420881.receipt.v1");
        assert_eq!(partner_opinion("organization-420800").as_str(), "organization-420800.opinion.v1");
    }

    #[test]
    fn a_topic_knows_whose_it_is() {
        assert_eq!(partner_receipt("hr-420800").partner(), Some("hr-420800"));
        assert_eq!(inside("registry").partner(), None);
    }

    #[test]
    fn a_broker_name_is_read_in_its_own_environment_only() {
        assert_eq!(Topic::read("dev", "bianzhi.dev.registry.v1"), Some(inside("registry")));
        assert_eq!(Topic::read("dev", "bianzhi.devel.registry.v1"), None);
    }
}

//! Topics and access rules, made by one idempotent command (conventions.md, Kafka).
mod acl;

use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::error::RDKafkaErrorCode;

use crate::kafka::{Error, Kafka};
use crate::topics;

/// How long the brokers may take for one step.
const PATIENCE: Duration = Duration::from_secs(20);

/// A topic that must exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its name without the environment.
    pub name: topics::Topic,
    /// Fixed for ever: 12 inside, 1 for a partner and for the probes.
    pub partitions: i32,
    /// Copies, at most the number of brokers.
    pub replicas: i32,
    /// How long records are kept.
    pub keep: Duration,
}

/// Something that is allowed or denied to a principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acl {
    /// As the broker's authorizer sees it, see [`principal`].
    pub principal: String,
    /// What it is about.
    pub resource: Resource,
    /// What may be done with it, or not.
    pub operation: Operation,
    /// Allow or deny; a denial wins.
    pub permission: Permission,
}

/// What a rule is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resource {
    /// One topic.
    Topic(topics::Topic),
    /// Every topic.
    AnyTopic,
    /// Consumer groups whose name begins so.
    GroupsOf(String),
    /// Every consumer group.
    AnyGroup,
    /// The cluster itself: its access rules.
    Cluster,
}

/// What a rule allows or denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Consuming a topic, or being a member of a group. Includes describing it.
    Read,
    /// Producing to a topic. Includes describing it.
    Write,
    /// Making access rules for anybody: with [`Resource::Cluster`] it is power over everything.
    Alter,
    /// Anything.
    All,
}

/// Which way a rule goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// May.
    Allow,
    /// May not, whatever else says that it may.
    Deny,
}

/// The authorizer's name of a certificate: `principal("mesh", "workflow")` is `User:mesh.workflow`, what the
/// broker's mapping rules make of the subject `CN=workflow,OU=mesh,O=bianzhi` (libs/devstack/kafka).
pub fn principal(kind: &str, id: &str) -> String {
    format!("User:{kind}.{id}")
}

impl Acl {
    /// A rule that allows.
    pub fn allow(principal: &str, operation: Operation, resource: Resource) -> Self {
        Self { principal: principal.to_owned(), resource, operation, permission: Permission::Allow }
    }

    /// What a partner's system may: read its two streams and write its two answers, in groups that begin with
    /// its name. `principal` is one generation of the partner `<role>-<area code>`; the topics keep their names.
    pub fn partner(partner: &str, principal: &str) -> Vec<Self> {
        let reads = [topics::partner_facts(partner), topics::partner_review(partner)];
        let writes = [topics::partner_receipt(partner), topics::partner_opinion(partner)];
        let rule = |operation| move |topic| Self::allow(principal, operation, Resource::Topic(topic));
        let groups = Self::allow(principal, Operation::Read, Resource::GroupsOf(partner.to_owned()));
        let reads = reads.into_iter().map(rule(Operation::Read));
        reads.chain(writes.into_iter().map(rule(Operation::Write))).chain([groups]).collect()
    }

    /// The rules that shut a principal out at once and for good (revocation).
    pub fn shut_out(principal: &str) -> [Self; 2] {
        [Resource::AnyTopic, Resource::AnyGroup].map(|resource| Self {
            principal: principal.to_owned(),
            resource,
            operation: Operation::All,
            permission: Permission::Deny,
        })
    }
}

/// Makes the topics and access rules that are missing; what exists stays as it is. Run it as often as you
/// like, as CN=bootstrap.
pub async fn apply(kafka: &Kafka, topics: &[Topic], acls: &[Acl]) -> Result<(), Error> {
    let admin = kafka.admin()?;
    // librdkafka refuses an empty list, and a revocation makes no topic.
    if !topics.is_empty() {
        create_topics(&admin, kafka.environment(), topics).await?;
    }
    let (environment, acls) = (kafka.environment().to_owned(), acls.to_vec());
    // The call waits for the broker's answer.
    let made = tokio::task::spawn_blocking(move || acl::create(&admin, &environment, &acls, PATIENCE));
    made.await?
}

async fn create_topics(
    admin: &AdminClient<DefaultClientContext>,
    environment: &str,
    topics: &[Topic],
) -> Result<(), Error> {
    let names: Vec<(String, String)> = topics
        .iter()
        .map(|topic| (topic.name.named_in(environment), topic.keep.as_millis().to_string()))
        .collect();
    let wanted: Vec<NewTopic<'_>> = topics
        .iter()
        .zip(&names)
        .map(|(topic, (name, keep))| {
            NewTopic::new(name, topic.partitions, TopicReplication::Fixed(topic.replicas))
                .set("retention.ms", keep)
        })
        .collect();
    let options = AdminOptions::new().request_timeout(Some(PATIENCE)).operation_timeout(Some(PATIENCE));
    for made in admin.create_topics(&wanted, &options).await? {
        match made {
            Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
            Err((topic, code)) => return Err(Error::Topic { topic, reason: code.to_string() }),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_principal_is_named_as_the_broker_maps_it() {
        assert_eq!(principal("partner", "hr-420800.2"), "User:partner.hr-420800.2");
    }
}

//! `bridge bootstrap`: makes the topics and access rules of the mesh and its partners. Run it as CN=bootstrap, as
//! often as you like; what exists stays.

use std::path::Path;
use std::time::Duration;

use messaging::bootstrap::{Acl, Operation, Resource, Topic, apply, principal};
use messaging::{Kafka, Tls, topics};

use crate::config::Config;

const HOUSES: [&str; 6] = ["identity", "registry", "workflow", "document", "notification", "bridge"];
const DAY: Duration = Duration::from_secs(24 * 3600);
/// Inside, a house that was away for a week catches up.
const KEEP_INSIDE: Duration = Duration::from_secs(7 * 24 * 3600);
/// Partner topics keep 30 days; older facts are re-driven from bridge's database.
const KEEP_PARTNER: Duration = Duration::from_secs(30 * DAY.as_secs());

/// Whoever sent a probe waits for seconds.
const KEEP_PROBES: Duration = DAY;

/// Which house listens to which others.
const LISTENS: [(&str, &[&str]); 3] = [
    ("workflow", &["bridge"]),
    ("notification", &["workflow", "bridge"]),
    ("bridge", &["registry", "workflow"]),
];

/// Reads the configuration and applies the rules.
pub async fn run(file: Option<&Path>) -> anyhow::Result<()> {
    let settings = service::config::load::<Config>("bridge", file)?;
    let (common, house) = (settings.common, settings.house);
    let kafka = Kafka::connect(
        &messaging::Config { brokers: common.kafka.brokers, environment: common.environment.clone() },
        "bootstrap",
        Tls { roots: common.tls.roots, certificate: common.tls.certificate, key: common.tls.key },
    )?;
    let (topics, acls) = rules(&common.environment, &house.bootstrap.partners, house.bootstrap.replicas);
    apply(&kafka, &topics, &acls).await?;
    Ok(())
}

/// Everything that must exist.
fn rules(environment: &str, partners: &[String], replicas: i32) -> (Vec<Topic>, Vec<Acl>) {
    let mut made = vec![Topic { name: probe::topic(), partitions: 1, replicas, keep: KEEP_PROBES }];
    let mut acls = Vec::new();
    for house in HOUSES {
        let who = principal("mesh", house);
        made.push(Topic { name: topics::inside(house), partitions: 12, replicas, keep: KEEP_INSIDE });
        acls.push(Acl::allow(&who, Operation::Write, Resource::Topic(topics::inside(house))));
        acls.push(Acl::allow(
            &who,
            Operation::Read,
            Resource::GroupsOf(format!("bianzhi.{environment}.{house}")),
        ));
        acls.push(Acl::allow(&who, Operation::Write, Resource::Topic(probe::topic())));
        acls.push(Acl::allow(&who, Operation::Read, Resource::Topic(probe::topic())));
    }
    for (house, others) in LISTENS {
        for other in others {
            acls.push(Acl::allow(
                &principal("mesh", house),
                Operation::Read,
                Resource::Topic(topics::inside(other)),
            ));
        }
    }
    // Whoever issues certificates can be anybody already: the right to make rules gives identity nothing new, and
    // would make everybody else the broker's master (docs/decisions/0042).
    acls.push(Acl::allow(&principal("mesh", "identity"), Operation::Alter, Resource::Cluster));
    for partner in partners {
        partner_rules(partner, replicas, &mut made, &mut acls);
    }
    (made, acls)
}

/// A partner's topics, and who may do what with them. Later generations of the partner's name are identity's
/// to let in and to shut out.
fn partner_rules(partner: &str, replicas: i32, made: &mut Vec<Topic>, acls: &mut Vec<Acl>) {
    let bridge = principal("mesh", "bridge");
    let to = [topics::partner_facts(partner), topics::partner_review(partner)];
    let from = [topics::partner_receipt(partner), topics::partner_opinion(partner)];
    acls.extend(to.iter().map(|name| Acl::allow(&bridge, Operation::Write, Resource::Topic(name.clone()))));
    acls.extend(from.iter().map(|name| Acl::allow(&bridge, Operation::Read, Resource::Topic(name.clone()))));
    acls.extend(Acl::partner(partner, &principal("partner", partner)));
    made.extend(to.into_iter().chain(from).map(|name| Topic {
        name,
        partitions: 1,
        replicas,
        keep: KEEP_PARTNER,
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_house_sends_probes_and_hears_them_and_no_partner_does() {
        let (made, acls) = rules("dev", &["hr-420800".to_owned()], 1);

        let about_probes = acls.iter().filter(|acl| acl.resource == Resource::Topic(probe::topic()));
        let granted: Vec<_> = about_probes.map(|acl| (acl.principal.clone(), acl.operation)).collect();

        let houses = HOUSES.map(|house| principal("mesh", house));
        let both = |who: String| [(who.clone(), Operation::Write), (who, Operation::Read)];
        assert_eq!(granted, houses.into_iter().flat_map(both).collect::<Vec<_>>());
        assert_eq!(made.iter().filter(|topic| topic.name == probe::topic()).count(), 1);
    }

    #[test]
    fn identity_alone_may_make_rules() {
        let (_, acls) = rules("dev", &["hr-420800".to_owned()], 1);

        let masters: Vec<_> = acls.iter().filter(|acl| acl.resource == Resource::Cluster).collect();

        let identity = principal("mesh", "identity");
        assert_eq!(masters, [&Acl::allow(&identity, Operation::Alter, Resource::Cluster)]);
        assert!(!acls.iter().any(|acl| acl.operation == Operation::All));
    }

    #[test]
    fn a_partner_may_not_write_what_it_is_told_nor_read_what_others_are_told() {
        let partners = ["hr-420800".to_owned(), "finance-420800".to_owned()];
        let (_, acls) = rules("dev", &partners, 1);
        let hr = principal("partner", "hr-420800");

        let granted: Vec<_> = acls.iter().filter(|acl| acl.principal == hr).collect();

        assert_eq!(granted.len(), 5);
        assert!(!granted.iter().any(|acl| acl.operation == Operation::Write
            && acl.resource == Resource::Topic(topics::partner_facts("hr-420800"))));
        assert!(
            !granted
                .iter()
                .any(|acl| acl.resource == Resource::Topic(topics::partner_facts("finance-420800")))
        );
    }
}

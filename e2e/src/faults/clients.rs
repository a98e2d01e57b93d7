//! Operators' connections to the services, each by its own certificate, through the links of the command line.

use std::collections::BTreeMap;

use anyhow::Context;
use channel::{Channel, Endpoint, Identity};
use devstack::Devstack;
use proto::bridge::v1::delivery_service_client::DeliveryServiceClient;
use proto::bridge::v1::review_service_client::ReviewServiceClient;
use proto::document::v1::document_service_client::DocumentServiceClient;
use proto::notification::v1::notification_service_client::NotificationServiceClient;
use proto::registry::v1::person_service_client::PersonServiceClient;
use proto::registry::v1::quota_service_client::QuotaServiceClient;
use proto::workflow::v1::case_service_client::CaseServiceClient;
use proto::workflow::v1::material_service_client::MaterialServiceClient;

/// Everybody who acts on the cases of a run.
pub(super) const OPERATORS: [&str; 9] = [
    "sch-clerk",
    "edu-clerk",
    "hos-clerk",
    "hlt-clerk",
    "so-accept",
    "so-review",
    "so-approve",
    "org-opinion",
    "hr-opinion",
];

const HOUSES: [&str; 5] = ["workflow", "registry", "document", "bridge", "notification"];

/// A channel for each operator and service; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Clients(BTreeMap<(&'static str, &'static str), Channel>);

impl Clients {
    /// Opens them without connecting yet.
    pub(super) fn open(mesh: &Devstack) -> anyhow::Result<Self> {
        let contexts = mesh.contexts();
        let folder = contexts.parent().context("the folder of the operators' keys")?;
        let mut channels = BTreeMap::new();
        for operator in OPERATORS {
            let certificate = folder.join(format!("{operator}.pem"));
            let key = folder.join(format!("{operator}.key.pem"));
            let identity = Identity::files(&mesh.roots(), &certificate, &key);
            for house in HOUSES {
                let url = format!("https://{}", mesh.link("cli", house)?.address());
                let endpoint = Endpoint { service: house.to_owned(), url };
                channels.insert((operator, house), channel::connect(&endpoint, &identity)?);
            }
        }
        Ok(Self(channels))
    }

    pub(super) fn cases(&self, operator: &str) -> CaseServiceClient<Channel> {
        CaseServiceClient::new(self.channel(operator, "workflow"))
    }

    pub(super) fn materials(&self, operator: &str) -> MaterialServiceClient<Channel> {
        MaterialServiceClient::new(self.channel(operator, "workflow"))
    }

    pub(super) fn reviews(&self, operator: &str) -> ReviewServiceClient<Channel> {
        ReviewServiceClient::new(self.channel(operator, "bridge"))
    }

    pub(super) fn deliveries(&self, operator: &str) -> DeliveryServiceClient<Channel> {
        DeliveryServiceClient::new(self.channel(operator, "bridge"))
    }

    pub(super) fn documents(&self, operator: &str) -> DocumentServiceClient<Channel> {
        DocumentServiceClient::new(self.channel(operator, "document"))
    }

    pub(super) fn quota(&self, operator: &str) -> QuotaServiceClient<Channel> {
        QuotaServiceClient::new(self.channel(operator, "registry"))
    }

    pub(super) fn persons(&self, operator: &str) -> PersonServiceClient<Channel> {
        PersonServiceClient::new(self.channel(operator, "registry"))
    }

    pub(super) fn notifications(&self, operator: &str) -> NotificationServiceClient<Channel> {
        NotificationServiceClient::new(self.channel(operator, "notification"))
    }

    fn channel(&self, operator: &str, house: &str) -> Channel {
        let found = self.0.iter().find(|((who, to), _)| *who == operator && *to == house);
        found
            .map(|(_, channel)| channel.clone())
            .expect("OPERATORS and HOUSES name everybody who is asked for")
    }
}

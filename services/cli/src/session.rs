//! A session: who acts, towards which services, under one trace.

use std::path::Path;

use channel::{Channel, Endpoint, Identity};
use codes::Lang;
use proto::bridge::v1::delivery_service_client::DeliveryServiceClient;
use proto::bridge::v1::review_service_client::ReviewServiceClient;
use proto::document::v1::document_service_client::DocumentServiceClient;
use proto::document::v1::verification_service_client::VerificationServiceClient;
use proto::identity::v1::certificate_service_client::CertificateServiceClient;
use proto::identity::v1::directory_service_client::DirectoryServiceClient;
use proto::notification::v1::notification_service_client::NotificationServiceClient;
use proto::registry::v1::import_service_client::ImportServiceClient;
use proto::registry::v1::institution_service_client::InstitutionServiceClient;
use proto::registry::v1::person_service_client::PersonServiceClient;
use proto::registry::v1::quota_service_client::QuotaServiceClient;
use proto::workflow::v1::case_service_client::CaseServiceClient;
use proto::workflow::v1::definition_service_client::DefinitionServiceClient;
use proto::workflow::v1::material_service_client::MaterialServiceClient;
use uuid::Uuid;

use crate::args::Global;
use crate::contexts::{self, Context};
use crate::failure::Failure;

/// What a command needs to ask services.
pub struct Session {
    global: Global,
    context: Context,
    identity: Identity,
    /// Every call of one command belongs to one trace.
    traceparent: String,
    request_id: Uuid,
    /// Language of tables and sentences.
    pub lang: Lang,
}

impl Session {
    /// Takes the context of `--as`; connects to nothing yet.
    pub fn open(global: &Global) -> Result<Self, Box<Failure>> {
        let context = contexts::find(global.contexts.as_deref(), global.acting.as_deref())?;
        let identity = Identity::files(&context.roots, &context.certificate, &context.key);
        let request_id = global.request_id.unwrap_or_else(Uuid::now_v7);
        let traceparent = channel::trace::new();
        let (global, lang) = (global.clone(), global.lang.into());
        Ok(Self { global, context, identity, traceparent, request_id, lang })
    }

    /// What every command understands, as it was given.
    pub fn global(&self) -> &Global {
        &self.global
    }

    /// The files of the key and of the certificate.
    pub fn files(&self) -> (&Path, &Path) {
        (&self.context.key, &self.context.certificate)
    }

    /// The id of the one request that this command makes.
    pub fn request_id(&self) -> String {
        self.request_id.to_string()
    }

    /// The id of the request that this command makes where its first one met a case that had just changed: the
    /// same for the same first id and the same etag, so that a repeat is the same request.
    pub fn request_id_at(&self, etag: &str) -> String {
        Uuid::new_v5(&self.request_id, etag.as_bytes()).to_string()
    }

    /// The trace id under which the services log this command.
    pub fn trace_id(&self) -> Option<&str> {
        channel::trace::id(&self.traceparent)
    }

    /// Every service with an address, by name.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        self.context.endpoints.keys().map(String::as_str)
    }

    /// A lazy channel to a service.
    pub fn channel(&self, service: &str) -> Result<Channel, Box<Failure>> {
        let Some(url) = self.context.endpoints.get(service) else {
            return Err(Failure::usage(
                format!("身份文件中没有{service}服务的地址"),
                format!("the contexts file has no endpoint of {service}"),
            ));
        };
        let endpoint = Endpoint { service: service.to_owned(), url: url.clone() };
        let channel = channel::connect(&endpoint, &self.identity)
            .map_err(|error| Failure::usage(format!("无法连接:{error}"), error.to_string()))?;
        Ok(channel.traced(&self.traceparent))
    }

    pub fn certificates(&self) -> Result<CertificateServiceClient<Channel>, Box<Failure>> {
        self.channel("identity").map(CertificateServiceClient::new)
    }

    pub fn directory(&self) -> Result<DirectoryServiceClient<Channel>, Box<Failure>> {
        self.channel("identity").map(DirectoryServiceClient::new)
    }

    pub fn imports(&self) -> Result<ImportServiceClient<Channel>, Box<Failure>> {
        self.channel("registry").map(ImportServiceClient::new)
    }

    pub fn institutions(&self) -> Result<InstitutionServiceClient<Channel>, Box<Failure>> {
        self.channel("registry").map(InstitutionServiceClient::new)
    }

    pub fn persons(&self) -> Result<PersonServiceClient<Channel>, Box<Failure>> {
        self.channel("registry").map(PersonServiceClient::new)
    }

    pub fn quotas(&self) -> Result<QuotaServiceClient<Channel>, Box<Failure>> {
        self.channel("registry").map(QuotaServiceClient::new)
    }

    pub fn cases(&self) -> Result<CaseServiceClient<Channel>, Box<Failure>> {
        self.channel("workflow").map(CaseServiceClient::new)
    }

    pub fn definitions(&self) -> Result<DefinitionServiceClient<Channel>, Box<Failure>> {
        self.channel("workflow").map(DefinitionServiceClient::new)
    }

    pub fn materials(&self) -> Result<MaterialServiceClient<Channel>, Box<Failure>> {
        self.channel("workflow").map(MaterialServiceClient::new)
    }

    pub fn reviews(&self) -> Result<ReviewServiceClient<Channel>, Box<Failure>> {
        self.channel("bridge").map(ReviewServiceClient::new)
    }

    pub fn deliveries(&self) -> Result<DeliveryServiceClient<Channel>, Box<Failure>> {
        self.channel("bridge").map(DeliveryServiceClient::new)
    }

    pub fn documents(&self) -> Result<DocumentServiceClient<Channel>, Box<Failure>> {
        self.channel("document").map(DocumentServiceClient::new)
    }

    pub fn verification(&self) -> Result<VerificationServiceClient<Channel>, Box<Failure>> {
        self.channel("document").map(VerificationServiceClient::new)
    }

    pub fn notifications(&self) -> Result<NotificationServiceClient<Channel>, Box<Failure>> {
        self.channel("notification").map(NotificationServiceClient::new)
    }
}

//! How the house is put together.

use std::sync::Arc;
use std::time::Duration;

use proto::registry::v1::change_service_server::ChangeServiceServer;
use proto::registry::v1::import_service_server::ImportServiceServer;
use proto::registry::v1::institution_service_server::InstitutionServiceServer;
use proto::registry::v1::person_service_server::PersonServiceServer;
use proto::registry::v1::quota_service_server::QuotaServiceServer;
use service::{Server, Shell};
use sqlx::PgPool;
use vault::Vault;

use crate::app::App;
use crate::config::Config;
use crate::grpc::Grpc;

/// A city's persons in one CSV file.
const LARGEST_IMPORT_BYTES: usize = 64 << 20;
/// How often the worker looks for permits whose last day passed, when nobody asks about them.
const EXPIRY_ROUND: Duration = Duration::from_secs(5);
/// How often the whole ledger is counted through.
const AUDIT_ROUND: Duration = Duration::from_secs(600);

/// Builds the house from its shell; `service::main` serves what comes back.
///
/// # Errors
/// When the database, the key file or Kafka's certificate can't be used.
pub async fn build(shell: &Shell<Config>) -> anyhow::Result<Server> {
    let common = &shell.config;
    let pool = db::connect(&common.database).await?;
    sqlx::migrate!().run(&pool).await?;
    let vault = Arc::new(Vault::open_or_create(&shell.house.vault.keys)?);
    let tls = messaging::Tls {
        roots: common.tls.roots.clone(),
        certificate: common.tls.certificate.clone(),
        key: common.tls.key.clone(),
    };
    let kafka_config =
        messaging::Config { brokers: common.kafka.brokers.clone(), environment: common.environment.clone() };
    let kafka = messaging::Kafka::connect(&kafka_config, "registry", tls)?;
    shell.spawn("relay", messaging::relay::run(pool.clone(), kafka.clone(), shell.stop()));
    let probes = probe::LetterBox::alone("registry", pool.clone());
    let topics = vec![probe::topic()];
    shell.spawn("inbox", messaging::inbox::run(pool.clone(), kafka, topics, probes, shell.stop()));

    let app = App::new(pool.clone(), shell.business_clock.clone(), vault);
    let expiring = app.clone();
    shell.worker("expiries", EXPIRY_ROUND, move || {
        let app = expiring.clone();
        async move { app.expire_due().await }
    });
    let auditing = app.clone();
    shell.worker("ledger audit", AUDIT_ROUND, move || {
        let app = auditing.clone();
        // Nothing is left to do after a count, so the next one waits its turn.
        async move { app.audit_ledger().await.map(|_| 0) }
    });
    shell.forget_old_answers(&pool);
    Ok(server(app, pool))
}

/// The services over an app; refused attempts are kept in its database.
pub fn server(app: App, pool: PgPool) -> Server {
    let grpc = Grpc(app);
    let import = ImportServiceServer::new(grpc.clone()).max_decoding_message_size(LARGEST_IMPORT_BYTES);
    Server::new()
        .offer(InstitutionServiceServer::new(grpc.clone()))
        .offer(QuotaServiceServer::new(grpc.clone()))
        .offer(ChangeServiceServer::new(grpc.clone()))
        .offer(PersonServiceServer::new(grpc))
        .offer(import)
        .offer(probe::service("registry", pool.clone()))
        .audit(pool)
}

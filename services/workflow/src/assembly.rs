//! How the house is put together.

use proto::workflow::v1::case_service_server::CaseServiceServer;
use proto::workflow::v1::definition_service_server::DefinitionServiceServer;
use proto::workflow::v1::material_service_server::MaterialServiceServer;
use vault::Vault;

use crate::app::{App, Leaf, World};
use crate::config::Config;
use crate::events::LetterBox;
use crate::grpc::Grpc;
use crate::remote::{Bridge, Document, Registry};
use crate::workers;

/// Builds the house from its shell; `service::main` serves what comes back.
///
/// # Errors
/// When the database, the key file, the file store or a peer's address can't be used.
pub async fn build(shell: &service::Shell<Config>) -> anyhow::Result<service::Server> {
    let (config, house) = (&shell.config, &shell.house);
    let pool = db::connect(&db::Config {
        url: config.database.url.clone(),
        max_connections: config.database.max_connections,
    })
    .await?;
    sqlx::migrate!().run(&pool).await?;
    let app = App::new(World {
        pool: pool.clone(),
        vault: Vault::open_or_create(&house.vault.keys)?,
        calendar: calendar::Calendar::published(),
        clock: shell.business_clock.clone(),
        system_clock: shell.system_clock,
        trust: shell.trust.clone(),
        blobs: blob::Store::folder(&house.blobs.folder)?,
        material_limit_bytes: house.blobs.material_limit_bytes,
        registry: Registry(shell.peer("registry")?),
        document: Document(shell.peer("document")?),
        bridge: Bridge(shell.peer("bridge")?),
        leaf: Leaf(config.tls.certificate.clone()),
    });
    let kafka = messaging::Kafka::connect(
        &messaging::Config { brokers: config.kafka.brokers.clone(), environment: config.environment.clone() },
        "workflow",
        messaging::Tls {
            roots: config.tls.roots.clone(),
            certificate: config.tls.certificate.clone(),
            key: config.tls.key.clone(),
        },
    )?;
    shell.spawn("relay", messaging::relay::run(pool.clone(), kafka.clone(), shell.stop()));
    let topics = vec![messaging::topics::inside("bridge"), probe::topic()];
    let letter_box = probe::LetterBox::around("workflow", pool.clone(), LetterBox(app.clone()));
    shell.spawn("inbox", messaging::inbox::run(pool.clone(), kafka, topics, letter_box, shell.stop()));
    let effects = app.clone();
    shell.worker("effects", workers::EVERY, move || workers::finish_effects(effects.clone()));
    shell.forget_old_answers(&pool);
    Ok(offer(app).offer(probe::service("workflow", pool.clone())).audit(pool))
}

/// The services of the house.
pub fn offer(app: App) -> service::Server {
    let grpc = Grpc(app);
    service::Server::new()
        .offer(CaseServiceServer::new(grpc.clone()))
        .offer(MaterialServiceServer::new(grpc.clone()))
        .offer(DefinitionServiceServer::new(grpc))
}

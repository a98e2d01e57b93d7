//! How the house is put together.

use anyhow::Context;
use blob::Store;
use messaging::{Kafka, Tls, inbox, relay};
use proto::document::v1::{
    document_service_server::DocumentServiceServer, verification_service_server::VerificationServiceServer,
};
use seal::Keyring;
use service::{Server, Shell};

use crate::{
    app::{App, World},
    config::Config,
    grpc::Grpc,
    render::Renderer,
    workers,
};

/// Builds the house from its shell.
pub async fn build(shell: &Shell<Config>) -> anyhow::Result<Server> {
    let database = db::Config {
        url: shell.config.database.url.clone(),
        max_connections: shell.config.database.max_connections,
    };
    let pool = db::connect(&database).await?;
    sqlx::migrate!().run(&pool).await?;
    let app = App::new(World {
        pool: pool.clone(),
        clock: shell.business_clock.clone(),
        keyring: Keyring::open(&shell.house.signer.folder).context("signer.folder")?,
        renderer: Renderer::load(&shell.house.fonts).context("fonts")?,
        files: Store::folder(&shell.house.blobs.folder).context("blobs.folder")?,
    });

    let tls = &shell.config.tls;
    let kafka = Kafka::connect(
        &messaging::Config {
            brokers: shell.config.kafka.brokers.clone(),
            environment: shell.config.environment.clone(),
        },
        shell.name,
        Tls { roots: tls.roots.clone(), certificate: tls.certificate.clone(), key: tls.key.clone() },
    )?;
    shell.spawn("relay", relay::run(pool.clone(), kafka.clone(), shell.stop()));
    let probes = probe::LetterBox::alone("document", pool.clone());
    let topics = vec![probe::topic()];
    shell.spawn("inbox", inbox::run(pool.clone(), kafka, topics, probes, shell.stop()));
    let rendering = app.clone();
    shell.worker("renderings", workers::RENDERINGS_EVERY, move || workers::render(rendering.clone()));
    shell.forget_old_answers(&pool);

    Ok(Server::new()
        .offer(DocumentServiceServer::new(Grpc(app.clone())))
        .offer(VerificationServiceServer::new(Grpc(app)))
        .offer(probe::service("document", pool.clone()))
        .audit(pool))
}

//! Identity from its shell: two listeners over one application.
use anyhow::Context;
use messaging::Kafka;
use proto::identity::v1::certificate_service_server::CertificateServiceServer;
use proto::identity::v1::directory_service_server::DirectoryServiceServer;
use proto::identity::v1::trust_service_server::TrustServiceServer;
use service::{Server, Shell};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::broker::Broker;
use crate::ca::{Authority, Notary};
use crate::config::Config;
use crate::{MIGRATIONS, grpc, workers};

/// Builds identity; `service::main` serves what comes back.
///
/// # Errors
/// When the database, the authority's folder or identity's own leaf can't be used: `identity init` was not
/// run, or for another installation.
pub async fn build(shell: &Shell<Config>) -> anyhow::Result<Server> {
    let (config, house) = (&shell.config, &shell.house);
    let pool = pool(config).await?;
    let authority = Authority::open(&house.ca.folder, &config.trust_domain, house.ca.lifetimes())
        .context("the certificate authority can't be opened")?;
    let notary = Notary::new(&config.tls.certificate, &config.tls.key);
    let app = App::new(pool.clone(), shell.business_clock.clone(), authority, notary, shell.trust.clone());
    app.publish().await.context("the trust snapshot can't be published")?;

    let kafka = kafka(config)?;
    letters(shell, &pool, &kafka);
    workers::start(shell, &app, Broker::new(kafka));
    shell.forget_old_answers(&pool);
    let Doors { mutual, enrolment } = doors(app, pool, shell.stop());
    let listen = shell.open_to_anybody(house.enrolment.listen, enrolment).await?;
    tracing::info!(%listen, "the enrolment listener is open");
    Ok(mutual)
}

/// What identity offers at its two listeners.
pub struct Doors {
    /// For holders of a certificate.
    pub mutual: Server,
    /// For whoever has a token.
    pub enrolment: Server,
}

/// Offers `app` at both listeners; `stop` ends the streams that end by nothing else.
pub fn doors(app: App, pool: PgPool, stop: CancellationToken) -> Doors {
    let certificates = || CertificateServiceServer::new(grpc::Certificates(app.clone()));
    let enrolment = Server::new().offer(certificates()).audit(pool.clone());
    let mutual = Server::new()
        .offer(certificates())
        .offer(DirectoryServiceServer::new(grpc::Directory(app.clone())))
        .offer(TrustServiceServer::new(grpc::Trust::new(app.clone(), stop)))
        .offer(probe::service("identity", pool.clone()))
        .audit(pool);
    Doors { mutual, enrolment }
}

/// The migrated database.
pub(crate) async fn pool(config: &service::Config) -> anyhow::Result<PgPool> {
    let pool = db::connect(&config.database).await.context("the database can't be reached")?;
    MIGRATIONS.run(&pool).await.context("the database can't be migrated")?;
    Ok(pool)
}

/// Facts out, and nothing in but the own probes.
fn letters(shell: &Shell<Config>, pool: &PgPool, kafka: &Kafka) {
    shell.spawn("relay", messaging::relay::run(pool.clone(), kafka.clone(), shell.stop()));
    let probes = probe::LetterBox::alone("identity", pool.clone());
    let topics = vec![probe::topic()];
    shell.spawn("inbox", messaging::inbox::run(pool.clone(), kafka.clone(), topics, probes, shell.stop()));
}

fn kafka(config: &service::Config) -> anyhow::Result<Kafka> {
    let tls = messaging::Tls {
        roots: config.tls.roots.clone(),
        certificate: config.tls.certificate.clone(),
        key: config.tls.key.clone(),
    };
    let brokers =
        messaging::Config { brokers: config.kafka.brokers.clone(), environment: config.environment.clone() };
    Ok(Kafka::connect(&brokers, "identity", tls)?)
}

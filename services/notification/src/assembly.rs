//! How the house is put together.

use anyhow::Context;
use messaging::{Kafka, Tls, inbox, relay, topics};
use proto::notification::v1::notification_service_server::NotificationServiceServer;
use service::{Server, Shell};

use crate::app::App;
use crate::config::Config;
use crate::events::LetterBox;
use crate::grpc::Grpc;
use crate::remote::{Channel, Spool};
use crate::workers;

/// Builds the house from its shell. The only facts it tells are its probes.
pub async fn build(shell: &Shell<Config>) -> anyhow::Result<Server> {
    let database = db::Config {
        url: shell.config.database.url.clone(),
        max_connections: shell.config.database.max_connections,
    };
    let pool = db::connect(&database).await?;
    sqlx::migrate!().run(&pool).await?;
    let mut channels = vec![Channel::Inbox];
    if let Some(folder) = &shell.house.spool.folder {
        let spool = Spool::open(folder).with_context(|| format!("spool.folder = {}", folder.display()))?;
        channels.push(Channel::Spool(spool));
    }
    let app = App::new(pool.clone(), shell.business_clock.clone(), shell.trust.clone(), channels);

    let tls = &shell.config.tls;
    let kafka = Kafka::connect(
        &messaging::Config {
            brokers: shell.config.kafka.brokers.clone(),
            environment: shell.config.environment.clone(),
        },
        "notification",
        Tls { roots: tls.roots.clone(), certificate: tls.certificate.clone(), key: tls.key.clone() },
    )?;
    shell.spawn("relay", relay::run(pool.clone(), kafka.clone(), shell.stop()));
    let letters = vec![topics::inside("workflow"), topics::inside("bridge"), probe::topic()];
    let letter_box = probe::LetterBox::around("notification", pool.clone(), LetterBox(app.clone()));
    shell.spawn("inbox", inbox::run(pool.clone(), kafka, letters, letter_box, shell.stop()));
    let (reminding, delivering) = (app.clone(), app.clone());
    shell.worker("reminders", workers::REMINDING_EVERY, move || workers::remind(reminding.clone()));
    shell.worker("deliveries", workers::DELIVERING_EVERY, move || workers::deliver(delivering.clone()));
    shell.forget_old_answers(&pool);

    Ok(Server::new()
        .offer(NotificationServiceServer::new(Grpc(app)))
        .offer(probe::service("notification", pool.clone()))
        .audit(pool))
}

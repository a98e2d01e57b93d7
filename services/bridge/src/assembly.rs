//! How the house is put together.

use std::time::Duration;

use anyhow::Context;
use messaging::{Kafka, Tls, inbox, relay, topics};
use proto::bridge::v1::delivery_service_server::DeliveryServiceServer;
use proto::bridge::v1::review_service_server::ReviewServiceServer;
use service::{Server, Shell};
use vault::Vault;

use crate::app::App;
use crate::config::Config;
use crate::events::LetterBox;
use crate::grpc::Grpc;
use crate::remote::Registry;
use crate::workers;

/// Builds the house from its shell.
pub async fn build(shell: &Shell<Config>) -> anyhow::Result<Server> {
    let database = db::Config {
        url: shell.config.database.url.clone(),
        max_connections: shell.config.database.max_connections,
    };
    let pool = db::connect(&database).await?;
    sqlx::migrate!().run(&pool).await?;
    let vault = Vault::open_or_create(&shell.house.vault.keys).context("vault.keys")?;
    let registry = Registry::new(shell.peer("registry")?);
    let app = App::new(pool.clone(), shell.business_clock.clone(), vault, shell.trust.clone(), registry);

    let tls = &shell.config.tls;
    let kafka = Kafka::connect(
        &messaging::Config {
            brokers: shell.config.kafka.brokers.clone(),
            environment: shell.config.environment.clone(),
        },
        "bridge",
        Tls { roots: tls.roots.clone(), certificate: tls.certificate.clone(), key: tls.key.clone() },
    )?;
    let mut letters = vec![topics::inside("registry"), topics::inside("workflow"), probe::topic()];
    for partner in &shell.house.bootstrap.partners {
        letters.push(topics::partner_receipt(partner));
        letters.push(topics::partner_opinion(partner));
    }
    shell.spawn("relay", relay::run(pool.clone(), kafka.clone(), shell.stop()));
    let letter_box = probe::LetterBox::around("bridge", pool.clone(), LetterBox(app.clone()));
    shell.spawn("inbox", inbox::run(pool.clone(), kafka, letters, letter_box, shell.stop()));
    let (pushing, joining) = (app.clone(), app.clone());
    shell.worker("pushes", Duration::from_millis(500), move || workers::push(pushing.clone()));
    shell.worker("joins", Duration::from_secs(1), move || workers::join(joining.clone()));
    shell.forget_old_answers(&pool);

    let grpc = Grpc(app);
    Ok(Server::new()
        .offer(ReviewServiceServer::new(grpc.clone()))
        .offer(DeliveryServiceServer::new(grpc))
        .offer(probe::service("bridge", pool.clone()))
        .audit(pool))
}

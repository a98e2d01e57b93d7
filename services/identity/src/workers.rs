//! What identity does without being asked.
use std::sync::Arc;
use std::time::Duration;

use service::Shell;
use tokio::sync::Mutex;

use crate::app::App;
use crate::broker::Broker;
use crate::ca::LeafFiles;
use crate::config::Config;

/// A change committed by another replica is published within this time.
const LOOK_FOR_CHANGES: Duration = Duration::from_millis(500);
/// A leaf that lives a day is looked at every minute, a shorter one more often.
const LOOK_AT_LEAF: Duration = Duration::from_secs(60);
const LOOKS_IN_A_LIFE: u32 = 100;

/// A revocation is in force at the broker within this time and the broker's own.
const LOOK_AT_ACCESS: Duration = Duration::from_secs(1);
/// Outsiders find a revocation in the list within this time.
const LOOK_AT_LIST: Duration = Duration::from_secs(5);

/// Starts the workers.
pub(crate) fn start(shell: &Shell<Config>, app: &App, broker: Broker) {
    let (keeping, broker) = (app.clone(), Arc::new(Mutex::new(broker)));
    shell.worker("broker access", LOOK_AT_ACCESS, move || {
        let (app, broker) = (keeping.clone(), Arc::clone(&broker));
        async move { broker.lock().await.keep(&app).await }
    });
    if let Some(path) = &shell.house.ca.revocation_list {
        let (listing, path) = (app.clone(), path.clone());
        shell.worker("revocation list", LOOK_AT_LIST, move || {
            let (app, path) = (listing.clone(), path.clone());
            async move { app.write_revocation_list(&path).await }
        });
    }
    let following = app.clone();
    shell.worker("trust", LOOK_FOR_CHANGES, move || {
        let app = following.clone();
        async move { app.follow_changes().await }
    });

    let tls = &shell.config.tls;
    let files = LeafFiles { certificate: tls.certificate.clone(), key: tls.key.clone(), bundle: None };
    let renewing = app.clone();
    let life = Duration::try_from(shell.house.ca.lifetimes().service).unwrap_or_default();
    shell.worker("own leaf", LOOK_AT_LEAF.min(life / LOOKS_IN_A_LIFE), move || {
        let (app, files) = (renewing.clone(), files.clone());
        async move { app.renew_own_leaf(&files).await }
    });
}

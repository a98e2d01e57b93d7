//! What identity does without being asked.
use std::time::Duration;

use service::Shell;

use crate::app::App;
use crate::ca::LeafFiles;
use crate::config::Config;

/// A change committed by another replica is published within this time.
const LOOK_FOR_CHANGES: Duration = Duration::from_millis(500);
/// A leaf lives a day: nobody notices a minute.
const LOOK_AT_LEAF: Duration = Duration::from_secs(60);

/// Starts the workers.
pub(crate) fn start(shell: &Shell<Config>, app: &App) {
    let following = app.clone();
    shell.worker("trust", LOOK_FOR_CHANGES, move || {
        let app = following.clone();
        async move { app.follow_changes().await }
    });

    let tls = &shell.config.tls;
    let files = LeafFiles { certificate: tls.certificate.clone(), key: tls.key.clone(), bundle: None };
    let renewing = app.clone();
    shell.worker("own leaf", LOOK_AT_LEAF, move || {
        let (app, files) = (renewing.clone(), files.clone());
        async move { app.renew_own_leaf(&files).await }
    });
}

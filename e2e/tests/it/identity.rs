//! Certificates that run out, are revoked, and come back.
use std::time::Duration;

use anyhow::{Context, ensure};
use channel::failure;
use devstack::mesh::Credentials;
use e2e::engine::{self, Saved};
use e2e::revocation::{self, Access, PartnerClient};
use e2e::rotation::{self, Load};
use e2e::world::World;

use crate::mesh::Mesh;

const EFFECTIVE: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "not yet: the first leaves of ten seconds run out before the mesh is up"]
async fn twenty_rotations_of_every_services_certificate_fail_no_call() {
    let mut mesh = Mesh::start_with_leaves_of("10s").await;
    let mut saved = Saved::new();

    let outcome = async {
        let load = Load::start(&mesh.world)?;
        let played = engine::run(&mut mesh.world, "g1.yaml", &mut saved).await;
        let rotated = rotation::wait_for(&mesh.world, 20).await;
        let called = load.stop().await?;
        ensure!(called.failures.is_empty(), "failed: {:#?}", called.failures);
        ensure!(called.answered > 1_000, "hardly anybody called: {}", called.answered);
        played?;
        rotated?;
        rotation::expire_and_enrol(&mesh.world, "bridge").await
    }
    .await;

    mesh.end(outcome).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revocation_is_in_force_everywhere_within_five_seconds_and_outlives_identity() {
    let mut mesh = Mesh::start().await;

    let outcome = async {
        for (service, took) in revocation::until_refused(&mesh.world, "dat-clerk").await? {
            ensure!(took < EFFECTIVE, "{service} took {took:?}");
        }
        let took = revocation::until_shut_out(&mesh.world, "pension-420800").await?;
        ensure!(took < EFFECTIVE, "the broker took {took:?}");
        the_next_generation_comes_in_and_the_old_one_stays_out(&mesh.world, "pension-420800").await?;

        mesh.world.mesh.kill("identity")?;
        mesh.world.mesh.restart("registry").await?;
        refused_and_served(&mesh.world, "registry").await.context("with identity down")?;
        mesh.world.mesh.restart("identity").await?;
        refused_and_served(&mesh.world, "identity").await.context("after identity's restart")
    }
    .await;

    mesh.end(outcome).await;
}

/// Enrols a partner anew, by a token and the command line.
async fn the_next_generation_comes_in_and_the_old_one_stays_out(
    world: &World,
    partner: &str,
) -> anyhow::Result<()> {
    let old = world.mesh.enrol_partner(partner).await?;
    let folder = world.mesh.folder().join("partners");
    let (token, roots) = (folder.join("token"), world.mesh.roots());
    let next = Credentials { key: folder.join("next.key.pem"), certificate: folder.join("next.pem"), roots };
    world.told("so-security", &["cert", "token", "partner", partner, "--to", &text(&token)]).await?;
    let enroll = [
        "cert",
        "enroll",
        "--token-file",
        &text(&token),
        "--key",
        &text(&next.key),
        "--certificate",
        &text(&next.certificate),
    ];
    let enrolled = world.told("so-security", &enroll).await?;
    ensure!(enrolled["principal_id"] == format!("{partner}.2"), "{enrolled}");

    PartnerClient::connect(world, partner, &next)?.until(Access::Granted).await?;
    PartnerClient::connect(world, partner, &old)?.until(Access::Denied).await.map(drop)
}

/// `dat-clerk` was revoked, `pol-clerk` was not.
async fn refused_and_served(world: &World, service: &str) -> anyhow::Result<()> {
    let ask = async |operator: &str| {
        let (endpoint, identity) = revocation::line(world, operator, service)?;
        let channel = channel::connect(&endpoint, &identity)?;
        anyhow::Ok(channel::retry(|| revocation::probe(&channel)).await)
    };
    ask("pol-clerk").await?.context("a good certificate")?;
    let refusal = ask("dat-clerk").await?.err().context("a revoked certificate is let in")?;
    ensure!(failure(&refusal).reason == "CERT_REVOKED", "{refusal}");
    Ok(())
}

fn text(path: &std::path::Path) -> String {
    path.display().to_string()
}

//! Renewals of certificates, durable, beside verifying a request and signing a certificate in one thread of ours.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use channel::Channel;
use proto::identity::v1::RenewCertificateRequest;
use proto::identity::v1::certificate_service_client::CertificateServiceClient;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

use super::Bench;
use super::desks::{SCHOOLS, request_id, school};
use super::drive::{Client, count, keep_busy, milliseconds};
use super::table::Verdict;
use super::usage::Usage;

/// Requests made beforehand; the client's signing is not to be measured.
const REQUESTS: usize = 256;
const WARM_UP: Duration = Duration::from_secs(1);
const TIME: Duration = Duration::from_secs(8);
const ALONE: Duration = Duration::from_secs(2);
const AIM: f64 = 3_700.0;

/// Renews its own certificate; the old one stays valid.
struct Holder {
    client: CertificateServiceClient<Channel>,
    requests: Arc<Vec<String>>,
    next: usize,
}

pub(super) async fn measure(bench: &mut Bench) -> Result<()> {
    let requests = (0..REQUESTS).map(|_| signing_request()).collect::<Result<Vec<_>>>()?;
    let alone = sign_alone(&requests)?;
    let requests = Arc::new(requests);
    let mut holders = (0..SCHOOLS)
        .map(|number| {
            let client = bench.directions.operator(&format!("{}-clerk", school(number)), "identity")?;
            let requests = Arc::clone(&requests);
            Ok(Holder { client: CertificateServiceClient::new(client), requests, next: number })
        })
        .collect::<Result<Vec<_>>>()?;
    keep_busy(&mut holders, WARM_UP).await?;
    let before = Usage::of(&mut bench.world)?;
    let run = keep_busy(&mut holders, TIME).await?;
    let spent = Usage::of(&mut bench.world)?.since(&before);

    let per_core = count(run.done()) / spent.with_database("identity").as_secs_f64();
    let service = count(run.done()) / spent.by("identity").as_secs_f64();
    bench.table.row(
        "certificate renewals for each second of processor time, durable, 16 clients",
        &format!("{per_core:.0} (identity and PostgreSQL), {:.0}/s on this machine", run.rate()),
        &format!(
            "verify and sign in one thread {alone:.0}/s; {service:.0} by identity's time alone; p50 {:.1} ms",
            milliseconds(run.within(50))
        ),
        "≥ 3 700",
        Verdict::of(per_core >= AIM),
    );
    Ok(())
}

fn signing_request() -> Result<String> {
    let key = KeyPair::generate()?;
    Ok(CertificateParams::default().serialize_request(&key)?.pem()?)
}

/// Requests verified and certificates signed for each second.
fn sign_alone(requests: &[String]) -> Result<f64> {
    let key = KeyPair::generate()?;
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let issuer = Issuer::new(authority, key);
    let (began, mut signed) = (Instant::now(), 0);
    while began.elapsed() < ALONE {
        for request in requests {
            // Reading a request verifies its signature.
            CertificateSigningRequestParams::from_pem(request)?.signed_by(&issuer)?;
            signed += 1;
        }
    }
    Ok(count(signed) / began.elapsed().as_secs_f64())
}

impl Client for Holder {
    async fn step(&mut self) -> Result<()> {
        let signing_request = self.requests.get(self.next % REQUESTS).context("a request")?.clone();
        self.next += SCHOOLS;
        let request = RenewCertificateRequest { request_id: request_id(), signing_request };
        self.client.renew_certificate(request).await?;
        Ok(())
    }
}

//! `document keys`: the public list with which anybody verifies papers without a network.

use std::path::PathBuf;

use clap::Args;
use proto::document::v1::{ListKeysRequest, PublicKey as Message};
use seal::{KeyEntry, PublicKey, PublicKeys, Revocation};

use crate::answer::{Answer, Column, column};
use crate::ask::{ask, pages};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, transfer};

/// Arguments of `document keys`.
#[derive(Debug, Args)]
pub struct Keys {
    /// Write the list here, for `document verify --offline --keys FILE`.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

const COLUMNS: [Column; 4] = [
    column("key_id", "密钥", "key"),
    column("jurisdiction_id", "管辖", "jurisdiction"),
    column("office", "签发机关", "office"),
    column("revoked_on", "吊销日期", "revoked"),
];

impl Keys {
    /// The JSON is the list itself, as `--to` writes it.
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let client = session.documents()?;
        let keys = pages(10_000, async |page| {
            let message = ListKeysRequest { page_size: page.size, page_token: page.token };
            ask!(&client, list_keys, message).map(|answer| (answer.keys, answer.next_page_token))
        })
        .await?;
        let list = public_keys(&keys)?;
        let answer = Answer::of(&list)?;
        if let Some(to) = &self.to {
            std::fs::write(to, format!("{:#}\n", answer.value))
                .map_err(|error| transfer::unwritable(to, &error))?;
        }
        let row = |entry: &KeyEntry| {
            let revoked = list.revocation(entry.key_id).map(|revocation| revocation.revoked_on.to_string());
            vec![
                entry.key_id.to_string(),
                entry.jurisdiction_id.clone(),
                entry.office.clone(),
                revoked.unwrap_or_default(),
            ]
        };
        let rows = list.keys().iter().map(row).collect();
        Ok(answer.table(&COLUMNS, rows))
    }
}

/// The list, after each key was found to have the name that it says.
fn public_keys(keys: &[Message]) -> Result<PublicKeys, Box<Failure>> {
    let mut entries = Vec::new();
    let mut revoked = Vec::new();
    for key in keys {
        let public_key = PublicKey::from_pem(&key.pem).map_err(|error| bad_list(&error))?;
        let key_id = key.kid.parse().map_err(|error| bad_list(&error))?;
        if let Some(revoked_on) = moment::local_date(key.revoke_time.as_ref()) {
            revoked.push(Revocation { key_id, revoked_on, reason: String::new() });
        }
        entries.push(KeyEntry {
            key_id,
            jurisdiction_id: key.jurisdiction_id.clone(),
            office: key.office.clone(),
            public_key,
        });
    }
    PublicKeys::new(entries, revoked).map_err(|error| bad_list(&error))
}

fn bad_list(error: &dyn std::error::Error) -> Box<Failure> {
    Failure::new(
        Exit::Failed,
        "KEY_LIST_INVALID",
        format!("公钥清单有误:{error}"),
        format!("the list of keys is wrong: {error}"),
    )
}

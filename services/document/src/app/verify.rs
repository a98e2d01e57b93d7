//! Answers whoever scans a paper: authentic, in force, what it says (domain.md §5.6).

use seal::{Malformed, Payload, Verdict};

use super::{App, Caller, Error};
use crate::{
    domain::{Audience, Document, DocumentState},
    store::{documents, scans},
};

/// Of what was scanned, so much is kept in the log: twice the length of a code.
const LOGGED_CHARACTERS: usize = 400;

/// Asks whether a scanned paper is real, in force, and what it says.
#[derive(Debug)]
pub struct Verify {
    /// What the scanner typed.
    pub scanned: String,
    /// Where.
    pub place: String,
    pub caller: Caller,
}

/// What a scan answers. The results never overlap.
#[derive(Debug)]
pub enum Verified {
    /// Signed by the office and in the archive: its words as far as the caller may read them, its state.
    Authentic(Box<Document>),
    Malformed(Malformed),
    UnknownKey,
    RevokedKey,
    BadSignature,
    /// The office signed it, but the archive has no such paper.
    UnknownDocument,
}

impl App {
    /// Answers a scan and logs it, whatever the answer.
    ///
    /// # Errors
    /// The database is away: an answer that is not logged is not given.
    pub async fn verify(&self, command: Verify) -> Result<Verified, Error> {
        let Verify { scanned, place, caller } = command;
        let verdict = self.keyring.public().verify(&scanned);

        let mut connection = self.pool.acquire().await.map_err(db::Error::from)?;
        let verified = match verdict {
            Verdict::Malformed(why) => Verified::Malformed(why),
            Verdict::UnknownKey(_) => Verified::UnknownKey,
            Verdict::RevokedKey(..) => Verified::RevokedKey,
            Verdict::BadSignature(_) => Verified::BadSignature,
            Verdict::Authentic(Payload { doc_key, .. }) => {
                let found = documents::of_code(&mut connection, scanned.trim(), doc_key.as_bytes()).await?;
                found.map_or(Verified::UnknownDocument, |document| Verified::Authentic(Box::new(document)))
            }
        };
        let payload: String = scanned.trim().chars().take(LOGGED_CHARACTERS).collect();
        let scan = scans::Scan {
            principal_id: &caller.principal_id,
            certificate_serial: &caller.certificate_serial,
            unit_id: caller.reader.unit_id.as_deref(),
            place: &place,
            scanned_at: self.clock.now(),
            payload: &payload,
            verdict: verified.code(),
            document: verified.document().map(|document| (document.id, document.state)),
        };
        scans::record(&mut connection, &scan).await?;
        verified.seen_by(&caller)
    }
}

impl Verified {
    /// The logged word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Authentic(_) => "AUTHENTIC",
            Self::Malformed(_) => "MALFORMED",
            Self::UnknownKey => "UNKNOWN_KEY",
            Self::RevokedKey => "REVOKED_KEY",
            Self::BadSignature => "BAD_SIGNATURE",
            Self::UnknownDocument => "UNKNOWN_DOCUMENT",
        }
    }

    fn document(&self) -> Option<&Document> {
        match self {
            Self::Authentic(document) => Some(document),
            _ => None,
        }
    }

    /// The same answer with the words that this caller may read; of a revoked paper nobody reads a person.
    fn seen_by(self, caller: &Caller) -> Result<Self, Error> {
        let Self::Authentic(mut document) = self else { return Ok(self) };
        let audience = match document.state {
            DocumentState::Revoked => Audience::Public,
            _ => caller.reader.audience(&document),
        };
        document.canonical =
            audience.view(&document.canonical).map_err(|error| Error::Words(error.into()))?;
        Ok(Self::Authentic(document))
    }
}

//! Issues a case's papers: numbers, words, digests and signatures in one transaction (一函一单).

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use command::Claim;
use kernel::actor::Actor;
use seal::{Digest, DocKey, KeyEntry, PaperType, Payload, Signer};

use super::{App, Error};
use crate::{
    domain::{DocNo, Document, DocumentId, DocumentState, Order, Paper, PaperKind},
    store::{documents, series},
};

/// For so long the worker leaves a fresh paper to the task that issued it.
const OWN_TIME: Duration = Duration::from_secs(30);

/// Issues all papers of a case (一函一单).
#[derive(Debug)]
pub struct IssueDocuments {
    pub request: command::Request,
    pub order: Order,
    /// Who approved the case.
    pub approved_by: Actor,
}

impl App {
    /// Numbers, words, digests and signatures of all papers in one transaction; their copies right after.
    ///
    /// A repeat gets the same papers. A refusal spends no number.
    ///
    /// # Errors
    /// Every field defect at once, a character in no font, a series that is not open, no key to sign with.
    #[tracing::instrument(skip_all, fields(case.id = %command.order.case_id))]
    pub async fn issue_documents(&self, command: IssueDocuments) -> Result<Vec<Document>, Error> {
        let IssueDocuments { request, order, approved_by } = command;
        order.check()?;
        let jurisdiction_id = &order.jurisdiction_id;
        let office = self
            .keyring
            .signer(jurisdiction_id)
            .ok_or_else(|| Error::SigningKeyMissing(jurisdiction_id.clone()))?;
        self.check_glyphs(&order, &office.0.office)?;

        let mut tx = db::begin(&self.pool).await?;
        let now = self.system_clock.now();
        let ids = match command::claim::<Vec<DocumentId>>(&mut tx, &request, now).await? {
            Claim::Answered(ids) => ids,
            Claim::New => {
                let numbers = self.allocate(&mut tx, &order).await?;
                let ids = self.freeze(&mut tx, &order, &numbers, office, &approved_by).await?;
                command::answer(&mut tx, &request.principal_id, request.id, &ids, now).await?;
                db::commit(tx).await?;
                self.render_now(&ids).await;
                ids
            }
        };

        let mut connection = self.pool.acquire().await.map_err(db::Error::from)?;
        let mut issued = documents::of_ids(&mut connection, &ids).await?;
        for document in &mut issued {
            if fault::planted(fault::bug::NUMBER_REUSED) {
                document.doc_no = number_before(&document.doc_no);
            }
        }
        Ok(issued)
    }

    /// Whether every character will print, asked before a number is spent.
    fn check_glyphs(&self, order: &Order, office: &str) -> Result<(), Error> {
        let blank = DocNo { prefix: String::new(), year: order.issued_on.year(), serial: 0 };
        for paper in order.freeze(office, &vec![blank; order.kinds().len()]) {
            self.renderer.check(&paper)?;
        }
        Ok(())
    }

    /// One number for each paper. The series are locked in one order by everybody.
    async fn allocate(&self, tx: &mut db::Tx, order: &Order) -> Result<Vec<DocNo>, Error> {
        let year = order.issued_on.year();
        let kinds = order.kinds();
        let mut sorted = kinds.clone();
        sorted.sort_unstable();

        let mut given: BTreeMap<PaperKind, VecDeque<DocNo>> = BTreeMap::new();
        for kind in sorted {
            let jurisdiction_id = &order.jurisdiction_id;
            series::carry_on(tx, jurisdiction_id, kind, year, self.clock.now()).await?;
            let number = series::next(tx, jurisdiction_id, kind, year).await?.ok_or_else(|| {
                Error::SeriesNotOpen { jurisdiction_id: jurisdiction_id.clone(), kind, year }
            })?;
            given.entry(kind).or_default().push_back(number);
        }
        Ok(kinds.iter().filter_map(|kind| given.get_mut(kind)?.pop_front()).collect())
    }

    /// Makes the words final, signs them and records them.
    async fn freeze(
        &self,
        tx: &mut db::Tx,
        order: &Order,
        numbers: &[DocNo],
        (office, signer): (&KeyEntry, &Signer),
        approved_by: &Actor,
    ) -> Result<Vec<DocumentId>, Error> {
        let mut ids = Vec::with_capacity(numbers.len());
        for (paper, number) in order.freeze(&office.office, numbers).iter().zip(numbers) {
            let canonical = seal::canonical(paper).map_err(|error| Error::Words(error.into()))?;
            let content = Digest::of(&canonical);
            let doc_key = DocKey::random();
            let signed = signer.sign(Payload {
                paper_type: paper_type(paper.kind()),
                doc_key,
                issued_on: order.issued_on,
                content,
            });
            let document = document(order, paper, canonical, content, signed.to_string());
            let issued = documents::Issued {
                document: &document,
                number,
                content_sm3: content.as_bytes(),
                signature: &signed.signature,
                key_id: &signed.key_id.to_string(),
                doc_key: doc_key.as_bytes(),
                approved_by,
                issued_at: self.clock.now(),
                render_from: self.system_clock.now() + OWN_TIME,
            };
            documents::record(tx, &issued).await?;
            ids.push(document.id);
        }
        Ok(ids)
    }
}

fn document(order: &Order, paper: &Paper, canonical: String, content: Digest, qr: String) -> Document {
    Document {
        id: DocumentId::new(),
        doc_no: paper.head.doc_no.clone(),
        kind: paper.kind(),
        state: DocumentState::Issued,
        state_since: None,
        case_id: order.case_id.clone(),
        unit_id: order.unit_id.clone(),
        department_id: order.department_id.clone(),
        jurisdiction_id: order.jurisdiction_id.clone(),
        issued_on: order.issued_on,
        canonical,
        content_sm3: content.to_string(),
        qr,
        rendered: false,
    }
}

/// What the planted bug [`fault::bug::NUMBER_REUSED`] tells: the number before one as printed.
fn number_before(doc_no: &str) -> String {
    let serial = doc_no.rsplit('〕').next().and_then(|serial| serial.strip_suffix('号')).unwrap_or_default();
    let before = serial.parse::<i32>().map_or_else(|_| serial.to_owned(), |serial| (serial - 1).to_string());
    doc_no.replace(&format!("〕{serial}号"), &format!("〕{before}号"))
}

fn paper_type(kind: PaperKind) -> PaperType {
    match kind {
        PaperKind::Permit => PaperType::Permit,
        PaperKind::Entry => PaperType::Entry,
        PaperKind::Funding => PaperType::Funding,
        PaperKind::Letter => PaperType::Letter,
    }
}

//! Golden scenario G11: what a scan answers, and that each is logged.

use proto::document::v1 as pb;
use seal::{Digest, DocKey, Keyring, PaperType, Payload, SignedPayload, Signer};
use time::macros::date;

use crate::{house::House, request};

struct Scanned {
    house: House,
    /// The genuine code of 87号.
    code: String,
}

async fn issued() -> Scanned {
    let house = House::with_series().await;
    let issued = house.documents("workflow").issue_documents(request::entry()).await.unwrap().into_inner();
    Scanned { code: issued.documents[0].qr_payload.clone(), house }
}

impl Scanned {
    async fn scan(&self, caller: &'static str, payload: &str) -> pb::VerifyResponse {
        let request = pb::VerifyRequest { payload: payload.to_owned(), place: "一号窗口".to_owned() };
        self.house.verification(caller).verify(request).await.unwrap().into_inner()
    }

    async fn last_logged(&self) -> (String, String, Option<String>) {
        sqlx::query_as("select principal_id, verdict, state from scan order by scan_id desc limit 1")
            .fetch_one(&self.house.database.pool)
            .await
            .unwrap()
    }
}

fn payload() -> Payload {
    Payload {
        paper_type: PaperType::Entry,
        doc_key: DocKey::random(),
        issued_on: date!(2026 - 08 - 25),
        content: Digest::of("{}"),
    }
}

#[tokio::test]
async fn a_genuine_paper_is_authentic_in_force_and_says_what_the_scanner_may_read() {
    let scanned = issued().await;

    let by_finance = scanned.scan("finance-420800", &format!("{}\r\n", scanned.code)).await;
    let by_the_unit = scanned.scan("sch-clerk", &scanned.code).await;
    let by_a_stranger = scanned.scan("pol-clerk", &scanned.code).await;

    for answer in [&by_finance, &by_the_unit, &by_a_stranger] {
        assert_eq!(answer.verdict(), pb::Verdict::Authentic);
        assert_eq!(answer.state(), pb::DocumentState::Issued);
    }
    let words = |answer: pb::VerifyResponse| answer.document.unwrap().content_json;
    let (by_finance, by_the_unit, by_a_stranger) =
        (words(by_finance), words(by_the_unit), words(by_a_stranger));
    assert!(by_the_unit.contains("李静文") && by_the_unit.contains("1998年11月"), "{by_the_unit}");
    assert!(by_finance.contains("李静文") && !by_finance.contains("1998年11月"), "{by_finance}");
    assert!(
        by_a_stranger.contains("荆编进〔2026〕87号") && !by_a_stranger.contains("李静文"),
        "{by_a_stranger}"
    );
    assert_eq!(
        scanned.last_logged().await,
        ("pol-clerk".to_owned(), "AUTHENTIC".to_owned(), Some("ISSUED".to_owned()))
    );
}

#[tokio::test]
async fn the_four_ways_not_to_be_believed_are_told_apart() {
    let scanned = issued().await;
    let keys = Keyring::open(&scanned.house.keys).unwrap();
    let (_, office) = keys.signer("jingmen").unwrap();

    // Another key under the office's name; one changed character; a key nobody knows; a paper that the
    // office's key signed but the archive does not have; no code at all.
    let forged = SignedPayload { key_id: office.key_id(), ..Signer::generate().sign(payload()) }.to_string();
    let changed = scanned.code.replacen(".260825.", ".260824.", 1);
    let stranger = Signer::generate().sign(payload()).to_string();
    let unknown = office.sign(payload()).to_string();
    let cases = [
        (forged, pb::Verdict::BadSignature, "BAD_SIGNATURE"),
        (changed, pb::Verdict::BadSignature, "BAD_SIGNATURE"),
        (stranger, pb::Verdict::UnknownKey, "UNKNOWN_KEY"),
        (unknown, pb::Verdict::UnknownDocument, "UNKNOWN_DOCUMENT"),
        ("6901234567892".to_owned(), pb::Verdict::Malformed, "MALFORMED"),
    ];
    for (code, verdict, logged) in cases {
        let answer = scanned.scan("finance-420800", &code).await;

        let expected = pb::VerifyResponse { verdict: verdict.into(), ..Default::default() };
        assert_eq!(answer, expected, "{code}");
        assert_eq!(scanned.last_logged().await, ("finance-420800".to_owned(), logged.to_owned(), None));
    }
}

#[tokio::test]
async fn a_revoked_paper_says_since_when_and_names_no_person() {
    let scanned = issued().await;
    let revoke =
        "update document set state = 'REVOKED', state_since = '2026-09-03 02:00Z' where kind = 'entry'";
    assert_eq!(scanned.house.execute(revoke).await, 1);

    let answer = scanned.scan("sch-clerk", &scanned.code).await;

    assert_eq!((answer.verdict(), answer.state()), (pb::Verdict::Authentic, pb::DocumentState::Revoked));
    assert_eq!(
        answer.state_time.unwrap().seconds,
        testkit::clock::local("2026-09-03 10:00").unix_timestamp()
    );
    let words = answer.document.unwrap().content_json;
    assert!(!words.contains("李静文") && !words.contains("0026"), "{words}");
}

/// I32: the code on the paper, which anybody can scan with a telephone, has no personal data.
#[tokio::test]
async fn the_code_tells_nothing_about_a_person() {
    let scanned = issued().await;

    assert!(scanned.code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.'));
}

#[tokio::test]
async fn a_place_is_a_short_line() {
    let scanned = issued().await;
    let request = pb::VerifyRequest { payload: scanned.code.clone(), place: "窗".repeat(101) };

    let refusal = scanned.house.verification("finance-420800").verify(request).await.unwrap_err();

    assert_eq!(channel::failure(&refusal).violations[0].field, "place");
}

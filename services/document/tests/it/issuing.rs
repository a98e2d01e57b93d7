//! `IssueDocuments`: numbers, words, signatures and copies of a case's papers.

use document::domain::Paper;
use kernel::error::Kind;
use proto::document::v1 as pb;
use seal::{Digest, Keyring, Verdict};

use crate::{house::House, paper_text, request};

fn numbers(response: &pb::IssueDocumentsResponse) -> Vec<&str> {
    response.documents.iter().map(|document| document.doc_no.as_str()).collect()
}

#[tokio::test]
async fn the_papers_of_a_case_are_numbered_sealed_and_printed() {
    let house = House::with_series().await;

    let issued = house.documents("workflow").issue_documents(request::entry()).await.unwrap().into_inner();

    assert_eq!(numbers(&issued), ["荆编进〔2026〕87号", "荆编核〔2026〕91号", "荆编函〔2026〕46号"]);
    let keys = Keyring::open(&house.keys).unwrap();
    for document in &issued.documents {
        assert!(document.rendered, "{}", document.doc_no);
        let Verdict::Authentic(payload) = keys.public().verify(&document.qr_payload) else {
            panic!("forged")
        };
        assert_eq!(payload.content.to_string(), document.content_sm3);
    }
    let types: Vec<String> = house.told().await.into_iter().map(|told| told.fact.event_type).collect();
    let (told, printed) = ("cn.bianzhi.document.issued.v1", "cn.bianzhi.document.rendered.v1");
    assert_eq!(types, [told, told, told, printed, printed, printed]);
}

#[tokio::test]
async fn the_words_are_what_was_hashed_and_name_each_other() {
    let house = House::with_series().await;
    house.documents("workflow").issue_documents(request::entry()).await.unwrap();

    let mut words = Vec::new();
    for doc_no in ["荆编进〔2026〕87号", "荆编核〔2026〕91号", "荆编函〔2026〕46号"] {
        let request = pb::GetDocumentRequest { document: doc_no.to_owned() };
        let document =
            house.documents("so-accept").get_document(request).await.unwrap().into_inner().document;
        let document = document.unwrap();
        assert_eq!(Digest::of(&document.content_json).to_string(), document.content_sm3);
        let paper: Paper = serde_json::from_str(&document.content_json).unwrap();
        assert_eq!(seal::canonical(&paper).unwrap(), document.content_json);
        words.push(document.content_json);
    }

    assert!(words[1].contains(r#""linked_no":"荆编进〔2026〕87号""#), "{}", words[1]);
    assert!(
        words[2].contains("荆编进〔2026〕87号") && words[2].contains("荆编核〔2026〕91号"),
        "{}",
        words[2]
    );
}

#[tokio::test]
async fn a_repeat_gets_the_same_papers_and_other_content_is_refused() {
    let house = House::with_series().await;
    let request = request::permit();
    let first = house.documents("workflow").issue_documents(request.clone()).await.unwrap().into_inner();

    let again = house.documents("workflow").issue_documents(request.clone()).await.unwrap().into_inner();
    let other = pb::IssueDocumentsRequest { unit_id: "pol".to_owned(), ..request };
    let refusal = house.documents("workflow").issue_documents(other).await.unwrap_err();

    assert_eq!(again, first);
    assert_eq!(channel::failure(&refusal).reason, "REQUEST_ID_REUSED");
    assert_eq!(house.count("select count(*) from document").await, 2);
}

#[tokio::test]
async fn a_refused_issue_spends_no_number() {
    let house = House::new().await;
    for (kind, prefix, last) in [(2, "荆编进", 86), (4, "荆编函", 45)] {
        house.documents("so-setup").open_series(request::open_series(kind, prefix, last)).await.unwrap();
    }

    let refusal = house.documents("workflow").issue_documents(request::entry()).await.unwrap_err();
    let failure = channel::failure(&refusal);
    assert_eq!((failure.kind, failure.reason.as_str()), (Kind::Precondition, "SERIES_NOT_OPEN"));
    assert_eq!(failure.metadata["kind"], "funding");
    assert_eq!(house.count("select count(*) from number").await, 0);

    house.documents("so-setup").open_series(request::open_series(3, "荆编核", 90)).await.unwrap();
    let issued = house.documents("workflow").issue_documents(request::entry()).await.unwrap().into_inner();
    assert_eq!(numbers(&issued)[0], "荆编进〔2026〕87号");
}

/// I29: twenty cases at once, every other one refused after its permit had a number already.
#[tokio::test]
async fn numbers_have_no_gap_when_many_issue_at_once_and_some_roll_back() {
    let house = House::new().await;
    for (kind, prefix, last) in [(1, "荆编用", 11), (4, "荆编函", 44)] {
        house.documents("so-setup").open_series(request::open_series(kind, prefix, last)).await.unwrap();
    }
    let refused = request::entry().slips.pop().unwrap();

    let mut tasks = tokio::task::JoinSet::new();
    for position in 0..20 {
        let mut client = house.documents("workflow");
        let mut request = request::permit();
        request.case_id = format!("420800-2026-{position:06}");
        if position % 2 == 1 {
            request.slips.push(refused.clone());
        }
        tasks.spawn(async move { client.issue_documents(request).await });
    }
    let outcomes = tasks.join_all().await;

    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 10);
    let gapless = "select count(*) from (select kind, max(serial) - min(serial) + 1 = count(*) as whole, count(*) = 10 \
                   as ten, max(serial) = (select last_number from series s where s.kind = n.kind) as last from number n \
                   group by kind) k where whole and ten and last";
    assert_eq!(house.count(gapless).await, 2);
}

#[tokio::test]
async fn all_defects_of_an_order_come_at_once() {
    let house = House::with_series().await;
    let mut request = request::entry();
    request.issue_date = None;
    request.department_id.clear();
    let Some(pb::slip::Content::Entry(entry)) = &mut request.slips[0].content else { panic!("the entry") };
    entry.masked_id_number = "420800199811040026".to_owned();
    entry.after = None;

    let refusal = house.documents("workflow").issue_documents(request).await.unwrap_err();

    let failure = channel::failure(&refusal);
    assert_eq!(failure.reason, "FIELD_INVALID");
    let fields: Vec<&str> = failure.violations.iter().map(|violation| violation.field.as_str()).collect();
    let expected =
        ["issue_date", "slips[0].entry.after.date", "department_id", "slips[0].entry.masked_id_number"];
    assert_eq!(fields, expected);
    assert!(!format!("{failure:?}").contains("19981104"), "personal data in an error");
}

#[tokio::test]
async fn a_character_in_no_font_is_refused_before_a_number_is_spent() {
    let house = House::with_series().await;
    let mut request = request::entry();
    let Some(pb::slip::Content::Entry(entry)) = &mut request.slips[0].content else { panic!("the entry") };
    entry.name = "李\u{323af}".to_owned();

    let refusal = house.documents("workflow").issue_documents(request).await.unwrap_err();

    let failure = channel::failure(&refusal);
    assert_eq!(failure.reason, "GLYPH_MISSING");
    assert!(failure.message.contains("U+323AF"), "{}", failure.message);
    assert_eq!(house.count("select count(*) from number").await, 0);
}

#[tokio::test]
async fn an_office_without_a_key_cannot_issue() {
    let house = House::with_series().await;
    let request = pb::IssueDocumentsRequest { jurisdiction_id: "zhongxiang".to_owned(), ..request::permit() };

    let refusal = house.documents("workflow").issue_documents(request).await.unwrap_err();

    assert_eq!(channel::failure(&refusal).reason, "SIGNING_KEY_MISSING");
}

#[tokio::test]
async fn a_new_year_begins_at_one_without_being_opened() {
    let house = House::with_series().await;
    let mut request = request::permit();
    request.issue_date = Some(proto::google::r#type::Date { year: 2027, month: 1, day: 4 });

    let issued = house.documents("workflow").issue_documents(request).await.unwrap().into_inner();

    assert_eq!(numbers(&issued), ["荆编用〔2027〕1号", "荆编函〔2027〕1号"]);
}

#[tokio::test]
async fn copies_that_a_dead_task_left_are_printed_by_the_worker() {
    let house = House::with_series().await;
    house.documents("workflow").issue_documents(request::permit()).await.unwrap();
    let forgotten = "update rendering set sha256 = null, sm3 = null, size_bytes = null, rendered_at = null, \
                     due_at = '2026-01-01' where copy = 'unit'";
    assert_eq!(house.execute(forgotten).await, 2);
    let request = || pb::DownloadDocumentRequest { document: "荆编用〔2026〕12号".to_owned() };
    let pending = house.documents("sch-clerk").download_document(request()).await.unwrap_err();
    assert_eq!(channel::failure(&pending).reason, "RENDERING_PENDING");

    assert_eq!(house.app.render_due().await.unwrap(), 2);
    assert_eq!(house.app.render_due().await.unwrap(), 0);

    let pdf = crate::reading::download(&house, "sch-clerk", "荆编用〔2026〕12号").await;
    assert!(paper_text::of(&pdf).contains("【单位联】"));
}

//! Who may read which paper, and gets which copy of it.

use proto::document::v1 as pb;
use tokio_stream::StreamExt;

use crate::{house::House, paper_text, request};

const ENTRY: &str = "荆编进〔2026〕87号";
const FUNDING: &str = "荆编核〔2026〕91号";

async fn house() -> House {
    let house = House::with_series().await;
    house.documents("workflow").issue_documents(request::entry()).await.unwrap();
    house
}

pub(crate) async fn download(house: &House, caller: &'static str, doc_no: &str) -> Vec<u8> {
    let request = pb::DownloadDocumentRequest { document: doc_no.to_owned() };
    let mut stream = house.documents(caller).download_document(request).await.unwrap().into_inner();
    let mut pdf = Vec::new();
    while let Some(message) = stream.next().await {
        let chunk = message.unwrap().chunk;
        assert!(chunk.len() <= 64 * 1024);
        pdf.extend(chunk);
    }
    pdf
}

#[tokio::test]
async fn every_reader_gets_its_own_copy() {
    let house = house().await;

    for (caller, mark) in [
        ("sch-clerk", "【单位联】"),
        ("so-accept", "【存档联】"),
        ("finance-420800", "【财政联】"),
        ("hr-opinion", "【组织人社联】"),
    ] {
        let text = paper_text::of(&download(&house, caller, FUNDING).await);
        assert!(text.contains(mark) && text.contains("李静文"), "{caller}: {text}");
    }
}

#[tokio::test]
async fn a_paper_of_another_unit_is_not_there() {
    let house = house().await;
    let get = |name: &str| pb::GetDocumentRequest { document: name.to_owned() };

    let strange = house.documents("pol-clerk").get_document(get(ENTRY)).await.unwrap_err();
    let missing = house.documents("pol-clerk").get_document(get("荆编进〔2026〕9999号")).await.unwrap_err();

    assert_eq!(channel::failure(&strange).reason, "DOCUMENT_NOT_FOUND");
    assert_eq!(strange.message(), missing.message());
    let request = pb::DownloadDocumentRequest { document: ENTRY.to_owned() };
    let refusal = house.documents("finance-420800").download_document(request).await.unwrap_err();
    assert_eq!(channel::failure(&refusal).reason, "DOCUMENT_NOT_FOUND");
}

#[tokio::test]
async fn a_list_shows_what_the_caller_may_see_newest_first() {
    let house = house().await;
    let cases: [(&str, &[&str]); 6] = [
        ("workflow", &["荆编函〔2026〕46号", FUNDING, ENTRY]),
        ("so-accept", &["荆编函〔2026〕46号", FUNDING, ENTRY]),
        ("edu-clerk", &["荆编函〔2026〕46号", FUNDING, ENTRY]),
        ("hr-opinion", &[FUNDING, ENTRY]),
        ("finance-420800", &[FUNDING]),
        ("pol-clerk", &[]),
    ];
    for (caller, expected) in cases {
        let request =
            pb::ListDocumentsRequest { case_id: "420800-2026-000123".to_owned(), ..Default::default() };
        let page = house.documents(caller).list_documents(request).await.unwrap().into_inner();
        let numbers: Vec<&str> = page.documents.iter().map(|document| document.doc_no.as_str()).collect();
        assert_eq!(numbers, expected, "{caller}");
        assert!(page.documents.iter().all(|document| document.content_json.is_empty()));
        assert_eq!(page.next_page_token, "");
    }
}

#[tokio::test]
async fn pages_go_on_where_the_last_one_ended_and_only_for_the_same_caller() {
    let house = house().await;
    let request = |page_token: &str| pb::ListDocumentsRequest {
        page_size: 2,
        page_token: page_token.to_owned(),
        case_id: String::new(),
    };

    let first = house.documents("sch-clerk").list_documents(request("")).await.unwrap().into_inner();
    let second = house.documents("sch-clerk").list_documents(request(&first.next_page_token)).await.unwrap();
    let stolen =
        house.documents("edu-clerk").list_documents(request(&first.next_page_token)).await.unwrap_err();
    let many = pb::ListDocumentsRequest { page_size: 1001, ..Default::default() };
    let too_many = house.documents("sch-clerk").list_documents(many).await.unwrap_err();

    assert_eq!(first.documents.len(), 2);
    assert_eq!(second.into_inner().documents.len(), 1);
    assert_eq!(channel::failure(&stolen).reason, "PAGE_TOKEN_INVALID");
    assert_eq!(channel::failure(&too_many).violations[0].field, "page_size");
}

#[tokio::test]
async fn the_keys_are_listed_with_their_offices() {
    let house = House::new().await;

    let listed = house.documents("pol-clerk").list_keys(pb::ListKeysRequest::default()).await.unwrap();

    let keys = listed.into_inner().keys;
    assert_eq!(keys.len(), 1);
    let key = seal::PublicKey::from_pem(&keys[0].pem).unwrap();
    assert_eq!((keys[0].office.as_str(), keys[0].kid.clone()), (crate::house::OFFICE, key.id().to_string()));
}

/// Outsiders learn the reason and our sentence, never what the database said.
#[tokio::test]
async fn a_database_that_is_gone_is_said_without_its_words() {
    let house = house().await;
    house.database.pool.close().await;

    let request = pb::GetDocumentRequest { document: ENTRY.to_owned() };
    let refusal = house.documents("so-accept").get_document(request).await.unwrap_err();

    assert_eq!(channel::failure(&refusal).reason, "DATABASE_UNAVAILABLE");
    assert!(!refusal.message().to_lowercase().contains("pool"), "{}", refusal.message());
}

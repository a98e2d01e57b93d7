//! `OpenSeries`: once, before the first number, explained.

use proto::document::v1 as pb;

use crate::{house::House, request};

#[tokio::test]
async fn an_opening_says_which_number_comes_next() {
    let house = House::new().await;
    let request = request::open_series(1, "荆编用", 11);

    let first = house.documents("so-setup").open_series(request.clone()).await.unwrap().into_inner();
    let again = house.documents("so-setup").open_series(request).await.unwrap().into_inner();

    assert_eq!(first.next_doc_no, "荆编用〔2026〕12号");
    assert_eq!(again, first);
}

#[tokio::test]
async fn a_series_opens_once_and_a_prefix_has_one_series() {
    let house = House::new().await;
    house.documents("so-setup").open_series(request::open_series(1, "荆编用", 11)).await.unwrap();

    for request in [request::open_series(1, "荆编准", 0), request::open_series(2, "荆编用", 0)] {
        let refusal = house.documents("so-setup").open_series(request).await.unwrap_err();
        assert_eq!(channel::failure(&refusal).reason, "SERIES_ALREADY_OPEN");
    }
}

#[tokio::test]
async fn an_opening_without_an_explanation_is_refused() {
    let house = House::new().await;
    let request = pb::OpenSeriesRequest {
        explanation: String::new(),
        year: 26,
        ..request::open_series(1, "荆编用", 11)
    };

    let refusal = house.documents("so-setup").open_series(request).await.unwrap_err();

    let failure = channel::failure(&refusal);
    let fields: Vec<&str> = failure.violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["year", "explanation"]);
}

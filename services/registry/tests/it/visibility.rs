//! Whose figures a caller sees: the own tree, the own jurisdiction, or all.
use proto::registry::v1 as pb;
use proto::registry::v1::quota_service_client::QuotaServiceClient;

use crate::base::{Base, SCH, ZXS, bucket};
use crate::house::House;

async fn ids(house: &House, operator: &str, unit: &str) -> Vec<String> {
    let request = pb::ListInstitutionsRequest::default();
    let listed = house.institutions(operator, unit).list_institutions(request).await.unwrap().into_inner();
    listed.institutions.into_iter().map(|institution| institution.id).collect()
}

#[tokio::test]
async fn a_clerk_sees_the_own_tree_and_an_office_its_jurisdictions() {
    let house = House::with(Base::units().seats(&SCH).seats(&ZXS)).await;

    assert_eq!(ids(&house, "sch-clerk", "sch").await, ["sch"]);
    assert_eq!(ids(&house, "edu-clerk", "edu").await, ["edu", "sch"]);
    assert_eq!(ids(&house, "zso-clerk", "zso").await, ["zxe", "zxs"]);
    assert_eq!(ids(&house, "so-clerk", "so").await.len(), 12);
    let hr = ids(&house, "hr-opinion", "hr").await;
    assert!(hr.contains(&"sch".into()) && !hr.contains(&"zxs".into()));
    house.close().await;
}

#[tokio::test]
async fn what_one_may_not_see_is_not_there() {
    let house = House::with(Base::units().seats(&SCH).seats(&ZXS)).await;
    let mut clerk = QuotaServiceClient::new(house.operator("sch-clerk", "sch"));
    let request = |seats| pb::GetBalanceRequest { bucket: Some(bucket(seats)), ..Default::default() };

    let own = clerk.get_balance(request(&SCH)).await.unwrap().into_inner().balance.unwrap();
    let other = channel::failure(&clerk.get_balance(request(&ZXS)).await.unwrap_err());

    assert_eq!((own.approved, own.occupied, own.available), (120, 117, 3));
    assert_eq!(other.reason, "INSTITUTION_NOT_FOUND");
    house.close().await;
}

#[tokio::test]
async fn an_institution_comes_with_its_divisions_and_balances() {
    let house = House::with(Base::units().seats(&SCH)).await;

    let request = pb::GetInstitutionRequest { id: "sch".into() };
    let sch = house.institutions("sch-clerk", "sch").get_institution(request).await.unwrap().into_inner();

    let sch = sch.institution.unwrap();
    assert_eq!((sch.supervisor_id.as_str(), sch.jurisdiction_id.as_str()), ("edu", "jingmen"));
    assert_eq!(sch.divisions[0].id, "sch-d1");
    assert_eq!((sch.balances.len(), sch.balances[0].available), (1, 3));
    house.close().await;
}

#[tokio::test]
async fn permits_are_listed_newest_first_in_pages() {
    let dates = ["2026-01-05", "2026-12-31"];
    let base = Base::units()
        .seats(&SCH)
        .permit(&SCH, "荆编用〔2026〕1号", 1, 0, dates)
        .permit(&SCH, "荆编用〔2026〕2号", 1, 0, dates)
        .permit(&SCH, "荆编用〔2026〕3号", 1, 0, dates);
    let house = House::with(base).await;
    let mut clerk = QuotaServiceClient::new(house.operator("edu-clerk", "edu"));
    let first = pb::ListPermitsRequest { page_size: 2, ..Default::default() };

    let page = clerk.list_permits(first.clone()).await.unwrap().into_inner();
    let second = pb::ListPermitsRequest { page_token: page.next_page_token.clone(), ..first.clone() };
    let rest = clerk.list_permits(second.clone()).await.unwrap().into_inner();
    let other = pb::ListPermitsRequest { institution_id: "sch".into(), ..second };
    let other = channel::failure(&clerk.list_permits(other).await.unwrap_err());

    let numbers: Vec<_> = page.permits.iter().chain(&rest.permits).map(|p| p.doc_no.as_str()).collect();
    assert_eq!(numbers, ["荆编用〔2026〕3号", "荆编用〔2026〕2号", "荆编用〔2026〕1号"]);
    assert_eq!(rest.next_page_token, "");
    assert_eq!(other.reason, "PAGE_TOKEN_INVALID");
    house.close().await;
}

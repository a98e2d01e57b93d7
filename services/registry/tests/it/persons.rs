//! Who may see what of whom, and that it is written down.
use proto::registry::v1 as pb;

use crate::base::{Base, DAT, SCH, id_number};
use crate::house::House;

/// 420800 1982-03-05, on establishment at SCH: the base's first person.
async fn school() -> (House, String) {
    let house = House::with(Base::units().seats(&SCH).seats(&DAT)).await;
    (house, id_number("19800102", 2))
}

fn by_number(number: &str, purpose: &str) -> pb::SearchPersonsRequest {
    pb::SearchPersonsRequest { id_number: number.into(), purpose: purpose.into(), ..Default::default() }
}

#[tokio::test]
async fn every_look_is_recorded_with_its_purpose_and_the_number_is_masked() {
    let (house, number) = school().await;
    let mut clerk = house.people(house.operator("sch-clerk", "sch"));

    let found = clerk.search_persons(by_number(&number, "核对花名册")).await.unwrap().into_inner().persons;

    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id_number, format!("420800********{}", &number[14..]));
    assert_eq!((found[0].status.as_str(), found[0].ethnicity.as_str()), ("ON_ESTABLISHMENT", "01"));
    let looks: Vec<(String, String, String)> =
        sqlx::query_as("select principal_id, method, purpose from person_access where person_id is not null")
            .fetch_all(&house.database.pool)
            .await
            .unwrap();
    assert_eq!(looks, [("sch-clerk".into(), "SearchPersons".into(), "核对花名册".into())]);
    house.close().await;
}

#[tokio::test]
async fn without_a_purpose_nothing_is_shown() {
    let (house, number) = school().await;
    let mut clerk = house.people(house.operator("sch-clerk", "sch"));

    let failure = channel::failure(&clerk.search_persons(by_number(&number, " ")).await.unwrap_err());

    assert_eq!(failure.reason, "PURPOSE_REQUIRED");
    assert_eq!(house.count("select count(*) from person_access").await, 0);
    house.close().await;
}

#[tokio::test]
async fn each_role_sees_its_fields() {
    let (house, number) = school().await;
    let masked = format!("420800********{}", &number[14..]);

    for (operator, unit, shown, birth, file) in [
        ("hr-opinion", "hr", &number, true, true),
        ("pen-clerk", "pen", &number, true, false),
        ("fin-clerk", "fin", &masked, false, false),
        ("so-clerk", "so", &masked, true, true),
        ("edu-clerk", "edu", &masked, true, true),
    ] {
        let mut people = house.people(house.operator(operator, unit));
        let found = people.search_persons(by_number(&number, "抽查")).await.unwrap().into_inner().persons;

        let seen = (&found[0].id_number, found[0].birth_date.is_some(), !found[0].education.is_empty());
        assert_eq!(seen, (shown, birth, file), "{operator}");
    }
    house.close().await;
}

#[tokio::test]
async fn bridge_gets_the_whole_number_and_workflow_does_not() {
    let (house, number) = school().await;
    let mut clerk = house.people(house.operator("hr-opinion", "hr"));
    let found = clerk.search_persons(by_number(&number, "抽查")).await.unwrap().into_inner().persons;
    let request = pb::GetPersonRequest { id: found[0].id.clone(), purpose: "推送".into() };

    let for_bridge =
        house.people(house.mesh("bridge")).get_person(request.clone()).await.unwrap().into_inner();
    let for_workflow = house.people(house.mesh("workflow")).get_person(request).await.unwrap().into_inner();

    assert_eq!(for_bridge.person.unwrap().id_number, number);
    assert_eq!(for_workflow.person.unwrap().id_number, format!("420800********{}", &number[14..]));
    house.close().await;
}

#[tokio::test]
async fn a_person_of_another_tree_is_not_there() {
    let (house, number) = school().await;
    let mut clerk = house.people(house.operator("hr-opinion", "hr"));
    let found = clerk.search_persons(by_number(&number, "抽查")).await.unwrap().into_inner().persons;

    let mut stranger = house.people(house.operator("hlt-clerk", "hlt"));
    let searched = stranger.search_persons(by_number(&number, "抽查")).await.unwrap().into_inner();
    let request = pb::GetPersonRequest { id: found[0].id.clone(), purpose: "抽查".into() };
    let got = channel::failure(&stranger.get_person(request).await.unwrap_err());

    assert_eq!(searched.persons, []);
    assert_eq!(got.reason, "PERSON_NOT_FOUND");
    let nobody = house
        .count("select count(*) from person_access where principal_id = 'hlt-clerk' and person_id is null");
    assert_eq!(nobody.await, 2);
    house.close().await;
}

#[tokio::test]
async fn people_of_an_institution_come_in_pages() {
    let (house, _) = school().await;
    let mut clerk = house.people(house.operator("edu-clerk", "edu"));
    let mut request = pb::SearchPersonsRequest {
        institution_id: "sch".into(),
        purpose: "花名册".into(),
        page_size: 50,
        ..Default::default()
    };

    let mut names = Vec::new();
    loop {
        let page = clerk.search_persons(request.clone()).await.unwrap().into_inner();
        names.extend(page.persons.into_iter().map(|person| person.name));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }

    assert_eq!(names.len(), 117);
    assert!(names.is_sorted());
    house.close().await;
}

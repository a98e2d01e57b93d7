use proto::identity::v1 as pb;

use crate::house::{OPERATORS, PARTNERS, UNITS, failure, house, import_request, reason};

#[tokio::test]
async fn a_directory_is_taken_in_once_and_published() {
    let house = house().await;
    let setup = house.operator("so-setup").await;
    let request = import_request(UNITS, OPERATORS, PARTNERS);

    let imported = setup.directory().import_directory(request.clone()).await.unwrap().into_inner();
    let repeated = setup.directory().import_directory(request).await.unwrap().into_inner();
    let second = import_request(UNITS, OPERATORS, PARTNERS);
    let second = setup.directory().import_directory(second).await.unwrap_err();

    assert_eq!((imported.unit_count, imported.operator_count, imported.partner_count), (4, 6, 1));
    assert_eq!(repeated, imported);
    assert_eq!(reason(&second), "ALREADY_IMPORTED");
    let published = house.app.publications().borrow().clone().unwrap();
    assert_eq!(published.version, imported.snapshot_version);
    assert_eq!(published.snapshot.department_of("sch").unwrap().name, "荆门市教育局");
    assert_eq!(house.told("cn.bianzhi.directory.imported.v1").await.len(), 1);
}

#[tokio::test]
async fn a_bad_directory_is_refused_with_every_defect_and_leaves_nothing() {
    let house = house().await;
    let setup = house.operator("so-setup").await;
    let before = house.app.publications().borrow().clone().unwrap().version;
    let units = UNITS.replace("sub_unit,edu", "sub_unit,nobody");
    let operators =
        OPERATORS.replace("edu-clerk,edu", "Edu Clerk,edu").replace("so-audit,so,", "so-audit,edu,");

    let refusal =
        setup.directory().import_directory(import_request(&units, &operators, "id\n")).await.unwrap_err();

    let refusal = failure(&refusal);
    let places: Vec<&str> = refusal.violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(refusal.reason, "IMPORT_INVALID");
    assert_eq!(
        places,
        ["operators.csv:4:unit_id", "operators.csv:7:id", "partners.csv:1", "units.csv:4:department_id"]
    );
    let units: i64 = sqlx::query_scalar("select count(*) from unit").fetch_one(&house.pool).await.unwrap();
    assert_eq!((units, house.app.publications().borrow().clone().unwrap().version), (1, before));
    // A corrected directory is taken in after all.
    let imported = setup.directory().import_directory(import_request(UNITS, OPERATORS, PARTNERS)).await;
    assert!(imported.is_ok());
}

#[tokio::test]
async fn hundreds_of_defects_arrive_whole() {
    let house = house().await;
    let setup = house.operator("so-setup").await;
    let bad: String = (0..400).map(|n| format!("clerk-{n},nowhere,名,,dancing,,\n")).collect();
    let operators = format!("{OPERATORS}{bad}");

    let refusal =
        setup.directory().import_directory(import_request(UNITS, &operators, PARTNERS)).await.unwrap_err();

    let refusal = failure(&refusal);
    assert_eq!((refusal.reason.as_str(), refusal.violations.len()), ("IMPORT_INVALID", 800));
}

#[tokio::test]
async fn only_the_duty_setup_imports() {
    let house = house().await;
    let security = house.operator("so-security").await;

    let refusal = security.directory().import_directory(import_request(UNITS, OPERATORS, PARTNERS)).await;

    assert_eq!(reason(&refusal.unwrap_err()), "METHOD_NOT_PERMITTED");
}

#[tokio::test]
async fn an_operator_is_told_who_he_is_and_sees_his_own_units_colleagues() {
    let house = house().await;
    house.import().await;
    let clerk = house.operator("sch-clerk").await;
    let list = |unit_id: &str| pb::ListOperatorsRequest { unit_id: unit_id.into(), ..Default::default() };
    let ids = |page: pb::ListOperatorsResponse| -> Vec<String> {
        page.operators.into_iter().map(|operator| operator.id).collect()
    };

    let myself = clerk.directory().get_myself(pb::GetMyselfRequest {}).await.unwrap().into_inner();
    let own = clerk.directory().list_operators(list("")).await.unwrap().into_inner();
    let others = clerk.directory().list_operators(list("so")).await.unwrap().into_inner();
    let audit = house.operator("so-audit").await;
    let seen = audit.directory().list_operators(list("so")).await.unwrap().into_inner();

    let operator = myself.operator.unwrap();
    assert_eq!(
        (operator.display_name.as_str(), operator.duties.as_slice()),
        ("张老师", &["clerk".to_owned()][..])
    );
    assert_eq!(myself.unit.unwrap().department_id, "edu");
    assert_eq!((ids(own), ids(others)), (vec!["sch-clerk".to_owned()], vec![]));
    assert_eq!(ids(seen), ["so-accept", "so-audit", "so-security", "so-setup"]);
}

#[tokio::test]
async fn whoever_asks_learns_what_he_or_she_may_do_and_until_when() {
    let house = house().await;
    let security = house.operator("so-security").await;

    let myself = security.directory().get_myself(pb::GetMyselfRequest {}).await.unwrap().into_inner();

    assert_eq!(myself.certificate_not_after_time, security.certificate.not_after_time);
    let may = |method: &str| myself.permitted_methods.iter().any(|permitted| permitted == method);
    assert!(may("bianzhi.identity.v1.CertificateService/RevokeCertificate"));
    assert!(!may("bianzhi.identity.v1.DirectoryService/ImportDirectory"));
    assert!(myself.permitted_methods.is_sorted());
}

#[tokio::test]
async fn units_are_listed_page_by_page_and_found_by_id() {
    let house = house().await;
    house.import().await;
    let audit = house.operator("so-audit").await;
    let list = |page_token: String| pb::ListUnitsRequest { page_size: 3, page_token };
    let ids = |page: &pb::ListUnitsResponse| -> Vec<String> {
        page.units.iter().map(|unit| unit.id.clone()).collect()
    };

    let first = audit.directory().list_units(list(String::new())).await.unwrap().into_inner();
    let second =
        audit.directory().list_units(list(first.next_page_token.clone())).await.unwrap().into_inner();
    let edu = audit.directory().get_unit(pb::GetUnitRequest { id: "edu".into() }).await.unwrap().into_inner();
    let none = audit.directory().get_unit(pb::GetUnitRequest { id: "no".into() }).await.unwrap_err();

    assert_eq!(
        (ids(&first), ids(&second)),
        (vec!["edu".into(), "hr".into(), "sch".into()], vec!["so".into()])
    );
    assert_eq!(second.next_page_token, "");
    assert_eq!(edu.unit.unwrap().permitted_items, ["entry", "quota_use"]);
    assert_eq!(reason(&none), "UNIT_NOT_FOUND");
}

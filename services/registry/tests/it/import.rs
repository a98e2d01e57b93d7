//! The first load: all of it, or a list of everything that is wrong.
use crate::base::{Base, DAT, HOS, POL, SCH, ZXS, bucket};
use crate::house::House;

#[tokio::test]
async fn the_base_data_comes_in_with_its_figures() {
    let house = House::at("2026-03-01 09:00").await;
    let base = Base::units().seats(&SCH).seats(&POL).seats(&HOS).seats(&DAT).seats(&ZXS).permit(
        &POL,
        "荆编用〔2025〕8号",
        2,
        0,
        ["2025-11-01", "2026-10-31"],
    );

    let imported = house.import(base).await.unwrap();

    assert_eq!((imported.institution_count, imported.person_count, imported.permit_count), (12, 1775, 1));
    let found = |seats| imported.buckets.iter().find(|b| b.bucket == Some(bucket(seats))).unwrap();
    let pol = found(&POL);
    assert_eq!((pol.approved, pol.occupied, pol.reserved), (850, 848, 2));
    let sch = found(&SCH);
    assert_eq!((sch.approved, sch.occupied, sch.reserved), (120, 117, 0));
    let clear = house.count(
        "select count(*) from person where position(convert_to('420800', 'UTF8') in id_number_sealed) > 0",
    );
    assert_eq!(clear.await, 0);
    house.assert_ledger_holds().await;
    house.close().await;
}

#[tokio::test]
async fn bad_rows_are_all_listed_and_nothing_is_written() {
    let house = House::at("2026-03-01 09:00").await;
    let base = Base::units()
        .seats(&DAT)
        .line("institutions.csv", "bad,坏单位,12420800JM00001053,public_institution,I,141,false,nobody,jingmen,ACTIVE")
        .line("persons.csv", "张三,420800199811040027,2,1998-11-04,01,21,13,f55,dat,INST,full,,岗位,,CIVIL_SERVANT,2024-03-01,OPEN_RECRUIT,")
        .line("plans.csv", "dat,2026,ADMIN,full,many,荆编〔2025〕1号")
        .line("permits.csv", "荆编用〔2026〕1号,dat,INST,full,OPEN_RECRUIT,2,3,2026-01-01,2025-01-01");

    let failure = channel::failure(&house.import(base).await.unwrap_err());

    assert_eq!(failure.reason, "IMPORT_INVALID");
    let fields: Vec<&str> = failure.violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "institutions.csv:14:uscc",
            "institutions.csv:14:supervisor_id",
            "divisions.csv:14:institution_id",
            "plans.csv:3:quota_type",
            "plans.csv:3:quantity",
            "permits.csv:2:used",
            "permits.csv:2:valid_to",
            "persons.csv:21:id_number",
            "persons.csv:21:category",
        ]
    );
    assert!(!format!("{:?}", failure.violations).contains("4208001998"));
    for table in [
        "select count(*) from institution",
        "select count(*) from person",
        "select count(*) from posting",
        "select count(*) from outbox",
        "select count(*) from request",
    ] {
        assert_eq!(house.count(table).await, 0, "{table}");
    }
    house.close().await;
}

#[tokio::test]
async fn figures_that_do_not_add_up_are_refused() {
    let house = House::at("2026-03-01 09:00").await;
    let base = Base::units()
        .seats(&DAT)
        .permit(&DAT, "荆编用〔2026〕15号", 2, 0, ["2026-01-05", "2026-12-31"])
        .line(
            "decisions.csv",
            "荆编〔2025〕9号,2025-01-01,荆门市委编委,APPROVED,jingmen,sch,INST,full,5,2025-01-01",
        );

    let failure = channel::failure(&house.import(base).await.unwrap_err());

    let fields: Vec<&str> = failure.violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["decisions.csv:jingmen/INST", "persons.csv:dat/INST/full"]);
    assert!(failure.violations[1].en.contains("from 2026-01-05 on"), "{}", failure.violations[1].en);
    house.close().await;
}

#[tokio::test]
async fn hundreds_of_bad_rows_reach_the_caller() {
    let house = House::at("2026-03-01 09:00").await;
    let mut base = Base::units();
    for _ in 0..300 {
        base = base.line("plans.csv", "nobody,2026,INST,full,1,荆编〔2025〕1号");
    }

    let failure = channel::failure(&house.import(base).await.unwrap_err());

    assert_eq!(failure.violations.len(), 300);
    house.close().await;
}

#[tokio::test]
async fn an_installation_is_imported_once() {
    let house = House::with(Base::units().seats(&DAT)).await;

    let failure = channel::failure(&house.import(Base::units().seats(&DAT)).await.unwrap_err());

    assert_eq!(failure.reason, "ALREADY_IMPORTED");
    house.close().await;
}

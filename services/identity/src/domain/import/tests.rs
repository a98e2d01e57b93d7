use super::*;
use crate::domain::{Desk, Duty, PartnerRole};

const UNITS: &str = "\
id,name,kinds,department_id,jurisdiction_id,area_code,permitted_items
so,荆门市委编办,staffing_office,,jingmen,420800,
edu,荆门市教育局,department,,jingmen,420800,quota_use;entry
sch,荆门市第一中学,sub_unit,edu,jingmen,420800,
hr,荆门市人社局,department;hr_bureau,hr,jingmen,420800,
";
const OPERATORS: &str = "\
id,unit_id,display_name,desks,duties,superior_id,person_id
so-head,so,李主任,desk_approve,,,
so-accept,so,王科长,desk_accept,,so-head,0190a3c2-0000-7000-8000-000000000001
sch-clerk,sch,张老师,,clerk,,
";
const PARTNERS: &str = "id,unit_id,role,area_code\nhr-420800,hr,hr,420800\n";

fn read(units: &str, operators: &str, partners: &str) -> Result<Directory, ImportRefused> {
    let file = |name, text: &'static [u8]| File { name, content: text };
    let leaked = |text: &str| -> &'static [u8] { text.to_owned().leak().as_bytes() };
    let files = [
        file("units.csv", leaked(units)),
        file("operators.csv", leaked(operators)),
        file("partners.csv", leaked(partners)),
    ];
    read_directory(&files, &[])
}

fn places(refused: &ImportRefused) -> Vec<&str> {
    refused.violations.iter().map(|violation| violation.field.as_str()).collect()
}

fn id(text: &str) -> Id {
    text.parse().unwrap()
}

#[test]
fn a_good_directory_is_read_whole() {
    let directory = read(UNITS, OPERATORS, PARTNERS).unwrap();

    let edu = &directory.units[0];
    assert_eq!((edu.id.as_str(), edu.department_id.as_str()), ("edu", "edu"));
    assert_eq!(edu.permitted_items, BTreeSet::from(["entry".to_owned(), "quota_use".to_owned()]));
    let sch = directory.units.iter().find(|unit| unit.id == id("sch")).unwrap();
    assert_eq!((&sch.kinds, &sch.department_id), (&BTreeSet::from([UnitKind::SubUnit]), &id("edu")));
    let accept = directory.operators.iter().find(|operator| operator.id == id("so-accept")).unwrap();
    assert_eq!(accept.desks, BTreeSet::from([Desk::Accept]));
    assert_eq!(accept.superior_id, Some(id("so-head")));
    assert!(accept.person_id.is_some());
    assert_eq!(directory.partners[0].role, PartnerRole::Hr);
}

#[test]
fn every_defect_of_every_file_is_told_at_once() {
    let units = format!("{UNITS}Bad Id,,kingdom,edu,,42,teleport\nlost,名,sub_unit,nobody,jingmen,420800,\n");
    let operators =
        format!("{OPERATORS}x,nowhere,名,desk_accept,dancing,ghost,seven\nsch-clerk,sch,名,desk_review,,,\n");
    let partners = format!("{PARTNERS}hr-420881,so,hr,420800\nking-420800,hr,king,420800\n");

    let refused = read(&units, &operators, &partners).unwrap_err();

    assert_eq!(
        places(&refused),
        [
            "operators.csv:5:duties",
            "operators.csv:5:person_id",
            "operators.csv:5:superior_id",
            "operators.csv:5:unit_id",
            "operators.csv:6:desks",
            "operators.csv:6:id",
            "partners.csv:3:id",
            "partners.csv:3:unit_id",
            "partners.csv:4:role",
            "units.csv:6:area_code",
            "units.csv:6:department_id",
            "units.csv:6:id",
            "units.csv:6:jurisdiction_id",
            "units.csv:6:kinds",
            "units.csv:6:name",
            "units.csv:6:permitted_items",
            "units.csv:7:department_id",
        ]
    );
}

#[test]
fn a_sub_unit_needs_a_department_that_is_one() {
    let refused = read(&UNITS.replace("sub_unit,edu", "sub_unit,so"), OPERATORS, PARTNERS).unwrap_err();

    assert_eq!(places(&refused), ["units.csv:4:department_id"]);
    assert_eq!(refused.violations[0].en, "so is no department (see its kinds)");
}

#[test]
fn superiors_must_not_form_a_circle() {
    let refused = read(UNITS, &OPERATORS.replace("desk_approve,,,", "desk_approve,,so-accept,"), PARTNERS);

    assert_eq!(places(&refused.unwrap_err()), ["operators.csv:2:superior_id", "operators.csv:3:superior_id"]);
}

#[test]
fn a_line_that_does_not_fit_the_header_is_named() {
    let broken = format!("{UNITS}only,three,cells\n");
    let refused = read(&broken, "id,unit\n", PARTNERS).unwrap_err();

    assert_eq!(places(&refused), ["operators.csv:1", "units.csv:6"]);
}

#[test]
fn missing_and_foreign_files_are_named() {
    let refused = read_directory(&[File { name: "people.csv", content: b"" }], &[]).unwrap_err();

    assert_eq!(places(&refused), ["operators.csv", "partners.csv", "people.csv", "units.csv"]);
}

#[test]
fn a_file_from_a_spreadsheet_may_begin_with_a_mark() {
    assert!(read(&format!("\u{feff}{UNITS}"), OPERATORS, PARTNERS).is_ok());
}

#[test]
fn seeded_operators_stay_in_their_units() {
    let seed = read_seed(
        "id,unit_id,display_name,desks,duties,superior_id,person_id\nso-setup,so,管理员,,setup,,\n"
            .as_bytes(),
    )
    .unwrap();
    assert_eq!(seed.operators[0].duties, BTreeSet::from([Duty::Setup]));
    assert_eq!(seed.units[0].id, id("so"));

    let files = |operators: &'static str| {
        [
            File { name: "units.csv", content: UNITS.as_bytes() },
            File { name: "operators.csv", content: operators.as_bytes() },
            File { name: "partners.csv", content: PARTNERS.as_bytes() },
        ]
    };
    let without = read_directory(&files(OPERATORS), &seed.operators).unwrap_err();
    let moved: &'static str = format!("{OPERATORS}so-setup,edu,管理员,,setup,,\n").leak();
    let moved = read_directory(&files(moved), &seed.operators).unwrap_err();
    let kept: &'static str = format!("{OPERATORS}so-setup,so,管理员,,setup;audit,,\n").leak();

    assert_eq!(places(&without), ["operators.csv"]);
    assert_eq!(places(&moved), ["operators.csv:5:unit_id"]);
    assert!(read_directory(&files(kept), &seed.operators).is_ok());
}

//! The commands that need no server.

use super::{bianzhi, json};

#[test]
fn a_deadline_is_the_due_of_an_object() {
    let output = bianzhi(&["calendar", "due", "--from", "2026-04-29", "--days", "5", "-o", "json"]);

    assert_eq!(json(&output)["due"], "2026-05-09");
    assert_eq!(json(&output)["derivation"].as_array().unwrap().len(), 11);
}

#[test]
fn a_year_tells_its_working_days() {
    let output = bianzhi(&["calendar", "year", "2025", "-o", "json"]);

    assert_eq!(json(&output)["working_days"], 248);
}

#[test]
fn the_month_of_retirement_is_the_month_of_an_object() {
    let output = bianzhi(&["retire", "--birth", "1984-11", "--class", "f50", "-o", "json"]);

    assert_eq!(json(&output)["month"], "2039-11");
}

#[test]
fn a_valid_code_ends_with_0_and_any_other_with_3_and_the_reason() {
    let check = |kind, text| bianzhi(&["code", "check", kind, text, "--lang", "en"]);

    assert_eq!(check("uscc", "91110000802100433B").status.code(), Some(0));
    assert_eq!(check("id", "11010519491231002X").status.code(), Some(0));
    assert_eq!(check("area", "420881").status.code(), Some(0));
    let refused = check("id", "110105194912310021");
    assert_eq!(refused.status.code(), Some(3));
    let told = String::from_utf8(refused.stdout).unwrap();
    assert!(told.contains("the check character at position 18 does not match"), "{told}");
    assert!(!told.contains("110105"), "{told}");
}

#[test]
fn wrong_usage_ends_with_2() {
    assert_eq!(bianzhi(&["calendar", "due", "--from", "2026-02-30", "--days", "1"]).status.code(), Some(2));
    assert_eq!(bianzhi(&["retire", "--birth", "1966-13", "--class", "male"]).status.code(), Some(2));
}

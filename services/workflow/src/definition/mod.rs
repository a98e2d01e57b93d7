//! The craft of item definitions: YAML ↔ domain, and the model check that keeps a bad one from ever meeting a
//! case (architecture.md "Decisions"). Every defect is listed at once.

mod form;
mod model;

use kernel::error::Violation;

use crate::domain::Definition;

/// Longest YAML, bytes.
pub const LONGEST_YAML: usize = 256 * 1024;

/// Reads a definition and checks it.
///
/// # Errors
/// What YAML can't be read, or every defect of what it says.
pub fn read(yaml: &str) -> Result<Definition, Vec<Violation>> {
    if yaml.len() > LONGEST_YAML {
        return Err(vec![Violation::new("yaml", "事项定义不得超过256 KiB", "must be at most 256 KiB")]);
    }
    let definition: Definition = serde_yaml_ng::from_str(yaml)
        .map_err(|error| vec![Violation::new("yaml", format!("无法读取：{error}"), error.to_string())])?;
    let mut defects = form::defects(&definition);
    // A chain that is no chain has no paths worth walking.
    if defects.is_empty() {
        defects.extend(model::defects(&definition));
    }
    if defects.is_empty() { Ok(definition) } else { Err(defects) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA_USE: &str = include_str!("../../definitions/quota_use.yaml");
    const ENTRY: &str = include_str!("../../definitions/entry.yaml");

    fn english(yaml: &str) -> Vec<String> {
        let defects = read(yaml).expect_err("the definition has a defect");
        defects.into_iter().map(|defect| format!("{}: {}", defect.field, defect.en)).collect()
    }

    #[test]
    fn the_definitions_of_this_house_pass() {
        assert_eq!(read(QUOTA_USE).map(|definition| definition.desks.len()), Ok(3));
        assert_eq!(read(ENTRY).map(|definition| definition.opinions.len()), Ok(2));
    }

    #[test]
    fn a_seat_that_stays_held_when_the_case_ends_is_a_leak() {
        let leaks = QUOTA_USE.replace("on_end: give_back", "on_end: keep");

        assert_eq!(
            english(&leaks),
            [
                "hold: what the case holds leaks when it is REFUSED",
                "hold: what the case holds leaks when it is WITHDRAWN",
            ]
        );
    }

    #[test]
    fn seats_do_not_stay_held_while_a_case_is_returned() {
        let leaks = QUOTA_USE.replace("on_return: give_back", "on_return: keep");

        assert_eq!(
            english(&leaks),
            ["hold: seats stay held while the case is RETURNED; only a pin may (I25)"]
        );
    }

    #[test]
    fn a_desk_that_can_only_send_away_is_a_dead_end() {
        let stuck = QUOTA_USE.replace("[pass, return, refuse]", "[return, refuse]");

        assert_eq!(
            english(&stuck),
            [
                "desks: from DRAFT no path leads to COMPLETED",
                "desks: from DEPT_PENDING no path leads to COMPLETED",
                "desks: from SUBMITTED no path leads to COMPLETED",
                "desks: from IN_REVIEW on desk_review no path leads to COMPLETED",
                "desks: from RETURNED no path leads to COMPLETED",
                "desks: desk_review holds the case and can't move it forward",
                "desks: desk_approve is never reached",
            ]
        );
    }

    #[test]
    fn every_defect_of_form_comes_at_once() {
        let wrong = ENTRY
            .replace("desk: desk_review", "desk: desk_approve")
            .replace(
                "- { kind: M01, source: generated, required: true }",
                "- { kind: M02, source: generated, required: true }",
            )
            .replace("[ENTRY, FUNDING, LETTER]", "[ENTRY, LETTER]")
            .replace("pension]", "police]");

        assert_eq!(
            english(&wrong),
            [
                "desks: desk_approve stands twice in the chain: its desks are held by distinct persons (I23)",
                "materials: M02 is listed twice",
                "materials: M02 can't be generated: only M01, the form itself, is",
                "papers: entry issues ENTRY, FUNDING, LETTER",
                "pushes: `police` is no partner: organization, hr, finance or pension",
            ]
        );
    }

    #[test]
    fn one_desk_may_accept_and_decide_under_delegation() {
        let one_step = QUOTA_USE
            .replace("  - desk: desk_review\n    may: [pass, return, refuse]\n", "")
            .replace("  - desk: desk_approve\n    may: [approve, return, refuse]\n", "")
            .replace("[accept, return, refuse]", "[accept, approve, return, refuse]");

        assert_eq!(read(&one_step).map(|definition| definition.desks.len()), Ok(1));
    }

    #[test]
    fn an_early_approval_would_skip_the_rest_of_the_chain() {
        let early = QUOTA_USE.replace("[pass, return, refuse]", "[pass, approve, return, refuse]");

        assert_eq!(english(&early), ["desks: desk_review may approve, but desks follow it"]);
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert_eq!(english(&format!("{QUOTA_USE}\nnight_shift: true\n")).len(), 1);
    }
}

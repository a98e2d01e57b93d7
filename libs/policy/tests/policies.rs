//! The policies against the contract: every method is named, nothing else is, and who may call what is a
//! table that a reviewer can read.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write;

use cedar_policy::{ActionConstraint, Schema, ValidationMode, Validator};
use policy::{Caller, Kind, Principal, Unit, authorize, permitted, policies};
use prost::Message;
use prost_types::FileDescriptorSet;

/// `<package>.<Service>/<Method>` of every RPC of the contract.
fn methods() -> BTreeSet<String> {
    let set = FileDescriptorSet::decode(proto::FILE_DESCRIPTOR_SET).unwrap();
    let mut methods = BTreeSet::new();
    for file in &set.file {
        for service in &file.service {
            for method in &service.method {
                methods.insert(format!("{}.{}/{}", file.package(), service.name(), method.name()));
            }
        }
    }
    assert!(methods.len() > 40, "the contract has lost its methods: {methods:?}");
    methods
}

fn named_in_policies() -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for policy in policies().policies() {
        match policy.action_constraint() {
            ActionConstraint::Any => panic!("{} is about any method; name them", policy.id()),
            ActionConstraint::Eq(action) => drop(named.insert(action.id().unescaped().to_owned())),
            ActionConstraint::In(actions) => {
                named.extend(actions.iter().map(|action| action.id().unescaped().to_owned()));
            }
        }
    }
    named
}

#[test]
fn every_method_of_the_contract_is_named_in_a_policy_and_no_other() {
    let named: BTreeSet<String> =
        named_in_policies().into_iter().filter(|method| !method.starts_with("grpc.")).collect();

    let unnamed: Vec<_> = methods().difference(&named).cloned().collect();
    let unknown: Vec<_> = named.difference(&methods()).cloned().collect();

    assert_eq!(unnamed, Vec::<String>::new(), "methods that nobody may call");
    assert_eq!(unknown, Vec::<String>::new(), "policies about methods that do not exist");
}

#[test]
fn the_policies_fit_their_schema() {
    let mut text = include_str!("../policies/schema.cedarschema").to_owned();
    for method in named_in_policies() {
        writeln!(
            text,
            "action {method:?} appliesTo {{ principal: [Mesh, Operator, Partner, Anonymous], resource: House }};"
        )
        .unwrap();
    }
    let (schema, _) = Schema::from_cedarschema_str(&text).unwrap();

    let result = Validator::new(schema).validate(policies(), ValidationMode::Strict);

    let errors: Vec<String> = result.validation_errors().map(ToString::to_string).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn every_reason_of_a_policy_is_in_the_list_of_reasons() {
    for policy in policies().policies() {
        if let Some(reason) = policy.annotation("reason") {
            let name = format!("ERROR_REASON_{reason}");
            assert!(proto::error::v1::ErrorReason::from_str_name(&name).is_some(), "{name}");
        }
    }
}

#[test]
fn a_sub_unit_is_told_to_go_through_its_department() {
    let clerk = operator("hos-clerk", &["sub_unit"], &[], &["clerk"]);

    let denial = authorize(Caller::Known(&clerk), "bianzhi.workflow.v1.CaseService/SubmitCase").unwrap_err();

    assert_eq!(denial.reason, "SUBUNIT_DIRECT_SUBMIT_FORBIDDEN");
}

#[test]
fn what_a_caller_may_do_is_listed_for_the_whole_contract() {
    let security = operator("so-security", &["staffing_office"], &[], &["security"]);

    let listed = permitted(Caller::Known(&security));

    let one_by_one: Vec<String> =
        methods().into_iter().filter(|method| authorize(Caller::Known(&security), method).is_ok()).collect();
    assert_eq!(listed, one_by_one);
    assert!(listed.contains(&"bianzhi.identity.v1.CertificateService/RevokeCertificate"));
    assert!(!listed.contains(&"bianzhi.workflow.v1.CaseService/ApproveCase"));
}

#[test]
fn an_unknown_method_is_nobodys() {
    let clerk = operator("edu-clerk", &["department"], &[], &["clerk"]);

    let denial = authorize(Caller::Known(&clerk), "bianzhi.workflow.v1.CaseService/DeleteCase").unwrap_err();

    assert_eq!(denial.reason, "METHOD_NOT_PERMITTED");
}

/// Who may call what. After a deliberate change: `INSTA_UPDATE=always cargo test --workspace who_may_call_what`,
/// then read the difference.
#[test]
fn who_may_call_what() {
    let callers: Vec<(&str, Option<Principal>)> = vec![
        ("sub", Some(operator("hos-clerk", &["sub_unit"], &[], &["clerk"]))),
        ("dept", Some(operator("edu-clerk", &["department"], &[], &["clerk"]))),
        ("acc", Some(operator("so-accept", &["staffing_office"], &["desk_accept"], &[]))),
        ("rev", Some(operator("so-review", &["staffing_office"], &["desk_review"], &[]))),
        ("app", Some(operator("so-approve", &["staffing_office"], &["desk_approve"], &[]))),
        ("opin", Some(operator("hr-reviewer", &["hr_bureau"], &[], &["opinion"]))),
        ("veri", Some(operator("hos-verifier", &["sub_unit"], &[], &["verifier"]))),
        ("setup", Some(operator("so-setup", &["staffing_office"], &[], &["setup"]))),
        ("sec", Some(operator("so-security", &["staffing_office"], &[], &["security"]))),
        ("audit", Some(operator("so-audit", &["staffing_office"], &[], &["audit"]))),
        ("lost", Some(operator("moved-away", &[], &[], &[]))),
        ("part", Some(principal(Kind::Partner, "hr-420800", &["hr_bureau"], &[], &[]))),
        ("IDE", Some(mesh("identity"))),
        ("REG", Some(mesh("registry"))),
        ("WOR", Some(mesh("workflow"))),
        ("DOC", Some(mesh("document"))),
        ("NOT", Some(mesh("notification"))),
        ("BRI", Some(mesh("bridge"))),
        ("boot", Some(mesh("bootstrap"))),
        ("anon", None),
    ];
    let mut table = format!("{:48}", "");
    for (name, _) in &callers {
        write!(table, "{name:>6}").unwrap();
    }
    let mut service = String::new();
    for method in methods() {
        let (owner, name) = method.split_once('/').unwrap();
        if owner != service {
            owner.clone_into(&mut service);
            write!(table, "\n{owner}").unwrap();
        }
        write!(table, "\n  {name:46}").unwrap();
        for (_, principal) in &callers {
            let caller = principal.as_ref().map_or(Caller::Anonymous, Caller::Known);
            let mark = if authorize(caller, &method).is_ok() { "yes" } else { "." };
            write!(table, "{mark:>6}").unwrap();
        }
    }
    insta::assert_snapshot!("who_may_call_what", table);
}

fn operator(id: &str, kinds: &[&str], desks: &[&str], duties: &[&str]) -> Principal {
    principal(Kind::Unit, id, kinds, desks, duties)
}

fn mesh(name: &str) -> Principal {
    principal(Kind::Mesh, name, &[], &[], &[])
}

fn principal(kind: Kind, id: &str, kinds: &[&str], desks: &[&str], duties: &[&str]) -> Principal {
    let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<BTreeSet<String>>();
    let unit = Unit {
        id: "unit".into(),
        name: "单位".into(),
        kinds: set(kinds),
        department_id: "unit".into(),
        jurisdiction_id: "jingmen".into(),
        area_code: "420800".into(),
        permitted_items: BTreeSet::new(),
    };
    Principal {
        kind,
        id: id.into(),
        unit_id: (kind == Kind::Unit).then(|| "unit".into()),
        operator_id: (kind == Kind::Unit).then(|| id.into()),
        unit: (!kinds.is_empty()).then_some(unit),
        desks: set(desks),
        duties: set(duties),
        serial: "01".into(),
    }
}

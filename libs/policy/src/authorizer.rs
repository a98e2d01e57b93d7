//! Whether a kind of principal may call a method: Cedar over the reviewed files in `policies/`.
//!
//! Everything is denied that no `permit` names. A `forbid` may carry `@reason("…")`, a value of
//! `bianzhi.error.v1.ErrorReason` that the caller gets instead of the general one.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicyId,
    PolicySet, Request, RestrictedExpression,
};

use crate::certificate::Kind;
use crate::principal::{Caller, Principal};

/// What a denied caller is told when no policy says more.
const NOT_PERMITTED: &str = "METHOD_NOT_PERMITTED";

/// The files, by house. The order says nothing: `forbid` always wins.
const FILES: [(&str, &str); 7] = [
    ("everywhere", include_str!("../policies/everywhere.cedar")),
    ("identity", include_str!("../policies/identity.cedar")),
    ("registry", include_str!("../policies/registry.cedar")),
    ("workflow", include_str!("../policies/workflow.cedar")),
    ("document", include_str!("../policies/document.cedar")),
    ("notification", include_str!("../policies/notification.cedar")),
    ("bridge", include_str!("../policies/bridge.cedar")),
];

static POLICIES: LazyLock<PolicySet> = LazyLock::new(|| {
    let text: Vec<&str> = FILES.iter().map(|(_, text)| *text).collect();
    text.join("\n").parse().expect("the policy files are part of the program and parsed by its tests")
});

/// A refusal by policy: PERMISSION_DENIED with this reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{caller} may not call {method}: {reason}")]
pub struct Denial {
    /// A value of `bianzhi.error.v1.ErrorReason` without its prefix.
    pub reason: String,
    /// The caller's id.
    pub caller: String,
    /// `<package>.<Service>/<Method>`.
    pub method: String,
}

/// The policies in force.
pub fn policies() -> &'static PolicySet {
    &POLICIES
}

/// Asks whether `caller` may call `method` (`bianzhi.workflow.v1.CaseService/SubmitCase`).
///
/// # Errors
/// With the reason for the caller, when no policy permits it or one forbids it.
pub fn authorize(caller: Caller<'_>, method: &str) -> Result<(), Denial> {
    let denied = |reason: &str| Denial {
        reason: reason.to_owned(),
        caller: match caller {
            Caller::Known(principal) => principal.id.clone(),
            Caller::Anonymous => "nobody".to_owned(),
        },
        method: method.to_owned(),
    };
    let Ok((request, entities)) = question(caller, method) else {
        return Err(denied(NOT_PERMITTED));
    };
    let answer = Authorizer::new().is_authorized(&request, &POLICIES, &entities);
    for error in answer.diagnostics().errors() {
        tracing::error!(%error, rpc.method = method, "a policy can't be evaluated");
    }
    match answer.decision() {
        Decision::Allow => Ok(()),
        Decision::Deny => {
            let told = answer.diagnostics().reason().find_map(|id: &PolicyId| {
                let policy = POLICIES.policy(id)?;
                policy.annotation("reason").map(str::to_owned)
            });
            Err(denied(told.as_deref().unwrap_or(NOT_PERMITTED)))
        }
    }
}

fn question(caller: Caller<'_>, method: &str) -> Result<(Request, Entities), Box<dyn std::error::Error>> {
    let entity = match caller {
        Caller::Known(principal) => known(principal)?,
        Caller::Anonymous => Entity::new_no_attrs(uid("Anonymous", "nobody")?, HashSet::new()),
    };
    let house = uid("House", "house")?;
    let request = Request::new(entity.uid(), uid("Action", method)?, house, Context::empty(), None)?;
    Ok((request, Entities::from_entities([entity], None)?))
}

fn known(principal: &Principal) -> Result<Entity, Box<dyn std::error::Error>> {
    let set = |words: Vec<String>| {
        RestrictedExpression::new_set(words.into_iter().map(RestrictedExpression::new_string))
    };
    let kinds = principal.unit.iter().flat_map(|unit| unit.kinds.iter().cloned()).collect();
    let (type_name, attributes) = match principal.kind {
        Kind::Mesh => ("Mesh", HashMap::new()),
        Kind::Unit => (
            "Operator",
            HashMap::from([
                ("kinds".to_owned(), set(kinds)),
                ("desks".to_owned(), set(principal.desks.iter().cloned().collect())),
                ("duties".to_owned(), set(principal.duties.iter().cloned().collect())),
            ]),
        ),
        Kind::Partner => ("Partner", HashMap::from([("kinds".to_owned(), set(kinds))])),
    };
    Ok(Entity::new(uid(type_name, &principal.id)?, attributes, HashSet::new())?)
}

fn uid(type_name: &str, id: &str) -> Result<EntityUid, Box<dyn std::error::Error>> {
    let type_name: EntityTypeName = type_name.parse()?;
    Ok(EntityUid::from_type_name_and_id(type_name, EntityId::new(id)))
}

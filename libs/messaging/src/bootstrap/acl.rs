//! Access rules. rdkafka's safe API has none, librdkafka does: the one place of this project with `unsafe`.
#![expect(unsafe_code, reason = "rdkafka 0.39 wraps no CreateAcls; librdkafka 2.12 has it")]

use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::time::Duration;

use rdkafka::admin::AdminClient;
use rdkafka::bindings::{
    rd_kafka_AclBinding_destroy, rd_kafka_AclBinding_new, rd_kafka_AclBinding_t, rd_kafka_AclOperation_t,
    rd_kafka_AclPermissionType_t, rd_kafka_CreateAcls, rd_kafka_CreateAcls_result_acls,
    rd_kafka_ResourcePatternType_t, rd_kafka_ResourceType_t, rd_kafka_acl_result_error,
    rd_kafka_error_string, rd_kafka_event_CreateAcls_result, rd_kafka_event_destroy, rd_kafka_event_error,
    rd_kafka_event_error_string, rd_kafka_event_t, rd_kafka_queue_destroy, rd_kafka_queue_new,
    rd_kafka_queue_poll, rd_kafka_resp_err_t, rd_kafka_t,
};
use rdkafka::client::DefaultClientContext;

use super::{Acl, Operation, Permission, Resource};
use crate::kafka::Error;

/// Makes access rules; one that exists already is no error. Blocks until the broker answered.
pub(super) fn create(
    admin: &AdminClient<DefaultClientContext>,
    environment: &str,
    acls: &[Acl],
    patience: Duration,
) -> Result<(), Error> {
    for acl in acls {
        let resource = Named::of(&acl.resource, environment);
        create_one(admin, acl, &resource, patience).map_err(|reason| Error::Acl {
            principal: acl.principal.clone(),
            resource: resource.name.to_string_lossy().into_owned(),
            reason,
        })?;
    }
    Ok(())
}

/// A resource in librdkafka's words.
struct Named {
    kind: rd_kafka_ResourceType_t,
    name: CString,
    pattern: rd_kafka_ResourcePatternType_t,
}

impl Named {
    fn of(resource: &Resource, environment: &str) -> Self {
        use rd_kafka_ResourcePatternType_t::{
            RD_KAFKA_RESOURCE_PATTERN_LITERAL as LITERAL, RD_KAFKA_RESOURCE_PATTERN_PREFIXED as PREFIXED,
        };
        use rd_kafka_ResourceType_t::{
            RD_KAFKA_RESOURCE_BROKER as CLUSTER, RD_KAFKA_RESOURCE_GROUP as GROUP,
            RD_KAFKA_RESOURCE_TOPIC as TOPIC,
        };
        let (kind, name, pattern) = match resource {
            Resource::Topic(topic) => (TOPIC, topic.named_in(environment), LITERAL),
            Resource::AnyTopic => (TOPIC, "*".to_owned(), LITERAL),
            Resource::GroupsOf(prefix) => (GROUP, prefix.clone(), PREFIXED),
            Resource::AnyGroup => (GROUP, "*".to_owned(), LITERAL),
            // The one name that a broker knows for it.
            Resource::Cluster => (CLUSTER, "kafka-cluster".to_owned(), LITERAL),
        };
        Self { kind, name: c_text(&name), pattern }
    }
}

fn operation(operation: Operation) -> rd_kafka_AclOperation_t {
    match operation {
        Operation::Read => rd_kafka_AclOperation_t::RD_KAFKA_ACL_OPERATION_READ,
        Operation::Write => rd_kafka_AclOperation_t::RD_KAFKA_ACL_OPERATION_WRITE,
        Operation::Alter => rd_kafka_AclOperation_t::RD_KAFKA_ACL_OPERATION_ALTER,
        Operation::All => rd_kafka_AclOperation_t::RD_KAFKA_ACL_OPERATION_ALL,
    }
}

fn permission(permission: Permission) -> rd_kafka_AclPermissionType_t {
    match permission {
        Permission::Allow => rd_kafka_AclPermissionType_t::RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW,
        Permission::Deny => rd_kafka_AclPermissionType_t::RD_KAFKA_ACL_PERMISSION_TYPE_DENY,
    }
}

fn create_one(
    admin: &AdminClient<DefaultClientContext>,
    acl: &Acl,
    resource: &Named,
    patience: Duration,
) -> Result<(), String> {
    let (principal, host) = (c_text(&acl.principal), c_text("*"));
    let mut why: [c_char; 256] = [0; 256];
    // SAFETY: the texts outlive the call, which copies them; `why` is as long as it says. The binding made
    // here is destroyed here, after the request that borrows it has been answered or given up.
    unsafe {
        let binding = rd_kafka_AclBinding_new(
            resource.kind,
            resource.name.as_ptr(),
            resource.pattern,
            principal.as_ptr(),
            host.as_ptr(),
            operation(acl.operation),
            permission(acl.permission),
            why.as_mut_ptr(),
            why.len(),
        );
        if binding.is_null() {
            return Err(text(why.as_ptr()));
        }
        let answer = request(admin.inner().native_ptr(), binding, patience);
        rd_kafka_AclBinding_destroy(binding);
        answer
    }
}

/// Sends one binding and waits for the answer.
///
/// # Safety
/// `client` and `binding` must be alive until this returns.
unsafe fn request(
    client: *mut rd_kafka_t,
    binding: *mut rd_kafka_AclBinding_t,
    patience: Duration,
) -> Result<(), String> {
    let patience = i32::try_from(patience.as_millis()).unwrap_or(i32::MAX);
    // SAFETY: the queue and the event made here are destroyed here, the event after it was read; the caller
    // keeps `client` and `binding` alive.
    unsafe {
        let queue = rd_kafka_queue_new(client);
        rd_kafka_CreateAcls(client, [binding].as_mut_ptr(), 1, ptr::null(), queue);
        let event = rd_kafka_queue_poll(queue, patience);
        let answer = if event.is_null() { Err("no answer from a broker".to_owned()) } else { read(event) };
        if !event.is_null() {
            rd_kafka_event_destroy(event);
        }
        rd_kafka_queue_destroy(queue);
        answer
    }
}

/// Reads the answer to a request of one binding.
///
/// # Safety
/// `event` must be alive and the answer to [`rd_kafka_CreateAcls`] with one binding.
unsafe fn read(event: *mut rd_kafka_event_t) -> Result<(), String> {
    // SAFETY: results live as long as the event, and their texts as long as they do; `text` copies.
    unsafe {
        if rd_kafka_event_error(event) != rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR {
            return Err(text(rd_kafka_event_error_string(event)));
        }
        let mut count = 0;
        let results = rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(event), &mut count);
        if results.is_null() || count != 1 {
            return Err(format!("{count} answers to one rule"));
        }
        let error = rd_kafka_acl_result_error(*results);
        if error.is_null() { Ok(()) } else { Err(text(rd_kafka_error_string(error))) }
    }
}

/// Copies a C text.
///
/// # Safety
/// `pointer` must be null or point to a text that ends with NUL.
unsafe fn text(pointer: *const c_char) -> String {
    if pointer.is_null() {
        return "no reason given".to_owned();
    }
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

/// Names come from certificates (`a-z 0-9 - .`) and from this crate: none has a NUL.
fn c_text(text: &str) -> CString {
    CString::new(text.replace('\0', "")).expect("a text without NUL")
}

//! What partners are promised, as an AsyncAPI document: made from the tables below, which a test holds against the
//! structs that go over the wire.

use serde_json::{Map, Value, json};

/// What kind of value a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Text,
    Uuid,
    /// `2026-09-01`, or empty where there is none.
    Date,
    /// `2026-09`.
    Month,
    /// RFC 3339.
    Instant,
    /// SHA-256 or SM3, 64 hexadecimal digits.
    Hash,
    /// At least 1.
    Count,
    /// One of these words.
    Word(&'static [&'static str]),
    /// An object of [`OBJECTS`].
    Object(&'static str),
    /// A list of them.
    Objects(&'static str),
}

/// A field of an object.
struct Field {
    name: &'static str,
    shape: Shape,
    is_required: bool,
    says: &'static str,
}

/// An object as it goes over the wire.
struct Object {
    name: &'static str,
    says: &'static str,
    /// Whether a field that is not listed is refused. What we send may grow; what we take does not.
    is_closed: bool,
    fields: &'static [Field],
}

/// A stream between the mesh and one partner; `send` is from the mesh to the partner.
struct Stream {
    name: &'static str,
    action: &'static str,
    says: &'static str,
}

/// A message of a stream.
struct Message {
    event_type: &'static str,
    stream: &'static str,
    data: &'static str,
    says: &'static str,
}

const fn must(name: &'static str, shape: Shape, says: &'static str) -> Field {
    Field { name, shape, is_required: true, says }
}

const fn may(name: &'static str, shape: Shape, says: &'static str) -> Field {
    Field { name, shape, is_required: false, says }
}

static STREAMS: [Stream; 4] = [
    Stream {
        name: "facts",
        action: "send",
        says: "What the partner may know about completed cases, in one order. A partner that can't apply a \
               message answers REJECTED with its problem and leaves every later message of the same partitionkey \
               unapplied, until the message has come again as its next attempt and is applied.",
    },
    Stream {
        name: "review",
        action: "send",
        says: "Requests for an opinion in a parallel review (并联审查); to organization and hr.",
    },
    Stream {
        name: "receipt",
        action: "receive",
        says: "Receipts (回执) of the partner: RECEIVED, VALIDATED, then APPLIED or REJECTED. A message that comes \
               twice (same id and attempt) gets the identical receipts.",
    },
    Stream {
        name: "opinion",
        action: "receive",
        says: "Opinions (审核意见) of the partner; from organization and hr.",
    },
];

static MESSAGES: [Message; 5] = [
    Message {
        event_type: "cn.bianzhi.permit.granted.v1",
        stream: "facts",
        data: "PermitGranted",
        says: "A quota-use permit (准许用编) was granted. To organization and hr.",
    },
    Message {
        event_type: "cn.bianzhi.entry.completed.v1",
        stream: "facts",
        data: "EntryCompleted",
        says: "A person came onto establishment (上编). To all four, each in its own projection.",
    },
    Message {
        event_type: "cn.bianzhi.review.asked.v1",
        stream: "review",
        data: "ReviewRequest",
        says: "The department's opinion is asked for.",
    },
    Message {
        event_type: "cn.bianzhi.receipt.given.v1",
        stream: "receipt",
        data: "Receipt",
        says: "How far the partner has come with a message.",
    },
    Message {
        event_type: "cn.bianzhi.opinion.given.v1",
        stream: "opinion",
        data: "Opinion",
        says: "The department's opinion on exactly the form that it was shown.",
    },
];

const CASE_ID: Field = must("caseId", Shape::Text, "Case number.");
const CHANGE_ID: Field = must("changeId", Shape::Uuid, "The registry's id of the change.");
const UNIT: Field = must("unit", Shape::Object("Unit"), "The institution concerned.");
const QUOTA_TYPE: Field = must("quotaType", Shape::Text, "Quota type, e.g. INST.");
const FUNDING: Field = must("funding", Shape::Word(&["full", "partial", "self"]), "Funding of the seat.");

static OBJECTS: [Object; 9] = [
    Object {
        name: "Unit",
        says: "An institution.",
        is_closed: false,
        fields: &[
            must("id", Shape::Text, "Institution id."),
            must("name", Shape::Text, "Name."),
            may("uscc", Shape::Text, "Unified social credit code, GB 32100."),
        ],
    },
    Object {
        name: "PermitGranted",
        says: "A quota-use permit and its letter.",
        is_closed: false,
        fields: &[
            CASE_ID,
            CHANGE_ID,
            UNIT,
            must("permitNo", Shape::Text, "Number of the permit."),
            must("letterNo", Shape::Text, "Number of the letter (函)."),
            QUOTA_TYPE,
            FUNDING,
            must("channel", Shape::Text, "Channel of recruitment, e.g. OPEN_RECRUIT."),
            must("quantity", Shape::Count, "Seats."),
            must("validFrom", Shape::Date, "First day on which it may be used."),
            must("validTo", Shape::Date, "Last day on which it may be used."),
        ],
    },
    Object {
        name: "EntryCompleted",
        says: "A person's entry. Fields that the receiver's purpose does not grant are left out.",
        is_closed: false,
        fields: &[
            CASE_ID,
            CHANGE_ID,
            UNIT,
            must("personId", Shape::Uuid, "The registry's id of the person; stable, says nothing by itself."),
            must("name", Shape::Text, "Name."),
            must("idNumber", Shape::Text, "Citizen ID: in full for hr and pension, masked for the others."),
            may("sex", Shape::Text, "GB/T 2261.1; to hr and pension."),
            may("birthDate", Shape::Date, "To hr and pension."),
            may("education", Shape::Text, "GB/T 4658; to hr and organization."),
            may("category", Shape::Text, "Person category; to hr and organization."),
            may("post", Shape::Text, "To hr and organization."),
            may("postLevel", Shape::Text, "To hr and organization."),
            QUOTA_TYPE,
            FUNDING,
            may("channel", Shape::Text, "Channel; to hr and organization."),
            must("effectiveDate", Shape::Date, "From when the person is on establishment."),
            may("payMonth", Shape::Month, "First month of pay; to hr and finance."),
            must("entryNo", Shape::Text, "Number of the entry notice."),
            may("fundingNo", Shape::Text, "Number of the funding notice; to hr and finance."),
            may("permitId", Shape::Text, "The registry's id of the permit used; to hr and organization."),
        ],
    },
    Object {
        name: "ReviewRequest",
        says: "What a department is shown to judge.",
        is_closed: false,
        fields: &[
            must("reviewId", Shape::Uuid, "Id of the review."),
            CASE_ID,
            must("caseVersion", Shape::Count, "Version of the case."),
            must("department", Shape::Word(&["org_dept", "hr_bureau"]), "Who is asked."),
            must("formHash", Shape::Hash, "SM3 of the form under review: the opinion names it as seenHash."),
            must("dueTime", Shape::Instant, "When the opinion is due."),
            UNIT,
            must("candidate", Shape::Object("Candidate"), "Who is to enter."),
            must("seat", Shape::Object("Seat"), "The seat asked for."),
            must(
                "materials",
                Shape::Objects("Material"),
                "Materials by their hashes; files are asked for over gRPC.",
            ),
        ],
    },
    Object {
        name: "Candidate",
        says: "Who is to enter, as far as the department's purpose needs it.",
        is_closed: false,
        fields: &[
            must("name", Shape::Text, "Name."),
            must("idNumber", Shape::Text, "Citizen ID: in full for hr, masked for organization."),
            must("sex", Shape::Text, "GB/T 2261.1."),
            must("birthDate", Shape::Date, "Birth date."),
            must("education", Shape::Text, "GB/T 4658."),
            must("politicalStatus", Shape::Text, "GB/T 4762."),
            must("previousUnit", Shape::Text, "Where the person worked before; may be empty."),
        ],
    },
    Object {
        name: "Seat",
        says: "A seat.",
        is_closed: false,
        fields: &[
            QUOTA_TYPE,
            FUNDING,
            must("channel", Shape::Text, "Channel, e.g. OPEN_RECRUIT."),
            must("permit", Shape::Text, "Number of the permit cited; may be empty."),
            must("post", Shape::Text, "Post."),
            must("postLevel", Shape::Text, "Post level; may be empty."),
            must("category", Shape::Text, "Person category."),
            must("effectiveDate", Shape::Date, "From when."),
        ],
    },
    Object {
        name: "Material",
        says: "A material by its hashes.",
        is_closed: false,
        fields: &[
            must("kind", Shape::Text, "Kind, e.g. M02."),
            must("sha256", Shape::Hash, "SHA-256 of the file."),
            must("sm3", Shape::Hash, "SM3 of the file."),
        ],
    },
    Object {
        name: "Receipt",
        says: "A receipt.",
        is_closed: true,
        fields: &[
            must("eventId", Shape::Uuid, "Id of the message that it is about."),
            may("attempt", Shape::Count, "The attempt of that message; 1 if left out."),
            must(
                "kind",
                Shape::Word(&["RECEIVED", "VALIDATED", "APPLIED", "REJECTED"]),
                "How far it has come.",
            ),
            may(
                "record",
                Shape::Text,
                "The partner's own record number, at most 200 characters; with APPLIED.",
            ),
            may(
                "problem",
                Shape::Text,
                "Why the message can't be applied, at most 2000 characters, without personal data; needed with \
                 REJECTED.",
            ),
        ],
    },
    Object {
        name: "Opinion",
        says: "An opinion.",
        is_closed: true,
        fields: &[
            CASE_ID,
            must("caseVersion", Shape::Count, "Version of the case."),
            must("verdict", Shape::Word(&["AGREE", "DISAGREE"]), "Agree or not."),
            may("reason", Shape::Text, "Why, at most 2000 characters; needed to disagree."),
            must("seenHash", Shape::Hash, "The formHash of the request that was looked at."),
        ],
    },
];

/// The contract as an AsyncAPI 3.0 document.
pub fn asyncapi() -> Value {
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Bianzhi for partners' systems",
            "version": "1.0.0",
            "description": "What the establishment office tells partner departments' systems over Kafka, and what \
                they answer. Every message is a CloudEvent in structured JSON. One partition per topic: a stream \
                has one order, and `sequence` is contiguous, so a gap is visible. Messages come at least once. \
                Fields are only ever added.\n\n\
                What a partner sends is signed: `signature` is a detached JWS (RFC 7515, appendix F) with ES256 \
                over the RFC 8785 JSON of the event without `signature`; its protected header names the partner's \
                certificate as `x5t#S256`. The event id is the nonce. A message that is unsigned, altered, signed \
                by somebody else, or not readable is refused and recorded, and the stream goes on; one that comes \
                once more changes nothing.",
            "license": { "name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0" },
        },
        "defaultContentType": "application/cloudevents+json",
        "servers": { "installation": {
            "host": "{broker}",
            "protocol": "kafka-secure",
            "description": "The installation's brokers.",
            "variables": { "broker": { "default": "localhost:9093", "description": "As the office names them." } },
            "security": [{ "$ref": "#/components/securitySchemes/certificate" }],
        }},
        "channels": object(STREAMS.iter().map(|stream| (stream.name, channel(stream)))),
        "operations": object(STREAMS.iter().map(|stream| (stream.name, operation(stream)))),
        "components": {
            "securitySchemes": { "certificate": {
                "type": "X509",
                "description": "TLS 1.3 with the partner's client certificate.",
            }},
            "messages": object(MESSAGES.iter().map(|message| (message.data, described(message)))),
            "schemas": schemas(),
        },
    })
}

fn channel(stream: &Stream) -> Value {
    let messages = MESSAGES.iter().filter(|message| message.stream == stream.name);
    json!({
        "address": format!("bianzhi.{{environment}}.{{partner}}.{}.v1", stream.name),
        "description": stream.says,
        "servers": [{ "$ref": "#/servers/installation" }],
        "parameters": {
            "environment": { "description": "Environment, e.g. prod." },
            "partner": {
                "description": "The partner, `<role>-<area code>`: role organization, hr, finance or pension; area \
                    code GB/T 2260.",
                "examples": ["hr-420800"],
            },
        },
        "messages": object(messages.map(|message| (message.data, reference("messages", message.data)))),
        "bindings": { "kafka": { "partitions": 1 } },
    })
}

fn operation(stream: &Stream) -> Value {
    json!({
        "action": stream.action,
        "channel": { "$ref": format!("#/channels/{}", stream.name) },
        "summary": stream.says,
    })
}

fn described(message: &Message) -> Value {
    json!({
        "name": message.event_type,
        "title": message.data,
        "summary": message.says,
        "contentType": "application/cloudevents+json",
        "payload": reference("schemas", &format!("{}Event", message.data)),
        "bindings": { "kafka": { "key": { "type": "string", "description": "The partitionkey." } } },
    })
}

fn schemas() -> Value {
    let mut schemas = Map::new();
    for object in &OBJECTS {
        schemas.insert(object.name.to_owned(), schema(object));
    }
    for message in &MESSAGES {
        schemas.insert(format!("{}Event", message.data), event(message));
    }
    schemas.into()
}

fn schema(object: &Object) -> Value {
    let required: Vec<&str> =
        object.fields.iter().filter(|field| field.is_required).map(|field| field.name).collect();
    json!({
        "type": "object",
        "description": object.says,
        "properties": self::object(object.fields.iter().map(|field| (field.name, property(field)))),
        "required": required,
        "additionalProperties": !object.is_closed,
    })
}

fn property(field: &Field) -> Value {
    let mut property = match field.shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Uuid => json!({ "type": "string", "format": "uuid" }),
        Shape::Date => json!({ "type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" }),
        Shape::Month => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$" }),
        Shape::Instant => json!({ "type": "string", "format": "date-time" }),
        Shape::Hash => json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" }),
        Shape::Count => json!({ "type": "integer", "minimum": 1 }),
        Shape::Word(words) => json!({ "type": "string", "enum": words }),
        Shape::Object(name) => json!({ "allOf": [reference("schemas", name)] }),
        Shape::Objects(name) => json!({ "type": "array", "items": reference("schemas", name) }),
    };
    if let Some(property) = property.as_object_mut() {
        property.insert("description".to_owned(), field.says.into());
    }
    property
}

/// The CloudEvent around a message's data.
fn event(message: &Message) -> Value {
    let from_partner = STREAMS.iter().any(|s| s.name == message.stream && s.action == "receive");
    let text = |says: &str| json!({ "type": "string", "minLength": 1, "description": says });
    let number = |says: &str| json!({ "type": "string", "pattern": "^[1-9][0-9]*$", "description": says });
    let instant = |says: &str| json!({ "type": "string", "format": "date-time", "description": says });
    let mut attributes = Map::new();
    let mut put = |name: &str, schema: Value| attributes.insert(name.to_owned(), schema);
    put("specversion", json!({ "const": "1.0" }));
    put("type", json!({ "const": message.event_type }));
    put("source", text("Who says so."));
    put("datacontenttype", json!({ "const": "application/json" }));
    put("dataschema", text("Name of the schema of `data`."));
    put("subject", text("What it is about."));
    put("partitionkey", text("The unit of order: the institution of a fact, the case of a request."));
    put("time", instant("When it happened."));
    put("recordedtime", instant("When it was written down."));
    put(
        "traceparent",
        json!({
            "type": "string",
            "pattern": "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
            "description": "W3C trace context of the decision that caused it; an answer carries it on.",
        }),
    );
    put("data", reference("schemas", message.data));
    let mut required = vec!["specversion", "type", "source", "id", "data"];
    if from_partner {
        put("id", json!({ "type": "string", "minLength": 1, "maxLength": 200, "description": "The nonce." }));
        put(
            "signature",
            json!({
                "type": "string",
                "pattern": r"^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]{86}$",
                "description": "Detached JWS, ES256, over the event without it.",
            }),
        );
        required.push("signature");
    } else {
        put("id", json!({ "type": "string", "format": "uuid", "description": "The same for a repeat." }));
        put(
            "sequence",
            number("Position in the stream, contiguous from 1; a message sent again keeps its own."),
        );
        put("attempt", number("How often it was sent on purpose: a partner tries again what it rejected."));
        required.extend(["sequence", "attempt", "partitionkey", "time"]);
    }
    json!({ "type": "object", "description": message.says, "properties": attributes, "required": required })
}

fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

fn object<'a>(entries: impl Iterator<Item = (&'a str, Value)>) -> Value {
    entries.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into()
}

#[cfg(test)]
mod tests;

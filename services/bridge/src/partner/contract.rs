//! What partners are promised, as an AsyncAPI document: made from tables that a test holds against the structs
//! that go over the wire.

mod tables;

use serde_json::{Map, Value, json};

use tables::{Field, MESSAGES, Message, OBJECTS, Object, STREAMS, Shape, Stream};

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

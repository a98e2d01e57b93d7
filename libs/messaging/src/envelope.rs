//! The CloudEvents envelope (CloudEvents 1.0, its Kafka binding and its extensions for partitioning,
//! sequence, recorded time and distributed tracing).
//!
//! Binary mode: attributes are `ce_` headers and the record's value is the protobuf message. Structured
//! mode: the record's value is one JSON object that holds attributes and data, which a partner can archive
//! and sign as it is.
use std::collections::BTreeMap;

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::inbox::{EventId, Incoming, Record};
use crate::outbox::Fact;

const CONTENT_TYPE: &str = "content-type";
const TRACEPARENT: &str = "traceparent";
const PROTOBUF: &str = "application/protobuf";
const STRUCTURED: &str = "application/cloudevents+json";
const JSON: &str = "application/json";

/// What a fact says.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// An encoded protobuf message: between the houses.
    Protobuf(Vec<u8>),
    /// JSON: to and from partners.
    Json(Value),
}

/// Why a record is no CloudEvent that we could read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Neither a `ce_specversion` header nor structured content.
    #[error("the record is no CloudEvent: neither ce_ headers nor content type {STRUCTURED}")]
    NoCloudEvent,
    /// An attribute that every event must have is missing or empty.
    #[error("attribute {0} is missing")]
    Missing(&'static str),
    /// An attribute has a form that it may not have.
    #[error("attribute {0} can't be read")]
    Malformed(String),
    /// The data is of a kind that nobody here reads.
    #[error("content type {0} is not known")]
    ContentType(String),
    /// The value is no JSON.
    #[error("the value is no JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The mode column holds a word this version does not know.
    #[error("mode {0} is not known")]
    Mode(String),
}

/// A fact as the broker will keep it.
pub(crate) struct Sealed {
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) value: Vec<u8>,
}

impl Body {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Protobuf(bytes) => bytes.clone(),
            Self::Json(value) => value.to_string().into_bytes(),
        }
    }

    pub(crate) fn mode(&self) -> &'static str {
        match self {
            Self::Protobuf(_) => "binary",
            Self::Json(_) => "structured",
        }
    }

    pub(crate) fn stored(mode: &str, payload: Vec<u8>) -> Result<Self, Unreadable> {
        match mode {
            "binary" => Ok(Self::Protobuf(payload)),
            "structured" => Ok(Self::Json(serde_json::from_slice(&payload)?)),
            other => Err(Unreadable::Mode(other.to_owned())),
        }
    }
}

impl Sealed {
    /// The record that a listener would get.
    pub(crate) fn arriving(self, fact: &Fact) -> Record {
        let key = fact.aggregate_id.clone().into_bytes();
        let (headers, payload) = (self.headers, self.value);
        Record { topic: fact.topic.clone(), partition: 0, offset: 0, key, headers, payload }
    }
}

/// Wraps a fact of the house `source` for the wire.
pub(crate) fn seal(fact: &Fact, source: &str) -> Sealed {
    let attributes = attributes(fact, source);
    let mut headers = BTreeMap::new();
    // Beside the CloudEvents attribute, for readers that only know W3C trace context.
    if let Some(traceparent) = &fact.traceparent {
        headers.insert(TRACEPARENT.to_owned(), traceparent.clone());
    }
    let value = match &fact.body {
        Body::Protobuf(bytes) => {
            headers.insert(CONTENT_TYPE.to_owned(), PROTOBUF.to_owned());
            headers.extend(attributes.into_iter().map(|(name, value)| (format!("ce_{name}"), value)));
            bytes.clone()
        }
        Body::Json(data) => {
            headers.insert(CONTENT_TYPE.to_owned(), format!("{STRUCTURED}; charset=UTF-8"));
            let mut event: Map<String, Value> =
                attributes.into_iter().map(|(name, value)| (name, Value::String(value))).collect();
            event.insert("datacontenttype".to_owned(), JSON.into());
            event.insert("data".to_owned(), data.clone());
            Value::Object(event).to_string().into_bytes()
        }
    };
    Sealed { headers, value }
}

fn attributes(fact: &Fact, source: &str) -> BTreeMap<String, String> {
    let instant = |at: OffsetDateTime| at.format(&Rfc3339).expect("a year below 10000 has an RFC 3339 form");
    let mut attributes = fact.extensions.clone();
    let mut put = |name: &str, value: String| attributes.insert(name.to_owned(), value);
    put("specversion", "1.0".to_owned());
    put("id", fact.id.to_string());
    put("source", source.to_owned());
    put("type", fact.event_type.clone());
    put("subject", fact.aggregate_id.clone());
    put("time", instant(fact.occurred_at));
    put("dataschema", fact.data_schema.clone());
    put("partitionkey", fact.aggregate_id.clone());
    put("recordedtime", instant(fact.recorded_at));
    if let Some(sequence) = fact.sequence {
        put("sequence", sequence.to_string());
    }
    if let Some(traceparent) = &fact.traceparent {
        put(TRACEPARENT, traceparent.clone());
    }
    attributes
}

/// Reads a record of either mode.
pub(crate) fn open(record: &Record) -> Result<Incoming, Unreadable> {
    let content_type = record.headers.get(CONTENT_TYPE).map_or("", String::as_str);
    if content_type.starts_with(STRUCTURED) {
        return open_structured(record);
    }
    if !record.headers.contains_key("ce_specversion") {
        return Err(Unreadable::NoCloudEvent);
    }
    let attributes = record
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("ce_")?.to_owned(), value.clone())))
        .collect();
    let body = match content_type.split(';').next().unwrap_or_default().trim() {
        PROTOBUF => Body::Protobuf(record.payload.clone()),
        JSON => Body::Json(serde_json::from_slice(&record.payload)?),
        other => return Err(Unreadable::ContentType(other.to_owned())),
    };
    incoming(record, attributes, body)
}

fn open_structured(record: &Record) -> Result<Incoming, Unreadable> {
    let mut event: Map<String, Value> = serde_json::from_slice(&record.payload)?;
    let data = event.remove("data").unwrap_or(Value::Null);
    let mut attributes = BTreeMap::new();
    for (name, value) in event {
        let text = match value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            Value::Null => continue,
            Value::Array(_) | Value::Object(_) => return Err(Unreadable::Malformed(name)),
        };
        attributes.insert(name, text);
    }
    incoming(record, attributes, Body::Json(data))
}

fn incoming(
    record: &Record,
    mut attributes: BTreeMap<String, String>,
    body: Body,
) -> Result<Incoming, Unreadable> {
    let mut required = |name: &'static str| {
        attributes.remove(name).filter(|value| !value.is_empty()).ok_or(Unreadable::Missing(name))
    };
    let version = required("specversion")?;
    if version != "1.0" {
        return Err(Unreadable::Malformed("specversion".to_owned()));
    }
    let (id, source, event_type) = (required("id")?, required("source")?, required("type")?);
    let occurred_at = instant(&mut attributes, "time")?;
    let recorded_at = instant(&mut attributes, "recordedtime")?;
    let sequence = match attributes.remove("sequence") {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| Unreadable::Malformed("sequence".to_owned()))?),
    };
    attributes.remove("datacontenttype");
    Ok(Incoming {
        id: EventId { topic: record.topic.clone(), id },
        source,
        event_type,
        subject: attributes.remove("subject"),
        occurred_at,
        recorded_at,
        data_schema: attributes.remove("dataschema"),
        partition_key: attributes.remove("partitionkey"),
        sequence,
        traceparent: attributes.remove(TRACEPARENT).or_else(|| record.headers.get(TRACEPARENT).cloned()),
        extensions: attributes,
        body,
        record: record.payload.clone(),
        offset: record.offset,
    })
}

fn instant(
    attributes: &mut BTreeMap<String, String>,
    name: &str,
) -> Result<Option<OffsetDateTime>, Unreadable> {
    let Some(text) = attributes.remove(name) else { return Ok(None) };
    match OffsetDateTime::parse(&text, &Rfc3339) {
        Ok(at) => Ok(Some(at)),
        Err(_) => Err(Unreadable::Malformed(name.to_owned())),
    }
}

#[cfg(test)]
mod tests;

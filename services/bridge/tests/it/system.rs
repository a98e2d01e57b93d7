//! A partner's system as the contract describes it: what it sends, and how it signs.
use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use messaging::Body;
use messaging::inbox::{EventId, Incoming};
use messaging::topics::{self, Topic};
use proto::identity::v1::PartnerCertificate;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) struct System {
    id: String,
    key: EcdsaKeyPair,
    thumbprint: [u8; 32],
}

/// A message on its way.
#[derive(Clone)]
pub(crate) struct Message {
    pub(crate) topic: Topic,
    pub(crate) event: Value,
}

impl System {
    pub(crate) fn new(id: &str) -> Self {
        let (random, algorithm) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
        let mut thumbprint = [0; 32];
        random.fill(&mut thumbprint).unwrap();
        Self { id: id.to_owned(), key, thumbprint }
    }

    /// Serial of its certificate.
    pub(crate) fn serial(&self) -> String {
        data_encoding::HEXUPPER.encode(&self.thumbprint[..8])
    }

    /// As identity publishes it: good until the year 2100.
    pub(crate) fn certificate(&self) -> PartnerCertificate {
        PartnerCertificate {
            thumbprint: self.thumbprint.to_vec(),
            partner_id: self.id.clone(),
            serial: self.serial(),
            public_key: self.key.public_key().as_ref().to_vec(),
            not_before_time: Some(prost_types::Timestamp { seconds: 0, nanos: 0 }),
            not_after_time: Some(prost_types::Timestamp { seconds: 4_102_444_800, nanos: 0 }),
        }
    }

    /// A signed receipt.
    pub(crate) fn receipt(&self, event_id: Uuid, kind: &str) -> Message {
        let data = json!({ "eventId": event_id.to_string(), "kind": kind, "record": "HR-2026-1" });
        self.send(topics::partner_receipt(&self.id), "cn.bianzhi.receipt.given.v1", data)
    }

    /// A signed receipt that says that the message can't be applied.
    pub(crate) fn rejection(&self, event_id: Uuid, attempt: i32, problem: &str) -> Message {
        let data = json!({
            "eventId": event_id.to_string(), "attempt": attempt, "kind": "REJECTED", "problem": problem
        });
        self.send(topics::partner_receipt(&self.id), "cn.bianzhi.receipt.given.v1", data)
    }

    /// A signed opinion: it agrees.
    pub(crate) fn opinion(&self, case_id: &str, seen_hash: &str) -> Message {
        let data = json!({ "caseId": case_id, "caseVersion": 1, "verdict": "AGREE", "seenHash": seen_hash });
        self.send(topics::partner_opinion(&self.id), "cn.bianzhi.opinion.given.v1", data)
    }

    /// A signed message.
    pub(crate) fn send(&self, topic: Topic, event_type: &str, data: Value) -> Message {
        let mut event = json!({
            "specversion": "1.0",
            "id": Uuid::now_v7().to_string(),
            "source": format!("//{}", self.id),
            "type": event_type,
            "datacontenttype": "application/json",
            "data": data,
        });
        self.sign(&mut event);
        Message { topic, event }
    }

    /// Signs what stands there, instead of whoever signed it before.
    pub(crate) fn sign(&self, event: &mut Value) {
        event.as_object_mut().unwrap().remove("signature");
        let header = json!({ "alg": "ES256", "x5t#S256": BASE64URL_NOPAD.encode(&self.thumbprint) });
        let header = BASE64URL_NOPAD.encode(header.to_string().as_bytes());
        let payload = BASE64URL_NOPAD.encode(&serde_json_canonicalizer::to_vec(event).unwrap());
        let input = format!("{header}.{payload}");
        let signature = self.key.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
        event["signature"] = format!("{header}..{}", BASE64URL_NOPAD.encode(signature.as_ref())).into();
    }
}

impl Message {
    /// The message as its record arrives, at this place of its topic.
    pub(crate) fn arriving(&self, offset: i64) -> Incoming {
        let text = |name: &str| self.event[name].as_str().unwrap_or_default().to_owned();
        Incoming {
            id: EventId { topic: self.topic.clone(), id: text("id") },
            source: text("source"),
            event_type: text("type"),
            subject: None,
            occurred_at: None,
            recorded_at: None,
            data_schema: None,
            partition_key: None,
            sequence: None,
            traceparent: None,
            extensions: BTreeMap::new(),
            body: Body::Json(self.event["data"].clone()),
            record: self.event.to_string().into_bytes(),
            offset,
        }
    }
}

use proto::notification::v1 as pb;

use crate::domain::Message;

pub(super) fn message(message: &Message) -> pb::Notification {
    pb::Notification {
        id: message.id.to_string(),
        kind: message.kind.as_str().to_owned(),
        case_id: message.case_id.clone(),
        zh: message.sentence.zh.clone(),
        en: message.sentence.en.clone(),
        create_time: Some(timestamp(message.created_at)),
        event_id: message.event_id.clone(),
    }
}

fn timestamp(at: time::OffsetDateTime) -> prost_types::Timestamp {
    let nanos = i32::try_from(at.nanosecond()).expect("a second has fewer than 2^31 nanoseconds");
    prost_types::Timestamp { seconds: at.unix_timestamp(), nanos }
}

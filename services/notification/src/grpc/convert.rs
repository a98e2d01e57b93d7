use proto::moment;
use proto::notification::v1 as pb;

use crate::domain::Message;

pub(super) fn message(message: &Message) -> pb::Notification {
    pb::Notification {
        id: message.id.to_string(),
        kind: message.kind.as_str().to_owned(),
        case_id: message.case_id.clone(),
        zh: message.sentence.zh.clone(),
        en: message.sentence.en.clone(),
        create_time: Some(moment::timestamp(message.created_at)),
        event_id: message.event_id.clone(),
    }
}

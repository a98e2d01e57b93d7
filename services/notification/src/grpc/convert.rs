use kernel::error::{Coded, Kind, Violation};
use prost::Message as _;
use proto::moment;
use proto::notification::v1 as pb;

use crate::app::Acknowledge;
use crate::domain::{Filter, Message, MessageId};

const ACKNOWLEDGE: &str = "bianzhi.notification.v1.NotificationService/AcknowledgeNotification";

/// A request that can't be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("id must be a UUID")]
    Id(Vec<Violation>),
    #[error(transparent)]
    Command(#[from] command::Error),
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Id(_) => Kind::Invalid,
            Self::Command(error) => error.kind(),
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::Id(_) => "FIELD_INVALID",
            Self::Command(error) => error.reason(),
        }
    }

    fn zh(&self) -> Option<String> {
        match self {
            Self::Id(_) => Some("id 须为 UUID".to_owned()),
            Self::Command(error) => error.zh(),
        }
    }

    fn violations(&self) -> &[Violation] {
        match self {
            Self::Id(violations) => violations,
            Self::Command(error) => error.violations(),
        }
    }
}

pub(super) fn filter(case_id: String, unacknowledged: bool) -> Filter {
    Filter { case_id: Some(case_id).filter(|id| !id.is_empty()), unacknowledged }
}

pub(super) fn acknowledge(
    reader: &str,
    message: &pb::AcknowledgeNotificationRequest,
) -> Result<Acknowledge, Error> {
    let id: MessageId = message
        .id
        .parse()
        .map_err(|_| Error::Id(vec![Violation::new("id", "须为 UUID", "must be a UUID")]))?;
    let request = command::Request::new(reader, &message.request_id, ACKNOWLEDGE, &message.encode_to_vec())?;
    Ok(Acknowledge { request, id })
}

pub(super) fn message(message: &Message) -> pb::Notification {
    pb::Notification {
        id: message.id.to_string(),
        kind: message.kind.as_str().to_owned(),
        case_id: message.case_id.clone(),
        zh: message.sentence.zh.clone(),
        en: message.sentence.en.clone(),
        create_time: Some(moment::timestamp(message.created_at)),
        event_id: message.event_id.clone(),
        acknowledge_time: message.acknowledged_at.map(moment::timestamp),
    }
}

//! Streams, messages and objects of the contract, field by field.

/// What kind of value a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
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
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) is_required: bool,
    pub(super) says: &'static str,
}

/// An object as it goes over the wire.
pub(super) struct Object {
    pub(super) name: &'static str,
    pub(super) says: &'static str,
    /// Whether a field that is not listed is refused. What we send may grow; what we take does not.
    pub(super) is_closed: bool,
    pub(super) fields: &'static [Field],
}

/// A stream between the mesh and one partner; `send` is from the mesh to the partner.
pub(super) struct Stream {
    pub(super) name: &'static str,
    pub(super) action: &'static str,
    pub(super) says: &'static str,
}

/// A message of a stream.
pub(super) struct Message {
    pub(super) event_type: &'static str,
    pub(super) stream: &'static str,
    pub(super) data: &'static str,
    pub(super) says: &'static str,
}

const fn must(name: &'static str, shape: Shape, says: &'static str) -> Field {
    Field { name, shape, is_required: true, says }
}

const fn may(name: &'static str, shape: Shape, says: &'static str) -> Field {
    Field { name, shape, is_required: false, says }
}

pub(super) static STREAMS: [Stream; 4] = [
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

pub(super) static MESSAGES: [Message; 5] = [
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

pub(super) static OBJECTS: [Object; 9] = [
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

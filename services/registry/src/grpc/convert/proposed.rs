//! The form of a case, read.

use calendar::RetireClass;
use codes::{Channel, CitizenId, PersonCategory, Sex};
use proto::r#type::v1 as shared;
use shared::proposed_change::Change;

use super::reading::Reading;
use crate::domain::change::{Entry, EntryPerson, ProposedChange, QuotaUse};
use crate::domain::ids::{DivisionId, PermitRef};
use crate::domain::person::PersonName;

/// The proposed change of a request.
pub(in crate::grpc) fn change(
    reading: &mut Reading,
    change: Option<shared::ProposedChange>,
) -> Option<ProposedChange> {
    let change = reading.present("change", change)?;
    match reading.present("change", change.change)? {
        Change::QuotaUse(form) => quota_use(reading, form).map(ProposedChange::QuotaUse),
        Change::Entry(form) => entry(reading, form).map(ProposedChange::Entry),
    }
}

/// A change that must be a request to use seats.
pub(in crate::grpc) fn only_quota_use(
    reading: &mut Reading,
    proposed: Option<shared::ProposedChange>,
) -> Option<QuotaUse> {
    match change(reading, proposed)? {
        ProposedChange::QuotaUse(quota_use) => Some(quota_use),
        ProposedChange::Entry(_) => {
            reading.wrong("change", "应为用编核准", "must be a quota_use");
            None
        }
    }
}

/// A change that must be an entry.
pub(in crate::grpc) fn only_entry(
    reading: &mut Reading,
    proposed: Option<shared::ProposedChange>,
) -> Option<Entry> {
    match change(reading, proposed)? {
        ProposedChange::Entry(entry) => Some(entry),
        ProposedChange::QuotaUse(_) => {
            reading.wrong("change", "应为人员上编", "must be an entry");
            None
        }
    }
}

fn quota_use(reading: &mut Reading, form: shared::QuotaUse) -> Option<QuotaUse> {
    let bucket = reading.bucket("change.quota_use.bucket", form.bucket);
    let channel = reading.code::<Channel>("change.quota_use.channel", &form.channel);
    if channel.is_some_and(Channel::is_exempt_from_permit) {
        reading.wrong(
            "change.quota_use.channel",
            "该渠道上编无须核准用编",
            "an entry by this channel needs no permit",
        );
    }
    let quantity = reading.seats("change.quota_use.quantity", form.quantity);
    let asked: i64 = form.posts.iter().map(|post| i64::from(post.quantity)).sum();
    if !form.posts.is_empty() && quantity.is_some_and(|quantity| i64::from(quantity) != asked) {
        reading.wrong(
            "change.quota_use.posts",
            "各岗位数量之和应等于申请数量",
            "the quantities of the post lines must add up to the quantity",
        );
    }
    for (index, post) in form.posts.iter().enumerate() {
        reading.code::<PersonCategory>(&format!("change.quota_use.posts[{index}].category"), &post.category);
    }
    let divisions = form.posts.into_iter().map(|post| post.division_id).filter(|id| !id.is_empty());
    let division_ids = divisions.map(DivisionId::new).collect();
    Some(QuotaUse { bucket: bucket?, channel: channel?, quantity: quantity?, division_ids })
}

fn entry(reading: &mut Reading, form: shared::Entry) -> Option<Entry> {
    let bucket = reading.bucket("change.entry.bucket", form.bucket);
    let channel = reading.code::<Channel>("change.entry.channel", &form.channel);
    let permit = Some(form.permit.trim()).filter(|text| !text.is_empty()).map(PermitRef::read);
    if permit.is_some() && channel.is_some_and(Channel::is_exempt_from_permit) {
        reading.wrong(
            "change.entry.permit",
            "该渠道上编无须核准单，请留空",
            "an entry by this channel cites no permit: leave it empty",
        );
    }
    let person = reading.present("change.entry.person", form.person);
    let person = person.and_then(|person| entry_person(reading, person));
    let division_id = Some(form.division_id).filter(|id| !id.is_empty()).map(DivisionId::new);
    let post = reading.text("change.entry.post", form.post, 100);
    let category = reading.code::<PersonCategory>("change.entry.category", &form.category);
    let effective_on = reading.date("change.entry.effective_date", form.effective_date);
    Some(Entry {
        bucket: bucket?,
        permit,
        channel: channel?,
        person: person?,
        division_id,
        post: post?,
        post_level: form.post_level,
        category: category?,
        effective_on: effective_on?,
    })
}

fn entry_person(reading: &mut Reading, form: shared::EntryPerson) -> Option<EntryPerson> {
    let field = |name: &str| format!("change.entry.person.{name}");
    let name = reading.text(&field("name"), form.name, 50).map(PersonName::new);
    let sex = reading.code::<Sex>(&field("sex"), &form.sex);
    let birth_on = reading.date(&field("birth_date"), form.birth_date);
    let ethnicity = reading.code(&field("ethnicity"), &form.ethnicity);
    let education = reading.code(&field("education"), &form.education);
    let political_status = reading.code(&field("political_status"), &form.political_status);
    let retirement_class = form.retirement_class.parse::<RetireClass>().ok();
    if retirement_class.is_none() {
        reading.wrong(&field("retirement_class"), "应为male、f55或f50", "must be male, f55 or f50");
    }
    Some(EntryPerson {
        name: name?,
        id_number: form.id_number.trim().parse::<CitizenId>(),
        sex: sex?,
        birth_on: birth_on?,
        ethnicity: ethnicity?,
        education: education?,
        political_status: political_status?,
        retirement_class: retirement_class?,
    })
}

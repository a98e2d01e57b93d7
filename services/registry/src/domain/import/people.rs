//! Persons of an import, each with the seat that he or she occupies.

use std::collections::BTreeSet;

use calendar::RetireClass;
use codes::citizen_id::Mismatch;
use codes::{Channel, CitizenId, PersonCategory, Sex};
use time::Date;

use super::cells::{Defects, Row, Sheet};
use super::seats::{bucket, has_seats};
use super::units::{Units, twice};
use crate::domain::bucket::Bucket;
use crate::domain::ids::{DivisionId, OccupancyId, PersonId};
use crate::domain::person::{Identity, PersonName};

/// A person on establishment when the installation begins.
#[derive(Debug, Clone)]
pub struct PersonRow {
    pub id: PersonId,
    pub identity: Identity,
    pub occupancy_id: OccupancyId,
    pub bucket: Bucket,
    pub division_id: Option<DivisionId>,
    pub post: String,
    pub post_level: String,
    pub category: PersonCategory,
    pub from: Date,
    pub channel: Channel,
    pub entry_doc_no: Option<String>,
}

pub(super) fn read(
    persons: &Sheet,
    units: &Units,
    buckets: &BTreeSet<Bucket>,
    defects: &mut Defects,
) -> Vec<PersonRow> {
    let mut numbers = BTreeSet::new();
    let mut people = Vec::new();
    for row in &persons.rows {
        let identity = identity(row, defects);
        let bucket = bucket(row, units, defects).filter(|bucket| has_seats(row, bucket, buckets, defects));
        let Some(seat) = seat(row, bucket, units, defects) else { continue };
        let Some(identity) = identity else { continue };
        if !numbers.insert(identity.id_number.expose().to_owned()) {
            twice(row, "id_number", defects);
            continue;
        }
        people.push(seat(identity));
    }
    people
}

/// The person on the row. A defect of the citizen ID never repeats it.
fn identity(row: &Row, defects: &mut Defects) -> Option<Identity> {
    let name = row.required("name", defects).map(PersonName::new);
    let id_number = row.required("id_number", defects).and_then(|text| {
        let number = text.parse::<CitizenId>();
        number.map_err(|defect| defects.cell(row, "id_number", defect.zh(), defect.to_string())).ok()
    });
    let sex = row.code::<Sex>("sex", defects);
    let birth_on = row.date("birth_date", defects);
    let ethnicity = row.code("ethnicity", defects);
    let education = row.code("education", defects);
    let political_status = row.code("political_status", defects);
    let retirement_class = row.required("retirement_class", defects).and_then(|text| {
        let class = text.parse::<RetireClass>();
        class
            .map_err(|error| {
                defects.cell(row, "retirement_class", "应为male、f55或f50", error.to_string());
            })
            .ok()
    });
    let (id_number, sex, birth_on) = (id_number?, sex?, birth_on?);
    let mismatches = id_number.mismatches(birth_on, sex);
    for mismatch in &mismatches {
        let (column, zh) = match mismatch {
            Mismatch::BirthDate => ("birth_date", "与身份证号中的出生日期不一致"),
            Mismatch::Sex => ("sex", "与身份证号中的性别不一致"),
        };
        defects.cell(row, column, zh, "does not agree with the citizen ID");
    }
    if !mismatches.is_empty() {
        return None;
    }
    Some(Identity {
        name: name?,
        id_number,
        sex,
        birth_on,
        ethnicity: ethnicity?,
        education: education?,
        political_status: political_status?,
        retirement_class: retirement_class?,
    })
}

/// The seat on the row, waiting for who sits there.
fn seat(
    row: &Row,
    bucket: Option<Bucket>,
    units: &Units,
    defects: &mut Defects,
) -> Option<impl FnOnce(Identity) -> PersonRow + use<>> {
    let division_id = row.optional("division_id").map(DivisionId::new);
    let post = row.required("post", defects);
    let category = row.code::<PersonCategory>("category", defects);
    let from = row.date("from_date", defects);
    let channel = row.code::<Channel>("channel", defects);
    let bucket = bucket?;
    let division_fits = division_id.as_ref().is_none_or(|id| {
        units.divisions.iter().any(|row| row.id == *id && row.institution_id == bucket.institution_id)
    });
    if !division_fits {
        defects.cell(
            row,
            "division_id",
            "该单位没有这个内设机构",
            "no division of this institution: correct it or leave it empty",
        );
    }
    let category = category?;
    let category_fits = category.may_occupy(bucket.quota_type);
    if !category_fits {
        let (category, quota_type) = (category.label(), bucket.quota_type.label());
        defects.cell(
            row,
            "category",
            format!("{}不得占用{}（混编混岗）", category.zh, quota_type.zh),
            format!("a {} may not occupy {} quota", category.en, quota_type.en),
        );
    }
    if !division_fits || !category_fits {
        return None;
    }
    let (post, from, channel) = (post?, from?, channel?);
    let (post_level, entry_doc_no) = (row.text("post_level").to_owned(), row.optional("entry_doc_no"));
    Some(move |identity| PersonRow {
        id: PersonId::new(),
        identity,
        occupancy_id: OccupancyId::new(),
        bucket,
        division_id,
        post,
        post_level,
        category,
        from,
        channel,
        entry_doc_no,
    })
}

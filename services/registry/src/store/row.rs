//! What columns hold, read back into what they mean.

use std::str::FromStr;

use codes::{Funding, QuotaType};

use crate::domain::bucket::Bucket;
use crate::domain::ids::InstitutionId;

/// Reads a code; a text that is none is a hand in the database.
pub(super) fn code<T: FromStr>(
    table: &'static str,
    column: &'static str,
    text: &str,
) -> Result<T, db::Error> {
    text.parse().map_err(|_| db::Error::Inconsistent { table, what: column })
}

/// Reads a bucket from its three columns.
pub(super) fn bucket(institution_id: String, quota_type: &str, funding: &str) -> Result<Bucket, db::Error> {
    Ok(Bucket {
        institution_id: InstitutionId::new(institution_id),
        quota_type: code::<QuotaType>("bucket", "quota_type", quota_type)?,
        funding: code::<Funding>("bucket", "funding", funding)?,
    })
}

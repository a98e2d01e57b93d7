//! `quota show`: how many seats there are and who has them, on a date, as known at a time.

use clap::{Args, Subcommand};
use codes::{Funding, Label, Lang, QuotaType};
use prost_types::Timestamp;
use proto::registry::v1::{Balance, GetBalanceRequest, GetInstitutionRequest};
use proto::r#type::v1 as pb;
use time::Date;

use crate::answer::{Answer, Column, Section, Table, column, wide};
use crate::ask::{ask, required};
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view, wording};

/// Quota (编制).
#[derive(Debug, Subcommand)]
pub enum Quota {
    /// Balances of an institution's buckets (编制使用情况).
    Show(Show),
}

/// Arguments of `quota show`.
#[derive(Debug, Args)]
pub struct Show {
    /// Institution id.
    institution: String,
    /// Only this quota type, e.g. INST.
    #[arg(long = "type", value_name = "QUOTA_TYPE", requires = "funding")]
    quota_type: Option<QuotaType>,
    /// Only this funding form: full, partial or self.
    #[arg(long, requires = "quota_type")]
    funding: Option<Funding>,
    /// Business date; today if left out.
    #[arg(long, value_parser = super::calendar::date, value_name = "DATE")]
    on: Option<Date>,
    /// As it was known at this time; now if left out.
    #[arg(long, value_parser = moment::instant, value_name = "TIME")]
    known: Option<Timestamp>,
}

const BALANCE: &str = "bianzhi.registry.v1.Balance";

const COLUMNS: [Column; 11] = [
    column("institution_id", "单位", "unit"),
    column("bucket", "编制", "quota"),
    column("as_of", "日期", "on"),
    column("approved", "核定", "approved"),
    column("occupied", "实有", "occupied"),
    column("reserved", "预占", "reserved"),
    column("available", "可用", "available"),
    wide("withheld", "控编", "withheld"),
    wide("allowance", "允许超编", "allowance"),
    wide("available_from", "此后可预占", "available from then on"),
    wide("known_time", "已知截至", "known at"),
];

const HOLDERS: [Column; 5] = [
    column("holder", "预占方", "held by"),
    column("number", "文号或办件", "number"),
    column("quantity", "数量", "seats"),
    column("date", "日期", "date"),
    wide("id", "编号", "id"),
];

impl Quota {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let Self::Show(show) = self;
        let mut balances = Vec::new();
        for bucket in show.buckets(session).await? {
            let message = GetBalanceRequest {
                bucket: Some(bucket),
                as_of: show.on.map(proto::moment::date),
                known_time: show.known,
            };
            balances.push(required(ask!(session.quotas()?, get_balance, message)?.balance, "balance")?);
        }
        answer(&balances, show.quota_type.is_some(), session.lang)
    }
}

impl Show {
    /// The bucket asked for, or all of the institution's.
    async fn buckets(&self, session: &Session) -> Result<Vec<pb::Bucket>, Box<Failure>> {
        if let (Some(quota_type), Some(funding)) = (self.quota_type, self.funding) {
            let funding = match funding {
                Funding::Full => pb::Funding::Full,
                Funding::Partial => pb::Funding::Partial,
                Funding::SelfFunded => pb::Funding::Self_,
            };
            return Ok(vec![pb::Bucket {
                institution_id: self.institution.clone(),
                quota_type: quota_type.code().to_owned(),
                funding: funding.into(),
            }]);
        }
        let message = GetInstitutionRequest { id: self.institution.clone() };
        let institution =
            required(ask!(session.institutions()?, get_institution, message)?.institution, "institution")?;
        Ok(institution.balances.into_iter().filter_map(|balance| balance.bucket).collect())
    }
}

/// One bucket asked for is an object, all of them are a list.
fn answer(balances: &[Balance], one: bool, lang: Lang) -> Result<Answer, Box<Failure>> {
    let value = match balances {
        [balance] if one => view::value(BALANCE, balance)?,
        balances => view::values(BALANCE, balances)?,
    };
    let rows = balances.iter().map(|balance| row(balance, lang)).collect();
    let answer = Answer::of(&value)?.table(&COLUMNS, rows);
    Ok(balances.iter().filter_map(|balance| holders(balance, lang)).fold(answer, Answer::section))
}

pub(super) fn row(balance: &Balance, lang: Lang) -> Vec<String> {
    let institution = balance.bucket.as_ref().map(|bucket| bucket.institution_id.clone()).unwrap_or_default();
    vec![
        institution,
        wording::bucket(balance.bucket.as_ref(), lang),
        moment::day(balance.as_of.as_ref()),
        balance.approved.to_string(),
        balance.occupied.to_string(),
        balance.reserved.to_string(),
        balance.available.to_string(),
        balance.withheld.to_string(),
        balance.allowance.to_string(),
        balance.available_from.to_string(),
        moment::minute(balance.known_time.as_ref()),
    ]
}

/// The columns of a balance, for other commands.
pub(super) fn balances(balances: &[Balance], lang: Lang) -> Table {
    Table { columns: COLUMNS.to_vec(), rows: balances.iter().map(|balance| row(balance, lang)).collect() }
}

/// Who has the reserved seats.
fn holders(balance: &Balance, lang: Lang) -> Option<Section> {
    if balance.holders.is_empty() {
        return None;
    }
    let rows = balance.holders.iter().map(|holder| {
        vec![
            wording::holder_kind(holder.kind()).in_lang(lang).to_owned(),
            holder.number.clone(),
            holder.quantity.to_string(),
            moment::day(holder.date.as_ref()),
            holder.id.clone(),
        ]
    });
    let bucket = wording::bucket(balance.bucket.as_ref(), lang);
    let title = Label { zh: "预占明细", en: "reserved by" }.in_lang(lang);
    let table = Table { columns: HOLDERS.to_vec(), rows: rows.collect() };
    Some(Section { lines: vec![format!("[{title} {bucket}]")], table })
}

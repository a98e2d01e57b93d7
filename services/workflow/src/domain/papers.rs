//! What the papers of a case say (domain.md §5.2): composed here from the case and the registry's answer;
//! document gives numbers, hash and signature.

use codes::{Lang, PostGrade, PostLevel};
use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

use super::{
    Applied, Bucket, Case, Decision, Definition, Department, Entry, Figures, Form, QuotaUse, Verdict,
};

/// A paper that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Document id.
    pub document_id: Uuid,
    /// Type.
    pub r#type: PaperType,
    /// Number (文号).
    pub doc_no: String,
    /// SM3 of the content, lower-case hexadecimal.
    pub content_sm3: String,
}

/// Type of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaperType {
    /// 准许用编通知单.
    Permit,
    /// 进编通知单.
    Entry,
    /// 核拨经费通知单.
    Funding,
    /// 函.
    Letter,
}

/// Names of the units concerned, frozen with the decision so that a repeat says the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// The department that submitted.
    pub department: String,
    /// The deciding office.
    pub office: String,
    /// Organization department.
    pub org_dept: String,
    /// Human-resources bureau.
    pub hr_bureau: String,
    /// Finance bureau.
    pub finance: String,
    /// Pension agency.
    pub pension: String,
}

/// All papers of a case: slips in the order of their numbers, and the letter that lists them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papers {
    /// Slips (单).
    pub slips: Vec<Slip>,
    /// Letter (函).
    pub letter: Letter,
}

/// A slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slip {
    /// 准许用编通知单.
    Permit(PermitSlip),
    /// 进编通知单.
    Entry(Box<EntrySlip>),
    /// 核拨经费通知单.
    Funding(FundingSlip),
}

/// The unit as every slip names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipUnit {
    pub name: String,
    pub uscc: String,
    pub supervisor: String,
    pub division: String,
}

/// Content of 准许用编通知单.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitSlip {
    pub unit: SlipUnit,
    pub quota_type: &'static str,
    pub funding: &'static str,
    pub channel: &'static str,
    pub quantity: i32,
    pub posts: Vec<SlipPost>,
    pub before: Figures,
    pub after: Figures,
    pub valid_from: Date,
    pub valid_to: Date,
    pub basis: String,
    pub addressee: String,
    pub copies: Vec<String>,
}

/// One post line of a permit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipPost {
    pub division: String,
    pub post: String,
    pub category: &'static str,
    pub education: &'static str,
    pub quantity: i32,
}

/// Content of 进编通知单; the citizen ID masked.
#[derive(Clone, PartialEq, Eq)]
pub struct EntrySlip {
    pub unit: SlipUnit,
    pub name: String,
    pub sex: &'static str,
    pub birth_month: String,
    pub masked_id_number: String,
    pub channel: &'static str,
    pub previous_unit: String,
    pub quota_type: &'static str,
    pub funding: &'static str,
    pub post: String,
    pub rank: String,
    pub category: &'static str,
    pub effective_date: Date,
    pub permit_no: String,
    pub after: Figures,
    pub opinions: Vec<SlipOpinion>,
    pub basis: String,
    pub addressee: String,
    pub copies: Vec<String>,
}

/// An opinion as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipOpinion {
    pub department: String,
    pub verdict: &'static str,
    pub date: Option<Date>,
}

/// Content of 核拨经费通知单. Carries no amounts.
#[derive(Clone, PartialEq, Eq)]
pub struct FundingSlip {
    pub addressee: String,
    pub unit: SlipUnit,
    pub person_name: String,
    pub masked_id_number: String,
    pub quota_type: &'static str,
    pub funding: &'static str,
    /// First month of pay (起薪月), `2026年9月`.
    pub pay_month: String,
    pub basis: String,
    pub copies: Vec<String>,
}

/// Content of the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// "关于<subject>的函".
    pub subject: String,
    pub addressee: String,
    pub paragraphs: Vec<String>,
    pub validity: String,
    pub remedy: String,
    pub contact: String,
    pub copies: Vec<String>,
}

impl std::fmt::Debug for EntrySlip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EntrySlip(***)")
    }
}

impl std::fmt::Debug for FundingSlip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FundingSlip(***)")
    }
}

impl PaperType {
    /// The code in rows, definitions and messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Permit => "PERMIT",
            Self::Entry => "ENTRY",
            Self::Funding => "FUNDING",
            Self::Letter => "LETTER",
        }
    }

    /// The type with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Permit, Self::Entry, Self::Funding, Self::Letter].into_iter().find(|t| t.code() == code)
    }
}

impl Papers {
    /// Composes the papers of a decided case.
    pub fn compose(
        case: &Case,
        decision: &Decision,
        definition: &Definition,
        applied: &Applied,
        names: &Names,
    ) -> Self {
        let desk = Composer { case, decision, definition, applied, names };
        match &case.form {
            Form::QuotaUse(form) => {
                let letter = desk.letter(desk.permit_decision(form), desk.permit_validity());
                Self { slips: vec![Slip::Permit(desk.permit(form))], letter }
            }
            Form::Entry(form) => {
                let slips = vec![Slip::Entry(Box::new(desk.entry(form))), Slip::Funding(desk.funding(form))];
                Self { slips, letter: desk.letter(desk.entry_decision(form), String::new()) }
            }
        }
    }
}

struct Composer<'a> {
    case: &'a Case,
    decision: &'a Decision,
    definition: &'a Definition,
    applied: &'a Applied,
    names: &'a Names,
}

impl Composer<'_> {
    fn permit(&self, form: &QuotaUse) -> PermitSlip {
        let post = |line: &super::PostLine| SlipPost {
            division: self.division(&line.division_id),
            post: line.post.clone(),
            category: line.category.label().zh,
            education: line.education.map_or("", |education| education.label().zh),
            quantity: line.quantity,
        };
        let decided_on = kernel::clock::local_date(self.decision.decided_at);
        let permit = self.applied.permit.as_ref();
        PermitSlip {
            unit: self.unit(""),
            quota_type: form.bucket.quota_type.label().zh,
            funding: form.bucket.funding.label().zh,
            channel: form.channel.label().zh,
            quantity: form.quantity,
            posts: form.posts.iter().map(post).collect(),
            before: self.applied.before,
            after: self.applied.after,
            valid_from: permit.map_or(decided_on, |permit| permit.valid_from),
            valid_to: permit.map_or(decided_on, |permit| permit.valid_to),
            basis: self.decision.basis.clone(),
            addressee: self.applied.unit_name.clone(),
            copies: vec![self.names.org_dept.clone(), self.names.hr_bureau.clone()],
        }
    }

    fn entry(&self, form: &Entry) -> EntrySlip {
        let (person, names) = (&form.person, self.names);
        EntrySlip {
            unit: self.unit(&form.division_id),
            name: person.name.clone(),
            sex: person.sex.label().zh,
            birth_month: month(person.birth_date),
            masked_id_number: person.id_number.masked(),
            channel: form.channel.label().zh,
            previous_unit: form.previous_unit.clone(),
            quota_type: form.bucket.quota_type.label().zh,
            funding: form.bucket.funding.label().zh,
            post: form.post.clone(),
            rank: rank(&form.post_level),
            category: form.category.label().zh,
            effective_date: form.effective_date,
            permit_no: self.permit_no(),
            after: self.applied.after,
            opinions: self.opinions(),
            basis: self.decision.basis.clone(),
            addressee: self.applied.unit_name.clone(),
            copies: vec![names.org_dept.clone(), names.hr_bureau.clone(), names.pension.clone()],
        }
    }

    fn funding(&self, form: &Entry) -> FundingSlip {
        FundingSlip {
            addressee: self.names.finance.clone(),
            unit: self.unit(&form.division_id),
            person_name: form.person.name.clone(),
            masked_id_number: form.person.id_number.masked(),
            quota_type: form.bucket.quota_type.label().zh,
            funding: form.bucket.funding.label().zh,
            pay_month: month(form.effective_date),
            basis: self.decision.basis.clone(),
            copies: vec![self.applied.unit_name.clone(), self.names.hr_bureau.clone()],
        }
    }

    fn letter(&self, decided: String, validity: String) -> Letter {
        let unit = &self.applied.unit_name;
        let title = &self.definition.title;
        let received = format!("你单位报送的{unit}{title}申请（办件编号：{}）收悉。", self.case.id);
        let basis = format!("办理依据：{}。", self.decision.basis.trim_end_matches('。'));
        let copies = if self.names.department == *unit { Vec::new() } else { vec![unit.clone()] };
        Letter {
            subject: format!("{unit}{title}"),
            addressee: self.names.department.clone(),
            paragraphs: vec![format!("{received}{decided}"), basis],
            validity,
            remedy: "如对本函内容有异议或发现有误，请自收到之日起向本办书面提出，由本办复核更正。".to_owned(),
            contact: self.names.office.clone(),
            copies,
        }
    }

    fn permit_decision(&self, form: &QuotaUse) -> String {
        let (unit, bucket) = (&self.applied.unit_name, bucket_label(&form.bucket));
        let (channel, quantity) = (form.channel.label().zh, form.quantity);
        format!("经审核，准许{unit}使用{bucket}{quantity}名，进人渠道为{channel}，岗位以所附通知单为准。")
    }

    fn permit_validity(&self) -> String {
        let Some(permit) = &self.applied.permit else { return String::new() };
        let (from, to) = (day(permit.valid_from), day(permit.valid_to));
        format!("本次用编核准自{from}起至{to}止有效，逾期自行失效。")
    }

    fn entry_decision(&self, form: &Entry) -> String {
        let (unit, bucket) = (&self.applied.unit_name, bucket_label(&form.bucket));
        let (name, from) = (&form.person.name, day(form.effective_date));
        format!("经审核，同意{name}自{from}起在{unit}上编，使用{bucket}1名。")
    }

    fn unit(&self, division_id: &str) -> SlipUnit {
        SlipUnit {
            name: self.applied.unit_name.clone(),
            uscc: self.applied.uscc.clone(),
            supervisor: self.applied.supervisor_name.clone(),
            division: self.division(division_id),
        }
    }

    fn division(&self, id: &str) -> String {
        self.applied.divisions.get(id).cloned().unwrap_or_default()
    }

    fn permit_no(&self) -> String {
        self.applied.permit.as_ref().map(|permit| permit.doc_no.clone()).unwrap_or_default()
    }

    fn opinions(&self) -> Vec<SlipOpinion> {
        let name = |department: Department| match department {
            Department::OrgDept => self.names.org_dept.clone(),
            Department::HrBureau => self.names.hr_bureau.clone(),
        };
        let given = self.case.opinions.iter().filter(|opinion| opinion.verdict != Verdict::Pending);
        let printed = given.map(|opinion| SlipOpinion {
            department: name(opinion.department),
            verdict: opinion.verdict.zh(),
            date: opinion.given_at.map(kernel::clock::local_date),
        });
        printed.collect()
    }
}

fn bucket_label(bucket: &Bucket) -> String {
    bucket.quota_type.bucket_label(bucket.funding, Lang::Zh)
}

fn month(date: Date) -> String {
    format!("{}年{}月", date.year(), u8::from(date.month()))
}

fn day(date: Date) -> String {
    format!("{}{}日", month(date), date.day())
}

/// The Chinese name of a post level or grade.
fn rank(code: &str) -> String {
    let level = code.parse::<PostLevel>().map(|level| level.label().zh.to_owned());
    level.or_else(|_| code.parse::<PostGrade>().map(PostGrade::zh)).unwrap_or_default()
}

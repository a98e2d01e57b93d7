//! From the draft to the office: change, forward, submit.

use kernel::actor::Actor;
use kernel::error::{Finding, Severity};
use time::OffsetDateTime;

use super::{
    Case, CaseError, Clerk, Definition, Event, Form, Material, State, Step, Turn, UnderWay, missing_materials,
};

impl Case {
    /// Whether the case is in the clerk's hands: a draft in its unit's, a forwarded one in the department's, a
    /// returned one in both.
    ///
    /// # Errors
    /// [`CaseError::State`] when the office has it or it is over, [`CaseError::NotTheHolder`] when another
    /// unit has it.
    pub fn in_hands_of(&self, clerk: &Clerk, wanted: &'static str) -> Result<(), CaseError> {
        let held = match &self.state {
            State::Draft => clerk.is_of_drafter(self),
            State::DeptPending => clerk.is_of_department(self),
            State::Returned => clerk.is_of_drafter(self) || clerk.is_of_department(self),
            State::Submitted
            | State::Accepted
            | State::InReview { .. }
            | State::Approved { .. }
            | State::Completed { .. }
            | State::Refused { .. }
            | State::Withdrawn { .. } => return Err(CaseError::state(&self.id, &self.state, wanted)),
        };
        if held { Ok(()) } else { Err(CaseError::not_the_holder(&self.id, None)) }
    }

    /// Changes the form (修改表单); the unit that asks stays the same.
    ///
    /// # Errors
    /// [`CaseError::State`], [`CaseError::NotTheHolder`].
    pub fn update(
        mut self,
        clerk: &Clerk,
        form: Form,
        form_hash: String,
        now: OffsetDateTime,
    ) -> Result<Turn, CaseError> {
        self.in_hands_of(clerk, "update")?;
        self.form = form;
        self.form_hash = form_hash;
        Ok(Turn::of(self, Step::Updated, "", now))
    }

    /// Forwards a sub_unit's draft to its department (上报主管部门).
    ///
    /// # Errors
    /// [`CaseError::State`], [`CaseError::NotTheHolder`], [`CaseError::MaterialMissing`] with all of them.
    pub fn forward(
        mut self,
        clerk: &Clerk,
        definition: &Definition,
        materials: &[Material],
        now: OffsetDateTime,
    ) -> Result<Turn, CaseError> {
        if self.state != State::Draft || !self.is_drafted_by_sub_unit() {
            return Err(CaseError::state(&self.id, &self.state, "forward"));
        }
        self.in_hands_of(clerk, "forward")?;
        complete(definition, materials)?;
        self.state = State::DeptPending;
        self.defects.clear();
        Ok(Turn::of(self, Step::Forwarded, "", now).telling(Event::Forwarded))
    }

    /// Begins a submission (提交编办): what the registry answers decides. The department's certificate is the
    /// signature (I20).
    ///
    /// # Errors
    /// [`CaseError::SubunitDirectSubmit`], [`CaseError::State`], [`CaseError::MaterialMissing`] with all of them.
    pub fn submit(
        self,
        clerk: &Clerk,
        definition: &Definition,
        materials: &[Material],
    ) -> Result<Self, CaseError> {
        if !clerk.is_of_department(&self) {
            return Err(CaseError::SubunitDirectSubmit(self.id));
        }
        let ready = match &self.state {
            State::Draft => !self.is_drafted_by_sub_unit(),
            State::DeptPending | State::Returned => true,
            State::Submitted
            | State::Accepted
            | State::InReview { .. }
            | State::Approved { .. }
            | State::Completed { .. }
            | State::Refused { .. }
            | State::Withdrawn { .. } => false,
        };
        if !ready {
            return Err(CaseError::state(&self.id, &self.state, "submit"));
        }
        complete(definition, materials)?;
        Ok(self.setting_out(UnderWay::Submit))
    }

    /// The registry holds or has pinned what the case needs: it is SUBMITTED, as the version that was asked.
    pub fn submitted(mut self, actor: Actor, findings: Vec<Finding>, at: OffsetDateTime) -> Turn {
        self.version = self.form_version();
        self.state = State::Submitted;
        self.under_way = None;
        self.submitter = Some(actor);
        self.findings = findings;
        self.defects.clear();
        self.opinions.clear();
        self.clock.submitted(at);
        Turn::of(self, Step::Submitted, "", at).telling(Event::Submitted)
    }

    /// The registry refused: the case stays as it was, and the attempt stands in the timeline.
    pub fn submission_refused(mut self, findings: &[Finding], at: OffsetDateTime) -> Turn {
        let reasons: Vec<&str> = findings
            .iter()
            .filter(|finding| finding.severity > Severity::Warn)
            .map(|finding| finding.code.as_str())
            .collect();
        self.under_way = None;
        let (revision, updated_at) = (self.revision, self.updated_at);
        let mut turn = Turn::of(self, Step::SubmissionRefused, reasons.join(", "), at);
        (turn.case.revision, turn.case.updated_at) = (revision, updated_at);
        turn
    }

    /// The case with a step under way in another house; its etag stays, since nothing is decided yet.
    pub(super) fn setting_out(mut self, step: UnderWay) -> Self {
        self.under_way = Some(step);
        self.attempts += 1;
        self
    }
}

fn complete(definition: &Definition, materials: &[Material]) -> Result<(), CaseError> {
    let missing = missing_materials(definition, materials);
    if missing.is_empty() { Ok(()) } else { Err(CaseError::MaterialMissing(missing)) }
}

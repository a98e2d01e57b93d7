//! At the office: accept, opinions, review, approve.

use kernel::error::Finding;
use time::OffsetDateTime;

use super::{
    Case, CaseError, Decision, Definition, Desk, Event, Holder, Move, Officer, Opinion, State, Step, Turn,
    UnderWay, Verdict,
};

impl Case {
    /// Accepts (受理). Where departments are asked the case stays ACCEPTED until their review is opened;
    /// otherwise it goes to the next desk at once.
    ///
    /// # Errors
    /// [`CaseError::State`], [`CaseError::NotTheHolder`], [`CaseError::FourEyes`].
    pub fn accept(
        mut self,
        officer: &Officer,
        definition: &Definition,
        remark: &str,
        calendar: &calendar::Calendar,
        now: OffsetDateTime,
    ) -> Result<Turn, CaseError> {
        if self.state != State::Submitted {
            return Err(CaseError::state(&self.id, &self.state, "accept"));
        }
        self.at_desk(officer, Desk::Accept)?;
        self.clock.accepted(now);
        let due_at = self.clock.read(calendar).ok().flatten().and_then(|reading| reading.due_at());
        let accepted = Event::Accepted { due_at };
        self.desk_acts.insert(officer.actor.operator_id.clone(), Desk::Accept);
        if !definition.opinions.is_empty() {
            self.opinions = definition
                .asks(&self.form)
                .map(|(rule, needed)| Opinion::asked(rule.department, needed))
                .collect();
            self.state = State::Accepted;
            let case = self.setting_out(UnderWay::Accept);
            return Ok(Turn::of(case, Step::Accepted, remark, now).telling(accepted));
        }
        let desk = definition.next_desk(Desk::Accept).unwrap_or(Desk::Accept);
        self.state = State::InReview { desk };
        let turn = Turn::of(self, Step::Accepted, remark, now).telling(accepted);
        Ok(if desk == Desk::Accept { turn } else { turn.telling(Event::Passed { desk }) })
    }

    /// The review is open at bridge: the case is IN_REVIEW, still held by acceptance.
    pub fn review_opened(mut self, at: OffsetDateTime) -> Turn {
        self.under_way = None;
        self.state = State::InReview { desk: Desk::Accept };
        Turn::of(self, Step::ReviewOpened, "", at)
    }

    /// Takes a department's opinion in. `None` when it is known already, or about another form (I24).
    ///
    /// When the last required opinion agrees, the case passes to the desk after acceptance; a disagreement
    /// leaves it with acceptance, for a return.
    pub fn take_opinion(
        mut self,
        given: &Opinion,
        definition: &Definition,
        at: OffsetDateTime,
    ) -> Option<Turn> {
        // Once returned or over, what departments think of the version changes nothing (I27).
        self.deciding_desk("opine").ok()?;
        let known = self.opinions.iter_mut().find(|opinion| opinion.department == given.department)?;
        let is_news = known.verdict == Verdict::Pending && given.verdict != Verdict::Pending;
        if !is_news || given.seen_hash.as_deref() != Some(self.form_hash.as_str()) {
            return None;
        }
        known.verdict = given.verdict;
        known.given_at = given.given_at;
        known.seen_hash.clone_from(&given.seen_hash);
        let waits = self.state == State::InReview { desk: Desk::Accept };
        let basis = format!("{} {}", given.department.code(), given.verdict.code());
        let next = definition.next_desk(Desk::Accept).filter(|_| waits && self.all_agree());
        match next {
            None => Some(Turn::of(self, Step::OpinionGiven, basis, at)),
            Some(desk) => {
                self.state = State::InReview { desk };
                Some(Turn::of(self, Step::OpinionGiven, basis, at).telling(Event::Passed { desk }))
            }
        }
    }

    /// Passes the desk that holds the case (审核).
    ///
    /// # Errors
    /// As [`Case::accept`], [`CaseError::OpinionsOutstanding`], [`CaseError::OpinionDisagrees`].
    pub fn review(
        mut self,
        officer: &Officer,
        definition: &Definition,
        basis: &str,
        now: OffsetDateTime,
    ) -> Result<Turn, CaseError> {
        let desk = self.deciding_desk("review")?;
        self.opinions_agree()?;
        self.at_desk(officer, desk)?;
        let next = definition.next_desk(desk).filter(|_| definition.allows(desk, Move::Pass));
        let Some(next) = next else {
            return Err(CaseError::state(&self.id, &self.state, "review"));
        };
        self.desk_acts.insert(officer.actor.operator_id.clone(), desk);
        self.state = State::InReview { desk: next };
        Ok(Turn::of(self, Step::Reviewed, basis, now).telling(Event::Passed { desk: next }))
    }

    /// Approves (审批): the decision stands, its effects set out.
    ///
    /// # Errors
    /// As [`Case::review`].
    pub fn approve(
        mut self,
        officer: &Officer,
        definition: &Definition,
        basis: &str,
        now: OffsetDateTime,
    ) -> Result<Turn, CaseError> {
        let desk = self.deciding_desk("approve")?;
        self.opinions_agree()?;
        self.at_desk(officer, desk)?;
        if !definition.allows(desk, Move::Approve) {
            return Err(CaseError::not_the_holder(&self.id, Some(desk)));
        }
        self.desk_acts.insert(officer.actor.operator_id.clone(), desk);
        let decision =
            Decision { actor: officer.actor.clone(), desk, decided_at: now, basis: basis.to_owned() };
        self.state = State::Approved { decision };
        self.findings.clear();
        let case = self.setting_out(UnderWay::Approve);
        Ok(Turn::of(case, Step::Approved, basis, now).telling(Event::Approved))
    }

    /// Whether the officer may act at this desk now: the desk holds the case, is the officer's, and four eyes
    /// hold (I23).
    pub(super) fn at_desk(&self, officer: &Officer, desk: Desk) -> Result<(), CaseError> {
        let holding = match self.holder() {
            Holder::Desk(holding) => Some(holding),
            Holder::Nobody | Holder::Applicant | Holder::Department => None,
        };
        if holding != Some(desk) || !officer.desks.contains(&desk) {
            return Err(CaseError::not_the_holder(&self.id, holding));
        }
        self.four_eyes(officer, desk)
    }

    fn four_eyes(&self, officer: &Officer, desk: Desk) -> Result<(), CaseError> {
        let operator_id = &officer.actor.operator_id;
        if officer.is_subject {
            let (why, zh) = ("nobody decides about his or her own record", "不得办理涉及本人的事项");
            return Err(CaseError::FourEyes { why, zh });
        }
        let submitter = self.submitter.as_ref().map(|actor| &actor.operator_id);
        if *operator_id == self.drafter.operator_id || Some(operator_id) == submitter {
            let (why, zh) =
                ("who drafted or submitted a case does not decide it", "起草人、提交人不得办理本人的办件");
            return Err(CaseError::FourEyes { why, zh });
        }
        if self.desk_acts.get(operator_id).is_some_and(|other| *other != desk) {
            let (why, zh) =
                ("the desks of a case are held by distinct persons", "同一办件的不同岗位须由不同人员办理");
            return Err(CaseError::FourEyes { why, zh });
        }
        Ok(())
    }

    /// The desk on which the case is in review.
    fn deciding_desk(&self, wanted: &'static str) -> Result<Desk, CaseError> {
        match &self.state {
            State::InReview { desk } => Ok(*desk),
            State::Draft
            | State::DeptPending
            | State::Submitted
            | State::Accepted
            | State::Approved { .. }
            | State::Completed { .. }
            | State::Returned
            | State::Refused { .. }
            | State::Withdrawn { .. } => Err(CaseError::state(&self.id, &self.state, wanted)),
        }
    }

    fn all_agree(&self) -> bool {
        self.opinions.iter().filter(|opinion| opinion.required).all(|o| o.agrees_to(&self.form_hash))
    }

    /// E6: every required opinion agrees to exactly this form.
    fn opinions_agree(&self) -> Result<(), CaseError> {
        let required = || self.opinions.iter().filter(|opinion| opinion.required);
        let finding = |opinion: &Opinion, code: &str, zh: &str, en: &str| {
            let department = opinion.department;
            Finding::block(
                code,
                format!("{}{zh}", department.zh()),
                format!("{} {en}", department.code()),
                "规则E6 必需的部门意见一致同意 / rule E6: all required opinions agree",
            )
            .figure("department", department.code())
        };
        let disagreeing: Vec<Finding> = required()
            .filter(|opinion| opinion.verdict == Verdict::Disagree)
            .map(|o| finding(o, "OPINION_DISAGREES", "不同意,请退回办件", "disagrees: return the case"))
            .collect();
        if !disagreeing.is_empty() {
            return Err(CaseError::OpinionDisagrees(disagreeing));
        }
        let outstanding: Vec<Finding> = required()
            .filter(|opinion| !opinion.agrees_to(&self.form_hash))
            .map(|o| finding(o, "OPINIONS_OUTSTANDING", "尚未出具审查意见", "has not given its opinion yet"))
            .collect();
        if outstanding.is_empty() { Ok(()) } else { Err(CaseError::OpinionsOutstanding(outstanding)) }
    }
}

//! Takes a department's opinion, from an operator or from its system.

use command::Claim;
use kernel::actor::Actor;

use super::{App, Error};
use crate::domain::{Answer, Department, ProvedMessage, Review, Verdict, joined};
use crate::store::reviews;

/// A department's opinion, from an operator or from its system.
#[derive(Debug)]
pub struct GiveOpinion {
    /// How it came.
    pub giver: Giver,
    /// The departments that the giver speaks for; the first one asked counts.
    pub departments: Vec<Department>,
    /// The unit that the giver is bound to: it must be the one asked.
    pub unit_id: String,
    /// The case.
    pub case_id: String,
    /// Its version.
    pub case_version: i32,
    /// Agree or not.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// SM3 of the form that was looked at.
    pub seen_hash: String,
    /// Who.
    pub actor: Actor,
}

/// How an opinion came.
#[derive(Debug)]
pub enum Giver {
    /// An operator called.
    Operator(command::Request),
    /// A partner's system sent a message.
    System(ProvedMessage),
}

impl App {
    /// Locks the department's own branch and nothing else: the others answer at the same time, and stand
    /// whatever this one says.
    #[tracing::instrument(skip_all, fields(case.id = %command.case_id))]
    pub async fn give_opinion(&self, command: GiveOpinion) -> Result<Review, Error> {
        let not_found = || Error::ReviewNotFound(command.case_id.clone());
        let mut tx = db::begin(&self.pool).await?;
        match &command.giver {
            Giver::Operator(request) => {
                if let Claim::Answered(review) = command::claim(&mut tx, request, self.system.now()).await? {
                    return Ok(review);
                }
            }
            Giver::System(message) => {
                if !self.claim_message(&mut tx, message).await? {
                    return self.review_of(&command.case_id, command.case_version).await;
                }
            }
        }
        let mut review = reviews::of_case(&mut tx, &command.case_id, Some(command.case_version))
            .await?
            .ok_or_else(not_found)?;
        let department = asked(&review, &command).ok_or_else(not_found)?;
        let opinion = reviews::lock_opinion(&mut tx, review.id, department).await?.ok_or_else(not_found)?;

        let answer = Answer {
            verdict: command.verdict,
            reason: command.reason.clone(),
            seen_hash: command.seen_hash.clone(),
            given_at: self.clock.now(),
            actor: command.actor.clone(),
        };
        let opinion = opinion.give(&review, answer.clone())?;
        for branch in &mut review.opinions {
            if branch.department == department {
                *branch = opinion.clone();
            }
        }
        reviews::record_answer(&mut tx, &review, &opinion, &answer).await?;
        if let Giver::Operator(request) = &command.giver {
            let answered =
                Review { state: joined(&review.opinions).unwrap_or(review.state), ..review.clone() };
            command::answer(&mut tx, &request.principal_id, request.id, &answered, self.system.now()).await?;
        }
        db::commit(tx).await?;

        // Of branches that commit at the same moment, the one that looks last sees them all.
        self.join_review(review.id).await?;
        review.state = joined(&review.opinions).unwrap_or(review.state);
        Ok(review)
    }

    async fn review_of(&self, case_id: &str, case_version: i32) -> Result<Review, Error> {
        let mut tx = db::begin(&self.pool).await?;
        reviews::of_case(&mut tx, case_id, Some(case_version))
            .await?
            .ok_or_else(|| Error::ReviewNotFound(case_id.to_owned()))
    }

    /// The unit of a partner's system, and the department that it speaks for.
    pub fn partner_department(&self, partner_id: &str) -> Option<(String, Department)> {
        let trust = self.trust.current()?;
        let partner = trust.partner(partner_id)?;
        Some((partner.unit_id.clone(), Department::of_role(&partner.role)?))
    }
}

/// The giver's branch: the department that it speaks for, asked of its unit.
fn asked(review: &Review, command: &GiveOpinion) -> Option<Department> {
    review
        .opinions
        .iter()
        .find(|branch| branch.unit_id == command.unit_id && command.departments.contains(&branch.department))
        .map(|branch| branch.department)
}

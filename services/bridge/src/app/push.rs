//! Tells a completed case to the partners whom it concerns.

use std::time::Duration;

use command::effect::{self, Effect};
use kernel::error::Coded;

use super::{App, Error};
use crate::domain::{Outgoing, Recipient, RegistryChange, Role, Told};
use crate::partner;
use crate::store::{joins, streams};

/// How long a worker has for one push.
const LEASE: Duration = Duration::from_secs(30);

/// What the registry writes beside the read (domain.md §7, PIPL: purpose recorded on every person query).
const PURPOSE: &str = "向有关部门推送已办结事项";

impl App {
    /// Pushes what is due; how many there were.
    pub async fn push_due(&self) -> Result<usize, Error> {
        let due = effect::take(&self.pool, self.system.now(), LEASE, 20).await?;
        for effect in &due {
            self.try_push(effect).await;
        }
        Ok(due.len())
    }

    /// Pushes one case; a failure is logged once and leaves the effect to be taken again.
    pub(super) async fn try_push(&self, effect: &Effect) {
        let Err(error) = self.push(effect).await else { return };
        let wait = effect::back_off(effect.tries);
        tracing::warn!(
            case.id = effect.intent.subject,
            %error,
            "could not push to the partners yet, will retry in {wait:?}"
        );
        let retry_at = self.system.now() + wait;
        if let Err(error) = effect::give_back(&self.pool, effect, retry_at, error.reason()).await {
            tracing::warn!(%error, "could not give a push back, its lease has to run out");
        }
    }

    /// Asks the registry what the change is about, and puts one message into the stream of each partner
    /// concerned, in one transaction. Tried again, it sends the same messages with the same ids.
    #[tracing::instrument(skip_all, fields(case.id = %effect.intent.subject))]
    async fn push(&self, effect: &Effect) -> Result<(), Error> {
        let case_id = &effect.intent.subject;
        let mut tx = db::begin(&self.pool).await?;
        let halves = joins::get(&mut tx, case_id).await?;
        drop(tx);
        let (Some(change), Some(completion)) = (halves.change, halves.completion) else { return Ok(()) };

        let institution = self.registry.institution(&change.bucket.institution_id).await?;
        let person = match change.person_id.as_str() {
            "" => None,
            id => Some(self.registry.person(id, &change.occupancy_id, PURPOSE).await?),
        };
        let recipients = self.recipients(&change)?;
        let told = partner::facts(case_id, &change, &completion, &institution, person.as_ref(), &recipients)
            .map_err(Error::Unwritable)?;

        let mut tx = db::begin(&self.pool).await?;
        if !effect::settle(&mut tx, effect, self.system.now()).await? {
            return Ok(());
        }
        for told in told {
            streams::send(&mut tx, &self.vault, &self.outgoing(effect, &change, told)).await?;
        }
        db::commit(tx).await?;
        Ok(())
    }

    /// The partners of the unit's jurisdiction, in the order of their streams' locks.
    fn recipients(&self, change: &RegistryChange) -> Result<Vec<Recipient>, Error> {
        let trust = self.trust.current().ok_or(Error::TrustUnknown)?;
        let mut recipients: Vec<Recipient> = trust
            .partners_of(&change.area_code)
            .filter_map(|partner| {
                Some(Recipient { partner_id: partner.id.clone(), role: Role::of(&partner.role)? })
            })
            .collect();
        recipients.sort_by(|a, b| a.partner_id.cmp(&b.partner_id));
        Ok(recipients)
    }

    fn outgoing(&self, effect: &Effect, change: &RegistryChange, told: Told) -> Outgoing {
        Outgoing {
            event_id: effect.call_id(&told.partner_id),
            case_id: effect.intent.subject.clone(),
            area_code: change.area_code.clone(),
            key: change.bucket.institution_id.clone(),
            attempt: 1,
            told_at: self.clock.now(),
            traceparent: effect.intent.traceparent.clone(),
            told,
        }
    }
}

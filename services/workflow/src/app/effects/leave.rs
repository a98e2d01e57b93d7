//! A side exit: what the case holds goes back, its review is closed (I25).

use command::effect::Effect;

use super::{Leave, errand};
use crate::app::{App, Error};
use crate::domain::{Exit, Then};
use crate::store::{Performer, cases, persons};

impl App {
    pub(super) async fn carry_out_leave(
        &self,
        effect: &Effect,
        leave: Leave,
        by: &Performer,
    ) -> Result<(), Error> {
        let (case, definition) = self.case_of(effect).await?;
        let then = match &leave.exit {
            Exit::Return { .. } => definition.hold.on_return,
            Exit::Refuse { .. } | Exit::Withdraw { .. } => definition.hold.on_end,
        };
        let giving = errand(effect, "give_back", &case, &leave.actor);
        self.0.registry.give_back(&giving, then == Then::Keep).await?;
        if case.has_review() {
            let closing = errand(effect, "close_review", &case, &leave.actor);
            self.0.bridge.close_review(&closing).await?;
        }

        let Some((mut tx, case)) = self.settle(effect).await? else { return Ok(()) };
        let turn = case.left(leave.exit, leave.at);
        cases::record(&mut tx, &self.0.vault, &turn, by, &leave.seen_hash, self.now()).await?;
        if turn.case.state.is_over() {
            persons::release(&mut tx, &turn.case.id).await?;
        }
        self.answer_done(&mut tx, effect, turn.case, None).await?;
        Ok(db::commit(tx).await?)
    }
}

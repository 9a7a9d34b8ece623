//! OffsetCommit in a classic group (classic-protocol 3.10).

use rebalance_model::message::ErrorCode;
use rebalance_model::trace::GroupState;
use rebalance_model::{EventKind, Generation, IdIdx, MemberIdx, SimTime};

use super::Coordinator;
use crate::machine::Outbox;

impl Coordinator {
    pub(super) fn commit(
        &mut self,
        now: SimTime,
        who: MemberIdx,
        member: Option<IdIdx>,
        generation: Generation,
        offsets: u32,
        out: &mut Outbox<'_>,
    ) -> ErrorCode {
        let Some(id) = member else { return ErrorCode::UnknownMemberId };
        if let Err(error) = self.check(who, id, generation) {
            return error;
        }
        if self.state == GroupState::CompletingRebalance {
            return ErrorCode::RebalanceInProgress;
        }
        // A commit is as good as a heartbeat (3.7).
        self.start_session(id, now, out);
        for (p, offset) in &out.trace.offsets[offsets as usize] {
            self.offsets[p.index()] = Some(*offset);
        }
        out.record(EventKind::Committed(offsets));
        ErrorCode::None
    }
}

//! OffsetCommit in a consumer group (consumer-protocol 1.12): no heartbeat, and checked by member epoch.

use rebalance_model::message::{Body, ErrorCode};
use rebalance_model::{EventKind, Generation, IdIdx, MessageIdx};

use super::super::Coordinator;
use super::Group;
use crate::machine::Outbox;

impl Coordinator {
    pub(super) fn consumer_commit(
        &mut self,
        request: MessageIdx,
        member: Option<IdIdx>,
        epoch: Generation,
        offsets: u32,
        out: &mut Outbox<'_>,
    ) {
        let older = self.consumer.config.takes_older_epochs;
        let checked = self.with_group(|_, group| group.may_commit(member, epoch.0, offsets, older, out));
        let error = checked.and_then(Result::err).unwrap_or(ErrorCode::None);
        if error.is_ok() {
            for (p, offset) in &out.trace.offsets[offsets as usize] {
                self.offsets[p.index()] = Some(*offset);
            }
            out.record(EventKind::Committed(offsets));
        }
        out.answer(request, Body::OffsetCommitResponse { error }, self.latency.handle + self.latency.append);
    }
}

impl Group {
    fn may_commit(
        &self,
        member: Option<IdIdx>,
        epoch: i32,
        offsets: u32,
        takes_older: bool,
        out: &Outbox<'_>,
    ) -> Result<(), ErrorCode> {
        let at = member.and_then(|id| self.position(id)).ok_or(ErrorCode::UnknownMemberId)?;
        let member = &self.members[at];
        if epoch == member.epoch {
            return Ok(());
        }
        if member.classic.is_some() {
            return Err(ErrorCode::IllegalGeneration);
        }
        // KIP-1251: what it still has, and has had since then, it may commit with the epoch that it had.
        let since = |a: &(_, i32)| a.1 <= epoch;
        let may = |p| match member.assigned.binary_search_by_key(p, |a| a.0) {
            Ok(at) => since(&member.assigned[at]),
            Err(_) => member.pending.binary_search(p).is_ok(),
        };
        let mut committed = out.trace.offsets[offsets as usize].iter().map(|(p, _)| p);
        if takes_older && (0..member.epoch).contains(&epoch) && committed.all(may) {
            return Ok(());
        }
        Err(ErrorCode::StaleMemberEpoch)
    }
}

//! What a client logs when it is answered: the response handlers of `AbstractCoordinator` and `ConsumerCoordinator`.

use rebalance_model::message::{Api, Body, ErrorCode};
use rebalance_model::trace::ClientState;
use rebalance_model::trace::text::exception;
use rebalance_model::{MessageIdx, PartitionIdx};

use super::super::Level;
use super::super::words::{NODE, error_text, optional};
use super::{COORDINATOR, Log, generation_text};

impl Log<'_> {
    pub(super) fn received(&mut self, idx: MessageIdx) {
        let trace = self.names.trace;
        let body = &trace.message(idx).body;
        let request = trace.message(idx).answers.map(|m| &trace.message(m).body);
        match body {
            Body::FindCoordinator => {
                if self.life.broken != Some(true) {
                    self.info(format!("Discovered group coordinator {NODE}"));
                }
                self.life.broken = self.life.broken.map(|_| true);
            }
            Body::Metadata { partitions } if !partitions.is_empty() => self.life.topics.clone_from(partitions),
            Body::JoinGroupResponse { .. } => self.join_answered(body),
            Body::SyncGroupResponse { error: ErrorCode::None, assignment } => self.life.to_apply = Some(*assignment),
            Body::SyncGroupResponse { error, .. } => self.sync_failed(*error),
            Body::HeartbeatResponse { error } => self.heartbeat_answered(*error, request),
            Body::OffsetCommitResponse { error } => self.commit_answered(*error, request),
            Body::LeaveGroupResponse { error } if !error.is_ok() => {
                self.life.leave_failed = Some(*error);
                if self.life.reads {
                    self.leave_answer_read();
                }
            }
            _ => {}
        }
    }

    /// `LeaveGroupResponseHandler`, in whatever reads the network next: the heartbeat thread, which asked, does no more.
    pub(super) fn leave_answer_read(&mut self) {
        if let Some(error) = self.life.leave_failed.take() {
            let text =
                format!("LeaveGroup request with {} failed with error: {}", self.life.left_as, error_text(error));
            self.write(Level::Error, COORDINATOR, text);
        }
    }

    fn join_answered(&mut self, body: &Body) {
        let Body::JoinGroupResponse { error, member, generation, leader, protocol, members, skip_assignment } = body
        else {
            return;
        };
        if self.life.client != ClientState::PreparingRebalance {
            return;
        }
        match error {
            ErrorCode::None => {
                let life = &mut self.life;
                (life.id, life.generation, life.protocol) = (*member, *generation, *protocol);
                life.leads = leader.is_some() && leader == member;
                life.members.clone_from(members);
                life.skips = *skip_assignment;
            }
            ErrorCode::MemberIdRequired => {
                self.life.id = *member;
                let id = member.map_or("", |id| self.names.id(id)).to_owned();
                self.request_join(&format!("need to re-join with the given member-id: {id}"));
            }
            ErrorCode::CoordinatorLoadInProgress => {
                self.info(format!("JoinGroup failed: Coordinator {NODE} is loading the group."));
                self.rebalance_failed(*error);
            }
            ErrorCode::UnknownMemberId => {
                let sent = self.generation();
                self.info(format!(
                    "JoinGroup failed: {} Need to re-join the group. Sent generation was {sent}",
                    error_text(*error)
                ));
                self.reset_after(*error, Api::JoinGroup);
                self.rebalance_failed(*error);
            }
            ErrorCode::FencedInstanceId => {
                let sent = self.generation();
                let instance = optional(self.life.instance.as_deref());
                let text = format!(
                    "JoinGroup failed: The group instance id {instance} has been fenced by another instance. Sent \
                     generation was {sent}"
                );
                self.write(Level::Error, COORDINATOR, text);
            }
            fatal => {
                let text = format!("JoinGroup failed due to fatal error: {}", error_text(*fatal));
                self.write(Level::Error, COORDINATOR, text);
            }
        }
        if let Some(text) = self.life.late_warning.take() {
            self.write(Level::Warn, COORDINATOR, text);
        }
    }

    /// `joinGroupIfNeeded`, when the attempt has failed.
    fn rebalance_failed(&mut self, error: ErrorCode) {
        self.request_join(&format!("rebalance failed due to '{}' ({})", error_text(error), exception(error)));
    }

    fn sync_failed(&mut self, error: ErrorCode) {
        if self.life.client != ClientState::CompletingRebalance {
            return;
        }
        let sent = self.generation();
        let what = match error {
            ErrorCode::RebalanceInProgress => "The group began another rebalance.",
            other => error_text(other),
        };
        self.info(format!("SyncGroup failed: {what} Need to re-join the group. Sent generation was {sent}"));
        if error != ErrorCode::RebalanceInProgress {
            self.reset_after(error, Api::SyncGroup);
        }
        self.rebalance_failed(error);
    }

    /// `resetStateOnResponseError`.
    fn reset_after(&mut self, error: ErrorCode, api: Api) {
        self.reset(&format!("encountered {error} from {} response", api.key()));
    }

    fn heartbeat_answered(&mut self, error: ErrorCode, request: Option<&Body>) {
        match error {
            ErrorCode::None => {}
            ErrorCode::RebalanceInProgress => {
                if self.life.client == ClientState::Stable {
                    self.request_join("group is already rebalancing");
                }
            }
            error => {
                let Some(Body::HeartbeatRequest { member, generation }) = request else { return };
                let is_current = (self.life.id, self.life.generation) == (Some(*member), *generation);
                let sent = generation_text(*generation, self.names.id(*member), self.life.protocol);
                let instance = optional(self.life.instance.as_deref());
                if !is_current {
                    return self.info(format!(
                        "Attempt to heartbeat with stale {sent} and group instance id {instance} failed due to {error}, \
                         ignoring the error"
                    ));
                }
                self.info(format!(
                    "Attempt to heartbeat with {sent} and group instance id {instance} failed due to {error}, resetting \
                     generation"
                ));
                self.reset_after(error, Api::Heartbeat);
                if error == ErrorCode::FencedInstanceId {
                    let text = format!("Caught fenced group.instance.id {instance} error in heartbeat thread");
                    self.write(Level::Error, COORDINATOR, text);
                }
            }
        }
    }

    fn commit_answered(&mut self, error: ErrorCode, request: Option<&Body>) {
        let Some(Body::OffsetCommitRequest { member, generation, offsets }) = request else { return };
        if error == ErrorCode::None {
            return;
        }
        let trace = self.names.trace;
        let first: Option<&(PartitionIdx, u64)> = trace.offsets[*offsets as usize].first();
        let level = if error == ErrorCode::CoordinatorLoadInProgress { Level::Warn } else { Level::Error };
        if let Some((p, offset)) = first {
            let name = trace.scenario().partition_name(*p);
            let text = format!("Offset commit failed on partition {name} at offset {offset}: {}", error_text(error));
            self.write(level, COORDINATOR, text);
        }
        let id = member.map_or("", |id| self.names.id(id));
        let sent = generation_text(*generation, id, self.protocol_of(*generation));
        match error {
            ErrorCode::FencedInstanceId => {
                let instance = optional(self.life.instance.as_deref());
                self.info(format!("OffsetCommit failed with {sent} due to group instance id {instance} fenced"));
            }
            ErrorCode::RebalanceInProgress => {
                self.request_join("offset commit failed since group is already rebalancing");
            }
            ErrorCode::UnknownMemberId | ErrorCode::IllegalGeneration => {
                self.info(format!("OffsetCommit failed with {sent}: {}", error_text(error)));
                let is_current = (self.life.id, self.life.generation) == (*member, *generation);
                if is_current || self.life.client != ClientState::PreparingRebalance {
                    self.reset_after(error, Api::OffsetCommit);
                }
            }
            _ => {}
        }
    }

    /// The assignor of a generation that the member was in, though it may have been reset since.
    fn protocol_of(&self, generation: rebalance_model::Generation) -> Option<rebalance_model::config::AssignorName> {
        let trace = self.names.trace;
        self.life.protocol.or_else(|| {
            trace.messages.iter().rev().filter(|m| m.arrived.is_some_and(|at| at <= self.at)).find_map(|m| {
                match m.body {
                    Body::JoinGroupResponse { generation: g, protocol, .. } if g == generation => protocol,
                    _ => None,
                }
            })
        })
    }
}

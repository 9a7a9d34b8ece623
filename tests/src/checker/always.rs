//! What no event of a run may break (classic-protocol 3.2, 3.6, 3.10, 4.5).
//!
//! Each watch recomputes, from the folded state alone, what the coordinator or the leader should have said.

use std::collections::BTreeMap;

use rebalance_model::config::{AssignorName, RawConfig};
use rebalance_model::message::{Actor, Body, ErrorCode, JoinedMember};
use rebalance_model::scenario::Action;
use rebalance_model::trace::{Doing, GroupState, Removal, State};
use rebalance_model::{Event, EventKind, Generation, IdIdx, MessageIdx, PartitionIdx, SetIdx, SimDuration, Trace};

use super::{Verdict, Watch, about};

/// All of them, ready for the beginning of `trace`.
pub fn all(trace: &Trace) -> Vec<Box<dyn Watch>> {
    vec![
        Box::new(CommitsLand),
        processed(trace),
        Box::new(Answers::default()),
        Box::new(OneProtocol::default()),
        Box::new(LeadersAssign::default()),
        Box::new(OneAssignment::default()),
        Box::new(Sessions::default()),
    ]
}

/// What watches over the committed offset, in a group of either protocol.
pub(super) fn processed(trace: &Trace) -> Box<dyn Watch> {
    Box::new(Processed { processed: State::start(trace).partitions.iter().map(|p| p.taken).collect() })
}

/// The request that an event of the coordinator follows from.
fn request<'a>(trace: &'a Trace, event: &Event) -> Option<(MessageIdx, &'a Body)> {
    match trace.event(event.cause?).kind {
        EventKind::Received(idx) => Some((idx, &trace.message(idx).body)),
        _ => None,
    }
}

/// Whether the broker was stopped at some time in the run: what it knew before is not what it knows.
fn restarts(trace: &Trace, event: &Event) -> bool {
    let stops = |step: usize| matches!(trace.scenario().script[step].action, Action::RestartBroker(_));
    matches!(event.kind, EventKind::Step(step) if stops(step.index()))
}

/// A fenced or unknown member's commit never lands, nor one of another generation.
struct CommitsLand;

impl Watch for CommitsLand {
    fn name(&self) -> &'static str {
        "a commit lands only from a member of the generation"
    }

    fn look(&mut self, trace: &Trace, before: &State, event: &Event) -> Verdict {
        let EventKind::Committed(landed) = event.kind else { return Ok(()) };
        let Some((_, Body::OffsetCommitRequest { member: Some(id), generation, offsets })) = request(trace, event)
        else {
            return Err(about(trace, event, "committed without a request of a member"));
        };
        match standing(trace, before, *id, *generation) {
            _ if *offsets != landed => Err(about(trace, event, "other offsets landed than were sent")),
            Ok(()) if before.group.state != GroupState::CompletingRebalance => Ok(()),
            Ok(()) => Err(about(trace, event, "a commit landed while the assignment was awaited")),
            Err(error) => Err(about(trace, event, &format!("a commit landed that is owed {error}"))),
        }
    }
}

/// What a member that asks in this generation is owed (`ClassicGroup.validateMember`, 3.2).
fn standing(trace: &Trace, state: &State, id: IdIdx, generation: Generation) -> Result<(), ErrorCode> {
    if let Some(instance) = &trace.identity(id).instance {
        let of_instance = |m: &IdIdx| trace.identity(*m).instance.as_ref() == Some(instance);
        match state.group.members.iter().map(|m| m.id).find(of_instance) {
            None => return Err(ErrorCode::UnknownMemberId),
            Some(current) if current != id => return Err(ErrorCode::FencedInstanceId),
            Some(_) => {}
        }
    }
    match state.group_member(id) {
        Some(member) if !member.pending && generation == state.group.generation => Ok(()),
        Some(member) if !member.pending => Err(ErrorCode::IllegalGeneration),
        _ => Err(ErrorCode::UnknownMemberId),
    }
}

/// The committed offset never passes the processed one.
struct Processed {
    processed: Vec<u64>,
}

impl Watch for Processed {
    fn name(&self) -> &'static str {
        "the committed offset never passes the processed one"
    }

    fn look(&mut self, trace: &Trace, before: &State, event: &Event) -> Verdict {
        let done = match (event.kind, event.actor) {
            (EventKind::Doing(Doing::Committing), Actor::Member(who)) => before.members[who.index()].batch,
            (EventKind::BatchDone(batch), _) => Some(batch),
            _ => None,
        };
        for (p, _, last) in done.iter().flat_map(|batch| &trace.batches[batch.index()].records) {
            let processed = &mut self.processed[p.index()];
            *processed = (*processed).max(last + 1);
        }
        match event.kind {
            EventKind::QuietEnds(quiet) => {
                for (p, offset) in &trace.quiet[quiet as usize].committed {
                    self.processed[p.index()] = *offset;
                }
            }
            EventKind::Committed(offsets) => {
                let ahead = |(p, offset): &&(PartitionIdx, u64)| *offset > self.processed[p.index()];
                if let Some((p, offset)) = trace.offsets[offsets as usize].iter().find(ahead) {
                    let p = trace.scenario().partition_name(*p);
                    return Err(about(trace, event, &format!("{p} committed at {offset}, which nobody has processed")));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Heartbeats and commits are answered as the tables of 3.2 and 3.10 say for the state at their arrival.
#[derive(Default)]
struct Answers {
    owed: BTreeMap<MessageIdx, ErrorCode>,
    restarted: bool,
}

impl Watch for Answers {
    fn name(&self) -> &'static str {
        "heartbeats and commits are answered as the group's state has it"
    }

    fn look(&mut self, trace: &Trace, before: &State, event: &Event) -> Verdict {
        // A started coordinator answers what it is reading its log for, which is told by no event.
        self.restarted |= restarts(trace, event);
        match event.kind {
            EventKind::Received(idx) => {
                let told = before.group.state;
                let owed = match &trace.message(idx).body {
                    Body::HeartbeatRequest { .. } if told == GroupState::Empty => ErrorCode::UnknownMemberId,
                    Body::HeartbeatRequest { member, generation } => {
                        let rejoin = match told {
                            GroupState::PreparingRebalance => ErrorCode::RebalanceInProgress,
                            _ => ErrorCode::None,
                        };
                        standing(trace, before, *member, *generation).err().unwrap_or(rejoin)
                    }
                    Body::OffsetCommitRequest { member: Some(member), generation, .. } => {
                        let wait = match told {
                            GroupState::CompletingRebalance => ErrorCode::RebalanceInProgress,
                            _ => ErrorCode::None,
                        };
                        standing(trace, before, *member, *generation).err().unwrap_or(wait)
                    }
                    Body::OffsetCommitRequest { member: None, .. } => ErrorCode::UnknownMemberId,
                    _ => return Ok(()),
                };
                self.owed.insert(idx, owed);
            }
            EventKind::Sent(idx) => {
                let message = trace.message(idx);
                let owed = message.answers.and_then(|request| self.owed.remove(&request));
                if let Some(owed) = owed.filter(|owed| *owed != message.body.error() && !self.restarted) {
                    return Err(about(trace, event, &format!("{owed} was owed")));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// All members of a generation are told the same assignor.
#[derive(Default)]
struct OneProtocol {
    told: BTreeMap<Generation, AssignorName>,
}

impl Watch for OneProtocol {
    fn name(&self) -> &'static str {
        "a generation has one assignor"
    }

    fn look(&mut self, trace: &Trace, _: &State, event: &Event) -> Verdict {
        if restarts(trace, event) {
            // Generations that were not stored are made again.
            self.told.clear();
        }
        let EventKind::Sent(idx) = event.kind else { return Ok(()) };
        match &trace.message(idx).body {
            Body::JoinGroupResponse { error: ErrorCode::None, generation, protocol: Some(protocol), .. } => {
                let first = *self.told.entry(*generation).or_insert(*protocol);
                if first == *protocol {
                    return Ok(());
                }
                Err(about(trace, event, &format!("{} was told before", first.wire())))
            }
            Body::JoinGroupResponse { error: ErrorCode::None, .. } => Err(about(trace, event, "no assignor is told")),
            _ => Ok(()),
        }
    }
}

/// A leader gives each partition to one member at most, to members of the generation only; cooperative-sticky gives
/// nobody what another still owns (KIP-429).
#[derive(Default)]
struct LeadersAssign {
    /// What each member was last told when it was made leader: assignor, and all members.
    leads: BTreeMap<IdIdx, (AssignorName, Vec<JoinedMember>)>,
}

impl Watch for LeadersAssign {
    fn name(&self) -> &'static str {
        "a leader's assignment is one"
    }

    fn look(&mut self, trace: &Trace, _: &State, event: &Event) -> Verdict {
        let (EventKind::Received(idx) | EventKind::Sent(idx)) = event.kind else { return Ok(()) };
        match (&trace.message(idx).body, event.kind) {
            (
                Body::JoinGroupResponse { member: Some(id), protocol: Some(protocol), members, .. },
                EventKind::Received(_),
            ) if !members.is_empty() => {
                self.leads.insert(*id, (*protocol, members.clone()));
                Ok(())
            }
            (Body::SyncGroupRequest { member, assignments, .. }, EventKind::Sent(_)) if !assignments.is_empty() => {
                let Some((protocol, members)) = self.leads.get(member) else {
                    return Err(about(trace, event, "assigned by a member that was not told to lead"));
                };
                judge(trace, *protocol, members, assignments).map_err(|what| about(trace, event, &what))
            }
            _ => Ok(()),
        }
    }
}

fn judge(trace: &Trace, protocol: AssignorName, members: &[JoinedMember], sets: &[(IdIdx, SetIdx)]) -> Verdict {
    let mut given: BTreeMap<PartitionIdx, IdIdx> = BTreeMap::new();
    for (id, set) in sets {
        if members.iter().all(|m| m.id != *id) {
            return Err(format!("{} is no member of the generation", trace.alias(*id)));
        }
        for p in trace.sets.get(*set) {
            if let Some(other) = given.insert(*p, *id) {
                let (p, a, b) = (trace.scenario().partition_name(*p), trace.alias(other), trace.alias(*id));
                return Err(format!("{p} is given to {a} and {b}"));
            }
        }
    }
    if protocol != AssignorName::CooperativeSticky {
        return Ok(());
    }
    for (p, id) in given {
        // Where claims conflict the one of the highest generation counts (4.4).
        let claims = members.iter().filter(|m| trace.sets.get(m.owned).contains(&p));
        let newest = claims.clone().map(|m| m.owned_generation).max();
        let mut owners = claims.filter(|m| Some(m.owned_generation) == newest).map(|m| m.id).peekable();
        if owners.peek().is_some() && owners.all(|owner| owner != id) {
            let p = trace.scenario().partition_name(p);
            return Err(format!("{p} goes to {} while another member owns it", trace.alias(id)));
        }
    }
    Ok(())
}

/// What SyncGroup returns is what the leader assigned in that generation.
#[derive(Default)]
struct OneAssignment {
    made: BTreeMap<Generation, Vec<(IdIdx, SetIdx)>>,
    restarted: bool,
}

impl Watch for OneAssignment {
    fn name(&self) -> &'static str {
        "members get what the leader assigned"
    }

    fn look(&mut self, trace: &Trace, before: &State, event: &Event) -> Verdict {
        self.restarted |= restarts(trace, event);
        match event.kind {
            EventKind::Received(idx) => {
                if let Body::SyncGroupRequest { member, generation, assignments } = &trace.message(idx).body
                    && before.group.state == GroupState::CompletingRebalance
                    && before.group.leader == Some(*member)
                    && before.group.generation == *generation
                {
                    self.made.insert(*generation, assignments.clone());
                }
                Ok(())
            }
            EventKind::Sent(idx) => self.sent(trace, event, idx),
            _ => Ok(()),
        }
    }
}

impl OneAssignment {
    fn sent(&self, trace: &Trace, event: &Event, idx: MessageIdx) -> Verdict {
        let message = trace.message(idx);
        let Body::SyncGroupResponse { error: ErrorCode::None, assignment } = message.body else { return Ok(()) };
        let Some(Body::SyncGroupRequest { member, generation, .. }) =
            message.answers.map(|request| &trace.message(request).body)
        else {
            return Err(about(trace, event, "no answer to a SyncGroup"));
        };
        // The assignment of a group that was running before, or that a started coordinator has read, is told nowhere.
        let Some(made) = self.made.get(generation).filter(|_| !self.restarted) else { return Ok(()) };
        let instance = &trace.identity(*member).instance;
        let is_same = |id: IdIdx| id == *member || (instance.is_some() && trace.identity(id).instance == *instance);
        let owed = made.iter().find(|(id, _)| is_same(*id)).map_or(SetIdx(0), |(_, set)| *set);
        if owed == assignment {
            return Ok(());
        }
        Err(about(trace, event, &format!("the leader had assigned {}", trace.set_text(owed))))
    }
}

/// A member is removed just session.timeout.ms after its session was last started, and never while it waits in JoinGroup;
/// a newcomer that waits, `CLASSIC_GROUP_NEW_MEMBER_JOIN_TIMEOUT_MS` after it was added (3.5, 3.7).
#[derive(Default)]
struct Sessions {
    added: BTreeMap<IdIdx, rebalance_model::SimTime>,
}

/// See [`Sessions`].
const NEWCOMER: SimDuration = SimDuration::from_millis(300_000);

impl Watch for Sessions {
    fn name(&self) -> &'static str {
        "a session ends when it is over, and no sooner"
    }

    fn look(&mut self, trace: &Trace, before: &State, event: &Event) -> Verdict {
        match event.kind {
            EventKind::MemberAdded(id) => {
                self.added.insert(id, event.at);
            }
            EventKind::MemberRemoved(id, Removal::SessionTimeout) => {
                let Some(member) = before.group_member(id) else {
                    return Err(about(trace, event, "no member of the group"));
                };
                let added = self.added.get(&id).copied().unwrap_or_default();
                if member.parked && event.at == added + NEWCOMER {
                    return Ok(());
                }
                let who = trace.member_of(id);
                // Whatever else a scenario configures: nobody has spoken another protocol.
                let classic = RawConfig(vec![("group.protocol".to_owned(), "classic".to_owned())]);
                let config = trace.scenario().member_config(who, trace.header.variant, &classic);
                let session = config.map_err(|e| e.to_string())?.session_timeout;
                if member.parked || event.at != member.heard + session {
                    return Err(about(trace, event, &format!("{session} ms of session from {}", member.heard)));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

//! Requests and responses as a member's proxy saw them, made into messages.

use rebalance_model::config::AssignorName;
use rebalance_model::message::{Actor, Api, Body, ErrorCode, JoinReason, JoinedMember, LeaveReason};
use rebalance_model::scenario::json::Json;
use rebalance_model::trace::text::exception;
use rebalance_model::{EventKind, Generation, IdIdx, MemberIdx, MessageIdx, PartitionIdx, SetIdx, SimTime};

use super::row::{Row, number};
use super::timeline::Timeline;
use super::{Flaw, ReplayError, consumer, duration};

/// Every API of the group.
const APIS: [Api; 9] = [
    Api::Metadata,
    Api::FindCoordinator,
    Api::JoinGroup,
    Api::SyncGroup,
    Api::Heartbeat,
    Api::LeaveGroup,
    Api::OffsetFetch,
    Api::OffsetCommit,
    Api::ConsumerGroupHeartbeat,
];

/// Every error that a trace has a name for.
const ERRORS: [ErrorCode; 16] = [
    ErrorCode::None,
    ErrorCode::MemberIdRequired,
    ErrorCode::RebalanceInProgress,
    ErrorCode::UnknownMemberId,
    ErrorCode::IllegalGeneration,
    ErrorCode::InvalidSessionTimeout,
    ErrorCode::InconsistentGroupProtocol,
    ErrorCode::FencedInstanceId,
    ErrorCode::GroupMaxSizeReached,
    ErrorCode::CoordinatorLoadInProgress,
    ErrorCode::Disconnected,
    ErrorCode::FencedMemberEpoch,
    ErrorCode::StaleMemberEpoch,
    ErrorCode::UnreleasedInstanceId,
    ErrorCode::GroupIdNotFound,
    ErrorCode::UnsupportedAssignor,
];

/// The error whose exception this is.
pub(super) fn thrown(name: &str) -> Option<ErrorCode> {
    ERRORS.into_iter().find(|e| exception(*e) == name)
}

/// The assignors that a JoinGroup lists.
pub(super) fn assignors(row: &Row<'_>) -> Vec<AssignorName> {
    let name = |p: &Json| match p.get("name") {
        Some(Json::Text(name)) => AssignorName::parse(name),
        _ => None,
    };
    row.list("protocols").iter().filter_map(name).collect()
}

fn api(row: &Row<'_>) -> Result<Api, ReplayError> {
    let name = row.text("api").unwrap_or_default();
    APIS.into_iter().find(|a| a.name() == name).ok_or_else(|| row.wrong(Flaw::NoApi(name.to_owned())))
}

fn error(row: &Row<'_>) -> Result<ErrorCode, ReplayError> {
    let Some(name) = row.text("error") else { return Ok(ErrorCode::None) };
    let known = ERRORS.into_iter().find(|e| e.name() == name);
    known.ok_or_else(|| row.wrong(Flaw::NoError(name.to_owned())))
}

fn generation(json: Option<&Json>) -> Generation {
    #[expect(clippy::cast_possible_truncation, reason = "generations are 32 bits wide")]
    json.and_then(number).map_or(Generation::NONE, |n| Generation(n as i32))
}

fn names(list: &[Json]) -> impl Iterator<Item = &str> {
    list.iter().filter_map(|json| if let Json::Text(text) = json { Some(text.as_str()) } else { None })
}

/// The partitions of a list of names.
pub(super) fn partitions(timeline: &mut Timeline, list: &[Json]) -> SetIdx {
    let scenario = timeline.trace.header.scenario.clone();
    timeline.set(names(list).filter_map(|name| scenario.partition_named(name)).collect())
}

/// A request on its way to the broker.
pub(super) fn send(
    timeline: &mut Timeline,
    member: MemberIdx,
    row: &Row<'_>,
    ahead: &[Row<'_>],
) -> Result<(), ReplayError> {
    let api = api(row)?;
    let Some(body) = request(timeline, api, row)? else { return Ok(()) };
    let actor = Actor::Member(member);
    let idx = timeline.message(actor, Actor::Coordinator, row.at, None, body);
    let sent = timeline.tell(row.at, actor, EventKind::Sent(idx), None);
    timeline.sent[idx.index()] = sent;
    timeline.lives[member.index()].open.push(idx);
    if is_answered(api, row, ahead) {
        let arrived = passed(row, ahead);
        timeline.trace.messages[idx.index()].arrived = Some(arrived);
        let received = timeline.tell(arrived, Actor::Coordinator, EventKind::Received(idx), Some(sent));
        timeline.lives[member.index()].asked = Some(received);
        owns(timeline, idx, arrived);
    }
    Ok(())
}

/// A consumer group's coordinator hears what a member owns.
fn owns(timeline: &mut Timeline, request: MessageIdx, at: SimTime) {
    let said = match timeline.trace.message(request).body {
        Body::ConsumerGroupHeartbeatRequest { member, owned: Some(owned), .. }
        | Body::JoinGroupRequest { member: Some(member), owned, .. } => Some((member, owned)),
        _ => None,
    };
    if let (Some((id, owned)), true) = (said, timeline.books.is_some()) {
        let owned = timeline.trace.sets.get(owned).to_vec();
        consumer::owns(timeline, at, id, &owned);
    }
}

/// Whether an answer to such a request comes before the process ends.
fn is_answered(api: Api, row: &Row<'_>, ahead: &[Row<'_>]) -> bool {
    let own = ahead.iter().filter(|r| r.who == row.who);
    let mut lived = own.take_while(|r| !["killed", "closed", "started"].contains(&r.what));
    lived.any(|r| r.what == "receive" && r.text("api") == Some(api.name()))
}

/// When a request left the proxy: at once, or when the script has let the line go that it held.
fn passed(row: &Row<'_>, ahead: &[Row<'_>]) -> SimTime {
    let of_line = |r: &&Row<'_>| {
        r.who == "script" && r.text("member") == Some(row.who) && ["network_down", "network_up"].contains(&r.what)
    };
    match ahead.iter().find(of_line) {
        Some(next) if next.what == "network_up" => next.at,
        _ => row.at,
    }
}

fn request(timeline: &mut Timeline, api: Api, row: &Row<'_>) -> Result<Option<Body>, ReplayError> {
    let member = row.text("member").filter(|alias| !alias.is_empty()).and_then(|alias| timeline.id(alias));
    let known = || member.ok_or_else(|| row.wrong(Flaw::NoAlias));
    Ok(Some(match api {
        Api::Metadata => Body::Metadata { partitions: Vec::new() },
        Api::FindCoordinator => Body::FindCoordinator,
        Api::JoinGroup => {
            let first = row.list("protocols").first();
            let owned = match first.and_then(|p| p.get("owned")) {
                Some(Json::List(list)) => partitions(timeline, list),
                _ => SetIdx(0),
            };
            Body::JoinGroupRequest {
                member,
                reason: join_reason(timeline, row.text("reason").unwrap_or_default()),
                assignors: assignors(row),
                owned,
                owned_generation: generation(first.and_then(|p| p.get("owned_generation"))),
                remembered: None,
            }
        }
        Api::SyncGroup => {
            let mut assignments = Vec::new();
            for (alias, list) in row.entries("assignments") {
                if let (Some(id), Json::List(list)) = (timeline.id(alias), list) {
                    assignments.push((id, partitions(timeline, list)));
                }
            }
            Body::SyncGroupRequest { member: known()?, generation: generation(row.field("generation")), assignments }
        }
        Api::Heartbeat => Body::HeartbeatRequest { member: known()?, generation: generation(row.field("generation")) },
        Api::LeaveGroup => {
            let text = names(row.list("members")).next().unwrap_or_default();
            let (alias, reason) = text.split_once(": ").unwrap_or((text, ""));
            let member = timeline.id(alias).ok_or_else(|| row.wrong(Flaw::NoReason))?;
            let timed_out = reason == LeaveReason::PollTimeout.text();
            Body::LeaveGroupRequest {
                member,
                reason: if timed_out { LeaveReason::PollTimeout } else { LeaveReason::Closed },
            }
        }
        Api::OffsetFetch => Body::OffsetFetchRequest { partitions: SetIdx(0) },
        Api::ConsumerGroupHeartbeat => Body::ConsumerGroupHeartbeatRequest {
            member: known()?,
            epoch: generation(row.field("epoch")),
            full: row.number("rebalance_timeout_ms").map(duration),
            owned: listed(timeline, row, "owned"),
        },
        // Only answers of it are in a recording.
        Api::OffsetCommit => return Ok(None),
    }))
}

/// The partitions of a list that may not be there.
fn listed(timeline: &mut Timeline, row: &Row<'_>, key: &str) -> Option<SetIdx> {
    matches!(row.field(key), Some(Json::List(_))).then(|| partitions(timeline, row.list(key)))
}

fn join_reason(timeline: &Timeline, text: &str) -> JoinReason {
    if let Some(id) =
        text.strip_prefix("need to re-join with the given member-id: ").and_then(|alias| timeline.id(alias))
    {
        return JoinReason::GivenMemberId(id);
    }
    if let Some((error, api)) = text.strip_prefix("encountered ").and_then(|rest| rest.split_once(" from ")) {
        let named = api.strip_suffix(" response").unwrap_or(api).replace('_', "");
        let api = APIS.into_iter().find(|a| a.name().eq_ignore_ascii_case(&named));
        if let (Some(error), Some(api)) = (ERRORS.into_iter().find(|e| e.name() == error), api) {
            return JoinReason::Encountered(error, api);
        }
    }
    if let Some(error) = text.strip_prefix("rebalance failed due to ").and_then(thrown) {
        return JoinReason::RebalanceFailed(error);
    }
    match text {
        "" => JoinReason::First,
        "group is already rebalancing" => JoinReason::AlreadyRebalancing,
        "need to revoke partitions and re-join" => JoinReason::RevokedPartitions,
        "consumer pro-actively leaving the group" => JoinReason::LeftBefore,
        "offset commit failed since group is already rebalancing" => JoinReason::CommitFailed,
        "cached metadata has changed" => JoinReason::MetadataChanged,
        _ => JoinReason::Enforced,
    }
}

/// An answer, as it was passed on to the member.
pub(super) fn receive(timeline: &mut Timeline, member: MemberIdx, row: &Row<'_>) -> Result<(), ReplayError> {
    let api = api(row)?;
    let actor = Actor::Member(member);
    let request = take_request(timeline, member, api, row.at);
    let body = response(timeline, api, row)?;
    answers(timeline, member, row.at, &body);
    let idx = timeline.message(Actor::Coordinator, actor, row.at, request, body);
    timeline.trace.messages[idx.index()].arrived = Some(row.at);
    let cause = request.map(|r| timeline.sent[r.index()]).filter(|c| *c != usize::MAX);
    let sent = timeline.tell(row.at, Actor::Coordinator, EventKind::Sent(idx), cause);
    timeline.tell(row.at, actor, EventKind::Received(idx), Some(sent));
    Ok(())
}

/// A consumer group's coordinator tells a member its epoch, or what it is to own.
fn answers(timeline: &mut Timeline, member: MemberIdx, at: SimTime, body: &Body) {
    if timeline.books.is_none() {
        return;
    }
    let own = |timeline: &Timeline| in_group(timeline, member).0;
    let (id, epoch, assignment) = match body {
        Body::ConsumerGroupHeartbeatResponse { error: ErrorCode::None, member, epoch, assignment, .. }
            if epoch.0 > 0 =>
        {
            (*member, Some(*epoch), *assignment)
        }
        Body::JoinGroupResponse { error: ErrorCode::None, member, generation, .. } => {
            (*member, Some(*generation), None)
        }
        Body::SyncGroupResponse { error: ErrorCode::None, assignment } => (own(timeline), None, Some(*assignment)),
        _ => return,
    };
    let assignment = assignment.map(|set| timeline.trace.sets.get(set).to_vec());
    if let Some(id) = id {
        consumer::answers(timeline, at, id, epoch, assignment);
    }
}

/// What a row tells the member of that id to own.
pub(super) fn told<'a>(timeline: &Timeline, row: &Row<'a>, id: IdIdx) -> Option<&'a [Json]> {
    let identity = timeline.trace.identity(id);
    let is_to = match row.text("api")? {
        "ConsumerGroupHeartbeat" => row.text("member") == Some(&identity.alias),
        "SyncGroup" => timeline.trace.scenario().member_named(row.who) == Some(identity.member),
        _ => false,
    };
    let is_told = is_to && row.what == "receive" && row.field("assignment").is_some();
    is_told.then(|| row.list("assignment"))
}

/// What a member of a classic group was assigned last.
pub(super) fn last_assignment(timeline: &Timeline, id: IdIdx) -> SetIdx {
    let who = Actor::Member(timeline.trace.member_of(id));
    let last = timeline.trace.messages.iter().rev().filter(|m| m.to == who).find_map(|m| match m.body {
        Body::SyncGroupResponse { error: ErrorCode::None, assignment } => Some(assignment),
        _ => None,
    });
    last.unwrap_or(SetIdx(0))
}

/// The request that is answered: the first of its kind that is open. Of a commit only the answer was recorded; it
/// carries what the batch in hand had.
fn take_request(timeline: &mut Timeline, member: MemberIdx, api: Api, at: SimTime) -> Option<MessageIdx> {
    if api == Api::OffsetCommit {
        let (id, generation) = in_group(timeline, member);
        let batch = timeline.lives[member.index()].batch;
        let offsets = batch.map_or_else(Vec::new, |b| next_offsets(timeline, b.index()));
        let offsets = enter_offsets(timeline, offsets);
        let body = Body::OffsetCommitRequest { member: id, generation, offsets };
        let idx = timeline.message(Actor::Member(member), Actor::Coordinator, at, None, body);
        timeline.sent[idx.index()] = timeline.tell(at, Actor::Member(member), EventKind::Sent(idx), None);
        return Some(idx);
    }
    let open = &timeline.lives[member.index()].open;
    let at = open.iter().position(|m| timeline.trace.message(*m).body.api() == api)?;
    Some(timeline.lives[member.index()].open.remove(at))
}

/// Id and generation that a member goes by: those of its last good JoinGroup or ConsumerGroupHeartbeat response.
fn in_group(timeline: &Timeline, member: MemberIdx) -> (Option<IdIdx>, Generation) {
    let joined = timeline.trace.messages.iter().rev().find_map(|m| match m.body {
        Body::JoinGroupResponse { error: ErrorCode::None, member: id, generation, .. }
        | Body::ConsumerGroupHeartbeatResponse { error: ErrorCode::None, member: id, epoch: generation, .. }
            if m.to == Actor::Member(member) =>
        {
            Some((id, generation))
        }
        _ => None,
    });
    joined.unwrap_or((None, Generation::NONE))
}

/// Offsets behind the records of a batch.
pub(super) fn next_offsets(timeline: &Timeline, batch: usize) -> Vec<(PartitionIdx, u64)> {
    timeline.trace.batches[batch].records.iter().map(|(p, _, last)| (*p, last + 1)).collect()
}

/// An entry of the trace's table of offsets.
pub(super) fn enter_offsets(timeline: &mut Timeline, offsets: Vec<(PartitionIdx, u64)>) -> u32 {
    timeline.trace.offsets.push(offsets);
    u32::try_from(timeline.trace.offsets.len() - 1).unwrap_or(u32::MAX)
}

fn response(timeline: &mut Timeline, api: Api, row: &Row<'_>) -> Result<Body, ReplayError> {
    let error = error(row)?;
    let id = |timeline: &Timeline, key: &str| row.text(key).and_then(|alias| timeline.id(alias));
    Ok(match api {
        Api::Metadata => {
            let scenario = timeline.trace.header.scenario.clone();
            let topics = row.entries("topics");
            let count = |name: &str| topics.iter().find(|(topic, _)| topic == name).and_then(|(_, n)| number(n));
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of partitions")]
            let partitions = scenario.topics.iter().map(|t| count(&t.name).map_or(0, |n| n as u32)).collect();
            Body::Metadata { partitions }
        }
        Api::FindCoordinator => Body::FindCoordinator,
        Api::JoinGroup => Body::JoinGroupResponse {
            error,
            member: id(timeline, "member"),
            generation: generation(row.field("generation")),
            leader: id(timeline, "leader"),
            protocol: row.text("protocol").and_then(AssignorName::parse),
            members: names(row.list("members")).filter_map(|alias| joined(timeline, alias)).collect(),
            skip_assignment: row.field("skip_assignment") == Some(&Json::Bool(true)),
        },
        Api::SyncGroup => Body::SyncGroupResponse { error, assignment: partitions(timeline, row.list("assignment")) },
        Api::Heartbeat => Body::HeartbeatResponse { error },
        Api::LeaveGroup => Body::LeaveGroupResponse { error },
        Api::OffsetFetch => Body::OffsetFetchResponse { offsets: Vec::new() },
        Api::OffsetCommit => Body::OffsetCommitResponse { error },
        Api::ConsumerGroupHeartbeat => Body::ConsumerGroupHeartbeatResponse {
            error,
            member: id(timeline, "member"),
            epoch: generation(row.field("epoch")),
            interval: duration(row.number("heartbeat_interval_ms").unwrap_or(0.0)),
            assignment: listed(timeline, row, "assignment"),
        },
    })
}

/// A member in the leader's list, with what its last JoinGroup said that it owned.
fn joined(timeline: &Timeline, alias: &str) -> Option<JoinedMember> {
    let id = timeline.id(alias)?;
    let who = Actor::Member(timeline.trace.member_of(id));
    let last = timeline.trace.messages.iter().rev().filter(|m| m.from == who).find_map(|m| match m.body {
        Body::JoinGroupRequest { owned, owned_generation, .. } => Some((owned, owned_generation)),
        _ => None,
    });
    let (owned, owned_generation) = last.unwrap_or((SetIdx(0), Generation::NONE));
    Some(JoinedMember { id, owned, owned_generation, remembered: None })
}

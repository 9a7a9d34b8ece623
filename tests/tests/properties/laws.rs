//! What holds in every run, as functions of its trace: none, or a sentence that says what was broken and where.
//!
//! They read the trace only; nothing here knows how the simulator comes to it.

use std::collections::BTreeMap;

use rebalance_model::config::{MemberConfig, RawConfig};
use rebalance_model::message::{Actor, Api};
use rebalance_model::scenario::Action;
use rebalance_model::trace::{ClientState, EventKind, GroupState, Outcome, Removal, State, StateAt};
use rebalance_model::{Event, MemberIdx, MessageIdx, PartitionIdx, SimDuration, SimTime, Trace};

/// What a law says of a run.
pub(crate) type Verdict = Result<(), String>;

/// A law by name.
type Law = (&'static str, fn(&Trace) -> Verdict);

/// All laws by name, each of one trace.
pub(crate) const LAWS: [Law; 11] = [
    ("time never runs back", time_never_runs_back),
    ("every cause precedes its event", causes_precede),
    ("a partition has one holder, zombies aside", one_holder),
    ("a run comes to rest", comes_to_rest),
    ("everything is owned at rest", everything_is_owned_at_rest),
    ("generations never fall", generations_never_fall),
    ("a commit never passes what was taken, and never falls", commits_follow),
    ("nobody is given records that it does not hold, and none is skipped", records_follow),
    ("every request is answered once", requests_are_answered),
    ("a session ends session.timeout.ms after it was last started", sessions_last),
    ("the state at an instant is the fold of what came before", states_fold),
];

fn fail<T>(trace: &Trace, event: &Event, what: &str) -> Result<T, String> {
    let mut line = String::new();
    trace.line(&mut line, event).ok();
    Err(format!("{what}: {}", line.trim()))
}

/// Folds the trace, and lets `look` judge each event with the state after it.
fn each(trace: &Trace, mut look: impl FnMut(&State, &Event) -> Verdict) -> Result<State, String> {
    let mut state = State::start(trace);
    for event in &trace.events {
        state.apply(trace, event);
        look(&state, event)?;
    }
    Ok(state)
}

fn time_never_runs_back(trace: &Trace) -> Verdict {
    for pair in trace.events.windows(2) {
        if pair[1].at < pair[0].at {
            return fail(trace, &pair[1], "earlier than the event before it");
        }
    }
    if let Some(last) = trace.events.last().filter(|last| last.at > trace.end) {
        return fail(trace, last, "after the end");
    }
    for m in &trace.messages {
        let asked = m.answers.map(|request| trace.message(request));
        if m.arrived.is_some_and(|at| at < m.sent)
            || asked.is_some_and(|asked| asked.arrived.is_none_or(|at| at > m.sent))
        {
            return Err(format!("a message before its time: {m:?}"));
        }
    }
    let ordered = |times: [Option<SimTime>; 4]| times.into_iter().flatten().is_sorted();
    match trace.batches.iter().find(|b| !ordered([Some(b.polled), Some(b.returned), b.processed, b.committed])) {
        Some(batch) => Err(format!("a batch out of order: {batch:?}")),
        None => Ok(()),
    }
}

fn causes_precede(trace: &Trace) -> Verdict {
    for (at, event) in (0..).zip(&trace.events) {
        if event.cause.is_some_and(|cause| cause.0 >= at) {
            return fail(trace, event, "caused by what comes later");
        }
    }
    Ok(())
}

/// A zombie holds what it held under an id that the group does not have any more, or, as a static member that the group
/// has gone on without, in an earlier generation: until it has joined again and been told what it has now.
fn is_zombie(trace: &Trace, state: &State, member: usize) -> bool {
    let view = &state.members[member];
    let is_behind = view.generation < state.group.generation || view.client != ClientState::Stable;
    let is_left_behind = |id| trace.identity(id).instance.is_some() && is_behind;
    view.id.is_none_or(|id| state.group_member(id).is_none_or(|m| m.pending) || is_left_behind(id))
}

fn one_holder(trace: &Trace) -> Verdict {
    let partitions = trace.scenario().partition_count();
    // Static members that the group went on without keep what they have until they are told otherwise.
    let mut behind = vec![false; trace.scenario().members.len()];
    each(trace, |state, event| {
        for (m, behind) in behind.iter_mut().enumerate() {
            let told = event.actor == Actor::Member(MemberIdx::at(m)) && matches!(event.kind, EventKind::Assigned(_));
            let left = state.members[m].id.is_some() && is_zombie(trace, state, m);
            *behind = left || (*behind && !told);
        }
        let mut holder = vec![None; partitions];
        let current = |m: usize| !is_zombie(trace, state, m) && !behind[m];
        for (m, member) in state.members.iter().enumerate().filter(|(m, _)| current(*m)) {
            for p in &member.held {
                if let Some(other) = holder[p.index()].replace(m) {
                    let p = trace.scenario().partition_name(*p);
                    return fail(trace, event, &format!("{p} is held by members {other} and {m} of the same group"));
                }
            }
        }
        Ok(())
    })
    .map(drop)
}

fn comes_to_rest(trace: &Trace) -> Verdict {
    match trace.outcome {
        Outcome::Complete => Ok(()),
        Outcome::TooManyEvents if commits_in_every_pass(trace) => Ok(()),
        _ if !can_rest(trace) => Ok(()),
        other => Err(format!("{other:?} at {}", trace.end)),
    }
}

/// Whether a consumer commits as often as poll() passes (`ConsumerCoordinator.maybeAutoCommitOffsetsAsync`: the timer is
/// over as soon as it is set, and no commit waits for another): its commits alone fill a trace.
fn commits_in_every_pass(trace: &Trace) -> bool {
    let scenario = trace.scenario();
    let config = |m| scenario.member_config(MemberIdx::at(m), trace.header.variant, &RawConfig::default());
    let is_one = |c: MemberConfig| c.auto_commit && c.auto_commit_interval == SimDuration::ZERO;
    (0..scenario.members.len()).filter_map(|m| config(m).ok()).any(is_one)
}

/// Whether members keep up, and all that was done to them has had its effect. A consumer whose batches, callbacks or
/// messages take longer than its poll interval leaves and comes back for ever, in Kafka too.
fn can_rest(trace: &Trace) -> bool {
    let scenario = trace.scenario();
    let (load, partitions) = (scenario.load, scenario.partition_count() as u64);
    let busy = load.process.times(load.records_per_second * partitions);
    let revoke = scenario.script.iter().filter_map(|step| match step.action {
        Action::StallRevoke(_, d) => Some(d),
        _ => None,
    });
    let callback = revoke.max().unwrap_or_default() + SimDuration::from_millis(500);
    let keeps_up = |m| {
        let config = scenario.member_config(MemberIdx::at(m), trace.header.variant, &RawConfig::default());
        let batch = |c: &MemberConfig| load.process.times(u64::from(c.max_poll_records));
        config.is_ok_and(|c| (c.heartbeat_interval + batch(&c) + callback).times(2) <= c.max_poll_interval)
    };
    let has_effect = |event: &Event| match event.kind {
        EventKind::Step(step) => match scenario.script[step.index()].action {
            Action::Stall(m, _) => {
                let batch = |e: &Event| e.actor == Actor::Member(m) && matches!(e.kind, EventKind::Batch(_));
                trace.events.iter().any(|e| e.at > event.at && batch(e))
            }
            Action::Delay(_, d) => d <= SimDuration::from_millis(100),
            Action::Throw(_) => false,
            _ => true,
        },
        _ => true,
    };
    busy <= SimDuration::from_millis(300)
        && (0..scenario.members.len()).all(keeps_up)
        && trace.events.iter().all(has_effect)
}

fn everything_is_owned_at_rest(trace: &Trace) -> Verdict {
    let state = each(trace, |_, _| Ok(()))?;
    if trace.outcome != Outcome::Complete || state.group.members.is_empty() {
        return Ok(());
    }
    if state.group.state != GroupState::Stable {
        return Err(format!("at rest with members, and {}", state.group.state.name()));
    }
    // A static leader that comes back takes topics for assigned as it finds them (KIP-814): what was added while it was
    // away stays unseen until the next rebalance, in Kafka too.
    let sees_growth = trace.header.instances.iter().all(Option::is_none);
    let owed = |p: &PartitionIdx| sees_growth || trace.scenario().exists_from(*p) == SimTime::ZERO;
    for p in (0..trace.scenario().partition_count()).map(PartitionIdx::at).filter(owed) {
        let holders = state.holders(p).filter(|m| !is_zombie(trace, &state, m.index())).count();
        if holders != 1 {
            return Err(format!("{} has {holders} holders at rest", trace.scenario().partition_name(p)));
        }
    }
    Ok(())
}

fn generations_never_fall(trace: &Trace) -> Verdict {
    let (mut last, mut restarted) = (None, false);
    each(trace, |state, event| {
        if let EventKind::StepOver(step) = event.kind
            && let Action::RestartBroker(_) = trace.scenario().script[step.index()].action
        {
            // A started coordinator knows the generation that is stored, and no other.
            restarted = true;
        }
        let now = state.group.generation;
        let fell = matches!(event.kind, EventKind::Group(_)) && last.replace(now).is_some_and(|last| now < last);
        let ahead = state.members.iter().any(|member| member.generation > now);
        if !restarted && (fell || ahead) { fail(trace, event, "a generation out of order") } else { Ok(()) }
    })
    .map(drop)
}

fn commits_follow(trace: &Trace) -> Verdict {
    let start = State::start(trace);
    let mut before: Vec<Option<u64>> = start.partitions.iter().map(|p| p.committed).collect();
    each(trace, |state, event| {
        for (n, p) in state.partitions.iter().enumerate() {
            let end = trace.scenario().log_end(PartitionIdx::at(n), event.at);
            if p.committed.is_some_and(|committed| committed > p.taken.min(end)) {
                return fail(trace, event, "committed what nobody has taken, or what is not there");
            }
            if p.committed < before[n] {
                return fail(trace, event, "a committed offset fell");
            }
            before[n] = p.committed;
        }
        Ok(())
    })
    .map(drop)
}

fn records_follow(trace: &Trace) -> Verdict {
    let mut taken: Vec<u64> = State::start(trace).partitions.iter().map(|p| p.taken).collect();
    each(trace, |state, event| {
        if let EventKind::QuietEnds(_) = event.kind {
            taken = state.partitions.iter().map(|p| p.taken).collect();
        }
        let (EventKind::Batch(batch), Actor::Member(who)) = (event.kind, event.actor) else { return Ok(()) };
        for (p, first, last) in &trace.batches[batch.index()].records {
            if !state.members[who.index()].held.contains(p) {
                return fail(trace, event, "a batch with records of a partition that its member does not hold");
            }
            if *first > taken[p.index()] || last < first || *last >= trace.scenario().log_end(*p, event.at) {
                return fail(trace, event, "a batch that leaves records out, or has some that are not there");
            }
            taken[p.index()] = taken[p.index()].max(last + 1);
        }
        Ok(())
    })
    .map(drop)
}

/// What a broker takes to answer, and a bit: at the end of a run such an answer may still be missing.
const ANSWER: SimDuration = SimDuration::from_millis(1);

fn requests_are_answered(trace: &Trace) -> Verdict {
    let mut answers: BTreeMap<MessageIdx, usize> = BTreeMap::new();
    for m in &trace.messages {
        let Some(request) = m.answers else { continue };
        let asked = trace.message(request);
        if (asked.from, asked.to, asked.body.api()) != (m.to, m.from, m.body.api()) {
            return Err(format!("{m:?} does not fit {asked:?}"));
        }
        *answers.entry(request).or_default() += 1;
    }
    let state = StateAt::new(std::rc::Rc::new(trace.clone())).after(trace.events.len());
    // What is written first waits for more to write.
    let answer = ANSWER + trace.scenario().version.append_linger();
    for (n, m) in trace.messages.iter().enumerate().filter(|(_, m)| m.answers.is_none()) {
        let found = answers.get(&MessageIdx::at(n)).copied().unwrap_or(0);
        let waits = match m.body.api() {
            Api::JoinGroup => state.group.state == GroupState::PreparingRebalance,
            Api::SyncGroup => state.group.state == GroupState::CompletingRebalance,
            _ => false,
        };
        let late = m.arrived.is_none_or(|at| at + answer >= trace.end);
        let lost = || ended_after(trace, m.from, m.sent) || lost_after(trace, m.from, m.sent);
        if found > 1 || (found == 0 && !waits && !late && !lost()) {
            return Err(format!("{found} answers to {m:?}"));
        }
    }
    Ok(())
}

/// Whether the consumer that sent something at `sent` has closed its connection since: the answer is lost with it.
fn lost_after(trace: &Trace, who: Actor, sent: SimTime) -> bool {
    let lost = |event: &Event| matches!(event.kind, EventKind::CoordinatorLost(_));
    trace.events.iter().any(|event| event.at >= sent && event.actor == who && lost(event))
}

/// Whether the consumer that sent something at `sent` has ended since.
fn ended_after(trace: &Trace, who: Actor, sent: SimTime) -> bool {
    let ends = |event: &Event| matches!(event.kind, EventKind::Closed | EventKind::Killed | EventKind::Failed(_));
    trace.events.iter().any(|event| event.at >= sent && event.actor == who && ends(event))
}

/// `CLASSIC_GROUP_NEW_MEMBER_JOIN_TIMEOUT_MS`.
const NEWCOMER: SimDuration = SimDuration::from_millis(300_000);

fn sessions_last(trace: &Trace) -> Verdict {
    let mut before = State::start(trace);
    for event in &trace.events {
        if let EventKind::MemberRemoved(id, Removal::SessionTimeout) = event.kind
            && let Some(member) = before.group_member(id)
        {
            let who = trace.member_of(id);
            let config = trace.scenario().member_config(who, trace.header.variant, &RawConfig::default());
            let session = config.map_err(|e| e.to_string())?.session_timeout;
            // A newcomer waits five minutes for the others, whatever its session is.
            if member.parked && event.at - member.heard >= NEWCOMER {
                before.apply(trace, event);
                continue;
            }
            if event.at - member.heard != session || member.parked {
                return fail(trace, event, &format!("{session} ms of session from {}", member.heard));
            }
        }
        before.apply(trace, event);
    }
    Ok(())
}

fn states_fold(trace: &Trace) -> Verdict {
    let keyed = StateAt::new(std::rc::Rc::new(trace.clone()));
    let mut state = State::start(trace);
    for (n, event) in trace.events.iter().enumerate() {
        // Next to keyframes, and now and then between them.
        if (n % 64 <= 1 || n % 37 == 0) && keyed.after(n) != state {
            return fail(trace, event, "the state found before it is another than the state folded");
        }
        let last_of_instant = trace.events.get(n + 1).is_none_or(|next| next.at > event.at);
        state.apply(trace, event);
        if last_of_instant && n % 37 == 0 && keyed.at(event.at) != state {
            return fail(trace, event, "the state found after it is another than the state folded");
        }
    }
    Ok(())
}

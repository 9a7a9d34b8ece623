//! From one session to the next.

use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::{Scenario, SimDuration, SimTime};

use super::{
    Act, ActKind, Action, Asked, History, Mark, Notice, PlanError, Session, Settings, StepEdit, Stride, View, Way,
    history, lanes, plan,
};
use crate::lab::Lab;
use crate::limits;
use crate::myth::MYTHS;
use crate::stretch::Stretch;
use crate::url;

/// Notices that stand at the same time; older ones make room.
const NOTICES: usize = 4;
/// How many partitions are added at once.
const MORE_PARTITIONS: u32 = 2;

/// The session after `action`. Without a lab (nothing has run yet) the actions that need one change nothing.
/// What changes nothing gives an equal session.
#[must_use]
pub fn reduce(session: &Session, lab: Option<&Lab>, action: Action) -> Session {
    let mut s = session.clone();
    let (subject, is_settled) = (history::subject(&action), !matches!(action, Action::Reach(_)));
    match action {
        Action::Restore(other) => s = Session { crowd: s.crowd, ..*other },
        Action::Continue => return s,
        Action::Fold(crowd) => s.crowd = Some(crowd),
        Action::PickMember(member) => s.picked = member,
        Action::Open(dialog) => s.dialog = Some(dialog),
        Action::CloseDialog => s.dialog = None,
        Action::SetPace(pace) => s.pace = pace,
        Action::SetLang(lang) => s.lang = lang,
        Action::SetTheme(theme) => s.theme = theme,
        Action::SetView(view) => s.view = view,
        Action::ShowDifference(is_shown) => s.difference = is_shown,
        Action::Notify(notice) => notify(&mut s, notice),
        Action::Dismiss(i) if i < s.notices.len() => drop(s.notices.remove(i)),
        Action::Dismiss(_) => {}
        Action::SetStride(stride) => s.stride = stride,
        Action::ToggleLoop => s.looping = !s.looping,
        Action::Undo => history::undo(&mut s),
        Action::Redo => history::redo(&mut s),
        other => {
            let begins_anew = matches!(other, Action::Pick(_) | Action::LoadGroup(_) | Action::UnloadGroup);
            let other = run(&mut s, lab, other);
            if let (Some(lab), Some(other)) = (lab, other)
                && let Some(other) = look(&mut s, lab, other)
            {
                travel(&mut s, lab, &other);
            }
            if !begins_anew {
                history::keep(&mut s, session, subject.clone());
            } else if !s.same_group(session) {
                history::keep_all(&mut s, session);
            }
        }
    }
    if subject.is_none() && is_settled {
        history::settle(&mut s);
    }
    if !s.same_run(session) {
        // What was refused is another matter now, and events have other numbers.
        s.notices.retain(|n| matches!(n, Notice::Url(_) | Notice::NoRecording));
        s.asked = None;
    }
    s.asked = s.asked.filter(|asked| asked.at == s.t && s.view == View::Why);
    s
}

fn notify(s: &mut Session, notice: Notice) {
    if s.notices.contains(&notice) {
        return;
    }
    if s.notices.len() == NOTICES {
        s.notices.remove(0);
    }
    s.notices.push(notice);
}

/// What changes the run. Gives back an action that does not.
fn run(s: &mut Session, lab: Option<&Lab>, action: Action) -> Option<Action> {
    match action {
        Action::Pick(scenario) => {
            if scenario < s.scenarios() {
                if s.own_scenario().is_some() {
                    leave_group(s);
                }
                let is_untouched = s.lanes == s.opening();
                if std::mem::replace(&mut s.scenario, scenario) != scenario {
                    s.record_anew();
                }
                restart(s);
                open_lanes(s, is_untouched);
            }
        }
        Action::TryMyth(i) => try_myth(s, i),
        Action::LoadGroup(group) => {
            leave_group(s);
            let is_untouched = s.lanes == s.opening();
            // A group has ①–④ only.
            s.scenario = s.scenario.min(group.scenarios.len().saturating_sub(1));
            s.recorded.clear();
            s.dialog = None;
            restart(s);
            open_lanes(s, is_untouched);
            s.group = Some(group);
            s.show_own();
        }
        Action::UnloadGroup => {
            if leave_group(s) {
                restart(s);
            }
        }
        Action::SetLanes(lanes) => {
            let mut wanted = Vec::new();
            for lane in lanes {
                if !wanted.contains(&lane) && wanted.len() + s.recorded.len() < limits::LANES {
                    wanted.push(lane);
                }
            }
            if !wanted.is_empty() {
                s.lanes = wanted;
            }
        }
        Action::AddRecording(variant) => s.record(variant),
        Action::RemoveRecording(variant) => s.recorded.retain(|r| r.variant != variant),
        Action::Recording(scenario, variant, run) if scenario == s.scenario && s.group.is_none() => {
            if run.is_some() {
                s.recorded.iter_mut().filter(|r| r.variant == variant).for_each(|r| r.run.clone_from(&run));
            } else {
                s.recorded.retain(|r| r.variant != variant);
                notify(s, Notice::NoRecording);
            }
        }
        Action::Recording(..) => {}
        Action::SetSeed(seed) => s.seed = seed,
        Action::SetKafka(name, value) => set_kafka(s, lab, name, value.trim()),
        Action::ResetKafka(name) => s.settings.kafka.retain(|(k, _)| *k != name),
        Action::SetVersion(version) => {
            let own = lab.map(|lab| lab.base.version);
            s.settings.version = version.filter(|v| Some(*v) != own);
        }
        Action::SetBatch(batch) => s.settings.batch = batch,
        Action::SetRecordsPerSecond(rate) => s.settings.records_per_second = rate,
        Action::SetProcess(d) => s.settings.process = d,
        Action::SetPoll(d) => s.settings.poll = d,
        Action::ResetSettings => s.settings = Settings::default(),
        Action::RemoveMark(Mark::Act(i)) => remove_act(s, i),
        Action::ResetMark(Mark::Step(i)) => s.steps.retain(|e| e.step != i),
        other => return Some(other),
    }
    None
}

/// From the opening, with the scenario's own settings.
fn restart(s: &mut Session) {
    s.notices.clear();
    s.settings = Settings::default();
    s.acts.clear();
    if s.myth.take().is_some() {
        // The claim's own lanes go with it.
        s.lanes = s.opening();
    }
    s.steps.clear();
    (s.window, s.range, s.held) = (None, None, None);
    // A loaded group has the same members in each scenario.
    s.picked = s.picked.filter(|_| s.group.is_some());
    s.history = History::default();
    s.t = SimTime::ZERO;
    s.playing = true;
}

/// Away from the loaded group, if there is one; the lane that came with it goes with it.
fn leave_group(s: &mut Session) -> bool {
    let Some(group) = s.group.take() else { return false };
    if s.lanes == lanes::with_own(&s.opened_with, &group) {
        s.lanes = s.opened_with.clone();
    }
    if group.played.is_some() {
        s.recorded.clear();
        // A scenario from a file may be none of those that there are.
        s.scenario = if s.scenario < BUILTIN.len() { s.scenario } else { 0 };
    }
    true
}

/// The lanes that what plays now opens with, where nobody has chosen others.
fn open_lanes(s: &mut Session, is_untouched: bool) {
    if is_untouched {
        s.lanes = s.opening();
    }
}

/// From the opening of the run that tries a claim; it is about no group of one's own.
fn try_myth(s: &mut Session, i: usize) {
    let Some(myth) = MYTHS.get(i) else { return };
    let (run, _) = url::read(myth.query);
    s.group = None;
    restart(s);
    s.dialog = None;
    s.recorded.clear();
    (s.myth, s.seed) = (Some(i), run.seed);
    (s.scenario, s.settings, s.acts) = (run.scenario, run.settings, run.acts);
    s.lanes = if run.lanes == run.opened_with { s.opened_with.clone() } else { run.lanes };
}

fn set_kafka(s: &mut Session, lab: Option<&Lab>, name: String, value: &str) {
    let kafka = &mut s.settings.kafka;
    let own = lab.is_some_and(|lab| own_value(&lab.base, &name).as_deref() == Some(value));
    match kafka.iter_mut().find(|(k, _)| *k == name) {
        _ if own => kafka.retain(|(k, _)| *k != name),
        Some(entry) => value.clone_into(&mut entry.1),
        None => kafka.push((name, value.to_owned())),
    }
}

/// The value that a scenario gives a setting, or Kafka's default.
pub(crate) fn own_value(base: &Scenario, name: &str) -> Option<String> {
    use rebalance_model::config::keys::OF_GROUPS;
    use rebalance_model::config::{Kind, Side, key};
    let key = key(name)?;
    let set = match key.side {
        Side::Consumer => base.consumer.get(name),
        // What the group has of its own is in force.
        Side::Broker => {
            let own = OF_GROUPS.iter().find(|[broker, _]| broker.name == name);
            own.and_then(|[_, group]| base.group.get(group.name)).or_else(|| base.broker.get(name))
        }
        Side::Group => base.group.get(name),
    };
    Some(set.map_or_else(
        || match key.kind {
            Kind::Int { default, .. } => default.to_string(),
            Kind::Bool { default } => default.to_string(),
            Kind::Text { default } => default.to_owned(),
        },
        str::to_owned,
    ))
}

/// An act taken away; with a newcomer goes what was done to it.
fn remove_act(s: &mut Session, i: usize) {
    if i >= s.acts.len() {
        return;
    }
    let gone = s.acts.remove(i);
    if gone.kind == ActKind::Add {
        s.acts.retain(|a| a.member != gone.member);
    }
}

/// What changes markers, or which part of the run is seen. Gives back an action that does not.
fn look(s: &mut Session, lab: &Lab, action: Action) -> Option<Action> {
    let now = lab.clamp(s.t);
    match action {
        Action::MoveMark(mark, at) => mark_to(s, lab, mark, Some(at), None),
        Action::SetLength(mark, d) => mark_to(s, lab, mark, None, Some(d)),
        Action::RemoveMark(mark) => mark_to(s, lab, mark, Some(SimTime::NEVER), None),
        Action::Act(kind, member) => try_out(s, lab, |s| act(s, lab, kind, member, now)),
        Action::Grab => s.held = Some([lab.whole(), lab.window()]),
        Action::Settle => s.held = None,
        Action::Zoom(at, steps) => show(s, lab, Some(lab.window().zoomed(at, steps))),
        Action::Look(window) => show(s, lab, window),
        Action::Select(range) => select(s, lab, range),
        Action::RangeFrom => select(s, lab, Some(range_from(s, lab, now))),
        Action::RangeTo => select(s, lab, Some(range_to(s, lab, now))),
        other => return Some(other),
    }
    None
}

fn range(s: &Session, lab: &Lab) -> Stretch {
    s.range.unwrap_or(lab.whole())
}

fn range_from(s: &Session, lab: &Lab, now: SimTime) -> Stretch {
    let end = range(s, lab).end;
    Stretch { from: now, end: if end > now { end } else { lab.end() } }
}

fn range_to(s: &Session, lab: &Lab, now: SimTime) -> Stretch {
    let from = range(s, lab).from;
    Stretch { from: if from < now { from } else { lab.opening() }, end: now }
}

/// The window, none where that is the whole run.
fn show(s: &mut Session, lab: &Lab, window: Option<Stretch>) {
    let window = window.map(|w| w.within(lab.whole()));
    s.window = window.filter(|w| *w != lab.whole());
}

/// The range; one of no length is none.
fn select(s: &mut Session, lab: &Lab, range: Option<Stretch>) {
    let range = range.map(|r| Stretch::between(lab.clamp(r.from), lab.clamp(r.end)));
    s.range = range.filter(|r| r.from < r.end);
    s.looping &= s.range.is_some();
}

/// Changes the run, unless it could not be run then: that is said, and nothing changed.
fn try_out(s: &mut Session, lab: &Lab, change: impl FnOnce(&mut Session)) {
    let mut next = s.clone();
    change(&mut next);
    match next.plan(&lab.base) {
        // What could not be run before either is another matter.
        Err(error) if s.plan(&lab.base).is_ok() => notify(s, Notice::Refused(error)),
        _ => *s = next,
    }
}

/// A marker at another instant, or what it stands for of another length.
fn mark_to(s: &mut Session, lab: &Lab, mark: Mark, at: Option<SimTime>, takes: Option<SimDuration>) {
    let at = at.map(|t| if t == SimTime::NEVER { t } else { to_the_millisecond(t) });
    try_out(s, lab, |s| match mark {
        Mark::Act(i) => {
            if let Some(act) = s.acts.get_mut(i) {
                act.at = at.unwrap_or(act.at);
                act.kind = takes.map_or(act.kind, |d| act.kind.lasting(d));
            }
        }
        Mark::Step(i) => step_to(s, &lab.base, i, at, takes),
    });
}

fn step_to(s: &mut Session, base: &Scenario, i: usize, at: Option<SimTime>, takes: Option<SimDuration>) {
    let Some(own) = StepEdit::own(base, i) else { return };
    // The length of that one is a setting.
    let takes = if plan::batch_step(&base.script) == Some(i) {
        s.settings.batch = takes.or(s.settings.batch);
        None
    } else {
        takes
    };
    let old = s.steps.iter().position(|e| e.step == i).map(|place| s.steps.remove(place));
    let old = old.unwrap_or(own);
    let new = StepEdit { step: i, at: at.unwrap_or(old.at), takes: takes.or(old.takes) };
    if new != own {
        let place = s.steps.partition_point(|e| e.step < i);
        s.steps.insert(place, new);
    }
}

/// As scenario files have it.
fn to_the_millisecond(t: SimTime) -> SimTime {
    SimTime::from_millis(t.as_millis())
}

/// What moves the playhead. The window follows it.
fn travel(s: &mut Session, lab: &Lab, action: &Action) {
    let now = lab.clamp(s.t);
    let mut go = |t: Option<SimTime>| {
        s.t = t.map_or(now, |t| lab.clamp(t));
        s.playing = false;
    };
    match *action {
        Action::Seek(t) => go(Some(t)),
        Action::StepForward => go(lab.next(s.stride, now, Way::Forward).or(Some(lab.end()))),
        Action::StepBack => go(lab.next(s.stride, now, Way::Back).or(Some(lab.opening()))),
        Action::NextRebalance => go(lab.next(Stride::Rebalance, now, Way::Forward)),
        Action::PreviousRebalance => go(lab.next(Stride::Rebalance, now, Way::Back)),
        Action::Jump(stride, way) => go(lab.next(stride, now, way)),
        Action::Home => go(Some(lab.opening())),
        Action::End => go(Some(lab.end())),
        Action::Reach(t) => {
            s.t = lab.clamp(t);
            s.playing &= !lab.stops_at(s, s.t);
        }
        Action::Ask(lane, event, at) => {
            go(Some(at));
            (s.view, s.asked) = (View::Why, Some(Asked { lane, event, at: s.t }));
        }
        Action::Pause => s.playing = false,
        Action::TogglePlay if s.playing => s.playing = false,
        Action::Play | Action::TogglePlay => play(s, lab),
        _ => return,
    }
    if let Some(window) = s.window {
        show(s, lab, Some(window.following(s.t)));
    }
}

fn play(s: &mut Session, lab: &Lab) {
    let now = lab.clamp(s.t);
    match s.looped() {
        Some(range) if !(range.from..range.end).contains(&now) => s.t = range.from,
        None if now >= lab.end() => s.t = lab.opening(),
        _ => {}
    }
    s.playing = true;
}

fn act(s: &mut Session, lab: &Lab, kind: ActKind, member: String, now: SimTime) {
    if s.acts.len() >= limits::ACTS {
        let (value, most) = (limits::ACTS as u64 + 1, limits::ACTS as u64);
        notify(s, Notice::LeftOut(PlanError::TooMuch { what: "act", value, most }));
        return;
    }
    let (member, kind) = match kind {
        ActKind::Add => (newcomer(lab, s), kind),
        ActKind::AddPartitions(_) => {
            let total = lab.scenario.partitions_before(lab.scenario.script.len()).first().copied().unwrap_or(0);
            let topic = lab.base.topics.first().map(|t| t.name.clone()).unwrap_or_default();
            (topic, ActKind::AddPartitions(total + MORE_PARTITIONS))
        }
        _ => (member, kind),
    };
    let act = Act { at: to_the_millisecond(now), member, kind };
    if !s.acts.contains(&act) {
        s.acts.push(act);
    }
}

/// A name that nobody has, in the manner of the group's own: c4 after c3.
fn newcomer(lab: &Lab, s: &Session) -> String {
    let names = || lab.base.members.iter().map(|m| m.name.as_str()).chain(s.acts.iter().map(|a| a.member.as_str()));
    let first = names().next().unwrap_or("c");
    let stem = first.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = if stem.len() == first.len() { format!("{first}-") } else { stem.to_owned() };
    let number = |name: &str| name.strip_prefix(stem.as_str()).and_then(|n| n.parse::<u64>().ok());
    let next = names().filter_map(number).max().unwrap_or(1).saturating_add(1);
    format!("{stem}{next}")
}

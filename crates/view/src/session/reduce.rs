//! From one session to the next.

use rebalance_model::{Scenario, SimDuration, SimTime};

use super::{Act, ActKind, Action, Asked, Notice, Session, Settings, View};
use crate::lab::Lab;
use crate::limits;
use crate::myth::MYTHS;
use crate::url;

/// Notices that stand at the same time; older ones make room.
const NOTICES: usize = 4;

/// The session after `action`. Without a lab (nothing has run yet) the actions that need one change nothing.
/// What changes nothing gives an equal session.
#[must_use]
pub fn reduce(session: &Session, lab: Option<&Lab>, action: Action) -> Session {
    let mut s = session.clone();
    match action {
        Action::Restore(other) => s = *other,
        Action::Open(dialog) => s.dialog = Some(dialog),
        Action::CloseDialog => s.dialog = None,
        Action::SetPace(pace) => s.pace = pace,
        Action::SetLang(lang) => s.lang = lang,
        Action::SetTheme(theme) => s.theme = theme,
        Action::SetView(view) => s.view = view,
        Action::Notify(notice) => notify(&mut s, notice),
        Action::Dismiss(i) if i < s.notices.len() => drop(s.notices.remove(i)),
        Action::Dismiss(_) => {}
        other => {
            let other = run(&mut s, lab, other);
            if let (Some(lab), Some(other)) = (lab, other) {
                travel(&mut s, lab, other);
            }
        }
    }
    if !s.same_run(session) {
        // What was refused is another matter now, and events have other numbers.
        s.notices.retain(|n| matches!(n, Notice::Url(_)));
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
                s.scenario = scenario;
                restart(s);
            }
        }
        Action::TryMyth(i) => try_myth(s, i),
        Action::LoadGroup(group) => {
            // A group has ①–④ only.
            s.scenario = s.scenario.min(group.scenarios.len().saturating_sub(1));
            s.group = Some(group);
            s.dialog = None;
            restart(s);
        }
        Action::UnloadGroup => {
            if s.group.take().is_some() {
                restart(s);
            }
        }
        Action::SetLanes(lanes) => {
            let mut wanted = Vec::new();
            for lane in lanes {
                if !wanted.contains(&lane) && wanted.len() < limits::LANES {
                    wanted.push(lane);
                }
            }
            if !wanted.is_empty() {
                s.lanes = wanted;
            }
        }
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
        Action::MoveAct(i, at) => {
            if let Some(act) = s.acts.get_mut(i) {
                act.at = at;
            }
        }
        Action::RemoveAct(i) => remove_act(s, i),
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
        s.lanes = s.opened_with.clone();
    }
    s.t = SimTime::ZERO;
    s.playing = true;
}

/// From the opening of the run that tries a claim; it is about no group of one's own.
fn try_myth(s: &mut Session, i: usize) {
    let Some(myth) = MYTHS.get(i) else { return };
    let (run, _) = url::read(myth.query);
    restart(s);
    s.dialog = None;
    (s.group, s.myth, s.seed) = (None, Some(i), run.seed);
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

/// What moves the playhead, or is done at it.
fn travel(s: &mut Session, lab: &Lab, action: Action) {
    let now = lab.clamp(s.t);
    let mut go = |t: Option<SimTime>| {
        s.t = t.map_or(now, |t| lab.clamp(t));
        s.playing = false;
    };
    match action {
        Action::Seek(t) => go(Some(t)),
        Action::StepForward => go(lab.story.next(now).or(Some(lab.end()))),
        Action::StepBack => go(lab.story.previous(now).or(Some(lab.opening()))),
        Action::NextRebalance => go(lab.story.rebalances.iter().copied().find(|t| *t > now)),
        Action::PreviousRebalance => go(lab.story.rebalances.iter().copied().rfind(|t| *t < now)),
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
        Action::Act(kind, member) => act(s, lab, kind, member, now),
        _ => {}
    }
}

fn play(s: &mut Session, lab: &Lab) {
    if lab.clamp(s.t) >= lab.end() {
        s.t = lab.opening();
    }
    s.playing = true;
}

fn act(s: &mut Session, lab: &Lab, kind: ActKind, member: String, now: SimTime) {
    if s.acts.len() >= limits::ACTS {
        return;
    }
    let member = if kind == ActKind::Add { newcomer(lab, s) } else { member };
    // To the millisecond, as scenario files have it.
    let act = Act { at: SimTime::ZERO + SimDuration::from_millis(now.as_millis()), member, kind };
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

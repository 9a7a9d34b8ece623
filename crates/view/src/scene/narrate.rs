//! The narration at an instant: the step that it lies in, told from each lane's moments.

use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::moment::MomentKind;
use rebalance_model::trace::GroupType;
use rebalance_model::{Scenario, SimTime};

use super::build::config;
use super::{LaneKey, Narration, Reading};
use crate::lab::{Lab, Lane};
use crate::session::Session;
use crate::story::Step;
use crate::text::{self, Lang, Prose, Reasons, Rich, Told};

/// What is told at `t`.
pub(super) fn narration(lab: &Lab, session: &Session, t: SimTime) -> Narration {
    let steps = &lab.story.steps;
    let of = steps.len();
    let Some(at) = lab.story.at(t) else { return Narration { of, ..Narration::default() } };
    let mut told = tell(lab, session.lang, &steps[at], t);
    told.step = [title(lab, session), " · ", &(at + 1).to_string(), "/", &of.to_string()].concat();
    (told.number, told.of) = (at + 1, of);
    told
}

/// What the scenario is called: behind the built-in ones there are no words about it but its own.
fn title<'a>(lab: &'a Lab, session: &Session) -> &'a str {
    let Scenario { title, name, .. } = &**lab.scenario();
    let own = if title.is_empty() { name } else { title };
    text::tab_titles(session.lang).get(session.scenario).copied().unwrap_or(own)
}

fn tell(lab: &Lab, lang: Lang, step: &Step, t: SimTime) -> Narration {
    if step.is_summary {
        return Narration { text: Rich::clone(&lab.fixed.lesson), ..Narration::default() };
    }
    let mut lanes: Vec<(LaneKey, Vec<Told>)> = Vec::new();
    for (lane, all) in lab.lanes.iter().zip(&step.lanes) {
        let places = step.so_far(all, &lane.report, t);
        if !places.is_empty() {
            let config = config(lane);
            let reasons = reasons(lab, lane, lang, config.as_ref());
            let mut told = places.iter().map(|i| text::tell(&reasons, &lane.report.moments[*i])).gather();
            // What members gave up or kept is told by what comes of it in the same step.
            for (t, place) in told.iter_mut().zip(places).rev().skip(1) {
                if matches!(lane.report.moments[*place].kind, MomentKind::Rejoins { last: true, .. }) {
                    t.detail.clear();
                }
            }
            lanes.push(((lane.variant, lane.made), told));
        }
    }
    // Heads that stand in all lanes are said once.
    let everywhere = lanes.len() == lab.lanes.len();
    let same = |i: usize| {
        let head = |l: &(LaneKey, Vec<Told>)| l.1.get(i).map(|t| t.head.clone()).filter(|h| !h.is_empty());
        everywhere
            && lanes.first().and_then(head).is_some_and(|first| lanes.iter().all(|l| head(l).as_ref() == Some(&first)))
    };
    let most = lanes.first().map_or(0, |l| l.1.len());
    let shared = (0..most).take_while(|i| same(*i)).count();
    let mut narration = Narration::default();
    if let Some((_, told)) = lanes.first() {
        told[..shared].iter().for_each(|t| join(&mut narration.text, &t.head));
    }
    for (key, told) in &lanes {
        let mut own = Rich::new();
        for (i, t) in told.iter().enumerate() {
            if i >= shared {
                join(&mut own, &t.head);
            }
            join(&mut own, &t.detail);
        }
        if !own.is_empty() {
            narration.lanes.push((*key, own));
        }
    }
    let (first, all_same) =
        (narration.lanes.first().map(|l| l.1.clone()), |x: &Rich| narration.lanes.iter().all(|l| l.1 == *x));
    if let Some(first) = first.filter(|x| narration.lanes.len() == lab.lanes.len() && all_same(x)) {
        join(&mut narration.text, &first);
        narration.lanes.clear();
    }
    if let Some((why, key)) = why(lab, lang, step) {
        narration.why = vec![text::Span::Plain(why.to_owned())];
        narration.key = key;
    }
    narration
}

/// The reason of the moment that weighs most, of several the last.
fn why(lab: &Lab, lang: Lang, step: &Step) -> Option<(&'static str, Option<&'static str>)> {
    let mut best = None;
    for (lane, places) in lab.lanes.iter().zip(&step.lanes) {
        for moment in places.iter().map(|i| &lane.report.moments[*i]) {
            // What all classic lanes say goes before what the one of the other protocol says.
            let classic = moment.group == GroupType::Classic;
            let (weight, reason) =
                ((text::weight(&moment.kind), classic, moment.at), text::about(lang, &lab.scenario.script, moment));
            if !reason.0.is_empty() && best.is_none_or(|(most, _)| weight >= most) {
                best = Some((weight, reason));
            }
        }
    }
    best.map(|(_, reason)| reason)
}

/// What is needed to tell of a lane.
pub(crate) fn reasons<'a>(
    lab: &'a Lab,
    of: &'a Lane,
    lang: Lang,
    config: Option<&'a rebalance_model::config::MemberConfig>,
) -> Reasons<'a> {
    Reasons {
        prose: Prose { lang, scenario: &lab.scenario },
        trace: of.trace(),
        report: &of.report,
        config,
        group: GroupType::Classic,
        stepwise: lab.stepwise,
    }
}

pub(crate) fn join(out: &mut Rich, more: &Rich) {
    if !out.is_empty() && !more.is_empty() {
        out.push(text::Span::Plain(" ".to_owned()));
    }
    out.extend(more.iter().cloned());
}

/// What a screen reader says of the playhead.
pub(crate) fn spoken(lab: &Lab, lang: Lang, t: SimTime) -> String {
    let mut parts = vec![text::duration(lang, t.since(SimTime::ZERO))];
    let groups: Vec<String> = lab.lanes.iter().map(|l| group(l, lang, t, ", ")).gather();
    if groups.windows(2).all(|w| w[0] == w[1]) {
        parts.extend(groups.into_iter().take(1));
    } else {
        let named = |(l, group): (&Lane, String)| format!("{}: {group}", l.title(lang));
        parts.extend(lab.lanes.iter().zip(groups).map(named));
    }
    let step = lab.story.at(t).map(|i| &lab.story.steps[i]);
    let last = |(l, places): (&Lane, &Vec<usize>)| {
        let config = config(l);
        let moment = &l.report.moments[*places.last()?];
        Some(text::spoken(&reasons(lab, l, lang, config.as_ref()), moment))
    };
    let told = step.and_then(|s| lab.lanes.iter().zip(&s.lanes).find_map(last));
    parts.extend(told);
    parts.join(", ")
}

/// Generation and state of a lane's group.
fn group(l: &Lane, lang: Lang, t: SimTime, between: &str) -> String {
    let phase = rebalance_analysis::report::at(&l.report.group, t, |p| p.start);
    let words = text::words(lang);
    phase.map_or_else(
        || words.no_generation.to_owned(),
        |p| {
            let name = if p.group == GroupType::Consumer { words.epoch } else { words.generation };
            format!("{name} {}{between}{}", p.generation, p.state.name())
        },
    )
}

/// The instant under the pointer, in all lanes.
pub(crate) fn reading(lab: &Lab, lang: Lang, t: SimTime) -> Reading {
    Reading { clock: text::clock(t), lanes: lab.lanes.iter().map(|l| group(l, lang, t, " · ")).gather() }
}

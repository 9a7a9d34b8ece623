//! A run as a Mermaid sequence diagram.
//!
//! A sequence diagram has one order. It is that of the coordinator's door, where all lines meet: a request stands where
//! it arrives, an answer where it leaves. What never arrives stands where it was sent, with a crossed arrow.

use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::report::GroupPhase;
use rebalance_model::message::{Actor, Api, Body, Message};
use rebalance_model::trace::{Event, EventKind, GroupType};
use rebalance_model::{MemberIdx, MessageIdx, SetIdx, Trace};

use crate::lab::Lane;
use crate::label;
use crate::stretch::Stretch;
use crate::text::{self, Lang};
use crate::traffic::{answers, is_routine};

/// Mermaid refuses a text of more characters than 50 000 (`maxTextSize`); this leaves room for the last line.
const LONGEST: usize = 49_000;

/// A diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mermaid {
    /// Its text.
    pub text: String,
    /// Lines that were left out at its end, as Mermaid takes no longer text.
    pub left_out: usize,
}

/// The diagram of what happens in `range`. Requests and answers that bring no news are counted.
pub fn mermaid(lang: Lang, run: &Lane, range: Stretch) -> Mermaid {
    let trace = run.trace();
    let mut writer = Writer {
        lang,
        trace,
        group: &run.report.group,
        lines: Vec::new(),
        seen: vec![false; trace.scenario().members.len()],
        routine: Vec::new(),
    };
    let answers = answers(trace);
    for event in trace.events.iter().filter(|e| range.from <= e.at && e.at <= range.end) {
        writer.event(event, &answers);
    }
    writer.tell_routine();
    writer.finish(run.title(lang))
}

struct Writer<'a> {
    lang: Lang,
    trace: &'a Trace,
    /// Which protocol the group has, and since when: online migration changes it within a run.
    group: &'a [GroupPhase],
    lines: Vec<String>,
    /// Members that a line names.
    seen: Vec<bool>,
    /// What brought no news since the last line, and how often.
    routine: Vec<(Api, u32)>,
}

impl Writer<'_> {
    fn event(&mut self, event: &Event, answers: &[Option<MessageIdx>]) {
        let (trace, lang) = (self.trace, self.lang);
        match (event.actor, event.kind) {
            (Actor::Coordinator, EventKind::Received(m) | EventKind::Sent(m)) => {
                self.message(event, m, answers);
            }
            // Lost on its way.
            (Actor::Member(_), EventKind::Sent(m)) if trace.message(m).arrived.is_none() => {
                self.message(event, m, answers);
            }
            (_, EventKind::Step(step)) => {
                let action = &trace.scenario().script[step.index()].action;
                let name = action.member().map_or_else(String::new, |m| label::member(trace.scenario(), m));
                let what = text::act(lang, &name, action);
                self.note(event, action.member(), &what);
            }
            (_, EventKind::Group(change)) => {
                let (state, generation) = (change.to.name(), change.generation.0.to_string());
                let words = text::words(lang);
                let phase = self.group.iter().rev().find(|phase| phase.start <= event.at);
                let is_consumer = phase.is_some_and(|phase| phase.group == GroupType::Consumer);
                let word = if is_consumer { words.epoch } else { words.generation };
                self.note(event, None, &[state, " · ", word, " ", &generation].concat());
            }
            (Actor::Member(who), EventKind::Assigned(set)) => self.callback(event, who, "onPartitionsAssigned", set),
            (Actor::Member(who), EventKind::Revoked(set)) => self.callback(event, who, "onPartitionsRevoked", set),
            (Actor::Member(who), EventKind::PartitionsLost(set)) => self.callback(event, who, "onPartitionsLost", set),
            _ => {}
        }
    }

    fn callback(&mut self, event: &Event, who: MemberIdx, name: &str, set: SetIdx) {
        let what = [name, ": ", &self.partitions(set)].concat();
        self.note(event, Some(who), &what);
    }

    fn partitions(&self, set: SetIdx) -> String {
        let names = self.trace.sets.get(set).iter().map(|p| label::partition(self.trace.scenario(), *p)).gather();
        if names.is_empty() { "–".to_owned() } else { names.join(" ") }
    }

    fn message(&mut self, event: &Event, index: MessageIdx, answers: &[Option<MessageIdx>]) {
        let m = self.trace.message(index);
        let request = m.answers.unwrap_or(index);
        let answer = answers[request.index()].map(|a| self.trace.message(a));
        if is_routine(self.trace.message(request), answer) {
            if m.answers.is_none() {
                self.count(m.body.api());
            }
            return;
        }
        let arrow = match (m.answers, m.arrived) {
            (_, None) => "-x",
            (None, _) => "->>",
            (Some(_), _) => "-->>",
        };
        let (from, to) = (self.name(m.from), self.name(m.to));
        let said = self.said(m);
        self.line(event, &[&from, arrow, &to].concat(), &said);
    }

    /// What stands on a message: what the diagram of the page has, with what the group comes to.
    fn said(&self, m: &Message) -> String {
        let token = text::token(self.trace, m);
        match &m.body {
            body if !body.error().is_ok() => [body.api().name(), ": ", &token].concat(),
            Body::JoinGroupResponse { generation, .. } => {
                let word = text::words(self.lang).generation;
                ["JoinGroup: ", word, " ", &generation.0.to_string()].concat()
            }
            Body::SyncGroupResponse { assignment, .. } => ["SyncGroup: ", &self.partitions(*assignment)].concat(),
            _ => token.to_string(),
        }
    }

    fn note(&mut self, event: &Event, over: Option<MemberIdx>, what: &str) {
        let over = self.name(over.map_or(Actor::Coordinator, Actor::Member));
        self.line(event, &["Note over ", &over].concat(), what);
    }

    fn line(&mut self, event: &Event, head: &str, what: &str) {
        self.tell_routine();
        self.lines.push([head, ": ", &text::instant(event.at), " ", &escaped(what)].concat());
    }

    fn count(&mut self, api: Api) {
        match self.routine.iter_mut().find(|(counted, _)| *counted == api) {
            Some((_, times)) => *times += 1,
            None => self.routine.push((api, 1)),
        }
    }

    fn tell_routine(&mut self) {
        let told = |(api, times): (Api, u32)| [api.name(), " ×", &times.to_string()].concat();
        let told = self.routine.drain(..).map(told).gather();
        if !told.is_empty() {
            self.lines.push(["Note over G: ", &told.join(" · ")].concat());
        }
    }

    fn name(&mut self, actor: Actor) -> String {
        match actor {
            Actor::Member(who) => {
                self.seen[who.index()] = true;
                ["M", &(who.index() + 1).to_string()].concat()
            }
            _ => "G".to_owned(),
        }
    }

    fn finish(self, title: &str) -> Mermaid {
        let (scenario, lang) = (self.trace.scenario(), self.lang);
        let mut text = ["sequenceDiagram\n    title ", &escaped(&scenario.name), " · ", title, "\n"].concat();
        let mut put = |line: &str| {
            let fits = text.len() + line.len() < LONGEST;
            if fits {
                text.extend(["    ", line, "\n"]);
            }
            fits
        };
        put(&["participant G as ", &text::actor(lang, scenario, Actor::Coordinator)].concat());
        for (i, _) in self.seen.iter().enumerate().filter(|(_, seen)| **seen) {
            let name = escaped(&label::member(scenario, MemberIdx::at(i)));
            put(&["participant M", &(i + 1).to_string(), " as ", &name].concat());
        }
        let shown = self.lines.iter().take_while(|line| put(line)).count();
        let left_out = self.lines.len() - shown;
        if left_out > 0 {
            text.extend(["    Note over G: … +", &left_out.to_string(), "\n"]);
        }
        Mermaid { text, left_out }
    }
}

/// Text in which Mermaid finds no end of a statement, no comment and no markup: entities by their codes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '#' | ';' | '<' | '>' | '&' | '%' => {
                out.extend(["#", &u32::from(c).to_string(), ";"]);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

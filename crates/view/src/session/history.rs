//! Undo and redo of acts, markers and settings, and of another group. Changes that follow one another about the same thing are one: a drag,
//! a slider that is moved, a marker that is nudged.

use std::mem::{Discriminant, discriminant};
use std::rc::Rc;

use super::{Act, Action, Mark, Session, Settings, StepEdit};

/// What can be undone, and done again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    past: Vec<Rc<Edits>>,
    future: Vec<Rc<Edits>>,
    /// What the last change was about, until it is settled.
    open: Option<Subject>,
    /// All that there was before the group that is shown, and all that there was with the group that was shown before.
    before: Option<Rc<Session>>,
    after: Option<Rc<Session>>,
}

/// What is undone: all that a person changes about a run of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edits {
    settings: Settings,
    seed: u64,
    acts: Vec<Act>,
    steps: Vec<StepEdit>,
}

/// What a change is about.
type Subject = (Discriminant<Action>, Option<Mark>, String);

/// Changes that are kept.
const KEPT: usize = 100;

impl History {
    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty() || self.before.is_some()
    }

    /// Whether there is something to do again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty() || self.after.is_some()
    }
}

/// What `action` is about, where several of them make one change.
pub(super) fn subject(action: &Action) -> Option<Subject> {
    let (mark, name) = match action {
        Action::MoveMark(mark, _) | Action::SetLength(mark, _) => (Some(*mark), ""),
        Action::SetKafka(name, _) => (None, name.as_str()),
        Action::SetSeed(_)
        | Action::SetBatch(_)
        | Action::SetRecordsPerSecond(_)
        | Action::SetProcess(_)
        | Action::SetPoll(_) => (None, ""),
        _ => return None,
    };
    Some((discriminant(action), mark, name.to_owned()))
}

/// Keeps what `before` had, if `s` is different now.
pub(super) fn keep(s: &mut Session, before: &Session, subject: Option<Subject>) {
    let was = edits(before);
    if edits(s) == was {
        return;
    }
    let history = &mut s.history;
    if subject.is_none() || history.open != subject {
        if history.past.len() == KEPT {
            history.past.remove(0);
        }
        history.past.push(Rc::new(was));
    }
    history.future.clear();
    history.after = None;
    history.open = subject;
}

/// Keeps all that `before` had, where `s` shows another group: what was done to one is not about the other.
pub(super) fn keep_all(s: &mut Session, before: &Session) {
    s.history = History { before: Some(Rc::new(before.clone())), ..History::default() };
}

/// What is changed next is another change.
pub(super) fn settle(s: &mut Session) {
    s.history.open = None;
}

/// As it was before the last change.
pub(super) fn undo(s: &mut Session) {
    if let Some(was) = s.history.past.pop() {
        s.history.future.push(Rc::new(edits(s)));
        restore(s, &was);
    } else if let Some(was) = s.history.before.clone() {
        let after = s.clone();
        turn_into(s, &was);
        (s.history.future, s.history.after) = (Vec::new(), Some(Rc::new(after)));
    }
}

/// As it was before the last undoing.
pub(super) fn redo(s: &mut Session) {
    if let Some(was) = s.history.future.pop() {
        s.history.past.push(Rc::new(edits(s)));
        restore(s, &was);
    } else if let Some(was) = s.history.after.clone() {
        turn_into(s, &was);
    }
}

/// Everything as `was` has it, but what is not about a run.
fn turn_into(s: &mut Session, was: &Session) {
    let own = (s.lang, s.theme, s.pace, s.view, s.dialog);
    *s = was.clone();
    (s.lang, s.theme, s.pace, s.view, s.dialog) = own;
}

fn edits(s: &Session) -> Edits {
    Edits { settings: s.settings.clone(), seed: s.seed, acts: s.acts.clone(), steps: s.steps.clone() }
}

fn restore(s: &mut Session, was: &Edits) {
    s.history.open = None;
    s.settings.clone_from(&was.settings);
    s.acts.clone_from(&was.acts);
    s.steps.clone_from(&was.steps);
    s.seed = was.seed;
}

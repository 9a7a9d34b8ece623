//! What a figure tells the page that it is in: names and plain data, of which `kafka-rebalance.js` makes events.
//!
//! | name | detail | when |
//! |---|---|---|
//! | `ready` | `scenario`, `lanes`, `from`, `end` (ms) | it is drawn |
//! | `state` | `playing`, `t` (ms) | time runs, stands still, or was moved |
//! | `step` | `number`, `of`, `text`, `why`, `t` | another step of the narration |
//! | `verdict` | `lane`, `tone`, `count`, `words`, `t` | things are otherwise in a lane |
//! | `error` | `message` | something was refused or not understood |

use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect};
use rebalance_model::SimTime;
use rebalance_view::scene::{Scene, Verdict};
use rebalance_view::{Lab, Session, Span};
use wasm_bindgen::JsValue;

use crate::components::lane::tone;

/// Who is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Tell(Function);

impl Tell {
    /// Tells this function, with a name and a detail.
    pub const fn new(function: Function) -> Self {
        Self(function)
    }

    fn say(&self, name: &str, detail: &[(&str, JsValue)]) {
        // Whoever listens is not ours: what it throws is its own.
        self.0.call2(&JsValue::NULL, &name.into(), &object(detail)).ok();
    }
}

/// A plain object.
fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        Reflect::set(&object, &JsValue::from_str(key), value).ok();
    }
    object.into()
}

/// An instant in milliseconds, to the microsecond.
#[expect(clippy::cast_precision_loss, reason = "a run is shorter than 2⁵³ µs")]
pub(super) fn ms(t: SimTime) -> f64 {
    t.as_micros() as f64 / 1000.0
}

fn plain(spans: &[Span]) -> JsValue {
    spans.iter().map(Span::text).collect::<String>().into()
}

/// What has been told already.
#[derive(Debug)]
pub(super) struct Told {
    tell: Tell,
    is_ready: bool,
    state: Option<(bool, SimTime)>,
    step: usize,
    verdicts: Vec<Verdict>,
    notices: Vec<String>,
}

impl Told {
    /// Nothing yet.
    pub(super) const fn new(tell: Tell) -> Self {
        Self { tell, is_ready: false, state: None, step: 0, verdicts: Vec::new(), notices: Vec::new() }
    }

    /// Tells what is different since the last drawing.
    pub(super) fn follow(&mut self, session: &Rc<Session>, lab: &Rc<Lab>, scene: &Rc<Scene>) {
        let t = lab.clamp(session.t);
        if !std::mem::replace(&mut self.is_ready, true) {
            let lanes: Array = scene.lanes.iter().map(|lane| JsValue::from_str(lane.variant.name())).collect();
            let entries = [
                ("scenario", lab.scenario().name.as_str().into()),
                ("lanes", lanes.into()),
                ("from", ms(lab.opening()).into()),
                ("end", ms(lab.end()).into()),
            ];
            self.tell.say("ready", &entries);
        }
        let state = (session.playing, t);
        if self.state.replace(state) != Some(state) {
            self.tell.say("state", &[("playing", session.playing.into()), ("t", ms(t).into())]);
        }
        let narration = &scene.narration;
        if std::mem::replace(&mut self.step, narration.number) != narration.number {
            let number = |n: usize| JsValue::from(u32::try_from(n).unwrap_or(u32::MAX));
            let entries = [
                ("number", number(narration.number)),
                ("of", number(narration.of)),
                ("text", plain(&narration.text)),
                ("why", plain(&narration.why)),
                ("t", ms(t).into()),
            ];
            self.tell.say("step", &entries);
        }
        self.follow_verdicts(scene, t);
        for notice in scene.notices.iter().filter(|notice| !self.notices.contains(notice)) {
            self.tell.say("error", &[("message", notice.as_str().into())]);
        }
        self.notices.clone_from(&scene.notices);
    }

    fn follow_verdicts(&mut self, scene: &Scene, t: SimTime) {
        self.verdicts.resize_with(scene.lanes.len(), Verdict::default);
        for (lane, told) in scene.lanes.iter().zip(&mut self.verdicts) {
            if *told != lane.verdict {
                told.clone_from(&lane.verdict);
                let entries = [
                    ("lane", lane.variant.name().into()),
                    ("tone", tone(told.tone).into()),
                    ("count", told.count.as_str().into()),
                    ("words", told.words.as_str().into()),
                    ("t", ms(t).into()),
                ];
                self.tell.say("verdict", &entries);
            }
        }
    }
}

//! Whether a run is one that Kafka could have: invariants as always, eventually, sometimes, over its trace.
//!
//! - [`always`]: what no event may break, folded beside the trace in one pass.
//! - [`eventually`]: what has to follow within a bound that the settings give.
//! - [`sometimes`]: what has to happen in some of many runs, so that no invariant holds for want of anything to judge.
//!
//! It reads traces only. What is under test must not grade itself: nothing here may name the simulator.

pub mod always;
pub mod consumer;
pub mod eventually;
#[path = "../../tests/properties/laws.rs"]
#[allow(
    unreachable_pub,
    clippy::redundant_pub_crate,
    reason = "the file is a module of the test `properties` too, and written for it"
)]
mod laws;
pub mod sometimes;

use std::fmt;

use rebalance_model::trace::State;
use rebalance_model::{Event, EventKind, Trace};

/// What is said of a run: nothing, or a sentence that names what was broken, and where.
pub type Verdict = Result<(), String>;

/// Laws of the file that are told here more exactly: of newcomers and their five minutes, and of what KIP-429 leaves
/// behind when a static member comes back amid a rebalance.
const OURS: [&str; 2] = ["a session ends session.timeout.ms after it was last started", "everything is owned at rest"];

/// Something that a run must not do, and did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The invariant.
    pub name: &'static str,
    /// What broke it.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.what)
    }
}

/// Something that looks at each event of a run, with the state before it.
pub trait Watch {
    /// The invariant that it watches over.
    fn name(&self) -> &'static str;

    /// Looks at an event.
    ///
    /// # Errors
    /// What the event breaks.
    fn look(&mut self, trace: &Trace, before: &State, event: &Event) -> Verdict;
}

/// What watches find on their way through the trace, each once, and the state at its end.
fn watched(trace: &Trace, mut watches: Vec<Box<dyn Watch>>) -> (Vec<Violation>, State) {
    let mut found = Vec::new();
    let mut state = State::start(trace);
    for event in &trace.events {
        watches.retain_mut(|watch| match watch.look(trace, &state, event) {
            Ok(()) => true,
            Err(what) => {
                found.push(Violation { name: watch.name(), what });
                false
            }
        });
        state.apply(trace, event);
    }
    (found, state)
}

/// Whether a member of the run spoke the consumer protocol: [`consumer`] judges the run then, and nothing else.
pub fn speaks_consumer(trace: &Trace) -> bool {
    trace.events.iter().any(|event| matches!(event.kind, EventKind::Membership(_) | EventKind::Converted(_)))
}

/// Everything that the run breaks, each invariant once: it has broken none if there is none.
pub fn violations(trace: &Trace) -> Vec<Violation> {
    if speaks_consumer(trace) {
        return consumer::violations(trace);
    }
    let mut found = Vec::new();
    let ours = |name: &str| OURS.iter().all(|other| *other != name);
    for (name, law) in laws::LAWS.into_iter().filter(|(name, _)| ours(name)) {
        found.extend(law(trace).err().map(|what| Violation { name, what }));
    }
    found.extend(watched(trace, always::all(trace)).0);
    for (name, law) in eventually::ALL {
        found.extend(law(trace).err().map(|what| Violation { name, what }));
    }
    found
}

/// A sentence about an event, with the event as the trace prints it.
pub(crate) fn about(trace: &Trace, event: &Event, what: &str) -> String {
    let mut line = String::new();
    trace.line(&mut line, event).ok();
    format!("{what}: {}", line.trim())
}

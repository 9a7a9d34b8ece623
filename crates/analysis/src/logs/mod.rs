//! The lines that Kafka's clients and its coordinator would have logged, at INFO and above, read off a trace.
//!
//! [`client`] tells a consumer's, [`broker`] the coordinator's. Must not know the simulator: what a trace's
//! events do not tell is left out.
//!
//! Words are those of Kafka 4.3.1 (`AbstractCoordinator`, `ConsumerCoordinator`, `ConsumerRebalanceListenerInvoker`;
//! `GroupMetadataManager`, `ClassicGroup`).

pub mod broker;
pub mod client;
mod consumer;
mod words;

use rebalance_model::message::Actor;
use rebalance_model::{IdIdx, SimTime, Trace};

/// How grave a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// INFO
    Info,
    /// WARN
    Warn,
    /// ERROR
    Error,
}

impl Level {
    /// As a log has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

/// A line of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When it was written.
    pub at: SimTime,
    /// Whose log it is in.
    pub who: Actor,
    /// How grave it is.
    pub level: Level,
    /// Simple name of the class that wrote it.
    pub logger: &'static str,
    /// Its text, without the prefix that names the client.
    pub message: String,
}

/// What the lines call things.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The run.
    pub trace: &'a Trace,
    /// group.id
    pub group: &'a str,
    /// Member ids by their aliases (`c1#1`), as the recorder writes them.
    pub aliases: bool,
}

impl Names<'_> {
    fn id(&self, id: IdIdx) -> &str {
        let identity = self.trace.identity(id);
        if self.aliases { &identity.alias } else { &identity.id }
    }
}

/// All lines of all logs, by time.
pub fn all(names: Names<'_>) -> Vec<Line> {
    let mut lines = broker::lines(names);
    for member in 0..names.trace.scenario().members.len() {
        lines.extend(client::lines(names, rebalance_model::MemberIdx::at(member)));
    }
    rebalance_model::order::sort_by_key(&mut lines, |line| line.at);
    lines
}

impl Line {
    /// Whether the recorder keeps such a line: of the clients it leaves out some that say nothing of the group, of the
    /// broker all that do not name the group.
    pub fn is_recorded(&self, group: &str) -> bool {
        match self.who {
            // A topic's name has the group's in it there.
            Actor::Coordinator => {
                self.message.starts_with("[Broker id=1] Expected partition")
                    || self.message.split([' ', ']', '.']).any(|word| word == group)
            }
            _ => !self.message.starts_with("Notifying assignor about"),
        }
    }
}

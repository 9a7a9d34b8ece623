//! What a member knows of topics and partitions, how often it asks, and what the leader does when they have changed
//! (classic-protocol 1.7; `ConsumerCoordinator.MetadataSnapshot`).

use std::sync::Arc;

use rebalance_model::message::{Body, JoinReason};
use rebalance_model::{SimDuration, SimTime};

use super::{Main, Member};
use crate::assignor::TopicMeta;
use crate::machine::{Outbox, Timer};

/// The least pause before an answer without the topic is asked for again.
const ASK_AGAIN: SimDuration = SimDuration::from_millis(20);

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Known {
    /// Topics as the last answer had them.
    topics: Arc<[TopicMeta]>,
    /// As they were when this member, as leader, assigned them.
    assigned: Option<Arc<[TopicMeta]>>,
    /// Another member leads the generation that begins.
    follows: bool,
    /// When it asks again.
    due: SimTime,
    asked: bool,
}

impl Default for Known {
    fn default() -> Self {
        Self::new(Arc::from([]))
    }
}

impl Known {
    pub(super) fn new(topics: Arc<[TopicMeta]>) -> Self {
        Self { topics, assigned: None, follows: false, due: SimTime::NEVER, asked: false }
    }

    pub(super) fn topics(&self) -> &Arc<[TopicMeta]> {
        &self.topics
    }

    /// This member has assigned what it knows, and watches it from now on.
    pub(super) fn watch(&mut self) {
        (self.assigned, self.follows) = (Some(self.topics.clone()), false);
    }

    /// Another member leads the generation that begins, and is the one that watches.
    pub(super) fn follow(&mut self) {
        self.follows = true;
    }

    /// `onJoinComplete`: what a former leader has assigned is no matter any more. Only now: a pass through poll() before may
    /// still have found that it has changed, and asked for one more rebalance.
    pub(super) fn settle(&mut self) {
        if std::mem::take(&mut self.follows) {
            self.assigned = None;
        }
    }

    /// Whether what was assigned is not what there is.
    pub(super) fn has_changed(&self) -> bool {
        self.assigned.as_ref().is_some_and(|assigned| *assigned != self.topics)
    }

    pub(super) fn is_due(&self, at: SimTime) -> bool {
        self.due == at && !self.asked
    }

    /// Moves what belongs to the routine.
    pub(super) fn shift(&mut self, by: SimDuration) {
        if self.due != SimTime::NEVER {
            self.due += by;
        }
    }
}

impl Member {
    /// Whether it knows topics as they are.
    pub(crate) fn knows(&self, topics: &Arc<[TopicMeta]>) -> bool {
        *self.known.topics == **topics
    }

    /// Whether it leads, and topics are not as it has assigned them.
    pub(crate) fn has_not_seen(&self, topics: &Arc<[TopicMeta]>) -> bool {
        self.is_alive() && self.known.assigned.as_ref().is_some_and(|assigned| **assigned != **topics)
    }

    pub(super) fn request_metadata(&mut self, out: &mut Outbox<'_>) {
        self.known.asked = true;
        out.request(Body::Metadata { partitions: Vec::new() }, SimDuration::ZERO);
    }

    /// A thread reads the network: it asks again if it is time to.
    pub(super) fn refresh_metadata(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if now >= self.known.due && !self.known.asked {
            self.request_metadata(out);
        }
    }

    pub(super) fn metadata_timer(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        if self.main == Main::Waiting {
            self.refresh_metadata(now, out);
        }
    }

    /// What it knows is fresh now.
    pub(super) fn refresh_metadata_after(&mut self, now: SimTime, out: &mut Outbox<'_>) {
        self.known.asked = false;
        self.known.due = now + self.config().metadata_max_age;
        self.schedule_metadata(out);
    }

    pub(super) fn schedule_metadata(&mut self, out: &mut Outbox<'_>) {
        out.wake(Timer::Metadata, self.known.due.max(out.at));
    }

    pub(super) fn metadata_received(&mut self, now: SimTime, partitions: &[u32], out: &mut Outbox<'_>) {
        self.refresh_metadata_after(now, out);
        if partitions.contains(&0) {
            // A topic that the broker does not know (yet) is asked for again soon.
            self.known.due = now + self.config().retry_backoff.max(ASK_AGAIN);
            self.schedule_metadata(out);
        }
        if self.known.topics.iter().zip(partitions).any(|(topic, n)| topic.partitions != *n) {
            let mut topics = self.known.topics.to_vec();
            for (topic, n) in topics.iter_mut().zip(partitions) {
                topic.partitions = *n;
            }
            self.known.topics = topics.into();
        }
    }

    /// The leader joins again if what it has assigned is not what there is.
    pub(super) fn watch_metadata(&mut self) {
        if self.known.has_changed() {
            self.rejoin.get_or_insert(JoinReason::MetadataChanged);
        }
    }
}

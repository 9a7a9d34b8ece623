//! What is to happen: a heap by time, and by order of asking where times are equal.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rebalance_model::message::{Actor, Body};
use rebalance_model::{EventId, MemberIdx, MessageIdx, PartitionIdx, SimTime, StepIdx};

use crate::machine::Timer;

/// Something that is to happen.
#[derive(Debug)]
pub(super) enum Item {
    /// A step of the script.
    Step(StepIdx),
    /// A message leaves its sender.
    Send(Box<Sending>),
    /// What a step began is over.
    StepOver(StepIdx, u32),
    /// A message reaches its receiver, in this life of the member.
    Deliver(MessageIdx, u32),
    /// A machine's timer.
    Timer { actor: Actor, timer: Timer, cause: Option<EventId>, life: u32 },
    /// The answer to a fetch.
    Fetched { member: MemberIdx, sent: SimTime, data: Vec<(PartitionIdx, u64, u64)>, life: u32 },
}

/// A message that is about to be sent.
#[derive(Debug)]
pub(super) struct Sending {
    pub(super) from: Actor,
    pub(super) to: Actor,
    pub(super) body: Body,
    pub(super) answers: Option<MessageIdx>,
    pub(super) cause: Option<EventId>,
    /// Which life of the member at the other end, or of the sender, it belongs to.
    pub(super) life: u32,
    /// Which of the member's connections to the coordinator it goes over; none if it needs none.
    pub(super) connection: Option<u32>,
}

#[derive(Debug)]
struct Entry {
    at: SimTime,
    seq: u64,
    item: Item,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.seq) == (other.at, other.seq)
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        // Reversed: the heap gives its greatest first, and the earliest is wanted.
        (other.at, other.seq).cmp(&(self.at, self.seq))
    }
}

/// The queue.
#[derive(Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Entry>,
    seq: u64,
}

impl Queue {
    pub(super) fn push(&mut self, at: SimTime, item: Item) {
        if at == SimTime::NEVER {
            return;
        }
        self.seq += 1;
        self.heap.push(Entry { at, seq: self.seq, item });
    }

    pub(super) fn next_at(&self) -> Option<SimTime> {
        self.heap.peek().map(|e| e.at)
    }

    /// Everything that is to happen, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (SimTime, &Item)> {
        self.heap.iter().map(|e| (e.at, &e.item))
    }

    /// Takes everything out, in order.
    pub(super) fn take(&mut self) -> Vec<(SimTime, Item)> {
        let mut all = std::mem::take(&mut self.heap).into_vec();
        rebalance_model::order::sort_by_key(&mut all, |e| (e.at, e.seq));
        all.into_iter().map(|e| (e.at, e.item)).collect()
    }

    pub(super) fn pop(&mut self) -> Option<(SimTime, Item)> {
        self.heap.pop().map(|e| (e.at, e.item))
    }
}

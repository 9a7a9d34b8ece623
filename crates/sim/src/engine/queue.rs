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

impl Item {
    fn is_message(&self) -> bool {
        matches!(self, Self::Send(_) | Self::Deliver(..))
    }
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

/// When something is to happen, and where it lies: so small because the heap moves these about.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    at: SimTime,
    seq: u64,
    place: u32,
}

impl Entry {
    /// One number in place of two: a comparison that no processor has to guess the way of.
    fn key(&self) -> u128 {
        u128::from(self.at.as_micros()) << u64::BITS | u128::from(self.seq)
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        // Reversed: the heap gives its greatest first, and the earliest is wanted. No two have the same number.
        other.key().cmp(&self.key())
    }
}

/// The queue.
#[derive(Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Entry>,
    seq: u64,
    /// What is to happen, each where its entry says.
    items: Vec<Option<Item>>,
    /// Places in `items` where nothing lies.
    free: Vec<u32>,
    /// Messages that are about to be sent, or on their way.
    messages: usize,
}

impl Queue {
    pub(super) fn push(&mut self, at: SimTime, item: Item) {
        if at == SimTime::NEVER {
            return;
        }
        self.seq += 1;
        self.messages += usize::from(item.is_message());
        let place = self.free.pop().unwrap_or_else(|| {
            self.items.push(None);
            u32::try_from(self.items.len() - 1).unwrap_or_else(|_| unreachable!("a run has fewer items than that"))
        });
        self.items[place as usize] = Some(item);
        self.heap.push(Entry { at, seq: self.seq, place });
    }

    pub(super) fn next_at(&self) -> Option<SimTime> {
        self.heap.peek().map(|e| e.at)
    }

    /// Whether a message is about to be sent, or on its way.
    pub(super) fn has_messages(&self) -> bool {
        self.messages > 0
    }

    /// Everything that is to happen, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (SimTime, &Item)> {
        self.heap.iter().filter_map(|e| self.items[e.place as usize].as_ref().map(|item| (e.at, item)))
    }

    /// Takes everything out, in order.
    pub(super) fn take(&mut self) -> Vec<(SimTime, Item)> {
        let mut all = Vec::with_capacity(self.heap.len());
        while let Some(next) = self.pop() {
            all.push(next);
        }
        all
    }

    pub(super) fn pop(&mut self) -> Option<(SimTime, Item)> {
        let Entry { at, place, .. } = self.heap.pop()?;
        let item = self.items[place as usize].take()?;
        self.free.push(place);
        self.messages -= usize::from(item.is_message());
        Some((at, item))
    }
}

//! The turns of the background thread (`ConsumerNetworkThread.runOnce`), as far as poll() notices them.
//!
//! At the end of a turn the thread notes how long poll() may wait (`cachedMaximumTimeToWait`): until the next automatic
//! commit, counted from when that turn *began*. It began before the thread waited for the network, and ends when something
//! comes or is asked. So poll() reads a time that is out of date, and waits too long by as much: an application that works
//! 10 ms on each batch commits 10 ms late, each time, and the next commit is due so much later too. Before 4.2 poll() waited
//! for a turn of its own first, and was in time.

use rebalance_model::{SimDuration, SimTime};

/// See the module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Turns {
    /// When the turn began that ended last: `cachedMaximumTimeToWait` counts from here.
    counted: SimTime,
    /// When the turn began that waits for the network now.
    begun: SimTime,
}

impl Turns {
    /// Something has come, or is asked: one turn ends and the next begins.
    pub(super) fn woken(&mut self, now: SimTime) {
        (self.counted, self.begun) = (self.begun, now);
    }

    /// A request has gone, or poll() has waited for this turn: it did not wait for the network.
    pub(super) fn sent(&mut self, now: SimTime) {
        (self.counted, self.begun) = (now, now);
    }

    /// How long poll() may wait, if the thread has something to do at `next`; in whole milliseconds, as Kafka's clocks.
    pub(super) fn allowed(&self, next: SimTime) -> SimDuration {
        SimDuration::from_millis(next.as_millis().saturating_sub(self.counted.as_millis()))
    }

    /// Moves what belongs to the routine.
    pub(super) fn shift(&mut self, by: SimDuration) {
        (self.counted, self.begun) = (self.counted + by, self.begun + by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(ms: u64) -> SimTime {
        SimTime::from_millis(ms)
    }

    /// A batch was returned at 1002 and the next fetch sent; the application worked until 1012, and calls poll().
    #[test]
    fn poll_waits_too_long_by_what_has_passed_since_the_turn_began() {
        let mut turns = Turns::default();
        turns.sent(at(1_002));
        turns.woken(at(1_012));
        assert_eq!(turns.allowed(at(1_020)), SimDuration::from_millis(18), "until 1030, and not 1020");
        turns.woken(at(1_112));
        assert_eq!(turns.allowed(at(1_120)), SimDuration::from_millis(108), "longer than this poll() lasts");
    }

    #[test]
    fn what_is_due_already_allows_no_wait() {
        let mut turns = Turns::default();
        turns.sent(at(1_002));
        assert_eq!(turns.allowed(at(1_000)), SimDuration::ZERO);
    }

    #[test]
    fn a_routine_that_is_moved_waits_as_long_as_before() {
        let mut turns = Turns::default();
        turns.sent(at(1_002));
        turns.shift(SimDuration::from_millis(60_000));
        assert_eq!(turns.allowed(at(61_020)), SimDuration::from_millis(18));
    }
}

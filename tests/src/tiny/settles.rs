//! Whether a group comes to its target when nothing more happens to it: from any state, every machine takes its turn, in
//! rounds; sessions of processes that are gone end; nothing else does.

use rebalance_model::MemberIdx;
use rebalance_model::message::Actor;
use rebalance_model::trace::{MemberState, Membership};
use rebalance_sim::steps::{Standing, Timer};

use super::local::{self, Face, Tables};
use super::{Act, Cut, Group, PARTITIONS};

/// Rounds within which a group is at its target.
const ROUNDS: usize = 12;

impl Group {
    /// Whether everybody has come to its target after so many rounds.
    pub(super) fn settles(&self, cut: &Cut) -> bool {
        let mut settling = self.settling.lock().expect("nothing panics with the states in hand");
        let mut way = Vec::new();
        let mut cut = Cut { processed: [0; PARTITIONS], landed: false, fell: false, ..*cut };
        while !settling.contains(&cut) && !self.is_settled(&cut) {
            if way.len() == ROUNDS {
                return false;
            }
            way.push(cut);
            cut = self.round(&cut);
        }
        settling.extend(way);
        true
    }

    /// Everybody takes its turn once.
    fn round(&self, cut: &Cut) -> Cut {
        self.with(|tables| {
            let mut cut = *cut;
            let act = |tables: &mut Tables, act: Act, cut: &mut Cut| {
                if let Some(next) = self.after(tables, cut, act) {
                    *cut = next;
                }
            };
            for m in self.members() {
                while cut.up[m.index()] != local::EMPTY {
                    act(tables, Act::Up(m), &mut cut);
                }
            }
            for m in self.members() {
                while cut.down[m.index()] != local::EMPTY {
                    act(tables, Act::Down(m), &mut cut);
                }
                if tables.face(cut.members[m.index()]).fetches {
                    act(tables, Act::Fetched(m), &mut cut);
                }
                for timer in [Timer::Main, Timer::Heartbeat] {
                    if tables.face(cut.members[m.index()]).timers.contains(&timer) {
                        act(tables, Act::Timer(Actor::Member(m), timer, 0), &mut cut);
                    }
                }
            }
            for timer in tables.face(cut.coordinator).timers.clone() {
                let is_of = |m: MemberIdx, id| tables.face(cut.members[m.index()]).id == Some(id);
                if matches!(timer, Timer::Session(id) if !self.members().any(|m| is_of(m, id))) {
                    act(tables, Act::Timer(Actor::Coordinator, timer, 0), &mut cut);
                }
            }
            Cut { processed: [0; PARTITIONS], landed: false, fell: false, ..cut }
        })
    }

    /// Whether everybody who is there is in, and has all that it is to own.
    fn is_settled(&self, cut: &Cut) -> bool {
        self.faces(cut, |coordinator, members| {
            let members: Vec<&&Face> = members.iter().filter(|m| m.side.is_some()).collect();
            let Some(books) = &coordinator.books else { return members.is_empty() };
            let everything = (1 << self.bounds.partitions) - 1;
            let is_there = |m: &Face| {
                let is_stable = m.side == Some(Standing::Consumer(Membership::Stable));
                coordinator.book(m).is_some_and(|book| {
                    is_stable
                        && book.state == MemberState::Stable
                        && [book.epoch, m.generation, books.target_epoch] == [coordinator.generation; 3]
                        && [book.assigned, m.owned] == [book.target; 2]
                        && book.pending == 0
                })
            };
            let owned = members.iter().fold(0, |owned, m| owned | m.owned);
            books.members.len() == members.len()
                && members.iter().all(|m| is_there(m))
                && (members.is_empty() || owned == everything)
        })
    }
}

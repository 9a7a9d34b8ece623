//! Which lanes stand side by side: one a protocol, each with one of its assignors.

use rebalance_analysis::gather::Gather as _;
use rebalance_model::Variant;
use rebalance_model::scenario::builtin::BUILTIN;

use super::{LoadedGroup, Session};
use crate::limits;

/// Protocols in the order of their lanes, each with its assignors; the first is what a lane is added with.
const PROTOCOLS: [&[Variant]; 3] = [
    &[Variant::Eager, Variant::RoundRobin, Variant::Sticky],
    &[Variant::Cooperative],
    &[Variant::Consumer, Variant::ConsumerRange],
];

/// From this width of the window on, CSS pixels, three lanes read well, and all are there at once.
const WIDE: u32 = 1680;

/// The lanes that a window of this width opens with.
pub fn opening_lanes(width: u32) -> Vec<Variant> {
    let protocols = if width < WIDE { &PROTOCOLS[..2] } else { &PROTOCOLS[..] };
    protocols.iter().map(|of| of[0]).gather()
}

/// Place of its protocol; behind all of them for what the scenario's members say.
fn protocol(variant: Variant) -> usize {
    PROTOCOLS.iter().position(|of| of.contains(&variant)).unwrap_or(PROTOCOLS.len())
}

/// Puts a lane at its protocol's place.
fn insert(lanes: &mut Vec<Variant>, lane: Variant) {
    let at = lanes.iter().position(|other| protocol(*other) > protocol(lane)).unwrap_or(lanes.len());
    lanes.insert(at, lane);
}

/// The lanes with a group's own among them: in the place of its protocol's or, where that has none, of the first, as more
/// than there are may not fit beside one another. A lane that stands alone stays. For a recording there is room; what its
/// members say themselves stands alone.
pub(super) fn with_own(lanes: &[Variant], group: &LoadedGroup) -> Vec<Variant> {
    let Some(own) = group.own else { return lanes.to_vec() };
    let mut kept: Vec<Variant> = lanes.iter().copied().filter(|lane| protocol(*lane) != protocol(own)).gather();
    let most = if group.played.is_some() { limits::LANES - 2 } else { limits::LANES };
    if own == Variant::AsConfigured {
        kept.clear();
    } else if kept.len() == lanes.len() && kept.len() > 1 {
        kept.remove(0);
    }
    kept.truncate(most);
    insert(&mut kept, own);
    kept
}

impl Session {
    /// What a lane may be switched to: the assignors of its protocol, without those of other lanes.
    pub(crate) fn assignors(&self, lane: Variant) -> Vec<Variant> {
        let of = PROTOCOLS.get(protocol(lane)).copied().unwrap_or_default();
        of.iter().copied().filter(|v| *v == lane || !self.lanes.contains(v)).gather()
    }

    /// The lanes that what plays opens with: those of the window, but one where the members say themselves how they are
    /// configured, as that is what such a scenario is about.
    pub(crate) fn opening(&self) -> Vec<Variant> {
        if self.is_as_configured() { vec![Variant::AsConfigured] } else { self.opened_with.clone() }
    }

    /// Whether a built-in scenario plays that is not of one protocol.
    fn is_as_configured(&self) -> bool {
        let of = BUILTIN.get(self.scenario).filter(|_| self.group.is_none());
        of.is_some_and(|builtin| builtin.recorded == [Variant::AsConfigured])
    }

    /// Protocols that have no lane, while there is room for one; and the members' own configuration, where a scenario is
    /// about that.
    pub(crate) fn addable(&self) -> Vec<Variant> {
        let lacks = |of: &&[Variant]| self.lanes.iter().all(|lane| !of.contains(lane));
        let room = self.lanes.len() + self.recorded.len() < limits::LANES;
        let own: &[Variant] = if self.is_as_configured() { &[Variant::AsConfigured] } else { &[] };
        let all = PROTOCOLS.iter().copied().chain([own]);
        all.filter(|of| room && lacks(of)).filter_map(|of| of.first().copied()).gather()
    }

    /// The lanes with one more, at its protocol's place.
    pub fn lanes_with(&self, lane: Variant) -> Vec<Variant> {
        let mut lanes = self.lanes.clone();
        insert(&mut lanes, lane);
        lanes
    }

    /// The lanes with `to` in the place of `from`; without it if there is none.
    pub fn lanes_switched(&self, from: Variant, to: Option<Variant>) -> Vec<Variant> {
        let switched = |lane: &Variant| if *lane == from { to } else { Some(*lane) };
        self.lanes.iter().filter_map(switched).gather()
    }
}

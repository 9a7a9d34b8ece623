//! What a pointer drags along a time axis, on a chart and on the strip: a marker, to another instant.

use rebalance_model::SimTime;
use rebalance_view::Action;
use rebalance_view::chart::{Axis, Marker};
use rebalance_view::session::Mark;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event};

use crate::desk::Desk;

/// A marker under a pointer that is pressed.
#[derive(Clone, Copy, Debug)]
pub struct Hand {
    /// Which.
    pub mark: Mark,
    /// When it was.
    at: SimTime,
    /// Where the pointer was pressed.
    from: u32,
    /// Whether it has been moved: before, it is only pressed.
    has_moved: bool,
}

/// Way that a pointer may tremble, in places of an axis.
const TREMBLE: u32 = 40;

impl Hand {
    /// Takes hold of the marker that an event is about, if it is about one.
    pub fn on(event: &Event, axis: &Axis, place: u32) -> Option<Self> {
        let marker = marker_of(event, axis)?;
        Some(Self { mark: marker.mark, at: marker.at, from: place, has_moved: false })
    }

    /// The pointer is at `place` now.
    pub fn move_to(&mut self, desk: &Desk, axis: &Axis, place: u32) {
        if !self.has_moved {
            if place.abs_diff(self.from) < TREMBLE {
                return;
            }
            self.has_moved = true;
            desk.ask(Action::Grab);
        }
        let us = |t: SimTime| t.as_micros();
        let t = (us(self.at) + us(axis.t(place))).saturating_sub(us(axis.t(self.from)));
        desk.ask(Action::MoveMark(self.mark, axis.round(SimTime::from_micros(t))));
    }

    /// The pointer lets go; whether it had only been pressed.
    pub fn let_go(self, desk: &Desk) -> bool {
        desk.focus(&pin(self.mark));
        if self.has_moved {
            desk.ask(Action::Settle);
        }
        !self.has_moved
    }
}

/// The marker that an event is about: it happened on an element with its name.
pub fn marker_of<'a>(event: &Event, axis: &'a Axis) -> Option<&'a Marker> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let name = target.closest("[data-mark]").ok()??.get_attribute("data-mark")?;
    axis.markers.iter().find(|m| name_of(m.mark) == name)
}

/// A marker's name in attributes.
pub fn name_of(mark: Mark) -> String {
    match mark {
        Mark::Act(i) => ["a", &i.to_string()].concat(),
        Mark::Step(i) => ["s", &i.to_string()].concat(),
    }
}

/// Id of a marker on the strip, which is where it has the focus.
pub fn pin(mark: Mark) -> String {
    ["pin-", &name_of(mark)].concat()
}

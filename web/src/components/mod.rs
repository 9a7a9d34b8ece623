//! The parts of the page. They hold markup, and callbacks that ask the desk for an action; words and numbers come
//! from the scene. What has a state, or is drawn anew less often than the page, is a [`pane`]; all else a function.

pub mod acts;
pub mod below;
pub mod beside;
pub mod card;
pub mod chart;
pub mod claims;
pub mod deck;
pub mod dialogs;
pub mod difference;
pub mod hand;
pub mod knob;
pub mod lane;
pub mod later;
pub mod messages;
pub mod narration;
pub mod pane;
pub mod score;
pub mod settings;
pub mod small;
pub mod strip;
pub mod tabs;
pub mod terminal;
pub mod tools;
pub mod top;
pub mod transport;
pub mod tried;
pub mod why;

use std::rc::Rc;

use rebalance_view::scene::LaneScene;
use rebalance_view::{Lab, Lang, Scene, Session};

use crate::desk::Desk;

/// What every panel gets: the whole of what is shown. Which part of it a panel cares for, it says itself in `changed`.
#[derive(Clone, Debug)]
pub struct Part {
    /// Where it brings its wishes.
    pub desk: Desk,
    /// What the person has chosen.
    pub session: Rc<Session>,
    /// The runs, for what is computed only where it is shown.
    pub lab: Rc<Lab>,
    /// What is shown.
    pub scene: Rc<Scene>,
    /// Place of its lane, for one that belongs to a lane.
    pub index: usize,
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.session, &other.session) && Rc::ptr_eq(&self.scene, &other.scene) && self.index == other.index
    }
}

impl Part {
    /// The language.
    pub fn lang(&self) -> Lang {
        self.session.lang
    }

    /// Its lane.
    pub fn lane(&self) -> Option<&LaneScene> {
        self.scene.lanes.get(self.index)
    }
}

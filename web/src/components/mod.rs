//! The parts of the page, one a file. They hold markup, and callbacks that ask the desk for an action; words and
//! numbers come from the scene.

pub mod acts;
pub mod card;
pub mod chart;
pub mod header;
pub mod headline;
pub mod icon;
pub mod keys;
pub mod knob;
pub mod knobs;
pub mod lane;
pub mod load;
pub mod modal;
pub mod narration;
pub mod notices;
pub mod report;
pub mod rich;
pub mod scenarios;
pub mod score;
pub mod settings;
pub mod share;
pub mod table;
pub mod transport;

//! Everything that the page shows, as pure data; every number and sentence is computed from traces.
//!
//! Start at [`session`]: what the person has chosen. [`Session::plan`] turns it into a scenario, the
//! caller runs that in each lane, and [`Lab::new`] holds the runs. From there on:
//!
//! - [`scene`]: structure, compared and drawn anew only when it differs ([`Lab::scene`]);
//! - [`motion`]: what moves in every frame ([`Lab::frame`]);
//! - [`pace`]: the one map between the group's time and viewing time;
//! - [`story`]: the steps of the narration, merged from the lanes;
//! - [`knob`]: sliders on log scales;
//! - [`crowd`]: what a large group is shown with;
//! - [`myth`]: claims that are often made, and runs that try them;
//! - [`stretch`]: windows and ranges of the time axis; [`sum`]: what happens in a range;
//! - [`url`]: the session as a query string; [`embed`]: as a snippet for other people's pages;
//! - [`figure`]: a run as a figure that stands still;
//! - [`views`]: messages, terminal and causes, beside the group;
//! - [`export`]: a run in the forms of other tools;
//! - [`text`]: every word, by language.
//!
//! Must know neither a browser nor how a trace was made.

pub mod chart;
pub mod crowd;
pub mod embed;
pub mod export;
pub mod figure;
pub mod knob;
mod lab;
pub mod label;
pub mod limits;
pub mod motion;
pub mod myth;
pub mod pace;
pub mod scene;
pub mod session;
pub mod story;
pub mod stretch;
pub mod sum;
pub mod text;
mod traffic;
pub mod url;
pub mod views;

pub use lab::{Lab, Lane, Latency, Made};
pub use motion::Frame;
pub use pace::{Pace, PaceMap};
pub use scene::Scene;
pub use session::{Action, Session, reduce};
pub use stretch::Stretch;
pub use text::{Lang, Rich, Span};

//! What the lanes show beside the group: other views of the same instant.
//!
//! One function a view, which is all that the page calls: [`messages`], [`terminal`], [`why`], and [`difference`] for all
//! lanes together. What stands behind them is reached by nothing else, so that it can be loaded when a view is first
//! opened.

pub mod difference;
mod fields;
pub mod messages;
pub mod terminal;
pub mod why;

pub use difference::difference;
pub use messages::messages;
pub use terminal::terminal;
pub use why::why;

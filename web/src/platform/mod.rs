//! The browser, one small module a need. Every web-sys call that is no event of a component is here.
//!
//! Must not know what the page shows.

pub mod address;
pub mod clipboard;
pub mod crash;
pub mod dom;
pub mod files;
pub mod focus;
pub mod listener;
pub mod motion_preference;
pub mod parts;
pub mod picture;
pub mod promise;
pub mod resize;
pub mod timer;

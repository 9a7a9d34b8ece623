//! What components need of the browser's life: keys, address, size, the wish for less motion.

mod use_address;
mod use_less_motion;
mod use_shortcuts;
mod use_width;

pub use use_address::use_address;
pub use use_less_motion::use_less_motion;
pub use use_shortcuts::use_shortcuts;
pub use use_width::use_width;

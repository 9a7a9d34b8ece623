//! What moves: writers that put a frame of the view crate into existing elements.
//!
//! [`Player`] owns the one requestAnimationFrame loop, which exists only while time runs. The writers set
//! transforms and text of elements that they have at hand; they must not build structure, which is Yew's,
//! except for the tokens, which come and go too often.

pub mod diagram;
mod geometry;
mod lane;
mod meters;
mod pixels;
mod player;
mod tiles;
mod tokens;

pub(crate) use geometry::CardBox;
pub use geometry::{Demand, Geometry, TileSize};
pub(crate) use lane::all;
pub(crate) use meters::{LATE, Meters};
pub(crate) use pixels::{Moved, Point, px};
pub use player::{Across, Player, Readout};
pub use tokens::Tokens;

//! The files that are made: where they lie in the repository, and what is in them.

use std::fs;
use std::path::{Path, PathBuf};

use super::play::Act;
use super::{Grid, measured, page};

/// The grid, a line a cell.
pub const GRID: &str = "tests/handover.txt";
const PAGE: &str = "docs/what-a-hand-over-costs.md";

/// Where a file of the repository lies.
pub fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(below)
}

/// The grid as it is committed.
///
/// # Panics
/// If it is not there, or not whole.
pub fn grid() -> Grid {
    let text = fs::read_to_string(path(GRID)).unwrap_or_else(|why| panic!("{GRID}: {why}"));
    Grid::read(&text).unwrap_or_else(|why| panic!("{GRID}: {why}"))
}

/// The page and its drawings, of the grid and the recordings that are committed.
///
/// # Panics
/// As [`grid`], and if a recording is not whole.
pub fn made() -> Vec<(&'static str, String)> {
    let grid = grid();
    vec![
        (PAGE, page::page(&grid, &measured::all(&grid))),
        ("docs/hand-over-join.svg", page::drawing(&grid, Act::Join)),
        ("docs/hand-over-close.svg", page::drawing(&grid, Act::Close)),
    ]
}

//! How much is drawn at once. What is left out is always said ([`crate::scene::Scene::limits`]).

use rebalance_model::Scenario;

/// Rows of an ownership chart.
pub const CHART_ROWS: usize = 64;
/// Cards of a lane, where what folds a large group is not at hand.
pub const CARDS: usize = 24;
/// Members that have a card each: two rows of them in one of two lanes of a window of 1440 pixels. The cards of more fold
/// into cells.
pub const UNFOLDED: usize = 12;
/// Cells of a lane: as many as are found again, in ten rows.
pub const CELLS: usize = 100;
/// Tiles on one card; further ones are counted.
pub const CARD_TILES: usize = 12;
/// Tiles on the shelf of partitions that nobody holds.
pub const SHELF_TILES: usize = 24;
/// Tokens in flight in one lane and one frame.
pub const TOKENS: usize = 150;
/// Columns of a lag path; each has its highest and its lowest point.
pub const LAG_COLUMNS: u32 = 400;
/// Lines of members in a diagram of messages.
pub const LINES: usize = 8;
/// Causes that are told one by one.
pub const CAUSES: usize = 40;
/// Rows of the difference of lanes.
pub const DIFFERENCES: usize = 60;
/// Lanes side by side.
pub const LANES: usize = 3;
/// Acts that a person adds to a scenario.
pub const ACTS: usize = 50;

/// Whether a group has more than fits: its cards fold, or its charts are grouped.
pub fn is_large(scenario: &Scenario) -> bool {
    scenario.members.len() > UNFOLDED || scenario.partition_count() > CHART_ROWS
}

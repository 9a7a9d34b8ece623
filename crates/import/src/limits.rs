//! How much of a paste is read and repeated. Whatever meets one of these limits is said, never dropped in silence.
//! What a *scenario* may hold is `rebalance_model::scenario::limits`' business, the bytes of a source too.

/// Entries kept in each list of the report: more than anybody reads, little enough to show.
pub const MAX_ENTRIES: usize = 1_000;

/// Partitions taken from all tables together, those named inside assignments included.
pub const MAX_PARTITIONS: usize = 200_000;

/// Highest partition number believed. The largest clusters have some 100 000 partitions in all.
pub const MAX_PARTITION_NUMBER: u32 = 99_999;

/// Words of a row that lost its alignment. A row has at most 11 columns; the rest are words of names.
pub const MAX_WORDS: usize = 64;

/// Characters of a line that the report repeats.
pub const EXCERPT_CHARS: usize = 80;

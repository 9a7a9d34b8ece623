//! Rebalancing
#![doc = ""]
#![doc = include_str!("../figures.html")]

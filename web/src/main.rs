//! The program that is linked for the browser: the library beside it, with what it exports. Nothing happens until
//! `loader.js` opens the page, or `kafka-rebalance.js` makes a figure.

use rebalance_web as _;

fn main() {}

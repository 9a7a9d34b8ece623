//! Collecting into vectors, at the cost that a page can bear.
//!
//! Each chain that the standard library collects brings its own guesses of lengths and its own ways to grow into
//! the wasm. Lists are short here: pushing one after the other is as quick, and a twentieth of the code.

/// What [`Iterator::collect`] does, for vectors alone.
pub trait Gather: Iterator + Sized {
    /// All elements, in order.
    fn gather(self) -> Vec<Self::Item> {
        let mut list = Vec::new();
        for x in self {
            list.push(x);
        }
        list
    }
}

impl<I: Iterator> Gather for I {}

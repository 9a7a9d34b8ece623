//! The switches of all mutants: which one is on. In the copy of the workspace only, as `crates/sim/src/mutation.rs`.
//!
//! `MUTANT=7` switches number 7 on. `MUTANTS_REACHED=file` switches none on, and has the numbers of those that are come by
//! written to that file, a line each.

use std::fs::File;
use std::io::Write as _;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Not read yet.
const UNKNOWN: usize = usize::MAX;
/// None, and who comes by is to be written down.
const RECORDED: usize = usize::MAX - 1;
/// More than there are mutants.
const MUTANTS: usize = 1 << 14;

static CHOSEN: AtomicUsize = AtomicUsize::new(UNKNOWN);
static REACHED: [AtomicBool; MUTANTS] = [const { AtomicBool::new(false) }; MUTANTS];
static FILE: LazyLock<File> = LazyLock::new(|| {
    let path = std::env::var_os("MUTANTS_REACHED").expect("the name of a file");
    File::options().append(true).create(true).open(path).expect("a file that can be written")
});

/// Whether this mutant is the one.
#[inline]
pub(crate) fn on(mutant: usize) -> bool {
    let chosen = CHOSEN.load(Ordering::Relaxed);
    if chosen >= RECORDED { rarely(mutant, chosen) } else { chosen == mutant }
}

#[cold]
fn rarely(mutant: usize, chosen: usize) -> bool {
    if chosen == UNKNOWN {
        let number = std::env::var("MUTANT").ok().map(|text| text.parse().expect("a number of a mutant"));
        let recorded = std::env::var_os("MUTANTS_REACHED").is_some();
        CHOSEN.store(number.unwrap_or(if recorded { RECORDED } else { 0 }), Ordering::Relaxed);
        return on(mutant);
    }
    if !REACHED[mutant].load(Ordering::Relaxed) && !REACHED[mutant].swap(true, Ordering::Relaxed) {
        // At once: nothing is told when a program ends.
        (&*FILE).write_all(format!("{mutant}\n").as_bytes()).expect("a file that can be written");
    }
    false
}

//! Parts of the page that are fetched later: the same program, in several modules.
//!
//! The page is compiled and linked as one. Then its module is divided: what is only needed once a part has been asked for
//! goes into a module of that part, which has the page's memory, table and functions. A part has doors, exported functions
//! whose names begin with that of the part. `loader.js` calls the one without arguments when the part is here. It hands
//! function pointers over to the page (`rebalance_web::components::beside` is the pattern), and these are all that leads
//! from the page into the part.
//!
//! The same way a second module comes of the program, for figures in other pages: all that `rebalance_web::figure::door` leads
//! to, without what opens the page.
//!
//! - [`reach`] finds out what only a part needs: functions that are in the table, and data. Only the linker's relocations
//!   tell that, as in the finished module an address is a number like others.
//! - [`divide`] divides the finished module by that and by which function calls which.

mod divide;
mod module;
mod reach;

use std::{fs, path::Path};

use super::{parts, problem};
use crate::{
    failure::{Failure, Result},
    workspace::Workspace,
};

/// The parts. One more takes a name here, and the function `part_NAME`, beside which there may be `part_NAME_MORE`.
pub(crate) const PARTS: [Part; 8] = [
    Part { name: "views", when: "when the first view beside the group opens" },
    Part { name: KOREAN, when: "when Korean is asked for" },
    Part { name: "reader", when: "when Load my group opens" },
    Part { name: "settings", when: "when the list of settings opens" },
    Part { name: "claims", when: "when the list of claims or of keys opens, or a claim is tried" },
    Part { name: "share", when: "when Share opens" },
    Part { name: "recorded", when: "when the first lane shows a recording" },
    Part { name: "crowd", when: "when the first large group is shown" },
];

/// The part that has no functions, only the Korean words that the page would have (`rebalance_web::korean`).
const KOREAN: &str = "korean";

/// What opens the page, and what makes figures: each has a module of its own, without what only the other needs. Both are
/// divided out of one program, so that the same JavaScript does for both. Neither keeps for itself what a part of the other
/// needs.
const PAGE: &str = "page";
const FIGURE: &str = "figure";

/// The module of figures in other pages.
pub(crate) const FIGURES: &str = "kafka-rebalance.wasm";

/// A part of that module, not of the page's.
pub(crate) const TEXT: Part = Part { name: "text", when: "when the first figure is near whose scenario is text" };

/// A part of the page that is fetched later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// Its name: of its file, its budget, and to `fetchPart` of `loader.js`.
    pub(crate) name: &'static str,
    /// When it is fetched.
    pub(crate) when: &'static str,
}

impl Part {
    /// Its file in dist.
    pub(crate) fn file(self) -> String {
        format!("part-{}.wasm", self.name)
    }
}

/// The doors of one part, or of several that are taken for one.
#[derive(Debug, Clone)]
struct Doors {
    names: Vec<String>,
    /// No module comes of it: what it needs besides another part is that part's all the same.
    is_left_out: bool,
}

impl Doors {
    /// Of the parts with these names.
    fn of(names: &[&str]) -> Self {
        Self { names: names.iter().map(|name| format!("part_{name}")).collect(), is_left_out: false }
    }

    /// The same, of which no module is made.
    fn left_out(names: &[&str]) -> Self {
        Self { is_left_out: true, ..Self::of(names) }
    }

    /// Whether an export is one of them: it has that name, or goes on after it with a `_`. Before wasm-bindgen has been
    /// there, there is a hash behind.
    fn has(&self, export: &str) -> bool {
        let goes_on = |door: &String| {
            export.strip_prefix(door.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        self.names.iter().any(goes_on)
    }
}

/// Divides the page's module in `dist`, and takes all that comes of it apart.
pub(super) fn divide(workspace: &Workspace, dist: &Path, page: &Path, linked: &Path) -> Result<()> {
    let read = |file: &Path| fs::read(file).map_err(|error| problem(file, &error));
    let (module, relocations) = (read(page)?, read(linked)?);
    let divided = |doors: &[Doors], korean: Option<usize>| {
        let not_understood =
            |file: &Path| Failure::new(format!("{} has something that is not known here", file.display()));
        let owned = reach::owned(&relocations, doors, korean).ok_or_else(|| not_understood(linked))?;
        let modules = divide::divide(&module, doors, &owned).ok_or_else(|| not_understood(page))?;
        let is_empty = |n: usize| if Some(n) == korean { owned[n].data.is_empty() } else { owned[n].slots.is_empty() };
        match (0..owned.len()).find(|n| is_empty(*n)) {
            Some(none) => Err(Failure::new(format!(
                "nothing is left for a part, of {}: what is to be without it calls what it has",
                doors[none].names.join(" and ")
            ))),
            None => Ok(modules),
        }
    };
    let parts = PARTS.map(|part| part.name);
    let doors: Vec<_> = parts.iter().map(|name| Doors::of(&[name])).collect();
    let doors = [doors, vec![Doors::left_out(&[FIGURE, TEXT.name])]].concat();
    let of_page = divided(&doors, parts.iter().position(|name| *name == KOREAN))?;
    let of_figures = divided(&[Doors::of(&[TEXT.name]), Doors::left_out(&[&[PAGE], &parts[..]].concat())], None)?;
    let files = [page.to_path_buf()].into_iter().chain(PARTS.map(|part| dist.join(part.file())));
    let of_figure = [FIGURES.to_owned(), TEXT.file()].map(|file| dist.join(file));
    let files = files.zip(of_page).chain(of_figure.into_iter().zip(of_figures));
    for (file, module) in files {
        fs::write(&file, module).map_err(|error| problem(&file, &error))?;
        parts::take_apart(workspace, &file)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doors_are_known_by_what_their_names_begin_with() {
        let doors = Doors::of(&["figure", "page"]);
        for door in ["part_figure", "part_figure_end", "part_figure_0123456789abcdef", "part_page"] {
            assert!(doors.has(door), "{door}");
        }
        for other in ["part_figures", "part_views", "figure", "__wbindgen_start"] {
            assert!(!doors.has(other), "{other}");
        }
    }
}

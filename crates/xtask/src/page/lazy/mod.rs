//! Parts of the page that are fetched later: the same program, in several modules.
//!
//! The page is compiled and linked as one. Then its module is divided: what is only needed once a part has been asked for
//! goes into a module of that part, which has the page's memory, table and functions. A part has doors, exported functions
//! whose names begin with that of the part. `loader.js` calls the one without arguments when the part is here. It hands
//! function pointers over to the page (`rebalance_web::components::beside` is the pattern), and these are all that leads
//! from the page into the part. A part that others than the page call needs none (`rebalance_web::figure::door`).
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
pub(crate) const PARTS: [Part; 3] = [
    Part { name: "views", when: "when the first view beside the group opens" },
    Part { name: "reader", when: "when Load my group opens" },
    Part { name: "figure", when: "when a figure is near, beside the page's module" },
];

/// A part of the page that is fetched later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// Its name: of its file, its budget, and to `fetchPart` of `loader.js`.
    pub(crate) name: &'static str,
    /// When it is fetched.
    pub(crate) when: &'static str,
}

impl Part {
    /// What the names of the functions begin with that are its doors.
    fn door(self) -> String {
        format!("part_{}", self.name)
    }

    /// Its file in dist.
    pub(crate) fn file(self) -> String {
        format!("part-{}.wasm", self.name)
    }
}

/// Whether an export is one of the doors called `door`: it has that name, or goes on after it with a `_`. Before
/// wasm-bindgen has been there, there is a hash behind.
fn is_door(export: &str, door: &str) -> bool {
    export.strip_prefix(door).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

/// Divides the page's module in `dist`, and takes all that comes of it apart.
pub(super) fn divide(workspace: &Workspace, dist: &Path, page: &Path, linked: &Path) -> Result<()> {
    let not_understood = |file: &Path| Failure::new(format!("{} has something that is not known here", file.display()));
    let read = |file: &Path| fs::read(file).map_err(|error| problem(file, &error));
    let doors = PARTS.map(Part::door);
    let owned = reach::owned(&read(linked)?, &doors).ok_or_else(|| not_understood(linked))?;
    let modules = divide::divide(&read(page)?, &doors, &owned).ok_or_else(|| not_understood(page))?;
    for (part, owned) in PARTS.iter().zip(&owned) {
        if owned.slots.is_empty() {
            let name = part.name;
            return Err(Failure::new(format!(
                "nothing is left for the part `{name}`: the page itself calls what it has"
            )));
        }
    }
    let files = [page.to_path_buf()].into_iter().chain(PARTS.map(|part| dist.join(part.file())));
    for (file, module) in files.zip(modules) {
        fs::write(&file, module).map_err(|error| problem(&file, &error))?;
        parts::take_apart(workspace, &file)?;
    }
    Ok(())
}

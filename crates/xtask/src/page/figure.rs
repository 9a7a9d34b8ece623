//! What `<kafka-rebalance>` has of its own in dist: its script, its styles, and the page for iframes.
//!
//! The rest of it is the page's: the same JavaScript, some of the same style sheets, and a module that is divided out of the
//! same program ([`super::lazy`]).

use std::{fs, path::Path};

use super::lazy::FIGURES;
use super::{problem, read, write};
use crate::{failure::Result, workspace::Workspace};

/// The style sheets of a figure, in `web/styles`: its own, and those of the page's parts that it has.
const STYLES: [&str; 7] = ["figure.css", "tokens.css", "base.css", "lane.css", "chart.css", "deck.css", "notice.css"];

/// The joined sheet.
pub(crate) const SHEET: &str = "kafka-rebalance.css";

/// The element, all that a page with figures loads at first.
pub(crate) const SCRIPT: &str = "kafka-rebalance.js";

/// Files of dist that only other people's pages ask for.
pub(crate) const FILES: [&str; 6] = [SCRIPT, SHEET, FIGURES, "embed.html", "embed.js", "embed-host.js"];

/// Joins the styles of a figure into one sheet in `dist`.
pub(super) fn join_styles(workspace: &Workspace, dist: &Path) -> Result<()> {
    let mut joined = String::new();
    for sheet in STYLES {
        joined.push_str(&read(&workspace.path(&format!("web/styles/{sheet}")))?);
    }
    write(&dist.join(SHEET), &joined)
}

/// For a build for development, which divides nothing: the page's module is the figures' too.
pub(super) fn lend_module(dist: &Path, page: &Path) -> Result<()> {
    let file = dist.join(FIGURES);
    fs::copy(page, &file).map(drop).map_err(|error| problem(&file, &error))
}

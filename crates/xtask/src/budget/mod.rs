//! What the page weighs and how quick it is, against tests/budget.toml.
//!
//! Weight is what a visitor downloads: the wasm, JavaScript, CSS and HTML of the release build, each
//! file compressed by brotli at its strongest. There is a limit that may not be passed, and a
//! recorded figure that may not be passed by much without saying why, so that growth shows in a diff.
//! What opening the page takes has one such budget, each part that is fetched later another, and all together one more.

mod code;
mod speed;

use std::{fs, path::Path};

use crate::{
    failure::{Failure, Result},
    page::{self, figure, lazy},
    process,
    suites::{self, Part},
    tally::{Held, Tally},
    workspace::Workspace,
};

/// How many modules are named as the heaviest.
const HEAVIEST: usize = 20;

const FILE: &str = "tests/budget.toml";

/// What counts, by extension.
const KINDS: [&str; 4] = ["wasm", "js", "css", "html"];

/// Sizes of files compressed by Node's own brotli, at quality 11 with its default window.
const BROTLI: &str = "
const { readFileSync } = require('node:fs');
const { brotliCompressSync, constants } = require('node:zlib');
for (const file of process.argv.slice(1)) {
  const raw = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length };
  console.log(raw.length, brotliCompressSync(raw, { params }).length);
}";

/// Bytes of one kind of file, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Weight {
    raw: u64,
    brotli: u64,
}

/// What is fetched together.
#[derive(Debug, Clone, Copy)]
struct Load {
    /// Its name in sentences, and its table in tests/budget.toml.
    name: &'static str,
    /// When it is fetched.
    when: &'static str,
    owns: fn(name: &str, file: &str) -> bool,
}

/// Everything that dist holds, by when a visitor's browser asks for it, and then all of it.
fn loads() -> impl Iterator<Item = Load> {
    let page = Load { name: "page", when: "to open the page", owns: |_, file| is_pages(file) };
    let parts = all_parts().map(|part| Load {
        name: part.name,
        when: part.when,
        owns: |name, file| part_of(file) == Some(name),
    });
    let element = Load {
        name: "element",
        when: "by a page with figures, before one is near",
        owns: |_, file| file == figure::SCRIPT,
    };
    let near = Load { name: "near", when: "by a page with figures, when one is near", owns: |_, file| is_near(file) };
    let all = Load { name: "all", when: "when everything is asked for", owns: |_, _| true };
    [page].into_iter().chain(parts).chain([element, near, all])
}

/// Whether opening the page takes a file of dist.
fn is_pages(file: &str) -> bool {
    part_of(file).is_none() && !figure::FILES.contains(&file)
}

/// Whether a figure in another page takes a file of dist: with the element, as that has been loaded already.
fn is_near(file: &str) -> bool {
    [figure::SCRIPT, figure::SHEET, lazy::FIGURES].contains(&file) || file.strip_prefix(page::NAME) == Some(".js")
}

/// The page's parts, and the figures' one.
fn all_parts() -> impl Iterator<Item = lazy::Part> {
    lazy::PARTS.into_iter().chain([lazy::TEXT])
}

/// The part that a file of dist is of, its style sheet too; none for all else.
fn part_of(file: &str) -> Option<&'static str> {
    let is_its = |part: &lazy::Part| part.file() == file || file.strip_suffix(".css") == Some(part.name);
    all_parts().find(is_its).map(|part| part.name)
}

impl Load {
    fn has(self, file: &Path) -> bool {
        file.file_name().and_then(|name| name.to_str()).is_some_and(|file| (self.owns)(self.name, file))
    }
}

/// What tests/budget.toml allows a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Allowed {
    name: &'static str,
    /// Brotli bytes that may not be passed.
    limit: u64,
    /// Brotli bytes when somebody last looked.
    recorded: u64,
    /// How far above the recorded figure a build may be, in percent.
    tolerance_percent: u64,
}

/// `cargo xtask budget`.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let parts = parts(workspace)?;
    if parts.iter().any(|part| part.tally.failed > 0) {
        return Err(Failure::silent());
    }
    Ok(())
}

/// The budget as tests: the limits, the recorded figures, the speed.
pub(crate) fn parts(workspace: &Workspace) -> Result<Vec<Part>> {
    let budget = workspace.read_toml(FILE)?;
    let dist = suites::built_page(workspace)?;
    let mut parts = Vec::new();
    for load in loads() {
        parts.extend(weight_parts(workspace, &budget, &dist, load)?);
    }
    print_heaviest("the page and its parts", &page::linked(workspace));
    parts.push(speed::part(workspace, &budget)?);
    Ok(parts)
}

/// Weighs what is fetched together, and holds it against what is allowed.
fn weight_parts(workspace: &Workspace, budget: &toml::Table, dist: &Path, load: Load) -> Result<Vec<Part>> {
    let Load { name, when, .. } = load;
    let allowed = Allowed::read(budget, name)?;
    let by_kind = weigh(workspace, dist, load)?;
    let total = by_kind.iter().fold(Weight::default(), |sum, (_, weight)| Weight {
        raw: sum.raw + weight.raw,
        brotli: sum.brotli + weight.brotli,
    });
    println!("fetched {when}:");
    for (kind, weight) in by_kind.iter().filter(|(_, weight)| weight.raw > 0).chain([&("all", total)]) {
        println!("{kind:>5}: {:>9} bytes, {:>7} after brotli", weight.raw, weight.brotli);
    }
    let verdicts = [("limit", allowed.against_limit(total)), ("recorded size", allowed.against_record(total))];
    let parts = verdicts.into_iter().map(|(what, verdict)| {
        let held = if verdict.is_ok() { Held::Yes } else { Held::No };
        let (Ok(text) | Err(text)) = verdict;
        println!("{text}");
        Part { name: format!("{name} size against its {what}"), tally: Tally::one(held) }
    });
    Ok(parts.collect())
}

/// Says what the code consists of, for whoever has to make it smaller.
fn print_heaviest(name: &str, compiled: &Path) {
    let Some(modules) = fs::read(compiled).ok().and_then(|wasm| code::by_module(&wasm)) else { return };
    let all: usize = modules.iter().map(|(_, size)| size).sum();
    println!("code of {name} by module, before wasm-opt, {all} bytes in all:");
    for (module, size) in modules.iter().take(HEAVIEST) {
        println!("{size:>9}  {module}");
    }
}

impl Allowed {
    fn read(table: &toml::Table, name: &'static str) -> Result<Self> {
        let allowed = table.get(name);
        let number = |key: &str| {
            allowed
                .and_then(|allowed| allowed.get(key))
                .and_then(toml::Value::as_integer)
                .and_then(|value| u64::try_from(value).ok())
                .ok_or_else(|| Failure::new(format!("{FILE} needs `{key}`, a number, in [{name}]")))
        };
        Ok(Self {
            name,
            limit: number("limit_brotli")?,
            recorded: number("brotli")?,
            tolerance_percent: number("tolerance_percent")?,
        })
    }

    fn against_limit(self, total: Weight) -> std::result::Result<String, String> {
        let Self { name, limit, .. } = self;
        match limit.checked_sub(total.brotli) {
            Some(spare) => Ok(format!("the {name} has {spare} of {limit} bytes to spare")),
            None => Err(format!(
                "the {name} is {} bytes over its limit of {limit}: see what was linked last",
                total.brotli - limit
            )),
        }
    }

    fn against_record(self, total: Weight) -> std::result::Result<String, String> {
        let Self { name, recorded, tolerance_percent, .. } = self;
        let most = recorded + recorded * tolerance_percent / 100;
        if total.brotli > most {
            return Err(format!(
                "the {name} has grown by {} bytes since {recorded} were recorded, which is more than {tolerance_percent} %: \
                 make it smaller, or write the new figure into {FILE}, `brotli = {}`, and say there why",
                total.brotli - recorded,
                total.brotli
            ));
        }
        Ok(match recorded.checked_sub(total.brotli) {
            Some(saved) => format!("the {name} is {saved} bytes below the recorded {recorded}"),
            None => format!("the {name} is {} bytes above the recorded {recorded}", total.brotli - recorded),
        })
    }
}

/// The weight of each kind of file in `dist` that belongs to a load.
fn weigh(workspace: &Workspace, dist: &Path, load: Load) -> Result<Vec<(&'static str, Weight)>> {
    let mut files = files(dist)?;
    files.retain(|file| load.has(file));
    let counted: Vec<_> = KINDS
        .into_iter()
        .flat_map(|kind| {
            files.iter().filter(move |file| file.extension().is_some_and(|x| x == kind)).map(move |file| (kind, file))
        })
        .collect();
    let mut node = process::command("node", workspace.root());
    node.args(["-e", BROTLI]).args(counted.iter().map(|(_, file)| file));
    let printed = process::read(&mut node).ok_or_else(|| Failure::new("node can't compress the built page"))?;
    let mut sums = KINDS.map(|kind| (kind, Weight::default()));
    for ((kind, _), line) in counted.iter().zip(printed.lines()) {
        let (raw, brotli) = parse_sizes(line)
            .ok_or_else(|| Failure::new(format!("node printed `{line}` where two sizes were expected")))?;
        for (_, sum) in sums.iter_mut().filter(|(name, _)| name == kind) {
            sum.raw += raw;
            sum.brotli += brotli;
        }
    }
    Ok(sums.to_vec())
}

fn parse_sizes(line: &str) -> Option<(u64, u64)> {
    let (raw, brotli) = line.trim().split_once(' ')?;
    Some((raw.parse().ok()?, brotli.parse().ok()?))
}

/// All files below a folder, in order of name.
fn files(dir: &Path) -> Result<Vec<std::path::PathBuf>> {
    let problem = |error| Failure::new(format!("{} can't be read: {error}", dir.display()));
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(problem)? {
        let path = entry.map_err(problem)?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWED: Allowed = Allowed { name: "page", limit: 180_000, recorded: 100_000, tolerance_percent: 2 };

    fn total(brotli: u64) -> Weight {
        Weight { raw: 3 * brotli, brotli }
    }

    #[test]
    fn the_limit_may_be_met_but_not_passed() {
        assert_eq!(ALLOWED.against_limit(total(180_000)), Ok("the page has 0 of 180000 bytes to spare".into()));
        let over = ALLOWED.against_limit(total(180_001)).expect_err("one byte too many");
        assert!(over.contains("1 bytes over its limit of 180000"), "{over}");
    }

    #[test]
    fn growth_within_the_tolerance_passes_and_beyond_it_asks_why() {
        assert!(ALLOWED.against_record(total(102_000)).is_ok());
        let grown = ALLOWED.against_record(total(102_001)).expect_err("more than 2 %");
        assert!(grown.contains("grown by 2001 bytes since 100000"), "{grown}");
        let saved = ALLOWED.against_record(total(90_000)).expect("smaller is fine");
        assert!(saved.contains("10000 bytes below"), "{saved}");
    }

    #[test]
    fn a_budget_without_its_figures_is_refused_by_name() {
        let table = "[page]\nlimit_brotli = 1\ntolerance_percent = 2\n".parse().expect("TOML");
        let failure = Allowed::read(&table, "page").expect_err("no recorded figure").to_string();
        assert!(failure.contains("needs `brotli`, a number, in [page]"), "{failure}");
    }

    #[test]
    fn every_file_is_weighed_where_it_is_fetched() {
        for (file, owner) in [
            ("dist/rebalance-web.js", &["page", "near"][..]),
            ("dist/index.html", &["page"]),
            ("dist/style.css", &["page"]),
            ("dist/rebalance-web_bg.wasm", &["page"]),
            ("dist/part-views.wasm", &["views"]),
            ("dist/views.css", &["views"]),
            ("dist/part-reader.wasm", &["reader"]),
            ("dist/kafka-rebalance.wasm", &["near"]),
            ("dist/kafka-rebalance.js", &["element", "near"]),
            ("dist/kafka-rebalance.css", &["near"]),
            ("dist/embed.html", &[]),
        ] {
            let mut owners: Vec<_> = loads().filter(|load| load.has(Path::new(file))).map(|load| load.name).collect();
            assert_eq!(owners.pop(), Some("all"));
            assert_eq!(owners, owner, "{file}");
        }
    }
}

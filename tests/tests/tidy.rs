//! What the sources have to look like where no compiler looks: openings, lengths, words.
//!
//! Each rule names what to do instead. Recorded data is not judged, because real output is as it is.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders that are no source: made by tools, or recorded from real Kafka.
const NOT_OURS: [&str; 7] =
    [".git", "target", "dist", "node_modules", "tests/conformance", "tests/samples", "proptest-regressions"];

/// What people write here.
const TEXT: [&str; 12] = ["rs", "toml", "md", "html", "css", "js", "mjs", "json", "svg", "sh", "java", "xml"];

/// Longer files are hard to hold in the head.
const LINES_MAX: usize = 600;

/// Words that must not be in Rust sources, in halves so that this file does not contain them.
const BANNED: [(&str, &str, &str); 7] = [
    ("to", "do!", "finish it, or leave it out"),
    ("unimple", "mented!", "finish it, or leave it out"),
    ("#[ig", "nore", "a test that does not run is no test: make it quick or delete it"),
    ("db", "g!", "print nothing, or say it to the person"),
    ("TO", "DO", "file it where work is planned, not in the source"),
    ("FIX", "ME", "fix it, or file it where work is planned"),
    ("thread::sl", "eep", "wait for what you wait for, not for time"),
];

/// Parts of addresses that belong to one machine or one package registry.
const PLACES: [(&str, &str, &str); 9] = [
    ("/wo", "rk/", "a path of one machine"),
    ("/ro", "ot/", "a path of one machine"),
    ("/ho", "me/", "a path of one machine"),
    ("/Us", "ers/", "a path of one machine"),
    ("registry.", "npmjs", "a registry's host: let the client find it"),
    ("index.", "crates.io", "a registry's host: let the client find it"),
    ("static.", "crates.io", "a registry's host: let the client find it"),
    ("deb.", "debian.org", "a registry's host: let the client find it"),
    ("pytho", "nhosted", "a registry's host: let the client find it"),
];

/// Attributes and elements that the content security policy of index.html refuses.
const REFUSED: [(&str, &str); 5] = [
    (" style=", "a class in web/styles"),
    ("<style", "a file in web/styles"),
    (" onclick=", "a listener in the app"),
    (" onload=", "a listener in loader.js"),
    ("javascript:", "a listener in the app"),
];

#[test]
fn every_rust_file_opens_by_saying_what_it_is_responsible_for() {
    check(&["rs"], |_, text| {
        let opens = text.trim_start().starts_with("//!");
        complain(!opens, "begin with `//!`: what the file is responsible for, and what it must not know")
    });
}

#[test]
fn no_file_outgrows_a_reader() {
    check(&["rs", "mjs", "js", "css"], |_, text| {
        let lines = text.lines().count();
        complain(lines > LINES_MAX, &format!("{lines} lines, {LINES_MAX} are the most: find the seam and split it"))
    });
}

#[test]
fn nothing_is_left_unfinished() {
    check(&["rs"], |_, text| {
        let found = BANNED.iter().filter(|(a, b, _)| text.contains(&format!("{a}{b}")));
        found.map(|(a, b, instead)| format!("`{a}{b}`: {instead}")).collect()
    });
}

#[test]
fn nothing_names_a_machine_or_a_registry_s_host() {
    check(&TEXT, |_, text| {
        let found = PLACES.iter().filter(|(a, b, _)| text.contains(&format!("{a}{b}")));
        found.map(|(a, b, what)| format!("`{a}{b}` is {what}")).collect()
    });
}

#[test]
fn lines_end_where_their_text_ends() {
    check(&TEXT, |_, text| {
        let mut complaints: Vec<String> = text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.ends_with([' ', '\t', '\r']))
            .map(|(n, _)| format!("line {}: white space at its end", n + 1))
            .collect();
        if !text.is_empty() && !text.ends_with('\n') {
            complaints.push("the last line has no line break".to_owned());
        }
        complaints
    });
}

#[test]
fn the_page_has_nothing_that_its_policy_refuses() {
    check(&["html"], |_, text| refused_by_policy(text));
    check(&["rs"], |path, text| {
        // The policy refuses style attributes that a script sets, too.
        let in_page = path.starts_with("web/src");
        complain(in_page && text.contains(" style={"), "a style attribute: use a class, an SVG attribute or the CSSOM")
    });
}

#[test]
fn what_the_policy_refuses_is_found() {
    let html = "<a style=\"color: red\">\n<script>run()</script>\n<script src=\"https://x.org/a.js\"></script>";
    let complaints = refused_by_policy(html);
    assert_eq!(complaints.len(), 3, "{complaints:#?}");
    assert!(refused_by_policy("<script src=\"loader.js\"></script>").is_empty());
}

#[test]
fn every_manifest_can_be_read_and_says_what_its_crate_is() {
    check(&["toml"], |path, text| {
        let table: toml::Table = match text.parse() {
            Ok(table) => table,
            Err(error) => return vec![format!("no valid TOML: {error}")],
        };
        let package = table.get("package").filter(|_| path.ends_with("Cargo.toml"));
        let undescribed = package.is_some_and(|package| package.get("description").is_none());
        complain(undescribed, "its [package] needs a `description`, one sentence")
    });
}

fn refused_by_policy(html: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for (refused, instead) in REFUSED.iter().filter(|(refused, _)| html.contains(refused)) {
        complaints.push(format!("`{}` is refused by the policy: use {instead}", refused.trim()));
    }
    for tag in html.split('<').filter(|tag| tag.starts_with("script")) {
        let tag = tag.split('>').next().unwrap_or("");
        if !tag.contains("src=") {
            complaints.push("an inline script is refused by the policy: use loader.js".to_owned());
        }
    }
    if ["src=\"http", "src=\"/", "href=\"http", "href=\"/"].iter().any(|absolute| html.contains(absolute)) {
        complaints.push("an absolute address: dist has to work from any folder, and asks nobody else".to_owned());
    }
    complaints
}

/// Applies a rule to each file with one of these extensions, and fails with all it finds.
fn check(extensions: &[&str], rule: impl Fn(&Path, &str) -> Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the workspace");
    let mut files = Vec::new();
    collect(root, Path::new(""), &mut files);
    let mut complaints = Vec::new();
    let mut read = 0;
    for file in files {
        let wanted = file.extension().is_some_and(|x| extensions.iter().any(|extension| x == *extension));
        if !wanted {
            continue;
        }
        let text = fs::read_to_string(root.join(&file)).expect("a text file of ours");
        read += 1;
        complaints.extend(rule(&file, &text).into_iter().map(|complaint| format!("{}: {complaint}", file.display())));
    }
    assert!(read > 0, "no file with {extensions:?} was found: the rule would hold for nothing");
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

fn complain(bad: bool, complaint: &str) -> Vec<String> {
    if bad { vec![complaint.to_owned()] } else { Vec::new() }
}

/// The files below `dir`, as paths from the root, in order of name.
fn collect(root: &Path, dir: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(root.join(dir))
        .expect("a folder of ours")
        .map(|entry| dir.join(entry.expect("an entry of a folder of ours").file_name()))
        .collect();
    entries.sort();
    for path in entries {
        let left_out = NOT_OURS.iter().any(|name| path == Path::new(name) || path.ends_with(name));
        if left_out {
            continue;
        }
        if root.join(&path).is_dir() {
            collect(root, &path, files);
        } else {
            files.push(path);
        }
    }
}

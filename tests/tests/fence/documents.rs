//! Fences in documents: checked, put in form, and made figures of, by what the command line does.

use std::fs;
use std::path::{Path, PathBuf};

use rebalance_cli::{check, format, mdbook, storyboard};
use rebalance_view::Lang;
use serde_json::{Value, json};

const GOOD: &str = "# Doc\n\n```kafka-rebalance\nscenario crash\nexpect stopped < 1h\n```\n";

/// A file of this test run.
fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path
}

/// What a check says, and whether all is well.
fn checked(files: &[&Path]) -> (String, Result<(), String>) {
    let args = check::Args { files: files.iter().map(|f| (*f).to_owned()).collect() };
    let mut out = Vec::new();
    let done = check::run(&args, &mut out).map_err(|e| e.to_string());
    (String::from_utf8(out).unwrap(), done)
}

#[test]
fn a_document_whose_expectations_are_so_is_well() {
    let path = file("good.md", GOOD);
    let (said, done) = checked(&[&path, Path::new("scale-out")]);
    assert_eq!(done, Ok(()));
    assert_eq!(said, format!("{}:4: 2 of 2 as expected\nscale-out:1: 0 of 0 as expected\n", path.display()));
}

#[test]
fn what_is_not_so_is_pointed_at_where_it_stands() {
    let path = file(
        "bad.md",
        &GOOD.replace("< 1h", "< 2s").replace("# Doc", "# Doc\n\n- item\n  ```kafka-rebalance\n  topik a 1\n  ```\n"),
    );
    let (said, done) = checked(&[&path]);
    assert_eq!(done, Err("2 of 2 scenarios are wrong or not as expected".to_owned()));
    let name = path.display();
    assert!(
        said.starts_with(&format!(
            "{name}:5:3: error: topik is no statement\n5 |   topik a 1\n  |   ^^^^^\n  = did you mean topic?\n"
        )),
        "{said}"
    );
    assert!(said.contains(&format!("{name}:11:8: not as expected: eager: stopped is ")), "{said}");
    assert!(said.contains("\n11 | expect stopped < 2s\n   |        ^^^^^^^^^^^^\n"), "{said}");
    assert!(said.ends_with(&format!("{name}:10: 0 of 2 as expected\n")), "{said}");
}

#[test]
fn the_documents_of_this_repository_are_as_expected_and_in_form() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in ["docs/fence.md", "docs/embed.md", "README.md"] {
        let path = root.join(name);
        let (said, done) = checked(&[&path]);
        assert_eq!(done, Ok(()), "{said}");
        format::run(&format::Args { file: path, json: false, check: true }, &mut Vec::new()).unwrap();
    }
}

#[test]
fn the_snippets_for_hosts_are_the_files_of_the_sites_that_are_tested() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("../docs/embed.md")).unwrap();
    let mut found = 0;
    for part in document.split("\n<!-- ").skip(1) {
        let (name, rest) = part.split_once(" -->\n```").unwrap();
        let snippet = rest.split_once('\n').unwrap().1.split("\n```\n").next().unwrap();
        let file = fs::read_to_string(root.join("e2e/hosts/sites").join(name)).unwrap();
        assert_eq!(snippet.trim_end(), file.trim_end(), "{name}");
        found += 1;
    }
    assert_eq!(found, 5);
}

#[test]
fn a_figure_shows_first_what_its_fence_says() {
    let document = "```kafka-rebalance\nscenario crash\nseed 7\nt 16029.5ms\n```\n";
    let out = mdbook::replaced(document, "a.md", rebalance_view::Lang::En).unwrap();
    assert!(
        out.starts_with("<kafka-rebalance lanes=\"eager,cooperative\" lang=\"en\" seed=\"7\" t=\"16029.5\">\n"),
        "{out}"
    );
}

#[test]
fn the_language_has_no_word_that_its_document_does_not_explain() {
    let document = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/fence.md")).unwrap();
    for word in rebalance_fence::words() {
        assert!(document.contains(&format!("`{word}")), "{word}");
    }
}

#[test]
fn fences_are_put_in_form_in_place_and_nothing_else_is() {
    let path = file(
        "form.md",
        "a  b\n\n```kafka-rebalance\nscenario   crash\nat 30000ms kill  c1\n```\n\n```rust\nat  1\n```\n",
    );
    let args = |check| format::Args { file: path.clone(), json: false, check };
    assert!(format::run(&args(true), &mut Vec::new()).is_err(), "it is not in form yet");
    format::run(&args(false), &mut Vec::new()).unwrap();
    let formed = "a  b\n\n```kafka-rebalance\nscenario crash\nat 30s kill c1\n```\n\n```rust\nat  1\n```\n";
    assert_eq!(fs::read_to_string(&path).unwrap(), formed);
    format::run(&args(true), &mut Vec::new()).unwrap();
}

#[test]
fn text_becomes_json_and_json_text() {
    let text = file("one.txt", "topic orders 6\nat 0s start c1 c2\nat 20s kill c1\n");
    let mut json = Vec::new();
    format::run(&format::Args { file: text.clone(), json: true, check: false }, &mut json).unwrap();
    let json = file("one.json", &String::from_utf8(json).unwrap());
    let mut back = Vec::new();
    format::run(&format::Args { file: json, json: false, check: false }, &mut back).unwrap();
    assert_eq!(
        String::from_utf8(back).unwrap(),
        "topic orders 6\n\nmembers c1 c2\n\nat 0s start c1 c2\nat 20s kill c1\n"
    );
}

/// A book as mdBook sends it.
fn sent(content: &str) -> Value {
    let chapter = json!({"Chapter": {"name": "One", "content": content, "path": "one.md", "sub_items": [
        {"Chapter": {"name": "Two", "content": content, "path": "two.md", "sub_items": []}}, "Separator"
    ]}});
    json!([{"config": {"book": {"language": "ko"}}, "renderer": "html"}, {"items": [chapter], "__non_exhaustive": null}])
}

fn preprocessed(content: &str) -> Result<Value, String> {
    let mut out = Vec::new();
    mdbook::run(&mdbook::Args { ask: None }, &mut sent(content).to_string().as_bytes(), &mut out)
        .map_err(|e| e.to_string())?;
    serde_json::from_slice(&out).map_err(|e| e.to_string())
}

#[test]
fn a_book_gets_its_figures_in_its_language() {
    let book = preprocessed(GOOD).unwrap();
    for pointer in ["/items/0/Chapter/content", "/items/0/Chapter/sub_items/0/Chapter/content"] {
        let content = book.pointer(pointer).and_then(Value::as_str).unwrap();
        assert!(
            content.starts_with("# Doc\n\n<kafka-rebalance lanes=\"eager,cooperative\" lang=\"ko\">\n"),
            "{content}"
        );
        assert!(content.ends_with("\n</kafka-rebalance>\n"), "{content}");
        let block = content.split("<kafka-rebalance").nth(1).unwrap();
        assert!(!block.trim_end().contains("\n\n"), "an empty line would end the block of HTML");
        let json = block.split("application/json\">").nth(1).unwrap().split("</script>").next().unwrap();
        let scenario: Value = serde_json::from_str(json).unwrap();
        assert_eq!(scenario["name"], "crash");
    }
    assert_eq!(book.pointer("/items/0/Chapter/sub_items/1"), Some(&json!("Separator")));
}

#[test]
fn a_book_with_a_mistake_is_not_built_and_the_mistake_is_named() {
    let error = preprocessed(&GOOD.replace("crash", "crush")).unwrap_err();
    assert_eq!(error, "one.md:4:10: crush is no built-in scenario; did you mean crash?");
    let asks = |renderer: &str| {
        let args = mdbook::Args { ask: Some(mdbook::Ask::Supports { renderer: renderer.to_owned() }) };
        mdbook::run(&args, &mut std::io::empty(), &mut Vec::new()).is_ok()
    };
    assert!(asks("html") && !asks("epub"));
}

#[test]
fn a_figure_of_a_text_has_the_lanes_that_the_text_names() {
    let path = file("lanes.txt", "scenario crash\nlanes cooperative consumer\n");
    let args = storyboard::Args {
        file: Some(path),
        variant: Vec::new(),
        at: None,
        lang: Lang::En,
        theme: rebalance_view::session::Theme::Auto,
        format: storyboard::Format::Svg,
        width: rebalance_view::figure::WIDE,
        id: None,
        seed: None,
    };
    let mut out = Vec::new();
    storyboard::run(&args, &mut out).unwrap();
    let drawn = String::from_utf8(out).unwrap();
    assert!(drawn.contains(">Cooperative<") && drawn.contains(">KIP-848<") && !drawn.contains(">Eager<"));
}

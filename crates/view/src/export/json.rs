//! JSON as text. Native code has `serde_json` for that and the browser `JSON.stringify`: this is for what has to run
//! alike in both.

use rebalance_model::scenario::json::Json;

/// All of `value` on one line, behind what `out` has.
pub(super) fn write(out: &mut String, value: &Json) {
    put(out, value, None);
}

/// `value` as files of the project have it: an entry a line, a space a level.
pub(super) fn indented(value: &Json) -> String {
    let mut out = String::new();
    put(&mut out, value, Some(0));
    out
}

fn put(out: &mut String, value: &Json, level: Option<usize>) {
    match value {
        // The lab writes whole numbers only, and JSON has no others that all readers take alike.
        Json::Null | Json::Float(_) => out.push_str("null"),
        Json::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Json::Int(n) => out.push_str(&n.to_string()),
        Json::Text(text) => quote(out, text),
        Json::List(list) => {
            inside(out, ['[', ']'], list.len(), level, |out, i, level| put(out, &list[i], level));
        }
        Json::Object(entries) => inside(out, ['{', '}'], entries.len(), level, |out, i, level| {
            quote(out, &entries[i].0);
            out.push_str(if level.is_some() { ": " } else { ":" });
            put(out, &entries[i].1, level);
        }),
    }
}

/// So many entries between two brackets.
fn inside(
    out: &mut String,
    [open, close]: [char; 2],
    n_entries: usize,
    level: Option<usize>,
    entry: impl Fn(&mut String, usize, Option<usize>),
) {
    let inner = level.map(|level| level + 1);
    out.push(open);
    for i in 0..n_entries {
        if i > 0 {
            out.push(',');
        }
        line(out, inner);
        entry(out, i, inner);
    }
    if n_entries > 0 {
        line(out, level);
    }
    out.push(close);
}

fn line(out: &mut String, level: Option<usize>) {
    if let Some(level) = level {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', level));
    }
}

fn quote(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c < ' ' => {
                out.push_str("\\u00");
                out.extend([c as usize >> 4, c as usize & 15].map(|digit| char::from(HEX[digit])));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &Json, expected: &str) {
        let mut out = String::new();
        write(&mut out, value);
        assert_eq!(out, expected);
    }

    #[test]
    fn every_kind_of_value_is_written() {
        check(&Json::Null, "null");
        check(&Json::List(vec![Json::Bool(true), Json::Bool(false), Json::Int(-3)]), "[true,false,-3]");
        check(&Json::Object(Vec::new()), "{}");
        check(
            &Json::Object(vec![("a".to_owned(), Json::from(1)), ("b".to_owned(), Json::List(Vec::new()))]),
            r#"{"a":1,"b":[]}"#,
        );
    }

    #[test]
    fn what_would_end_a_text_or_is_no_character_of_one_is_escaped() {
        check(&Json::from("a\"b\\c\nd\u{1}\u{1f}세대"), r#""a\"b\\c\nd\u0001\u001f세대""#);
    }

    #[test]
    fn a_file_has_an_entry_a_line() {
        let value = Json::Object(vec![("a".to_owned(), Json::List(vec![Json::from(1), Json::from(2)]))]);
        assert_eq!(indented(&value), "{\n \"a\": [\n  1,\n  2\n ]\n}");
    }
}

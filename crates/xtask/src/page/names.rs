//! Short names for what the wasm imports from the JavaScript beside it.
//!
//! wasm-bindgen names each import after the browser's function and a hash, which no compressor makes
//! small: 200 imports cost some 4.6 KB after brotli. Nobody sees these names but the two files.

use std::collections::BTreeMap;

use crate::wasm::{HEADER, Reader, write_number, write_sized};

const IMPORTS: u8 = 2;

/// The JavaScript and the wasm with imports renamed alike; `None` if one of them is not understood.
///
/// A name is kept if the JavaScript uses it in any other way than once, as a key.
pub(super) fn shorten(glue: &str, module: &[u8]) -> Option<(String, Vec<u8>)> {
    let names = short_names(glue, module)?;
    Some((rename_keys(glue, &names), rename_imports(module, &names)?))
}

/// The imports that can be renamed, with their new names.
fn short_names(glue: &str, module: &[u8]) -> Option<BTreeMap<String, String>> {
    let mut uses: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for (word, is_key) in words(glue) {
        let (count, only_keys) = uses.entry(word).or_insert((0, true));
        *count += 1;
        *only_keys &= is_key;
    }
    let mut names = BTreeMap::new();
    for name in import_names(module)? {
        if uses.get(name.as_str()) == Some(&(1, true)) {
            let short = short(names.len());
            names.insert(name, short);
        }
    }
    Some(names)
}

fn import_names(module: &[u8]) -> Option<Vec<String>> {
    let mut reader = Reader::new(module)?;
    while !reader.is_done() {
        let id = reader.byte()?;
        let mut section = reader.sized()?;
        if id == IMPORTS {
            return section.list(|section| Some(section.import()?.name.to_owned()));
        }
    }
    Some(Vec::new())
}

/// The identifiers in JavaScript, each with whether it stands as a key: before `:` or `(`.
fn words(glue: &str) -> impl Iterator<Item = (&str, bool)> {
    pieces(glue).map(|(word, mark)| (word, matches!(mark, ":" | "("))).filter(|(word, _)| !word.is_empty())
}

/// JavaScript cut into identifiers, perhaps empty ones, and the mark behind each.
fn pieces(glue: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_mark = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '$');
    glue.split_inclusive(is_mark).map(move |piece| piece.split_at(piece.trim_end_matches(is_mark).len()))
}

fn rename_keys(glue: &str, names: &BTreeMap<String, String>) -> String {
    pieces(glue).flat_map(|(word, mark)| [names.get(word).map_or(word, String::as_str), mark]).collect()
}

/// The module with its import section written anew; all other sections stay as they are.
fn rename_imports(module: &[u8], names: &BTreeMap<String, String>) -> Option<Vec<u8>> {
    let mut reader = Reader::new(module)?;
    let mut renamed = HEADER.to_vec();
    while !reader.is_done() {
        let id = reader.byte()?;
        let mut section = reader.sized()?;
        renamed.push(id);
        if id != IMPORTS {
            write_sized(&mut renamed, section.rest());
            continue;
        }
        let imports = section.list(Reader::import)?;
        let mut body = Vec::new();
        write_number(&mut body, imports.len());
        for import in imports {
            write_sized(&mut body, import.module.as_bytes());
            write_sized(&mut body, names.get(import.name).map_or(import.name, String::as_str).as_bytes());
            body.extend_from_slice(import.what);
        }
        write_sized(&mut renamed, &body);
    }
    Some(renamed)
}

/// The n-th of `a`, `b`, … `z`, `a1`, `b1`, …
pub(super) fn short(n: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(n % 26).unwrap_or(0));
    match n / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{round}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports these functions and has one more section.
    fn module(names: &[&str]) -> Vec<u8> {
        let mut imports = Vec::new();
        write_number(&mut imports, names.len());
        for name in names {
            write_sized(&mut imports, b"./glue.js");
            write_sized(&mut imports, name.as_bytes());
            imports.extend([0, 7]);
        }
        let mut module = HEADER.to_vec();
        module.push(IMPORTS);
        write_sized(&mut module, &imports);
        module.push(0);
        write_sized(&mut module, b"\x04rest");
        module
    }

    #[test]
    fn imports_are_renamed_in_both_files_alike() {
        let glue = "const i={__wbg_log_01:function(){log()},__wbg_log_012(x){return x}}";
        let (glue, renamed) = shorten(glue, &module(&["__wbg_log_012", "__wbg_log_01"])).expect("both fit");
        assert_eq!(glue, "const i={b:function(){log()},a(x){return x}}");
        assert_eq!(renamed, module(&["a", "b"]));
    }

    #[test]
    fn a_name_that_is_used_otherwise_is_kept() {
        let glue = "function __wbg_f_1(){}const i={__wbg_f_1,__wbg_g_2:g};export{__wbg_f_1}";
        let (renamed, wasm) = shorten(glue, &module(&["__wbg_f_1", "__wbg_g_2"])).expect("both fit");
        assert_eq!(renamed, "function __wbg_f_1(){}const i={__wbg_f_1,a:g};export{__wbg_f_1}");
        assert_eq!(wasm, module(&["__wbg_f_1", "a"]));
    }

    #[test]
    fn what_is_no_module_is_left_alone() {
        assert_eq!(shorten("", b"no wasm"), None);
    }
}

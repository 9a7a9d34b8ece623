//! Which parts of the code make the wasm heavy: code bytes by crate and module.
//!
//! Reads the wasm that cargo wrote, where functions still have their names; wasm-opt takes a good
//! quarter off afterwards, more or less evenly. Generic code counts for the crate that wrote it, not
//! for the one that used it: `core::slice` is mostly what sorts cost.

use std::collections::BTreeMap;

use crate::wasm::Reader;

/// Code bytes by `crate::module`, the heaviest first; `None` if this is no wasm with names.
pub(super) fn by_module(wasm: &[u8]) -> Option<Vec<(String, usize)>> {
    let mut sizes = Vec::new();
    let mut names = BTreeMap::new();
    let mut imported = 0;
    let mut reader = Reader::new(wasm)?;
    while !reader.is_done() {
        let id = reader.byte()?;
        let mut section = reader.sized()?;
        match id {
            0 if section.text()? == "name" => names = function_names(&mut section)?,
            2 => imported = imported_functions(&mut section)?,
            10 => sizes = section.list(|section| Some(section.sized()?.len()))?,
            _ => {}
        }
    }
    let mut modules: BTreeMap<String, usize> = BTreeMap::new();
    for (n, size) in sizes.into_iter().enumerate() {
        let name = names.get(&(n + imported)).copied().unwrap_or("");
        *modules.entry(module(name)).or_default() += size;
    }
    let mut modules: Vec<_> = modules.into_iter().collect();
    modules.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    Some(modules)
}

/// The functions' names, out of the name section's subsection 1.
fn function_names<'a>(section: &mut Reader<'a>) -> Option<BTreeMap<usize, &'a str>> {
    while !section.is_done() {
        let id = section.byte()?;
        let mut subsection = section.sized()?;
        if id == 1 {
            let named = subsection.list(|names| Some((names.number()?, names.text()?)))?;
            return Some(named.into_iter().collect());
        }
    }
    None
}

/// How many functions are imported: they come first in the numbering and have no code.
fn imported_functions(section: &mut Reader<'_>) -> Option<usize> {
    let imports = section.list(Reader::import)?;
    Some(imports.iter().filter(|import| import.is_function()).count())
}

/// Crate and module of a mangled name, as far as they can be told.
fn module(mangled: &str) -> String {
    let Some(mut rest) = mangled.strip_prefix("_ZN") else {
        return if mangled.starts_with("_R") { "precompiled std".into() } else { "other".into() };
    };
    let mut segments = Vec::new();
    while let Some(length) = rest.find(|c: char| !c.is_ascii_digit()).filter(|length| *length > 0) {
        let (digits, tail) = rest.split_at(length);
        let Some((segment, tail)) = digits.parse().ok().and_then(|size| tail.split_at_checked(size)) else { break };
        segments.push(segment);
        rest = tail;
    }
    // An impl's first segment holds its type as `_$LT$yew..html..Scope$u20$as…`.
    let first = segments.first().copied().unwrap_or("").trim_start_matches("_$LT$").trim_start_matches("impl$u20$");
    let first = first.split('$').next().unwrap_or("");
    let path: Vec<&str> = if first.contains("..") {
        first.split("..").collect()
    } else {
        [&[first], segments.get(1..).unwrap_or(&[])].concat()
    };
    match path.as_slice() {
        [] | [""] | ["", ..] => "other".into(),
        [only] => (*only).to_owned(),
        [krate, module, ..] if module.starts_with("_$LT$") || module.starts_with("h0") => (*krate).to_owned(),
        [krate, module, ..] => format!("{krate}::{module}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mangled_name_tells_its_crate_and_module() {
        let check = |mangled, expected| assert_eq!(module(mangled), expected, "{mangled}");
        check("_ZN4core5slice4sort8unstable9quicksort17h73d0817692926120E", "core::slice");
        check("_ZN13rebalance_sim3run17haa2df466e5f63a46E", "rebalance_sim::run");
        check(
            "_ZN69_$LT$yew..html..component..Scope$LT$COMP$GT$$u20$as$u20$core..any..Any$GT$7type_id17h00E",
            "yew::html",
        );
        check("_RNvNtCs_4core3fmt5float", "precompiled std");
        check("simulate", "other");
    }

    #[test]
    fn code_is_summed_by_module_past_the_imports() {
        let name = b"_ZN4core5slice4sort17h0E";
        let mut names = vec![1, 2];
        names.extend([1, u8::try_from(name.len()).expect("short")]);
        names.extend(name);
        names.extend([2, 1, b'f']);
        names[0] = 1;
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        let section = |id: u8, body: &[u8]| [&[id, u8::try_from(body.len()).expect("short")], body].concat();
        wasm.extend(section(2, &[1, 1, b'm', 1, b'f', 0, 0]));
        wasm.extend(section(10, &[2, 3, 0, 0, 0x0b, 1, 0x0b]));
        let functions = [&[1, u8::try_from(names.len() - 1).expect("short")], &names[1..]].concat();
        wasm.extend(section(0, &[&b"\x04name"[..], &functions].concat()));
        assert_eq!(by_module(&wasm), Some(vec![("core::slice".into(), 3), ("other".into(), 1)]));
        assert_eq!(by_module(b"no wasm"), None);
    }
}

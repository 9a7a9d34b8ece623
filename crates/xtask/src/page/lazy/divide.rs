//! A module divided: one with what is needed at first, and one for each part.
//!
//! A function belongs to a part if every way to it begins at the part's door, or at a slot of the table that only the
//! part needs. A part's module imports the memory, the tables, the globals, and the page's functions that it calls; when it
//! is made an instance of, its functions go into its slots and its data into the memory.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Doors;
use super::module::{
    Data, Export, FUNCTION, GLOBAL, MEMORY, Module, Renumber, TABLE, renumbered, section, write_not_negative,
};
use super::reach::Owned;
use crate::page::names;
use crate::wasm::{HEADER, write_number, write_sized};

/// What parts import of the page is of this module; `web/unpack.js` says the same.
const PAGE: &str = "page";

/// A gap in a segment takes some bytes of its own: data of fewer than these stays where it is.
const GAP: usize = 12;

/// The page's module without its parts, and then that of each part that is made; `None` if something is not known here.
pub(super) fn divide(module: &[u8], doors: &[Doors], owned: &[Owned]) -> Option<Vec<Vec<u8>>> {
    let module = Module::read(module)?;
    let calls = calls(&module)?;
    let owners = owners(&module, &calls, doors, owned);
    let exports = exports(&module, &calls, &owners, doors);
    let whole = Whole { module, calls, owners, exports };
    let mut modules = vec![whole.page(owned)?];
    for (part, (door, owned)) in doors.iter().zip(owned).enumerate().filter(|(_, (door, _))| !door.is_left_out) {
        modules.push(whole.part(part, door, owned)?);
    }
    Some(modules)
}

/// Which functions each function calls, or has as a value.
fn calls(module: &Module<'_>) -> Option<Vec<BTreeSet<usize>>> {
    struct Calls(BTreeSet<usize>);
    impl Renumber for Calls {
        fn function(&mut self, number: usize) -> Option<usize> {
            self.0.insert(number);
            Some(number)
        }
        fn kind(&mut self, number: usize) -> Option<usize> {
            Some(number)
        }
    }
    let own = module.code.iter().map(|body| {
        let mut calls = Calls(BTreeSet::new());
        renumbered(body, &mut calls).map(|_| calls.0)
    });
    module.imports.iter().map(|_| Some(BTreeSet::new())).chain(own).collect()
}

/// The part that each function belongs to; none for what the page has.
fn owners(module: &Module<'_>, calls: &[BTreeSet<usize>], doors: &[Doors], owned: &[Owned]) -> Vec<Option<usize>> {
    let reach = |from: BTreeSet<usize>| {
        let (mut reached, mut open) = (BTreeSet::new(), Vec::from_iter(from));
        while let Some(function) = open.pop() {
            if reached.insert(function) {
                open.extend(&calls[function]);
            }
        }
        reached
    };
    let functions = || module.exports.iter().filter(|export| export.kind == FUNCTION);
    let in_slots = |is_wanted: &dyn Fn(&usize) -> bool| -> BTreeSet<usize> {
        module.elements.iter().filter(|(slot, _)| is_wanted(slot)).map(|(_, function)| *function).collect()
    };
    let of_parts: Vec<_> = doors
        .iter()
        .zip(owned)
        .map(|(door, owned)| {
            let mut from = in_slots(&|slot| owned.slots.contains(slot));
            from.extend(functions().filter(|export| door.has(export.name)).map(|export| export.index));
            reach(from)
        })
        .collect();
    let mut from = in_slots(&|slot| owned.iter().all(|owned| !owned.slots.contains(slot)));
    from.extend(functions().filter(|export| !is_any(export, doors)).map(|export| export.index));
    from.extend(module.start);
    // What two parts need is the page's.
    let made: Vec<_> = (0..doors.len()).filter(|n| !doors[*n].is_left_out).collect();
    for (n, one) in made.iter().enumerate() {
        from.extend(made[n + 1..].iter().flat_map(|other| &of_parts[*one] & &of_parts[*other]));
    }
    let of_page = reach(from);
    let belongs_to = |function| {
        // What nothing leads to stays, wherever it came from.
        let is_pages = of_page.contains(&function) || function < module.imports.len();
        let left_out = (0..doors.len()).filter(|n| doors[*n].is_left_out);
        let part = || made.iter().copied().chain(left_out).find(|n| of_parts[*n].contains(&function));
        if is_pages { None } else { part() }
    };
    (0..calls.len()).map(belongs_to).collect()
}

/// Whether an export is a door of any part.
fn is_any(export: &Export<'_>, doors: &[Doors]) -> bool {
    export.kind == FUNCTION && doors.iter().any(|door| door.has(export.name))
}

/// What the page exports: what it exported before, and under short names what parts need.
fn exports(
    module: &Module<'_>,
    calls: &[BTreeSet<usize>],
    owners: &[Option<usize>],
    doors: &[Doors],
) -> Vec<(String, Thing)> {
    let before = module.exports.iter().filter(|export| !is_any(export, doors));
    let mut exports: Vec<_> = before.map(|e| (e.name.to_owned(), (e.kind, e.index))).collect();
    let is_made = |owner: &Option<usize>| owner.is_some_and(|part| !doors[part].is_left_out);
    let called = calls.iter().zip(owners).filter(|(_, owner)| is_made(owner)).flat_map(|(calls, _)| calls);
    let functions: BTreeSet<_> =
        called.copied().filter(|f| owners[*f].is_none() && *f >= module.imports.len()).collect();
    let numbered = |kind, count| (0..count).map(move |index| (kind, index));
    let needed = numbered(TABLE, module.tables.len())
        .chain(numbered(MEMORY, module.memories.len()))
        .chain(numbered(GLOBAL, module.globals.len()))
        .chain(functions.into_iter().map(|function| (FUNCTION, function)));
    let mut free = (0..).map(names::short).filter(|name| module.exports.iter().all(|export| export.name != *name));
    for thing in needed {
        if exports.iter().all(|(_, exported)| *exported != thing) {
            exports.extend(free.next().map(|name| (name, thing)));
        }
    }
    exports
}

/// Something that can be imported and exported: its kind, and its number.
type Thing = (u8, usize);

/// The module that is divided, and what was found out about it.
#[derive(Debug)]
struct Whole<'a> {
    module: Module<'a>,
    calls: Vec<BTreeSet<usize>>,
    owners: Vec<Option<usize>>,
    /// Of the page.
    exports: Vec<(String, Thing)>,
}

impl Whole<'_> {
    fn page(&self, owned: &[Owned]) -> Option<Vec<u8>> {
        let Self { module, .. } = self;
        let own = self.of(None);
        let mut imported = self.called_by(&own);
        imported.retain(|function| self.is_imported(*function));
        let others = self.exports.iter().filter(|(_, (kind, _))| *kind == FUNCTION).map(|(_, (_, index))| *index);
        let others = others.chain(module.elements.iter().map(|(_, function)| *function));
        imported.extend(others.filter(|function| self.is_imported(*function)));
        let mut numbers = Numbers::of(module, imported.iter().chain(&own).copied());
        let mut written = Written::default();
        for function in &imported {
            written.import(module.imports[*function].module, module.imports[*function].name, &numbers.what(*function)?);
        }
        written.functions(&own, &mut numbers)?;
        written.tables = module.tables.iter().collect();
        written.memories = module.memories.iter().collect();
        written.globals = module.globals.iter().map(|(kind, first)| [*kind, first].concat()).collect();
        for (name, (kind, index)) in &self.exports {
            written.export(Export { name, kind: *kind, index: *index }, &mut numbers)?;
        }
        written.start = module.start.and_then(|start| numbers.function(start));
        self.elements(None, &mut written, &mut numbers)?;
        let gone: Vec<_> =
            owned.iter().flat_map(|owned| &owned.data).filter(|place| is_worth_moving(place)).cloned().collect();
        written.data = module.data.iter().flat_map(|data| left(*data, &gone)).map(|data| segment(&data)).collect();
        Some(written.module(&numbers))
    }

    fn part(&self, part: usize, door: &Doors, owned: &Owned) -> Option<Vec<u8>> {
        let Self { module, .. } = self;
        let own = self.of(Some(part));
        let called: BTreeSet<_> = &self.called_by(&own) - &own;
        let mut numbers = Numbers::of(module, called.iter().chain(&own).copied());
        let mut written = Written::default();
        for function in &called {
            let what = numbers.what(*function)?;
            match module.imports.get(*function) {
                Some(import) => written.import(import.module, import.name, &what),
                None => written.import(PAGE, self.name((FUNCTION, *function))?, &what),
            }
        }
        let tables = module.tables.iter().map(|what| (TABLE, *what)).enumerate();
        let memories = module.memories.iter().map(|what| (MEMORY, *what)).enumerate();
        let globals = module.globals.iter().map(|(what, _)| (GLOBAL, *what)).enumerate();
        for (index, (kind, what)) in tables.chain(memories).chain(globals) {
            written.import(PAGE, self.name((kind, index))?, &[&[kind], what].concat());
        }
        written.functions(&own, &mut numbers)?;
        for export in module.exports.iter().filter(|export| door.has(export.name)) {
            written.export(*export, &mut numbers)?;
        }
        self.elements(Some(part), &mut written, &mut numbers)?;
        for place in owned.data.iter().filter(|place| is_worth_moving(place)) {
            written.data.0.extend(module.data.iter().filter_map(|data| piece(*data, place)).map(|data| segment(&data)));
        }
        Some(written.module(&numbers))
    }

    /// The functions that the page or a part has of its own.
    fn of(&self, part: Option<usize>) -> BTreeSet<usize> {
        (self.module.imports.len()..self.owners.len()).filter(|function| self.owners[*function] == part).collect()
    }

    fn called_by(&self, functions: &BTreeSet<usize>) -> BTreeSet<usize> {
        functions.iter().flat_map(|function| self.calls[*function].iter().copied()).collect()
    }

    fn is_imported(&self, function: usize) -> bool {
        function < self.module.imports.len()
    }

    /// What the page calls something that it exports.
    fn name(&self, thing: Thing) -> Option<&str> {
        self.exports.iter().find(|(_, exported)| *exported == thing).map(|(name, _)| name.as_str())
    }

    /// Puts the functions of the page or of a part into their slots.
    fn elements(&self, part: Option<usize>, written: &mut Written, numbers: &mut Numbers<'_, '_>) -> Option<()> {
        let mut runs: Vec<(usize, Vec<usize>)> = Vec::new();
        for (slot, function) in self.module.elements.iter().filter(|(_, function)| self.owners[*function] == part) {
            let function = numbers.function(*function)?;
            match runs.last_mut() {
                Some((first, run)) if *first + run.len() == *slot => run.push(function),
                _ => runs.push((*slot, vec![function])),
            }
        }
        for (first, run) in runs {
            let mut entry = at(first);
            write_number(&mut entry, run.len());
            for function in run {
                write_number(&mut entry, function);
            }
            written.elements.0.push(entry);
        }
        Some(())
    }
}

/// New numbers of functions and types, given out for one module.
#[derive(Debug)]
struct Numbers<'a, 'b> {
    module: &'b Module<'a>,
    functions: BTreeMap<usize, usize>,
    types: Vec<usize>,
}

impl<'a, 'b> Numbers<'a, 'b> {
    /// For a module with these functions, those first that it imports.
    fn of(module: &'b Module<'a>, functions: impl IntoIterator<Item = usize>) -> Self {
        let functions = functions.into_iter().enumerate().map(|(new, old)| (old, new)).collect();
        Self { module, functions, types: Vec::new() }
    }

    fn type_of(&mut self, function: usize) -> Option<usize> {
        self.kind(self.module.type_of(function)?)
    }

    /// Kind and type of a function, as an import has them.
    fn what(&mut self, function: usize) -> Option<Vec<u8>> {
        let mut what = vec![FUNCTION];
        write_number(&mut what, self.type_of(function)?);
        Some(what)
    }
}

impl Renumber for Numbers<'_, '_> {
    fn function(&mut self, number: usize) -> Option<usize> {
        self.functions.get(&number).copied()
    }

    fn kind(&mut self, number: usize) -> Option<usize> {
        Some(self.types.iter().position(|kind| *kind == number).unwrap_or_else(|| {
            self.types.push(number);
            self.types.len() - 1
        }))
    }
}

/// A section's entries, each as it is written.
#[derive(Debug, Default)]
struct Entries(Vec<Vec<u8>>);

impl Entries {
    fn write(&self, id: u8, out: &mut Vec<u8>) {
        if !self.0.is_empty() {
            let mut body = Vec::new();
            write_number(&mut body, self.0.len());
            body.extend(self.0.concat());
            out.push(id);
            write_sized(out, &body);
        }
    }
}

impl<T: AsRef<[u8]>> FromIterator<T> for Entries {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        Self(entries.into_iter().map(|entry| entry.as_ref().to_vec()).collect())
    }
}

/// The sections of a module.
#[derive(Debug, Default)]
struct Written {
    imports: Entries,
    functions: Entries,
    tables: Entries,
    memories: Entries,
    globals: Entries,
    exports: Entries,
    start: Option<usize>,
    elements: Entries,
    code: Entries,
    data: Entries,
}

impl Written {
    fn import(&mut self, module: &str, name: &str, what: &[u8]) {
        let mut entry = Vec::new();
        write_sized(&mut entry, module.as_bytes());
        write_sized(&mut entry, name.as_bytes());
        entry.extend_from_slice(what);
        self.imports.0.push(entry);
    }

    fn export(&mut self, export: Export<'_>, numbers: &mut Numbers<'_, '_>) -> Option<()> {
        let index = if export.kind == FUNCTION { numbers.function(export.index)? } else { export.index };
        let mut entry = Vec::new();
        write_sized(&mut entry, export.name.as_bytes());
        entry.push(export.kind);
        write_number(&mut entry, index);
        self.exports.0.push(entry);
        Some(())
    }

    fn functions(&mut self, own: &BTreeSet<usize>, numbers: &mut Numbers<'_, '_>) -> Option<()> {
        for function in own {
            let mut kind = Vec::new();
            write_number(&mut kind, numbers.type_of(*function)?);
            self.functions.0.push(kind);
            let mut body = Vec::new();
            write_sized(&mut body, &renumbered(numbers.module.body(*function)?, numbers)?);
            self.code.0.push(body);
        }
        Some(())
    }

    fn module(&self, numbers: &Numbers<'_, '_>) -> Vec<u8> {
        let mut out = HEADER.to_vec();
        let types: Entries = numbers.types.iter().map(|kind| numbers.module.types[*kind]).collect();
        for (id, entries) in [
            (section::TYPES, &types),
            (section::IMPORTS, &self.imports),
            (section::FUNCTIONS, &self.functions),
            (section::TABLES, &self.tables),
            (section::MEMORIES, &self.memories),
            (section::GLOBALS, &self.globals),
            (section::EXPORTS, &self.exports),
        ] {
            entries.write(id, &mut out);
        }
        if let Some(start) = self.start {
            let mut body = Vec::new();
            write_number(&mut body, start);
            out.push(section::START);
            write_sized(&mut out, &body);
        }
        self.elements.write(section::ELEMENTS, &mut out);
        self.code.write(section::CODE, &mut out);
        self.data.write(section::DATA, &mut out);
        out
    }
}

/// A segment that is put at a place when the module becomes an instance.
fn at(place: usize) -> Vec<u8> {
    let mut out = vec![0, 0x41];
    write_not_negative(&mut out, place);
    out.push(0x0b);
    out
}

fn segment(data: &Data<'_>) -> Vec<u8> {
    let mut out = at(data.address);
    write_sized(&mut out, data.bytes);
    out
}

fn is_worth_moving(place: &Range<usize>) -> bool {
    place.len() >= GAP
}

/// What of a piece of memory lies in `place`.
fn piece<'a>(data: Data<'a>, place: &Range<usize>) -> Option<Data<'a>> {
    let end = data.address + data.bytes.len();
    let (from, to) = (place.start.max(data.address), place.end.min(end));
    (from < to).then(|| Data { address: from, bytes: &data.bytes[from - data.address..to - data.address] })
}

/// What is left of a piece of memory without those in `gone`.
fn left<'a>(data: Data<'a>, gone: &[Range<usize>]) -> Vec<Data<'a>> {
    let mut gone: Vec<_> = gone.iter().filter(|place| piece(data, place).is_some()).cloned().collect();
    gone.sort_by_key(|place| place.start);
    let end = data.address + data.bytes.len();
    let starts = [data.address].into_iter().chain(gone.iter().map(|place| place.end));
    let ends = gone.iter().map(|place| place.start).chain([end]);
    starts.zip(ends).filter_map(|(start, end)| (start < end).then(|| piece(data, &(start..end))).flatten()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One section of a list of entries.
    fn list(id: u8, entries: &[&[u8]]) -> Vec<u8> {
        let mut out = Vec::new();
        entries.iter().collect::<Entries>().write(id, &mut out);
        out
    }

    fn named(name: &str, what: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        write_sized(&mut out, name.as_bytes());
        out.extend_from_slice(what);
        out
    }

    /// Functions: 0 and 1 are imported, 2 is the page's and calls 0, 3 is a door, calls 1, 2 and through the table;
    /// 4 and 5 are in slots 1 and 2, the latter by the page. Memory has 40 bytes from 16 on.
    fn whole() -> Vec<u8> {
        let body = |bytes: &[u8]| {
            let mut out = Vec::new();
            write_sized(&mut out, &[&[0], bytes, &[0x0b]].concat());
            out
        };
        let memory: Vec<u8> = (0..40).collect();
        let sections = [
            list(section::TYPES, &[&[0x60, 0, 0], &[0x60, 1, 0x7f, 0]]),
            list(section::IMPORTS, &[&named("glue", &named("a", &[0, 1])), &named("glue", &named("b", &[0, 0]))]),
            list(section::FUNCTIONS, &[&[0], &[0], &[1], &[0]]),
            list(section::TABLES, &[&[0x70, 0, 3]]),
            list(section::MEMORIES, &[&[0, 1]]),
            list(section::GLOBALS, &[&[0x7f, 1, 0x41, 16, 0x0b]]),
            list(
                section::EXPORTS,
                &[&named("run", &[0, 2]), &named("memory", &[2, 0]), &named("part_x", &[0, 3]), &named("a", &[3, 0])],
            ),
            list(section::ELEMENTS, &[&[0, 0x41, 1, 0x0b, 2, 4, 5]]),
            list(
                section::CODE,
                &[
                    &body(&[0x41, 1, 0x10, 0]),
                    &body(&[0x10, 1, 0x10, 2, 0x41, 7, 0x41, 1, 0x11, 1, 0]),
                    &body(&[0x01]),
                    &body(&[0x01, 0x01]),
                ],
            ),
            list(section::DATA, &[&[&[0, 0x41, 16, 0x0b, 40], memory.as_slice()].concat()]),
        ];
        [HEADER, &sections.concat()].concat()
    }

    fn divided() -> Vec<Vec<u8>> {
        let owned = Owned { slots: BTreeSet::from([1]), data: vec![26..40, 50..53] };
        divide(&whole(), &[Doors::of(&["x"])], &[owned]).expect("a module")
    }

    #[test]
    fn the_page_keeps_what_something_else_than_the_part_leads_to() {
        let divided = divided();
        let page = Module::read(&divided[0]).expect("a module");
        assert_eq!(page.imports.iter().map(|import| import.name).collect::<Vec<_>>(), ["a"]);
        assert_eq!(page.code, [&[0, 0x41, 1, 0x10, 0, 0x0b][..], &[0, 0x01, 0x01, 0x0b]]);
        assert_eq!(page.elements, [(2, 2)], "with the slot of the part still empty");
        assert_eq!(page.exports.iter().map(|export| export.name).collect::<Vec<_>>(), ["run", "memory", "a", "b"]);
        let memory: Vec<_> = page.data.iter().map(|data| (data.address, data.bytes.len())).collect();
        assert_eq!(memory, [(16, 10), (40, 16)], "a short piece is not worth a gap");
    }

    #[test]
    fn the_part_has_its_functions_and_what_these_need_of_the_page() {
        let divided = divided();
        let mut reader = crate::wasm::Reader::new(&divided[1]).expect("a module");
        let types = reader.byte().and_then(|_| reader.sized()).expect("types");
        assert_eq!(types.rest(), [2, 0x60, 0, 0, 0x60, 1, 0x7f, 0]);
        let imports = reader.byte().and_then(|_| reader.sized()).and_then(|mut s| s.list(crate::wasm::Reader::import));
        let imports: Vec<_> = imports.expect("imports").iter().map(|i| (i.module, i.name, i.what.to_vec())).collect();
        assert_eq!(
            imports,
            [
                ("glue", "b", vec![FUNCTION, 0]),
                ("page", "run", vec![FUNCTION, 0]),
                ("page", "b", vec![TABLE, 0x70, 0, 3]),
                ("page", "memory", vec![MEMORY, 0, 1]),
                ("page", "a", vec![GLOBAL, 0x7f, 1]),
            ]
        );
        let rest = [
            list(section::FUNCTIONS, &[&[0], &[1]]),
            list(section::EXPORTS, &[&named("part_x", &[0, 2])]),
            list(section::ELEMENTS, &[&[0, 0x41, 1, 0x0b, 1, 3]]),
            list(section::CODE, &[&[13, 0, 0x10, 0, 0x10, 1, 0x41, 7, 0x41, 1, 0x11, 1, 0, 0x0b], &[3, 0, 0x01, 0x0b]]),
            list(section::DATA, &[&[&[0, 0x41, 26, 0x0b, 14], &(10..24).collect::<Vec<u8>>()[..]].concat()]),
        ];
        assert_eq!(reader.rest(), rest.concat());
    }

    /// A module with two parts, whose functions call the same one.
    fn two_that_call_a_third() -> Vec<u8> {
        let body: &[u8] = &[4, 0, 0x10, 2, 0x0b];
        [
            HEADER,
            &list(section::TYPES, &[&[0x60, 0, 0]]),
            &list(section::FUNCTIONS, &[&[0], &[0], &[0]]),
            &list(section::EXPORTS, &[&named("part_x", &[0, 0]), &named("part_y", &[0, 1])]),
            &list(section::CODE, &[body, body, &[2, 0, 0x0b]]),
        ]
        .concat()
    }

    #[test]
    fn what_two_parts_call_is_the_page_s() {
        let module = two_that_call_a_third();
        let modules = divide(&module, &[Doors::of(&["x"]), Doors::of(&["y"])], &vec![Owned::default(); 2]);
        let modules = modules.expect("a module");
        let page = Module::read(&modules[0]).expect("a module");
        assert_eq!((page.code.len(), page.exports[0].name), (1, "a"));
        assert_eq!(modules.len(), 3);
    }

    #[test]
    fn what_is_left_out_takes_nothing_from_a_part() {
        let module = two_that_call_a_third();
        let doors = [Doors::of(&["x"]), Doors::left_out(&["y"])];
        let modules = divide(&module, &doors, &vec![Owned::default(); 2]).expect("modules");
        let codes: Vec<_> = modules.iter().map(|module| Module::read(module).expect("a module").code.len()).collect();
        assert_eq!(codes, [0, 2], "the page, and the part with what both call");
    }

    #[test]
    fn an_address_with_its_sixth_bit_set_is_not_negative() {
        let mut out = Vec::new();
        write_not_negative(&mut out, 64);
        assert_eq!(out, [0xc0, 0]);
    }
}

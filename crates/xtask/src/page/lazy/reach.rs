//! What only a part needs, read from the relocations that the linker leaves when it is asked to (`--emit-relocs`).
//!
//! The format is that of object files: <https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md>. Where an
//! instruction or a piece of data has the number of a function, a slot or an address, a relocation has the symbol that is
//! meant. So it can be told what leads where, even to what is only called through a table.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Doors;
use super::module::{FUNCTION, Module, section};
use crate::page::instructions::signed;
use crate::wasm::Reader;

/// What only one part needs.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Owned {
    /// Slots of the table.
    pub(super) slots: BTreeSet<usize>,
    /// Pieces of memory, in order and apart from each other.
    pub(super) data: Vec<Range<usize>>,
}

/// Functions of wasm-bindgen's that it runs and takes out before anybody else sees them.
const DESCRIPTIONS: &str = "__wbindgen_describe";

/// What stands in Korean in every language: the language's own name.
const NAME_OF_KOREAN: &str = "한국어";

/// What each of the parts with these doors owns; `None` if the module has no relocations, or such as are not known here.
/// The one of these that is `korean` owns what the page has to say in Korean, whoever says it.
pub(super) fn owned(linked: &[u8], doors: &[Doors], korean: Option<usize>) -> Option<Vec<Owned>> {
    let graph = Graph::read(linked)?;
    let left_out: Vec<bool> = doors.iter().map(|door| door.is_left_out).collect();
    let doors: Vec<_> = doors.iter().map(|door| graph.doors(door)).collect();
    if doors.iter().any(Vec::is_empty) {
        return None;
    }
    let at_first = graph.exports.iter().filter(|(name, _)| !name.starts_with(DESCRIPTIONS)).map(|(_, node)| *node);
    let mut page = Marks::default();
    page.mark(&graph, at_first.filter(|node| doors.iter().all(|of| !of.contains(node))).chain(graph.start));
    let mut parts: Vec<Marks> = doors
        .iter()
        .map(|door| {
            let mut part = Marks::default();
            part.mark(&graph, door.iter().copied());
            part
        })
        .collect();
    // What two parts need is the page's.
    let made: Vec<_> = (0..parts.len()).filter(|n| !left_out[*n]).collect();
    let shared: BTreeSet<Node> = made
        .iter()
        .enumerate()
        .flat_map(|(n, one)| made[n + 1..].iter().flat_map(|other| &parts[*one].nodes & &parts[*other].nodes))
        .collect();
    page.mark(&graph, shared);
    let mut taken = Marks { nodes: page.nodes.clone(), slots: page.slots.clone() };
    // Of what is left out the others may have had something, so it comes behind them.
    for n in made.into_iter().chain((0..parts.len()).filter(|n| left_out[*n])) {
        let part = &mut parts[n];
        part.slots = &part.slots - &taken.slots;
        part.nodes = &part.nodes - &taken.nodes;
        taken.slots.extend(&part.slots);
        taken.nodes.extend(&part.nodes);
    }
    if let Some(korean) = korean.and_then(|part| parts.get_mut(part)) {
        let words = page.nodes.intersection(&graph.korean).copied();
        korean.nodes.extend(words);
        page.nodes = &page.nodes - &graph.korean;
    }
    let of_page = graph.memory(&page);
    Some(
        parts
            .into_iter()
            .map(|part| Owned { data: without(&graph.memory(&part), &of_page), slots: part.slots })
            .collect(),
    )
}

/// A function, or a piece of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Function(usize),
    /// By number of its symbol.
    Data(usize),
}

/// What is reached from somewhere.
#[derive(Debug, Default)]
struct Marks {
    nodes: BTreeSet<Node>,
    slots: BTreeSet<usize>,
}

impl Marks {
    fn mark(&mut self, graph: &Graph<'_>, from: impl IntoIterator<Item = Node>) {
        let mut open: Vec<Node> = from.into_iter().collect();
        while let Some(node) = open.pop() {
            if !self.nodes.insert(node) {
                continue;
            }
            for edge in graph.edges.get(&node).into_iter().flatten() {
                self.slots.extend(edge.slot);
                open.push(edge.to);
            }
        }
    }
}

/// One thing that leads to another, perhaps by way of a slot.
#[derive(Debug, Clone, Copy)]
struct Edge {
    to: Node,
    slot: Option<usize>,
}

#[derive(Debug, Default)]
struct Graph<'a> {
    exports: BTreeMap<&'a str, Node>,
    start: Option<Node>,
    edges: BTreeMap<Node, Vec<Edge>>,
    /// Where the data of each symbol lies in memory.
    places: BTreeMap<usize, Range<usize>>,
    /// Texts in Korean.
    korean: BTreeSet<Node>,
}

/// What a symbol stands for.
#[derive(Debug, Clone)]
enum Symbol {
    Function(usize),
    /// Where it lies in memory.
    Data(Range<usize>),
    Other,
}

/// The number of one thing at a place in a section.
#[derive(Debug, Clone, Copy)]
struct Relocation {
    at: usize,
    symbol: usize,
    is_slot: bool,
}

impl<'a> Graph<'a> {
    fn read(linked: &'a [u8]) -> Option<Self> {
        let module = Module::read(linked)?;
        let tools = Tools::read(linked)?;
        let symbols = symbols(tools.linking?, &module)?;
        let mut graph = Self {
            start: module.start.map(Node::Function),
            exports: module
                .exports
                .iter()
                .filter(|export| export.kind == FUNCTION)
                .map(|export| (export.name, Node::Function(export.index)))
                .collect(),
            ..Self::default()
        };
        let slots: BTreeMap<usize, usize> = module.elements.iter().map(|(slot, function)| (*function, *slot)).collect();
        let imported = module.imports.len();
        let bodies =
            module.code.iter().enumerate().map(|(n, body)| (place(tools.code, body), Node::Function(imported + n)));
        graph.connect(&bodies.collect::<Vec<_>>(), &relocations(tools.code_relocations?)?, &symbols, &slots)?;
        let mut pieces = Vec::new();
        for (n, symbol) in symbols.iter().enumerate() {
            if let Symbol::Data(at) = symbol {
                graph.places.insert(n, at.clone());
                let segment = module
                    .data
                    .iter()
                    .find(|data| at.start >= data.address && at.end <= data.address + data.bytes.len());
                // What has only zeros at first is in no segment, and leads nowhere.
                if let Some(segment) = segment {
                    if is_korean(&segment.bytes[at.start - segment.address..][..at.len()]) {
                        graph.korean.insert(Node::Data(n));
                    }
                    let start = place(tools.data, segment.bytes).start + (at.start - segment.address);
                    pieces.push((start..start + at.len(), Node::Data(n)));
                }
            }
        }
        graph.connect(&pieces, &relocations(tools.data_relocations?)?, &symbols, &slots)?;
        Some(graph)
    }

    /// A part's doors.
    fn doors(&self, doors: &Doors) -> Vec<Node> {
        self.exports.iter().filter(|(export, _)| doors.has(export)).map(|(_, node)| *node).collect()
    }

    /// Adds an edge for each relocation, from whatever lies at its place.
    fn connect(
        &mut self,
        places: &[(Range<usize>, Node)],
        relocations: &[Relocation],
        symbols: &[Symbol],
        slots: &BTreeMap<usize, usize>,
    ) -> Option<()> {
        let by_place: BTreeMap<usize, Relocation> = relocations.iter().map(|one| (one.at, *one)).collect();
        for (place, node) in places {
            for relocation in by_place.range(place.clone()).map(|(_, one)| one) {
                let edge = match symbols.get(relocation.symbol)? {
                    Symbol::Function(function) => Edge {
                        to: Node::Function(*function),
                        slot: if relocation.is_slot { Some(*slots.get(function)?) } else { None },
                    },
                    Symbol::Data(_) => Edge { to: Node::Data(relocation.symbol), slot: None },
                    Symbol::Other => continue,
                };
                self.edges.entry(*node).or_default().push(edge);
            }
        }
        Some(())
    }

    /// The memory of all data that is marked, in order and without overlaps.
    fn memory(&self, marks: &Marks) -> Vec<Range<usize>> {
        let mut places: Vec<_> = marks
            .nodes
            .iter()
            .filter_map(|node| match node {
                Node::Data(symbol) => self.places.get(symbol).cloned(),
                Node::Function(_) => None,
            })
            .filter(|place| !place.is_empty())
            .collect();
        places.sort_by_key(|place| place.start);
        let mut joined: Vec<Range<usize>> = Vec::new();
        for place in places {
            match joined.last_mut() {
                Some(last) if last.end >= place.start => last.end = last.end.max(place.end),
                _ => joined.push(place),
            }
        }
        joined
    }
}

/// Whether some data is a text in Korean: has a syllable of Hangul.
fn is_korean(data: &[u8]) -> bool {
    let has_syllable = |text: &str| text.contains(|letter| ('가'..='힣').contains(&letter));
    str::from_utf8(data).is_ok_and(|text| text != NAME_OF_KOREAN && has_syllable(text))
}

/// What of `places` is in none of `others`; both are in order.
fn without(places: &[Range<usize>], others: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut left = Vec::new();
    for place in places {
        let mut start = place.start;
        for other in others.iter().filter(|other| other.end > place.start && other.start < place.end) {
            if other.start > start {
                left.push(start..other.start);
            }
            start = start.max(other.end);
        }
        if start < place.end {
            left.push(start..place.end);
        }
    }
    left
}

/// Where `part` lies in `whole`, of which it is a part.
fn place(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr().addr() - whole.as_ptr().addr();
    start..start + part.len()
}

/// The sections that places are counted in, and those that only tools read.
#[derive(Debug, Default)]
struct Tools<'a> {
    code: &'a [u8],
    data: &'a [u8],
    linking: Option<Reader<'a>>,
    code_relocations: Option<Reader<'a>>,
    data_relocations: Option<Reader<'a>>,
}

impl<'a> Tools<'a> {
    fn read(linked: &'a [u8]) -> Option<Self> {
        let mut tools = Self::default();
        let mut reader = Reader::new(linked)?;
        while !reader.is_done() {
            let id = reader.byte()?;
            let mut section = reader.sized()?;
            match id {
                section::CODE => tools.code = section.rest(),
                section::DATA => tools.data = section.rest(),
                section::CUSTOM => match section.text()? {
                    "linking" => tools.linking = Some(section),
                    "reloc.CODE" => tools.code_relocations = Some(section),
                    "reloc.DATA" => tools.data_relocations = Some(section),
                    _ => {}
                },
                _ => {}
            }
        }
        Some(tools)
    }
}

/// Number of the symbol table among the parts of the section `linking`.
const SYMBOL_TABLE: u8 = 8;
/// Flags of a symbol.
const UNDEFINED: usize = 0x10;
const NAMED: usize = 0x40;
const ABSOLUTE: usize = 0x200;

fn symbols(mut linking: Reader<'_>, module: &Module<'_>) -> Option<Vec<Symbol>> {
    if linking.number()? != 2 {
        return None;
    }
    while !linking.is_done() {
        let id = linking.byte()?;
        let mut table = linking.sized()?;
        if id == SYMBOL_TABLE {
            return table.list(|table| symbol(table, module));
        }
    }
    None
}

fn symbol(table: &mut Reader<'_>, module: &Module<'_>) -> Option<Symbol> {
    const DATA: u8 = 1;
    const SECTION: u8 = 3;
    let kind = table.byte()?;
    let flags = table.number()?;
    let is_defined = flags & UNDEFINED == 0;
    match kind {
        DATA => {
            table.text()?;
            if !is_defined {
                return Some(Symbol::Other);
            }
            let (segment, offset, size) = (table.number()?, table.number()?, table.number()?);
            if flags & ABSOLUTE != 0 {
                return Some(Symbol::Other);
            }
            // Memory of zeros is in no segment; nobody can move it, nor has to.
            let Some(segment) = module.data.get(segment) else { return Some(Symbol::Other) };
            let start = segment.address + offset;
            Some(Symbol::Data(start..start + size))
        }
        SECTION => table.number().map(|_| Symbol::Other),
        kind => {
            let index = table.number()?;
            if is_defined || flags & NAMED != 0 {
                table.text()?;
            }
            Some(if kind == FUNCTION { Symbol::Function(index) } else { Symbol::Other })
        }
    }
}

/// Kinds of relocations: those that have the number of a slot, and those with a number behind the symbol.
const SLOTS: [u8; 2] = [1, 2];
const WITH_ADDEND: [u8; 6] = [3, 4, 5, 8, 9, 11];
/// And those without, that mean a function, a type, a global, a table.
const PLAIN: [u8; 5] = [0, 6, 7, 13, 20];
/// A type has no symbol.
const TYPE: u8 = 6;

fn relocations(mut section: Reader<'_>) -> Option<Vec<Relocation>> {
    section.number()?;
    let all = section.list(|section| {
        let kind = section.byte()?;
        let (at, symbol) = (section.number()?, section.number()?);
        if WITH_ADDEND.contains(&kind) {
            signed(section)?;
        } else if !(SLOTS.contains(&kind) || PLAIN.contains(&kind)) {
            return None;
        }
        Some((kind != TYPE).then_some(Relocation { at, symbol, is_slot: SLOTS.contains(&kind) }))
    })?;
    Some(all.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasm::{HEADER, write_sized};

    fn section(id: u8, body: &[u8]) -> Vec<u8> {
        let mut out = vec![id];
        write_sized(&mut out, body);
        out
    }

    fn custom(name: &str, body: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        write_sized(&mut out, name.as_bytes());
        out.extend_from_slice(body);
        section(0, &out)
    }

    /// Functions: 0 `run`, 1 `part_x` with a hash, 2 `__wbindgen_describe_x`; 3, 4 and 5 are in slots 1, 2 and 3. Memory: 30 bytes
    /// from 8 on, ten a symbol. `run` takes the slot of 3; the part takes data 1, which has the slot of 4 in it, and data 0,
    /// which `run` takes too; the description takes the slot of 5 and data 2.
    fn linked() -> Vec<u8> {
        linked_with([0; 30])
    }

    fn linked_with(memory: [u8; 30]) -> Vec<u8> {
        let body = [9, 0, 0x41, 0, 0x41, 0, 0x1a, 0x1a, 0x01, 0x0b];
        let exports =
            [&b"\x03\x03run\0\0\x17part_x_0123456789abcdef\0\x01\x13"[..], b"__wbindgen_describe", &[0, 2]].concat();
        let symbols = [
            // Functions by number, with names.
            &b"\0\0\0\x01a\0\0\x01\x01b\0\0\x02\x01c\0\0\x03\x01d\0\0\x04\x01e\0\0\x05\x01f"[..],
            // Data: name, segment, offset, size.
            b"\x01\0\x01g\0\0\x0a\x01\0\x01h\0\x0a\x0a\x01\0\x01i\0\x14\x0a",
        ]
        .concat();
        let mut table = vec![SYMBOL_TABLE];
        write_sized(&mut table, &[&[9], &symbols[..]].concat());
        let code = [&[6], &body.repeat(6)[..]].concat();
        // A body is ten bytes with its size; its operands are at 4 and 6.
        let relocations = [
            (1, 5, 3),  // run: slot of 3
            (4, 7, 6),  // run: data 0
            (4, 15, 7), // part: data 1
            (4, 17, 6), // part: data 0
            (1, 25, 5), // description: slot of 5
            (4, 27, 8), // description: data 2
        ];
        let mut code_relocations = vec![0, 6];
        for (kind, at, symbol) in relocations {
            code_relocations.extend([kind, at, symbol]);
            code_relocations.extend((kind == 4).then_some(0));
        }
        [
            HEADER,
            &section(section::TYPES, &[1, 0x60, 0, 0]),
            &section(section::FUNCTIONS, &[6, 0, 0, 0, 0, 0, 0]),
            &section(section::EXPORTS, &exports),
            &section(section::ELEMENTS, &[1, 0, 0x41, 1, 0x0b, 3, 3, 4, 5]),
            &section(section::CODE, &code),
            &section(section::DATA, &[&[1, 0, 0x41, 8, 0x0b, 30], &memory[..]].concat()),
            &custom("linking", &[&[2], &table[..]].concat()),
            &custom("reloc.CODE", &code_relocations),
            // The second ten bytes begin at 16 of the section.
            &custom("reloc.DATA", &[1, 1, 2, 18, 4]),
        ]
        .concat()
    }

    #[test]
    fn a_part_owns_what_only_its_door_leads_to() {
        let owned = owned(&linked(), &[Doors::of(&["x"])], None).expect("relocations");
        assert_eq!(owned.len(), 1);
        assert_eq!(owned[0].slots, BTreeSet::from([2]));
        assert_eq!(owned[0].data.iter().map(|place| (place.start, place.end)).collect::<Vec<_>>(), [(18, 28)]);
    }

    #[test]
    fn what_the_page_says_in_korean_is_a_part_s() {
        let mut memory = [0; 30];
        memory[..10].copy_from_slice("가나 다".as_bytes());
        let owned = owned(&linked_with(memory), &[Doors::of(&["x"])], Some(0)).expect("relocations");
        assert_eq!(owned[0].data.iter().map(|place| (place.start, place.end)).collect::<Vec<_>>(), [(8, 28)]);
        for (text, is) in [("{0:이} 멈춤", true), (NAME_OF_KOREAN, false), ("stopped · 3", false)] {
            assert_eq!(is_korean(text.as_bytes()), is, "{text}");
        }
        assert!(!is_korean(&[0xff, 0xea, 0xb0, 0x80]), "no text at all");
    }

    #[test]
    fn without_relocations_or_without_the_door_nothing_is_known() {
        assert_eq!(owned(HEADER, &[], None), None);
        assert_eq!(owned(&linked(), &[Doors::of(&["y"])], None), None);
    }

    #[test]
    fn memory_that_the_page_has_too_is_left_out() {
        assert_eq!(without(&[0..10, 20..30], &[2..4, 8..22, 29..40]), [0..2, 4..8, 22..29]);
    }
}

//! The wasm's code, laid out so that brotli makes less of it: like beside like.
//!
//! In a module instructions and their operands alternate, and a compressor sees neither the pattern of the one nor that
//! of the other. Told apart (which instruction; which local; which offset; which constant) the same code is an eighth
//! smaller after brotli. What is served is still a module, an empty one, whose only section is a custom one with the
//! parts; `web/unpack.js` makes the real module of it before the browser compiles that, in some thirty milliseconds. The
//! build lets it do so and compares.
//!
//! The section: how long the real module is, how many functions it has, how many streams there are and how long each
//! is, then the streams; all numbers in LEB128. Stream 0 is the module up to its first function, stream 1 what comes
//! after the last, stream 2 the table of codes, stream 3 the codes of all instructions in their order.
//! An entry of the table: how many bytes the instruction begins with, those bytes, how it moves the depth of blocks (0
//! down, 1 not, 2 up), its [`Class`], how many operands follow, and of each how it is kept and in which stream. Or a 0 and
//! two codes that have entries before, for which this one stands.

use std::collections::BTreeMap;

use super::{
    instructions::{BY_NEXT, CONSTANTS, Instruction, LIST, NUMBER, Operand, RECENT, TYPES, instruction, signed},
    pairs,
};
use crate::wasm::{HEADER, Reader, write_number, write_sized};

/// Name of the section.
const SECTION: &str = "split";

/// Number of the code section in a module.
const CODE: u8 = 10;

const BEFORE: u8 = 0;
const AFTER: u8 = 1;
const TABLE: u8 = 2;
const CODES: u8 = 3;
const LOCAL_GROUPS: u8 = 4;
const LOCAL_COUNTS: u8 = 5;
const LOCAL_TYPES: u8 = 6;
/// Constants have a stream for each [`Class`] of the instruction that takes them; before them come other operands.
const STREAMS: usize = CONSTANTS as usize + Class::COUNT;

/// What an instruction does with the constant before it, as far as that tells constants apart.
#[derive(Debug, Clone, Copy)]
enum Class {
    Keeps,
    Adds,
    Compares,
    Computes,
    Stores,
    Other,
}

impl Class {
    const COUNT: usize = Self::Other as usize + 1;

    fn of(opcode: u8) -> Self {
        match opcode {
            0x21 | 0x22 => Self::Keeps,
            0x6a => Self::Adds,
            0x45..=0x4f => Self::Compares,
            0x6b..=0x78 => Self::Computes,
            0x36..=0x3e => Self::Stores,
            _ => Self::Other,
        }
    }
}

/// The module with its code apart; `None` if something in it is not known here.
pub(super) fn split(module: &[u8]) -> Option<Vec<u8>> {
    let mut streams = Streams::default();
    let mut reader = Reader::new(module)?;
    let mut side = BEFORE;
    let mut functions = 0;
    streams.of(BEFORE).extend(HEADER);
    while !reader.is_done() {
        let id = reader.byte()?;
        let mut section = reader.sized()?;
        streams.of(side).push(id);
        if id == CODE {
            write_number(streams.of(BEFORE), section.len());
            functions = section.number()?;
            write_number(streams.of(BEFORE), functions);
            streams.functions(functions, &mut section)?;
            side = AFTER;
        } else {
            write_sized(streams.of(side), section.rest());
        }
    }
    Some(streams.module(module.len(), functions))
}

/// The locals of a function, the one that was used last before the others; those that were not used yet come after these, in
/// their order.
#[derive(Debug, Default)]
struct Recent(Vec<usize>);

impl Recent {
    /// The place of a local, which then comes first.
    fn place(&mut self, local: usize) -> usize {
        let known = self.0.len();
        self.0.extend(known..=local);
        let place = self.0.iter().position(|other| *other == local).unwrap_or(0);
        self.0[..=place].rotate_right(1);
        place
    }
}

/// The parts of a module, and the codes that were given out.
#[derive(Debug)]
struct Streams {
    streams: Vec<Vec<u8>>,
    codes: BTreeMap<Instruction, u8>,
}

impl Default for Streams {
    fn default() -> Self {
        Self { streams: vec![Vec::new(); STREAMS], codes: BTreeMap::new() }
    }
}

impl Streams {
    fn of(&mut self, stream: u8) -> &mut Vec<u8> {
        &mut self.streams[usize::from(stream)]
    }

    fn functions(&mut self, count: usize, section: &mut Reader<'_>) -> Option<()> {
        let mut bodies = Vec::with_capacity(count);
        for _ in 0..count {
            let mut body = section.sized()?;
            let groups = body.number()?;
            write_number(self.of(LOCAL_GROUPS), groups);
            for _ in 0..groups {
                write_number(self.of(LOCAL_COUNTS), body.number()?);
                let kind = body.byte()?;
                self.of(LOCAL_TYPES).push(kind);
            }
            let mut codes = Vec::new();
            let mut recent = Recent::default();
            while !body.is_done() {
                let instruction = instruction(&mut body)?;
                self.operands(&instruction.operands, &mut body, &mut recent)?;
                codes.push(self.code(instruction)?);
            }
            bodies.push(codes);
        }
        if bodies.iter().map(Vec::len).sum::<usize>() >= pairs::WORTH_IT {
            for [first, second] in pairs::pair(&mut bodies, self.codes.len()) {
                self.of(TABLE).extend([0, first, second]);
            }
        }
        self.of(CODES).extend(bodies.concat());
        Some(())
    }

    fn operands(&mut self, operands: &[Operand], body: &mut Reader<'_>, recent: &mut Recent) -> Option<()> {
        for &(how, stream) in operands {
            match how {
                BY_NEXT => {
                    let number = signed(body)?;
                    // A body never ends with an operand.
                    let next = Class::of(*body.rest().first()?);
                    self.of(stream + next as u8).extend(number);
                }
                NUMBER => self.of(stream).extend(signed(body)?),
                RECENT => {
                    let place = recent.place(body.number()?);
                    write_number(self.of(stream), place);
                }
                LIST => {
                    let count = body.number()?;
                    write_number(self.of(stream), count);
                    for _ in 0..=count {
                        write_number(self.of(stream), body.number()?);
                    }
                }
                TYPES => {
                    let count = body.number()?;
                    write_number(self.of(stream), count);
                    for _ in 0..count {
                        let kind = body.byte()?;
                        self.of(stream).push(kind);
                    }
                }
                bytes => {
                    for _ in 0..bytes {
                        let byte = body.byte()?;
                        self.of(stream).push(byte);
                    }
                }
            }
        }
        Some(())
    }

    /// The code of an instruction; `None` when all are given out.
    fn code(&mut self, instruction: Instruction) -> Option<u8> {
        if let Some(code) = self.codes.get(&instruction) {
            return Some(*code);
        }
        let code = u8::try_from(self.codes.len()).ok()?;
        let Instruction { bytes, operands } = &instruction;
        let depth = match bytes[0] {
            0x02..=0x04 => 2,
            0x0b => 0,
            _ => 1,
        };
        let mut entry = Vec::new();
        write_sized(&mut entry, bytes);
        entry.extend([depth, Class::of(bytes[0]) as u8]);
        entry.push(u8::try_from(operands.len()).ok()?);
        entry.extend(operands.iter().flat_map(|(how, stream)| [*how, *stream]));
        self.of(TABLE).extend(entry);
        self.codes.insert(instruction, code);
        Some(code)
    }

    fn module(self, length: usize, functions: usize) -> Vec<u8> {
        let mut section = Vec::new();
        write_sized(&mut section, SECTION.as_bytes());
        write_number(&mut section, length);
        write_number(&mut section, functions);
        write_number(&mut section, self.streams.len());
        for stream in &self.streams {
            write_number(&mut section, stream.len());
        }
        section.extend(self.streams.concat());
        let mut module = HEADER.to_vec();
        module.push(0);
        write_sized(&mut module, &section);
        module
    }
}

#[cfg(test)]
mod tests {
    use super::super::instructions::{LOCALS, STORES, TABLES, WRITTEN};
    use super::*;

    /// A module of one function without locals, and a custom section behind it.
    fn module(body: &[u8]) -> Vec<u8> {
        let mut function = vec![0];
        function.extend(body);
        let mut code = vec![1];
        write_sized(&mut code, &function);
        let mut module = HEADER.to_vec();
        module.push(CODE);
        write_sized(&mut module, &code);
        module.push(0);
        write_sized(&mut module, b"\x04rest");
        module
    }

    /// The streams of the parts, found as web/unpack.js finds them.
    fn streams(parts: &[u8]) -> Vec<Vec<u8>> {
        let mut reader = Reader::new(parts).expect("a module");
        assert_eq!(reader.byte(), Some(0), "a custom section");
        let mut section = reader.sized().expect("its size");
        assert!(reader.is_done(), "and nothing else");
        assert_eq!(section.text(), Some(SECTION));
        let _length_and_functions = (section.number(), section.number());
        let sizes = section.list(Reader::number).expect("sizes");
        let mut rest = section.rest();
        sizes
            .into_iter()
            .map(|size| {
                let (stream, behind) = rest.split_at(size);
                rest = behind;
                stream.to_vec()
            })
            .collect()
    }

    fn of(streams: &[Vec<u8>], stream: u8) -> &[u8] {
        &streams[usize::from(stream)]
    }

    #[test]
    fn instructions_and_operands_are_told_apart() {
        // local.get 5, i32.const 300, i32.add, local.get 6, i32.store align 2 offset 8, end
        let body = [0x20, 5, 0x41, 0xac, 0x02, 0x6a, 0x20, 6, 0x36, 2, 8, 0x0b];
        let streams = streams(&split(&module(&body)).expect("known instructions"));
        assert_eq!(of(&streams, CODES), [0, 1, 2, 0, 3, 4], "the same instruction has the same code");
        assert_eq!(of(&streams, LOCALS), [5, 6], "as neither was used before");
        assert_eq!(of(&streams, CONSTANTS + Class::Adds as u8), [0xac, 0x02], "by what is done with it");
        assert_eq!(of(&streams, STORES), [8], "the alignment belongs to the instruction");
        assert_eq!(of(&streams, AFTER), [0, 5, 4, b'r', b'e', b's', b't']);
    }

    #[test]
    fn in_a_large_module_pairs_have_entries_behind_those_of_instructions() {
        let body = |pairs: usize| [[0x45, 0x46].repeat(pairs), vec![0x0b]].concat();
        let small = streams(&split(&module(&body(100))).expect("known instructions"));
        assert_eq!(of(&small, CODES).len(), 201);
        let streams = streams(&split(&module(&body(pairs::WORTH_IT))).expect("known instructions"));
        let table = [1, 0x45, 1, 2, 0, 1, 0x46, 1, 2, 0, 1, 0x0b, 0, 5, 0, 0, 0, 1];
        assert!(of(&streams, TABLE).starts_with(&table), "{:?}", of(&streams, TABLE));
        assert!(of(&streams, CODES).len() < pairs::WORTH_IT, "one a pair");
    }

    #[test]
    fn a_local_is_told_by_when_it_was_used_last() {
        // local.get 3, 3, 1, local.set 3, local.get 0, end
        let body = [0x20, 3, 0x20, 3, 0x20, 1, 0x21, 3, 0x20, 0, 0x0b];
        let streams = streams(&split(&module(&body)).expect("known instructions"));
        assert_eq!(of(&streams, LOCALS), [3, 0, 2, 2]);
        assert_eq!(of(&streams, WRITTEN), [1], "beside those that are read");
    }

    #[test]
    fn a_branch_table_has_one_more_target_than_it_says() {
        let body = [0x0e, 2, 7, 8, 9, 0x0b];
        let streams = streams(&split(&module(&body)).expect("known instructions"));
        assert_eq!(of(&streams, TABLES), [2, 7, 8, 9]);
        assert_eq!(of(&streams, CODES).len(), 2);
    }

    #[test]
    fn what_is_not_known_is_not_taken_apart() {
        assert_eq!(split(&module(&[0xfd, 0, 0x0b])), None, "SIMD");
        assert_eq!(split(b"no wasm"), None);
    }
}

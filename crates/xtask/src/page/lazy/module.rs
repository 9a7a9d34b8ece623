//! A module as far as dividing it takes: each section as a list of what it has.

use crate::page::instructions::{BLOCKS, CALL_INDIRECT, FUNCTIONS, LIST, RECENT, TYPES, instruction, signed};
use crate::wasm::{Import, Reader, write_number};

pub(super) const FUNCTION: u8 = 0;
pub(super) const TABLE: u8 = 1;
pub(super) const MEMORY: u8 = 2;
pub(super) const GLOBAL: u8 = 3;

/// Numbers of the sections.
pub(super) mod section {
    pub(in super::super) const CUSTOM: u8 = 0;
    pub(in super::super) const TYPES: u8 = 1;
    pub(in super::super) const IMPORTS: u8 = 2;
    pub(in super::super) const FUNCTIONS: u8 = 3;
    pub(in super::super) const TABLES: u8 = 4;
    pub(in super::super) const MEMORIES: u8 = 5;
    pub(in super::super) const GLOBALS: u8 = 6;
    pub(in super::super) const EXPORTS: u8 = 7;
    pub(in super::super) const START: u8 = 8;
    pub(in super::super) const ELEMENTS: u8 = 9;
    pub(in super::super) const CODE: u8 = 10;
    pub(in super::super) const DATA: u8 = 11;
    pub(in super::super) const DATA_COUNT: u8 = 12;
}

/// An entry of the export section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Export<'a> {
    pub(super) name: &'a str,
    pub(super) kind: u8,
    pub(super) index: usize,
}

/// A piece of memory, and what is in it at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Data<'a> {
    pub(super) address: usize,
    pub(super) bytes: &'a [u8],
}

/// What a module has; indices count what is imported first.
#[derive(Debug, Default)]
pub(super) struct Module<'a> {
    pub(super) types: Vec<&'a [u8]>,
    /// Functions only: nothing else is imported by what wasm-bindgen writes.
    pub(super) imports: Vec<Import<'a>>,
    /// The type of each function that is not imported.
    pub(super) functions: Vec<usize>,
    /// What tables hold and how many of it, as it is written.
    pub(super) tables: Vec<&'a [u8]>,
    pub(super) memories: Vec<&'a [u8]>,
    /// Their types, and what they begin with.
    pub(super) globals: Vec<(&'a [u8], &'a [u8])>,
    pub(super) exports: Vec<Export<'a>>,
    pub(super) start: Option<usize>,
    /// Slots of the first table, and the functions in them.
    pub(super) elements: Vec<(usize, usize)>,
    pub(super) code: Vec<&'a [u8]>,
    pub(super) data: Vec<Data<'a>>,
}

impl<'a> Module<'a> {
    /// Reads a module; `None` if it has something that is not known here.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut module = Self::default();
        let mut reader = Reader::new(bytes)?;
        while !reader.is_done() {
            let id = reader.byte()?;
            let mut section = reader.sized()?;
            match id {
                section::TYPES => module.types = section.list(type_of_function)?,
                section::IMPORTS => {
                    module.imports = section.list(Reader::import)?;
                    if !module.imports.iter().all(Import::is_function) {
                        return None;
                    }
                }
                section::FUNCTIONS => module.functions = section.list(Reader::number)?,
                section::TABLES => module.tables = section.list(table)?,
                section::MEMORIES => module.memories = section.list(|s| s.span(Reader::limits))?,
                section::GLOBALS => module.globals = section.list(global)?,
                section::EXPORTS => module.exports = section.list(export)?,
                section::START => module.start = Some(section.number()?),
                section::ELEMENTS => module.elements = section.list(elements)?.concat(),
                section::CODE => module.code = section.list(|s| s.sized().map(|body| body.rest()))?,
                section::DATA => module.data = section.list(data)?,
                // Custom sections are for tools; the number of data segments is for instructions that nobody uses.
                section::CUSTOM | section::DATA_COUNT => {}
                _ => return None,
            }
        }
        Some(module)
    }

    /// The body of a function that is not imported.
    pub(super) fn body(&self, function: usize) -> Option<&'a [u8]> {
        self.code.get(function.checked_sub(self.imports.len())?).copied()
    }

    /// The type of a function.
    pub(super) fn type_of(&self, function: usize) -> Option<usize> {
        match self.imports.get(function) {
            Some(import) => import.function_type(),
            None => self.functions.get(function - self.imports.len()).copied(),
        }
    }
}

fn type_of_function<'a>(section: &mut Reader<'a>) -> Option<&'a [u8]> {
    section.span(|section| {
        if section.byte()? != 0x60 {
            return None;
        }
        section.sized()?;
        section.sized().map(drop)
    })
}

fn table<'a>(section: &mut Reader<'a>) -> Option<&'a [u8]> {
    section.span(|section| {
        // Not the prefix of a table that says what is in its slots at first.
        section.byte().filter(|kind| *kind >= 0x60)?;
        section.limits()
    })
}

fn global<'a>(section: &mut Reader<'a>) -> Option<(&'a [u8], &'a [u8])> {
    let kind = section.span(|section| section.byte().and_then(|_| section.byte()).map(drop))?;
    let first = section.span(|section| {
        match section.byte()? {
            0x41 | 0x42 => drop(signed(section)?),
            0xd0 => drop(section.byte()?),
            _ => return None,
        }
        section.byte().filter(|end| *end == 0x0b).map(drop)
    })?;
    Some((kind, first))
}

fn export<'a>(section: &mut Reader<'a>) -> Option<Export<'a>> {
    Some(Export { name: section.text()?, kind: section.byte()?, index: section.number()? })
}

/// Functions that go into the first table from a slot on.
fn elements(section: &mut Reader<'_>) -> Option<Vec<(usize, usize)>> {
    match section.number()? {
        0 => {
            let first = address(section)?;
            Some(
                section
                    .list(Reader::number)?
                    .into_iter()
                    .enumerate()
                    .map(|(n, function)| (first + n, function))
                    .collect(),
            )
        }
        _ => None,
    }
}

fn data<'a>(section: &mut Reader<'a>) -> Option<Data<'a>> {
    match section.number()? {
        0 => Some(Data { address: address(section)?, bytes: section.sized()?.rest() }),
        _ => None,
    }
}

/// `i32.const N; end`.
fn address(section: &mut Reader<'_>) -> Option<usize> {
    if section.byte()? != 0x41 {
        return None;
    }
    let number = signed(section)?;
    let value = number.iter().rev().fold(0, |value, byte| value << 7 | usize::from(byte & 0x7f));
    (section.byte()? == 0x0b).then_some(value)
}

/// A signed number in LEB128 that is not negative.
pub(super) fn write_not_negative(out: &mut Vec<u8>, number: usize) {
    write_number(out, number);
    if let Some(last) = out.last_mut().filter(|last| **last & 0x40 != 0) {
        *last |= 0x80;
        out.push(0);
    }
}

/// What numbers in a body become.
pub(super) trait Renumber {
    /// A function's number.
    fn function(&mut self, number: usize) -> Option<usize>;
    /// A type's number.
    fn kind(&mut self, number: usize) -> Option<usize>;
}

/// A function's body with other numbers.
pub(super) fn renumbered(body: &[u8], by: &mut impl Renumber) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut body = Reader::over(body);
    let locals = body.span(|body| body.list(|body| body.number().and_then(|_| body.byte())).map(drop))?;
    out.extend_from_slice(locals);
    while !body.is_done() {
        let instruction = instruction(&mut body)?;
        if matches!(instruction.bytes[..], [0xfc, 8 | 9 | 12 | 13]) {
            // Of segments that are no more what they were.
            return None;
        }
        out.extend_from_slice(&instruction.bytes);
        let is_call = instruction.bytes[0] == CALL_INDIRECT;
        for (place, &(how, stream)) in instruction.operands.iter().enumerate() {
            match how {
                _ if stream == FUNCTIONS => write_number(&mut out, by.function(body.number()?)?),
                _ if is_call && place == 0 => write_number(&mut out, by.kind(body.number()?)?),
                // A type of its own, or one byte for no result or one.
                _ if stream == BLOCKS && body.rest().first()? & 0xc0 != 0x40 => {
                    write_not_negative(&mut out, by.kind(body.number()?)?);
                }
                LIST => {
                    let targets = body.span(|b| {
                        let count = b.number()?;
                        (0..=count).try_for_each(|_| b.number().map(drop))
                    })?;
                    out.extend_from_slice(targets);
                }
                TYPES => out.extend_from_slice(body.span(|body| body.sized().map(drop))?),
                bytes if bytes > TYPES && bytes != RECENT => {
                    out.extend_from_slice(body.span(|b| (0..bytes).try_for_each(|_| b.byte().map(drop)))?);
                }
                _ => out.extend_from_slice(signed(&mut body)?),
            }
        }
    }
    Some(out)
}

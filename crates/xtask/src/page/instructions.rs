//! The instructions of WebAssembly that our compiler writes, and what operands they have.

use crate::wasm::Reader;

/// An operand: how it is kept, and in which stream of [`super::split`].
pub(super) type Operand = (u8, u8);

/// How an operand is kept: a number.
pub(super) const NUMBER: u8 = 0;
/// A number, in the stream that far behind as the class of the next instruction says.
pub(super) const BY_NEXT: u8 = 1;
/// A number, and one more number than it says.
pub(super) const LIST: u8 = 2;
/// A number, and as many bytes as it says.
pub(super) const TYPES: u8 = 3;
/// From here on but for [`RECENT`]: so many bytes.
const FLOAT: u8 = 4;
const DOUBLE: u8 = 8;
/// The number of a local, as how many others have been used since it was: what a function does with its locals is alike in
/// many, whatever their numbers are.
pub(super) const RECENT: u8 = 5;

pub(super) const BLOCKS: u8 = 7;
pub(super) const BRANCHES: u8 = 8;
pub(super) const TABLES: u8 = 9;
pub(super) const FUNCTIONS: u8 = 10;
/// Locals that are read.
pub(super) const LOCALS: u8 = 11;
/// Locals that are written.
pub(super) const WRITTEN: u8 = 12;
pub(super) const GLOBALS: u8 = 13;
/// Offsets of loads; from here on, by the kind of load.
pub(super) const LOADS: u8 = 14;
pub(super) const STORES: u8 = 28;
pub(super) const LONGS: u8 = 29;
pub(super) const FLOATS: u8 = 30;
pub(super) const OTHERS: u8 = 31;
/// Constants; from here on, by what is done with them.
pub(super) const CONSTANTS: u8 = 32;

/// The first of fourteen kinds of load.
const FIRST_LOAD: u8 = 0x28;

/// The call of a function that a table holds: its type, and which table.
pub(super) const CALL_INDIRECT: u8 = 0x11;

/// One instruction: the bytes that are the same wherever it stands, and what follows them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Instruction {
    pub(super) bytes: Vec<u8>,
    pub(super) operands: Vec<Operand>,
}

/// The bytes of a number of any length and sign.
pub(super) fn signed<'a>(body: &mut Reader<'a>) -> Option<&'a [u8]> {
    let start = body.rest();
    while body.byte()? >= 0x80 {}
    Some(&start[..start.len() - body.len()])
}

/// Reads what an instruction begins with: the alignment of an access and what hardly ever differs belong to it.
pub(super) fn instruction(body: &mut Reader<'_>) -> Option<Instruction> {
    let start = body.rest();
    let opcode = body.byte()?;
    let operands = match opcode {
        0x00 | 0x01 | 0x05 | 0x0b | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 => vec![],
        0x02..=0x04 => vec![(NUMBER, BLOCKS)],
        0x0c | 0x0d => vec![(NUMBER, BRANCHES)],
        0x0e => vec![(LIST, TABLES)],
        0x10 | 0xd2 => vec![(NUMBER, FUNCTIONS)],
        CALL_INDIRECT => vec![(NUMBER, OTHERS), (NUMBER, OTHERS)],
        0x1c => vec![(TYPES, OTHERS)],
        0x20 => vec![(RECENT, LOCALS)],
        0x21 | 0x22 => vec![(RECENT, WRITTEN)],
        0x23 | 0x24 => vec![(NUMBER, GLOBALS)],
        0x25 | 0x26 | 0xd0 => vec![(NUMBER, OTHERS)],
        FIRST_LOAD..=0x35 => {
            body.number()?;
            vec![(NUMBER, LOADS + opcode - FIRST_LOAD)]
        }
        0x36..=0x3e => {
            body.number()?;
            vec![(NUMBER, STORES)]
        }
        0x3f | 0x40 => {
            body.byte()?;
            vec![]
        }
        0x41 => vec![(BY_NEXT, CONSTANTS)],
        0x42 => vec![(NUMBER, LONGS)],
        0x43 => vec![(FLOAT, FLOATS)],
        0x44 => vec![(DOUBLE, FLOATS)],
        0xfc => wide(body)?,
        _ => return None,
    };
    Some(Instruction { bytes: start[..start.len() - body.len()].to_vec(), operands })
}

/// The instructions of two bytes: saturating conversions, memory and tables in bulk.
fn wide(body: &mut Reader<'_>) -> Option<Vec<Operand>> {
    Some(match body.number()? {
        0..=7 => vec![],
        10 => {
            body.byte()?;
            body.byte()?;
            vec![]
        }
        11 => {
            body.byte()?;
            vec![]
        }
        9 | 13 | 15..=17 => vec![(NUMBER, OTHERS)],
        8 | 12 | 14 => vec![(NUMBER, OTHERS), (NUMBER, OTHERS)],
        _ => return None,
    })
}

//! As much of WebAssembly's binary format as sizes and names take: sections, numbers, imports.
//!
//! Every read returns `None` where the bytes end too early or mean nothing known.

use std::str;

/// How every module of version 1 begins.
pub(crate) const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// Bytes of a wasm module that have not been read yet.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    /// The sections of a module; `None` if these bytes are none.
    pub(crate) fn new(module: &'a [u8]) -> Option<Self> {
        module.strip_prefix(HEADER).map(|bytes| Self { bytes })
    }

    /// Bytes that are part of a module.
    pub(crate) fn over(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The bytes that reading something takes.
    pub(crate) fn span(&mut self, read: impl FnOnce(&mut Self) -> Option<()>) -> Option<&'a [u8]> {
        let start = self.bytes;
        read(self)?;
        Some(&start[..start.len() - self.bytes.len()])
    }

    pub(crate) fn is_done(&self) -> bool {
        self.bytes.is_empty()
    }

    /// How many bytes are left.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// What is left, unread.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    /// A number in LEB128.
    pub(crate) fn number(&mut self) -> Option<usize> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// What a number of bytes in front of it measures.
    pub(crate) fn sized(&mut self) -> Option<Reader<'a>> {
        let length = self.number()?;
        let (bytes, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(Reader { bytes })
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        str::from_utf8(self.sized()?.bytes).ok()
    }

    pub(crate) fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        (0..self.number()?).map(|_| item(self)).collect()
    }

    /// One entry of the import section.
    pub(crate) fn import(&mut self) -> Option<Import<'a>> {
        let (module, name) = (self.text()?, self.text()?);
        let what = self.span(|reader| {
            match reader.byte()? {
                0 => drop(reader.number()?),
                1 => {
                    reader.byte()?;
                    reader.limits()?;
                }
                2 => reader.limits()?,
                3 => {
                    reader.byte()?;
                    reader.byte()?;
                }
                _ => return None,
            }
            Some(())
        })?;
        Some(Import { module, name, what })
    }

    /// How large a table or memory is.
    pub(crate) fn limits(&mut self) -> Option<()> {
        let has_maximum = self.byte()? & 1 == 1;
        self.number()?;
        if has_maximum {
            self.number()?;
        }
        Some(())
    }
}

/// What a module asks of its surroundings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Import<'a> {
    pub(crate) module: &'a str,
    pub(crate) name: &'a str,
    /// Its kind and type, as they are written.
    pub(crate) what: &'a [u8],
}

impl Import<'_> {
    pub(crate) fn is_function(&self) -> bool {
        self.what.first() == Some(&0)
    }

    /// The number of a function's type.
    pub(crate) fn function_type(&self) -> Option<usize> {
        Reader::over(self.what.strip_prefix(&[0])?).number()
    }
}

/// Writes a number in LEB128.
pub(crate) fn write_number(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or(0);
        number >>= 7;
        if number == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

/// Writes bytes with their number in front.
pub(crate) fn write_sized(out: &mut Vec<u8>, bytes: &[u8]) {
    write_number(out, bytes.len());
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_were_written() {
        for number in [0, 1, 127, 128, 300, 65_535, 1 << 27] {
            let mut bytes = Vec::new();
            write_number(&mut bytes, number);
            let mut reader = Reader { bytes: &bytes };
            assert_eq!(reader.number(), Some(number));
            assert!(reader.is_done());
        }
        assert_eq!(Reader { bytes: &[0x80] }.number(), None, "a number that is cut off");
    }
}

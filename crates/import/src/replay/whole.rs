//! Where a text stops being JSON. Only for one that is none, to say so in the same words in every browser.

/// Why a text is no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoJson {
    /// It ends before what it has begun ends.
    CutOff {
        /// The line in which it does, from 1.
        line: usize,
    },
    /// Something else is expected at this place.
    Odd {
        /// The line, from 1.
        line: usize,
        /// The character of that line, from 1.
        column: usize,
    },
}

/// How deep a text may be nested that is looked through; a recording has 7.
const DEPTH: u32 = 64;

/// Where `text` stops being JSON, and how; none if it is JSON.
pub fn no_json(text: &str) -> Option<NoJson> {
    let mut reader = Reader { text: text.as_bytes(), at: 0 };
    if reader.value(DEPTH).is_some() && reader.next().is_none() {
        return None;
    }
    let (until, is_over) = (&text[..text.floor_char_boundary(reader.at)], reader.at >= text.len());
    let begin = until.rfind('\n').map_or(0, |end| end + 1);
    Some(if is_over && !text.trim().is_empty() {
        NoJson::CutOff { line: text.lines().count() }
    } else {
        NoJson::Odd { line: until.matches('\n').count() + 1, column: until[begin..].chars().count() + 1 }
    })
}

/// What reads on as long as it is JSON; where it is none, `at` stays.
struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// The next byte that is no space.
    fn next(&mut self) -> Option<u8> {
        while self.byte().is_some_and(|byte| b" \t\r\n".contains(&byte)) {
            self.at += 1;
        }
        self.byte()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.byte()? == byte).then(|| self.at += 1)
    }

    fn digits(&mut self) -> Option<()> {
        self.byte().filter(u8::is_ascii_digit)?;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Some(())
    }

    fn value(&mut self, depth: u32) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match self.next()? {
            b'{' => self.list(b'}', |reader| {
                reader.next();
                reader.string()?;
                reader.next();
                reader.take(b':')?;
                reader.value(depth)
            }),
            b'[' => self.list(b']', |reader| reader.value(depth)),
            b'"' => self.string(),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.number(),
        }
    }

    /// What stands between an opening bracket, which is next, and `end`.
    fn list(&mut self, end: u8, one: impl Fn(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        if self.next() == Some(end) {
            return self.take(end);
        }
        loop {
            one(self)?;
            if self.next()? == end {
                return self.take(end);
            }
            self.take(b',')?;
        }
    }

    fn string(&mut self) -> Option<()> {
        self.take(b'"')?;
        loop {
            match self.byte()? {
                b'"' => return self.take(b'"'),
                b'\\' => {
                    self.at += 1;
                    match self.byte()? {
                        b'u' => {
                            self.at += 1;
                            for _ in 0..4 {
                                self.byte().filter(u8::is_ascii_hexdigit)?;
                                self.at += 1;
                            }
                        }
                        byte if b"\"\\/bfnrt".contains(&byte) => self.at += 1,
                        _ => return None,
                    }
                }
                0..b' ' => return None,
                _ => self.at += 1,
            }
        }
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        word.iter().try_for_each(|byte| self.take(*byte))
    }

    fn number(&mut self) -> Option<()> {
        self.take(b'-');
        if self.take(b'0').is_none() {
            self.digits()?;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        if self.byte().is_some_and(|byte| matches!(byte, b'e' | b'E')) {
            self.at += 1;
            if self.take(b'+').is_none() {
                self.take(b'-');
            }
            self.digits()?;
        }
        Some(())
    }
}

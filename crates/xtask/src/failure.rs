//! What can go wrong, as one sentence for the person at the keyboard.
//!
//! A failure carries no chain and no trace: whoever makes one says what is missing or wrong and
//! what to do about it, because nobody further up knows better.

use std::fmt;

/// `Result` with a sentence as its error.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// A sentence that ends the command.
#[derive(Debug)]
pub(crate) struct Failure {
    sentence: String,
    usage: bool,
}

impl Failure {
    /// Something is missing or failed: exit code 1.
    #[cold]
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), usage: false }
    }

    /// The command line could not be understood: exit code 2.
    #[cold]
    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), usage: true }
    }

    /// All has been said already: exit code 1 and no sentence.
    #[cold]
    pub(crate) fn silent() -> Self {
        Self::new("")
    }

    /// Whether there is anything left to say.
    pub(crate) fn is_silent(&self) -> bool {
        self.sentence.is_empty()
    }

    pub(crate) fn exit_code(&self) -> u8 {
        if self.usage { 2 } else { 1 }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

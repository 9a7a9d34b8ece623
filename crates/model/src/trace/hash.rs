//! A fingerprint of a trace: the same on every target, different when anything that happened differs.

use std::hash::{Hash as _, Hasher};

use super::store::Trace;

/// FNV-1a, 64 bits: named, tiny, and fixed for ever. Takes every integer as little-endian and every
/// `usize` (lengths, discriminants) as 64 bits, so that wasm32 and x86-64 agree.
#[derive(Debug)]
struct Fnv(u64);

impl Fnv {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(Self::PRIME);
        }
    }

    fn write_u16(&mut self, n: u16) {
        self.write(&n.to_le_bytes());
    }

    fn write_u32(&mut self, n: u32) {
        self.write(&n.to_le_bytes());
    }

    fn write_u64(&mut self, n: u64) {
        self.write(&n.to_le_bytes());
    }

    fn write_i32(&mut self, n: i32) {
        self.write(&n.to_le_bytes());
    }

    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }

    fn write_isize(&mut self, n: isize) {
        #[expect(clippy::cast_sign_loss, reason = "the bits are what counts")]
        self.write_u64(n as i64 as u64);
    }
}

impl Trace {
    /// The fingerprint of all that happened: events with their causes, messages, batches, offsets.
    pub fn fingerprint(&self) -> u64 {
        let mut fnv = Fnv(Fnv::OFFSET);
        self.events.hash(&mut fnv);
        self.messages.hash(&mut fnv);
        self.batches.hash(&mut fnv);
        self.offsets.hash(&mut fnv);
        self.quiet.hash(&mut fnv);
        for set in self.sets.iter() {
            set.hash(&mut fnv);
        }
        for i in &self.header.identities {
            (&i.alias, &i.id, i.member).hash(&mut fnv);
        }
        self.end.hash(&mut fnv);
        fnv.finish()
    }
}

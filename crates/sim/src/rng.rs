//! Every choice of a run: one stream of a named algorithm for each purpose, so that adding a member
//! or an act does not change what another one draws.

use rand_core::Rng as _;
use rand_pcg::Pcg64Mcg;

/// A stream of integers. PCG64 MCG, pinned by the test below; sampling is ours, so that no release
/// of a library can change it.
#[derive(Clone, Debug)]
pub(crate) struct SimRng(Pcg64Mcg);

impl SimRng {
    /// The stream that belongs to `label` under `seed`.
    pub(crate) fn stream(seed: u64, label: &str) -> Self {
        // FNV-1a tells labels apart; the multiplication spreads neighbouring seeds.
        let hash = label
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
        let low = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ hash;
        Self(Pcg64Mcg::new((u128::from(hash) << 64) | u128::from(low)))
    }

    /// A number below `bound`, which must not be 0; every one equally likely (Lemire, with rejection).
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        debug_assert!(bound > 0, "nothing lies below 0");
        let threshold = bound.wrapping_neg() % bound;
        loop {
            let product = u128::from(self.0.next_u64()) * u128::from(bound);
            #[expect(clippy::cast_possible_truncation, reason = "the low half is what is meant")]
            if product as u64 >= threshold {
                return (product >> 64) as u64;
            }
        }
    }

    /// A random UUID (version 4), as Kafka's coordinator appends it to a client.id.
    pub(crate) fn uuid(&mut self) -> String {
        let (hi, lo) = (self.0.next_u64(), self.0.next_u64());
        let (hi, lo) = ((hi & !0xf000) | 0x4000, (lo >> 2) | (1 << 63));
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            hi >> 32,
            (hi >> 16) & 0xffff,
            hi & 0xffff,
            lo >> 48,
            lo & 0xffff_ffff_ffff
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_pinned() {
        let mut rng = SimRng::stream(1, "golden");
        let drawn: Vec<u64> = (0..5).map(|_| rng.below(1000)).collect();
        assert_eq!(drawn, GOLDEN);
        assert_eq!(SimRng::stream(7, "ids").uuid().len(), 36);
    }

    /// Drawn once and kept: another value means another algorithm, and old links would show other runs.
    const GOLDEN: [u64; 5] = [176, 377, 81, 736, 368];
}

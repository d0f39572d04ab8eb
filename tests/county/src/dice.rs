//! The generator's own randomness: SplitMix64 (Steele, Lea and Flood 2014), integers
//! only. Written out here so that no dependency's next release changes a byte of the fixtures.

/// One stream of draws. Each purpose has a stream of its own, so that one more draw
/// for the roster does not move every house.
pub(crate) struct Dice(u64);

impl Dice {
    /// The stream of a seed and a purpose (FNV-1a over its bytes).
    pub(crate) fn of(seed: u64, purpose: &str) -> Self {
        let start = purpose.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut mixed = Self(start ^ seed);
        mixed.draw();
        Self(mixed.draw())
    }

    /// 64 bits.
    pub(crate) fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// `0..bound`; zero if the bound is.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        (((self.draw() >> 32) * u64::from(bound)) >> 32) as u32
    }

    /// `low..=high`, for spans under 2^32.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::from(self.below((high - low).max(0) as u32 + 1))
    }

    /// Yes in so many cases of a hundred.
    pub(crate) fn percent(&mut self, chance: u32) -> bool {
        self.below(100) < chance
    }

    /// One of several, each as likely.
    #[expect(clippy::indexing_slicing, reason = "a draw below N is an index of an array of N")]
    pub(crate) fn pick<T: Copy, const N: usize>(&mut self, from: &[T; N]) -> T {
        const { assert!(N > 0) };
        from[self.below(N as u32) as usize]
    }

    /// One of several by percentages; what they leave of the hundred falls to `otherwise`.
    pub(crate) fn odds<T: Copy>(&mut self, choices: &[(u32, T)], otherwise: T) -> T {
        let mut left = self.below(100);
        for (chance, choice) in choices {
            if left < *chance {
                return *choice;
            }
            left -= chance;
        }
        otherwise
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        let mut dice = Dice(1_234_567);
        let drawn: Vec<u64> = (0..3).map(|_| dice.draw()).collect();
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn draws_stay_in_their_bounds_and_reach_them() {
        let mut dice = Dice::of(1, "bounds");
        let drawn: Vec<i64> = (0..1_000).map(|_| dice.between(-2, 2)).collect();
        assert_eq!(drawn.iter().min(), Some(&-2));
        assert_eq!(drawn.iter().max(), Some(&2));
    }

    #[test]
    fn purposes_and_seeds_have_streams_of_their_own() {
        let first = |seed, purpose| Dice::of(seed, purpose).draw();
        assert_ne!(first(1, "houses"), first(1, "people"));
        assert_ne!(first(1, "houses"), first(2, "houses"));
    }
}

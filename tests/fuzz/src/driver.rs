//! What drives a target: its corpus first, then damaged copies of the corpus and random
//! bytes by turns, for as long as there is. What it finds is made smaller before it is told.
//!
//! Our own, though small: the ready-made front ends either need a nightly compiler's
//! coverage or would have taken shipped dependencies back to older versions. A target is a
//! function over bytes, so that one of them can be put before it on the day that changes.

use crate::Spoiling;
use std::{
    fmt::Write as _,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    time::{Duration, Instant},
};

/// How long one target goes on: two seconds, or half a minute when everything is asked for.
fn duration() -> Duration {
    let long = std::env::var_os("DOORSTEP_LONG").is_some_and(|long| long == "1");
    Duration::from_secs(if long { 30 } else { 2 })
}

/// Longest random input, bytes.
const LONGEST: usize = 4_096;

/// Tries to make a failing input smaller.
const SHRINKS: usize = 500;

/// Drives a target. `DOORSTEP_SEED` repeats a run.
///
/// # Panics
/// If the target does for any input; the words name the seed and the input.
pub fn drive(name: &str, target: impl Fn(&[u8])) {
    let corpus = corpus(name);
    let fails = |input: &[u8]| catch_unwind(AssertUnwindSafe(|| target(input))).is_err();
    let seed = std::env::var("DOORSTEP_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| getrandom::u64().expect("the system has randomness"));
    let tell = |input: &[u8]| {
        let smallest = shrunk(input.to_vec(), fails);
        let hex = smallest.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        panic!("{name} fails with DOORSTEP_SEED={seed}, for these bytes; put them into its corpus: {hex}");
    };
    for input in &corpus {
        if fails(input) {
            tell(input);
        }
    }
    let (mut dice, until, mut runs) = (Dice(seed | 1), Instant::now() + duration(), 0_u64);
    while Instant::now() < until {
        let input = match corpus.get(dice.below(corpus.len() * 2)) {
            Some(good) => Spoiling(&dice.bytes(24)).of(good),
            None => dice.bytes(LONGEST),
        };
        if fails(&input) {
            tell(&input);
        }
        runs += 1;
    }
    println!("{name}: {} of the corpus, then {runs} by DOORSTEP_SEED={seed}", corpus.len());
}

/// Every file of a target's corpus, in the order of their names.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let entries = fs::read_dir(&folder).unwrap_or_else(|_| panic!("{name} has no corpus"));
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let corpus: Vec<_> = files.iter().map(|file| fs::read(file).expect("a corpus can be read")).collect();
    assert!(!corpus.is_empty(), "{name} has an empty corpus");
    corpus
}

/// Leaves out whatever the failure does not need, in ever smaller pieces.
fn shrunk(mut input: Vec<u8>, fails: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let (mut piece, mut tries) = (input.len() / 2, 0);
    while piece > 0 && tries < SHRINKS {
        let mut place = 0;
        while place < input.len() && tries < SHRINKS {
            let mut smaller = input.clone();
            smaller.drain(place..(place + piece).min(input.len()));
            tries += 1;
            if fails(&smaller) {
                input = smaller;
            } else {
                place += piece;
            }
        }
        piece /= 2;
    }
    input
}

/// Marsaglia's xorshift: enough to choose by, and the same for the same seed.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or_default() % bound.max(1)
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        // Short ones more often than long ones.
        let shift = self.below(8);
        let length = self.below(most) >> shift;
        (0..length).map(|_| self.next().to_le_bytes()[3]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_input_is_found_and_told_at_its_smallest() {
        let fails = |input: &[u8]| input.contains(&7) && input.contains(&9);
        assert_eq!(shrunk((0..=255).collect(), fails), [7, 9]);
        let found = catch_unwind(|| drive("driver", |input| assert!(!input.contains(&b'x'))));
        let words = *found.unwrap_err().downcast::<String>().unwrap();
        assert!(words.ends_with(": 78"), "{words}");
    }
}

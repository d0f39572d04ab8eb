use super::*;
use proptest::{collection::vec, prelude::*};

/// Ids and tickets, as `sha256sum` gives them.
const TICKETS: [(&str, &str); 10] = [
    (
        "person:01900001-0000-7000-8000-000000001eef",
        "fdcb91325f24baf6ae524e48d5e3eb92858b5c9c03776121f855a49510cde25e",
    ),
    (
        "person:01900002-0000-7000-8000-000000003dde",
        "ce337fdd295dd4877f5f8de0f4e47eaae6891177a64e0b9afe48e795977f2e1f",
    ),
    (
        "person:01900003-0000-7000-8000-000000005ccd",
        "c434143c8184f5e63cf647ba02b5c85c8417c0cb1d6b44bec470b338f3b737db",
    ),
    (
        "person:01900004-0000-7000-8000-000000007bbc",
        "01c581c084fda6d16b9e32262ec445bdd9271e5964cf0fa1d6efc6c2fa19b009",
    ),
    (
        "person:01900005-0000-7000-8000-000000009aab",
        "221846ebde3abe4a0c4af28e9dd79f1a5c196dd0c49e2d5b4bf0cff472384fb9",
    ),
    (
        "person:01900006-0000-7000-8000-00000000b99a",
        "c5bfd52028dccceeb272be910accd89bf6d17f3e3fe1d175e80f6ee250a19bf4",
    ),
    (
        "person:01900007-0000-7000-8000-00000000d889",
        "dbe215eaa4bb72735bb357cc224809327cc8b7898267361b528633723d870787",
    ),
    (
        "person:01900008-0000-7000-8000-00000000f778",
        "de1e3b30dcbef2f84c9b54248b05193e097cac38d7d677a34198671402aac384",
    ),
    (
        "person:01900009-0000-7000-8000-000000011667",
        "b397a3423c4b7c255e7bdf5026c1bcc997440f76bd1322490d561d682fe99c1e",
    ),
    (
        "person:0190000a-0000-7000-8000-000000013556",
        "14bb3e67a5825a003f9bfd6662d8e4be4587f0d0989334cb6875ccc0ad1af515",
    ),
];

const SEED: &str = "2026-11-23 lottery 2026312: 4 7 1";

fn bytes(hex: &str) -> [u8; 32] {
    std::array::from_fn(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
}

/// Knows the ten messages of the vector, and no other.
fn looked_up(message: &[u8]) -> [u8; 32] {
    let (_, ticket) = TICKETS
        .into_iter()
        .find(|(id, _)| format!("{SEED}\n{id}").as_bytes() == message)
        .expect("the seed, a line feed and the id");
    bytes(ticket)
}

/// Good enough to shuffle: FNV-1a, and a finisher that spreads the last byte over all bits.
fn toy(message: &[u8]) -> [u8; 32] {
    let mut hash = message
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME));
    let mut digest = [0; 32];
    for chunk in digest.chunks_mut(8) {
        hash = (hash ^ (hash >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb);
        hash ^= hash >> 29;
        chunk.copy_from_slice(&hash.to_be_bytes());
    }
    digest
}

const PRIME: u64 = 0x100_0000_01b3;

fn seed() -> Seed {
    Seed::new(SEED).unwrap()
}

#[test]
fn the_sample_is_the_one_that_shell_tools_draw() {
    let ids = TICKETS.map(|(id, _)| id);
    let drawn = [3, 9, 4];
    let sample: Vec<&str> = draw(&ids, &seed(), 30, looked_up).into_iter().copied().collect();
    assert_eq!(sample, drawn.map(|at: usize| ids[at]));
}

#[test]
fn the_sample_is_the_share_rounded_up_and_at_least_one() {
    // Files; at 30 percent; at 50 percent.
    let rows = [
        (0, 0, 0),
        (1, 1, 1),
        (2, 1, 1),
        (3, 1, 2),
        (4, 2, 2),
        (10, 3, 5),
        (11, 4, 6),
        (100, 30, 50),
        (101, 31, 51),
    ];
    for (files, thirty, fifty) in rows {
        let ids: Vec<usize> = (0..files).collect();
        assert_eq!(draw(&ids, &seed(), 30, toy).len(), thirty, "{files}");
        assert_eq!(draw(&ids, &seed(), 50, toy).len(), fifty, "{files}");
        assert_eq!(draw(&ids, &seed(), 0, toy).len(), thirty, "the table can not ask for less");
        assert_eq!(draw(&ids, &seed(), 29, toy).len(), thirty, "the table can not ask for less");
        assert_eq!(draw(&ids, &seed(), u8::MAX, toy).len(), files, "nor for more than there are");
    }
}

#[test]
fn a_seed_can_be_printed_and_typed_again() {
    assert_eq!(Seed::new("双色球 2026132: 3 9 17").unwrap().as_str(), "双色球 2026132: 3 9 17");
    for text in ["", " ", "\u{3000}"] {
        assert_eq!(Seed::new(text), Err(SeedError::Empty));
    }
    for text in [" 7", "7 ", "7\n8", "7\t8", "7\u{0}"] {
        assert_eq!(Seed::new(text), Err(SeedError::NotPlain), "{text:?}");
    }
}

proptest! {
    #[test]
    fn order_and_repetition_of_the_list_change_nothing(
        ids in vec(any::<u32>(), 0..60),
        twice in vec(any::<prop::sample::Index>(), 0..10),
        turn in any::<prop::sample::Index>(),
    ) {
        let mut other: Vec<u32> = ids.iter().rev().copied().collect();
        if !ids.is_empty() {
            other.extend(twice.iter().map(|index| ids[index.index(ids.len())]));
            let at = turn.index(other.len());
            other.rotate_left(at);
        }
        prop_assert_eq!(draw(&ids, &seed(), 30, toy), draw(&other, &seed(), 30, toy));
    }

    #[test]
    fn a_larger_sample_begins_with_the_smaller(ids in vec(any::<u32>(), 0..60), percent in 30..=100_u8) {
        let (small, large) = (draw(&ids, &seed(), 30, toy), draw(&ids, &seed(), percent, toy));
        prop_assert!(large.starts_with(&small));
    }

    #[test]
    fn another_seed_draws_other_files(text in "[0-9]{6}") {
        let ids: Vec<u32> = (0..200).collect();
        let other = draw(&ids, &Seed::new(&text).unwrap(), 30, toy);
        prop_assert_ne!(other, draw(&ids, &seed(), 30, toy));
    }
}

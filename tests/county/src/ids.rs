//! Deterministic identifiers, shaped as UUIDv7: one stream a kind, counting
//! milliseconds from the first of January 2026 in the order of the files.

use crate::dice::Dice;
use doorstep_domain::id::{AccountId, HouseholdId, ItemId, PersonId, RegionId, RosterId};

/// 2026-01-01T00:00:00Z, Unix milliseconds.
const FIRST_MILLIS: u64 = 1_767_225_600_000;

/// Ids of one kind.
pub(crate) struct Ids {
    millis: u64,
    dice: Dice,
}

macro_rules! makers {
    ($($name:ident -> $id:ident)*) => {$(
        pub(crate) fn $name(&mut self) -> $id {
            let (millis, random) = self.parts();
            $id::from_parts(millis, random)
        }
    )*};
}

impl Ids {
    /// The ids of a seed for one purpose.
    pub(crate) fn of(seed: u64, purpose: &str) -> Self {
        Self { millis: FIRST_MILLIS, dice: Dice::of(seed, purpose) }
    }

    fn parts(&mut self) -> (u64, [u8; 10]) {
        self.millis += 1;
        let wide = u128::from(self.dice.draw()) << 64 | u128::from(self.dice.draw());
        let [random @ .., _, _, _, _, _, _] = wide.to_be_bytes();
        (self.millis, random)
    }

    makers! {
        region -> RegionId
        household -> HouseholdId
        person -> PersonId
        item -> ItemId
        account -> AccountId
        roster -> RosterId
    }
}

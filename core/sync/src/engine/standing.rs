//! How this phone's chain stands to what the county holds of it.
//!
//! A phone that was restored from an old copy does not know it. Three things give it
//! away: the county knows a later epoch; the county's head lies beyond ours; or it
//! lies within our chain and is another header than ours, because the copy went on
//! to make records of its own. In each case the phone opens a new epoch on the
//! county's head, which no header of either life can claim.

use doorstep_protocol::{chain::Head, digest::Digest};

/// What to make of the two heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The county's head is ours or lies behind it.
    Agrees,
    /// This phone was restored from an old copy: open a new epoch on this head.
    Restored(Head),
}

/// Compares the heads. `ours_there` is the hash of our own header at the county's place, if it is still known.
pub fn standing(ours: Head, county: Option<Head>, ours_there: Option<Digest>) -> Standing {
    let Some(county) = county else { return Standing::Agrees };
    let restored = match county.epoch.cmp(&ours.epoch) {
        std::cmp::Ordering::Greater => true,
        // The county has not heard of our newest epoch.
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal if county.seq == ours.seq => county.hash != ours.hash,
        std::cmp::Ordering::Equal => {
            county.seq > ours.seq || ours_there.is_some_and(|hash| hash != county.hash)
        }
    };
    if restored { Standing::Restored(county) } else { Standing::Agrees }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(epoch: u32, seq: u64, hash: &str) -> Head {
        Head { epoch, seq, hash: Digest::of(hash.as_bytes()) }
    }

    #[test]
    fn a_phone_restored_from_an_old_copy_is_found_out_and_no_other() {
        let rows = [
            ("the county never heard", head(1, 3, "c"), None, None, false),
            ("all arrived", head(1, 3, "c"), Some(head(1, 3, "c")), Some("c"), false),
            ("some wait", head(1, 3, "c"), Some(head(1, 2, "b")), Some("b"), false),
            ("some wait, old hashes forgotten", head(1, 3, "c"), Some(head(1, 2, "b")), None, false),
            ("an old copy", head(1, 3, "c"), Some(head(1, 9, "i")), None, true),
            ("an old copy that went on", head(1, 12, "x"), Some(head(1, 9, "i")), Some("y"), true),
            ("an old copy, level by chance", head(1, 9, "y"), Some(head(1, 9, "i")), Some("y"), true),
            ("level by chance, old hashes forgotten", head(1, 9, "y"), Some(head(1, 9, "i")), None, true),
            ("an older epoch", head(1, 3, "c"), Some(head(2, 1, "z")), None, true),
            ("our new epoch is unheard of", head(2, 1, "z"), Some(head(1, 9, "i")), None, false),
        ];
        for (story, ours, county, there, restored) in rows {
            let there = there.map(|text| Digest::of(text.as_bytes()));
            let expected = match county {
                Some(county) if restored => Standing::Restored(county),
                _ => Standing::Agrees,
            };
            assert_eq!(standing(ours, county, there), expected, "{story}");
        }
    }
}

//! How much goes into one batch.
//!
//! A portion begins large, halves when a batch is refused as a whole or times out,
//! and doubles with each that arrives: a bad link or one bad record makes requests
//! small for a while and never stops them.

use super::Outgoing;
use doorstep_protocol::{envelope::Envelope, limits};

/// Bytes before compression: visits fold to about a quarter, and one record of the largest size always fits.
const MOST_BYTES: usize = 2 * limits::PAYLOAD_BYTES;
const LEAST_BYTES: usize = 4 * 1024;

/// The size of the next batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Portion {
    pub(super) records: usize,
    pub(super) bytes: usize,
}

impl Default for Portion {
    fn default() -> Self {
        Self { records: limits::BATCH_ENVELOPES, bytes: MOST_BYTES }
    }
}

impl Portion {
    /// Half of what was just tried, at least one record.
    pub(super) fn halved(self, tried: usize) -> Self {
        Self { records: (tried / 2).max(1), bytes: (self.bytes / 2).max(LEAST_BYTES) }
    }

    /// Whether a batch of this portion left nothing waiting, for sure: whatever came next would have fitted.
    pub(super) fn was_not_filled(self, batch: &[Outgoing]) -> bool {
        let largest = limits::HEADER_BYTES + limits::PAYLOAD_BYTES;
        let bytes: usize = batch.iter().map(|item| size(&item.envelope)).sum();
        batch.len() < self.records && bytes.saturating_add(largest) <= self.bytes
    }

    /// Twice as much, up to the limit.
    pub(super) fn doubled(self) -> Self {
        let Self { records, bytes } = Self::default();
        Self { records: (self.records * 2).min(records), bytes: (self.bytes * 2).min(bytes) }
    }
}

/// As the store counts it.
fn size(envelope: &Envelope) -> usize {
    envelope.header.len() + envelope.payload.as_ref().map_or(0, |payload| payload.text.len())
}

/// Cuts a batch behind its first emergency, and the emergencies right after it. Nothing
/// jumps the chain, but nothing that came later makes the emergency wait for its bytes.
pub(super) fn cut(batch: &mut Vec<Outgoing>) {
    let Some(first) = batch.iter().position(|item| item.emergency) else { return };
    let run = batch.iter().skip(first).take_while(|item| item.emergency).count();
    batch.truncate(first + run);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portion_halves_what_was_tried_and_doubles_up_to_its_limit() {
        let whole = Portion::default();
        assert_eq!(whole, Portion { records: 500, bytes: 2 * limits::PAYLOAD_BYTES });
        let half = whole.halved(500);
        assert_eq!(half, Portion { records: 250, bytes: limits::PAYLOAD_BYTES });
        assert_eq!(half.doubled(), whole);
        assert_eq!(whole.doubled(), whole);
        let mut least = whole;
        for tried in [9, 4, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] {
            least = least.halved(tried);
        }
        assert_eq!(least, Portion { records: 1, bytes: LEAST_BYTES });
        assert_eq!(least.doubled(), Portion { records: 2, bytes: 2 * LEAST_BYTES });
    }
}

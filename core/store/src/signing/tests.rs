use super::*;
use crate::tests::phone::{Phone, record_id, records};
use doorstep_protocol::{
    chain::Head,
    key::{PublicKey, Signature, SoftwareKey},
};
use std::sync::{
    Barrier,
    atomic::{AtomicUsize, Ordering},
};

/// Its first signature begins while records are handed over, and is done with the second.
struct Slow {
    key: SoftwareKey,
    signatures: AtomicUsize,
    begun: Barrier,
    done: Barrier,
}

impl DeviceKey for Slow {
    fn public_key(&self) -> Result<PublicKey, KeyUnavailable> {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, KeyUnavailable> {
        if self.signatures.fetch_add(1, Ordering::SeqCst) == 0 {
            self.begun.wait();
        }
        self.done.wait();
        self.key.sign(message)
    }
}

#[test]
fn envelopes_come_in_the_order_of_their_links_whoever_signed_them() {
    let phone = Phone::new();
    let slow = Slow {
        key: SoftwareKey::generate().unwrap(),
        signatures: AtomicUsize::new(0),
        begun: Barrier::new(2),
        done: Barrier::new(2),
    };
    let mut head = Head::genesis(&slow.key.public_key().unwrap());
    let ((), envelopes) = beside(&slow, 2, |desk| {
        for number in 1..=2 {
            let new = phone.plain(number);
            let (link, next) = Link::new(new.claim, new.payload, head).map_err(StoreError::Sign)?;
            head = next;
            desk.hand_over(link);
            if number == 1 {
                slow.begun.wait();
            }
        }
        Ok::<_, StoreError>(())
    })
    .unwrap();
    assert_eq!(records(&envelopes), [1, 2].map(record_id));
}

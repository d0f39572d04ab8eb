//! What a cut costs a photograph: the bytes of one that was cut at drawn places, less those
//! of one that was not, for each cut. New connections, their handshakes, the question how
//! much is there and every header are counted in.

use super::{phone::Phone, proxy::Proxy};

/// A photograph of a phone, as it is kept.
const PHOTO_BYTES: usize = 3 * 1024 * 1024;

/// Cuts of one photograph.
const CUTS: u64 = 12;

/// Bytes between two cuts.
const APART: std::ops::Range<u64> = 8 * 1024..240 * 1024;

/// Bytes sent again after each cut.
pub(super) fn measure(phone: &Phone, proxy: &Proxy, persons: u64, round: u64) -> f64 {
    let mut chance = round.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut draw = || {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        chance >> 33
    };
    let bytes = |draw: &mut dyn FnMut() -> u64| -> Vec<u8> {
        let noise = std::iter::repeat_with(|| (draw() & 0xFF) as u8);
        [0xFF, 0xD8, 0xFF].into_iter().chain(noise).take(PHOTO_BYTES).collect()
    };
    let number = 1_000_000 + round * 2;

    phone.photograph(number, persons, &bytes(&mut draw));
    proxy.reopen_as(None);
    proxy.take();
    while phone.photographs_waiting() > 0 {
        phone.try_sync();
    }
    let whole = proxy.take().up;

    phone.photograph(number + 1, persons, &bytes(&mut draw));
    proxy.reopen_as(None);
    proxy.take();
    for _ in 0..CUTS {
        proxy.cut_after_up(APART.start + draw() % (APART.end - APART.start));
        while !proxy.was_cut() {
            assert!(phone.photographs_waiting() > 0, "the photograph is large enough for every cut");
            phone.try_sync();
        }
    }
    while phone.photographs_waiting() > 0 {
        phone.try_sync();
    }
    let cut = proxy.take().up;
    cut.saturating_sub(whole) as f64 / CUTS as f64
}

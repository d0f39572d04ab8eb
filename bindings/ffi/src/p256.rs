//! A P-256 key and its signatures as phones write them (Android's Keystore and Apple's Secure Enclave both sign in DER;
//! one gives its public key as SPKI, the other as a bare point), and as the core has them: the uncompressed point of 65 bytes,
//! and `r ‖ s` of 64.

/// SubjectPublicKeyInfo of an uncompressed point on P-256, up to the point (RFC 5480).
const SPKI: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// The uncompressed point of a key in either form.
pub fn point(key: &[u8]) -> Option<Vec<u8>> {
    let point = key.strip_prefix(&SPKI).unwrap_or(key);
    (point.len() == 65 && point.first() == Some(&4)).then(|| point.to_vec())
}

/// `r ‖ s` of a signature in DER (`ECDSA-Sig-Value`).
pub fn raw(signature: &[u8]) -> Option<Vec<u8>> {
    let [0x30, length, body @ ..] = signature else { return None };
    if usize::from(*length) != body.len() {
        return None;
    }
    let (r, rest) = integer(body)?;
    let (s, rest) = integer(rest)?;
    rest.is_empty().then(|| [r, s].concat())
}

/// A positive number of at most 32 bytes, and what follows it.
fn integer(bytes: &[u8]) -> Option<([u8; 32], &[u8])> {
    let [0x02, length, rest @ ..] = bytes else { return None };
    let (number, rest) = rest.split_at_checked(usize::from(*length))?;
    let digits = match number {
        [] | [0x80..=0xff, ..] => return None,
        [0, digits @ ..] => digits,
        digits => digits,
    };
    let mut padded = [0; 32];
    padded.get_mut(32_usize.checked_sub(digits.len())?..)?.copy_from_slice(digits);
    Some((padded, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn der(raw: &[u8]) -> Vec<u8> {
        let number = |half: &[u8]| {
            let mut digits: Vec<u8> = half.iter().copied().skip_while(|digit| *digit == 0).collect();
            if digits.first().is_none_or(|first| *first >= 0x80) {
                digits.insert(0, 0);
            }
            [vec![2, u8::try_from(digits.len()).unwrap()], digits].concat()
        };
        let body = [number(&raw[..32]), number(&raw[32..])].concat();
        [vec![0x30, u8::try_from(body.len()).unwrap()], body].concat()
    }

    proptest! {
        #[test]
        fn a_signature_in_der_is_the_same_two_numbers(halves in prop::collection::vec(any::<u8>(), 64), zeros in 0..40_usize) {
            let mut halves = halves;
            halves.iter_mut().take(zeros).for_each(|byte| *byte = 0);
            prop_assert_eq!(raw(&der(&halves)), Some(halves));
        }

        #[test]
        fn what_is_no_signature_is_none_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            if let Some(raw) = raw(&bytes) {
                prop_assert_eq!(raw.len(), 64);
            }
        }
    }

    #[test]
    fn a_key_is_taken_as_a_point_and_as_spki_and_as_nothing_else() {
        let bare = [vec![4], vec![7; 64]].concat();
        assert_eq!(point(&bare), Some(bare.clone()));
        assert_eq!(point(&[SPKI.as_slice(), &bare].concat()), Some(bare.clone()));
        assert_eq!(point(&bare[1..]), None);
        assert_eq!(point(&[vec![2], vec![7; 32]].concat()), None, "a compressed point");
    }
}

//! DSSE's pre-authentication encoding: what is signed is never the bare bytes but
//! their type and lengths too, so that a signature over one kind of thing can never
//! be shown as a signature over another.

/// `"DSSEv1" SP LEN(type) SP type SP LEN(body) SP body`, lengths in decimal bytes.
///
/// ```
/// let bytes = doorstep_protocol::pae::encode("http://example.com/HelloWorld", b"hello world");
/// assert_eq!(bytes, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
/// ```
pub fn encode(kind: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {kind} {} ", kind.len(), body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

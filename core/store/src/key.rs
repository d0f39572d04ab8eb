//! The key of the database, as the keystore port gives it.

use std::fmt::{self, Write as _};
use zeroize::{Zeroize, Zeroizing};

/// 32 random bytes. SQLCipher takes them as they are: no passphrase, no derivation,
/// 2 ms to open. Wiped from memory when dropped, never printed.
#[derive(Clone)]
pub struct DatabaseKey([u8; 32]);

impl DatabaseKey {
    /// A key from the keystore's bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The statement that unlocks a connection.
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        // Room for the whole at once: a string that grows leaves copies behind.
        let mut statement = Zeroizing::new(String::with_capacity(96));
        statement.push_str("PRAGMA key = \"x'");
        for byte in self.0 {
            // Writing to a string does not fail.
            let _ = write!(statement, "{byte:02x}");
        }
        statement.push_str("'\"");
        statement
    }
}

impl Drop for DatabaseKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseKey(…)")
    }
}

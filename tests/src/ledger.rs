//! What was sent, stored, receipted, lost, or stored twice: counted from the phones'
//! and the server's own database files, past every layer that could flatter itself.

use crate::keystore::FileKeystore;
use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use uuid::Uuid;

/// The page size with which phones' databases are written, bytes.
const CIPHER_PAGE: u32 = 8192;
const CIPHER_HMAC: &str = "HMAC_SHA256";

/// The account of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Visits that phones said were saved.
    pub sent: usize,
    /// Of these, visits that the server's database holds.
    pub stored: usize,
    /// Of these, visits for which the phone holds a receipt.
    pub receipted: usize,
    /// Records of any kind that a phone holds and the server does not.
    pub lost: usize,
    /// Records, log entries and effects beyond the first.
    pub twice: usize,
}

/// A record as a phone's own file holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its kind.
    pub kind: String,
    /// Whether the phone holds a receipt.
    pub receipted: bool,
}

/// Every record in a phone's file, by id.
pub fn of_phone(dir: &Path, keystore: &FileKeystore) -> BTreeMap<Uuid, Kept> {
    let phone = open_phone(dir, keystore);
    let mut rows =
        phone.prepare("SELECT record, kind, receipt IS NOT NULL FROM record").expect("the table of records");
    let rows = rows.query_map([], |row| {
        let id: [u8; 16] = row.get(0)?;
        Ok((Uuid::from_bytes(id), Kept { kind: row.get(1)?, receipted: row.get(2)? }))
    });
    rows.expect("records can be read").collect::<Result<_, _>>().expect("records can be read")
}

/// Opens a phone's file beside the core, for reading.
pub fn open_phone(dir: &Path, keystore: &FileKeystore) -> Connection {
    let phone = open(&dir.join("doorstep.db"));
    let key: String = keystore.raw_database_key().iter().map(|byte| format!("{byte:02x}")).collect();
    let unlock = format!(
        "PRAGMA key = \"x'{key}'\"; PRAGMA cipher_page_size = {CIPHER_PAGE};
         PRAGMA cipher_hmac_algorithm = {CIPHER_HMAC};"
    );
    phone.execute_batch(&unlock).expect("the key opens the file");
    phone
}

/// What the server's own file holds.
pub struct Stored {
    server: Connection,
}

impl Stored {
    /// Opens the county's database beside the server, for reading.
    pub fn open(database: &Path) -> Self {
        Self { server: open(database) }
    }

    /// One number.
    pub fn count(&self, sql: &str) -> usize {
        let count: i64 = self.server.query_row(sql, [], |row| row.get(0)).expect("the count can be read");
        usize::try_from(count).expect("a count is not negative")
    }

    /// A column of texts.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        let mut rows = self.server.prepare(sql).expect("the rows can be asked for");
        let rows = rows.query_map([], |row| row.get(0)).expect("the rows can be read");
        rows.collect::<Result<_, _>>().expect("the rows can be read")
    }

    /// The ids of all records, with their kinds.
    pub fn records(&self) -> BTreeMap<Uuid, String> {
        let mut rows = self.server.prepare("SELECT id, kind FROM record").expect("the table of records");
        let rows = rows.query_map([], |row| {
            let id: String = row.get(0)?;
            Ok((id, row.get(1)?))
        });
        let id = |text: String| Uuid::parse_str(&text).expect("an id is a UUID");
        let rows = rows.expect("records can be read");
        rows.map(|row| row.map(|(text, kind)| (id(text), kind)).expect("records can be read")).collect()
    }

    /// Whatever stands more than once and must not: header hashes in the log, places in a
    /// chain, visits and hours beyond the records that made them.
    pub fn twice(&self) -> usize {
        let doubles = [
            "SELECT COUNT(*) - COUNT(DISTINCT reference) FROM entry WHERE kind = 'envelope'",
            "SELECT COUNT(*) - COUNT(DISTINCT entry) FROM sealed_entry",
            "SELECT COUNT(*) - COUNT(DISTINCT device || '/' || epoch || '/' || seq) FROM envelope",
            "SELECT COUNT(*) - (SELECT COUNT(*) FROM record WHERE kind = 'visit' AND applied = 1) FROM visit",
            "SELECT COUNT(*) - (SELECT COUNT(*) FROM record WHERE kind = 'hours' AND applied = 1) FROM hours",
        ];
        doubles.iter().map(|sql| self.count(sql)).sum()
    }
}

impl Ledger {
    /// Settles phones' files against the server's.
    pub fn settle(phones: &[BTreeMap<Uuid, Kept>], stored: &Stored) -> Self {
        let at_county = stored.records();
        let kept: Vec<(&Uuid, &Kept)> = phones.iter().flatten().collect();
        let known: BTreeSet<&Uuid> = kept.iter().map(|(id, _)| *id).collect();
        let unheard_of = at_county.keys().filter(|id| !known.contains(id)).count();
        let visits = || kept.iter().filter(|(_, kept)| kept.kind == "visit");
        Self {
            sent: visits().count(),
            stored: visits().filter(|(id, _)| at_county.contains_key(id)).count(),
            receipted: visits().filter(|(_, kept)| kept.receipted).count(),
            lost: kept.iter().filter(|(id, _)| !at_county.contains_key(id)).count(),
            // A record that no phone knows of was made twice out of one.
            twice: stored.twice() + unheard_of + (kept.len() - known.len()),
        }
    }

    /// Whether everything arrived, once, and was heard to.
    pub fn holds(&self) -> bool {
        self.sent == self.stored && self.stored == self.receipted && self.lost == 0 && self.twice == 0
    }
}

fn open(path: &Path) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).expect("the file can be opened");
    connection.busy_timeout(std::time::Duration::from_secs(10)).expect("a timeout can be set");
    connection
}

#[cfg(test)]
mod tests;

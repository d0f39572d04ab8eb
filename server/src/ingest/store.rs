//! One item: its place, its verdict, its rows, its effect, all or nothing.

use super::{
    chain::{self, Place},
    effect::{self, Source},
    judge::{self, About},
    prepare::{Item, Prepared},
};
use crate::{
    accounts,
    db::{DbError, Tx, Value},
    erasure,
    keyring::Keyring,
    log::{self, NewEntry},
    placements::REJECTED,
    vault,
};
use chrono::{DateTime, Utc};
use doorstep_domain::{
    id::{AccountId, DeviceId, RecordId, RegionId},
    record::Unreadable,
};
use doorstep_protocol::{
    batch::{ItemAnswer, Quarantine, Verdict},
    chain::Head,
    digest::Digest,
};
use std::collections::{BTreeMap, BTreeSet};

/// A phone as a batch finds and leaves it.
pub(super) struct Device {
    pub(super) account: AccountId,
    pub(super) state: String,
    pub(super) head: Head,
    /// Epoch and sequence number that the watermark names.
    pub(super) durable: (u32, u64),
    genesis: Digest,
    /// Nothing stands beyond the head.
    pub(super) is_frontier: bool,
    changed: bool,
}

/// How a failure is confined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// It ends the batch, which is taken in again with more care.
    Batch,
    /// It costs the item its effect.
    Item,
}

/// Where a batch is taken in: the phones concerned, held until the end of the transaction.
pub(super) struct Desk<'a> {
    keyring: &'a Keyring,
    /// The phone that sends; none for a journal.
    pub(super) from: Option<DeviceId>,
    at: DateTime<Utc>,
    care: Care,
    devices: BTreeMap<DeviceId, Device>,
    /// Records of the batch of which nothing was stored before it, and nothing of the batch yet.
    unseen: BTreeSet<RecordId>,
    /// Whether something that was erased in an earlier life of the database has yet to come.
    awaits_erased: bool,
    active: BTreeMap<AccountId, bool>,
    covered: BTreeMap<(AccountId, RegionId), bool>,
}

/// Ids of one question: always as many, so that one statement is prepared.
const ASKED: usize = 64;

impl<'a> Desk<'a> {
    pub(super) fn open(
        tx: &mut Tx<'_>,
        keyring: &'a Keyring,
        from: Option<DeviceId>,
        items: &[Item],
        at: DateTime<Utc>,
        care: Care,
    ) -> Result<Self, DbError> {
        let wanted: BTreeSet<DeviceId> = items.iter().filter_map(Item::device).chain(from).collect();
        let mut devices = BTreeMap::new();
        // In the order of their ids, so that two batches never wait for each other.
        for id in wanted {
            tx.lock(&format!("device:{id}"))?;
            let row = tx.row(
                "SELECT account, state, epoch, seq, head, durable_epoch, durable_seq, public_key
                 FROM device WHERE id = $1",
                &[id.into()],
            )?;
            let Some(row) = row else { continue };
            let head =
                Head { epoch: row.get(2)?, seq: row.get(3)?, hash: log::digest(&row.get::<Vec<u8>>(4)?)? };
            let device = Device {
                account: row.get(0)?,
                state: row.get(1)?,
                head,
                durable: (row.get(5)?, row.get(6)?),
                genesis: Digest::of(&row.get::<Vec<u8>>(7)?),
                is_frontier: chain::missing_from(tx, id, head)?.is_none(),
                changed: false,
            };
            devices.insert(id, device);
        }
        let unseen = match care {
            Care::Batch => unseen(tx, items)?,
            Care::Item => BTreeSet::new(),
        };
        let (active, covered) = (BTreeMap::new(), BTreeMap::new());
        let awaits_erased = erasure::replay::awaits(tx)?;
        Ok(Self { keyring, from, at, care, devices, unseen, awaits_erased, active, covered })
    }

    pub(super) fn device(&self, id: DeviceId) -> Option<&Device> {
        self.devices.get(&id)
    }

    pub(super) fn is_active(&mut self, tx: &mut Tx<'_>, account: AccountId) -> Result<bool, DbError> {
        if let Some(active) = self.active.get(&account) {
            return Ok(*active);
        }
        let row = tx.row("SELECT active FROM account WHERE id = $1", &[account.into()])?;
        let active = row.map_or(Ok(false), |row| row.get(0))?;
        self.active.insert(account, active);
        Ok(active)
    }

    /// Whether the author's posts cover the region. No record changes that.
    pub(super) fn covers(
        &mut self,
        tx: &mut Tx<'_>,
        author: AccountId,
        region: RegionId,
    ) -> Result<bool, DbError> {
        if let Some(covers) = self.covered.get(&(author, region)) {
            return Ok(*covers);
        }
        let covers = accounts::covers(tx, author, region)?;
        self.covered.insert((author, region), covers);
        Ok(covers)
    }

    /// Takes in one envelope.
    pub(super) fn take(&mut self, tx: &mut Tx<'_>, prepared: &Prepared) -> Result<ItemAnswer, DbError> {
        let device = self.device(prepared.header.device).ok_or(DbError::NoRow)?;
        let place = if device.is_frontier && chain::follows(prepared, device.head) {
            Place::Free(None)
        } else {
            chain::place(tx, prepared, device.genesis)?
        };
        let fault = match place {
            Place::Taken(at, verdict) => return Ok(ItemAnswer::Stored { at, verdict }),
            Place::Free(fault) => fault,
        };
        let verdict = self.keep_somehow(tx, prepared, fault)?;
        self.move_head(tx, prepared, fault)?;
        Ok(ItemAnswer::Stored { at: self.at, verdict })
    }

    /// Stores an envelope with its effect; if that cannot be had, without.
    fn keep_somehow(
        &mut self,
        tx: &mut Tx<'_>,
        prepared: &Prepared,
        fault: Option<Quarantine>,
    ) -> Result<Verdict, DbError> {
        if self.care == Care::Batch {
            return self.keep(tx, prepared, fault, true);
        }
        let mut tried = tx.attempt(|tx| self.keep(tx, prepared, fault, true));
        if matches!(tried, Err(DbError::Constraint)) {
            // Another phone's transaction may just have brought the same record: now it is there to be seen.
            tried = tx.attempt(|tx| self.keep(tx, prepared, fault, true));
        }
        match tried {
            // Passing: the whole batch is run again, now or when the phone asks again.
            Err(error) if !error.is_passing() => {
                tracing::error!(%error, hash = %prepared.hash, "a record could not have its effect");
                tx.attempt(|tx| self.keep(tx, prepared, fault, false))
            }
            tried => tried,
        }
    }

    fn keep(
        &mut self,
        tx: &mut Tx<'_>,
        prepared: &Prepared,
        fault: Option<Quarantine>,
        with_effect: bool,
    ) -> Result<Verdict, DbError> {
        let header = &prepared.header;
        let known = self.known(tx, prepared)?;
        let mut reasons = judge::sender(tx, self, prepared)?;
        reasons.extend(fault);
        let mut about = About::default();
        if let (Known::Never | Known::Waiting, Ok(record)) = (&known, &prepared.record) {
            about = judge::about(tx, record, header.author)?;
            reasons.extend(judge::scope(tx, self, record, &about, header.author)?);
        }
        if matches!(known, Known::Other) && !reasons.contains(&Quarantine::IdentityClash) {
            reasons.push(Quarantine::IdentityClash);
        }
        let codes = prepared.codes.clone();
        let has_effect = with_effect && reasons.is_empty() && prepared.record.is_ok();
        let mut verdict = match &known {
            Known::Applied(verdict) | Known::Closed(verdict) if reasons.is_empty() => verdict.clone(),
            _ if reasons.is_empty() && !with_effect => needs_review(codes, [effect::FAILED.to_owned()]),
            _ if reasons.is_empty() => needs_review(codes, []),
            _ => Verdict::Quarantined {
                codes: reasons.iter().map(|reason| reason.code().to_owned()).collect(),
            },
        };
        self.insert_envelope(tx, prepared, &verdict)?;
        match known {
            Known::Never => insert_record(tx, prepared, &about, has_effect)?,
            Known::Waiting if has_effect => {
                tx.execute(
                    "UPDATE record SET applied = 1, region = $2, hash = $3 WHERE id = $1",
                    &[header.record.into(), about.region.into(), prepared.hash.as_bytes().into()],
                )?;
                release_wrappings(tx, prepared, &verdict)?;
            }
            Known::Other => vault::keep(tx, header.record, header.commitment, &prepared.payload)?,
            Known::Waiting | Known::Applied(_) | Known::Closed(_) => {}
        }
        if let (true, Known::Never | Known::Waiting, Ok(record)) = (has_effect, &known, &prepared.record) {
            let source = Source { header, hash: prepared.hash, region: about.region, at: self.at };
            let found = effect::apply(tx, self.keyring, &source, record)?;
            if !found.is_empty() {
                verdict = needs_review(found, codes_of(&verdict));
                set_verdict(tx, prepared.hash, &verdict)?;
            }
        }
        let gone_again = self.awaits_erased && erasure::replay::meet(tx, self.keyring, header.record)?;
        if gone_again && reasons == [Quarantine::UnknownSubject] {
            // Its subject is unknown because it was erased, as the record was: nobody has to place it.
            verdict = Verdict::Accepted;
            set_verdict(tx, prepared.hash, &verdict)?;
        }
        Ok(verdict)
    }

    fn known(&mut self, tx: &mut Tx<'_>, prepared: &Prepared) -> Result<Known, DbError> {
        #[cfg(feature = "mutants")]
        if crate::mutant::is_another_at_that_time(tx, &prepared.header)? {
            return Ok(Known::Applied(Verdict::Accepted));
        }
        if self.unseen.remove(&prepared.header.record) { Ok(Known::Never) } else { known(tx, prepared) }
    }

    fn insert_envelope(
        &self,
        tx: &mut Tx<'_>,
        prepared: &Prepared,
        verdict: &Verdict,
    ) -> Result<(), DbError> {
        let header = &prepared.header;
        let entry = log::append(
            tx,
            NewEntry {
                kind: "envelope",
                reference: prepared.hash.to_string(),
                leaf: prepared.hash,
                body: None,
                at: self.at,
            },
        )?;
        let json = serde_json::to_string(verdict).map_err(|_| DbError::Json)?;
        tx.execute(
            "INSERT INTO envelope (hash, record, device, epoch, seq, author, kind, header, algorithm,
                 signature, commitment, verdict, standing, received_at, entry)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            &[
                prepared.hash.as_bytes().into(),
                header.record.into(),
                header.device.into(),
                header.epoch.into(),
                header.seq.into(),
                header.author.into(),
                plain_kind(&header.kind).into(),
                prepared.text.as_str().into(),
                algorithm(prepared)?.into(),
                prepared.signature.sig.as_slice().into(),
                header.commitment.as_bytes().into(),
                json.into(),
                standing(verdict).into(),
                self.at.into(),
                entry.0.into(),
            ],
        )
        .map(|_| ())
    }

    /// The head moves over whatever stands at its place; a fork stands beside it.
    fn move_head(
        &mut self,
        tx: &mut Tx<'_>,
        prepared: &Prepared,
        fault: Option<Quarantine>,
    ) -> Result<(), DbError> {
        let (epoch, seq) = (prepared.header.epoch, prepared.header.seq);
        let device = self.devices.get_mut(&prepared.header.device).ok_or(DbError::NoRow)?;
        if (epoch, seq) <= device.durable {
            // What came late lies in no backup yet: the watermark steps back behind it.
            device.durable = (epoch, seq.saturating_sub(1));
            device.changed = true;
        }
        if fault != Some(Quarantine::Fork) && epoch > 0 && i64::try_from(seq).is_ok() {
            let before = device.head;
            device.head = if device.is_frontier && chain::follows(prepared, before) {
                before.then(prepared.hash)
            } else {
                chain::advance(tx, prepared, before)?
            };
            device.changed |= before != device.head;
            if device.head.epoch == before.epoch {
                device.is_frontier &= (epoch, seq) <= (device.head.epoch, device.head.seq);
            } else {
                device.is_frontier = chain::missing_from(tx, prepared.header.device, device.head)?.is_none();
            }
        } else {
            // What stands beside the chain may stand anywhere: from now on the database is asked.
            device.is_frontier = false;
        }
        Ok(())
    }

    /// Writes down where the chains end now.
    pub(super) fn close(&self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        if !self.awaits_erased && erasure::replay::awaits(tx)? {
            // The register has been read meanwhile: what it names may be in this batch.
            return Err(DbError::Conflict);
        }
        for (id, device) in self.devices.iter().filter(|(_, device)| device.changed) {
            tx.execute(
                "UPDATE device SET epoch = $2, seq = $3, head = $4, durable_epoch = $5, durable_seq = $6
                 WHERE id = $1",
                &[
                    (*id).into(),
                    device.head.epoch.into(),
                    device.head.seq.into(),
                    device.head.hash.as_bytes().into(),
                    device.durable.0.into(),
                    device.durable.1.into(),
                ],
            )?;
        }
        Ok(())
    }
}

/// What the county has under a record's id.
enum Known {
    /// Nothing.
    Never,
    /// The same record, without effect so far.
    Waiting,
    /// The same record, which a person has rejected or had erased: a new wrapping is no second hearing.
    Closed(Verdict),
    /// The same record, with what was made of it.
    Applied(Verdict),
    /// Another record.
    Other,
}

/// Records of a batch under whose ids nothing is stored. Another phone's transaction may bring one
/// meanwhile: the database then says so, and the batch is taken in item by item.
fn unseen(tx: &mut Tx<'_>, items: &[Item]) -> Result<BTreeSet<RecordId>, DbError> {
    let mut unseen: BTreeSet<RecordId> = items.iter().filter_map(Item::record).collect();
    let asked: Vec<RecordId> = unseen.iter().copied().collect();
    let places: Vec<String> = (1..=ASKED).map(|place| format!("${place}")).collect();
    let sql = format!("SELECT id FROM record WHERE id IN ({})", places.join(", "));
    for some in asked.chunks(ASKED) {
        let ids = some.iter().cycle().take(ASKED).map(|id| (*id).into()).collect::<Vec<Value>>();
        for stored in tx.map(&sql, &ids, |row| row.get::<RecordId>(0))? {
            unseen.remove(&stored);
        }
    }
    Ok(unseen)
}

fn known(tx: &mut Tx<'_>, prepared: &Prepared) -> Result<Known, DbError> {
    let header = &prepared.header;
    let row = tx.row(
        "SELECT record.commitment, record.author, record.kind, record.applied, envelope.verdict,
                (SELECT COUNT(*) FROM payload
                 WHERE payload.record = record.id AND payload.commitment = record.commitment)
         FROM record JOIN envelope ON envelope.hash = record.hash
         WHERE record.id = $1",
        &[header.record.into()],
    )?;
    let Some(row) = row else { return Ok(Known::Never) };
    let same = row.get::<Vec<u8>>(0)? == header.commitment.as_bytes()
        && row.get::<AccountId>(1)? == header.author
        && row.get::<String>(2)? == plain_kind(&header.kind);
    if !same {
        return Ok(Known::Other);
    }
    let verdict: Verdict = serde_json::from_str(&row.get::<String>(4)?).map_err(|_| DbError::Json)?;
    Ok(if row.get::<bool>(3)? {
        Known::Applied(verdict)
    } else if row.get::<i64>(5)? == 0 || codes_of(&verdict).iter().any(|code| code == REJECTED) {
        Known::Closed(verdict)
    } else {
        Known::Waiting
    })
}

fn insert_record(tx: &mut Tx<'_>, prepared: &Prepared, about: &About, applied: bool) -> Result<(), DbError> {
    let header = &prepared.header;
    tx.execute(
        "INSERT INTO record (id, hash, commitment, kind, author, region, applied)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            header.record.into(),
            prepared.hash.as_bytes().into(),
            header.commitment.as_bytes().into(),
            plain_kind(&header.kind).into(),
            header.author.into(),
            about.region.into(),
            applied.into(),
        ],
    )?;
    for subject in &about.subjects {
        tx.execute(
            "INSERT INTO record_subject (record, subject) VALUES ($1, $2) ON CONFLICT (record, subject) DO NOTHING",
            &[header.record.into(), subject.uuid().to_string().into()],
        )?;
    }
    vault::keep(tx, header.record, header.commitment, &prepared.payload)
}

/// Earlier wrappings of a record that now has its effect wait for nobody any more.
fn release_wrappings(tx: &mut Tx<'_>, prepared: &Prepared, verdict: &Verdict) -> Result<(), DbError> {
    let json = serde_json::to_string(verdict).map_err(|_| DbError::Json)?;
    tx.execute(
        "UPDATE envelope SET verdict = $3, standing = $4
         WHERE record = $1 AND commitment = $2 AND standing = 'quarantined'",
        &[
            prepared.header.record.into(),
            prepared.header.commitment.as_bytes().into(),
            json.into(),
            standing(verdict).into(),
        ],
    )
    .map(|_| ())
}

/// What a list of findings makes: accepted if there is none.
pub(super) fn needs_review(codes: Vec<String>, more: impl IntoIterator<Item = String>) -> Verdict {
    let mut codes = codes;
    codes.extend(more);
    if codes.is_empty() { Verdict::Accepted } else { Verdict::NeedsReview { codes } }
}

fn codes_of(verdict: &Verdict) -> Vec<String> {
    match verdict {
        Verdict::Accepted => Vec::new(),
        Verdict::NeedsReview { codes } | Verdict::Quarantined { codes } => codes.clone(),
    }
}

/// The verdict in one word, for the index of what waits.
pub(super) fn standing(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::NeedsReview { .. } => "needs_review",
        Verdict::Quarantined { .. } => "quarantined",
    }
}

pub(super) fn set_verdict(tx: &mut Tx<'_>, hash: Digest, verdict: &Verdict) -> Result<(), DbError> {
    let json = serde_json::to_string(verdict).map_err(|_| DbError::Json)?;
    tx.execute(
        "UPDATE envelope SET verdict = $2, standing = $3 WHERE hash = $1",
        &[hash.as_bytes().into(), json.into(), standing(verdict).into()],
    )
    .map(|_| ())
}

/// A kind as a column can hold it. The header's own text keeps the rest.
fn plain_kind(kind: &str) -> &str {
    let plain = kind.len() <= 64 && kind.bytes().all(|byte| byte.is_ascii_graphic());
    if plain { kind } else { Unreadable::Kind.code() }
}

fn algorithm(prepared: &Prepared) -> Result<String, DbError> {
    match serde_json::to_value(prepared.signature.alg) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        _ => Err(DbError::Json),
    }
}

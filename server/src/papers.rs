//! On paper: the official sheet (入户核查表 and its kin) of a visit, a plan, a report, as a reviewer is
//! allowed to see it, with the form that asked, names, signatures and photographs.
//!
//! What the sheet shows was checked when it arrived. Nothing is kept of it here: the same
//! visit gives the same bytes.

use crate::{
    accounts::{self, PersonSession},
    app::App,
    db::{DbError, Tx},
    forms::Forms,
    keyring::Keyring,
    media::{self, KeptFile, Media, MediaError},
    reviews::{
        ReviewError,
        opened::{self, Opened},
        queue::Waiting,
    },
    subjects,
    vault::{self, VaultError},
};
use doorstep_domain::{
    filled::Filled,
    id::{AccountId, RecordId, RegionId},
    record::{Evidence, PAYLOAD_VERSION, Record},
    subject::Subject,
};
use doorstep_paper::{Picture, Sheet, Signer, Tongue, caption};
use doorstep_protocol::{digest::Digest, evidence::Sidecar, signed::Signed};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;
use tokio::task::spawn_blocking;

/// Why there is no paper.
#[derive(Debug, Error)]
pub enum PaperError {
    /// The visit cannot be opened by whoever asks.
    #[error(transparent)]
    Review(#[from] ReviewError),
    /// What the visit said was erased.
    #[error("the visit was erased")]
    Erased,
    /// The form that asked is not published here.
    #[error("the form that asked is not here")]
    NoForm,
    /// The answers do not open with it, or do not fit on paper.
    #[error(transparent)]
    Paper(#[from] doorstep_paper::PaperError),
    /// A file.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// A payload does not open.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The thread that draws went down.
    #[error("the sheet was not drawn")]
    Thread,
}

/// A sheet whose pictures are not read yet.
pub struct Drafted {
    sheet: Sheet,
    files: Vec<KeptFile>,
    captions: BTreeMap<Digest, String>,
}

/// Gathers what a visit's sheet shows. The language is `zh-CN` or `en`.
pub fn gather(
    tx: &mut Tx<'_>,
    (keyring, forms): (&Keyring, &Forms),
    reader: &PersonSession,
    record: RecordId,
    language: &str,
) -> Result<Drafted, PaperError> {
    let Opened { visit: about, payload, .. } = opened::open(tx, keyring, reader, record)?;
    let payload = payload.ok_or(PaperError::Erased)?;
    let kind = if about.outcome.is_some() { "visit" } else { "sheet" };
    let made = Record::parse(kind, PAYLOAD_VERSION, payload.get().as_bytes()).map_err(|_| DbError::Json)?;
    let said = made.filled().ok_or(DbError::Json)?;
    let form = forms.form(tx, said.form)?.ok_or(PaperError::NoForm)?;
    let tongue = Tongue::of(language);
    let mut records: BTreeSet<RecordId> = said.evidence.iter().copied().collect();
    records.insert(record);
    let hash = tx
        .row("SELECT hash FROM record WHERE id = $1", &[record.into()])?
        .and_then(|row| row.get::<Vec<u8>>(0).ok())
        .and_then(|hash| Digest::from_slice(&hash))
        .ok_or(DbError::NoRow)?;
    let sheet = Sheet {
        form,
        answers: said.answers.as_object().cloned().unwrap_or_default(),
        day: said.day,
        language: language.to_owned(),
        head: head(tx, tongue, &said, &about)?,
        record: record.to_string(),
        hash: hash.to_string(),
        pictures: BTreeMap::new(),
        signers: signers(tx, tongue, &about)?,
    };
    let captions = captions(tx, keyring, tongue, said.evidence)?;
    Ok(Drafted { sheet, files: media::of_records(tx, keyring, &records)?, captions })
}

/// Reads the pictures and draws the sheet, on a thread of its own.
pub async fn print(app: &App, drafted: Drafted) -> Result<Vec<u8>, PaperError> {
    let media = app.media().ok();
    let drawn = spawn_blocking(move || {
        let Drafted { mut sheet, files, mut captions } = drafted;
        for file in files {
            let caption = captions.remove(&file.sha256).unwrap_or_default();
            let (name, hex) = (file.sha256.to_string(), file.sha256.hex());
            let bytes = media.as_deref().map(|media| bytes(&file, media)).transpose()?.flatten();
            sheet.pictures.insert(name, Picture { bytes, caption, sha256: hex });
        }
        Ok(doorstep_paper::print(&sheet)?)
    });
    drawn.await.map_err(|_| PaperError::Thread)?
}

/// One that the disk lost is an empty box with its hash.
fn bytes(file: &KeptFile, media: &Media) -> Result<Option<Vec<u8>>, MediaError> {
    if file.is_here(media)? { file.bytes(media).map(Some) } else { Ok(None) }
}

fn head(
    tx: &mut Tx<'_>,
    tongue: Tongue,
    said: &Filled<'_>,
    about: &Waiting,
) -> Result<Vec<(String, String)>, DbError> {
    let mut head = vec![(tongue.pick("区域", "Region").to_owned(), region(tx, about.region)?)];
    let household = match said.subject {
        None => None,
        Some(Subject::Household(id)) => Some(id),
        Some(Subject::Person(id)) => subjects::person(tx, id)?.map(|person| {
            head.push((tongue.pick("姓名", "Name").to_owned(), person.identity.name));
            person.household
        }),
    };
    let household = household.map(|id| subjects::household(tx, id)).transpose()?.flatten();
    if let Some(household) = household {
        head.push((tongue.pick("户主", "Head of the household").to_owned(), household.head));
        head.push((tongue.pick("住址", "Address").to_owned(), household.address.text));
    }
    let mut visitors = Vec::new();
    let authors = [about.author];
    for account in if said.visitors.is_empty() { &authors[..] } else { said.visitors } {
        visitors.push(name(tx, *account)?);
    }
    let by = match about.outcome {
        Some(_) => tongue.pick("调查人员", "Investigators"),
        None => tongue.pick("填写人", "Written by"),
    };
    head.push((by.to_owned(), visitors.join("、")));
    head.push((tongue.received().to_owned(), Tongue::minute(about.arrived_at)));
    head.extend(said.corrects.map(|record| (tongue.corrects().to_owned(), record.to_string())));
    Ok(head)
}

/// From the county down to the village, in the county's words.
fn region(tx: &mut Tx<'_>, village: RegionId) -> Result<String, DbError> {
    let names = tx.map(
        "SELECT region.name FROM region_inside JOIN region ON region.id = region_inside.outer_region
         WHERE region_inside.region = $1 ORDER BY region.code",
        &[village.into()],
        |row| row.get::<String>(0),
    )?;
    Ok(names.concat())
}

/// Who it was, also after they left.
fn name(tx: &mut Tx<'_>, account: AccountId) -> Result<String, DbError> {
    Ok(accounts::find(tx, account)?.map_or_else(|| account.to_string(), |found| found.name))
}

fn signers(tx: &mut Tx<'_>, tongue: Tongue, about: &Waiting) -> Result<Vec<Signer>, DbError> {
    let Some(second) = about.second else { return Ok(Vec::new()) };
    let name = name(tx, second)?;
    let text = match about.countersigned {
        true => tongue.pick("已会签", "countersigned").to_owned(),
        false => tongue.pick("尚未会签", "has not countersigned").to_owned(),
    };
    let label = tongue.second().to_owned();
    Ok(vec![Signer { label, text: format!("{name} {text}") }])
}

/// When and where, by the working copy, as the phone signed it: that signature was checked at arrival.
fn captions(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    tongue: Tongue,
    evidence: &[RecordId],
) -> Result<BTreeMap<Digest, String>, PaperError> {
    let mut captions = BTreeMap::new();
    for record in evidence {
        let Some(payload) = vault::payload(tx, keyring, *record)? else { continue };
        let Ok(Evidence { sidecar, .. }) = serde_json::from_str(&payload.text) else { continue };
        let signed: Option<Signed<Sidecar>> = serde_json::from_value(sidecar).ok();
        let sidecar = signed.and_then(|signed| serde_json::from_str::<Sidecar>(&signed.statement).ok());
        if let Some(Sidecar { shot, working, .. }) = sidecar {
            let said = caption(shot.local_time(), shot.best_fix(), &shot.visit_code(), tongue);
            captions.insert(working.sha256, said);
        }
    }
    Ok(captions)
}

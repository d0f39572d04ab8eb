//! A visit on paper: the official sheet (入户核查表 and its kin) of a visit, as a reviewer is
//! allowed to see it, with the form that asked, names, signatures and photographs.
//!
//! What the sheet shows was checked when it arrived. Nothing is kept of it here: the same
//! visit gives the same bytes.

use crate::{
    accounts::{self, PersonSession},
    app::App,
    db::{DbError, Tx},
    feed,
    keyring::Keyring,
    media::{self, KeptFile, Media, MediaError},
    reviews::{
        ReviewError,
        queue::Waiting,
        sheet::{self, Sheet as Opened},
    },
    subjects,
    vault::{self, VaultError},
};
use chrono::{DateTime, FixedOffset, Utc};
use doorstep_domain::{
    id::{AccountId, RecordId, RegionId},
    record::Evidence,
    subject::Subject,
    visit::Visit,
};
use doorstep_forms::{Form, Format};
use doorstep_paper::{Picture, Sheet, Signer, caption};
use doorstep_protocol::{
    changes::{DocumentKind, FormDocument},
    digest::Digest,
    evidence::Sidecar,
    signed::Signed,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
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
    keyring: &Keyring,
    reader: &PersonSession,
    record: RecordId,
    language: &str,
) -> Result<Drafted, PaperError> {
    let Opened { visit: about, payload, .. } = sheet::open(tx, keyring, reader, record)?;
    let payload = payload.ok_or(PaperError::Erased)?;
    let visit: Visit = serde_json::from_str(payload.get()).map_err(|_| DbError::Json)?;
    let form = form(tx, &visit)?;
    let words = Words { chinese: !language.starts_with("en") };
    let mut records: BTreeSet<RecordId> = visit.evidence.iter().copied().collect();
    records.insert(record);
    let hash = tx
        .row("SELECT hash FROM record WHERE id = $1", &[record.into()])?
        .and_then(|row| row.get::<Vec<u8>>(0).ok())
        .and_then(|hash| Digest::from_slice(&hash))
        .ok_or(DbError::NoRow)?;
    let sheet = Sheet {
        form,
        answers: visit.answers.as_object().cloned().unwrap_or_default(),
        day: visit.day,
        language: language.to_owned(),
        head: head(tx, &words, &visit, &about)?,
        record: record.to_string(),
        hash: hash.to_string(),
        pictures: BTreeMap::new(),
        signers: signers(tx, &words, &about)?,
    };
    let captions = captions(tx, keyring, &words, &visit.evidence)?;
    Ok(Drafted { sheet, files: media::of_records(tx, keyring, &records)?, captions })
}

/// Reads the pictures and draws the sheet, on a thread of its own.
pub async fn print(app: &App, drafted: Drafted) -> Result<Vec<u8>, PaperError> {
    let media = app.media().ok();
    let drawn = spawn_blocking(move || {
        let Drafted { mut sheet, files, mut captions } = drafted;
        for file in files {
            let caption = captions.remove(&file.sha256).unwrap_or_default();
            let (name, hex) = (file.sha256.to_string(), hex(file.sha256));
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

fn hex(digest: Digest) -> String {
    digest.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn form(tx: &mut Tx<'_>, visit: &Visit) -> Result<Arc<Form>, PaperError> {
    let key = format!("{}/{}", visit.form.id, visit.form.version);
    let held = feed::held(tx, DocumentKind::Form, &key, crate::audience::Audience::County)?;
    let document: FormDocument =
        serde_json::from_str(&held.ok_or(PaperError::NoForm)?).map_err(|_| DbError::Json)?;
    let form = Form::import(&document.text, Format::of(&document.text)).map_err(|_| PaperError::NoForm)?;
    Ok(Arc::new(form))
}

/// The language of what stands round the form.
struct Words {
    chinese: bool,
}

impl Words {
    fn say(&self, chinese: &str, english: &str) -> String {
        if self.chinese { chinese } else { english }.to_owned()
    }

    /// In China's one time of day.
    fn minute(&self, at: DateTime<Utc>) -> String {
        let china = FixedOffset::east_opt(8 * 3600).map(|offset| at.with_timezone(&offset).to_rfc3339());
        china.unwrap_or_default().get(..16).unwrap_or_default().replace('T', " ")
    }
}

fn head(
    tx: &mut Tx<'_>,
    words: &Words,
    visit: &Visit,
    about: &Waiting,
) -> Result<Vec<(String, String)>, DbError> {
    let mut head = vec![(words.say("区域", "Region"), region(tx, about.region)?)];
    let household = match visit.subject {
        Subject::Household(id) => Some(id),
        Subject::Person(id) => subjects::person(tx, id)?.map(|person| {
            head.push((words.say("姓名", "Name"), person.identity.name));
            person.household
        }),
    };
    let household = household.map(|id| subjects::household(tx, id)).transpose()?.flatten();
    if let Some(household) = household {
        head.push((words.say("户主", "Head of the household"), household.head));
        head.push((words.say("住址", "Address"), household.address.text));
    }
    let mut visitors = Vec::new();
    for account in &visit.visitors {
        visitors.push(name(tx, *account)?);
    }
    head.push((words.say("调查人员", "Investigators"), visitors.join("、")));
    head.push((words.say("县级收到时间", "With the county since"), words.minute(about.arrived_at)));
    head.extend(visit.corrects.map(|record| (words.say("更正记录", "Corrects"), record.to_string())));
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

fn signers(tx: &mut Tx<'_>, words: &Words, about: &Waiting) -> Result<Vec<Signer>, DbError> {
    let Some(second) = about.second else { return Ok(Vec::new()) };
    let name = name(tx, second)?;
    let text = match about.countersigned {
        true => words.say("已会签", "countersigned"),
        false => words.say("尚未会签", "has not countersigned"),
    };
    let label = words.say("第二调查人签名", "Second investigator");
    Ok(vec![Signer { label, text: format!("{name} {text}") }])
}

/// When and where, by the working copy, as the phone signed it: that signature was checked at arrival.
fn captions(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    words: &Words,
    evidence: &[RecordId],
) -> Result<BTreeMap<Digest, String>, PaperError> {
    let mut captions = BTreeMap::new();
    for record in evidence {
        let Some(payload) = vault::payload(tx, keyring, *record)? else { continue };
        let Ok(Evidence { sidecar, .. }) = serde_json::from_str(&payload.text) else { continue };
        let signed: Option<Signed<Sidecar>> = serde_json::from_value(sidecar).ok();
        let sidecar = signed.and_then(|signed| serde_json::from_str::<Sidecar>(&signed.statement).ok());
        if let Some(Sidecar { shot, working, .. }) = sidecar {
            let said = caption(shot.local_time(), shot.best_fix(), &shot.visit_code(), words.chinese);
            captions.insert(working.sha256, said);
        }
    }
    Ok(captions)
}

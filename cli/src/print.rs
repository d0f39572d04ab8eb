//! `doorstep print`: the visits and sheets of a case that was handed over, each as the official form.
//!
//! The case is checked first, whole, as `verify` does, and nothing is printed of one that is not as it was. A case
//! holds answers and no questions: the form is given beside it.

mod held;
mod questions;

use crate::{CliError, Finding, case as lies, verify};
use chrono::{DateTime, Utc};
use clap::Args;
use doorstep_domain::{
    filled::Filled,
    id::{AccountId, RecordId},
    record::Record,
    subject::Subject,
    visit::{FormRef, VisitKind},
};
use doorstep_paper::{Sheet, Signer, Tongue};
use doorstep_protocol::{case::Found, digest::Digest};
use held::{Held, HeldForm};
use questions::Questions;
use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What to print, and how.
#[derive(Args)]
pub(crate) struct Print {
    /// The archive as it was handed over, or the folder that it was unpacked to.
    case: PathBuf,
    /// Only the visit or sheet of this record.
    #[arg(long, value_name = "ID")]
    record: Option<RecordId>,
    /// Of the form's words and the sheet's: zh-CN or en.
    #[arg(long, default_value = "zh-CN")]
    language: String,
    /// The form that asked, in the version that asked: .xlsx, .csv or .md. May be given several times.
    #[arg(long, value_name = "FILE")]
    form: Vec<PathBuf>,
    /// A folder of forms, from which each visit's is taken.
    #[arg(long, value_name = "FOLDER")]
    forms: Option<PathBuf>,
    /// SHA-256 of the county's root key, as for verify.
    #[arg(long)]
    root: Option<Digest>,
    /// Where the sheets go; an old one is never written over.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

impl Print {
    pub(crate) fn run(&self) -> Result<Finding, CliError> {
        let mut case = lies::open(&self.case)?;
        let found = match verify::check(&mut *case, self.root) {
            Ok((found, _)) => found,
            Err(wrong) => {
                println!("WRONG. {wrong}");
                println!("Nothing was printed.");
                return Ok(Finding::Wrong);
            }
        };
        let held = Held::of(&case.text().unwrap_or_default());
        let questions = Questions::read(&self.form, self.forms.as_deref())?;
        let wanted = |record| self.record.is_none_or(|only| only == record);
        let filled = |kind: &str| ["visit", "sheet"].contains(&kind);
        for record in found.records.iter().filter(|record| filled(&record.kind) && wanted(record.record)) {
            if let Some(reason) = &record.erased {
                println!("{}: lawfully erased ({reason}), so there is nothing to print", record.record);
            }
        }
        let forms: Vec<&HeldForm> = held.forms.iter().filter(|form| wanted(form.record)).collect();
        if let (Some(record), []) = (self.record, forms.as_slice()) {
            return Err(CliError::NoVisit(record));
        }
        fs::create_dir_all(&self.out).map_err(unwritable(&self.out))?;
        let (mut finding, mut without) = (Finding::Well, 0);
        for visit in forms {
            let Some(filled) = visit.made.filled() else { continue };
            let FormRef { id, version } = filled.form;
            let Some(form) = questions.form(filled.form) else {
                println!(
                    "{}: not printed, form {id} version {version} is wanted{}",
                    visit.record,
                    questions.instead(id)
                );
                without += 1;
                continue;
            };
            let (received, pictures) = (
                received(&found, visit.record),
                held.pictures(filled.answers, &found, &mut *case, self.tongue()),
            );
            let sheet = Sheet {
                form: Arc::clone(form),
                answers: filled.answers.as_object().cloned().unwrap_or_default(),
                day: filled.day,
                language: self.language.clone(),
                head: self.head(&filled, visit.author, received),
                record: visit.record.to_string(),
                hash: visit.hash.to_string(),
                pictures,
                signers: self.signers(visit, &held),
            };
            match doorstep_paper::print(&sheet) {
                Ok(pdf) => {
                    let path = self.out.join(format!("{}-{}.pdf", visit.made.kind(), visit.record));
                    let file = File::create_new(&path).and_then(|mut file| file.write_all(&pdf));
                    file.map_err(unwritable(&path))?;
                    println!("{}: {}", visit.record, path.display());
                }
                Err(why) => {
                    println!("{}: not printed, {why}", visit.record);
                    finding = Finding::Wrong;
                }
            }
        }
        if without > 0 { Err(CliError::NoForm(without)) } else { Ok(finding) }
    }

    fn tongue(&self) -> Tongue {
        Tongue::of(&self.language)
    }

    /// In the sheet's language.
    fn say(&self, chinese: &'static str, english: &'static str) -> String {
        self.tongue().pick(chinese, english).to_owned()
    }

    /// A case names people and households by their ids only.
    fn head(
        &self,
        filled: &Filled<'_>,
        author: AccountId,
        received: Option<DateTime<Utc>>,
    ) -> Vec<(String, String)> {
        let mut head = Vec::new();
        if let Some(subject) = filled.subject {
            let label = match subject {
                Subject::Household(_) => self.say("家庭编号", "Household"),
                Subject::Person(_) => self.say("人员编号", "Person"),
            };
            head.push((label, subject.uuid().to_string()));
        }
        head.push(match filled.visitors {
            [] => (self.say("填写人账号", "Written by"), author.to_string()),
            visitors => {
                let visitors = visitors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
                (self.say("调查人员账号", "Investigators"), visitors)
            }
        });
        if let Some(received) = received {
            head.push((self.tongue().received().to_owned(), Tongue::minute(received)));
        }
        head.extend(filled.corrects.map(|record| (self.tongue().corrects().to_owned(), record.to_string())));
        head
    }

    /// The second investigator: from the visit, and from whoever countersigned it.
    fn signers(&self, visit: &HeldForm, held: &Held) -> Vec<Signer> {
        let label = self.tongue().second().to_owned();
        let signed = held.countersigned(visit).map(|(by, at)| {
            let at = Tongue::minute(at);
            match self.tongue() {
                Tongue::Chinese => format!("{by} 已于 {at} 前会签"),
                Tongue::English => format!("{by} countersigned before {at}"),
            }
        });
        let mut signers: Vec<Signer> = signed.map(|text| Signer { label: label.clone(), text }).collect();
        if let (Record::Visit(visit), true) = (&visit.made, signers.is_empty())
            && let VisitKind::HouseholdCheck(check) = &visit.kind
        {
            let text = check.second_investigator.map(|account| {
                format!(
                    "{account} {}",
                    self.say("（本案中没有会签记录）", "(no countersignature in this case)")
                )
            });
            signers.extend(text.map(|text| Signer { label, text }));
        }
        signers
    }
}

fn received(found: &Found, record: RecordId) -> Option<DateTime<Utc>> {
    found.records.iter().find(|found| found.record == record).map(|found| found.received)
}

fn unwritable(path: &Path) -> impl FnOnce(std::io::Error) -> CliError {
    let path = path.to_owned();
    move |source| CliError::Unwritable { path, source }
}

//! A finished visit on paper: the official sheet (入户核查表 and its kin) as an A4 PDF, for inspectors who
//! want signatures and photographs in their hands.
//!
//! Bytes in, bytes out: [`print`] takes a [`Sheet`], and the same sheet gives the same bytes. The form's groups become
//! ruled tables in the form's order, with its own words; the few words around them are the sheet's (`words`), in
//! Chinese or English. The file is PDF/A-2u: its text can be selected and searched, and it holds the glyphs it shows.
//!
//! - **Nothing is dropped.** A character that the font lacks is shown as 〓 and its code point named at the end;
//!   a picture that is missing or broken leaves an empty, labelled box; an unanswered question leaves a rule to write on.
//! - **A note is printed where answers stand in its label** (income per head, points, totals), as a row of the whole width.
//!   One that only instructs or warns the worker is not of the sheet.
//! - **Nothing splits** that a page can hold: a row moves to the next page, whose first line repeats the heading.
//! - **It ends.** What would need more than [`MOST_PAGES`] is refused.

mod content;
mod draw;
mod face;
mod pages;
mod picture;
mod repeats;
mod strip;
mod words;
mod wrap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use doorstep_domain::place::Fix;
use doorstep_forms::{Form, FormSession, ReopenError, SessionContext};
use std::{collections::BTreeMap, sync::Arc};

pub use pages::MOST_PAGES;
pub use words::Tongue;

/// A visit to be printed. What is text here is printed as it is.
#[derive(Clone)]
pub struct Sheet {
    /// The form that asked, in the version that asked.
    pub form: Arc<Form>,
    /// Its finished answers, as the visit holds them.
    pub answers: serde_json::Map<String, serde_json::Value>,
    /// The civil day of the visit.
    pub day: NaiveDate,
    /// Of the form's words and the sheet's: `zh-CN` or `en`. A language that the form lacks gives its default.
    pub language: String,
    /// What stands at the head besides the day and the record: region, household, investigators; label and text.
    pub head: Vec<(String, String)>,
    /// The record's id.
    pub record: String,
    /// The record's hash, by which a case names it.
    pub hash: String,
    /// Pictures by the id that an answer names, each with where and when.
    pub pictures: BTreeMap<String, Picture>,
    /// Who signs besides the form's own signatures: a second investigator, the station.
    pub signers: Vec<Signer>,
}

/// A photograph or a drawn signature.
#[derive(Clone)]
pub struct Picture {
    /// JPEG or PNG; `None` if there is none to show.
    pub bytes: Option<Vec<u8>>,
    /// Time and place, as the caller says them.
    pub caption: String,
    /// SHA-256 of the bytes, as text; its beginning is printed.
    pub sha256: String,
}

/// When and where a picture was taken, and of which visit.
pub fn caption(at: DateTime<FixedOffset>, fix: Option<&Fix>, code: &str, tongue: Tongue) -> String {
    let time = at.format("%Y-%m-%d %H:%M:%S %:z");
    let place = match fix {
        Some(fix) => {
            format!("{:.5}, {:.5} ±{:.0} m", fix.at.latitude(), fix.at.longitude(), fix.accuracy_metres)
        }
        None => tongue.pick("无定位", "no position").to_owned(),
    };
    format!("{time}　{place}　{code}")
}

/// A box for a signature that the form does not ask for.
#[derive(Clone)]
pub struct Signer {
    /// In which office: 第二调查人.
    pub label: String,
    /// What is known of it: who confirmed it, and when. The box is there to sign in all the same.
    pub text: String,
}

/// Why there is no paper. It holds no answers.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// They were given to another form, or another version.
    #[error(transparent)]
    Answers(#[from] ReopenError),
    /// More than [`MOST_PAGES`].
    #[error("the visit does not fit on {MOST_PAGES} pages")]
    TooLong,
    /// The font or the writer of PDF failed, which is our fault.
    #[error("the sheet could not be written")]
    Unwritten,
}

/// The sheet as a PDF.
///
/// # Errors
/// Answers that do not fit the form, and what would not end.
pub fn print(sheet: &Sheet) -> Result<Vec<u8>, PaperError> {
    let context = SessionContext::on(sheet.day, &sheet.language);
    let session = FormSession::reopen(Arc::clone(&sheet.form), &context, &sheet.answers)?;
    let face = face::face().ok_or(PaperError::Unwritten)?;
    let album = picture::Album::open(&sheet.pictures);
    let content = content::of(sheet, &session, &album, face);
    let pages = pages::lay_out(content.sections)?;
    draw::draw(&pages, &content.margins, &album, face)
}

#[cfg(test)]
mod tests;

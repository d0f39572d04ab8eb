//! A form as it is asked now: rows in order, with everything that a screen draws, in the language asked for. Words are plain
//! text; there is no markup in them to be obeyed.

use crate::{answer::Answer, error::DoorstepError, open::Doorstep};
use doorstep_domain::id::DraftId;
use doorstep_forms::{self as core, Parameters};

pub use doorstep_forms::{IssueCode, MediaKind, QuestionKind};

/// One thing on the screen.
#[expect(
    clippy::large_enum_variant,
    reason = "it is written out for the other side at once, and UniFFI boxes nothing"
)]
#[derive(Clone, Debug, PartialEq, uniffi::Enum)]
pub enum FormItem {
    /// A group begins; its rows follow, one level deeper.
    Group {
        /// Its heading.
        group: GroupView,
    },
    /// A repeat begins; its instances follow.
    Repeat {
        /// Its heading.
        repeat: RepeatView,
    },
    /// An instance of a repeat begins; its rows follow, one level deeper.
    Instance {
        /// Its heading.
        instance: InstanceView,
    },
    /// A question or a note.
    Question {
        /// All of it.
        question: QuestionView,
    },
}

/// The heading of a group.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct GroupView {
    /// The group.
    pub path: String,
    /// Its heading; empty if the form gives none.
    pub label: String,
    /// What the form says about drawing it.
    pub appearance: Option<String>,
    /// Groups and instances around it.
    pub depth: u32,
}

/// The heading of a repeat.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct RepeatView {
    /// The repeat; what `add_instance` takes.
    pub path: String,
    /// Its heading; empty if the form gives none.
    pub label: String,
    /// How many instances it has.
    pub count: u32,
    /// Whether another can be added: never where the form itself says how many there are.
    pub can_add: bool,
    /// Whether the form says how many there are.
    pub counted: bool,
    /// Groups and instances around it.
    pub depth: u32,
}

/// The heading of an instance.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct InstanceView {
    /// The instance; what `remove_instance` takes.
    pub path: String,
    /// Its id, which it keeps.
    pub id: u32,
    /// 1-based place among its siblings, which may change.
    pub position: u32,
    /// Groups and instances around it.
    pub depth: u32,
}

/// A question as it is asked now.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct QuestionView {
    /// Where its answer goes; what `answer` takes.
    pub path: String,
    /// The last step of the path, by which the core reads what it knows.
    pub name: String,
    /// What it asks for.
    pub kind: QuestionKind,
    /// The question.
    pub label: String,
    /// Of a note: whether answers stand in its label, so that it tells what was reckoned and does not only instruct.
    pub reckoned: bool,
    /// A word of help.
    pub hint: Option<String>,
    /// More for who wants it.
    pub guidance: Option<String>,
    /// Files beside the words.
    pub media: Vec<MediaView>,
    /// What can be chosen now, in order; empty unless it is a select.
    pub choices: Vec<ChoiceView>,
    /// The answer so far.
    pub value: Option<Answer>,
    /// Whether it must be answered.
    pub required: bool,
    /// Whether it can only be read.
    pub readonly: bool,
    /// What is wrong at the moment.
    pub issue: Option<Issue>,
    /// What the form says about drawing it.
    pub appearance: Option<String>,
    /// The long edge of a photo, pixels.
    pub max_pixels: Option<u32>,
    /// Lines of a text field.
    pub lines: Option<u32>,
    /// Metres within which a place is good enough.
    pub capture_accuracy: Option<u32>,
    /// Groups and instances around it.
    pub depth: u32,
}

/// What a row asks for.
#[uniffi::remote(Enum)]
pub enum QuestionKind {
    /// Free text.
    Text,
    /// A whole number.
    Integer,
    /// An exact decimal.
    Decimal,
    /// A civil date.
    Date,
    /// A time of day.
    Time,
    /// A date with a time.
    DateTime,
    /// One of the choices.
    SelectOne,
    /// Any of the choices.
    SelectMultiple,
    /// Words to read; takes no answer.
    Note,
    /// A tick under words that must be read.
    Acknowledge,
    /// A place.
    Geopoint,
    /// What a barcode or QR code says.
    Barcode,
    /// A photo.
    Image,
    /// A signature drawn by hand.
    Signature,
    /// Computed, never shown.
    Calculate,
    /// Given by the caller, never shown.
    Hidden,
}

/// One choice of a select.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ChoiceView {
    /// What is answered.
    pub code: String,
    /// What is read.
    pub label: String,
    /// Files beside the words.
    pub media: Vec<MediaView>,
}

/// A file beside some words.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MediaView {
    /// What it is.
    pub kind: MediaKind,
    /// Its name; the county publishes it with the form.
    pub file: String,
}

/// A kind of file beside words.
#[uniffi::remote(Enum)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A sound, such as the question read aloud.
    Audio,
    /// A film.
    Video,
}

/// What is wrong with an answer, with the form's own words for it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Issue {
    /// What is wrong.
    pub code: IssueCode,
    /// The form's message, if the form has one; a shell has words of its own for each code.
    pub message: Option<String>,
}

/// What is wrong with the answer to a question.
#[uniffi::remote(Enum)]
pub enum IssueCode {
    /// The question must be answered and is not.
    Required,
    /// What was chosen is not offered any more, because of another answer.
    Withdrawn,
    /// The answer breaks the question's constraint.
    Constraint,
}

/// A question that keeps a form from being finished.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MissingAnswer {
    /// The question.
    pub path: String,
    /// What is wrong with it.
    pub code: IssueCode,
}

impl From<core::Missing> for MissingAnswer {
    fn from(missing: core::Missing) -> Self {
        Self { path: missing.path.to_string(), code: missing.code }
    }
}

#[uniffi::export]
impl Doorstep {
    /// What the form asks now, in a language of the form's (`zh-CN`, `en`): at most `limit` items, the first `offset` passed over.
    pub fn form_page(
        &self,
        draft: DraftId,
        language: &str,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<FormItem>, DoorstepError> {
        let page = self.client()?.form_page(draft, language, size(offset), size(limit))?;
        Ok(page.into_iter().map(Into::into).collect())
    }

    /// Takes one answer; it is on disk when this returns without an error.
    pub fn answer(&self, draft: DraftId, path: &str, value: Answer) -> Result<(), DoorstepError> {
        Ok(self.client()?.answer(draft, path, value.value(path)?)?)
    }

    /// Takes one answer back.
    pub fn clear(&self, draft: DraftId, path: &str) -> Result<(), DoorstepError> {
        Ok(self.client()?.clear(draft, path)?)
    }

    /// Adds an instance to a repeat, and returns its path.
    pub fn add_instance(&self, draft: DraftId, path: &str) -> Result<String, DoorstepError> {
        Ok(self.client()?.add_instance(draft, path)?)
    }

    /// Removes an instance of a repeat.
    pub fn remove_instance(&self, draft: DraftId, path: &str) -> Result<(), DoorstepError> {
        Ok(self.client()?.remove_instance(draft, path)?)
    }

    /// What keeps the form from being finished, in its order.
    pub fn missing(&self, draft: DraftId) -> Result<Vec<MissingAnswer>, DoorstepError> {
        Ok(self.client()?.missing(draft)?.into_iter().map(Into::into).collect())
    }

    /// Names of the questions that another visit at this door has answered beforehand, and nobody has since.
    pub fn answered_beforehand(&self, draft: DraftId) -> Result<Vec<String>, DoorstepError> {
        Ok(self.client()?.answered_beforehand(draft)?)
    }
}

impl From<core::Item> for FormItem {
    fn from(item: core::Item) -> Self {
        match item {
            core::Item::Group(core::GroupView { path, label, appearance, depth }) => Self::Group {
                group: GroupView { path: path.to_string(), label, appearance, depth: count(depth) },
            },
            core::Item::Repeat(view) => Self::Repeat {
                repeat: RepeatView {
                    path: view.path.to_string(),
                    label: view.label,
                    count: count(view.count),
                    can_add: view.can_add,
                    counted: view.counted,
                    depth: count(view.depth),
                },
            },
            core::Item::Instance(core::InstanceView { path, id, position, depth }) => Self::Instance {
                instance: InstanceView {
                    path: path.to_string(),
                    id: id.0,
                    position: count(position),
                    depth: count(depth),
                },
            },
            core::Item::Question(question) => Self::Question { question: (*question).into() },
        }
    }
}

impl From<core::Question> for QuestionView {
    fn from(question: core::Question) -> Self {
        let Parameters { max_pixels, rows, capture_accuracy } = question.parameters;
        Self {
            name: question.path.name().to_owned(),
            path: question.path.to_string(),
            kind: question.kind,
            label: question.label,
            reckoned: question.reckoned,
            hint: question.hint,
            guidance: question.guidance,
            media: media(question.media),
            choices: question.choices.into_iter().map(Into::into).collect(),
            value: question.value.map(Into::into),
            required: question.required,
            readonly: question.readonly,
            issue: question.issue.map(|issue| Issue { code: issue.code, message: issue.message }),
            appearance: question.appearance,
            max_pixels,
            lines: rows,
            capture_accuracy,
            depth: count(question.depth),
        }
    }
}

impl From<core::ChoiceView> for ChoiceView {
    fn from(choice: core::ChoiceView) -> Self {
        Self { code: choice.code, label: choice.label, media: media(choice.media) }
    }
}

fn media(files: Vec<core::MediaView>) -> Vec<MediaView> {
    files.into_iter().map(|core::MediaView { kind, file }| MediaView { kind, file }).collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

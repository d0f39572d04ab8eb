//! What people read: texts and pictures, in every language or in none.

use serde::Serialize;

use super::{LanguageIndex, NodeId};

/// A text in every language, or in none.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// By language; empty if the row has no such text.
    pub(crate) templates: Vec<Template>,
}

impl Words {
    pub(crate) fn in_language(&self, language: LanguageIndex) -> Option<&Template> {
        self.templates.get(language.0)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.templates.is_empty()
    }

    /// The rows whose answers stand in it.
    pub(crate) fn answers(&self) -> impl Iterator<Item = NodeId> {
        self.templates.iter().flat_map(|template| &template.parts).filter_map(|part| match part {
            Part::Answer(node) => Some(*node),
            Part::Text(_) => None,
        })
    }
}

/// A text with answers in it: `How old is ${name}?`
#[derive(Debug, Default)]
pub(crate) struct Template {
    pub(crate) parts: Vec<Part>,
}

impl Template {
    pub(crate) fn plain(text: String) -> Self {
        Self { parts: vec![Part::Text(text)] }
    }
}

#[derive(Debug)]
pub(crate) enum Part {
    Text(String),
    Answer(NodeId),
}

/// What a file beside some words is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A sound, such as the question read aloud.
    Audio,
    /// A film.
    Video,
}

impl MediaKind {
    pub(crate) const ALL: [Self; 3] = [Self::Image, Self::Audio, Self::Video];

    /// The column that names it.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Image => "media::image",
            Self::Audio => "media::audio",
            Self::Video => "media::video",
        }
    }
}

/// The files beside some words: names of files that the county publishes with the form.
pub(crate) type Media = Vec<(MediaKind, Words)>;

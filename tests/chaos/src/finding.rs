//! What an oracle may find.

/// Which promise was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// Something that was said to be kept is not there, or not whole.
    Lost,
    /// Something is there twice, or where nothing was said to be.
    Twice,
    /// Something of the feed was passed over.
    Skipped,
    /// The phone does not go on.
    Stuck,
}

/// A broken promise, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) broken: Broken,
    pub(crate) words: String,
}

impl Finding {
    pub(crate) fn new(broken: Broken, words: impl Into<String>) -> Self {
        Self { broken, words: words.into() }
    }
}

/// What an oracle says: nothing, or the first promise it found broken.
pub(crate) type Verdict = Result<(), Finding>;

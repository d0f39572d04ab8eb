//! Files. See [`crate::engine::media`].

use super::Turn;
use crate::engine::{
    backoff::{busy_millis, delay_millis},
    effect::{Request, StoreTask},
    media::{AT_ONCE, MOST_TRIES, MediaAnswer, MediaRequest},
    stage::Stage,
    trouble::Trouble,
};
use doorstep_protocol::media::code;
use doorstep_store::{MediaNote, MediaToSend};

/// What a failure says of a file.
enum Fault {
    /// Nothing: it is about the phone, the network or the whole county.
    Elsewhere,
    /// To be kept of the file.
    Of(MediaNote),
    /// Of the file, which then rests.
    Resting(MediaNote),
    /// All files rest, at least so long.
    All(u64),
}

impl Turn {
    /// Looks for a file to send, if it is time for one.
    pub(super) fn read_media(&mut self) -> bool {
        if !self.state.media.wanted || self.now < self.state.media.after {
            return false;
        }
        let not = self.state.media.resting(self.now);
        self.store(Stage::ReadingMedia, StoreTask::ReadMedia { most: AT_ONCE, not });
        true
    }

    /// Whether files go before records: never, but in the mutant `media-before-data`.
    pub(super) fn files_first(&self) -> bool {
        #[cfg(feature = "mutants")]
        if crate::mutant::is_chosen(crate::mutant::Mutant::MediaBeforeData) {
            return self.state.media.wanted && self.now >= self.state.media.after;
        }
        false
    }

    pub(super) fn media_read(&mut self, files: Vec<MediaToSend>) {
        // A record was saved while the store was looking.
        if self.state.drain && !self.files_first() {
            self.proceed();
            return;
        }
        match self.state.media.next(files) {
            None => {
                self.state.media.wanted = false;
                self.proceed();
            }
            Some(request) => {
                let deadline = self.deadline();
                let stage = Stage::Uploading { request: request.clone(), began: self.now, deadline };
                self.request(stage, Request::Media(request));
            }
        }
    }

    pub(super) fn media_answered(&mut self, request: &MediaRequest, began: u64, answer: MediaAnswer) {
        self.worked();
        self.state.media.answered(request, self.now.saturating_sub(began));
        self.note_media(
            request,
            match answer {
                MediaAnswer::Reached { upload, sent } => MediaNote::Reached { upload, sent },
                MediaAnswer::Receipted(receipt) => MediaNote::Receipted(receipt),
            },
        );
    }

    fn note_media(&mut self, request: &MediaRequest, note: MediaNote) {
        self.store(Stage::NotingMedia, StoreTask::NoteMedia { notes: vec![(request.file.id, note)] });
    }

    /// Whether the failure was a file's own, and has been dealt with.
    pub(super) fn media_failed(&mut self, trouble: &Trouble) -> bool {
        let Stage::Uploading { request, .. } = self.state.stage.clone() else { return false };
        self.state.media.doubt(request.file.id);
        if *trouble == Trouble::TimedOut {
            self.state.media.too_slow();
        }
        match self.fault(&request.file, trouble) {
            Fault::Elsewhere => return false,
            Fault::Of(note) => self.note_media(&request, note),
            Fault::Resting(note) => {
                let tries = request.file.tries.saturating_add(1);
                let until = self.now.saturating_add(delay_millis(tries, self.jitter));
                self.state.media.rest(request.file.id, until);
                self.note_media(&request, note);
            }
            Fault::All(millis) => {
                self.state.media.pauses = self.state.media.pauses.saturating_add(1);
                let own = delay_millis(self.state.media.pauses, self.jitter);
                self.state.media.after = self.now.saturating_add(own.max(busy_millis(millis, self.jitter)));
                self.proceed();
            }
        }
        true
    }

    fn fault(&mut self, file: &MediaToSend, trouble: &Trouble) -> Fault {
        let parked = |code: &str| Fault::Of(MediaNote::Parked { code: code.to_owned() });
        let tried = |code: &str| {
            if file.tries < MOST_TRIES { Fault::Resting(MediaNote::Tried) } else { parked(code) }
        };
        match trouble {
            Trouble::Rejected { code, .. } | Trouble::Declined { code, .. } => match code.as_str() {
                code::NO_SUCH_UPLOAD if file.tries == 0 => Fault::Of(MediaNote::Anew),
                code::NO_SUCH_UPLOAD if file.tries < MOST_TRIES => Fault::Resting(MediaNote::Anew),
                code::HASH_MISMATCH if file.spoiled == 0 => Fault::Of(MediaNote::Spoiled),
                code::RECORD_UNKNOWN => {
                    self.state.pull = true;
                    tried(code)
                }
                code::NOT_YOURS | code::ERASED | code::UNKNOWN_CONTENT => parked(code),
                _ if matches!(trouble, Trouble::Rejected { .. }) && code != "body_cut" => parked(code),
                _ => tried(code),
            },
            Trouble::TooLarge => parked(code::TOO_LARGE),
            Trouble::Server { status: 500 } => tried("server_error"),
            Trouble::Server { .. } | Trouble::Busy { retry_after_millis: None } => Fault::All(0),
            Trouble::Busy { retry_after_millis: Some(millis) } => Fault::All(*millis),
            // The keys were fetched anew, and the receipt still does not hold.
            Trouble::Unbelieved if self.state.exchanged => tried("unbelieved"),
            Trouble::Unbelieved
            | Trouble::Unauthorised { .. }
            | Trouble::Revoked { .. }
            | Trouble::Offline
            | Trouble::TimedOut
            | Trouble::NotTheCounty
            | Trouble::WrongPin
            | Trouble::Key
            | Trouble::Store => Fault::Elsewhere,
        }
    }
}

//! A request came to nothing. See the failure story at the head of [`crate::engine`].

use super::Turn;
use crate::engine::{
    SignedOut, Why,
    ahead::Ahead,
    effect::StoreTask,
    stage::{AfterNoting, Stage},
    trouble::Trouble,
};
#[cfg(feature = "mutants")]
use crate::mutant::{Mutant, is_chosen};
use doorstep_protocol::{envelope::Refusal, journal::Place};

impl Turn {
    pub(super) fn failed(&mut self, trouble: Trouble) {
        if self.media_failed(&trouble) {
            return;
        }
        self.state.brisk = false;
        self.state.ahead = Ahead::default();
        match trouble {
            Trouble::Unauthorised { code } => self.unauthorised(code),
            Trouble::Revoked { code } => {
                self.next_ticket();
                self.state.stage = Stage::Revoked { code };
            }
            Trouble::Unbelieved => self.unbelieved(),
            Trouble::Busy { retry_after_millis: Some(millis) } => {
                self.back_off_as_asked(Why::Network(trouble), millis);
            }
            Trouble::TooLarge => self.rejected(Refusal::TooLarge.code().to_owned(), trouble),
            Trouble::Rejected { ref code, .. } => self.rejected(code.clone(), trouble),
            Trouble::TimedOut => {
                if let Stage::Sending { places, .. } = &self.state.stage {
                    self.state.portion = self.state.portion.halved(places.len());
                }
                self.back_off(Why::Network(trouble));
            }
            Trouble::Offline
            | Trouble::NotTheCounty
            | Trouble::WrongPin
            | Trouble::Busy { retry_after_millis: None }
            | Trouble::Server { .. }
            | Trouble::Declined { .. }
            | Trouble::Key
            | Trouble::Store => self.back_off(Why::Network(trouble)),
        }
    }

    /// One exchange of tokens; if the county refuses even that, a person must sign in. A county that refuses the
    /// token it gave a moment ago was put back in between, or is not in order: nobody at the phone can mend that.
    fn unauthorised(&mut self, code: String) {
        self.state.renew_at = None;
        if matches!(self.state.stage, Stage::Exchanging { .. }) {
            self.next_ticket();
            self.state.exchanged = false;
            self.state.stage = Stage::SignedOut(SignedOut::Refused { code });
        } else if self.state.exchanged {
            self.back_off(Why::Network(Trouble::Unauthorised { code }));
        } else {
            self.state.exchanged = true;
            self.exchange();
        }
    }

    /// The keys may have changed; they come with the tokens.
    fn unbelieved(&mut self) {
        if self.state.exchanged || matches!(self.state.stage, Stage::Exchanging { .. }) {
            self.back_off(Why::Network(Trouble::Unbelieved));
        } else {
            self.state.exchanged = true;
            self.exchange();
        }
    }

    /// The request as a whole would be refused again.
    fn rejected(&mut self, code: String, trouble: Trouble) {
        match &self.state.stage {
            Stage::Sending { places, .. } => match places.as_slice() {
                [alone] => {
                    let alone = *alone;
                    self.park(alone, code);
                }
                several => {
                    self.state.portion = self.state.portion.halved(several.len());
                    self.proceed();
                }
            },
            Stage::Pulling { .. } if !self.state.restarted_feed => {
                self.state.restarted_feed = true;
                self.store(Stage::RestartingFeed, StoreTask::RestartFeed);
            }
            _ => self.back_off(Why::Network(trouble)),
        }
    }

    fn park(&mut self, place: Place, code: String) {
        #[cfg(feature = "mutants")]
        let code = if is_chosen(Mutant::ParkWithoutReason) { String::new() } else { code };
        self.state.portion = self.state.portion.doubled();
        self.store(Stage::Noting { then: AfterNoting::Proceed }, StoreTask::Park { place, code });
    }
}

//! Volunteer hours: an activity, a sign-in, a sign-out.

use crate::{
    error::DoorstepError,
    moment::Instant,
    open::Doorstep,
    place::{Fix, fix},
    visit::{SavedRecord, saved},
};
use doorstep_domain::{
    hours,
    id::{AccountId, ActivityId},
};

/// A moment and a place, of a sign-in or a sign-out.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Stamp {
    /// By the phone's own clock.
    pub at: Instant,
    /// Where, if the phone knew.
    pub place: Option<Fix>,
}

impl TryFrom<Stamp> for hours::Stamp {
    type Error = DoorstepError;

    fn try_from(stamp: Stamp) -> Result<Self, DoorstepError> {
        Ok(Self { at: stamp.at, place: fix(stamp.place)? })
    }
}

/// An activity that was opened.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct OpenedActivity {
    /// Which.
    pub activity: ActivityId,
    /// The record that says so.
    pub saved: SavedRecord,
}

/// The time that whoever enrolled this phone has given, as far as it was entered here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HoursGiven {
    /// Whole minutes that the county accepted.
    pub minutes: u32,
    /// The same in hundredths of an hour as a certificate shows them (志愿服务记录证明): rounded down.
    pub shown_hundredths: u64,
    /// 星级, 0 to 5, earned by them.
    pub stars: u32,
    /// Entries that they come from.
    pub entries: u32,
    /// Minutes of entries that the county has not accepted: not sent, to be looked at, or kept apart.
    pub open_minutes: u32,
}

#[uniffi::export]
impl Doorstep {
    /// This moment and place. A shell keeps the sign-in until the volunteer leaves.
    pub fn stamp(&self, place: Option<Fix>) -> Result<Stamp, DoorstepError> {
        let hours::Stamp { at, place } = self.client()?.stamp(fix(place)?);
        Ok(Stamp { at, place: place.map(Into::into) })
    }

    /// Opens an activity that hours can be given to; the author is in charge of it.
    pub fn open_activity(
        &self,
        title: &str,
        content: &str,
        place: Option<Fix>,
    ) -> Result<OpenedActivity, DoorstepError> {
        let (activity, record) = self.client()?.open_activity(title, content, fix(place)?)?;
        Ok(OpenedActivity { activity, saved: saved(&record) })
    }

    /// Records time given: from a stamp kept at arrival to one made now, or as repaired by hand later.
    pub fn record_hours(
        &self,
        activity: ActivityId,
        volunteer: AccountId,
        sign_in: Stamp,
        sign_out: Stamp,
        done: &str,
    ) -> Result<SavedRecord, DoorstepError> {
        let (sign_in, sign_out) = (sign_in.try_into()?, sign_out.try_into()?);
        Ok(saved(&self.client()?.record_hours(activity, volunteer, sign_in, sign_out, done)?))
    }

    /// What this volunteer has given. Certificates are the county's to give.
    pub fn hours_given(&self) -> Result<HoursGiven, DoorstepError> {
        let doorstep_client::hours::HoursGiven { minutes, shown_hundredths, stars, entries, open_minutes } =
            self.client()?.hours_given()?;
        Ok(HoursGiven { minutes, shown_hundredths, stars, entries, open_minutes })
    }
}

//! What a phone's clocks said when a record was made. Device clocks lie and never
//! decide order; a clock of 1970 or 3000 lowers confidence and nothing else.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Three clocks, side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockReading {
    /// The phone's civil clock.
    pub device: DateTime<Utc>,
    /// Milliseconds since boot; may stop in deep sleep.
    pub monotonic_millis: u64,
    /// Changes at every boot.
    pub boot: String,
    /// The last word from the server, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<ServerAnchor>,
    /// Satellite time, if a fix carried one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gnss: Option<DateTime<Utc>>,
    /// What the three together are worth.
    pub confidence: Confidence,
}

/// The server's time as heard at a moment of the monotonic clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerAnchor {
    /// The server's clock.
    pub server: DateTime<Utc>,
    /// Milliseconds since boot when it was heard.
    pub monotonic_millis: u64,
    /// The boot in which it was heard.
    pub boot: String,
}

/// What a time is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The civil clock disagrees with a better one, or there is none to compare it with.
    Low,
    /// It agrees with an anchor of an earlier boot, as far as that goes.
    Fair,
    /// It agrees with satellite time or with an anchor of this boot.
    High,
}

/// How far the civil clock may stand from a better one, and still agree.
pub const AGREEMENT: TimeDelta = TimeDelta::minutes(2);

/// Why a time is worth what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The civil clock agrees with the satellites'.
    Satellites,
    /// It agrees with the server's, counted on since this boot heard it.
    Server,
    /// The phone was started anew since it last heard the server; time has not run backwards, and no more is known.
    Rebooted,
    /// It stands elsewhere than the satellites'.
    OffSatellites,
    /// It stands elsewhere than the server's, counted on since this boot heard it.
    OffServer,
    /// It stands before the server's last word: it was set back.
    SetBack,
    /// The phone has never heard a server.
    NeverHeard,
}

impl Reason {
    /// What it amounts to.
    pub fn confidence(self) -> Confidence {
        match self {
            Self::Satellites | Self::Server => Confidence::High,
            Self::Rebooted => Confidence::Fair,
            Self::OffSatellites | Self::OffServer | Self::SetBack | Self::NeverHeard => Confidence::Low,
        }
    }
}

/// What three clocks are worth together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// The best time among them: the satellites', the server's counted on, or else the phone's own.
    pub best: DateTime<Utc>,
    /// Why it is worth what it is.
    pub reason: Reason,
    /// How far the civil clock runs ahead of the better one, if there is one; it has drifted or been set.
    pub ahead: Option<TimeDelta>,
}

impl ClockReading {
    /// What the reading is worth, whatever its maker said of it.
    pub fn weighed(&self) -> Weighed {
        weigh(self.device, self.monotonic_millis, &self.boot, self.anchor.as_ref(), self.gnss)
    }
}

/// What a reading is worth, without why.
pub fn confidence(
    device: DateTime<Utc>,
    monotonic_millis: u64,
    boot: &str,
    anchor: Option<&ServerAnchor>,
    gnss: Option<DateTime<Utc>>,
) -> Confidence {
    weigh(device, monotonic_millis, boot, anchor, gnss).reason.confidence()
}

/// Weighs a reading. Pure, so that phone and server agree.
pub fn weigh(
    device: DateTime<Utc>,
    monotonic_millis: u64,
    boot: &str,
    anchor: Option<&ServerAnchor>,
    gnss: Option<DateTime<Utc>>,
) -> Weighed {
    let beside = |better: DateTime<Utc>, agrees: Reason, differs: Reason| {
        let ahead = device - better;
        let reason = if ahead.abs() <= AGREEMENT { agrees } else { differs };
        Weighed { best: better, reason, ahead: Some(ahead) }
    };
    let alone = |reason| Weighed { best: device, reason, ahead: None };
    if let Some(gnss) = gnss {
        return beside(gnss, Reason::Satellites, Reason::OffSatellites);
    }
    match anchor {
        None => alone(Reason::NeverHeard),
        Some(anchor) if anchor.boot == boot => match anchor.counted_on(monotonic_millis) {
            Some(server) => beside(server, Reason::Server, Reason::OffServer),
            None => alone(Reason::OffServer),
        },
        // After a reboot the monotonic clock began anew: all that can be said is that time did not run backwards.
        Some(anchor) if device >= anchor.server => alone(Reason::Rebooted),
        Some(_) => alone(Reason::SetBack),
    }
}

impl ServerAnchor {
    /// The server's time at a later moment of the same boot; `None` where no calendar reaches.
    fn counted_on(&self, monotonic_millis: u64) -> Option<DateTime<Utc>> {
        let since = i64::try_from(monotonic_millis.saturating_sub(self.monotonic_millis)).ok()?;
        self.server.checked_add_signed(TimeDelta::try_milliseconds(since)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_back_a_day_and_a_reboot_offline_show() {
        let noon: DateTime<Utc> = "2026-11-22T04:00:00Z".parse().unwrap();
        let anchor = ServerAnchor { server: noon, monotonic_millis: 1_000, boot: "a".to_owned() };
        let hour = TimeDelta::hours(1);
        let weigh = |device, boot: &str, anchor| super::weigh(device, 3_601_000, boot, anchor, None);
        let day = TimeDelta::days(1);
        for (device, boot, anchor, reason, ahead) in [
            (noon + hour, "a", Some(&anchor), Reason::Server, Some(TimeDelta::zero())),
            (noon + hour - day, "a", Some(&anchor), Reason::OffServer, Some(-day)),
            (noon + hour, "b", Some(&anchor), Reason::Rebooted, None),
            (noon - hour, "b", Some(&anchor), Reason::SetBack, None),
            (noon + hour, "a", None, Reason::NeverHeard, None),
        ] {
            let weighed = weigh(device, boot, anchor);
            assert_eq!((weighed.reason, weighed.ahead), (reason, ahead));
            let best = if reason == Reason::OffServer { noon + hour } else { device };
            assert_eq!(weighed.best, best, "the server's, counted on, is better than a clock that was set");
        }
    }

    #[test]
    fn a_clock_of_1970_or_3000_lowers_confidence_and_nothing_else() {
        for year in ["1970-01-01T00:00:00Z", "3000-01-01T00:00:00Z"] {
            let anchor = ServerAnchor {
                server: year.parse().unwrap(),
                monotonic_millis: u64::MAX,
                boot: "a".to_owned(),
            };
            let now = "2026-11-22T04:00:00Z".parse().unwrap();
            assert_eq!(confidence(now, 0, "a", Some(&anchor), None), Confidence::Low);
            assert_eq!(confidence(now, u64::MAX, "a", Some(&anchor), Some(now)), Confidence::High);
        }
    }
}

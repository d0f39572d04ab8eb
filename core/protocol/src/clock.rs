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

/// Weighs a reading. Pure, so that phone and server agree.
pub fn confidence(
    device: DateTime<Utc>,
    monotonic_millis: u64,
    boot: &str,
    anchor: Option<&ServerAnchor>,
    gnss: Option<DateTime<Utc>>,
) -> Confidence {
    let agrees = |better: DateTime<Utc>| (device - better).abs() <= AGREEMENT;
    if let Some(gnss) = gnss {
        return if agrees(gnss) { Confidence::High } else { Confidence::Low };
    }
    match anchor {
        None => Confidence::Low,
        Some(anchor) if anchor.boot == boot => {
            let since = monotonic_millis.saturating_sub(anchor.monotonic_millis);
            let expected = i64::try_from(since)
                .ok()
                .and_then(TimeDelta::try_milliseconds)
                .and_then(|since| anchor.server.checked_add_signed(since));
            if expected.is_some_and(agrees) { Confidence::High } else { Confidence::Low }
        }
        // After a reboot the monotonic clock began anew: all that can be said is that time did not run backwards.
        Some(anchor) if device >= anchor.server => Confidence::Fair,
        Some(_) => Confidence::Low,
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
        let weigh = |device, boot: &str, anchor| confidence(device, 3_601_000, boot, anchor, None);
        assert_eq!(weigh(noon + hour, "a", Some(&anchor)), Confidence::High);
        assert_eq!(weigh(noon + hour - TimeDelta::days(1), "a", Some(&anchor)), Confidence::Low);
        assert_eq!(weigh(noon + hour, "b", Some(&anchor)), Confidence::Fair);
        assert_eq!(weigh(noon - hour, "b", Some(&anchor)), Confidence::Low);
        assert_eq!(weigh(noon + hour, "a", None), Confidence::Low);
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

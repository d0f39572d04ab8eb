//! What the network does to a request, and what stands in it that is not the county.

use crate::chance::Chance;
use doorstep_sync::transport::TransportError;
use http::{Response, StatusCode, header};

/// How the network is for one phone, until it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weather {
    Good,
    /// Everything happens, each now and then.
    Patchy,
    Gone,
    /// A captive portal answers whatever is asked.
    Portal,
    /// A proxy before the county says 5xx or 429.
    Storm,
    /// Requests arrive late, and answers after the deadline or never.
    Slow,
    /// Something on the way takes batches as they should not be taken: too large, malformed.
    Picky,
}

/// What becomes of a request. Times are milliseconds from now.
#[derive(Clone, Debug)]
pub(super) enum Fate {
    /// It does not reach the county.
    Stopped { after: u64, with: Result<Response<Vec<u8>>, TransportError> },
    /// It does, perhaps a second time, perhaps cut short.
    Arrives { after: u64, again: Option<u64>, cut: bool, answer: Way },
}

/// What becomes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Comes,
    Lost,
    /// A part of it comes, as if it were whole.
    Cut,
    /// It comes, and once more later.
    Twice,
}

impl Weather {
    pub(super) fn draw(chance: &mut Chance) -> Self {
        match chance.below(20) {
            0..5 => Self::Good,
            5..11 => Self::Patchy,
            11..14 => Self::Gone,
            14 => Self::Portal,
            15..17 => Self::Storm,
            17 => Self::Slow,
            _ => Self::Picky,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Good => "the network is good",
            Self::Patchy => "the network comes and goes",
            Self::Gone => "there is no network",
            Self::Portal => "a captive portal answers",
            Self::Storm => "a proxy answers with errors",
            Self::Slow => "the network is very slow",
            Self::Picky => "something on the way refuses some batches",
        }
    }

    /// What becomes of the next request.
    pub(super) fn fate(self, chance: &mut Chance) -> Fate {
        let after = 20 + chance.below(500);
        let fine = Fate::Arrives { after, again: None, cut: false, answer: Way::Comes };
        match self {
            Self::Good | Self::Picky => fine,
            Self::Gone => Fate::Stopped { after, with: Err(unreachable(chance)) },
            Self::Portal => Fate::Stopped { after, with: Ok(portal(chance)) },
            Self::Storm => match chance.below(10) {
                0 => fine,
                _ => Fate::Stopped { after, with: Ok(storm(chance)) },
            },
            Self::Slow => match chance.below(4) {
                0 => fine,
                1 => Fate::Arrives { after, again: None, cut: false, answer: Way::Lost },
                _ => {
                    let after = 60_000 + chance.below(600_000);
                    Fate::Arrives { after, again: None, cut: false, answer: Way::Comes }
                }
            },
            Self::Patchy => match chance.below(20) {
                0..8 => fine,
                8..11 => Fate::Stopped { after, with: Err(unreachable(chance)) },
                11..14 => Fate::Arrives { after, again: None, cut: false, answer: Way::Lost },
                14 => Fate::Arrives { after, again: None, cut: false, answer: Way::Cut },
                15 => Fate::Arrives { after, again: None, cut: false, answer: Way::Twice },
                16 => Fate::Arrives { after, again: None, cut: true, answer: Way::Lost },
                17 => Fate::Stopped { after, with: Ok(portal(chance)) },
                _ => {
                    let again = Some(after + chance.below(400_000));
                    Fate::Arrives { after, again, cut: false, answer: Way::Comes }
                }
            },
        }
    }
}

fn unreachable(chance: &mut Chance) -> TransportError {
    match chance.below(6) {
        0 => TransportError::TimedOut,
        1 => TransportError::WrongPin,
        _ => TransportError::Unreachable,
    }
}

fn answer(status: u16, kind: &'static str, retry_after: Option<u64>, body: &str) -> Response<Vec<u8>> {
    let mut response = Response::new(body.as_bytes().to_vec());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn portal(chance: &mut Chance) -> Response<Vec<u8>> {
    let page = "<html>Welcome! Please sign in to the hotel's network.</html>";
    match chance.below(4) {
        0 => answer(200, "application/json", None, "{}"),
        1 => answer(403, "text/html", None, page),
        2 => answer(302, "text/html", None, page),
        _ => answer(200, "text/html", None, page),
    }
}

fn storm(chance: &mut Chance) -> Response<Vec<u8>> {
    let status = [500, 502, 503, 504, 429][chance.below(5) as usize];
    let retry_after = chance.percent(50).then(|| [1, 30, 600, 31_536_000][chance.below(4) as usize]);
    answer(status, "text/plain", retry_after, "try again later")
}

/// As the county itself would refuse a batch as a whole.
pub(super) fn refusal(chance: &mut Chance) -> Response<Vec<u8>> {
    let (status, code) =
        [(400, "malformed_body"), (413, "too_large"), (422, "malformed_body")][chance.below(3) as usize];
    let body = format!(
        r#"{{"type":"urn:doorstep:problem:{code}","title":"refused","status":{status},"code":"{code}"}}"#
    );
    answer(status, "application/problem+json", None, &body)
}

//! The end of a story: the network becomes good, everything drains, people do what they
//! were told that only they can do, and the oracles look.

use super::{
    case::{Case, Stop},
    cast, oracle,
    phone::Phone,
    weather::Weather,
};
use crate::{
    finding::{Broken, Finding},
    ground::disk::Image,
    layer::Trouble,
};
use async_trait::async_trait;
use axum::{Router, body::Body};
use doorstep_protocol::{digest::Digest, key::KeyTier};
use doorstep_server::{
    enrolment::{self, EnrolmentError},
    recovery,
};
use doorstep_store::{Page, Standing};
use doorstep_sync::{
    engine::{Stage, What, backoff},
    enrol, recovery as handing_in,
    runner::Parts,
    transport::{BadAddress, Connector, Transport, TransportError},
};
use http::{Request, Response};
use std::sync::Arc;
use tower::ServiceExt as _;

/// The longest that a phone may need once the network is good: a wait that the county asked
/// for, the question whether there is anything, and what it then has to do.
const DRAINED: u64 = backoff::BUSY_CAP_MILLIS + 10 * 60_000;

/// Requests that each phone may need for it.
const REQUESTS: u64 = 80;

/// A straight way to the county, for what stands outside the engine's round.
pub(super) struct Door(pub(super) Router);

#[async_trait]
impl Transport for Door {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let answered = self.0.clone().oneshot(request.map(Body::from)).await;
        let (parts, body) = answered.map_err(|_| TransportError::Unreachable)?.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await;
        Ok(Response::from_parts(parts, body.map_err(|_| TransportError::Unreachable)?.to_vec()))
    }
}

impl Connector for Door {
    fn connect(&self, _: &str, _: Digest) -> Result<Arc<dyn Transport>, BadAddress> {
        Ok(Arc::new(Self(self.0.clone())))
    }
}

/// Somebody enrols on a phone, as whoever has it.
pub(super) fn enrol(
    county: &super::county::County<'_>,
    phone: &Phone<'_>,
    number: usize,
) -> Result<(), Trouble> {
    let at = county.app()?.now();
    let code = county.write(move |tx, _| {
        enrolment::make_code(tx, cast::worker(number), at).map_err(|error| match error {
            EnrolmentError::Db(error) => error,
            _ => doorstep_server::db::DbError::NoRow,
        })
    })??;
    let address = "https://county.example".to_owned();
    let ticket = enrolment::ticket(county.app()?, code, address, Digest::of(b"pin"));
    let parts = Parts { connector: Arc::new(Door(county.router()?)), ..phone.parts()? };
    county.machine.runtime.block_on(enrol::enrol(parts, ticket, "phone".to_owned(), KeyTier::Software))?;
    Ok(())
}

impl Case<'_> {
    pub(super) fn end(&mut self) -> Result<(), Stop> {
        self.say("from now on the network is good");
        self.weather.fill(Weather::Good);
        self.county_cut = None;
        self.told.cure();
        for beside in &mut self.beside {
            beside.doom = None;
        }
        // The platform's hint may be missing: an engine comes back by itself.
        if self.chance.percent(30) {
            for phone in 0..self.phones.len() {
                self.hear(phone, 5, What::NetworkGood);
            }
        }
        self.drain()?;
        // Somebody looks at each phone, which hears then, at the latest, that it was ended.
        for phone in 0..self.phones.len() {
            self.hear(phone, 5, What::Asked);
        }
        self.drain()?;
        self.help()?;
        self.drain()?;
        self.county.seal()?;
        for phone in 0..self.phones.len() {
            self.hear(phone, 5, What::Asked);
        }
        self.drain()?;
        oracle::look(self)
    }

    /// Nothing goes wrong, until every phone is up to date: how stories begin.
    pub(super) fn load(&mut self) -> Result<(), Trouble> {
        for phone in 0..self.phones.len() {
            self.hear(phone, 0, What::Started);
        }
        self.drain().map_err(|stop| match stop {
            Stop::Found(finding) => finding.words.into(),
            Stop::Bench(error) => error,
        })
    }

    /// Every file as it is when all is closed in order.
    pub(super) fn images(&mut self) -> Result<(Image, Vec<Image>), Trouble> {
        let mut phones = Vec::new();
        for phone in &mut self.phones {
            phone.reopen()?;
            phones.push(phone.image());
        }
        Ok((self.county.machine.disk.image(), phones))
    }

    /// Until nothing waits on any phone that may still send.
    fn drain(&mut self) -> Result<(), Stop> {
        let bound = self.now + DRAINED;
        let requests = self.requests + REQUESTS * self.phones.len() as u64;
        let mut heard = false;
        loop {
            // What was told a moment ago is heard first.
            heard |= self.next().is_none_or(|at| at > self.now + 50);
            if heard && self.has_drained()? {
                return Ok(());
            }
            let late = self.next().is_none_or(|at| at > bound);
            if late || self.requests > requests {
                return Err(self.stuck(late)?.into());
            }
            self.turn()?;
        }
    }

    fn has_drained(&self) -> Result<bool, Stop> {
        for phone in 0..self.phones.len() {
            let idle = matches!(self.phones[phone].stage(), Stage::Idle { .. });
            if !self.rests(phone) || idle && self.phones[phone].store()?.counts()?.waiting > 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn stuck(&self, late: bool) -> Result<Finding, Stop> {
        let how = if late { "in time" } else { "within so many requests" };
        for (number, phone) in self.phones.iter().enumerate() {
            let waiting = phone.store()?.counts()?.waiting;
            if !self.rests(number) || waiting > 0 {
                let stage = phone.stage();
                let words =
                    format!("phone {number} does not drain {how}: {waiting} wait, it stands at {stage:?}");
                return Ok(Finding::new(Broken::Stuck, words));
            }
        }
        Ok(Finding::new(Broken::Stuck, format!("the phones do not drain {how}")))
    }

    /// People do what only people can.
    fn help(&mut self) -> Result<(), Stop> {
        for phone in 0..self.phones.len() {
            match self.phones[phone].stage().clone() {
                Stage::Revoked { code } => {
                    if !self.beside[phone].ended {
                        let words = format!("phone {phone} stopped though nobody ended it: {code}");
                        return Err(Finding::new(Broken::Stuck, words).into());
                    }
                    if self.chance.percent(60) {
                        self.hand_in(phone)?;
                    }
                    if !self.beside[phone].handed_in || self.chance.percent(50) {
                        self.enrol_again(phone)?;
                    }
                }
                Stage::SignedOut(why) => {
                    let beside = &self.beside[phone];
                    if !(beside.put_back || beside.tokens_twice) {
                        let words =
                            format!("phone {phone} is signed out, and nothing had happened to it: {why:?}");
                        return Err(Finding::new(Broken::Stuck, words).into());
                    }
                    self.enrol_again(phone)?;
                }
                _ => self.retry(phone)?,
            }
        }
        Ok(())
    }

    fn enrol_again(&mut self, phone: usize) -> Result<(), Stop> {
        self.say(format_args!("somebody enrols on phone {phone} again"));
        self.phones[phone].wind(self.now);
        enrol(&self.county, &self.phones[phone], phone)?;
        self.beside[phone].forget();
        self.beside[phone].ended = false;
        self.hear(phone, 5, What::Started);
        Ok(())
    }

    /// Every journal goes to the county, which opens it.
    fn hand_in(&mut self, phone: usize) -> Result<(), Stop> {
        self.say(format_args!("phone {phone} hands in its journal"));
        let enrolment = self.phones[phone].store()?.enrolment()?.ok_or("nobody is enrolled")?;
        let handset = self.phones[phone].handset;
        let door = Door(self.county.router()?);
        let runtime = &self.county.machine.runtime;
        for path in handset.journals() {
            let bytes = handset.disk.read_all(&path).map_err(|failure| format!("{failure:?}"))?;
            let key = Arc::clone(&handset.keystore) as Arc<_>;
            let handed = handing_in::upload(&door, enrolment.device, key, &enrolment.keys, bytes);
            let sha256 = runtime.block_on(handed)?.sha256;
            let key = doorstep_protocol::journal::RecoveryPrivateKey(self.county.machine.recovery.0.clone());
            let opened = runtime.block_on(recovery::open(self.county.app()?, sha256, key))?;
            self.say(format_args!(
                "  {} records of it are stored, {} refused",
                opened.stored, opened.refused
            ));
        }
        self.beside[phone].handed_in = true;
        Ok(())
    }

    /// Somebody tries again what was parked, having read why.
    fn retry(&mut self, phone: usize) -> Result<(), Stop> {
        let parked = self.phones[phone].store()?.parked(&Page::first(100))?.items;
        for parked in &parked {
            oracle::is_put_into_words(phone, &Standing::Parked { code: parked.code.clone(), at: parked.at })?;
            self.phones[phone].store()?.retry_parked(parked.record)?;
        }
        if !parked.is_empty() {
            self.say(format_args!("somebody tries {} parked records of phone {phone} again", parked.len()));
            self.hear(phone, 5, What::Saved { emergency: false });
        }
        Ok(())
    }
}

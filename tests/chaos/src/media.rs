//! The layer `media`: one phone's files, beside its records, over a network that drops,
//! cuts and swallows answers.
//!
//! The real engine, driven by its own hands, over the real encrypted store on a disk in
//! memory; a county in memory that speaks tus. What the layers with many phones look at
//! is not looked at again here, only what is promised of files: data first, each alone,
//! every byte once but for what a cut had on its way, everything drains.

mod phone;

#[cfg(test)]
mod tests;

use crate::{
    chance::Chance,
    finding::{Broken, Finding, Verdict},
    layer::{self, Ended, Plan, Ran, Trouble},
    story::Story,
};
use doorstep_sync::engine::{Effect, Request, Stage, What, media::MediaStep};
use phone::{Bench, Phone};
use std::collections::BTreeSet;

/// Plays cases side by side.
pub(crate) fn run(plan: Plan) -> Result<Ran, Trouble> {
    layer::play("media", plan, Bench::new, play)
}

/// Turns of a case in which things go wrong.
const TURNS: u64 = 120;

/// Turns within which everything drains once the network is good.
const BOUND: usize = 4_000;

/// The largest piece that may be on its way when the wire is cut.
const PIECE: u64 = 256 * 1024;

/// What the network does to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Luck {
    Good,
    Dropped,
    /// Part of it arrives, and no answer comes.
    Cut,
    AnswerLost,
}

/// Ends a case before its end.
enum Stop {
    Found(Finding),
    Bench(Trouble),
}

impl<T: Into<Trouble>> From<T> for Stop {
    fn from(error: T) -> Self {
        Self::Bench(error.into())
    }
}

fn play(bench: &Bench, seed: u64) -> Result<Ended, Trouble> {
    let mut case = Case {
        phone: bench.phone()?,
        chance: Chance::of(seed),
        story: Story::default(),
        saved: 0,
        photos: BTreeSet::new(),
        bytes: 0,
        cuts: 0,
    };
    let verdict: Verdict = match case.tell() {
        Ok(()) => Ok(()),
        Err(Stop::Found(finding)) => Err(finding),
        Err(Stop::Bench(error)) => return Err(error),
    };
    Ok(Ended { verdict, story: case.story })
}

struct Case<'a> {
    phone: Phone<'a>,
    chance: Chance,
    story: Story,
    saved: u64,
    photos: BTreeSet<Vec<u8>>,
    /// Of all photographs.
    bytes: u64,
    /// Requests for files that did not come back as they should.
    cuts: u64,
}

impl Case<'_> {
    fn tell(&mut self) -> Result<(), Stop> {
        self.phone.inbox.push_back(What::Started);
        for _ in 0..TURNS {
            match self.chance.below(30) {
                0..3 => self.save()?,
                // Tokens whose answers are lost twice are for the layers with a real county.
                3 if !matches!(self.phone.stage(), Stage::Exchanging { .. } | Stage::Keeping { .. }) => {
                    self.story.tell("the app is killed and started again");
                    // What was on its way is lost with the process.
                    self.cuts += 1;
                    self.phone.restart();
                }
                4 => self.phone.inbox.push_back(What::NetworkGood),
                _ => {
                    let luck = match self.chance.below(10) {
                        0 => Luck::Dropped,
                        1 => Luck::Cut,
                        2 => Luck::AnswerLost,
                        _ => Luck::Good,
                    };
                    if !self.turn(luck)? {
                        self.phone.elapse();
                    }
                }
            }
        }
        self.settle()?;
        self.look()
    }

    /// A worker saves a record, which may have a photograph.
    fn save(&mut self) -> Result<(), Stop> {
        self.saved += 1;
        let (number, emergency) = (self.saved, self.chance.percent(10));
        let length = 100 + self.chance.below(300_000) as usize;
        let photo = self.chance.percent(60).then(|| {
            let noise = std::iter::repeat_with(|| self.chance.below(256) as u8);
            [0xFF, 0xD8, 0xFF].into_iter().chain(noise).take(length).collect::<Vec<u8>>()
        });
        let with = photo
            .as_ref()
            .map_or(String::new(), |photo| format!(" with a photograph of {} bytes", photo.len()));
        self.story.tell(format_args!("record {number} is saved{with}"));
        self.phone.save(number, emergency, photo.as_deref())?;
        if let Some(photo) = photo {
            self.bytes += photo.len() as u64;
            self.photos.insert(photo);
        }
        self.phone.inbox.push_back(What::Saved { emergency });
        Ok(())
    }

    /// The engine hears the next thing; says whether there was one.
    fn turn(&mut self, luck: Luck) -> Result<bool, Stop> {
        let Some(what) = self.phone.inbox.pop_front() else { return Ok(false) };
        let jitter = self.chance.draw() as u32;
        for effect in self.phone.step(jitter, what) {
            match effect {
                // What goes ahead is the layer `protocol`'s to look at.
                Effect::Tell(_) | Effect::Ahead(_) | Effect::Peek { .. } => {}
                Effect::Wait { until_millis } => self.phone.timer = Some(until_millis),
                Effect::Store(ticket, task) => {
                    let outcome = self.phone.hands()?.store(task);
                    self.phone.inbox.push_back(What::Stored { ticket, outcome });
                }
                Effect::Request(ticket, request) => {
                    self.data_first(&request)?;
                    let answer = self.travel(&request, luck)?;
                    self.phone.inbox.push_back(What::Answered { ticket, answer });
                }
            }
        }
        Ok(true)
    }

    /// No file goes while a record waits of which the engine was told.
    fn data_first(&mut self, request: &Request) -> Result<(), Stop> {
        let Request::Media(media) = request else { return Ok(()) };
        let waiting = self.phone.store()?.counts()?.waiting;
        let untold = self.phone.inbox.iter().any(|what| matches!(what, What::Saved { .. }));
        if waiting > 0 && !untold {
            let words = format!("a file goes ({:?}) while {waiting} records wait", media.step);
            return Err(Stop::Found(Finding::new(Broken::Stuck, words)));
        }
        Ok(())
    }

    fn travel(
        &mut self,
        request: &Request,
        luck: Luck,
    ) -> Result<Result<doorstep_sync::engine::Answer, doorstep_sync::engine::Trouble>, Stop> {
        let luck = if *request == Request::Tokens { Luck::Good } else { luck };
        let mut wired = match self.phone.hands()?.wire(request) {
            Ok(wired) => wired,
            Err(trouble) => return Ok(Err(trouble)),
        };
        if let Request::Media(media) = request {
            self.story.tell(format_args!("file {}: {:?}, {luck:?}", media.file.id.0, media.step));
            self.cuts += u64::from(luck != Luck::Good && media.step != MediaStep::Ask);
        }
        if luck == Luck::Cut && matches!(request, Request::Media(_)) {
            let part = self.chance.below(wired.body().len() as u64 + 1) as usize;
            wired.body_mut().truncate(part);
        }
        let arrived = if luck == Luck::Dropped { None } else { Some(self.phone.send(wired)) };
        let arrived = match (luck, arrived) {
            (Luck::Good, Some(arrived)) => arrived,
            _ => Err(doorstep_sync::transport::TransportError::Unreachable),
        };
        Ok(self.phone.hands()?.read(request, arrived))
    }

    /// The network is good from now on.
    fn settle(&mut self) -> Result<(), Stop> {
        self.story.tell("the network is good");
        self.phone.inbox.extend([What::NetworkGood, What::Asked]);
        for _ in 0..BOUND {
            if self.turn(Luck::Good)? {
                continue;
            }
            let waiting = self.phone.store()?.counts()?.waiting + self.phone.store()?.media_counts()?.waiting;
            if waiting == 0 && matches!(self.phone.stage(), Stage::Idle { .. }) {
                return Ok(());
            }
            self.phone.elapse();
        }
        let words = format!("not drained, at {:?}", self.phone.stage());
        Err(Stop::Found(Finding::new(Broken::Stuck, words)))
    }

    fn look(&mut self) -> Result<(), Stop> {
        let found = |broken, words: String| Err(Stop::Found(Finding::new(broken, words)));
        let parked = self.phone.store()?.media_counts()?.parked;
        if parked > 0 {
            return found(Broken::Stuck, format!("{parked} good files are parked"));
        }
        let files: BTreeSet<Vec<u8>> = self.phone.county().files().into_iter().collect();
        if files != self.photos {
            let words =
                format!("{} photographs were kept, {} arrived as they were", self.photos.len(), files.len());
            return found(Broken::Lost, words);
        }
        // An app that is killed before it heard the answer to an announcement begins again with its first piece.
        let again = self.phone.county().media_bytes().saturating_sub(self.bytes);
        if again > self.cuts * PIECE {
            return found(Broken::Twice, format!("{again} bytes came again after {} cuts", self.cuts));
        }
        Ok(())
    }
}

//! What people, phones and machines do in the middle of everything else.

use super::{
    case::{Case, Stop},
    cast::{self, What as Written},
    weather::Weather,
};
use crate::finding::{Broken, Finding};
use chrono::TimeDelta;
use doorstep_domain::{
    id::{HouseholdId, RecordId},
    review::ReturnItem,
};
use doorstep_server::{
    accounts::{self, posts::PostsError},
    assignments::{self, AssignmentError, Order},
    db::{DbError, Tx},
    devices::{self, DeviceError, End},
    placements::{self, Decision, PlacementError},
    reviews::{self, Act, ReviewError},
};
use doorstep_store::Page;
use doorstep_sync::{engine::What, ports};
use std::collections::BTreeSet;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;

impl Case<'_> {
    /// The next step of the story. Returns how long it is until the one after it.
    pub(super) fn step(&mut self) -> Result<u64, Stop> {
        let phone = self.chance.below(self.phones.len() as u64) as usize;
        match self.chance.below(100) {
            0..26 => self.save(phone)?,
            26..36 => self.ask(phone),
            36..54 => self.change_weather(phone),
            54..60 => {
                self.beside[phone].doom = Some(self.chance.below(14));
                self.ask(phone);
            }
            60..63 => self.power_cut(phone)?,
            63..66 => self.reboot(phone)?,
            66..69 => self.jump(phone),
            69..72 => self.copy(phone),
            72..75 => self.put_back(phone)?,
            75..79 => self.back_up()?,
            79..81 => self.restore()?,
            81..86 => {
                self.county_cut = Some(1 + self.chance.below(30));
                self.ask(phone);
            }
            86 => self.end_tokens()?,
            87 => self.end_phone(phone)?,
            88..93 => self.review()?,
            93..95 => self.reassign()?,
            95..97 => self.change_scope(phone)?,
            97 => self.place()?,
            98 => self.upgrade(phone)?,
            _ => self.mend(phone)?,
        }
        Ok(self.gap())
    }

    fn gap(&mut self) -> u64 {
        match self.chance.below(40) {
            0..20 => self.chance.below(4 * SECOND),
            20..32 => self.chance.below(2 * MINUTE),
            32..37 => self.chance.below(20 * MINUTE),
            37..39 => self.chance.below(60 * MINUTE),
            _ => self.chance.below(180 * MINUTE),
        }
    }

    /// A worker saves one record, or some together.
    fn save(&mut self, phone: usize) -> Result<(), Stop> {
        let many = [1, 1, 1, 2, 3][self.chance.below(5) as usize];
        let mut written = Vec::new();
        for _ in 0..many {
            let emergency = self.chance.percent(15);
            written.push(if self.chance.percent(10) { Written::Trace } else { Written::Visit { emergency } });
        }
        self.write(phone, &written)
    }

    /// A worker mends the first visit that came back.
    fn mend(&mut self, phone: usize) -> Result<(), Stop> {
        let returned = self.phones[phone].store()?.returned(&Page::first(1))?;
        let Some(visit) = returned.items.first().map(|returned| returned.note.visit) else {
            return self.save(phone);
        };
        let with = cast::record_id(self.told.numbers + 1);
        self.write(phone, &[Written::Correction { of: visit }, Written::Reply { to: visit, with }])
    }

    fn write(&mut self, phone: usize, written: &[Written]) -> Result<(), Stop> {
        self.phones[phone].wind(self.now);
        let enrolment = self.phones[phone].store()?.enrolment()?.ok_or("nobody is enrolled")?;
        let anchor = self.phones[phone].store()?.anchor()?;
        let clock = ports::reading(self.phones[phone].clock(), anchor, None);
        let (glitched, poisoned) = (self.chance.percent(4), self.chance.percent(8));
        let (mut records, mut numbers) = (Vec::new(), Vec::new());
        for what in written {
            let number = self.told.number();
            let household: Vec<HouseholdId> = cast::households().collect();
            let household = household[self.chance.below(household.len() as u64) as usize];
            let length = if self.chance.percent(6) { 3_000 } else { self.chance.below(200) as usize };
            records.push(cast::record(number, *what, household, &enrolment, clock.clone(), length)?);
            numbers.push(number);
        }
        let emergency = written.contains(&Written::Visit { emergency: true });
        let how = match (glitched, poisoned) {
            (true, _) => ", while its keystore glitches",
            (_, true) => ", which something on the way will refuse",
            _ => "",
        };
        self.say(format_args!("records {numbers:?} are saved on phone {phone}{how}"));
        let again = self.chance.percent(10).then(|| records.clone());
        self.phones[phone].glitch(glitched);
        let key = &*self.phones[phone].handset.keystore;
        let saved = self.phones[phone].store()?.save_all(records, key);
        self.phones[phone].glitch(false);
        saved?;
        for number in numbers {
            self.told.save(number, phone, glitched, poisoned);
        }
        if let Some(again) = again {
            let saved = self.phones[phone].store()?.save_all(again, key)?;
            if saved.iter().any(|saved| !saved.repeated) {
                return Err(Finding::new(Broken::Twice, "what was saved again was taken for new").into());
            }
        }
        self.hear(phone, 1, What::Saved { emergency });
        Ok(())
    }

    fn ask(&mut self, phone: usize) {
        let what = match self.chance.below(4) {
            0 | 1 => What::NetworkGood,
            _ => What::Asked,
        };
        self.hear(phone, 1, what);
    }

    fn change_weather(&mut self, phone: usize) {
        let weather = Weather::draw(&mut self.chance);
        let all = self.chance.percent(20);
        for (number, now) in self.weather.iter_mut().enumerate() {
            if all || number == phone {
                *now = weather;
            }
        }
        let whose = if all { "everybody".to_owned() } else { format!("phone {phone}") };
        self.say(format_args!("for {whose} {}", weather.words()));
        if weather == Weather::Good && self.chance.percent(30) {
            self.hear(phone, 5, What::NetworkGood);
        }
    }

    fn power_cut(&mut self, phone: usize) -> Result<(), Stop> {
        let survived = self.phones[phone].power_cut(&mut self.chance)?;
        self.say(format_args!("phone {phone}'s battery dies and is charged: {survived}"));
        self.phones[phone].reboot(self.now);
        self.hear(phone, 10, What::Started);
        Ok(())
    }

    fn reboot(&mut self, phone: usize) -> Result<(), Stop> {
        self.say(format_args!("phone {phone} is booted anew"));
        self.phones[phone].kill()?;
        self.phones[phone].reboot(self.now);
        self.hear(phone, 10, What::Started);
        Ok(())
    }

    /// A clock is set: a phone's, or the county's own.
    fn jump(&mut self, phone: usize) {
        let days = [-20_000, -400, -3, -1, 1, 3, 400, 300_000][self.chance.below(8) as usize];
        if self.chance.percent(30) {
            let hours = self.chance.below(96) as i64 - 48;
            self.county_error = hours * 3_600_000;
            self.say(format_args!("the county's clock is set: {hours} hours from the truth"));
        } else {
            self.phones[phone].set_clock(TimeDelta::days(days));
            self.say(format_args!("phone {phone}'s clock is set: {days} days from the truth"));
        }
    }

    fn copy(&mut self, phone: usize) {
        self.say(format_args!("phone {phone} is copied"));
        let held = self.told.standing_on(phone);
        self.phones[phone].copy = Some((self.phones[phone].image(), held));
    }

    fn put_back(&mut self, phone: usize) -> Result<(), Stop> {
        let Some((image, held)) = self.phones[phone].copy.clone() else { return Ok(()) };
        self.say(format_args!("phone {phone} is put back to its copy, which holds {held:?}"));
        let county = self.stored()?;
        self.told.put_phone_back(phone, &held, &county);
        self.phones[phone].load(&image)?;
        self.beside[phone].forget();
        self.beside[phone].put_back = true;
        self.hear(phone, 10, What::Started);
        Ok(())
    }

    fn back_up(&mut self) -> Result<(), Stop> {
        self.say("the county is backed up");
        Ok(self.county.back_up()?)
    }

    fn restore(&mut self) -> Result<(), Stop> {
        if !self.county.has_backup() {
            return self.back_up();
        }
        let before = self.stored()?;
        self.county.restore()?;
        let after = self.stored()?;
        let lost: BTreeSet<RecordId> = before.difference(&after).copied().collect();
        self.say(format_args!(
            "the county is restored from its backup: {} records are not there",
            lost.len()
        ));
        self.told.put_county_back(lost.iter());
        self.seal_soon();
        Ok(())
    }

    /// Every record that the county has.
    pub(super) fn stored(&self) -> Result<BTreeSet<RecordId>, Stop> {
        let ids =
            self.county.read(|tx| tx.map("SELECT id FROM record", &[], |row| row.get::<RecordId>(0)))?;
        Ok(ids.into_iter().collect())
    }

    fn end_tokens(&mut self) -> Result<(), Stop> {
        self.say("no access token is good any more");
        self.county.write(|tx, _| tx.execute("DELETE FROM access_token", &[]))??;
        Ok(())
    }

    fn end_phone(&mut self, phone: usize) -> Result<(), Stop> {
        if self.chance.percent(40) {
            return self.save(phone);
        }
        let (end, how) = match self.chance.below(2) {
            0 => (End::Retired, "retired"),
            _ => (End::Compromised, "compromised"),
        };
        self.say(format_args!("phone {phone} is {how}"));
        let device = self.phones[phone].store()?.enrolment()?.ok_or("nobody is enrolled")?.device;
        let at = self.county.app()?.now();
        self.console(move |tx, _| match devices::end(tx, &cast::supervisor(), device, end, at) {
            Err(DeviceError::Db(error)) => Err(error),
            _ => Ok(()),
        })?;
        self.beside[phone].ended = true;
        Ok(())
    }

    /// Somebody works at the console; what they may not do is refused, and that is all.
    fn console(
        &mut self,
        job: impl FnOnce(&mut Tx<'_>, &doorstep_server::keyring::Keyring) -> Result<(), DbError> + Send + 'static,
    ) -> Result<(), Stop> {
        self.county.write(job)??;
        self.seal_soon();
        Ok(())
    }

    /// A supervisor takes a step on a visit.
    fn review(&mut self) -> Result<(), Stop> {
        let visits = self.county.read(|tx| {
            tx.map("SELECT record FROM visit ORDER BY record", &[], |row| row.get::<RecordId>(0))
        })?;
        if visits.is_empty() {
            return Ok(());
        }
        let visit = visits[self.chance.below(visits.len() as u64) as usize];
        let (at, today) = (self.county.app()?.now(), self.county.app()?.today());
        let item = ReturnItem { target: "findings".to_owned(), reason: "再看一次".to_owned() };
        let act = match self.chance.below(3) {
            0 => Act::Approve,
            _ => Act::Return { items: vec![item], deadline: today },
        };
        self.say(format_args!("a supervisor looks at record {:?}", super::told::number_of(visit)));
        self.console(move |tx, keyring| {
            let by = cast::supervisor();
            tx.attempt(|tx| {
                reviews::act(tx, keyring, &by, visit, Act::Start, (at, today))?;
                reviews::act(tx, keyring, &by, visit, act, (at, today)).map(|_| ())
            })
            .or_else(|error| match error {
                ReviewError::Db(error) => Err(error),
                _ => Ok(()),
            })
        })
    }

    /// Lines of the roster go to somebody else.
    fn reassign(&mut self) -> Result<(), Stop> {
        let lines: Vec<_> = cast::lines().collect();
        let line = lines[self.chance.below(lines.len() as u64) as usize];
        let to = self.chance.below(cast::PHONES as u64) as usize;
        self.say(format_args!("a line of the roster goes to the worker with phone {to}"));
        let at = self.county.app()?.now();
        self.console(move |tx, keyring| {
            let order = Order::Lines { lines: vec![line], to: cast::worker(to) };
            tx.attempt(|tx| assignments::assign(tx, keyring, &cast::supervisor(), order, at))
                .map(|_| ())
                .or_else(|error| match error {
                    AssignmentError::Db(error) => Err(error),
                    _ => Ok(()),
                })
        })
    }

    /// A worker gains a village, or loses one.
    fn change_scope(&mut self, phone: usize) -> Result<(), Stop> {
        let villages = match self.chance.below(4) {
            0 => vec![cast::home(phone)],
            1 => vec![cast::VILLAGES[1]],
            2 => vec![cast::VILLAGES[0]],
            _ => cast::VILLAGES.to_vec(),
        };
        self.say(format_args!(
            "the worker with phone {phone} works in {} villages from now on",
            villages.len()
        ));
        self.console(move |tx, _| {
            match accounts::posts::set(tx, cast::worker(phone), &cast::posts(&villages)) {
                Err(PostsError::Db(error)) => Err(error),
                _ => Ok(()),
            }
        })
    }

    /// Two people look through what was kept apart.
    fn place(&mut self) -> Result<(), Stop> {
        let decision = if self.chance.percent(80) { Decision::Accept } else { Decision::Reject };
        self.say("what was kept apart is placed");
        let app = self.county.app()?;
        let (forms, at) = (app.forms.clone(), app.now());
        self.console(move |tx, keyring| {
            for by in [cast::supervisor(), cast::second()] {
                for kept in placements::waiting(tx, &by, 100)? {
                    let placed = tx.attempt(|tx| {
                        placements::place(tx, (keyring, &forms), &by, kept.record, (decision, "看过"), at)
                    });
                    if let Err(PlacementError::Db(error)) = placed {
                        return Err(error);
                    }
                }
            }
            Ok(())
        })
    }

    /// The app is closed for a new version, whatever waits in it.
    fn upgrade(&mut self, phone: usize) -> Result<(), Stop> {
        self.say(format_args!("phone {phone} gets a new version of the app"));
        self.phones[phone].reopen()?;
        self.hear(phone, 10, What::Started);
        Ok(())
    }
}

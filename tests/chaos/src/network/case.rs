//! One case: phones, a county, weather, and an evening on which everything must drain.

use super::{
    TICK,
    clock::Hour,
    county::{self, County},
    oracle::{self, Papers},
    phone::{Day, PHONES, Phone, Place},
    weather::{self, Coming, Event, Link},
};
use crate::{
    chance::Chance,
    finding::{Broken, Finding, Verdict},
    ground::{disk::Fault, town},
    layer::{Ended, Trouble},
    story::{Story, told},
};
use std::{fmt::Display, sync::Arc, time::Duration};
use turmoil::{Builder, Sim};

/// How long after the weather everything may take, milliseconds: more than two polls of an idle phone.
const DRAINS: u64 = 40 * 60_000;
/// How often it is looked whether all is done.
const LOOKS: u64 = 5_000;
/// A quiet network, one way.
const QUIET: Duration = Duration::from_millis(50);

/// What is used again from case to case.
pub(crate) struct Bench {
    hour: Hour,
    county: Arc<County>,
    places: Vec<Arc<Place>>,
}

impl Bench {
    pub(crate) fn new() -> Result<Self, Trouble> {
        let hour = Hour::default();
        let places = (0..PHONES).map(|_| Place::new().map(Arc::new)).collect::<Result<_, _>>()?;
        let county = Arc::new(County::new(&hour)?);
        Ok(Self { hour, county, places })
    }
}

/// Plays the case of a seed.
pub(crate) fn play(bench: &Bench, seed: u64) -> Result<Ended, Trouble> {
    let mut chance = Chance::of(seed);
    let count = 1 + chance.below(PHONES);
    let weather = weather::script(&mut chance, count);
    let days = (0..count).map(|_| Day::draw(&mut chance, weather::LASTS)).collect();
    // In half of the cases nobody tells the engine that the network is good again.
    let told_at_last = chance.percent(50);
    play_in(bench, chance, days, weather, told_at_last)
}

/// Plays phones, each with its day, in a weather.
pub(crate) fn play_in(
    bench: &Bench,
    mut chance: Chance,
    days: Vec<Day>,
    weather: Vec<Coming>,
    told_at_last: bool,
) -> Result<Ended, Trouble> {
    bench.hour.set(Duration::ZERO);
    bench.county.lay_out();
    let places = bench.places.iter().zip(&bench.county.tickets);
    let phones = (1..).zip(days.into_iter().zip(places)).map(|(number, (day, (place, ticket)))| {
        Phone::new(number, place, ticket, &bench.hour, day).map(Arc::new)
    });
    let phones: Vec<_> = phones.collect::<Result<_, _>>()?;
    let mut builder = Builder::new();
    builder.tick_duration(TICK).simulation_duration(Duration::from_secs(86_400)).rng_seed(chance.draw());
    builder.min_message_latency(QUIET).max_message_latency(QUIET * 2);
    let mut sim = builder.build();
    let county = Arc::clone(&bench.county);
    sim.host(county::NAME, move || Arc::clone(&county).serve());
    for phone in &phones {
        let living = Arc::clone(phone);
        sim.host(phone.name(), move || Arc::clone(&living).live());
    }
    let backs = phones.iter().map(|_| None).collect();
    let case = Case {
        hour: bench.hour.clone(),
        county: Arc::clone(&bench.county),
        phones,
        sim,
        chance,
        story: Story::default(),
        county_back: None,
        down: Down::default(),
        backs,
    };
    case.run(weather, told_at_last)
}

/// How long whoever loses their power by themselves stays without.
#[derive(Default)]
struct Down {
    county: u64,
    phone: u64,
}

struct Case {
    hour: Hour,
    county: Arc<County>,
    phones: Vec<Arc<Phone>>,
    sim: Sim<'static>,
    chance: Chance,
    story: Story,
    /// When the county has power again, if it has none.
    county_back: Option<u64>,
    backs: Vec<Option<u64>>,
    down: Down,
}

impl Case {
    fn run(mut self, weather: Vec<Coming>, told_at_last: bool) -> Result<Ended, Trouble> {
        let verdict = self.day(weather, told_at_last)?;
        let Self { county, phones, sim, mut chance, story, .. } = self;
        drop(sim);
        let verdict = match verdict {
            Ok(()) => at_night(&county, &phones, &mut chance)?,
            found => found,
        };
        county.stop();
        phones.iter().for_each(|phone| phone.stop());
        Ok(Ended { verdict, story })
    }

    /// The weather, and the evening after it.
    fn day(&mut self, weather: Vec<Coming>, told_at_last: bool) -> Result<Verdict, Trouble> {
        self.tell(format_args!("{} phones", self.phones.len()));
        let mut coming = weather.into_iter().peekable();
        while self.hour.millis() < weather::LASTS {
            while let Some(next) = coming.next_if(|next| next.at_millis <= self.hour.millis()) {
                self.happens(next);
            }
            self.step()?;
        }
        self.calm(told_at_last);
        let (mut papers, mut looked) = (None, 0);
        let until = self.hour.millis() + DRAINS;
        loop {
            self.step()?;
            let now = self.hour.millis();
            if let Some(finding) = self.phones.iter().find_map(|phone| phone.finding()) {
                return Ok(Err(finding));
            }
            if now < looked + LOOKS {
                continue;
            }
            looked = now;
            if papers.is_none() {
                papers = Papers::of(&self.county, self.phones.len() as u64).transpose()?;
            }
            let Some(papers) = &papers else { continue };
            match self.phones.iter().try_for_each(|phone| oracle::rested(phone, papers)) {
                Ok(()) => {
                    self.tell("all is quiet");
                    return Ok(self.phones.iter().try_for_each(|phone| oracle::sent(phone)));
                }
                Err(finding) if now >= until => return Ok(Err(finding)),
                Err(_) => {}
            }
        }
    }

    fn tell(&mut self, words: impl Display) {
        let seconds = self.hour.millis() as f64 / 1000.0;
        self.story.tell(format_args!("{seconds:8.2} s: {words}"));
    }

    fn step(&mut self) -> Result<(), Trouble> {
        self.sim.step().map_err(|error| Trouble::from(told(error.as_ref())))?;
        self.hour.set(self.sim.elapsed());
        self.power();
        Ok(())
    }

    /// Whoever has lost their power stops; whoever has it again begins anew.
    fn power(&mut self) {
        let now = self.hour.millis();
        if self.county_back.is_none() && self.county.disk.is_off() {
            self.county_dies(self.down.county);
        }
        if self.county_back.is_some_and(|at| at <= now) {
            self.county_back = None;
            let survived = self.county.disk.power_on(&mut self.chance);
            self.tell(format_args!("the county is started: {survived}"));
            self.sim.bounce(county::NAME);
        }
        for (index, phone) in self.phones.clone().into_iter().enumerate() {
            let back = self.backs.get(index).copied().flatten();
            if back.is_none() && phone.disk().is_off() {
                self.phone_dies(&phone, self.down.phone);
            }
            if back.is_some_and(|at| at <= now) {
                self.set_back(&phone, None);
                let survived = phone.disk().power_on(&mut self.chance);
                self.tell(format_args!("{} is started: {survived}", phone.name()));
                phone.boot_again();
                self.sim.bounce(phone.name());
            }
        }
    }

    fn county_dies(&mut self, down: u64) {
        self.tell(format_args!("the county has no power for {down} ms"));
        self.county_back = Some(self.hour.millis() + down);
        self.county.disk.cut();
        self.sim.crash(county::NAME);
        self.county.stop();
    }

    fn phone_dies(&mut self, phone: &Phone, down: u64) {
        self.tell(format_args!("{} has no power for {down} ms", phone.name()));
        self.set_back(phone, Some(self.hour.millis() + down));
        phone.disk().cut();
        self.sim.crash(phone.name());
        phone.stop();
    }

    fn set_back(&mut self, phone: &Phone, at: Option<u64>) {
        if let Some(back) = self.backs.get_mut(phone.number as usize - 1) {
            *back = at;
        }
    }

    fn happens(&mut self, Coming { phone, event, .. }: Coming) {
        self.tell(format_args!("phone {phone}: {event:?}"));
        let Some(phone) = self.phones.get(phone as usize - 1).map(Arc::clone) else { return };
        let name = phone.name();
        match event {
            Event::Link(link) => self.link(&name, link),
            Event::Latency(millis) => {
                self.sim.set_link_latency(name, county::NAME, Duration::from_millis(millis));
            }
            Event::CutUp(bytes) => phone.gauge.cut_after_up(bytes),
            Event::CutDown(bytes) => phone.gauge.cut_after_down(bytes),
            Event::Slow(rate) => phone.gauge.slow(rate),
            Event::Told => phone.hears_of_network(),
            Event::PhoneDies { down } if !phone.disk().is_off() => self.phone_dies(&phone, down),
            Event::PhoneDiesAt { change, down } if !phone.disk().is_off() => {
                self.down.phone = down;
                phone.disk().arm(Fault::Cut(change));
            }
            Event::CountyDies { down } if self.county_back.is_none() => self.county_dies(down),
            Event::CountyDiesAt { change, down } if self.county_back.is_none() => {
                self.down.county = down;
                self.county.disk.arm(Fault::Cut(change));
            }
            Event::Edit { household } => {
                let version = self.hour.millis();
                self.desk(move |tx| county::put_household(tx, household, version));
            }
            Event::Gain { village } => {
                let number = phone.number;
                self.desk(move |tx| town::assign(tx, number, &[number, village]));
            }
            // Whoever has no power cannot lose it.
            _ => {}
        }
    }

    fn desk(
        &mut self,
        job: impl FnOnce(&mut doorstep_server::db::Tx<'_>) -> Result<(), doorstep_server::db::DbError>
        + Send
        + 'static,
    ) {
        match self.county.at_the_desk(job) {
            Some(Ok(())) => {}
            Some(Err(error)) => self.tell(format_args!("  the desk hears: {}", told(&error))),
            None => self.tell("  the desk is dark"),
        }
    }

    fn link(&mut self, name: &str, link: Link) {
        self.sim.release(name, county::NAME);
        self.sim.repair(name, county::NAME);
        match link {
            Link::Whole => {}
            Link::Dead => self.sim.partition(name, county::NAME),
            Link::Deaf => self.sim.partition_oneway(county::NAME, name),
            Link::Mute => self.sim.partition_oneway(name, county::NAME),
            Link::Held => self.sim.hold(name, county::NAME),
        }
    }

    /// The weather is over: nothing is in the way any more, and everybody has power. A slow place stays slow.
    fn calm(&mut self, told_at_last: bool) {
        self.tell(format_args!(
            "the network is good again{}",
            if told_at_last { ", and phones are told so" } else { "" }
        ));
        self.county.disk.free();
        self.county_back = self.county_back.map(|_| 0);
        for phone in self.phones.clone() {
            phone.disk().free();
            phone.gauge.mend();
            self.link(&phone.name(), Link::Whole);
            self.sim.set_link_latency(phone.name(), county::NAME, QUIET);
        }
        self.backs.iter_mut().for_each(|back| *back = back.map(|_| 0));
        self.power();
        if told_at_last {
            self.phones.iter().for_each(|phone| phone.hears_of_network());
        }
    }
}

/// The county loses its power once more; what it has receipted is there.
fn at_night(county: &Arc<County>, phones: &[Arc<Phone>], chance: &mut Chance) -> Result<Verdict, Trouble> {
    county.stop();
    county.disk.power_on(chance);
    let found = county.looked_into(oracle::look);
    Ok(match found {
        Ok(found) => found.check(phones),
        Err(error) => Err(Finding::new(
            Broken::Lost,
            format!("the county does not open after the night: {}", told(error.as_ref())),
        )),
    })
}

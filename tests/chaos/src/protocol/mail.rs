//! Between a phone and the county: a request leaves, meets its fate, arrives perhaps, and
//! is answered perhaps.

use super::{
    case::{Case, Happening, Stop},
    told::number_of,
    weather::{self, Fate, Way, Weather},
};
use crate::finding::{Broken, Finding};
use doorstep_protocol::{compress, limits};
use doorstep_sync::{
    engine::{Request, Ticket, What},
    hands::came_too_early,
    transport::TransportError,
};
use http::{Response, header};
use serde_json::Value;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// A request that has left its phone.
pub(super) struct Sent {
    request: Request,
    /// Which answer the engine waits for; none while the request goes ahead of what the engine asks.
    ticket: Cell<Option<Ticket>>,
    /// The first answer to one that went ahead, until the engine asks for it.
    early: RefCell<Option<Back>>,
}

/// What comes back to a phone.
#[derive(Clone)]
pub(super) struct Back {
    arrived: Result<Response<Vec<u8>>, TransportError>,
    /// The life of the county that answered; none if something on the way did.
    life: Option<u32>,
}

/// A request on its way.
pub(super) struct Letter {
    sent: Rc<Sent>,
    wired: Rc<http::Request<Vec<u8>>>,
    cut: bool,
    answer: Way,
    /// What the same request was answered before, and in which life of the county.
    before: Rc<RefCell<Option<(u32, Value)>>>,
}

impl Case<'_> {
    /// The engine asks for an answer: the request leaves the phone, or it has gone ahead.
    pub(super) fn send(&mut self, phone: usize, ticket: Ticket, request: Request) -> Result<(), Stop> {
        if let Request::Batch(batch, ..) = &request {
            self.beside[phone].batch = batch.iter().map(|item| (item.record, item.envelope.hash())).collect();
            self.phones[phone].sent = batch.iter().map(|item| item.place).collect();
        }
        let gone = self.phones[phone].ahead.pop_front().filter(|gone| gone.request == request);
        let Some(gone) = gone else {
            self.phones[phone].ahead.clear();
            return self.post(phone, Some(ticket), request).map(drop);
        };
        gone.ticket.set(Some(ticket));
        if let Some(back) = gone.early.take() {
            let whose = self.whose(phone);
            self.queue(1, whose, Happening::Answer { sent: gone, back });
        }
        Ok(())
    }

    /// A request leaves the phone before the engine asks for its answer.
    pub(super) fn send_ahead(&mut self, phone: usize, request: Request) -> Result<(), Stop> {
        if let Request::Batch(batch, ..) = &request {
            self.say(format_args!("phone {phone} sends {} records ahead", batch.len()));
        }
        let sent = self.post(phone, None, request)?;
        self.phones[phone].ahead.push_back(sent);
        Ok(())
    }

    fn post(&mut self, phone: usize, ticket: Option<Ticket>, request: Request) -> Result<Rc<Sent>, Stop> {
        self.requests += 1;
        let whose = self.whose(phone);
        if let Request::Batch(batch, ..) = &request {
            let receipted = &self.beside[phone].receipted;
            if let Some(item) = batch.iter().find(|item| receipted.contains(&item.envelope.hash())) {
                let number = number_of(item.record).unwrap_or(0);
                let words = format!("phone {phone} sends record {number} again, which it has a receipt for");
                return Err(Finding::new(Broken::Twice, words).into());
            }
        }
        let hands = self.phones[phone].hands()?;
        let wired = if ticket.is_some() { hands.wire(&request) } else { hands.wire_ahead(&request) };
        let sent = Rc::new(Sent { request, ticket: Cell::new(ticket), early: RefCell::default() });
        let request = &sent.request;
        let wired = match wired {
            Ok(wired) => wired,
            Err(trouble) => {
                // One that goes ahead has no answer then, and its time runs out once it is asked for.
                if let Some(ticket) = ticket {
                    self.hear(phone, 5, What::Answered { ticket, answer: Err(trouble) });
                }
                return Ok(sent);
            }
        };
        let fate = match self.refused(phone, request) {
            Some(with) => Fate::Stopped { after: 100, with: Ok(with) },
            None => self.weather[phone].fate(&mut self.chance),
        };
        match fate {
            Fate::Stopped { after, with } => {
                if let Request::Batch(batch, ..) = request {
                    let many = batch.len();
                    self.say(format_args!("phone {phone} sends {many} records: {}", heard(&with)));
                }
                let back = Back { arrived: with, life: None };
                self.queue(after, whose, Happening::Answer { sent: Rc::clone(&sent), back });
            }
            Fate::Arrives { after, again, cut, answer } => {
                let wired = Rc::new(wired);
                let before = Rc::default();
                let letter = |cut, answer| Letter {
                    sent: Rc::clone(&sent),
                    wired: Rc::clone(&wired),
                    cut,
                    answer,
                    before: Rc::clone(&before),
                };
                let (first, second) = (letter(cut, answer), letter(false, Way::Lost));
                if let Request::Tokens = request
                    && (again.is_some() || after > doorstep_sync::engine::REQUEST_MILLIS / 2)
                {
                    self.beside[phone].tokens_twice = true;
                }
                self.queue(after, whose, Happening::Arrival(first));
                if let Some(again) = again {
                    self.queue(again, whose, Happening::Arrival(second));
                }
            }
        }
        Ok(sent)
    }

    /// An answer reaches the phone: the engine hears it, or it is kept until it is asked for.
    pub(super) fn comes_back(&mut self, phone: usize, sent: &Sent, back: Back) -> Result<(), Stop> {
        let Some(ticket) = sent.ticket.get() else {
            sent.early.borrow_mut().get_or_insert(back);
            return Ok(());
        };
        if let Some(life) = back.life {
            self.beside[phone].answered_in = life;
        }
        let answer = self.phones[phone].hands()?.read(&sent.request, back.arrived);
        if came_too_early(&answer) && self.phones[phone].awaits(ticket) {
            self.say(format_args!("  what phone {phone} sent ahead came too early"));
            return self.post(phone, Some(ticket), sent.request.clone()).map(drop);
        }
        self.step_engine(phone, What::Answered { ticket, answer })
    }

    /// Whether something on the way refuses the request as a whole.
    fn refused(&mut self, phone: usize, request: &Request) -> Option<Response<Vec<u8>>> {
        let Request::Batch(batch, ..) = request else { return None };
        if self.weather[phone] != Weather::Picky {
            return None;
        }
        let poisoned = batch.iter().any(|item| self.told.is_poisoned(item.record));
        (poisoned || batch.len() > 3).then(|| weather::refusal(&mut self.chance))
    }

    /// The county takes a request.
    pub(super) fn arrive(&mut self, phone: usize, process: u64, letter: Letter) -> Result<(), Stop> {
        let Letter { sent, wired, cut, answer, before } = letter;
        let request = &sent.request;
        let mut wired = (*wired).clone();
        if cut {
            let half = wired.body().len() / 2;
            wired.body_mut().truncate(half);
        }
        let lives = self.county.lives;
        let power = self.county_cut.take();
        let mut response = self.county.answer(wired, power)?;
        let status = response.status().as_u16();
        if let Request::Batch(batch, ..) = request {
            let many = batch.len();
            let how = if cut { ", cut short" } else { "" };
            self.say(format_args!(
                "phone {phone}'s batch of {many} arrives{how}: {status}, {}",
                words(answer)
            ));
        }
        let mut heard = answer;
        if self.county.is_dark() {
            let survived = self.county.power_on(&mut self.chance)?;
            self.say(format_args!("the county's power goes in the middle of it and comes back: {survived}"));
            // What had left the machine by then may still come.
            if status != 200 || self.chance.percent(50) {
                heard = Way::Lost;
            }
        } else if let (Request::Batch(..), 200) = (request, status) {
            self.same_as_before(&before, lives, &response)?;
        }
        self.seal_soon();
        let whose = Some((phone, process));
        let after = 20 + self.chance.below(300);
        if heard == Way::Cut {
            let half = response.body().len() / 2;
            response.body_mut().truncate(half);
        }
        if heard == Way::Twice {
            let late = after + self.chance.below(120_000);
            let back = Back { arrived: Ok(response.clone()), life: Some(lives) };
            self.queue(late, whose, Happening::Answer { sent: Rc::clone(&sent), back });
        }
        let back = match heard {
            Way::Lost => Back { arrived: Err(TransportError::Unreachable), life: None },
            _ => Back { arrived: Ok(response), life: Some(lives) },
        };
        self.queue(after, whose, Happening::Answer { sent, back });
        Ok(())
    }

    /// A request that comes twice is answered the same, but for verdicts: people may have spoken in between.
    fn same_as_before(
        &mut self,
        before: &RefCell<Option<(u32, Value)>>,
        lives: u32,
        response: &Response<Vec<u8>>,
    ) -> Result<(), Stop> {
        let body = match response.headers().get(header::CONTENT_ENCODING) {
            Some(_) => compress::unfold(response.body(), limits::UNFOLDED_BYTES)?,
            None => response.body().clone(),
        };
        let mut items = serde_json::from_slice::<Value>(&body)?["items"].take();
        for item in items.as_array_mut().into_iter().flatten() {
            item["verdict"].take();
        }
        match before.replace(Some((lives, items.clone()))) {
            Some((life, said)) if life == lives && said != items => {
                let words = format!("a batch that came twice was answered {said} and then {items}");
                Err(Finding::new(Broken::Twice, words).into())
            }
            _ => Ok(()),
        }
    }
}

fn heard(with: &Result<Response<Vec<u8>>, TransportError>) -> String {
    match with {
        Ok(response) => format!("something answers {}", response.status().as_u16()),
        Err(error) => error.to_string(),
    }
}

fn words(answer: Way) -> &'static str {
    match answer {
        Way::Comes => "and the answer comes",
        Way::Lost => "and the answer is lost",
        Way::Cut => "and half of the answer comes",
        Way::Twice => "and the answer comes twice",
    }
}

//! Between a phone and the county: a request leaves, meets its fate, arrives perhaps, and
//! is answered perhaps.

use super::{
    case::{Case, Happening, Stop},
    told::number_of,
    weather::{self, Back, Fate, Weather},
};
use crate::finding::{Broken, Finding};
use doorstep_protocol::{compress, limits};
use doorstep_sync::{
    engine::{Request, Ticket, What},
    transport::TransportError,
};
use http::{Response, header};
use serde_json::Value;
use std::{cell::RefCell, rc::Rc};

/// A request on its way.
pub(super) struct Letter {
    ticket: Ticket,
    request: Rc<Request>,
    wired: Rc<http::Request<Vec<u8>>>,
    cut: bool,
    answer: Back,
    /// What the same request was answered before, and in which life of the county.
    before: Rc<RefCell<Option<(u32, Value)>>>,
}

impl Case<'_> {
    /// A request leaves the phone.
    pub(super) fn send(&mut self, phone: usize, ticket: Ticket, request: Request) -> Result<(), Stop> {
        self.requests += 1;
        let whose = self.whose(phone);
        if let Request::Batch(batch, ..) = &request {
            self.beside[phone].batch = batch.iter().map(|item| (item.record, item.envelope.hash())).collect();
            self.phones[phone].sent = batch.iter().map(|item| item.place).collect();
            let again =
                self.beside[phone].batch.iter().find(|(_, hash)| self.beside[phone].receipted.contains(hash));
            if let Some((record, _)) = again {
                let number = number_of(*record).unwrap_or(0);
                let words = format!("phone {phone} sends record {number} again, which it has a receipt for");
                return Err(Finding::new(Broken::Twice, words).into());
            }
        }
        let wired = match self.phones[phone].hands()?.wire(&request) {
            Ok(wired) => wired,
            Err(trouble) => {
                self.hear(phone, 5, What::Answered { ticket, answer: Err(trouble) });
                return Ok(());
            }
        };
        let request = Rc::new(request);
        let fate = match self.refused(phone, &request) {
            Some(with) => Fate::Stopped { after: 100, with: Ok(with) },
            None => self.weather[phone].fate(&mut self.chance),
        };
        match fate {
            Fate::Stopped { after, with } => {
                if let Request::Batch(batch, ..) = &*request {
                    let many = batch.len();
                    self.say(format_args!("phone {phone} sends {many} records: {}", heard(&with)));
                }
                self.queue(after, whose, Happening::Answer { ticket, request, arrived: with });
            }
            Fate::Arrives { after, again, cut, answer } => {
                let wired = Rc::new(wired);
                let before = Rc::default();
                let letter = |cut, answer| Letter {
                    ticket,
                    request: Rc::clone(&request),
                    wired: Rc::clone(&wired),
                    cut,
                    answer,
                    before: Rc::clone(&before),
                };
                let (first, second) = (letter(cut, answer), letter(false, Back::Lost));
                if let Request::Tokens = &*request
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
        Ok(())
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
        let Letter { ticket, request, wired, cut, answer, before } = letter;
        let mut wired = (*wired).clone();
        if cut {
            let half = wired.body().len() / 2;
            wired.body_mut().truncate(half);
        }
        let lives = self.county.lives;
        let power = self.county_cut.take();
        let mut response = self.county.answer(wired, power)?;
        let status = response.status().as_u16();
        if let Request::Batch(batch, ..) = &*request {
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
                heard = Back::Lost;
            }
        } else if let (Request::Batch(..), 200) = (&*request, status) {
            self.same_as_before(&before, lives, &response)?;
        }
        self.seal_soon();
        self.beside[phone].answered_in = lives;
        let whose = Some((phone, process));
        let after = 20 + self.chance.below(300);
        if heard == Back::Cut {
            let half = response.body().len() / 2;
            response.body_mut().truncate(half);
        }
        if heard == Back::Twice {
            let late = after + self.chance.below(120_000);
            let (request, arrived) = (Rc::clone(&request), Ok(response.clone()));
            self.queue(late, whose, Happening::Answer { ticket, request, arrived });
        }
        let arrived = match heard {
            Back::Lost => Err(TransportError::Unreachable),
            _ => Ok(response),
        };
        self.queue(after, whose, Happening::Answer { ticket, request, arrived });
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

fn words(answer: Back) -> &'static str {
    match answer {
        Back::Comes => "and the answer comes",
        Back::Lost => "and the answer is lost",
        Back::Cut => "and half of the answer comes",
        Back::Twice => "and the answer comes twice",
    }
}

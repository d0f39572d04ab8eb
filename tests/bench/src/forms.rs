//! `bench forms`: what one answer costs, and what it costs to open a form.
//!
//! The forms are made ([`made`]): 100, 300, 1,000 and 3,000 questions that depend on each
//! other as a household's do, 20 members in a repeat. An answer is what the screen waits
//! for: the session takes it, recomputes what depends on it, and every question that is to
//! be drawn again is drawn. Half of the answers go to members, half to sections.
//!
//! The peer of the longest form is the shortest: an answer may not cost more because there
//! are other questions. Beside it stand the draft's text, which goes to the disk after each
//! answer, and the form's compilation, which happens once; and what it takes the county to look
//! at a record's answers with the form that asked.

mod made;

use crate::{
    documents::Dice,
    report::{Bars, Peer, Report, Row},
    sample::Sample,
};
use doorstep_forms::{FieldPath, Form, FormSession, Format, SessionContext, Value};
use std::{hint::black_box, sync::Arc, time::Instant};

/// How many answers of each form, and how often each has its turn.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    answers: u64,
    rounds: usize,
}

impl Scale {
    /// A look, or the figures that count.
    pub fn new(quick: bool) -> Self {
        if quick { Self { answers: 200, rounds: 5 } } else { Self { answers: 2_000, rounds: 11 } }
    }
}

const MEMBERS: usize = 20;
const SHORTEST: usize = 100;
const LONGEST: usize = 3_000;
const SIZES: [usize; 4] = [SHORTEST, 300, 1_000, LONGEST];
/// What an answer may take on this machine, microseconds: the median, and one in a hundred.
const BUDGET_MICROS: [f64; 2] = [1_000.0, 5_000.0];
const KEPT: &str = "in memory; the draft goes to the disk after it";
/// Whose answers are looked at again: more questions than any form of the field has.
const REPLAYED: usize = 300;
/// What that may take, microseconds: a core then takes in five hundred such visits a second.
const REPLAY_LIMIT_MICROS: f64 = 2_000.0;
/// The form whose opening is measured.
const HOUSEHOLD: &str = include_str!("../../../fixtures/forms/household_check.md");

/// Runs the bench.
pub fn run(scale: Scale) -> Report {
    let mut filled: Vec<Filled> = SIZES.into_iter().map(Filled::new).collect();
    for round in 0..=scale.rounds {
        for form in &mut filled {
            form.round(scale.answers, round > 0);
        }
    }
    let (shortest, longest) = filled.first().zip(filled.last()).expect("there are forms");
    let job = format!("an answer in a form of {LONGEST} questions, {MEMBERS} members");
    let peer =
        Peer { name: "the same in a form of 100 questions", durability: KEPT, sample: &shortest.medians };
    let bars = Bars::AtMost { first: 1.5, goal: 1.1 };
    let mut row = Row::beside("form-answer", job, "us", &longest.medians, peer, bars).kept_by(KEPT);
    for form in &filled {
        row = row
            .stage(&format!("median_us_{}", form.questions), form.medians.median())
            .stage(&format!("p99_us_{}", form.questions), form.slowest.median())
            .stage(&format!("draft_us_{}", form.questions), form.draft())
            .stage(&format!("open_ms_{}", form.questions), form.open_millis);
    }
    row = row.stage("budget_median_us", BUDGET_MICROS[0]).stage("budget_p99_us", BUDGET_MICROS[1]);
    let opening = Sample::of((0..scale.rounds * 2).map(|_| {
        let began = Instant::now();
        let form = Form::import(HOUSEHOLD, Format::Markdown).expect("it imports");
        black_box(FormSession::new(Arc::new(form), context()).page(0, 20));
        began.elapsed().as_secs_f64() * 1e3
    }));
    let open = Row::alone(
        "form-open",
        "the household form from its text to the first screen",
        "ms",
        &opening,
        "no other engine that reads XLSForm runs here",
    );
    let again = filled.iter().find(|form| form.questions == REPLAYED).expect("there is such a form");
    let limit = Sample::of([REPLAY_LIMIT_MICROS]);
    let peer = Peer { name: "the limit: 2 ms", durability: KEPT, sample: &limit };
    let job = format!(
        "answers of {REPLAYED} questions and {MEMBERS} members looked at with their form, as the county does"
    );
    let bars = Bars::AtMost { first: 1.0, goal: 0.5 };
    let replay = Row::beside("form-replay", job, "us", &again.replayed(scale), peer, bars).kept_by(KEPT);
    Report::new("forms", vec![row, open, replay])
}

/// A form with its members there, and what its answers took.
struct Filled {
    questions: usize,
    sections: usize,
    session: FormSession,
    members: Vec<FieldPath>,
    dice: Dice,
    medians: Sample,
    slowest: Sample,
    open_millis: f64,
}

impl Filled {
    fn new(questions: usize) -> Self {
        let (text, sections) = made::text(questions);
        let began = Instant::now();
        let form = Form::import(&text, Format::Markdown).expect("it imports");
        let mut session = FormSession::new(Arc::new(form), context());
        let open_millis = began.elapsed().as_secs_f64() * 1e3;
        let repeat = path("members");
        let members: Vec<_> =
            (0..MEMBERS).map(|_| session.add_instance(&repeat).expect("there is room").0).collect();
        for member in &members {
            for (name, value) in [
                ("name", Value::Text("Bai Invented".to_owned())),
                ("age", Value::Integer(40)),
                ("works", Value::One("yes".to_owned())),
            ] {
                session.answer(&member.join(name), value).expect("it fits");
            }
        }
        for section in 0..sections {
            let has = path(&format!("s{section}/s{section}_has"));
            session.answer(&has, Value::One("yes".to_owned())).expect("it fits");
        }
        let dice = Dice::of(9_005, questions as u64);
        let (medians, slowest) = (Sample::default(), Sample::default());
        Self { questions, sections, session, members, dice, medians, slowest, open_millis }
    }

    fn round(&mut self, answers: u64, counts: bool) {
        let mut took: Vec<f64> = (0..answers).map(|number| self.answer(number)).collect();
        took.sort_by(f64::total_cmp);
        if counts {
            let at = |share: usize| *took.get(took.len() * share / 100).expect("there were answers");
            self.medians.push(at(50));
            self.slowest.push(at(99));
        }
    }

    /// One answer and what is drawn after it, microseconds.
    fn answer(&mut self, number: u64) -> f64 {
        let (at, value) = if number.is_multiple_of(2) { self.of_a_member() } else { self.of_a_section() };
        let began = Instant::now();
        let changes = self.session.answer(&at, value).expect("it fits");
        for at in &changes.changed {
            black_box(self.session.question_at(at));
        }
        began.elapsed().as_secs_f64() * 1e6
    }

    fn of_a_member(&mut self) -> (FieldPath, Value) {
        let member = self.dice.below(MEMBERS as u64) as usize;
        let member = self.members.get(member).expect("they were added");
        let wage = self.dice.below(9_000_000);
        (
            member.join("wage"),
            Value::Decimal(format!("{}.{:02}", wage / 100, wage % 100).parse().expect("a decimal")),
        )
    }

    fn of_a_section(&mut self) -> (FieldPath, Value) {
        let section = self.dice.below(self.sections as u64);
        let at = |name: &str| path(&format!("s{section}/s{section}_{name}"));
        match self.dice.below(4) {
            0 => (at("count"), Value::Integer(1 + self.dice.below(9) as i64)),
            1 => (at("cost"), Value::Decimal(self.dice.below(9_000).to_string().parse().expect("a decimal"))),
            2 => (at("kinds"), Value::Many(vec!["some".to_owned(), "other".to_owned()])),
            _ => {
                let answer = if self.dice.below(2) == 0 { "yes" } else { "no" };
                (at("has"), Value::One(answer.to_owned()))
            }
        }
    }

    /// The answers, opened again and looked through, microseconds.
    fn replayed(&self, scale: Scale) -> Sample {
        let answers = self.session.answers_so_far().into_tree();
        Sample::of((0..scale.rounds * 10).map(|_| {
            let began = Instant::now();
            let form = Arc::clone(self.session.form());
            let session = FormSession::reopen(form, &context(), &answers).expect("they are its own");
            black_box((session.missing(), session.answers_so_far().tree() == &answers));
            began.elapsed().as_secs_f64() * 1e6
        }))
    }

    /// The draft as text, microseconds: the median of eleven.
    fn draft(&self) -> f64 {
        let times = (0..11).map(|_| {
            let began = Instant::now();
            black_box(serde_json::to_string(&self.session.snapshot()).expect("it is plain data"));
            began.elapsed().as_secs_f64() * 1e6
        });
        Sample::of(times).median()
    }
}

fn path(text: &str) -> FieldPath {
    text.parse().expect("a path")
}

fn context() -> SessionContext {
    SessionContext::on("2026-11-02".parse().expect("a date"), "zh-CN")
}

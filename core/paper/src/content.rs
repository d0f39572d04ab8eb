//! What is on the sheet, from top to bottom: title, head, the form's groups, signers, photographs.

use crate::{
    Sheet,
    face::Face,
    pages::Section,
    picture::Album,
    repeats,
    strip::{Align, BODY, Cell, HEIGHT, Inside, MARGIN, PAD_X, PAD_Y, SMALL, Strip, Text, WIDTH, leading},
    words::Tongue,
    wrap::{Line, Setter},
};
use chrono::NaiveDate;
use doorstep_forms::{ChoiceView, FormSession, Item, Question, QuestionKind, Value};

/// Of a question's column.
const LABELS: f32 = 0.36 * WIDTH;
/// Of a signature's box.
const SIGNATURE: f32 = 58.0;
/// Choices of a select that are printed with their boxes, chosen or not.
const FEW: usize = 6;
/// Of a hash or an id that only recalls it.
const SHORT: usize = 16;
/// Most characters that are named as lacking.
const MOST_LACKING: usize = 60;

/// All of a sheet, ready for its pages.
pub(crate) struct Content {
    pub(crate) sections: Vec<Section>,
    pub(crate) margins: Margins,
}

/// What stands in the margins of each page.
pub(crate) struct Margins {
    pub(crate) tongue: Tongue,
    pub(crate) title: String,
    /// Of the visit.
    pub(crate) day: NaiveDate,
    /// Above every page but the first.
    pub(crate) head: Line,
    pub(crate) foot: Line,
}

pub(crate) fn of(sheet: &Sheet, session: &FormSession, album: &Album, face: &'static Face) -> Content {
    let tongue = Tongue::of(&sheet.language);
    let title = tongue.title(sheet.form.title(&sheet.language));
    let mut writer = Writer {
        sheet,
        album,
        tongue,
        setter: Setter::new(face),
        sections: Vec::new(),
        photographs: Vec::new(),
    };
    writer.head(&title);
    writer.groups(&session.visible());
    writer.signers();
    writer.gallery();
    writer.lacking();
    let foot = tongue.foot(&sheet.form.id().0, &sheet.form.version().0, &short(&sheet.hash));
    let head = format!("{title}　{}", sheet.record);
    let margins = Margins {
        tongue,
        day: sheet.day,
        // A page's number stands at the right.
        head: writer.setter.line(&head, SMALL, 0.75 * WIDTH),
        foot: writer.setter.line(&foot, FOOT, 0.92 * WIDTH),
        title,
    };
    Content { sections: writer.sections, margins }
}

/// The beginning of a hash.
fn short(text: &str) -> String {
    text.chars().take(SHORT).collect()
}

pub(crate) struct Writer<'a> {
    sheet: &'a Sheet,
    album: &'a Album,
    pub(crate) tongue: Tongue,
    pub(crate) setter: Setter,
    pub(crate) sections: Vec<Section>,
    /// Labels and media ids, in the order in which the rows name them.
    photographs: Vec<(String, String)>,
}

/// What an answer is, before it is known how much room it has.
pub(crate) enum Answer {
    /// Nothing yet: a rule to write on.
    Unanswered,
    Text(String),
    Money(String),
    /// Boxes with their labels.
    Boxes(Vec<String>),
    /// A media id.
    Signature(Option<String>),
}

impl Writer<'_> {
    fn head(&mut self, title: &str) {
        let lines = self.setter.at_most(3, title, 18.0, WIDTH);
        let title = Text::new(lines, 18.0).aligned(Align::Centre).bold();
        let mut rows = vec![Strip::plain(vec![Cell::new(0.0, WIDTH, Inside::Text(title))])];
        let sheet = self.sheet;
        let own = [
            (self.tongue.day().to_owned(), self.tongue.date(sheet.day)),
            (self.tongue.record().to_owned(), sheet.record.clone()),
        ];
        let pairs: Vec<_> = sheet.head.iter().cloned().chain(own).collect();
        rows.extend(self.paired(&pairs, |writer, (label, text)| (label.clone(), writer.plain(text))));
        self.sections.push(Section { rows, ..Section::default() });
    }

    fn plain(&self, text: &str) -> Answer {
        if text.trim().is_empty() { Answer::Unanswered } else { Answer::Text(text.to_owned()) }
    }

    /// Rows of two questions where both are short, of one where they are not.
    pub(crate) fn paired<T>(
        &mut self,
        rows: &[T],
        mut row: impl FnMut(&mut Self, &T) -> (String, Answer),
    ) -> Vec<Strip> {
        let mut strips = Vec::new();
        let mut waiting: Option<(String, Answer, [Cell; 2])> = None;
        for one in rows {
            let (label, answer) = row(self, one);
            let Some(cells) = self.half(&label, &answer, waiting.is_some()) else {
                strips.extend(waiting.take().map(|(label, answer, _)| self.row(&label, &answer)));
                strips.push(self.row(&label, &answer));
                continue;
            };
            match waiting.take() {
                Some((_, _, left)) => strips.push(Strip::ruled(left.into_iter().chain(cells).collect())),
                None => waiting = Some((label, answer, cells)),
            }
        }
        strips.extend(waiting.map(|(label, answer, _)| self.row(&label, &answer)));
        strips
    }

    /// One half of a row, if question and answer take a line each.
    fn half(&mut self, label: &str, answer: &Answer, right: bool) -> Option<[Cell; 2]> {
        let (labels, answers) = (0.21 * WIDTH, 0.29 * WIDTH);
        if matches!(answer, Answer::Signature(_)) {
            return None;
        }
        let x = if right { labels + answers } else { 0.0 };
        let question = self.setter.lines(label, BODY, labels - 2.0 * PAD_X);
        let inside = self.answer(answer, answers - 2.0 * PAD_X);
        let fits = question.len() == 1
            && match &inside {
                Inside::Text(text) => text.lines.len() == 1,
                _ => true,
            };
        let question = Cell::new(x, labels, Inside::Text(Text::new(question, BODY)));
        fits.then(|| [question, Cell::new(x + labels, answers, inside)])
    }

    /// Question left, answer right.
    pub(crate) fn row(&mut self, label: &str, answer: &Answer) -> Strip {
        let question = self.setter.lines(label, BODY, LABELS - 2.0 * PAD_X);
        let answer = self.answer(answer, WIDTH - LABELS - 2.0 * PAD_X);
        Strip::ruled(vec![
            Cell::new(0.0, LABELS, Inside::Text(Text::new(question, BODY))),
            Cell::new(LABELS, WIDTH - LABELS, answer),
        ])
    }

    pub(crate) fn answer(&mut self, answer: &Answer, room: f32) -> Inside {
        match answer {
            Answer::Unanswered => Inside::Rule,
            Answer::Text(text) => Inside::Text(Text::new(self.setter.lines(text, BODY, room), BODY)),
            Answer::Money(text) => {
                Inside::Text(Text::new(self.setter.lines(text, BODY, room), BODY).aligned(Align::Right))
            }
            Answer::Boxes(boxes) => Inside::Text(Text::new(self.setter.units(boxes, BODY, room), BODY)),
            Answer::Signature(id) => {
                let picture = id.as_deref().and_then(|id| self.album.place(id));
                let missing = if id.is_some() && picture.is_none() { self.tongue.no_picture() } else { "" };
                let blank = "　".repeat(8);
                let dated = if picture.is_some() { self.tongue.date(self.sheet.day) } else { blank };
                let said = format!("{missing}　{}{dated}", self.tongue.dated());
                let below = self.setter.lines(&said, SMALL, room);
                Inside::Picture {
                    picture,
                    below: Text::new(below, SMALL).aligned(Align::Right),
                    height: SIGNATURE - leading(SMALL),
                }
            }
        }
    }

    /// Begins a section; rows follow in the last one.
    pub(crate) fn begin(&mut self, heading: &str) {
        let section = self.titled(heading);
        self.sections.push(section);
    }

    fn titled(&mut self, heading: &str) -> Section {
        let mut section = Section { gap: 8.0, ..Section::default() };
        if heading.trim().is_empty() {
            return section;
        }
        let room = WIDTH - 2.0 * PAD_X;
        let whole = self.setter.lines(heading, 11.0, room);
        let strip = |lines| {
            let text = Text::new(lines, 11.0).bold();
            Strip::ruled(vec![Cell::new(0.0, WIDTH, Inside::Text(text)).shaded()])
        };
        if whole.len() > 3 {
            // Longer than a heading is: it stands as a row, which a page may part.
            section.rows.push(strip(whole));
        } else {
            section.heading.push(strip(whole));
        }
        let again = self.tongue.again(heading);
        section.again.push(strip(self.setter.at_most(1, &again, 11.0, room)));
        section
    }

    pub(crate) fn push(&mut self, strips: Vec<Strip>) {
        if let Some(section) = self.sections.last_mut() {
            section.rows.extend(strips);
        }
    }

    /// The form's groups, each a table of its own.
    fn groups(&mut self, items: &[Item]) {
        self.begin("");
        let mut around = repeats::Headings::default();
        let mut items = items.iter();
        let mut inside_repeat = false;
        let mut rows: Vec<(&Question, bool)> = Vec::new();
        while let Some(item) = items.next() {
            if let Item::Question(question) = item {
                if around.up_to(question.depth) {
                    self.flush(&mut rows, inside_repeat);
                    inside_repeat = around.in_instance();
                    self.begin(&around.title());
                }
                if question.reckoned {
                    self.flush(&mut rows, inside_repeat);
                    self.note(&question.label);
                } else if question.kind != QuestionKind::Note {
                    let money = question.kind == QuestionKind::Decimal
                        && (Tongue::means_money(&question.label) || around.mean_money());
                    rows.push((question, money));
                }
                continue;
            }
            self.flush(&mut rows, inside_repeat);
            match item {
                Item::Group(group) => around.enter(group.depth, group.label.clone(), false),
                Item::Instance(instance) => {
                    let title = self.tongue.instance(&around.pop_to(instance.depth), instance.position);
                    around.enter_instance(instance.depth, title);
                }
                Item::Repeat(repeat) => {
                    around.enter(repeat.depth, repeat.label.clone(), false);
                    let below =
                        items.clone().take_while(|item| depth(item) > repeat.depth).collect::<Vec<_>>();
                    if repeats::table(self, &around, &below) {
                        for _ in &below {
                            items.next();
                        }
                    }
                }
                Item::Question(_) => {}
            }
            inside_repeat = around.in_instance();
            self.begin(&around.title());
        }
        self.flush(&mut rows, inside_repeat);
        // A heading with nothing under it says nothing.
        self.sections.retain(|section| !section.rows.is_empty());
    }

    fn flush(&mut self, rows: &mut Vec<(&Question, bool)>, paired: bool) {
        let rows = std::mem::take(rows);
        let strips = if paired {
            self.paired(&rows, |writer, (question, money)| writer.asked(question, *money))
        } else {
            rows.iter()
                .map(|(question, money)| {
                    let (label, answer) = self.asked(question, *money);
                    self.row(&label, &answer)
                })
                .collect()
        };
        self.push(strips);
    }

    /// What was reckoned, over the whole width.
    fn note(&mut self, said: &str) {
        let lines = self.setter.lines(said, BODY, WIDTH - 2.0 * PAD_X);
        let text = Inside::Text(Text::new(lines, BODY));
        self.push(vec![Strip::ruled(vec![Cell::new(0.0, WIDTH, text)])]);
    }

    /// A question and its answer.
    fn asked(&mut self, question: &Question, money: bool) -> (String, Answer) {
        let label = label(question);
        let answer = match (question.kind, &question.value) {
            (QuestionKind::Image, Some(Value::Media(id))) => {
                self.photographs.push((label.clone(), id.clone()));
                Answer::Text(self.tongue.see(self.photographs.len()))
            }
            (QuestionKind::Signature, Some(Value::Media(id))) => Answer::Signature(Some(id.clone())),
            (QuestionKind::Signature, _) => Answer::Signature(None),
            _ => self.said(question, money),
        };
        (label, answer)
    }

    /// An answer that is words.
    pub(crate) fn said(&self, question: &Question, money: bool) -> Answer {
        match &question.value {
            value if question.kind == QuestionKind::Acknowledge => {
                Answer::Boxes(vec![boxed(value.is_some(), self.tongue.read())])
            }
            Some(Value::One(code)) => chosen(&question.choices, std::slice::from_ref(code)),
            Some(Value::Many(codes)) => chosen(&question.choices, codes),
            None if (1..=FEW).contains(&question.choices.len()) => chosen(&question.choices, &[]),
            None => Answer::Unanswered,
            Some(Value::Decimal(decimal)) if money => Answer::Money(cents(&decimal.to_string())),
            Some(Value::Text(text)) => self.plain(text),
            Some(Value::Integer(number)) => Answer::Text(number.to_string()),
            Some(Value::Decimal(decimal)) => Answer::Text(decimal.to_string()),
            Some(Value::Date(date)) => Answer::Text(self.tongue.date(*date)),
            Some(Value::Time(time)) => Answer::Text(time.format("%H:%M").to_string()),
            Some(Value::DateTime(moment)) => Answer::Text(moment.format("%Y-%m-%d %H:%M %:z").to_string()),
            Some(Value::Point(point)) => Answer::Text(point.to_string()),
            Some(Value::Media(id)) => Answer::Text(short(id)),
            Some(Value::Acknowledged) => Answer::Text(self.tongue.read().to_owned()),
        }
    }

    fn signers(&mut self) {
        let sheet = self.sheet;
        if sheet.signers.is_empty() {
            return;
        }
        self.begin(self.tongue.signatures());
        for signer in &sheet.signers {
            let question = self.setter.lines(&signer.label, BODY, LABELS - 2.0 * PAD_X);
            let said = format!("{}　{}", self.tongue.dated(), "　".repeat(8));
            let room = WIDTH - LABELS - 2.0 * PAD_X;
            let mut below = self.setter.at_most(3, &signer.text, SMALL, room);
            below.push(self.setter.line(&said, SMALL, room));
            let below = Text::new(below, SMALL).aligned(Align::Right);
            let inside = Inside::Picture { picture: None, below, height: SIGNATURE - leading(SMALL) };
            let strip = Strip::ruled(vec![
                Cell::new(0.0, LABELS, Inside::Text(Text::new(question, BODY))),
                Cell::new(LABELS, WIDTH - LABELS, inside),
            ]);
            self.push(vec![strip]);
        }
    }

    /// Two photographs a page.
    fn gallery(&mut self) {
        let photographs = std::mem::take(&mut self.photographs);
        if photographs.is_empty() {
            return;
        }
        let mut section = self.titled(self.tongue.photographs());
        section.fresh = true;
        let heading: f32 =
            section.heading.iter().chain(&section.again).map(|strip| strip.height).fold(0.0, f32::max);
        let captions = 5;
        let below = leading(SMALL) * 5.0;
        let height = ((HEIGHT - heading) / 2.0).floor() - below - 2.0 * PAD_Y;
        for (number, (label, id)) in photographs.iter().enumerate() {
            let picture = self.album.place(id);
            let given = self.sheet.pictures.get(id);
            let mut said = vec![format!("{}　{label}", self.tongue.photograph(number + 1))];
            if picture.is_none() {
                said.push(self.tongue.no_picture().to_owned());
            }
            if let Some(given) = given {
                said.extend(Some(given.caption.clone()).filter(|caption| !caption.is_empty()));
                said.extend(
                    Some(&given.sha256)
                        .filter(|sha| !sha.is_empty())
                        .map(|sha| format!("SHA-256 {}…", short(sha))),
                );
            }
            let room = WIDTH - 2.0 * PAD_X;
            let lines: Vec<Line> =
                said.iter().flat_map(|text| self.setter.at_most(2, text, SMALL, room)).collect();
            let lines = lines.into_iter().take(captions).collect();
            let inside = Inside::Picture { picture, below: Text::new(lines, SMALL), height };
            let mut strip = Strip::ruled(vec![Cell::new(0.0, WIDTH, inside)]);
            strip.height = height + below + 2.0 * PAD_Y;
            section.rows.push(strip);
        }
        self.sections.push(section);
    }

    /// Names what is shown as 〓, so that nothing is silently lost.
    fn lacking(&mut self) {
        if self.setter.lacking.is_empty() {
            return;
        }
        let named = |c: &char| format!("U+{:04X}", u32::from(*c));
        let mut names: Vec<String> = self.setter.lacking.iter().take(MOST_LACKING).map(named).collect();
        if self.setter.lacking.len() > MOST_LACKING {
            names.push("…".to_owned());
        }
        let said = self.tongue.lacking(&names.join(" "));
        let text = Text::new(self.setter.lines(&said, SMALL, WIDTH - 2.0 * PAD_X), SMALL);
        let strip = Strip::plain(vec![Cell::new(0.0, WIDTH, Inside::Text(text))]);
        self.sections.push(Section { rows: vec![strip], gap: 4.0, ..Section::default() });
    }
}

fn depth(item: &Item) -> usize {
    match item {
        Item::Group(group) => group.depth,
        Item::Repeat(repeat) => repeat.depth,
        Item::Instance(instance) => instance.depth,
        Item::Question(question) => question.depth,
    }
}

/// The question, or its name where the form gives it no words.
pub(crate) fn label(question: &Question) -> String {
    if question.label.trim().is_empty() { question.path.name().to_owned() } else { question.label.clone() }
}

fn boxed(chosen: bool, label: &str) -> String {
    format!("{}{label}", if chosen { "☑" } else { "☐" })
}

/// All of a few choices, or of many those that were chosen; a choice that is no longer offered by its code.
fn chosen(choices: &[ChoiceView], codes: &[String]) -> Answer {
    let few = choices.len() <= FEW;
    let offered = choices.iter().map(|choice| (codes.contains(&choice.code), &choice.label));
    let gone = codes.iter().filter(|code| !choices.iter().any(|choice| choice.code == **code));
    let boxes = offered.chain(gone.map(|code| (true, code))).filter(|(chosen, _)| *chosen || few);
    Answer::Boxes(boxes.map(|(chosen, label)| boxed(chosen, label)).collect())
}

/// With two decimals at least; more are never rounded away.
fn cents(decimal: &str) -> String {
    match decimal.split_once('.') {
        None => format!("{decimal}.00"),
        Some((whole, part)) => format!("{whole}.{part:0<2}"),
    }
}

/// Distance of a page's running lines from its edges.
pub(crate) const RUNNING: f32 = MARGIN - 18.0;
/// Size of the line at the foot.
pub(crate) const FOOT: f32 = 7.5;

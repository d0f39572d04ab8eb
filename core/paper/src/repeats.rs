//! Repeats: a table with one row an instance where its columns are few and short.

use crate::{
    content::{Answer, Writer, label},
    strip::{BODY, Cell, Inside, PAD_X, Strip, Text, WIDTH},
    words::Tongue,
};
use doorstep_forms::{Item, Question, QuestionKind};

/// Of the column of numbers.
const NUMBERS: f32 = 34.0;
/// Most columns of a table.
const COLUMNS: usize = 7;
/// Most lines of one of its cells.
const LINES: usize = 3;

/// Groups, repeats and instances around a row.
#[derive(Default)]
pub(crate) struct Headings(Vec<Heading>);

struct Heading {
    depth: usize,
    label: String,
    instance: bool,
}

impl Headings {
    pub(crate) fn enter(&mut self, depth: usize, label: String, instance: bool) {
        self.up_to(depth);
        self.0.push(Heading { depth, label, instance });
    }

    /// An instance's title holds its repeat's, so that this one is not said twice.
    pub(crate) fn enter_instance(&mut self, depth: usize, title: String) {
        self.enter(depth, title, true);
    }

    /// Leaves what a row of this depth is not inside of; whether that was anything.
    pub(crate) fn up_to(&mut self, depth: usize) -> bool {
        let before = self.0.len();
        self.0.retain(|heading| heading.depth < depth);
        self.0.len() < before
    }

    /// The label of what stands around something of this depth.
    pub(crate) fn pop_to(&mut self, depth: usize) -> String {
        self.up_to(depth);
        self.0.last().map(|heading| heading.label.clone()).unwrap_or_default()
    }

    pub(crate) fn in_instance(&self) -> bool {
        self.0.iter().any(|heading| heading.instance)
    }

    pub(crate) fn mean_money(&self) -> bool {
        self.0.iter().any(|heading| Tongue::means_money(&heading.label))
    }

    pub(crate) fn title(&self) -> String {
        let next = self.0.iter().skip(1).map(|heading| heading.instance).chain([false]);
        let said = self
            .0
            .iter()
            .zip(next)
            .filter(|(heading, instance_next)| !instance_next && !heading.label.is_empty());
        said.map(|(heading, _)| heading.label.as_str()).collect::<Vec<_>>().join(" · ")
    }
}

/// A column: name, label, whether it holds money.
type Column = (String, String, bool);

/// Puts what is below a repeat as a table, if it is fit for one; then the caller passes over it.
pub(crate) fn table(writer: &mut Writer<'_>, around: &Headings, below: &[&Item]) -> bool {
    if below.is_empty() {
        writer.begin(&around.title());
        let text = Text::new(writer.setter.lines(writer.tongue.none(), BODY, WIDTH - 2.0 * PAD_X), BODY);
        writer.push(vec![Strip::ruled(vec![Cell::new(0.0, WIDTH, Inside::Text(text))])]);
        return true;
    }
    let Some(instances) = flat(below) else { return false };
    let Some(columns) = columns(&instances, around.mean_money()) else { return false };
    let Some(strips) = strips(writer, &columns, &instances) else { return false };
    writer.begin(&around.title());
    if let Some(section) = writer.sections.last_mut() {
        let mut strips = strips.into_iter();
        let head = strips.next();
        section.heading.extend(head.clone());
        section.again.extend(head);
        section.rows.extend(strips);
    }
    true
}

/// The questions of each instance, if nothing else in them is printed.
fn flat<'a>(below: &[&'a Item]) -> Option<Vec<Vec<&'a Question>>> {
    let mut instances: Vec<Vec<&Question>> = Vec::new();
    for item in below {
        match item {
            Item::Instance(_) => instances.push(Vec::new()),
            Item::Question(question) => match question.kind {
                QuestionKind::Note if question.reckoned => return None,
                QuestionKind::Note => {}
                QuestionKind::Image | QuestionKind::Signature => return None,
                _ => instances.last_mut()?.push(question),
            },
            Item::Group(_) | Item::Repeat(_) => return None,
        }
    }
    Some(instances)
}

/// Its columns in the form's order; nothing if they are many, or a label depends on the instance.
fn columns(instances: &[Vec<&Question>], money: bool) -> Option<Vec<Column>> {
    let mut columns: Vec<Column> = Vec::new();
    for questions in instances {
        let mut at = 0;
        for question in questions {
            let name = question.path.name();
            match columns.iter().position(|(known, ..)| known == name) {
                Some(known) if columns.get(known)?.1 != label(question) => return None,
                Some(known) => at = known + 1,
                None => {
                    let money = money || Tongue::means_money(&question.label);
                    columns.insert(
                        at,
                        (name.to_owned(), label(question), money && question.kind == QuestionKind::Decimal),
                    );
                    at += 1;
                }
            }
        }
    }
    (1..=COLUMNS).contains(&columns.len()).then_some(columns)
}

/// The head and the rows; nothing if a cell is too long.
fn strips(writer: &mut Writer<'_>, columns: &[Column], instances: &[Vec<&Question>]) -> Option<Vec<Strip>> {
    // There are seven at most.
    let width = (WIDTH - NUMBERS) / columns.len() as f32;
    let room = width - 2.0 * PAD_X;
    let text =
        |writer: &mut Writer<'_>, text: &str, room| Text::new(writer.setter.lines(text, BODY, room), BODY);
    let number = writer.tongue.number();
    let mut head = vec![Cell::new(0.0, NUMBERS, Inside::Text(text(writer, number, NUMBERS - 2.0 * PAD_X)))];
    let mut x = NUMBERS;
    for (_, label, _) in columns {
        head.push(Cell::new(x, width, Inside::Text(text(writer, label, room))));
        x += width;
    }
    let mut strips = vec![head];
    for (number, questions) in instances.iter().enumerate() {
        let number = (number + 1).to_string();
        let mut row =
            vec![Cell::new(0.0, NUMBERS, Inside::Text(text(writer, &number, NUMBERS - 2.0 * PAD_X)))];
        let mut x = NUMBERS;
        for (name, _, money) in columns {
            let asked = questions.iter().find(|question| question.path.name() == name);
            let answer =
                asked.map_or_else(|| Answer::Text("—".to_owned()), |question| writer.said(question, *money));
            let inside = writer.answer(&answer, room);
            row.push(Cell::new(x, width, inside));
            x += width;
        }
        strips.push(row);
    }
    let short = |cell: &Cell| !matches!(&cell.inside, Inside::Text(text) if text.lines.len() > LINES);
    let fit = strips.iter().flatten().all(short);
    fit.then(|| strips.into_iter().map(Strip::ruled).collect())
}

//! A form that is played by its script. After every line the draft is resumed from its own JSON;
//! what is left and what is resumed must show the same, now and after the next line.

use std::collections::BTreeMap;
use std::sync::Arc;

use doorstep_forms::{
    AnswerError, FieldPath, Form, FormSession, Item, Question, QuestionKind, SessionContext, Snapshot,
};

use crate::script::{Action, Expectation, Step};
use crate::value;

/// A session, and the same one resumed.
struct Stage {
    session: FormSession,
    resumed: FormSession,
}

/// Plays every line; the first that fails is told.
pub(crate) fn play(form: Form, steps: &[(usize, Step)]) -> Result<(), String> {
    let form = Arc::new(form);
    let mut presets = BTreeMap::new();
    for (number, step) in steps {
        if let Step::Preset { name, value } = step {
            let kind = form.field(name).map_or(QuestionKind::Hidden, |field| field.kind);
            let value = value::read(kind, value).map_err(|fault| format!("line {number}: {fault}"))?;
            presets.extend(value.map(|value| (name.clone(), value)));
        }
    }
    let session = FormSession::new(Arc::clone(&form), context(&form, presets));
    let resumed = resume(&session)?;
    let mut stage = Stage { session, resumed };
    stage.agree().map_err(|fault| format!("as it is opened: {fault}"))?;
    for (number, step) in steps {
        stage.play(step).map_err(|fault| format!("line {number}: {fault}"))?;
        stage.agree().map_err(|fault| format!("line {number}: {fault}"))?;
    }
    Ok(())
}

/// Opened by `wang` on `phone-1`, on Monday 2026-11-02 at 08:30 in China, in the form's own language.
fn context(form: &Form, presets: BTreeMap<String, doorstep_forms::Value>) -> SessionContext {
    SessionContext {
        today: "2026-11-02".parse().unwrap(),
        began: "2026-11-02T08:30:00+08:00".parse().unwrap(),
        username: "wang".to_owned(),
        device: "phone-1".to_owned(),
        language: form.default_language().code.clone(),
        presets,
    }
}

fn resume(session: &FormSession) -> Result<FormSession, String> {
    let stored = serde_json::to_string(&session.snapshot()).unwrap();
    let snapshot: Snapshot = serde_json::from_str(&stored).unwrap();
    if snapshot != session.snapshot() {
        return Err("the draft is another after JSON".to_owned());
    }
    FormSession::resume(Arc::clone(session.form()), &snapshot)
        .map_err(|fault| format!("the draft cannot be resumed: {fault}"))
}

impl Stage {
    fn play(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Preset { .. } => Ok(()),
            Step::Do(action) => self.act(action)?.map_err(|error| format!("refused: {}", code(error))),
            Step::Refused { action, code: wanted } => match self.act(action)? {
                Ok(()) => Err("was not refused".to_owned()),
                Err(error) => equal(&code(error), wanted),
            },
            Step::Expect(expectation) => self.expect(expectation),
        }
    }

    /// Does the same in both.
    fn act(&mut self, action: &Action) -> Result<Result<(), AnswerError>, String> {
        let done = act(&mut self.session, action)?;
        let again = act(&mut self.resumed, action)?;
        if done == again { Ok(done) } else { Err(format!("resumed, it is {again:?}")) }
    }

    /// Both sessions show the same; from here on, the resumed one is resumed anew.
    fn agree(&mut self) -> Result<(), String> {
        let (here, there) = (&self.session, &self.resumed);
        let show = |session: &FormSession| {
            let (view, missing) = (session.visible(), session.missing());
            let tree = session.answers_so_far().into_tree();
            format!("{}\n{missing:?}\n{tree:?}", serde_json::to_string_pretty(&view).unwrap())
        };
        let (one, other) = (show(here), show(there));
        let differ = one.lines().zip(other.lines()).find(|(a, b)| a != b);
        if let Some((one, other)) = differ.or((one.len() != other.len()).then_some(("length", ""))) {
            return Err(format!("resumed, it shows another: {} / {}", one.trim(), other.trim()));
        }
        if here.snapshot() != there.snapshot() {
            return Err("resumed, it is another draft".to_owned());
        }
        self.resumed = resume(&self.session)?;
        Ok(())
    }

    fn expect(&self, expectation: &Expectation) -> Result<(), String> {
        let Expectation { verb, path, wanted, line } = expectation;
        let session = &self.session;
        let question = || session.question_at(&place(path)?).ok_or_else(|| format!("{path} is not shown"));
        let seen = match verb.as_str() {
            "value" => value::shown(session.value(&place(path)?)),
            "label" => self.heading(path)?,
            "hint" => question()?.hint.unwrap_or_default(),
            "guidance" => question()?.guidance.unwrap_or_default(),
            "message" => question()?.issue.and_then(|issue| issue.message).unwrap_or_default(),
            "appearance" => question()?.appearance.unwrap_or_default(),
            "parameters" => serde_json::to_string(&question()?.parameters).unwrap(),
            "kind" => serde_json::to_value(question()?.kind).unwrap().as_str().unwrap().to_owned(),
            "required" => yes(question()?.required),
            "readonly" => yes(question()?.readonly),
            "media" => media(&question()?.media),
            "offers" => listed(question()?.choices.iter().map(|choice| choice.code.clone())),
            "choices" => joined(&question()?, |choice| choice.label.clone()),
            "pictures" => joined(&question()?, |choice| media(&choice.media)),
            "shows" => listed(self.session.visible().iter().map(at)),
            "shown" | "hidden" => {
                let there: Vec<String> = self.session.visible().iter().map(at).collect();
                let odd = |place: &&str| there.iter().any(|at| at == place) != (verb == "shown");
                listed(wanted.split_whitespace().filter(|place| !odd(place)).map(ToOwned::to_owned))
            }
            "missing" => {
                let missing = session.missing();
                let told = missing.iter().map(|missing| {
                    let code = serde_json::to_value(missing.code).unwrap();
                    format!("{} {}", missing.path, code.as_str().unwrap())
                });
                told.collect::<Vec<_>>().join(", ")
            }
            "counted" => self.repeat(path)?,
            "tree" => return same_tree(session, wanted),
            "finish" => return finish(session, wanted),
            "title" => session.form().title(&session.snapshot().language).to_owned(),
            _ => return Err(format!("nothing is known of: {line}")),
        };
        equal(&seen, wanted)
    }

    /// The words over a question, a group or a repeat.
    fn heading(&self, path: &str) -> Result<String, String> {
        let items = self.session.visible();
        let found = items.iter().find(|item| at(item) == path);
        match found.ok_or_else(|| format!("{path} is not shown"))? {
            Item::Group(group) => Ok(group.label.clone()),
            Item::Repeat(repeat) => Ok(repeat.label.clone()),
            Item::Question(question) => Ok(question.label.clone()),
            Item::Instance(_) => Err(format!("{path} has no words")),
        }
    }

    /// How many instances a repeat has, and whether a person may add one.
    fn repeat(&self, path: &str) -> Result<String, String> {
        let found = self.session.visible().into_iter().find_map(|item| match item {
            Item::Repeat(repeat) if repeat.path.to_string() == path => Some(repeat),
            _ => None,
        });
        let repeat = found.ok_or_else(|| format!("{path} is not shown"))?;
        let who = match (repeat.counted, repeat.can_add) {
            (true, false) => "by the form",
            (false, true) => "by hand",
            _ => "by nobody",
        };
        Ok(format!("{} {who}", repeat.count))
    }
}

fn act(session: &mut FormSession, action: &Action) -> Result<Result<(), AnswerError>, String> {
    Ok(match action {
        Action::Answer { path, value } => {
            let path = place(path)?;
            let kind = session.form().field(path.name()).map_or(QuestionKind::Text, |field| field.kind);
            match value::read(kind, value)? {
                Some(value) => session.answer(&path, value).map(|_| ()),
                None => session.clear(&path).map(|_| ()),
            }
        }
        Action::Add(path) => session.add_instance(&place(path)?).map(|_| ()),
        Action::Remove(path) => session.remove_instance(&place(path)?).map(|_| ()),
        Action::Language(language) => {
            session.set_language(language);
            Ok(())
        }
        Action::End(at) => {
            session.end(at.parse().map_err(|_| format!("{at} is no moment"))?);
            Ok(())
        }
    })
}

fn place(path: &str) -> Result<FieldPath, String> {
    path.parse().map_err(|_| format!("{path} is no path"))
}

fn at(item: &Item) -> String {
    match item {
        Item::Group(group) => group.path.to_string(),
        Item::Repeat(repeat) => repeat.path.to_string(),
        Item::Instance(instance) => instance.path.to_string(),
        Item::Question(question) => question.path.to_string(),
    }
}

/// Nothing is written `-`, or not at all.
fn equal(seen: &str, wanted: &str) -> Result<(), String> {
    let told = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    if told(seen) == told(wanted) { Ok(()) } else { Err(format!("expected {wanted:?}, is {seen:?}")) }
}

fn same_tree(session: &FormSession, wanted: &str) -> Result<(), String> {
    let wanted: serde_json::Value = serde_json::from_str(wanted).map_err(|fault| fault.to_string())?;
    let seen = serde_json::Value::Object(session.answers_so_far().into_tree());
    if seen == wanted { Ok(()) } else { Err(format!("the answers are {seen}")) }
}

/// Nothing is missing, and finished answers open again as they were.
fn finish(session: &FormSession, wanted: &str) -> Result<(), String> {
    let answers = session.finish().map_err(|missing| format!("{missing:?}"))?;
    same_tree(session, wanted)?;
    let language = session.snapshot().language;
    let context = SessionContext { language, ..context(session.form(), BTreeMap::new()) };
    let again = FormSession::reopen(Arc::clone(session.form()), &context, answers.tree());
    same_tree(&again.map_err(|fault| fault.to_string())?, wanted)
        .map_err(|fault| format!("opened again, {fault}"))
}

/// `AnswerError::ReadOnly` is `read_only`.
fn code(error: AnswerError) -> String {
    let mut code = String::new();
    for character in format!("{error:?}").chars() {
        if character.is_uppercase() && !code.is_empty() {
            code.push('_');
        }
        code.extend(character.to_lowercase());
    }
    code
}

fn yes(set: bool) -> String {
    if set { "yes" } else { "no" }.to_owned()
}

fn listed(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(" ")
}

fn joined(question: &Question, of: impl Fn(&doorstep_forms::ChoiceView) -> String) -> String {
    question.choices.iter().map(of).collect::<Vec<_>>().join(" | ")
}

fn media(files: &[doorstep_forms::MediaView]) -> String {
    let told = |file: &doorstep_forms::MediaView| {
        let kind = serde_json::to_value(file.kind).unwrap();
        format!("{} {}", kind.as_str().unwrap(), file.file)
    };
    files.iter().map(told).collect::<Vec<_>>().join(", ")
}

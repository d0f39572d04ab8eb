//! The head of a workbook: prose, `must:`, then what is done and what is expected, line by line.

/// What a workbook must do.
pub(crate) enum Must {
    Import(Vec<(usize, Step)>),
    /// Every problem, in order.
    Refuse(Vec<String>),
}

pub(crate) struct Script {
    pub(crate) must: Must,
}

/// One line.
pub(crate) enum Step {
    /// A fact that is known before the form is opened.
    Preset {
        name: String,
        value: String,
    },
    Do(Action),
    /// What is done is refused, with this code.
    Refused {
        action: Action,
        code: String,
    },
    Expect(Expectation),
}

pub(crate) enum Action {
    Answer { path: String, value: String },
    Add(String),
    Remove(String),
    Language(String),
    End(String),
}

/// `verb path = wanted`, `verb path: wanted` or `verb: wanted`.
pub(crate) struct Expectation {
    pub(crate) verb: String,
    pub(crate) path: String,
    pub(crate) wanted: String,
    /// The line, as a failure shows it.
    pub(crate) line: String,
}

impl Script {
    /// Reads the comments of a workbook, or a file that is nothing but comments.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let comments = text.lines().enumerate().filter_map(|(index, line)| {
            let line = line.trim().strip_prefix('#')?.trim();
            (!line.is_empty()).then_some((index + 1, line))
        });
        let mut must = None;
        let mut told = false;
        for (number, line) in comments {
            let fault = |what: &str| format!("line {number}: {what}: {line}");
            match &mut must {
                None => match line.strip_prefix("must:").map(str::trim) {
                    Some(_) if !told => return Err(fault("says nothing of the feature before")),
                    Some("import") => must = Some(Must::Import(Vec::new())),
                    Some("refuse") => must = Some(Must::Refuse(Vec::new())),
                    Some(_) => return Err(fault("import or refuse")),
                    None => told = true,
                },
                Some(Must::Import(steps)) => {
                    steps.push((number, step(line).ok_or_else(|| fault("no such line"))?));
                }
                Some(Must::Refuse(problems)) => {
                    let problem = line.strip_prefix("problem:").ok_or_else(|| fault("no problem"))?;
                    problems.push(problem.trim().to_owned());
                }
            }
        }
        match must {
            Some(Must::Import(steps)) if steps.is_empty() => Err("expects nothing".to_owned()),
            Some(must) => Ok(Self { must }),
            None => Err("has no must:".to_owned()),
        }
    }
}

fn step(line: &str) -> Option<Step> {
    if let Some(rest) = line.strip_prefix("refuses ") {
        let (action, code) = rest.rsplit_once(": ")?;
        return Some(Step::Refused { action: self::action(action)?, code: code.to_owned() });
    }
    if let Some(rest) = line.strip_prefix("preset ") {
        let (name, value) = rest.split_once(" = ")?;
        return Some(Step::Preset { name: name.to_owned(), value: value.to_owned() });
    }
    if let Some(action) = action(line) {
        return Some(Step::Do(action));
    }
    let by_place = line.split_once(" = ").filter(|(left, _)| !left.contains(':'));
    let (left, wanted) = by_place.or_else(|| line.split_once(':'))?;
    let (verb, path) = left.trim().split_once(' ').unwrap_or((left.trim(), ""));
    Some(Step::Expect(Expectation {
        verb: verb.to_owned(),
        path: path.to_owned(),
        wanted: wanted.trim().to_owned(),
        line: line.to_owned(),
    }))
}

fn action(line: &str) -> Option<Action> {
    let (verb, rest) = line.split_once(' ')?;
    Some(match verb {
        "answer" => {
            let (path, value) = rest.split_once(" = ")?;
            Action::Answer { path: path.to_owned(), value: value.to_owned() }
        }
        "add" => Action::Add(rest.to_owned()),
        "remove" => Action::Remove(rest.to_owned()),
        "language" => Action::Language(rest.to_owned()),
        "end" => Action::End(rest.to_owned()),
        _ => return None,
    })
}

//! What a shell draws: the relevant rows in order, with their words in the
//! session's language.

use serde::Serialize;

use super::FormSession;
use super::missing::Issue;
use super::scopes::ScopeId;
use crate::form::{
    Kind, LanguageIndex, Media, MediaKind, Node, NodeId, Parameters, Part, QuestionKind, Words,
};
use crate::path::{FieldPath, InstanceId};
use crate::value::Value;

/// One thing on the screen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "item", rename_all = "snake_case")]
pub enum Item {
    /// A group begins; its rows follow, one level deeper.
    Group(GroupView),
    /// A repeat begins; its instances follow.
    Repeat(RepeatView),
    /// An instance of a repeat begins; its rows follow, one level deeper.
    Instance(InstanceView),
    /// A question or a note.
    Question(Box<Question>),
}

/// The heading of a group.
#[derive(Clone, PartialEq, Serialize)]
pub struct GroupView {
    /// The group.
    pub path: FieldPath,
    /// Its heading; empty if the form gives none.
    pub label: String,
    /// What the form says about drawing it.
    pub appearance: Option<String>,
    /// Groups and instances around it.
    pub depth: usize,
}

/// The heading of a repeat.
#[derive(Clone, PartialEq, Serialize)]
pub struct RepeatView {
    /// The repeat; what [`FormSession::add_instance`] takes.
    pub path: FieldPath,
    /// Its heading; empty if the form gives none.
    pub label: String,
    /// How many instances it has.
    pub count: usize,
    /// Whether another can be added: never where the form itself says how many there are.
    pub can_add: bool,
    /// Whether the form says how many there are.
    pub counted: bool,
    /// Groups and instances around it.
    pub depth: usize,
}

/// The heading of an instance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InstanceView {
    /// The instance; what [`FormSession::remove_instance`] takes.
    pub path: FieldPath,
    /// Its id, which it keeps.
    pub id: InstanceId,
    /// 1-based place among its siblings, which may change.
    pub position: usize,
    /// Groups and instances around it.
    pub depth: usize,
}

/// A question as it is asked now.
#[derive(Clone, PartialEq, Serialize)]
pub struct Question {
    /// Where its answer goes; what [`FormSession::answer`] takes.
    pub path: FieldPath,
    /// What it asks for.
    pub kind: QuestionKind,
    /// The question.
    pub label: String,
    /// Of a note: whether answers stand in its label (`${name}`), in any language of the form, so that it tells what
    /// was reckoned and does not only instruct. False for every question.
    pub reckoned: bool,
    /// A word of help.
    pub hint: Option<String>,
    /// More for who wants it: `guidance_hint`.
    pub guidance: Option<String>,
    /// Files beside the words.
    pub media: Vec<MediaView>,
    /// What can be chosen now, in order; empty unless it is a select.
    pub choices: Vec<ChoiceView>,
    /// The answer so far.
    pub value: Option<Value>,
    /// Whether it must be answered.
    pub required: bool,
    /// Whether it can only be read.
    pub readonly: bool,
    /// What is wrong at the moment.
    pub issue: Option<Issue>,
    /// What the form says about drawing it.
    pub appearance: Option<String>,
    /// What the form asks of who draws it.
    pub parameters: Parameters,
    /// Groups and instances around it.
    pub depth: usize,
}

/// One choice of a select.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceView {
    /// What is answered.
    pub code: String,
    /// What is read.
    pub label: String,
    /// Files beside the words.
    pub media: Vec<MediaView>,
}

/// A file beside some words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MediaView {
    /// What it is.
    pub kind: MediaKind,
    /// Its name; the county publishes it with the form.
    pub file: String,
}

macro_rules! debug_by_path {
    ($($view:ident)+) => {
        $(
            /// Words may carry answers, so only the place is printed.
            impl std::fmt::Debug for $view {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    write!(f, "{}({})", stringify!($view), self.path)
                }
            }
        )+
    };
}

debug_by_path! { GroupView RepeatView Question }

impl FormSession {
    /// Everything that is relevant now, in the form's order.
    pub fn visible(&self) -> Vec<Item> {
        self.page(0, usize::MAX)
    }

    /// At most `limit` of the visible items, the first `offset` passed over.
    pub fn page(&self, offset: usize, limit: usize) -> Vec<Item> {
        let mut page = Page { session: self, skip: offset, left: limit, items: Vec::new() };
        page.below(ScopeId::ROOT, NodeId::ROOT, 0);
        page.items
    }

    /// The visible questions and notes without the headings around them.
    pub fn questions(&self) -> Vec<Question> {
        let question = |item| match item {
            Item::Question(question) => Some(*question),
            Item::Group(_) | Item::Repeat(_) | Item::Instance(_) => None,
        };
        self.visible().into_iter().filter_map(question).collect()
    }

    /// One question as it is asked now; none if it is not shown.
    pub fn question_at(&self, path: &FieldPath) -> Option<Question> {
        let (scope, id) = self.find(path)?;
        let node = self.form.node(id);
        let shown = node.kind.is_shown() && self.scopes.cell(scope, node.slot).relevant;
        // Depth counts the steps around the question, instances included.
        let depth = path.0.iter().map(|step| 1 + usize::from(step.instance.is_some())).sum::<usize>();
        shown.then(|| self.question_view(scope, id, node, depth.saturating_sub(1)))
    }

    fn question_view(&self, scope: ScopeId, id: NodeId, node: &Node, depth: usize) -> Question {
        let cell = self.scopes.cell(scope, node.slot);
        let choice = |choice: &crate::form::Choice| ChoiceView {
            code: choice.code.clone(),
            label: self.plain(&choice.label),
            media: self.media(&choice.media),
        };
        let words = |words: &Words| (!words.is_empty()).then(|| render(self, node, scope, words));
        Question {
            path: self.path_of(scope, id),
            kind: node.kind.question().unwrap_or(QuestionKind::Note),
            label: render(self, node, scope, &node.label),
            reckoned: node.kind == Kind::Note && node.label.answers().next().is_some(),
            hint: words(&node.hint),
            guidance: words(&node.guidance),
            media: self.media(&node.media),
            choices: self.offered(node, scope).map(choice).collect(),
            value: cell.published.clone(),
            required: cell.required,
            readonly: cell.readonly,
            issue: self.issue(node, scope),
            appearance: node.appearance.clone(),
            parameters: node.parameters,
            depth,
        }
    }

    fn media(&self, media: &Media) -> Vec<MediaView> {
        media.iter().map(|(kind, names)| MediaView { kind: *kind, file: self.plain(names) }).collect()
    }

    /// Words that carry no answers.
    pub(super) fn plain(&self, words: &Words) -> String {
        plain(words, self.language)
    }
}

struct Page<'a> {
    session: &'a FormSession,
    skip: usize,
    left: usize,
    items: Vec<Item>,
}

impl Page<'_> {
    fn below(&mut self, scope: ScopeId, parent: NodeId, depth: usize) {
        let session = self.session;
        for id in &session.form.node(parent).children {
            if self.left == 0 {
                return;
            }
            let node = session.form.node(*id);
            if !session.scopes.cell(scope, node.slot).relevant {
                continue;
            }
            let label = || render(session, node, scope, &node.label);
            match node.kind {
                Kind::Group => {
                    self.put(|| {
                        Item::Group(GroupView {
                            path: session.path_of(scope, *id),
                            label: label(),
                            appearance: node.appearance.clone(),
                            depth,
                        })
                    });
                    self.below(scope, *id, depth + 1);
                }
                Kind::Repeat => {
                    let count = session.scopes.instances(scope, *id).len();
                    let counted = node.calculation.is_some();
                    self.put(|| {
                        Item::Repeat(RepeatView {
                            path: session.path_of(scope, *id),
                            label: label(),
                            count,
                            can_add: !counted
                                && count < super::repeats::MOST_INSTANCES
                                && session.scopes.made() < super::repeats::MOST_EVER,
                            counted,
                            depth,
                        })
                    });
                    self.instances(scope, *id, depth + 1);
                }
                kind if kind.is_shown() => {
                    self.put(|| Item::Question(Box::new(session.question_view(scope, *id, node, depth))));
                }
                _ => {}
            }
        }
    }

    fn instances(&mut self, scope: ScopeId, repeat: NodeId, depth: usize) {
        let session = self.session;
        for (index, instance) in session.scopes.instances(scope, repeat).iter().enumerate() {
            self.put(|| {
                let id = session.scopes.get(*instance).instance;
                let mut path = session.path_of(scope, repeat);
                if let Some(last) = path.0.last_mut() {
                    last.instance = Some(id);
                }
                Item::Instance(InstanceView { path, id, position: index + 1, depth })
            });
            self.below(*instance, repeat, depth + 1);
        }
    }

    fn put(&mut self, item: impl FnOnce() -> Item) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.left > 0 {
            self.left -= 1;
            self.items.push(item());
        }
    }
}

fn plain(words: &Words, language: LanguageIndex) -> String {
    let parts = words.in_language(language).map_or(&[][..], |template| &template.parts);
    let text = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Answer(_) => String::new(),
    };
    parts.iter().map(text).collect()
}

/// A text in the session's language, with its answers in place; empty if there is none.
pub(super) fn render(session: &FormSession, node: &Node, scope: ScopeId, words: &Words) -> String {
    let Some(template) = words.in_language(session.language) else { return String::new() };
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Answer(source) => session.read_one(node, scope, *source).to_text(),
    };
    template.parts.iter().map(part).collect()
}

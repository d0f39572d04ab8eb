//! XLSForm in, questions out.
//!
//! A county writes its questions in a spreadsheet, as XLSForm; this crate
//! reads its text ([`Form::import`]), refuses with every reason at once what
//! it does not support ([`Problems`]), and runs it ([`FormSession`]): answers
//! in, the visible questions out in the language asked for. It knows no
//! clock, no file and no photo byte, and holds no words of its own for people.
//!
//! ```
//! use std::{collections::BTreeMap, sync::Arc};
//! use doorstep_forms::{Form, FormSession, Format, SessionContext, Value};
//!
//! let form = Form::import(
//!     "| survey  |            |        |                    |                     |              |          |
//!      |         | type       | name   | label::中文 (zh-CN) | label::English (en) | relevant     | required |
//!      |         | integer    | age    | 年龄                | Age                 |              | yes      |
//!      |         | text       | school | 学校                | School              | ${age} < 16  | yes      |
//!      | settings |           |        |                    |                     |              |          |
//!      |         | form_id    | version | form_title | form_title (en) | default_language |
//!      |         | child      | 1      | 儿童                | A child             | 中文 (zh-CN) |",
//!     Format::Markdown,
//! ).expect("a form without problems");
//!
//! let context = SessionContext {
//!     today: "2026-11-01".parse().unwrap(),
//!     began: "2026-11-01T09:30:00+08:00".parse().unwrap(),
//!     username: String::new(),
//!     device: String::new(),
//!     language: "en".to_owned(),
//!     presets: BTreeMap::new(),
//! };
//! let mut session = FormSession::new(Arc::new(form), context);
//! session.answer(&"age".parse().unwrap(), Value::Integer(9)).unwrap();
//! let questions = session.questions();
//! assert_eq!(questions[1].label, "School");
//! assert!(session.finish().is_err(), "the school is required");
//!
//! // A draft survives anything: it is plain data, and resumes exactly.
//! let draft = session.snapshot();
//! let mut session = FormSession::resume(session.form().clone(), &draft).unwrap();
//! session.answer(&"school".parse().unwrap(), Value::Text("North Slope Primary".to_owned())).unwrap();
//! let answers = session.finish().unwrap();
//! assert_eq!(
//!     serde_json::to_string(&answers).unwrap(),
//!     r#"{"age":9,"school":"North Slope Primary"}"#,
//! );
//! ```
//!
//! What is supported, and the rules where XLSForm leaves a choice, stand in
//! the modules: types and columns in `import`, expressions in `expression`,
//! hidden answers and resuming in `session`.

mod decimal;
mod expression;
mod form;
mod graph;
mod import;
mod path;
mod point;
mod problem;
mod session;
mod value;
mod workbook;

pub use decimal::{Decimal, NotADecimal};
pub use form::{Field, Form, FormId, FormVersion, Language, MediaKind, Parameters, QuestionKind};
pub use path::{FieldPath, InstanceId, NotAPath};
pub use point::{GeoPoint, NotAPoint};
pub use problem::{Problem, ProblemCode, Problems};
pub use session::{
    AnswerError, Answers, Changes, ChoiceView, FormSession, GroupView, InstanceView, Issue, IssueCode, Item,
    MOST_INSTANCES, MediaView, Missing, Question, ReopenError, RepeatView, ResumeError, SessionContext,
    Snapshot,
};
pub use value::Value;
pub use workbook::Format;

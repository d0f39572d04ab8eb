//! Finished answers as a plain JSON tree, and the way back into a session.
//!
//! Groups are objects, repeats are arrays of objects with `_id`, several
//! choices are arrays of codes, whole numbers are numbers, decimals are
//! strings (binary fractions would not keep money), dates are `2026-11-01`, times
//! `08:30:00`, moments RFC 3339, places `LATITUDE LONGITUDE ALTITUDE ACCURACY`,
//! media are the ids that were answered. What is empty or not relevant is not
//! there.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::answer::admit;
use super::missing::Missing;
use super::scopes::ScopeId;
use super::wave::Given;
use super::{FormSession, SessionContext};
use crate::expression::{iso_date, iso_moment, iso_time};
use crate::form::{Form, FormId, FormVersion, Kind, Meta, Node, NodeId};
use crate::path::{FieldPath, InstanceId, Step};
use crate::value::Value;

/// The key that tells the instances of a repeat apart.
const ID: &str = "_id";

/// The answers of a finished form. It serialises to the tree alone.
#[derive(Clone, PartialEq)]
pub struct Answers {
    form: FormId,
    version: FormVersion,
    tree: Map<String, Json>,
}

impl Answers {
    /// The form that was filled, and its version.
    pub fn form(&self) -> (&FormId, &FormVersion) {
        (&self.form, &self.version)
    }

    /// The whole tree.
    pub fn tree(&self) -> &Map<String, Json> {
        &self.tree
    }

    /// The first answer of this name outside repeats, whatever group it stands in.
    pub fn get(&self, name: &str) -> Option<&Json> {
        find(&self.tree, name)
    }

    /// The tree itself, to be stored.
    pub fn into_tree(self) -> Map<String, Json> {
        self.tree
    }
}

impl Serialize for Answers {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.tree.serialize(serializer)
    }
}

/// Answers are personal data: only the form is ever printed.
impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answers({} {})", self.form, self.version)
    }
}

// Groups are nested at most 32 deep.
fn find<'a>(tree: &'a Map<String, Json>, name: &str) -> Option<&'a Json> {
    tree.get(name).or_else(|| {
        tree.values().find_map(|inner| match inner {
            Json::Object(group) => find(group, name),
            _ => None,
        })
    })
}

/// The tree has something where the form has nothing like it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the answers do not fit the form at {path}")]
pub struct ReopenError {
    /// Where.
    pub path: FieldPath,
}

impl FormSession {
    /// Finishes the form. The session stays as it is and may go on.
    ///
    /// # Errors
    /// What is missing, as [`FormSession::missing`] lists it.
    pub fn finish(&self) -> Result<Answers, Vec<Missing>> {
        let missing = self.missing();
        if missing.is_empty() { Ok(self.answers_so_far()) } else { Err(missing) }
    }

    /// What [`Self::finish`] would give, whether or not something is missing:
    /// for a summary on the screen, and for what is kept of a visit cut short.
    pub fn answers_so_far(&self) -> Answers {
        Answers {
            form: self.form.id().clone(),
            version: self.form.version().clone(),
            tree: self.tree_below(ScopeId::ROOT, NodeId::ROOT),
        }
    }

    /// Opens finished answers again: to correct a visit that was returned, or
    /// to look at them with the form's rules. Calculations are made anew, and
    /// hidden answers are gone.
    ///
    /// # Errors
    /// The first place where the tree does not fit the form.
    pub fn reopen(
        form: Arc<Form>,
        context: &SessionContext,
        tree: &Map<String, Json>,
    ) -> Result<Self, ReopenError> {
        let mut session = Self::bare(form, context.moment(), &context.language);
        session.load(ScopeId::ROOT, NodeId::ROOT, &mut Vec::new(), tree)?;
        session.settle(Given::Triggered);
        Ok(session)
    }

    fn tree_below(&self, scope: ScopeId, parent: NodeId) -> Map<String, Json> {
        let mut tree = Map::new();
        for id in &self.form.node(parent).children {
            let node = self.form.node(*id);
            let cell = self.scopes.cell(scope, node.slot);
            if !cell.relevant {
                continue;
            }
            let value = match node.kind {
                Kind::Group => {
                    Some(self.tree_below(scope, *id)).filter(|group| !group.is_empty()).map(Json::Object)
                }
                Kind::Repeat => self.list_of(scope, *id),
                _ => cell.published.as_ref().map(json),
            };
            if let Some(value) = value {
                tree.insert(node.name.clone(), value);
            }
        }
        tree
    }

    fn list_of(&self, scope: ScopeId, repeat: NodeId) -> Option<Json> {
        let instances = self.scopes.instances(scope, repeat);
        let list = instances.iter().map(|instance| {
            let mut tree = Map::new();
            tree.insert(ID.to_owned(), Json::from(self.scopes.get(*instance).instance.0));
            tree.extend(self.tree_below(*instance, repeat));
            Json::Object(tree)
        });
        (!instances.is_empty()).then(|| Json::Array(list.collect()))
    }

    fn load(
        &mut self,
        scope: ScopeId,
        parent: NodeId,
        around: &mut Vec<Step>,
        tree: &Map<String, Json>,
    ) -> Result<(), ReopenError> {
        let form = Arc::clone(&self.form);
        for (name, json) in tree.iter().filter(|(name, _)| *name != ID) {
            around.push(Step { name: name.clone(), instance: None });
            let misfit = |around: &[Step]| ReopenError { path: FieldPath(around.to_vec()) };
            let id = form.child(parent, name).ok_or_else(|| misfit(around))?;
            let node = form.node(id);
            match (node.kind, json) {
                (Kind::Group, Json::Object(group)) => self.load(scope, id, around, group)?,
                (Kind::Repeat, Json::Array(list)) => {
                    for instance in list {
                        self.load_instance(scope, id, around, instance)?;
                    }
                }
                _ => {
                    let value = value(node, json).ok_or_else(|| misfit(around))?;
                    let admitted = admit(node.kind, form.list(node), value).map_err(|_| misfit(around))?;
                    self.scopes.cell_mut(scope, node.slot).stored = admitted;
                }
            }
            around.pop();
        }
        Ok(())
    }

    fn load_instance(
        &mut self,
        scope: ScopeId,
        repeat: NodeId,
        around: &mut Vec<Step>,
        json: &Json,
    ) -> Result<(), ReopenError> {
        let misfit = |around: &[Step]| ReopenError { path: FieldPath(around.to_vec()) };
        let id = json.get(ID).and_then(Json::as_u64).and_then(|id| u32::try_from(id).ok());
        let (Some(id), Json::Object(tree)) = (id.map(InstanceId), json) else { return Err(misfit(around)) };
        if !self.restore_instance(scope, repeat, id) {
            return Err(misfit(around));
        }
        let instance = self.scopes.instance(scope, repeat, id).ok_or_else(|| misfit(around))?;
        if let Some(last) = around.last_mut() {
            last.instance = Some(id);
        }
        self.load(instance, repeat, around, tree)?;
        if let Some(last) = around.last_mut() {
            last.instance = None;
        }
        Ok(())
    }
}

fn json(value: &Value) -> Json {
    match value {
        Value::Text(text) | Value::One(text) | Value::Media(text) => Json::from(text.as_str()),
        Value::Integer(number) => Json::from(*number),
        Value::Decimal(decimal) => Json::from(decimal.to_string()),
        Value::Date(date) => Json::from(date.to_string()),
        Value::Time(time) => Json::from(time.format("%H:%M:%S").to_string()),
        Value::DateTime(moment) => Json::from(moment.to_rfc3339()),
        Value::Point(point) => Json::from(point.to_string()),
        Value::Acknowledged => Json::from("OK"),
        Value::Many(codes) => Json::from(codes.clone()),
    }
}

/// The inverse of [`json`], by the kind of the row.
fn value(node: &Node, json: &Json) -> Option<Value> {
    let text = || json.as_str().map(ToOwned::to_owned);
    Some(match node.kind {
        Kind::Text | Kind::Barcode | Kind::Calculate | Kind::Meta(Meta::Username | Meta::DeviceId) => {
            Value::Text(text()?)
        }
        Kind::Integer => Value::Integer(json.as_i64()?),
        Kind::Decimal => Value::Decimal(text()?.parse().ok()?),
        Kind::Date | Kind::Meta(Meta::Today) => Value::Date(iso_date(json.as_str()?)?),
        Kind::Time => Value::Time(iso_time(json.as_str()?)?),
        Kind::DateTime | Kind::Meta(Meta::Start | Meta::End) => Value::DateTime(iso_moment(json.as_str()?)?),
        Kind::Geopoint => Value::Point(json.as_str()?.parse().ok()?),
        Kind::Acknowledge => (json.as_str()? == "OK").then_some(Value::Acknowledged)?,
        Kind::One(_) => Value::One(text()?),
        Kind::Many(_) => {
            let codes = json.as_array()?.iter().map(|code| code.as_str().map(ToOwned::to_owned));
            Value::Many(codes.collect::<Option<Vec<_>>>()?)
        }
        Kind::Image | Kind::Signature => Value::Media(text()?),
        Kind::Hidden => match json {
            Json::Number(number) => Value::Integer(number.as_i64()?),
            // A text reads as the date that it says anyway; a date read as a text could not be counted with.
            _ => match iso_date(json.as_str()?) {
                Some(date) => Value::Date(date),
                None => Value::Text(text()?),
            },
        },
        Kind::Group | Kind::Repeat | Kind::Note => return None,
    })
}

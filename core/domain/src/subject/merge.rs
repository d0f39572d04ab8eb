//! Two edits of one subject, merged group by group, three ways.
//!
//! The editor's phone sends, for each group it touched, the value it started from
//! (`base`) and the value it wants (`mine`); the county has `theirs`. A group that
//! only one side changed takes that side's value. A group that both changed to the
//! same value is settled. A group that both changed differently is a **clash**: the
//! county's value stands, and a person is shown both. Lists whose elements carry an
//! `id` merge element by element by the same rule; delete against edit is a clash.
//!
//! Clocks play no part.

use super::Groups;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// One group of an edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupEdit {
    /// What the editor's phone held; `null` if the group was absent.
    pub base: Value,
    /// What the editor wants; `null` to take the group away.
    pub mine: Value,
}

/// What became of one group.
#[derive(Clone, Debug, PartialEq)]
pub enum GroupOutcome {
    /// The county already says what the editor wants, or the editor changed nothing.
    Settled,
    /// The county takes this value.
    Taken(Value),
    /// Both changed it: the county's value stands until a person chooses.
    Clash {
        /// The value the editor started from.
        base: Value,
        /// The county's value.
        theirs: Value,
        /// The editor's value.
        mine: Value,
    },
}

/// Merges one group.
pub fn merge_group(edit: &GroupEdit, theirs: &Value) -> GroupOutcome {
    let GroupEdit { base, mine } = edit;
    if mine == theirs || mine == base {
        return GroupOutcome::Settled;
    }
    if base == theirs {
        return GroupOutcome::Taken(mine.clone());
    }
    match merge_list(base, theirs, mine) {
        Some(merged) if &merged == theirs => GroupOutcome::Settled,
        Some(merged) => GroupOutcome::Taken(merged),
        None => GroupOutcome::Clash { base: base.clone(), theirs: theirs.clone(), mine: mine.clone() },
    }
}

/// Merges every group of an edit into `subject`, and returns what became of each.
/// Groups that `declared` does not name are left alone and reported as clashes:
/// nothing is overwritten in silence, and nothing undeclared is written at all.
pub fn merge_groups(
    subject: &mut Groups,
    declared: &[&str],
    edits: &BTreeMap<String, GroupEdit>,
) -> BTreeMap<String, GroupOutcome> {
    let mut outcomes = BTreeMap::new();
    for (name, edit) in edits {
        let theirs = subject.get(name).cloned().unwrap_or(Value::Null);
        let outcome = if declared.contains(&name.as_str()) {
            merge_group(edit, &theirs)
        } else {
            GroupOutcome::Clash { base: edit.base.clone(), theirs, mine: edit.mine.clone() }
        };
        if let GroupOutcome::Taken(value) = &outcome {
            match value {
                Value::Null => subject.remove(name),
                value => subject.insert(name.clone(), value.clone()),
            };
        }
        outcomes.insert(name.clone(), outcome);
    }
    outcomes
}

/// Element-wise merge of three lists of objects with ids; `None` where any element
/// clashes or any side is no such list. The county's order is kept, additions follow.
fn merge_list(base: &Value, theirs: &Value, mine: &Value) -> Option<Value> {
    let (base, theirs_list, mine_list) = (by_id(base)?, by_id(theirs)?, by_id(mine)?);
    let mut merged = Vec::new();
    let mut seen = BTreeSet::new();
    for (id, _) in theirs_list.iter().chain(&mine_list) {
        if !seen.insert(id.clone()) {
            continue;
        }
        let find = |list: &[(String, Value)]| {
            list.iter().find(|(other, _)| other == id).map(|(_, value)| value.clone())
        };
        let (was, county, phone) = (find(&base), find(&theirs_list), find(&mine_list));
        let kept = if phone == county || phone == was {
            county
        } else if county == was {
            phone
        } else {
            return None;
        };
        merged.extend(kept);
    }
    Some(Value::Array(merged))
}

/// A list's elements by their `id`; an absent group counts as an empty list.
fn by_id(list: &Value) -> Option<Vec<(String, Value)>> {
    match list {
        Value::Null => Some(Vec::new()),
        Value::Array(elements) => elements
            .iter()
            .map(|element| Some((element.get("id")?.as_str()?.to_owned(), element.clone())))
            .collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

use super::*;
use proptest::prelude::*;
use serde_json::json;

fn edit(base: Value, mine: Value) -> GroupEdit {
    GroupEdit { base, mine }
}

#[test]
fn every_row_of_the_three_way_table() {
    let (a, b, c) = (json!({"text": "a"}), json!({"text": "b"}), json!({"text": "c"}));
    let clash = GroupOutcome::Clash { base: a.clone(), theirs: b.clone(), mine: c.clone() };
    let rows = [
        ("nobody changed it", &a, &a, &a, GroupOutcome::Settled),
        ("only the county changed it", &a, &b, &a, GroupOutcome::Settled),
        ("only the phone changed it", &a, &a, &b, GroupOutcome::Taken(b.clone())),
        ("both changed it alike", &a, &b, &b, GroupOutcome::Settled),
        ("both changed it differently", &a, &b, &c, clash),
    ];
    for (story, base, theirs, mine, outcome) in rows {
        assert_eq!(merge_group(&edit(base.clone(), mine.clone()), theirs), outcome, "{story}");
    }
}

#[test]
fn lists_with_ids_merge_by_element() {
    let base = json!([{"id": "1", "number": "a"}, {"id": "2", "number": "b"}]);
    let theirs = json!([{"id": "1", "number": "A"}, {"id": "2", "number": "b"}]);
    let mine = json!([{"id": "1", "number": "a"}, {"id": "3", "number": "c"}]);
    let merged = json!([{"id": "1", "number": "A"}, {"id": "3", "number": "c"}]);
    assert_eq!(merge_group(&edit(base, mine), &theirs), GroupOutcome::Taken(merged));
}

#[test]
fn a_deletion_against_an_edit_is_always_a_clash() {
    let base = json!([{"id": "1", "number": "a"}]);
    let edited = json!([{"id": "1", "number": "b"}]);
    let deleted = json!([]);
    for (theirs, mine) in [(&edited, &deleted), (&deleted, &edited)] {
        let outcome = merge_group(&edit(base.clone(), mine.clone()), theirs);
        assert!(matches!(outcome, GroupOutcome::Clash { .. }), "{outcome:?}");
    }
}

#[test]
fn a_group_that_is_not_declared_is_never_written() {
    let mut subject = Groups::new();
    let edits = BTreeMap::from([("region".to_owned(), edit(Value::Null, json!("elsewhere")))]);
    let outcomes = merge_groups(&mut subject, &["address"], &edits);
    assert!(matches!(outcomes["region"], GroupOutcome::Clash { .. }));
    assert!(subject.is_empty());
}

fn group() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![Just(Value::Null), (0..4_u8).prop_map(|n| json!({ "n": n }))];
    let list = prop::collection::btree_map(0..4_u8, 0..3_u8, 0..4).prop_map(|items| {
        items.into_iter().map(|(id, n)| json!({"id": id.to_string(), "n": n})).collect::<Value>()
    });
    prop_oneof![scalar, list]
}

proptest! {
    /// Whoever arrives first, the county ends with the same value, or with a clash both times.
    #[test]
    fn the_order_of_two_edits_decides_no_merged_value(base in group(), ours in group(), yours in group()) {
        let apply = |first: &Value, second: &Value| {
            let county = match merge_group(&edit(base.clone(), first.clone()), &base) {
                GroupOutcome::Taken(value) => value,
                _ => base.clone(),
            };
            match merge_group(&edit(base.clone(), second.clone()), &county) {
                GroupOutcome::Taken(value) => Some(value),
                GroupOutcome::Settled => Some(county),
                GroupOutcome::Clash { .. } => None,
            }
        };
        let sorted = |value: Option<Value>| value.map(|value| match value {
            Value::Array(mut items) => { items.sort_by_key(|item| item["id"].to_string()); Value::Array(items) }
            other => other,
        });
        prop_assert_eq!(sorted(apply(&ours, &yours)), sorted(apply(&yours, &ours)));
    }

    /// A retried edit changes nothing: the second time it is settled.
    #[test]
    fn a_repeated_edit_is_settled(base in group(), theirs in group(), mine in group()) {
        if let GroupOutcome::Taken(value) = merge_group(&edit(base.clone(), mine.clone()), &theirs) {
            let again = merge_group(&edit(base, mine), &value);
            prop_assert!(matches!(again, GroupOutcome::Settled), "{:?}", again);
        }
    }
}

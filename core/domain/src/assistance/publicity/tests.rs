use super::*;
use serde_json::json;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn identity(name: &str, number: Option<&str>, born: Option<&str>) -> Identity {
    Identity {
        name: name.to_owned(),
        citizen_number: number.map(|number| number.parse().unwrap()),
        birth_date: born.map(day),
        sex: None,
    }
}

fn row(applicant: &Identity, on: &str) -> Result<Row, NotPublishable> {
    Row::new(applicant, NonZeroU32::new(3).unwrap(), 123_456, day(on))
}

/// Of the standard's own example, born 1949-12-31.
const NUMBER: &str = "11010519491231002X";

#[test]
fn a_notice_says_three_things_of_each_and_nothing_else() {
    let row = row(&identity(" 王秀英 ", Some(NUMBER), None), "2026-11-23").unwrap();
    let expected = json!({ "rows": [{ "name": "王秀英", "family_members": 3, "amount_fen": 123_456 }] });
    let allowance = Notice::<MinimumLivingAllowance>::new(vec![row.clone()]);
    let poverty = Notice::<ExtremePoverty>::new(vec![row]);
    assert_eq!(serde_json::to_value(&allowance).unwrap(), expected);
    assert_eq!(serde_json::to_value(&poverty).unwrap(), expected);
    assert_eq!(allowance.programme(), Programme::MinimumLivingAllowance);
    assert_eq!(poverty.programme(), Programme::ExtremePoverty);
}

#[test]
fn nobody_who_is_or_may_be_a_minor_is_named() {
    use NotPublishable::{AgeUnknown, Minor, NameMissing};
    let born = |born| identity("李明", None, Some(born));
    let rows = [
        ("turns 18 that day", born("2008-11-23"), Ok(())),
        ("the day before", born("2008-11-24"), Err(Minor)),
        ("not born yet", born("2026-11-24"), Err(Minor)),
        ("no birth date at all", identity("李明", None, None), Err(AgeUnknown)),
        ("by the number", identity("李明", Some(NUMBER), None), Ok(())),
        ("a child by the file only", identity("李明", Some(NUMBER), Some("2015-01-01")), Err(Minor)),
        ("no name", identity(" \u{3000}", Some(NUMBER), None), Err(NameMissing)),
    ];
    for (story, applicant, expected) in rows {
        assert_eq!(row(&applicant, "2026-11-23").map(|_| ()), expected, "{story}");
    }
    let minor_by_the_number_only = identity("李明", Some(NUMBER), Some("1930-01-01"));
    assert_eq!(row(&minor_by_the_number_only, "1960-01-01"), Err(Minor));
}

#[test]
fn the_name_is_not_in_the_debug_output() {
    let row = row(&identity("王秀英", Some(NUMBER), None), "2026-11-23").unwrap();
    let shown = format!("{:?}", Notice::<ExtremePoverty>::new(vec![row]));
    assert!(!shown.contains("王秀英") && !shown.contains("123456"), "{shown}");
}

/// Two blanket answers to one question; only for what is not publishable is one of them the answer.
trait Either<Which> {
    fn answers() {}
}
impl<T> Either<()> for T {}
impl<T: Publishable> Either<bool> for T {}

/// Fails by not compiling: were one of these publishable, `_` could be either.
#[test]
fn no_programme_for_children_is_publishable() {
    <ChildWithoutCare as Either<_>>::answers();
    <Orphan as Either<_>>::answers();
    <DisadvantagedChild as Either<_>>::answers();
    <LeftBehindChild as Either<_>>::answers();
}

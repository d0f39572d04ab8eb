//! Whatever is done in whatever order: what a session shows is what its own draft gives when it is settled afresh.

use proptest::prelude::*;

use super::*;

/// Everything that follows from something else, in a form of two screens.
const SURVEY: &str = "| survey |\n\
    | | type | name | label | relevant | calculation | constraint | required | readonly | default | trigger | choice_filter | repeat_count |\n\
    | | select_one yn | asked | Asked ${heads} | | | | yes | | yes | | | |\n\
    | | integer | heads | Heads | | | . < 4 | | | | | | |\n\
    | | integer | price | Price | | | . > count(${members}) | ${asked} = 'no' | . = 9 | 2 + 1 | | | |\n\
    | | begin group | home | Home | ${asked} = 'yes' | | | | | | | | |\n\
    | | begin repeat | members | Members | ${price} != 5 | | | | | | | | |\n\
    | | text | name | Name | | | | position(..) = 1 | | | | | |\n\
    | | integer | age | Age of ${name} | ${name} != 'x' | | . < ${oldest} + 1 | | | 10 * position(..) | | | |\n\
    | | select_one l | town | Town | | | | | ${age} > 20 | | | rank != ${price} | |\n\
    | | select_multiple l | been | Been | | | | | | a | | rank > position(..) or name = ${town} | |\n\
    | | integer | noted | Noted | ${asked} = 'yes' | ${price} + ${age} | | | | | ${town}, ${heads} | | |\n\
    | | begin repeat | jobs | Jobs | | | | | | | | | ${age} div 10 |\n\
    | | decimal | wage | Wage | position(..) < 4 | | | | | ${price} | | | |\n\
    | | calculate | share | | | ${wage} div ${all} | | | | | | | |\n\
    | | end repeat | | | | | | | | | | | |\n\
    | | calculate | own | | ${wage} != '' | sum(${wage}) * ${price} | | | | | | | |\n\
    | | end repeat | | | | | | | | | | | |\n\
    | | end group | | | | | | | | | | | |\n\
    | | begin repeat | days | Days | | | | | | | | | ${heads} |\n\
    | | date | day | Day | | | | . = '' | | today() + position(..) | | | |\n\
    | | calculate | after | | | ${day} - today() + count(${days}) | | | | | | | |\n\
    | | text | why | Why | indexed-repeat(${day}, ${days}, position(..) - 1) != '' or ${price} > 2 | | | | | | | | |\n\
    | | end repeat | | | | | | | | | | | |\n\
    | | calculate | all | | | sum(${wage}) | | | | | | | |\n\
    | | calculate | oldest | | | coalesce(max(${age}), 99) | | | | | | | |\n\
    | | calculate | second | | | indexed-repeat(${name}, ${members}, 2) | | | | | | | |\n\
    | | calculate | many | | count(${members}) > 0 | count(${jobs}) + count(${why}) | | | | | | | |\n\
    | | calculate | first | | | once(${price}) | | | | | | | |\n\
    | | integer | whole | Whole | ${many} > 1 | ${all} div 3 | | | | | | | |\n\
    | | calculate | said | | | jr:choice-name(${asked}, '${asked}') | | | | | | | |\n\
    | | note | last | ${said} ${many} | ${second} != '' or ${whole} > 1 | | | | | | | | |\n\
    | choices |\n\
    | | list_name | name | label | rank |\n\
    | | yn | yes | Yes | |\n| | yn | no | No | |\n\
    | | l | a | A | 1 |\n| | l | b | B | 2 |\n| | l | c | C | 3 |\n\
    | settings |\n| | form_id | version | form_title | default_language |\n| | rich | 1 | R | en |\n";

/// What is done, before it is known what there is to do it to.
#[derive(Debug, Clone)]
enum Turn {
    Answer(prop::sample::Index, prop::sample::Index),
    Clear(prop::sample::Index),
    /// Answers what need not be shown.
    Anywhere(prop::sample::Index, prop::sample::Index),
    Add(prop::sample::Index),
    Remove(prop::sample::Index),
    Resume,
}

fn turns() -> impl Strategy<Value = Turn> {
    let index = || any::<prop::sample::Index>();
    prop_oneof![
        8 => (index(), index()).prop_map(|(at, value)| Turn::Answer(at, value)),
        2 => index().prop_map(Turn::Clear),
        1 => (index(), index()).prop_map(|(at, value)| Turn::Anywhere(at, value)),
        3 => index().prop_map(Turn::Add),
        1 => index().prop_map(Turn::Remove),
        1 => Just(Turn::Resume),
    ]
}

fn rich() -> FormSession {
    let form = Form::import(SURVEY, Format::Markdown);
    FormSession::new(Arc::new(form.unwrap_or_else(|problems| panic!("{:?}", problems.list()))), context())
}

/// Every place that an answer could ever have, shown or not.
fn places(session: &FormSession) -> Vec<FieldPath> {
    session.snapshot().answers.into_keys().collect()
}

fn worth(kind: crate::QuestionKind, choice: &prop::sample::Index) -> Value {
    use crate::QuestionKind as Kind;
    match kind {
        Kind::Integer => Value::Integer(*choice.get(&[0, 1, 2, 3, 5, 9, 25, 31])),
        Kind::Decimal => Value::Decimal(choice.get(&["0", "1.5", "30"]).parse().unwrap()),
        Kind::Date => Value::Date(choice.get(&["2026-11-02", "2026-10-01"]).parse().unwrap()),
        Kind::SelectOne => one(["yes", "no", "a", "b", "c"][choice.index(5)]),
        Kind::SelectMultiple => {
            let codes = choice.get(&["a", "b", "a b", "b c"]).split(' ');
            Value::Many(codes.map(ToOwned::to_owned).collect())
        }
        _ => text(["x", "Bai", "Lan"][choice.index(3)]),
    }
}

fn turn(session: &mut FormSession, turn: &Turn) {
    let questions: Vec<FieldPath> = session.questions().into_iter().map(|question| question.path).collect();
    let of = |session: &FormSession, place: &FieldPath| session.form().field(place.name()).unwrap().kind;
    let mut repeats = Vec::new();
    let mut instances = Vec::new();
    for item in session.visible() {
        match item {
            Item::Repeat(repeat) => repeats.push(repeat.path),
            Item::Instance(instance) => instances.push(instance.path),
            Item::Group(_) | Item::Question(_) => {}
        }
    }
    // What is refused has changed nothing, which is looked at like everything else.
    match turn {
        Turn::Answer(at, value) => {
            let place = at.get(&questions);
            let _ = session.answer(place, worth(of(session, place), value));
        }
        Turn::Clear(at) => drop(session.clear(at.get(&questions))),
        Turn::Anywhere(at, value) => {
            let places = places(session);
            let place = at.get(&places);
            let _ = session.answer(place, worth(of(session, place), value));
        }
        Turn::Add(at) if !repeats.is_empty() => drop(session.add_instance(at.get(&repeats))),
        Turn::Remove(at) if !instances.is_empty() => drop(session.remove_instance(at.get(&instances))),
        Turn::Add(_) | Turn::Remove(_) => {}
        Turn::Resume => {
            *session = FormSession::resume(Arc::clone(session.form()), &session.snapshot()).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn a_session_is_what_its_own_draft_settles_to(turns in prop::collection::vec(turns(), 1..40)) {
        let mut session = rich();
        for (index, next) in turns.iter().enumerate() {
            turn(&mut session, next);
            let fresh = FormSession::resume(Arc::clone(session.form()), &session.snapshot()).unwrap();
            // Debug prints no answer, so the place of the first difference is what there is to see.
            let odd = fresh.visible().into_iter().zip(session.visible()).find(|(one, other)| one != other);
            prop_assert!(odd.is_none(), "after turn {}: {:?}", index, odd);
            prop_assert_eq!(fresh.visible().len(), session.visible().len());
            prop_assert_eq!(fresh.missing(), session.missing());
            prop_assert_eq!(tree(&fresh), tree(&session));
            prop_assert_eq!(fresh.snapshot(), session.snapshot());
        }
    }
}

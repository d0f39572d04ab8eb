use super::*;
use crate::rules::all;
use proptest::prelude::*;

/// The standard's own sub-totals.
const SUB_TOTALS: [(Part, u8); 4] =
    [(Part::SelfCare, 32), (Part::Movement, 15), (Part::Mind, 28), (Part::SensesAndSociety, 15)];
const TWO_QUALIFIED: [Assessor; 2] = [Assessor { qualified: true }; 2];

fn scale() -> &'static Scale {
    &all().last().unwrap().ability
}

fn best() -> BTreeMap<Item, u8> {
    Item::ALL.into_iter().map(|item| (item, item.most_points())).collect()
}

/// Answers that sum to `total`, filled from the first item on.
fn summing_to(total: u8) -> BTreeMap<Item, u8> {
    let mut left = total;
    let answers = Item::ALL.into_iter().map(|item| {
        let points = left.min(item.most_points());
        left -= points;
        (item, points)
    });
    answers.collect()
}

fn score(answers: &BTreeMap<Item, u8>) -> Outcome {
    scale().score(answers, Circumstances::default(), &TWO_QUALIFIED).unwrap()
}

#[test]
fn the_items_are_those_of_annex_b() {
    let most = [("B.1", "44444444"), ("B.2", "4443"), ("B.3", "444444112"), ("B.4", "22434")];
    let expected = most.iter().flat_map(|(part, row)| {
        row.chars().enumerate().map(move |(n, most)| (format!("{part}.{}", n + 1), most))
    });
    let items = Item::ALL.map(|item| (item.code().to_owned(), char::from(b'0' + item.most_points())));
    assert!(items.into_iter().eq(expected));
    for item in Item::ALL {
        assert_eq!(serde_json::to_value(item).unwrap(), item.code());
        let part = serde_json::to_value(item.part()).unwrap();
        assert!(item.code().starts_with(part.as_str().unwrap()), "{item:?} in {part}");
    }
}

#[test]
fn the_best_answers_give_the_standards_sub_totals_and_ninety() {
    let outcome = score(&best());
    assert_eq!(outcome.parts, BTreeMap::from(SUB_TOTALS));
    assert_eq!((outcome.total, outcome.initial, outcome.grade), (90, Grade::Intact, Grade::Intact));
    assert_eq!(outcome.version, "gbt42195-2022/1");
}

#[test]
fn every_total_has_the_grade_of_the_table() {
    let table = [
        (0..=29, Grade::Total),
        (30..=45, Grade::Severe),
        (46..=65, Grade::Moderate),
        (66..=89, Grade::Mild),
        (90..=90, Grade::Intact),
    ];
    let mut totals = 0;
    for table_of in all() {
        for (range, grade) in table.clone() {
            for total in range {
                let answers = summing_to(total);
                let scored = table_of.ability.score(&answers, Circumstances::default(), &[]).unwrap();
                assert_eq!((scored.total, scored.initial, scored.grade), (total, grade, grade));
                totals += 1;
            }
        }
    }
    assert_eq!(totals, 91 * all().len());
}

#[test]
fn each_wrong_answer_is_refused_by_its_item() {
    let refused = |answers| scale().score(&answers, Circumstances::default(), &[]).unwrap_err().0;
    for item in Item::ALL {
        for (points, fault) in [(Some(item.most_points() + 1), Fault::TooMany), (None, Fault::Missing)] {
            let mut answers = best();
            answers.remove(&item);
            answers.extend(points.map(|points| (item, points)));
            assert_eq!(refused(answers), BTreeMap::from([(item, fault)]));
        }
    }
    assert_eq!(refused(BTreeMap::new()).len(), 26);
    let two = BTreeMap::from([(Item::Eating, 255), (Item::Sight, 2)]);
    assert_eq!((refused(two.clone()).len(), refused(two)[&Item::Eating]), (25, Fault::TooMany));
}

/// A woman of 84: 28 + 12 + 24 + 9 = 73, mild; dementia makes it moderate.
#[test]
fn a_golden_example_is_scored_by_hand() {
    let rows = ["43334434", "4332", "332444112", "21222"];
    let points = rows.concat().into_bytes();
    let answers: BTreeMap<Item, u8> =
        Item::ALL.into_iter().zip(points).map(|(item, digit)| (item, digit - b'0')).collect();
    let dementia = Circumstances { dementia: true, risk_events: 1, ..Circumstances::default() };
    let outcome = scale().score(&answers, dementia, &[Assessor { qualified: false }]).unwrap();
    let parts = [(Part::SelfCare, 28), (Part::Movement, 12), (Part::Mind, 24), (Part::SensesAndSociety, 9)];
    assert_eq!(outcome.parts, BTreeMap::from(parts));
    assert_eq!((outcome.total, outcome.initial, outcome.grade), (73, Grade::Mild, Grade::Moderate));
    assert_eq!(outcome.label, Label::Screening);
}

/// Columns: nothing, diagnosed, at risk, both, coma.
#[test]
fn changes_over_every_grade_are_as_tabled() {
    use Grade::{Intact, Mild, Moderate, Severe, Total};
    let rows = [
        [Intact, Mild, Mild, Mild, Total],
        [Mild, Moderate, Moderate, Moderate, Total],
        [Moderate, Severe, Severe, Severe, Total],
        [Severe, Total, Total, Total, Total],
        [Total, Total, Total, Total, Total],
    ];
    for (initial, row) in Grade::ALL.into_iter().zip(rows) {
        for bits in 0..8_u8 {
            for risk_events in 0..4 {
                let [dementia, mental_disorder, coma] = [1, 2, 4].map(|bit| bits & bit != 0);
                let circumstances = Circumstances { coma, dementia, mental_disorder, risk_events };
                let column = match (coma, dementia || mental_disorder, risk_events >= 2) {
                    (true, _, _) => 4,
                    (_, true, true) => 3,
                    (_, false, true) => 2,
                    (_, true, false) => 1,
                    (_, false, false) => 0,
                };
                assert_eq!(
                    scale().changed(initial, circumstances),
                    row[column],
                    "{initial:?} {circumstances:?}"
                );
            }
        }
    }
}

#[test]
fn a_county_that_counts_each_change_for_itself_or_coma_as_severe_is_followed() {
    let both = Circumstances { mental_disorder: true, risk_events: 2, ..Circumstances::default() };
    let twice = Scale { most_steps: 2, ..scale().clone() };
    assert_eq!(twice.changed(Grade::Mild, both), Grade::Severe);
    assert_eq!(twice.changed(Grade::Severe, both), Grade::Total);
    let coma = Circumstances { coma: true, ..Circumstances::default() };
    let note = Scale { coma: Grade::Severe, ..scale().clone() };
    assert_eq!(note.changed(Grade::Mild, coma), Grade::Severe);
    assert_eq!(note.changed(Grade::Total, coma), Grade::Total);
}

#[test]
fn only_two_qualified_assessors_make_an_assessment() {
    for qualified in 0..4 {
        for unqualified in 0..3 {
            let of = |count, qualified| std::iter::repeat_n(Assessor { qualified }, count);
            let assessors: Vec<Assessor> = of(unqualified, false).chain(of(qualified, true)).collect();
            let expected = if qualified >= 2 { Label::Assessment } else { Label::Screening };
            assert_eq!(label(&assessors), expected, "{qualified} and {unqualified}");
        }
    }
}

proptest! {
    #[test]
    fn no_change_makes_a_grade_better(
        total in 0..=90_u8, coma: bool, dementia: bool, mental_disorder: bool,
        risk_events in 0..9_u32, most_steps in 0..4_u8, of_coma in 0..5_usize,
    ) {
        let scale = Scale { most_steps, coma: Grade::ALL[of_coma], ..scale().clone() };
        let circumstances = Circumstances { coma, dementia, mental_disorder, risk_events };
        let scored = scale.score(&summing_to(total), circumstances, &[]).unwrap();
        prop_assert!(scored.grade >= scored.initial);
    }

    #[test]
    fn a_point_more_never_makes_a_grade_worse(total in 0..90_u8) {
        prop_assert!(scale().initial(total + 1) <= scale().initial(total));
    }

    #[test]
    fn the_total_is_the_sum_of_the_answers(seed in proptest::collection::vec(any::<u8>(), 26)) {
        let answers: BTreeMap<Item, u8> = Item::ALL
            .into_iter()
            .zip(seed)
            .map(|(item, seed)| (item, seed % (item.most_points() + 1)))
            .collect();
        let outcome = score(&answers);
        prop_assert_eq!(outcome.total, answers.values().sum::<u8>());
        prop_assert_eq!(outcome.total, outcome.parts.values().sum::<u8>());
        prop_assert!(SUB_TOTALS.iter().all(|(part, most)| outcome.parts[part] <= *most));
    }
}

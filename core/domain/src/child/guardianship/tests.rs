use super::*;
use crate::rules::all;
use chrono::Days;
use proptest::prelude::*;

const FORM: &str = include_str!("../../../../../fixtures/forms/guardian_visit.md");

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn settings() -> &'static Settings {
    &all().last().unwrap().child
}

/// A child of twelve, at home with a parent who cares well.
fn well() -> Facts {
    Facts {
        day: day("2026-11-22"),
        age: born("2014-05-01"),
        special_need: false,
        left_alone: false,
        lives_alone: false,
        carer: Carer::Parent,
        disqualifiers: Vec::new(),
        told_in_writing: None,
        capacity: Capacity::Able,
        contact: Contact::NotOwed,
        temporary: Vec::new(),
    }
}

fn born(birth: &str) -> Age {
    Age::on(day(birth), day("2026-11-22")).unwrap()
}

fn with_contact(contact: Contact) -> Facts {
    Facts { carer: Carer::Adult, contact, ..well() }
}

#[test]
fn a_child_well_cared_for_has_no_risk() {
    let assessment = assess(&well(), settings());
    assert_eq!(assessment.red_lines, []);
    assert_eq!(assessment.breaches, []);
    assert_eq!(assessment.class, RiskClass::None);
}

/// Under 8, under 16, neither: on the birthdays and the days after.
#[test]
fn the_facts_of_article_21_over_all_edges_are_as_written() {
    let ages = [
        ("2018-11-22", true, true),
        ("2018-11-21", false, true),
        ("2010-11-22", false, true),
        ("2010-11-21", false, false),
    ];
    for (birth, under_8, under_16) in ages {
        for bits in 0..8_u8 {
            let [special_need, left_alone, lives_alone] = [bits & 1, bits & 2, bits & 4].map(|bit| bit != 0);
            for carer in [Carer::Parent, Carer::Adult, Carer::Unfit, Carer::Nobody] {
                let facts =
                    Facts { age: born(birth), special_need, left_alone, lives_alone, carer, ..well() };
                let found = assess(&facts, settings());
                let by_oneself = lives_alone || carer == Carer::Nobody;
                let tender = under_8 || special_need;
                let holds = |line| found.red_lines.contains(&line);
                assert_eq!(
                    holds(RedLine::Under8Unattended),
                    tender && (left_alone || by_oneself),
                    "{facts:?}"
                );
                assert_eq!(holds(RedLine::Under16LivingAlone), under_16 && by_oneself, "{facts:?}");
                let unfit = found.breaches.contains(&Breach::UnfitCarer);
                assert_eq!(unfit, tender && carer == Carer::Unfit, "{facts:?}");
            }
        }
    }
}

#[test]
fn an_entrusted_carer_is_held_to_article_22() {
    let entrusted = |carer, told| Facts {
        carer,
        disqualifiers: vec![Disqualifier::DrugsAlcoholGambling],
        told_in_writing: told,
        ..well()
    };
    let breaches = |facts: &Facts| assess(facts, settings()).breaches;
    let both = [Breach::DisqualifiedCarer, Breach::NotTold];
    assert_eq!(breaches(&entrusted(Carer::Adult, Some(false))), both);
    assert_eq!(breaches(&entrusted(Carer::Unfit, Some(true))), [Breach::DisqualifiedCarer]);
    assert_eq!(breaches(&entrusted(Carer::Parent, Some(false))), [], "a parent is not entrusted");
    let clean = Facts { disqualifiers: Vec::new(), ..entrusted(Carer::Adult, None) };
    assert_eq!(breaches(&clean), []);
    assert_eq!(assess(&entrusted(Carer::Adult, None), settings()).class, RiskClass::High);
}

#[test]
fn capacity_lost_or_refused_is_a_red_line_and_limited_a_breach() {
    let assessed = |capacity| assess(&Facts { capacity, ..well() }, settings());
    assert_eq!(assessed(Capacity::Limited).red_lines, []);
    assert_eq!(assessed(Capacity::Limited).breaches, [Breach::LimitedCapacity]);
    for capacity in [Capacity::Unable, Capacity::Refuses] {
        assert_eq!(assessed(capacity).red_lines, [RedLine::GuardianLostCapacity]);
        assert_eq!(assessed(capacity).class, RiskClass::Urgent);
    }
}

#[test]
fn contact_is_late_from_the_eighth_day_and_lost_after_six_months() {
    let rows = [
        ("2026-11-22", 0, None),
        ("2026-11-15", 7, None),
        ("2026-11-14", 8, Some(Breach::ContactLate)),
        ("2026-05-23", 183, Some(Breach::ContactLate)),
        ("2026-05-22", 184, Some(Breach::ContactLost)),
    ];
    for (last, days, breach) in rows {
        let found = assess(&with_contact(Contact::Last(day(last))), settings());
        assert_eq!(found.days_without_contact, Some(days), "{last}");
        assert_eq!(found.breaches, Vec::from_iter(breach), "{last}");
    }
    let never = assess(&with_contact(Contact::Never), settings());
    assert_eq!((never.breaches, never.days_without_contact), (vec![Breach::ContactLost], None));
}

#[test]
fn every_ground_of_article_92_forces_urgent() {
    for ground in TemporaryGround::ALL {
        let found = assess(&Facts { temporary: vec![ground, ground], ..well() }, settings());
        assert_eq!(found.red_lines, [ground.red_line()], "{ground:?}");
        assert_eq!(found.class, RiskClass::Urgent, "{ground:?}");
    }
}

#[test]
fn every_table_gives_every_breach_a_class_that_no_red_line_is_needed_for() {
    for table in all() {
        for breach in Breach::ALL {
            let class = table.child.breach_class[&breach];
            assert!(RiskClass::None < class && class < RiskClass::Urgent, "{breach:?} in {}", table.version);
        }
    }
}

#[test]
fn a_breach_that_the_table_forgot_weighs_as_the_heaviest() {
    let forgetful = Settings { breach_class: std::collections::BTreeMap::new(), ..settings().clone() };
    assert_eq!(forgetful.class_of(Breach::NotTold), RiskClass::High);
}

#[test]
fn the_codes_of_the_form_are_these() {
    let stands = |list: &str, code: serde_json::Value| {
        let row = format!("| | {list} | {} |", code.as_str().unwrap());
        assert!(FORM.contains(&row), "{row}");
    };
    use Disqualifier::{DrugsAlcoholGambling, OtherUnfit, RefusedCare, SexualOrViolent};
    for code in [SexualOrViolent, DrugsAlcoholGambling, RefusedCare, OtherUnfit] {
        stands("disqualifiers", serde_json::to_value(code).unwrap());
    }
    for code in [Capacity::Able, Capacity::Limited, Capacity::Unable, Capacity::Refuses] {
        stands("capacity", serde_json::to_value(code).unwrap());
    }
    for code in [RiskClass::None, RiskClass::Low, RiskClass::Middle, RiskClass::High, RiskClass::Urgent] {
        stands("risks", serde_json::to_value(code).unwrap());
    }
}

proptest! {
    #[test]
    fn the_class_follows_from_red_lines_first_and_the_worst_breach_next(
        born_days_ago in 0..7_000_u64, silent in 0..400_u64, bits in 0..32_u8, carer in 0..4_usize,
    ) {
        let today = day("2026-11-22");
        let flag = |bit: u8| bits & (1 << bit) != 0;
        let facts = Facts {
            age: Age::on(today - Days::new(born_days_ago), today).unwrap(),
            special_need: flag(0),
            left_alone: flag(1),
            lives_alone: flag(2),
            carer: [Carer::Parent, Carer::Adult, Carer::Unfit, Carer::Nobody][carer],
            disqualifiers: if flag(3) { vec![Disqualifier::OtherUnfit] } else { Vec::new() },
            capacity: if flag(4) { Capacity::Limited } else { Capacity::Able },
            contact: Contact::Last(today - Days::new(silent)),
            ..well()
        };
        let found = assess(&facts, settings());
        prop_assert_eq!(found.class == RiskClass::Urgent, !found.red_lines.is_empty());
        prop_assert!(found.breaches.iter().all(|breach| settings().class_of(*breach) <= found.class));
    }
}

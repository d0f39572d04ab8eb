//! What the answers of a form must hold, fault by fault.

use super::*;
use crate::visit::{ElderCheckIn, GuardianVisit, RedLine};
use serde_json::{Value, json};

/// A household whose answers hold together: two members, one set apart, both legs of the transfers.
fn household() -> Value {
    json!({
        "who": { "near_relative": "no", "applied_on": "2026-11-10" },
        "family": { "members": [
            { "_id": 1, "member_name": "A", "member_number": "11010519491231002X", "set_apart": "no" },
            { "_id": 2, "member_name": "B", "member_number": "440524188001010014" },
            { "_id": 3, "member_name": "C", "set_apart": "prison" },
        ] },
        "income": {
            "wage_income": "12000.5", "business_income": "0", "property_income": "100", "transfer_received": "2400",
            "transfer_paid": "600.25", "other_income": "0", "deduct_employment": "300",
            // (12000.50 + 100 + 2400 - 600.25 - 300) / 24 = 566.677 -> 566.67
            "income_per_head_month": "566.67",
        },
        "property": { "property_items": [
            { "_id": 4, "property_kind": "deposit", "property_value": "500" },
            { "_id": 5, "property_kind": "house", "property_exempt": "needed_for_living", "property_exempt_reason": "the home" },
            { "_id": 6, "property_kind": "tractor_of_this_county" },
        ] },
        "spending": { "spendings": [{ "_id": 7, "spending_date": "2025-11-10" }, { "_id": 8 }] },
        "dwelling": { "danger_grade": "C", "photo_danger": "sha" },
        "risk_class": "general",
    })
}

/// A child of seven who is never alone, with a grandmother who manages.
fn child() -> Value {
    json!({
        "child": { "child_age": 7, "guardian_consent": "yes", "lives_with": "grandparents" },
        "carer": { "actual_carer": "grandparent", "carer_capacity": "able" },
        "safety": { "left_alone": "never" },
        "temporary_grounds": ["none"],
        "risk_class": "low",
    })
}

/// An elder who does everything alone.
fn elder() -> Value {
    let mut answers = json!({ "points_self_care": "32", "points_movement": "15", "points_mental": "28",
        "points_senses": "15", "points_total": "90", "risk_class": "general" });
    for item in crate::elder::ability::Item::ALL {
        answers[format!("ab_{}", item.name())] = item.most_points().to_string().into();
    }
    answers
}

fn found(kind: VisitKind, answers: Value, red_lines: &[RedLine]) -> Vec<Finding> {
    let mut visit = household_check();
    if !matches!(kind, VisitKind::HouseholdCheck(_)) {
        visit.kind = kind;
    }
    visit.answers = answers;
    visit.red_lines = red_lines.to_vec();
    check(&visit, table("2026-11"))
}

/// Puts another value where a pointer leads.
fn with_answer(mut answers: Value, at: &str, value: impl Into<Value>) -> Value {
    let (parent, name) = at.rsplit_once('/').unwrap();
    answers.pointer_mut(parent).unwrap()[name] = value.into();
    answers
}

#[test]
fn each_fault_of_a_households_answers_is_named_and_nothing_else() {
    let kind = || VisitKind::HouseholdCheck(HouseholdCheck::default());
    let rows: [(&str, Value, &[Finding]); 17] = [
        ("as it should be", household(), &[]),
        ("no answers", Value::Null, &[]),
        ("a form that asks none of it", json!({ "other": "x" }), &[]),
        (
            "a wrong number",
            with_answer(household(), "/family/members/0/member_number", "110105194912310021"),
            &[Finding::CitizenNumberWrong],
        ),
        (
            "listed twice",
            with_answer(household(), "/family/members/1/member_number", "11010519491231002x"),
            &[Finding::MemberListedTwice],
        ),
        (
            "a fen too much",
            with_answer(household(), "/income/income_per_head_month", "566.68"),
            &[Finding::IncomeDoesNotAddUp],
        ),
        (
            "the other leg forgotten",
            with_answer(household(), "/income/transfer_paid", "0"),
            &[Finding::IncomeDoesNotAddUp],
        ),
        (
            "a leg missing",
            with_answer(household(), "/income/transfer_paid", Value::Null),
            &[Finding::IncomeDoesNotAddUp],
        ),
        (
            "one more member",
            with_answer(household(), "/family/members/2/set_apart", "no"),
            &[Finding::IncomeDoesNotAddUp],
        ),
        (
            "exempt in silence",
            with_answer(household(), "/property/property_items/1/property_exempt_reason", " "),
            &[Finding::ExemptionWithoutReason],
        ),
        (
            "no mobility vehicle",
            with_answer(household(), "/property/property_items/1/property_exempt", "mobility_vehicle"),
            &[Finding::ExemptionWithoutReason],
        ),
        (
            "money of no amount",
            with_answer(household(), "/property/property_items/0/property_value", Value::Null),
            &[Finding::PropertyValueMissing],
        ),
        (
            "paid a day too early",
            with_answer(household(), "/spending/spendings/0/spending_date", "2025-11-09"),
            &[Finding::SpendingOutsideWindow],
        ),
        (
            "paid on the day",
            with_answer(household(), "/spending/spendings/0/spending_date", "2026-11-10"),
            &[Finding::SpendingOutsideWindow],
        ),
        (
            "kin to an officer",
            with_answer(household(), "/who/near_relative", "yes"),
            &[Finding::NearRelative],
        ),
        (
            "danger and no photo",
            with_answer(household(), "/dwelling/photo_danger", ""),
            &[Finding::DangerPhotoMissing],
        ),
        (
            "grade D",
            with_answer(household(), "/dwelling/danger_grade", "D"),
            &[Finding::RedLineMissing, Finding::RiskBelowRedLine],
        ),
    ];
    for (story, answers, findings) in rows {
        assert_eq!(found(kind(), answers, &[]), findings, "{story}");
    }
}

#[test]
fn each_fault_of_a_childs_answers_is_named_and_nothing_else() {
    let rows: [(&str, Value, &[RedLine], &[Finding]); 9] = [
        ("as it should be", child(), &[], &[]),
        (
            "nobody asked for consent",
            with_answer(child(), "/child/guardian_consent", Value::Null),
            &[],
            &[Finding::GuardianConsentMissing],
        ),
        (
            "left alone at seven",
            with_answer(child(), "/safety/left_alone", "short"),
            &[],
            &[Finding::RedLineMissing, Finding::RiskBelowRedLine],
        ),
        (
            "left alone, named, and called low",
            with_answer(child(), "/safety/left_alone", "short"),
            &[RedLine::Under8Unattended],
            &[Finding::RiskBelowRedLine],
        ),
        (
            "named and urgent",
            with_answer(with_answer(child(), "/safety/left_alone", "often"), "/risk_class", "urgent"),
            &[RedLine::Under8Unattended],
            &[],
        ),
        (
            "left alone at eight",
            with_answer(with_answer(child(), "/safety/left_alone", "short"), "/child/child_age", 8),
            &[],
            &[],
        ),
        (
            "living alone at fifteen",
            with_answer(with_answer(child(), "/child/lives_with", "alone"), "/child/child_age", 15),
            &[],
            &[Finding::RedLineMissing, Finding::RiskBelowRedLine],
        ),
        (
            "a carer who refuses",
            with_answer(child(), "/carer/carer_capacity", "refuses"),
            &[],
            &[Finding::RedLineMissing, Finding::RiskBelowRedLine],
        ),
        (
            "a ground of article 92",
            with_answer(child(), "/temporary_grounds", json!(["guardian_prevented"])),
            &[RedLine::GuardianLostCapacity],
            &[Finding::RiskBelowRedLine],
        ),
    ];
    let kind = || VisitKind::GuardianVisit(GuardianVisit::default());
    for (story, answers, red_lines, findings) in rows {
        assert_eq!(found(kind(), answers, red_lines), findings, "{story}");
    }
    let unasked = with_answer(child(), "/child/guardian_consent", Value::Null);
    let unasked = with_answer(unasked, "/child/child_age", 14);
    assert_eq!(found(kind(), unasked, &[]), []);
}

#[test]
fn each_fault_of_a_screening_is_named_and_nothing_else() {
    let kind = || VisitKind::ElderCheckIn(ElderCheckIn::default());
    let rows: [(&str, Value, &[Finding]); 6] = [
        ("as it should be", elder(), &[]),
        ("an item beyond its points", with_answer(elder(), "/ab_stairs", "4"), &[Finding::AbilityItemWrong]),
        ("an item below zero", with_answer(elder(), "/ab_stairs", "-1"), &[Finding::AbilityItemWrong]),
        ("an item missing", with_answer(elder(), "/ab_sight", Value::Null), &[Finding::AbilityItemWrong]),
        (
            "a part that does not add up",
            with_answer(elder(), "/ab_eating", "3"),
            &[Finding::AbilityPointsWrong],
        ),
        (
            "a total that does not",
            with_answer(elder(), "/points_total", "91"),
            &[Finding::AbilityPointsWrong],
        ),
    ];
    for (story, answers, findings) in rows {
        assert_eq!(found(kind(), answers, &[]), findings, "{story}");
    }
}

#[test]
fn where_nobody_was_met_nothing_is_asked_of_the_answers() {
    let mut visit = household_check();
    visit.outcome = Outcome::NobodyHome;
    visit.answers = json!({ "near_relative": "yes", "danger_grade": "D" });
    assert_eq!(check(&visit, table("2026-11")), []);
}

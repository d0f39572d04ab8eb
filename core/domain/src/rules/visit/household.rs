//! What a household's answers must hold: 民发〔2021〕57号 art. 11, 13, 14, and 《刚性支出困难家庭认定办法》 art. 4.

use super::{Finding, RulesTable};
use crate::{
    answers::Answers,
    assistance::{
        income::{Deduction, DeductionReason, Income},
        property::{Exemption, Ground, Item, Kind},
        rigid_spending::Window,
    },
    code::citizen_number::CitizenNumber,
    visit::Visit,
};
use std::num::NonZeroU32;

pub(super) fn check(visit: &Visit, answers: Answers<'_>, rules: &RulesTable, findings: &mut Vec<Finding>) {
    members(answers, findings);
    if !income_adds_up(answers, rules) {
        findings.push(Finding::IncomeDoesNotAddUp);
    }
    property(answers, findings);
    let applied = answers.date("applied_on").unwrap_or(visit.day);
    if let Some(window) = Window::before(applied) {
        let paid = answers.instances("spendings").filter_map(|spending| spending.date("spending_date"));
        if paid.into_iter().any(|day| !window.holds(day)) {
            findings.push(Finding::SpendingOutsideWindow);
        }
    }
    if answers.text("near_relative") == Some("yes") {
        findings.push(Finding::NearRelative);
    }
}

fn members(answers: Answers<'_>, findings: &mut Vec<Finding>) {
    let mut seen: Vec<CitizenNumber> = Vec::new();
    let (mut wrong, mut twice) = (false, false);
    for number in answers.instances("members").filter_map(|member| member.text("member_number")) {
        match number.parse() {
            Ok(number) if seen.contains(&number) => twice = true,
            Ok(number) => seen.push(number),
            Err(_) => wrong = true,
        }
    }
    findings.extend(wrong.then_some(Finding::CitizenNumberWrong));
    findings.extend(twice.then_some(Finding::MemberListedTwice));
}

/// Whether the income a head that the form gave is what its amounts give. True where the form gave none.
fn income_adds_up(answers: Answers<'_>, rules: &RulesTable) -> bool {
    let Some(given) = answers.fen("income_per_head_month") else { return true };
    let counted =
        answers.instances("members").filter(|member| matches!(member.text("set_apart"), None | Some("no")));
    let members = u32::try_from(counted.count()).ok().and_then(NonZeroU32::new);
    let (Some(members), Some(income)) = (members, income(answers)) else { return false };
    income.per_head_month(members, &rules.assistance) == Ok(given)
}

/// `None` where an amount is missing or is none.
fn income(answers: Answers<'_>) -> Option<Income> {
    let fen = |name| answers.fen(name).and_then(|fen| u64::try_from(fen).ok());
    let deductions = [
        ("deduct_disability", DeductionReason::Disability),
        ("deduct_serious_illness", DeductionReason::SeriousIllness),
        ("deduct_employment", DeductionReason::Employment),
    ];
    Some(Income {
        wages_fen: fen("wage_income")?,
        business_net_fen: fen("business_income")?,
        property_net_fen: fen("property_income")?,
        transfers_received_fen: fen("transfer_received")?,
        transfers_paid_fen: fen("transfer_paid")?,
        other_fen: fen("other_income")?,
        set_aside: Vec::new(),
        deductions: deductions
            .into_iter()
            .filter_map(|(name, reason)| Some(Deduction { reason, fen: fen(name)? }))
            .collect(),
    })
}

fn property(answers: Answers<'_>, findings: &mut Vec<Finding>) {
    use crate::assistance::property::Finding as Fault;
    let (mut silent, mut unvalued) = (false, false);
    for item in answers.instances("property_items").filter_map(item) {
        for fault in item.findings() {
            match fault {
                Fault::ReasonMissing | Fault::NotAVehicle => silent = true,
                Fault::ValueMissing => unvalued = true,
            }
        }
    }
    findings.extend(silent.then_some(Finding::ExemptionWithoutReason));
    findings.extend(unvalued.then_some(Finding::PropertyValueMissing));
}

/// A kind that the law does not name is the county's own, and nothing is said of it.
fn item(answers: Answers<'_>) -> Option<Item> {
    let kind: Kind = answers.coded("property_kind").next()?;
    let exempt = answers.text("property_exempt").filter(|code| *code != "no").map(|_| Exemption {
        ground: answers.coded("property_exempt").next().unwrap_or(Ground::NeededForLiving),
        reason: answers.text("property_exempt_reason").unwrap_or_default().to_owned(),
    });
    let value_fen = answers.fen("property_value").and_then(|fen| u64::try_from(fen).ok());
    Some(Item { kind, value_fen, exempt })
}

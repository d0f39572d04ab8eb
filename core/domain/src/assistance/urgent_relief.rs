//! 临时救助. In an emergency (急难型) help comes first, and the means check, the review and the
//! notice may be left out; what was done is then registered and signed for within a time that the
//! county sets (LOCAL). Spending relief (支出型) takes the full procedure.

use super::Limits;
use crate::{id::AccountId, rules::Rule};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// 临时救助, with 小金额先行救助 as of 2022-2023.
pub const RULE: Rule = Rule {
    says: "Relief in an emergency may come before the paperwork, within a small amount, and is registered and signed for within the county's working days.",
    term: "临时救助 先行救助",
    source: "国发〔2014〕47号 (unverified); 小金额先行救助 2022-2023 (unverified)",
    data: Some("rules"),
    tests: &["assistance::urgent_relief::each_fault_of_help_first_is_named"],
};

/// One relief, as it is registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relief {
    /// Of which type, and why.
    pub cause: Cause,
    /// What was given.
    pub form: Form,
    /// The day on which it was given.
    pub given_on: NaiveDate,
    /// 先行救助: before the paperwork.
    pub first: bool,
    /// Who signed for it afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signed>,
}

/// What happened; the type follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// 火灾
    Fire,
    /// 交通事故
    TrafficAccident,
    /// 突发重大疾病
    SuddenIllness,
    /// 其他特殊困难
    OtherEmergency,
    /// 教育支出
    SchoolingCosts,
    /// 医疗支出
    MedicalCosts,
}

impl Cause {
    /// 急难型; the others are 支出型.
    pub fn is_emergency(self) -> bool {
        !matches!(self, Self::SchoolingCosts | Self::MedicalCosts)
    }
}

/// 救助方式
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// 发放救助金
    Cash {
        /// How much.
        fen: u64,
    },
    /// 实物
    InKind {
        /// What it is worth.
        fen: u64,
    },
    /// 转介服务
    Referral,
}

/// A signature given afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// By whom.
    pub by: AccountId,
    /// On which day.
    pub on: NaiveDate,
}

/// What is wrong with a relief, or not done yet. The code is stable; the words live in the shells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Given first, and no emergency.
    NoEmergency,
    /// Given first, and more than may be.
    AboveSmallAmount,
    /// Cash or goods of no value.
    AmountMissing,
    /// Not signed for, and there is time.
    PaperworkDue,
    /// Not signed for in time.
    PaperworkOverdue,
    /// Signed for before it was given.
    SignedBeforehand,
}

impl Relief {
    /// What is wrong, or still owed, on a day. The paperwork of help that came first is due by
    /// [`Step::ReliefPaperwork`](crate::deadline::Step::ReliefPaperwork), counted from the day of the help.
    pub fn findings(&self, today: NaiveDate, paperwork_due: NaiveDate, limits: &Limits) -> Vec<Finding> {
        let amount = match self.form {
            Form::Cash { fen } | Form::InKind { fen } => Some(fen),
            Form::Referral => None,
        };
        let done = self.signed.map_or(today, |signed| signed.on);
        let late = self.first && done > paperwork_due;
        let findings = [
            (Finding::NoEmergency, self.first && !self.cause.is_emergency()),
            (
                Finding::AboveSmallAmount,
                self.first && amount.is_some_and(|fen| fen > limits.relief_first_most_fen),
            ),
            (Finding::AmountMissing, amount == Some(0)),
            (Finding::PaperworkDue, self.first && self.signed.is_none() && !late),
            (Finding::PaperworkOverdue, late),
            (
                Finding::SignedBeforehand,
                self.first && self.signed.is_some_and(|signed| signed.on < self.given_on),
            ),
        ];
        findings.into_iter().filter(|(_, found)| *found).map(|(finding, _)| finding).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistance::limits;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Given on a Friday.
    fn after_the_fire() -> Relief {
        Relief {
            cause: Cause::Fire,
            form: Form::Cash { fen: 200_000 },
            given_on: day("2026-11-20"),
            first: true,
            signed: None,
        }
    }

    fn signed(on: &str) -> Option<Signed> {
        Some(Signed { by: AccountId(Uuid::nil()), on: day(on) })
    }

    #[test]
    fn each_fault_of_help_first_is_named() {
        use Finding::*;
        let limits = Limits { relief_first_most_fen: 200_000, ..limits().clone() };
        let good = || Relief { signed: signed("2026-12-04"), ..after_the_fire() };
        let rows: [(&str, Relief, &str, &[Finding]); 12] = [
            ("in time", good(), "2027-01-01", &[]),
            ("signed on the spot", Relief { signed: signed("2026-11-20"), ..good() }, "2026-11-20", &[]),
            (
                "signed late",
                Relief { signed: signed("2026-12-05"), ..good() },
                "2027-01-01",
                &[PaperworkOverdue],
            ),
            (
                "signed before",
                Relief { signed: signed("2026-11-19"), ..good() },
                "2027-01-01",
                &[SignedBeforehand],
            ),
            ("last day", after_the_fire(), "2026-12-04", &[PaperworkDue]),
            ("day after", after_the_fire(), "2026-12-05", &[PaperworkOverdue]),
            (
                "a fen too much",
                Relief { form: Form::Cash { fen: 200_001 }, ..good() },
                "2027-01-01",
                &[AboveSmallAmount],
            ),
            (
                "goods too dear",
                Relief { form: Form::InKind { fen: 200_001 }, ..good() },
                "2027-01-01",
                &[AboveSmallAmount],
            ),
            ("no amount", Relief { form: Form::Cash { fen: 0 }, ..good() }, "2027-01-01", &[AmountMissing]),
            ("a referral", Relief { form: Form::Referral, ..good() }, "2027-01-01", &[]),
            ("school fees", Relief { cause: Cause::SchoolingCosts, ..good() }, "2027-01-01", &[NoEmergency]),
            (
                "in its turn",
                Relief {
                    first: false,
                    cause: Cause::MedicalCosts,
                    form: Form::Cash { fen: 9_000_000 },
                    ..after_the_fire()
                },
                "2027-01-01",
                &[],
            ),
        ];
        for (story, relief, today, findings) in rows {
            assert_eq!(relief.findings(day(today), day("2026-12-04"), &limits), findings, "{story}");
        }
    }

    #[test]
    fn only_spending_is_no_emergency() {
        use Cause::*;
        let causes = [Fire, TrafficAccident, SuddenIllness, OtherEmergency, SchoolingCosts, MedicalCosts];
        assert_eq!(causes.map(Cause::is_emergency), [true, true, true, true, false, false]);
    }
}

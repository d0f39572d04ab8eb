//! The risk class of a child after a visit.

use crate::{rules::Rule, visit::RedLine};
use serde::{Deserialize, Serialize};

/// How the class comes about.
pub const RULE: Rule = Rule {
    says: "The worst part makes the class, and any single red line makes it urgent.",
    term: "风险等级",
    source: "未成年人保护法 art. 11, 21, 92; 国发〔2016〕13号",
    data: None,
    tests: &["child::risk::one_red_line_is_urgent_whatever_else_was_found"],
};

/// Ordered: a later class means more care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskClass {
    /// 无风险
    None,
    /// 低
    Low,
    /// 中
    Middle,
    /// 高
    High,
    /// 紧急
    Urgent,
}

/// Of many parts the worst: a mean could lose the one that matters, and a red line above all.
pub fn weigh(parts: impl IntoIterator<Item = RiskClass>, red_lines: &[RedLine]) -> RiskClass {
    if !red_lines.is_empty() {
        return RiskClass::Urgent;
    }
    parts.into_iter().max().unwrap_or(RiskClass::None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*, sample::select};

    const CLASSES: [RiskClass; 5] =
        [RiskClass::None, RiskClass::Low, RiskClass::Middle, RiskClass::High, RiskClass::Urgent];

    fn red_lines() -> impl Strategy<Value = Vec<RedLine>> {
        let some = [
            RedLine::SuspectedAbuse,
            RedLine::Under8Unattended,
            RedLine::Under16LivingAlone,
            RedLine::GuardianLostCapacity,
            RedLine::OtherSeriousHarm,
        ];
        vec(select(some.to_vec()), 0..4)
    }

    proptest! {
        #[test]
        fn one_red_line_is_urgent_whatever_else_was_found(
            parts in vec(select(CLASSES.to_vec()), 0..40), lines in red_lines(),
        ) {
            let class = weigh(parts.iter().copied(), &lines);
            if lines.is_empty() {
                prop_assert!(parts.iter().all(|part| *part <= class));
                prop_assert!(class == RiskClass::None || parts.contains(&class));
            } else {
                prop_assert_eq!(class, RiskClass::Urgent);
            }
        }
    }
}

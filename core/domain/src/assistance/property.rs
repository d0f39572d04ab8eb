//! Property of a household (家庭财产), 57号 art. 14. What the household needs to work or to live
//! may be exempt, and only with a reason written down: an exemption that says nothing exempts
//! nothing.

use crate::rules::Rule;
use serde::{Deserialize, Serialize};

/// 57号 art. 14.
pub const RULE: Rule = Rule {
    says: "All property counts but what is exempt as needed to work or live, or as a disabled person's vehicle, with the reason written down.",
    term: "家庭财产",
    source: "民发〔2021〕57号 art. 14; vessels and mobility vehicles after 民发〔2012〕220号",
    data: None,
    tests: &[
        "assistance::property::an_exemption_holds_only_with_a_reason_that_fits",
        "assistance::property::the_total_is_of_what_counts_and_says_what_has_no_value",
        "assistance::property::each_fault_of_an_item_is_named",
    ],
};

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 银行存款
    Deposit,
    /// 证券
    Security,
    /// 基金
    Fund,
    /// 商业保险, by its cash value.
    Insurance,
    /// 债权
    Claim,
    /// 互联网金融资产
    OnlineAsset,
    /// 车辆
    Vehicle,
    /// 船舶 (of the 2012 text; the 2021 text says "等").
    Vessel,
    /// 房屋
    House,
    /// 林木等定着物
    Fixture,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Deposit,
        Self::Security,
        Self::Fund,
        Self::Insurance,
        Self::Claim,
        Self::OnlineAsset,
        Self::Vehicle,
        Self::Vessel,
        Self::House,
        Self::Fixture,
    ];

    /// 不动产
    pub fn is_immovable(self) -> bool {
        matches!(self, Self::House | Self::Fixture)
    }

    /// Money or a claim to it: worth an amount, and needed as such by nobody to work or move about.
    pub fn is_financial(self) -> bool {
        !self.is_immovable() && !matches!(self, Self::Vehicle | Self::Vessel)
    }
}

/// One thing that the household owns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// What it is worth; `None` for things that are counted by number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_fen: Option<u64>,
    /// Why it should not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exempt: Option<Exemption>,
}

/// 豁免
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exemption {
    /// Of which sort.
    pub ground: Ground,
    /// Why, in the investigator's words; required.
    pub reason: String,
}

/// What may be exempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 生产必需
    NeededForProduction,
    /// 生活必需
    NeededForLiving,
    /// 残疾人代步车
    MobilityVehicle,
}

/// What is wrong with an item. The code is stable; the words live in the shells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Exempt, and not said why.
    ReasonMissing,
    /// Exempt as a mobility vehicle, and no vehicle.
    NotAVehicle,
    /// Money, and not said how much.
    ValueMissing,
}

impl Item {
    /// What is wrong with it.
    pub fn findings(&self) -> Vec<Finding> {
        let exemption = self.exempt.as_ref();
        let findings = [
            (Finding::ReasonMissing, exemption.is_some_and(Exemption::is_silent)),
            (Finding::NotAVehicle, exemption.is_some_and(|exemption| !exemption.fits(self.kind))),
            (Finding::ValueMissing, self.kind.is_financial() && self.value_fen.is_none()),
        ];
        findings.into_iter().filter(|(_, found)| *found).map(|(finding, _)| finding).collect()
    }

    /// Whether it counts: not exempt, or exempt without a reason that fits.
    pub fn counts(&self) -> bool {
        !self.exempt.as_ref().is_some_and(|exemption| !exemption.is_silent() && exemption.fits(self.kind))
    }
}

impl Exemption {
    fn is_silent(&self) -> bool {
        self.reason.trim().is_empty()
    }

    fn fits(&self, kind: Kind) -> bool {
        self.ground != Ground::MobilityVehicle || kind == Kind::Vehicle
    }
}

/// What counts of a list of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// Their values together.
    pub fen: u128,
    /// How many of them have no value: the sum says nothing of these.
    pub without_value: usize,
}

/// The total of the items that count and are of a kind asked for.
pub fn total(items: &[Item], of: impl Fn(Kind) -> bool) -> Total {
    let counted = items.iter().filter(|item| item.counts() && of(item.kind));
    counted.fold(Total { fen: 0, without_value: 0 }, |total, item| match item.value_fen {
        Some(fen) => Total { fen: total.fen + u128::from(fen), ..total },
        None => Total { without_value: total.without_value + 1, ..total },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(kind: Kind, value_fen: Option<u64>, exempt: Option<(Ground, &str)>) -> Item {
        let exempt = exempt.map(|(ground, reason)| Exemption { ground, reason: reason.to_owned() });
        Item { kind, value_fen, exempt }
    }

    #[test]
    fn an_exemption_holds_only_with_a_reason_that_fits() {
        let grounds = [Ground::NeededForProduction, Ground::NeededForLiving, Ground::MobilityVehicle];
        for kind in Kind::ALL {
            assert!(item(kind, Some(1), None).counts());
            for ground in grounds {
                assert!(item(kind, Some(1), Some((ground, " \u{3000}\n"))).counts(), "{kind:?} {ground:?}");
                let fits = ground != Ground::MobilityVehicle || kind == Kind::Vehicle;
                assert_eq!(
                    item(kind, Some(1), Some((ground, "for the shop"))).counts(),
                    !fits,
                    "{kind:?} {ground:?}"
                );
            }
        }
    }

    #[test]
    fn the_total_is_of_what_counts_and_says_what_has_no_value() {
        let items = [
            item(Kind::Deposit, Some(u64::MAX), None),
            item(Kind::Fund, Some(1), None),
            item(Kind::House, Some(30), None),
            item(Kind::House, None, None),
            item(Kind::Vehicle, None, Some((Ground::MobilityVehicle, "grade 2, legs"))),
            item(Kind::Vehicle, Some(5), Some((Ground::NeededForProduction, ""))),
            item(Kind::Vessel, Some(7), Some((Ground::NeededForProduction, "fishes for a living"))),
        ];
        let all = u128::from(u64::MAX) + 1 + 30 + 5;
        assert_eq!(total(&items, |_| true), Total { fen: all, without_value: 1 });
        assert_eq!(total(&items, Kind::is_immovable), Total { fen: 30, without_value: 1 });
        assert_eq!(total(&items, |kind| kind == Kind::Vehicle), Total { fen: 5, without_value: 0 });
        assert_eq!(total(&[], |_| true), Total { fen: 0, without_value: 0 });
    }

    #[test]
    fn each_fault_of_an_item_is_named() {
        use Finding::{NotAVehicle, ReasonMissing, ValueMissing};
        let rows: [(Item, &[Finding]); 7] = [
            (item(Kind::Deposit, Some(0), None), &[]),
            (item(Kind::Deposit, None, None), &[ValueMissing]),
            (item(Kind::House, None, None), &[]),
            (item(Kind::Vehicle, None, Some((Ground::MobilityVehicle, "legs"))), &[]),
            (item(Kind::Vehicle, None, Some((Ground::MobilityVehicle, " "))), &[ReasonMissing]),
            (item(Kind::House, None, Some((Ground::MobilityVehicle, "legs"))), &[NotAVehicle]),
            (
                item(Kind::Claim, None, Some((Ground::MobilityVehicle, ""))),
                &[ReasonMissing, NotAVehicle, ValueMissing],
            ),
        ];
        for (item, findings) in rows {
            assert_eq!(item.findings(), findings, "{item:?}");
        }
    }

    #[test]
    fn the_kinds_are_six_financial_two_that_move_and_two_that_do_not() {
        let count = |of: fn(Kind) -> bool| Kind::ALL.into_iter().filter(|kind| of(*kind)).count();
        assert_eq!((count(Kind::is_financial), count(Kind::is_immovable)), (6, 2));
        assert!(!Kind::Vehicle.is_financial() && !Kind::Vessel.is_financial());
        assert!(!Kind::ALL.into_iter().any(|kind| kind.is_financial() && kind.is_immovable()));
    }
}

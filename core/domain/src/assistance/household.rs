//! Who counts as a member of the household (共同生活的家庭成员, 57号 art. 7), who may apply
//! alone (单人户, art. 8), and which household stands just above the standard.

use super::Limits;
use crate::{
    code::disability::{Disability, severe_for_single_application},
    rules::Rule,
};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// 57号 art. 7 and 8.
pub const RULES: [Rule; 3] = [
    Rule {
        says: "A household is the spouse, children who are minor or can not live on their own, and whoever is bound to support and lives there for long; clergy long apart, prisoners, inmates of detoxification and persons declared missing are not counted.",
        term: "共同生活的家庭成员",
        source: "民发〔2021〕57号 art. 7",
        data: None,
        tests: &["assistance::household::every_tie_and_every_circumstance"],
    },
    Rule {
        says: "In a household just above the standard the severely disabled and the catastrophically ill may apply alone; clergy three years apart may in any.",
        term: "单独提出申请",
        source: "民发〔2021〕57号 art. 8",
        data: None,
        tests: &["assistance::household::who_may_apply_alone"],
    },
    Rule {
        says: "A household that gets no 低保 is marginal while its income a head is below one and a half times the standard.",
        term: "最低生活保障边缘家庭",
        source: "民发〔2021〕57号 art. 8",
        data: Some("rules"),
        tests: &["assistance::household::a_marginal_household_is_strictly_below_the_line"],
    },
];

/// Years apart from which clergy form no part of the household (art. 7) and may apply alone
/// (art. 8): 三年以上（含三年）.
const CLERGY_YEARS: u32 = 3;

/// How somebody is tied to the applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// 配偶
    Spouse,
    /// 未成年子女
    MinorChild,
    /// 成年子女; bound to support the parents, as any child is.
    AdultChild {
        /// Can not live on their own, or studies full time for a bachelor's degree or below.
        dependent: bool,
    },
    /// Anybody else.
    Other {
        /// 法定赡养、扶养、抚养义务关系, one way or the other.
        support_duty: bool,
    },
}

/// What takes somebody out of the household whatever the tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Circumstance {
    /// 宗教教职人员 who live apart.
    Clergy {
        /// Whole years, without a break.
        years_apart: u32,
    },
    /// 在监狱内服刑
    Imprisoned,
    /// 在戒毒所强制隔离戒毒
    CompulsoryDetox,
    /// 宣告失踪
    DeclaredMissing,
    /// By a rule of the province (LOCAL).
    ByProvince,
}

/// Whether somebody counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Counts.
    Member,
    /// Would, but for the circumstance.
    Excluded(Circumstance),
    /// The tie is too weak.
    NoMember,
}

/// Whether somebody counts as a member. `lives_there`: has long lived with the applicant.
pub fn standing(tie: Tie, lives_there: bool, circumstance: Option<Circumstance>) -> Standing {
    let tied = match tie {
        Tie::Spouse | Tie::MinorChild => true,
        Tie::AdultChild { dependent } => dependent || lives_there,
        Tie::Other { support_duty } => support_duty && lives_there,
    };
    match circumstance.filter(|circumstance| circumstance.excludes()) {
        _ if !tied => Standing::NoMember,
        Some(circumstance) => Standing::Excluded(circumstance),
        None => Standing::Member,
    }
}

impl Circumstance {
    fn excludes(self) -> bool {
        match self {
            Self::Clergy { years_apart } => years_apart >= CLERGY_YEARS,
            Self::Imprisoned | Self::CompulsoryDetox | Self::DeclaredMissing | Self::ByProvince => true,
        }
    }
}

/// Somebody who asks to apply alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Single {
    /// Belongs to a household that [`is_marginal`].
    pub of_marginal_household: bool,
    /// By the card.
    pub disability: Option<Disability>,
    /// 重特大疾病, as the local department recognises it.
    pub catastrophic_illness: bool,
    /// Whole years as clergy away from the family, in a place of worship.
    pub clergy_years: Option<u32>,
    /// In hardship otherwise, by a rule of the county or above (LOCAL; art. 8(4)).
    pub by_county: bool,
}

/// Why somebody may apply alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 重度残疾, and grade 3 of the mind (art. 8(1)). Other programmes draw this line elsewhere.
    Disability,
    /// 重特大疾病 (art. 8(2)).
    CatastrophicIllness,
    /// 宗教教职人员 (art. 8(3)). They left their family, so how that family stands is not asked.
    Clergy,
    /// 其他特殊困难人员 (art. 8(4)).
    ByCounty,
}

impl Single {
    /// On which grounds; none means that only the household may apply.
    pub fn grounds(&self) -> Vec<Ground> {
        let grounds = [
            (
                Ground::Disability,
                self.of_marginal_household
                    && self.disability.is_some_and(|of| severe_for_single_application(of.kind, of.grade)),
            ),
            (Ground::CatastrophicIllness, self.of_marginal_household && self.catastrophic_illness),
            (Ground::Clergy, self.clergy_years.is_some_and(|years| years >= CLERGY_YEARS)),
            (Ground::ByCounty, self.by_county),
        ];
        grounds.into_iter().filter(|(_, given)| *given).map(|(ground, _)| ground).collect()
    }
}

/// 低保边缘家庭: gets no 低保, income a head below [`Limits::edge_percent`] of the standard, property
/// within limits. `net_fen` is the income of twelve months; the comparison is exact, without rounding.
pub fn is_marginal(
    gets_allowance: bool,
    net_fen: i64,
    members: NonZeroU32,
    property_within_limits: bool,
    limits: &Limits,
) -> bool {
    let standard_fen = i128::from(limits.standard_fen_month) * 12 * i128::from(members.get());
    let below = i128::from(net_fen) * 100 < standard_fen * i128::from(limits.edge_percent);
    !gets_allowance && property_within_limits && below
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        assistance::limits,
        code::disability::{DisabilityKind, Grade},
    };

    #[test]
    fn every_tie_and_every_circumstance() {
        use Standing::{Excluded, Member, NoMember};
        // Tie; counts if elsewhere; counts if there.
        let ties = [
            (Tie::Spouse, true, true),
            (Tie::MinorChild, true, true),
            (Tie::AdultChild { dependent: true }, true, true),
            (Tie::AdultChild { dependent: false }, false, true),
            (Tie::Other { support_duty: true }, false, true),
            (Tie::Other { support_duty: false }, false, false),
        ];
        let circumstances = [
            (None, false),
            (Some(Circumstance::Clergy { years_apart: 0 }), false),
            (Some(Circumstance::Clergy { years_apart: 2 }), false),
            (Some(Circumstance::Clergy { years_apart: 3 }), true),
            (Some(Circumstance::Clergy { years_apart: 40 }), true),
            (Some(Circumstance::Imprisoned), true),
            (Some(Circumstance::CompulsoryDetox), true),
            (Some(Circumstance::DeclaredMissing), true),
            (Some(Circumstance::ByProvince), true),
        ];
        for (tie, elsewhere, there) in ties {
            for (lives_there, tied) in [(false, elsewhere), (true, there)] {
                for (circumstance, out) in circumstances {
                    let expected = match (tied, out) {
                        (false, _) => NoMember,
                        (true, true) => Excluded(circumstance.unwrap()),
                        (true, false) => Member,
                    };
                    assert_eq!(
                        standing(tie, lives_there, circumstance),
                        expected,
                        "{tie:?} {circumstance:?}"
                    );
                }
            }
        }
    }

    /// Columns: grade 1 to 4. Rows: kinds, in the order of the card.
    const SEVERE: [&str; 7] = ["xx..", "xx..", "xx..", "xx..", "xxx.", "xxx.", "xx.."];

    #[test]
    fn who_may_apply_alone() {
        let mut disabilities = vec![(None, false)];
        for (kind, row) in DisabilityKind::ALL.into_iter().zip(SEVERE) {
            let graded = Grade::ALL.into_iter().zip(row.chars());
            disabilities.extend(graded.map(|(grade, cell)| (Some(Disability { kind, grade }), cell == 'x')));
        }
        let clergy = [(None, false), (Some(0), false), (Some(2), false), (Some(3), true), (Some(9), true)];
        let yes_no = [false, true];
        for (disability, severe) in disabilities {
            for (clergy_years, long) in clergy {
                for ((marginal, ill), by_county) in yes_no
                    .into_iter()
                    .flat_map(|a| yes_no.map(|b| (a, b)))
                    .flat_map(|ab| yes_no.map(|c| (ab, c)))
                {
                    let single = Single {
                        of_marginal_household: marginal,
                        disability,
                        catastrophic_illness: ill,
                        clergy_years,
                        by_county,
                    };
                    let grounds = single.grounds();
                    let has = |ground| grounds.contains(&ground);
                    assert_eq!(has(Ground::Disability), severe && marginal, "{single:?}");
                    assert_eq!(has(Ground::CatastrophicIllness), ill && marginal, "{single:?}");
                    assert_eq!(has(Ground::Clergy), long, "{single:?}");
                    assert_eq!(has(Ground::ByCounty), by_county, "{single:?}");
                }
            }
        }
    }

    #[test]
    fn a_marginal_household_is_strictly_below_the_line() {
        // An odd standard: half of it is no whole fen.
        let limits = Limits { standard_fen_month: 75_001, edge_percent: 150, ..limits().clone() };
        let three = NonZeroU32::new(3).unwrap();
        let line = 75_001 * 3 * 12 * 3 / 2;
        for (net_fen, below) in [(i64::MIN, true), (line - 1, true), (line, false), (i64::MAX, false)] {
            assert_eq!(is_marginal(false, net_fen, three, true, &limits), below, "{net_fen}");
            assert!(!is_marginal(true, net_fen, three, true, &limits));
            assert!(!is_marginal(false, net_fen, three, false, &limits));
        }
    }
}

//! Self-care of 特困人员 (生活自理能力评估): six things a person does alone, or does not.

use crate::rules::Rule;
use serde::{Deserialize, Serialize};

/// 43号 art. 21 and 22.
pub const RULE: Rule = Rule {
    says: "Six things done alone are full self-care, one to three not done are a partial loss of it, four or more a total one.",
    term: "生活自理能力评估",
    source: "民发〔2021〕43号 art. 21-22",
    data: None,
    tests: &["assistance::self_care::all_sixty_four_answers_have_the_class_of_the_table"],
};

/// What the person does alone (art. 21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfCare {
    /// 吃饭
    pub eats: bool,
    /// 穿衣
    pub dresses: bool,
    /// 上下床
    pub gets_in_and_out_of_bed: bool,
    /// 如厕
    pub uses_the_toilet: bool,
    /// 室内行走
    pub walks_indoors: bool,
    /// 洗澡
    pub washes: bool,
}

/// 生活自理能力, which sets the level of care (art. 20).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    /// 具备
    Able,
    /// 部分丧失
    PartlyLost,
    /// 完全丧失
    WhollyLost,
}

impl SelfCare {
    /// The class (art. 22).
    pub fn ability(self) -> Ability {
        let Self { eats, dresses, gets_in_and_out_of_bed, uses_the_toilet, walks_indoors, washes } = self;
        let done = [eats, dresses, gets_in_and_out_of_bed, uses_the_toilet, walks_indoors, washes];
        match done.into_iter().filter(|done| !done).count() {
            0 => Ability::Able,
            1..=3 => Ability::PartlyLost,
            _ => Ability::WhollyLost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows: eats, dresses, bed as a binary number. Columns: toilet, walks, washes.
    /// A able, P partly lost, W wholly lost.
    const TABLE: [&str; 8] =
        ["WWWWWWWP", "WWWPWPPP", "WWWPWPPP", "WPPPPPPP", "WWWPWPPP", "WPPPPPPP", "WPPPPPPP", "PPPPPPPA"];

    #[test]
    fn all_sixty_four_answers_have_the_class_of_the_table() {
        for (row, classes) in TABLE.into_iter().enumerate() {
            assert_eq!(classes.len(), 8);
            for (column, class) in classes.chars().enumerate() {
                let care = SelfCare {
                    eats: row & 4 != 0,
                    dresses: row & 2 != 0,
                    gets_in_and_out_of_bed: row & 1 != 0,
                    uses_the_toilet: column & 4 != 0,
                    walks_indoors: column & 2 != 0,
                    washes: column & 1 != 0,
                };
                let expected = match class {
                    'A' => Ability::Able,
                    'P' => Ability::PartlyLost,
                    _ => Ability::WhollyLost,
                };
                assert_eq!(care.ability(), expected, "{care:?}");
            }
        }
    }
}

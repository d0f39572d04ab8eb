//! Assessment of an elder's ability (老年人能力评估), GB/T 42195-2022: 26 items in four parts, 90 points, five grades.
//! More points are better; a later [`Grade`] is worse. Items and their maxima are the standard's (annex B), cut-offs
//! and changes stand in the rules table, because neither could be held against the standard itself (unverified).
//!
//! A social worker is seldom a certified assessor: what they find is a screening (初筛) and says so.

mod item;

use crate::rules::Rule;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

pub use item::{Item, Part};

/// Assessors that a formal assessment needs, each qualified (unverified).
pub const ASSESSORS: usize = 2;

/// Items, grades, changes, label.
pub const RULES: [Rule; 3] = [
    Rule {
        says: "Twenty-six items give 90 points, 32 + 15 + 28 + 15, and the points give the initial grade.",
        term: "老年人能力初步等级",
        source: "GB/T 42195-2022 annex B (cut-offs unverified)",
        data: Some("rules/*.json"),
        tests: &[
            "elder::ability::the_items_are_those_of_annex_b",
            "elder::ability::every_total_has_the_grade_of_the_table",
            "elder::ability::each_wrong_answer_is_refused_by_its_item",
        ],
    },
    Rule {
        says: "Coma means total loss; a diagnosis of F00-F99 or repeated care-risk events make the grade one worse.",
        term: "能力等级变更",
        source: "GB/T 42195-2022 annex C [CONFLICT]",
        data: Some("rules/*.json"),
        tests: &[
            "elder::ability::changes_over_every_grade_are_as_tabled",
            "elder::ability::no_change_makes_a_grade_better",
        ],
    },
    Rule {
        says: "Without two qualified assessors the result is a screening.",
        term: "初筛",
        source: "GB/T 42195-2022 (unverified)",
        data: None,
        tests: &["elder::ability::only_two_qualified_assessors_make_an_assessment"],
    },
];

/// Cut-offs and changes: section `ability` of the rules table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Scale {
    /// Names standard and reading, as results carry it.
    pub version: String,
    /// Fewest points of each grade (unverified); below all of them it is [`Grade::Total`].
    pub least_points: BTreeMap<Grade, u8>,
    /// What coma makes it. [CONFLICT] annex C says 完全失能, a note at B.3.9 in a filled-in form says 重度失能.
    pub coma: Grade,
    /// Fewest care-risk events within 30 days that make the grade worse.
    pub risk_events: u32,
    /// Most grades by which diagnosis and events together make it worse. [CONFLICT] "若有以下情况之一 … 提高一个级别"
    /// in the forms reads as one in all; counted each for itself it would be two.
    pub most_steps: u8,
}

/// 老年人能力等级
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 0 能力完好
    Intact,
    /// 1 轻度失能
    Mild,
    /// 2 中度失能
    Moderate,
    /// 3 重度失能
    Severe,
    /// 4 完全失能
    Total,
}

impl Grade {
    /// Best first.
    pub const ALL: [Self; 5] = [Self::Intact, Self::Mild, Self::Moderate, Self::Severe, Self::Total];

    fn worse(self) -> Self {
        match self {
            Self::Intact => Self::Mild,
            Self::Mild => Self::Moderate,
            Self::Moderate => Self::Severe,
            Self::Severe | Self::Total => Self::Total,
        }
    }
}

/// What changes a grade (annex C).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circumstances {
    /// 处于昏迷状态
    pub coma: bool,
    /// 确诊为痴呆, F00-F03
    pub dementia: bool,
    /// 精神科专科医生诊断的其他精神和行为障碍, F04-F99
    pub mental_disorder: bool,
    /// 近30天内照护风险事件: falls, choking, suicide or self-harm, wandering, others; all together.
    pub risk_events: u32,
}

/// Who assessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessor {
    /// 老年人能力评估师
    pub qualified: bool,
}

/// What a result may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// 初筛
    Screening,
    /// 评估
    Assessment,
}

/// What is wrong with one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Not answered.
    Missing,
    /// More than the item's maximum.
    TooMany,
}

/// Answers that give no result: every fault, item by item.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{} items are missing or out of range", .0.len())]
pub struct Refused(pub BTreeMap<Item, Fault>);

/// One assessment, scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Of the scale.
    pub version: String,
    /// Points by part.
    pub parts: BTreeMap<Part, u8>,
    /// Points in all, 0 to 90.
    pub total: u8,
    /// By points alone.
    pub initial: Grade,
    /// After the changes; never better than `initial`.
    pub grade: Grade,
    /// What it may be called.
    pub label: Label,
}

impl Scale {
    /// Scores the 26 answers.
    pub fn score(
        &self,
        answers: &BTreeMap<Item, u8>,
        circumstances: Circumstances,
        assessors: &[Assessor],
    ) -> Result<Outcome, Refused> {
        let faults = Item::ALL.into_iter().filter_map(|item| match answers.get(&item) {
            None => Some((item, Fault::Missing)),
            Some(points) if *points > item.most_points() => Some((item, Fault::TooMany)),
            Some(_) => None,
        });
        let faults: BTreeMap<Item, Fault> = faults.collect();
        if !faults.is_empty() {
            return Err(Refused(faults));
        }
        let mut parts: BTreeMap<Part, u8> = BTreeMap::new();
        for (item, points) in answers {
            *parts.entry(item.part()).or_insert(0) += points;
        }
        let total: u8 = parts.values().sum();
        let initial = self.initial(total);
        let grade = self.changed(initial, circumstances);
        Ok(Outcome { version: self.version.clone(), parts, total, initial, grade, label: label(assessors) })
    }

    /// The grade by points alone.
    pub fn initial(&self, total: u8) -> Grade {
        let reached = self.least_points.iter().filter(|(_, least)| total >= **least);
        reached.map(|(grade, _)| *grade).min().unwrap_or(Grade::Total)
    }

    /// The grade after the changes of annex C.
    pub fn changed(&self, initial: Grade, circumstances: Circumstances) -> Grade {
        let diagnosed = circumstances.dementia || circumstances.mental_disorder;
        let at_risk = circumstances.risk_events >= self.risk_events;
        let steps = (u8::from(diagnosed) + u8::from(at_risk)).min(self.most_steps);
        let grade = (0..steps).fold(initial, |grade, _| grade.worse());
        if circumstances.coma { grade.max(self.coma) } else { grade }
    }
}

/// Anything short of two qualified assessors is a screening.
pub fn label(assessors: &[Assessor]) -> Label {
    let qualified = assessors.iter().filter(|assessor| assessor.qualified).count();
    if qualified >= ASSESSORS { Label::Assessment } else { Label::Screening }
}

#[cfg(test)]
mod tests;

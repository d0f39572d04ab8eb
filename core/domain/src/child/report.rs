//! Mandatory report (强制报告): who finds a minor harmed, perhaps harmed or otherwise in danger reports **at once**
//! to police, civil affairs, education (未成年人保护法 art. 11; 反家庭暴力法 art. 14; 国发〔2016〕13号). The law names no
//! hour, and none is encoded: lateness is every minute between the answer and the report. A report that lacks
//! something is sent all the same and completed later; nothing here can hold one back.

use crate::{id::PersonId, rules::Rule, visit::RedLine};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The duty and its measure.
pub const RULES: [Rule; 2] = [
    Rule {
        says: "Every red line of a child is reported at once, to the police first.",
        term: "强制报告",
        source: "未成年人保护法 art. 11, 117, 130; 反家庭暴力法 art. 14, 35; 国发〔2016〕13号",
        data: None,
        tests: &[
            "child::report::every_red_line_of_a_child_is_reported_and_those_of_elders_are_not",
            "child::report::a_report_that_lacks_something_is_sent_and_says_what_it_lacks",
        ],
    },
    Rule {
        says: "Every minute between the answer and the report is shown, and so is a report never made.",
        term: "漏报、迟报、瞒报",
        source: "未成年人保护法 art. 11 (立即), 117",
        data: None,
        tests: &[
            "child::report::lateness_is_every_minute_begun_since_the_answer",
            "child::report::no_minute_is_forgiven",
        ],
    },
];

/// The ten situations: the national nine of 2020, as Guizhou's civil affairs extends them (LOCAL).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Situation {
    /// (1) 生殖器官或隐私部位遭受损伤
    GenitalInjury,
    /// (2) 不满十四周岁女性遭受性侵害、怀孕、流产
    #[serde(rename = "girl_under_14")]
    GirlUnder14,
    /// (3) 十四周岁以上女性遭受性侵害所致怀孕、流产
    #[serde(rename = "girl_from_14")]
    GirlFrom14,
    /// (4) 多处损伤、严重营养不良、意识不清，疑似受暴、受欺凌、被麻醉
    InjuryOrViolence,
    /// (5) 自杀、自残、中毒、被殴打等致伤亡
    SelfHarmOrPoison,
    /// (6) 被遗弃或者长期无人照料
    Abandoned,
    /// (7) 来源不明、失踪、被拐卖
    MissingOrTrafficked,
    /// (8) 被组织乞讨
    OrganisedBegging,
    /// (9) 12349 热线等线索: comes by telephone, never from an answer at a door.
    HotlineClue,
    /// (10) 其他严重侵害或者危险
    Other,
}

/// To whom a report goes (art. 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// 公安
    Police,
    /// 民政
    CivilAffairs,
    /// 教育
    Education,
}

/// What one red line asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Which situations it may be; the reporter says which.
    pub situations: &'static [Situation],
    /// In the order of calling.
    pub to: &'static [Authority],
}

/// The duty of a red line **of a child**; `None` for those that only an elder or a house has.
/// What the list of ten does not name falls under "other danger" (面临其他危险情形, art. 11).
pub fn duty(line: RedLine) -> Option<Duty> {
    use Situation as S;
    const BOTH: &[Authority] = &[Authority::Police, Authority::CivilAffairs];
    const ALL: &[Authority] = &[Authority::Police, Authority::CivilAffairs, Authority::Education];
    let (situations, to): (&'static [S], _) = match line {
        RedLine::SexualHarm => (&[S::GenitalInjury, S::GirlUnder14, S::GirlFrom14], BOTH),
        RedLine::SuspectedViolence => (&[S::InjuryOrViolence], ALL),
        RedLine::SuspectedAbuse | RedLine::UnconsciousOrMalnourished => (&[S::InjuryOrViolence], BOTH),
        RedLine::SelfHarm => (&[S::SelfHarmOrPoison], BOTH),
        RedLine::AbandonedOrUnattended | RedLine::Under8Unattended | RedLine::Under16LivingAlone => {
            (&[S::Abandoned], BOTH)
        }
        RedLine::MissingOrTrafficked => (&[S::MissingOrTrafficked], BOTH),
        RedLine::OrganisedBegging => (&[S::OrganisedBegging], BOTH),
        RedLine::GuardianLostCapacity | RedLine::OtherSeriousHarm => (&[S::Other], BOTH),
        RedLine::ElderUnreachable
        | RedLine::ElderUnsafeGasOrCo
        | RedLine::ElderNoFood
        | RedLine::ElderSelfHarm
        | RedLine::DwellingGradeD => return None,
    };
    Some(Duty { situations, to })
}

/// One report, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Who was told, and when.
    pub told: BTreeMap<Authority, DateTime<Utc>>,
    /// What it is about.
    pub situations: Vec<Situation>,
    /// The child, where on file.
    pub child: Option<PersonId>,
    /// The child, in words, where not on file.
    pub child_described: String,
    /// Where the child is now.
    pub whereabouts: String,
    /// What was seen or heard, in the child's own words where they are the source.
    pub observed: String,
}

/// What a report still lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "part", content = "authority")]
pub enum Lack {
    /// An authority not yet told.
    NotTold(Authority),
    /// Which situation it is.
    Situation,
    /// Which child.
    Child,
    /// Where the child is.
    Whereabouts,
    /// What was seen.
    Observed,
}

impl Report {
    /// What is wanting before the report is complete; never a reason to wait.
    pub fn lacks(&self, duty: Duty) -> Vec<Lack> {
        let blank = |text: &str| text.trim().is_empty();
        let told = |authority: &Authority| self.told.contains_key(authority);
        let untold = duty.to.iter().filter(|authority| !told(authority)).map(|to| Lack::NotTold(*to));
        let parts = [
            (Lack::Situation, !duty.situations.iter().any(|situation| self.situations.contains(situation))),
            (Lack::Child, self.child.is_none() && blank(&self.child_described)),
            (Lack::Whereabouts, blank(&self.whereabouts)),
            (Lack::Observed, blank(&self.observed)),
        ];
        untold.chain(parts.into_iter().filter_map(|(lack, wanting)| wanting.then_some(lack))).collect()
    }

    /// When the first authority was told.
    pub fn first_told(&self) -> Option<DateTime<Utc>> {
        self.told.values().min().copied()
    }
}

/// How a report stands against "at once". Every minute begun counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Lateness {
    /// No later than the answer was given.
    AtOnce,
    /// 迟报: told so long after the answer.
    Late {
        /// Between answer and report.
        minutes: u32,
    },
    /// 漏报: nobody told so far.
    Missing {
        /// Between answer and now.
        minutes: u32,
    },
    /// 瞒报, or to be shown not to be: the answer was taken back and nobody told.
    Withheld {
        /// Between answer and now.
        minutes: u32,
    },
}

/// A red-line answer and what became of it, all by one clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// First given.
    pub given: DateTime<Utc>,
    /// Whether it was later changed to no.
    pub taken_back: bool,
    /// See [`Report::first_told`].
    pub told: Option<DateTime<Utc>>,
}

/// How the report of an answer stands at `now`.
pub fn lateness(answer: Answer, now: DateTime<Utc>) -> Lateness {
    let minutes = |until: DateTime<Utc>| {
        let millis = (until - answer.given).num_milliseconds().max(0).cast_unsigned();
        u32::try_from(millis.div_ceil(60_000)).unwrap_or(u32::MAX)
    };
    match answer.told {
        Some(told) if told <= answer.given => Lateness::AtOnce,
        Some(told) => Lateness::Late { minutes: minutes(told).max(1) },
        None if answer.taken_back => Lateness::Withheld { minutes: minutes(now) },
        None => Lateness::Missing { minutes: minutes(now) },
    }
}

#[cfg(test)]
mod tests;

//! Guardianship as a visit finds it: 未成年人保护法 art. 21-23, 92 and 94. Facts in, red lines, breaches and a class out.

pub mod grounds;

use super::{
    Settings,
    risk::{RiskClass, weigh},
};
use crate::{
    age::{Age, NEVER_ALONE_UNDER, NEVER_UNATTENDED_UNDER, months_between},
    child::unattended::LEAST_MONTHS,
    rules::Rule,
    visit::RedLine,
};
use chrono::NaiveDate;
use grounds::{Disqualifier, TemporaryGround};
use serde::{Deserialize, Serialize};

/// Parents are in contact at least so often, days (至少每周, art. 23).
pub const CONTACT_DAYS: i64 = 7;

/// What is asked of guardians.
pub const RULES: [Rule; 4] = [
    Rule {
        says: "A child under eight, or with special needs, is never left unattended nor with someone unfit.",
        term: "无人看护",
        source: "未成年人保护法 art. 21(1)",
        data: None,
        tests: &["child::guardianship::the_facts_of_article_21_over_all_edges_are_as_written"],
    },
    Rule {
        says: "A child under sixteen does not live alone.",
        term: "脱离监护单独生活",
        source: "未成年人保护法 art. 21(2); 国发〔2016〕13号",
        data: None,
        tests: &["child::guardianship::the_facts_of_article_21_over_all_edges_are_as_written"],
    },
    Rule {
        says: "Nobody with a past or a habit of article 22 is entrusted with a child.",
        term: "委托照护",
        source: "未成年人保护法 art. 22",
        data: Some("rules/*.json"),
        tests: &["child::guardianship::an_entrusted_carer_is_held_to_article_22"],
    },
    Rule {
        says: "Parents who are away are in contact with the child at least once a week.",
        term: "至少每周联系和交流一次",
        source: "未成年人保护法 art. 23",
        data: Some("rules/*.json"),
        tests: &["child::guardianship::contact_is_late_from_the_eighth_day_and_lost_after_six_months"],
    },
];

/// What a visit finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The day of the visit.
    pub day: NaiveDate,
    /// On that day.
    pub age: Age,
    /// 由于身体、心理原因需要特别照顾
    pub special_need: bool,
    /// Left at home without anybody, however seldom.
    pub left_alone: bool,
    /// 独自居住
    pub lives_alone: bool,
    /// Who cares day by day.
    pub carer: Carer,
    /// What is known against a carer who is not a parent.
    pub disqualifiers: Vec<Disqualifier>,
    /// Where care is entrusted: whether school and village were told in writing (art. 23).
    pub told_in_writing: Option<bool>,
    /// Of the one who cares.
    pub capacity: Capacity,
    /// Between the parents and the child.
    pub contact: Contact,
    /// What of art. 92 was seen.
    pub temporary: Vec<TemporaryGround>,
}

/// Who cares for a child day by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carer {
    /// 父母
    Parent,
    /// Someone of full capacity.
    Adult,
    /// 无民事行为能力、限制民事行为能力 (a minor is), 患有严重传染性疾病或者其他不适宜
    Unfit,
    /// 无人照护
    Nobody,
}

/// Whether care is in fact given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// 能照护好
    Able,
    /// 照护能力不足
    Limited,
    /// 已无照护能力
    Unable,
    /// 拒绝履行监护职责
    Refuses,
}

/// When a parent was last in contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contact {
    /// A parent lives with the child, or both are dead: no such duty.
    NotOwed,
    /// On this day.
    Last(NaiveDate),
    /// 从未联系
    Never,
}

/// What the law asks and the visit does not find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breach {
    /// A child of art. 21(1) in the hands of someone unfit.
    UnfitCarer,
    /// A carer whom art. 22 forbids.
    DisqualifiedCarer,
    /// School or village not told in writing (art. 23).
    NotTold,
    /// No contact for more than [`CONTACT_DAYS`] (art. 23).
    ContactLate,
    /// No contact for [`LEAST_MONTHS`], or ever: see whether the child is in fact without care.
    ContactLost,
    /// Care is given and not enough of it.
    LimitedCapacity,
}

impl Breach {
    /// Every breach.
    pub const ALL: [Self; 6] = [
        Self::UnfitCarer,
        Self::DisqualifiedCarer,
        Self::NotTold,
        Self::ContactLate,
        Self::ContactLost,
        Self::LimitedCapacity,
    ];
}

/// What follows from the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Sorted, each once.
    pub red_lines: Vec<RedLine>,
    /// Sorted, each once.
    pub breaches: Vec<Breach>,
    /// Since the last contact with a parent, where it is owed and was ever made.
    pub days_without_contact: Option<i64>,
    /// The least that the facts bring; the worker may say worse.
    pub class: RiskClass,
}

/// Assesses what a visit found.
pub fn assess(facts: &Facts, settings: &Settings) -> Assessment {
    let red_lines = red_lines(facts);
    let breaches = breaches(facts);
    let class = weigh(breaches.iter().map(|breach| settings.class_of(*breach)), &red_lines);
    let days_without_contact = match facts.contact {
        Contact::Last(last) => Some((facts.day - last).num_days()),
        Contact::NotOwed | Contact::Never => None,
    };
    Assessment { red_lines, breaches, days_without_contact, class }
}

/// Whom art. 21(1) names.
fn needs_attendance(facts: &Facts) -> bool {
    facts.special_need || facts.age.is_under(NEVER_UNATTENDED_UNDER)
}

fn red_lines(facts: &Facts) -> Vec<RedLine> {
    let nobody = facts.carer == Carer::Nobody;
    let unattended = needs_attendance(facts) && (facts.left_alone || facts.lives_alone || nobody);
    let alone = facts.age.is_under(NEVER_ALONE_UNDER) && (facts.lives_alone || nobody);
    let lost = matches!(facts.capacity, Capacity::Unable | Capacity::Refuses);
    let mut lines: Vec<RedLine> = facts.temporary.iter().map(|ground| ground.red_line()).collect();
    lines.extend(unattended.then_some(RedLine::Under8Unattended));
    lines.extend(alone.then_some(RedLine::Under16LivingAlone));
    lines.extend(lost.then_some(RedLine::GuardianLostCapacity));
    lines.sort_unstable();
    lines.dedup();
    lines
}

fn breaches(facts: &Facts) -> Vec<Breach> {
    let entrusted = matches!(facts.carer, Carer::Adult | Carer::Unfit);
    let rows = [
        (Breach::UnfitCarer, needs_attendance(facts) && facts.carer == Carer::Unfit),
        (Breach::DisqualifiedCarer, entrusted && !facts.disqualifiers.is_empty()),
        (Breach::NotTold, entrusted && facts.told_in_writing == Some(false)),
        (Breach::LimitedCapacity, facts.capacity == Capacity::Limited),
    ];
    let held = rows.into_iter().filter_map(|(breach, holds)| holds.then_some(breach));
    let mut breaches: Vec<Breach> = held.chain(contact(facts.contact, facts.day)).collect();
    breaches.sort_unstable();
    breaches
}

fn contact(contact: Contact, day: NaiveDate) -> Option<Breach> {
    match contact {
        Contact::NotOwed => None,
        Contact::Never => Some(Breach::ContactLost),
        Contact::Last(last) if months_between(last, day).is_some_and(|months| months >= LEAST_MONTHS) => {
            Some(Breach::ContactLost)
        }
        Contact::Last(last) => ((day - last).num_days() > CONTACT_DAYS).then_some(Breach::ContactLate),
    }
}

#[cfg(test)]
mod tests;

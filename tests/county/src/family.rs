//! Who lives together, before anybody has a name: families drawn so that the county
//! has the ages of an inland county today, many elders alone or as couples, and
//! grandparents who raise children whose parents work away.

use crate::{Fault, dice::Dice};
use doorstep_domain::code::citizen_number::Sex;

/// What kind of family it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 独居
    ElderAlone,
    /// 空巢
    ElderCouple,
    /// 隔代: grandparents and grandchildren.
    SkippedGeneration,
    ThreeGenerations,
    Nuclear,
    SingleParent,
    AdultChildren,
    CoupleWithParent,
    Couple,
    AdultAlone,
}

/// Relation to the head (GB/T 4761, in words).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kin {
    Head,
    Spouse,
    Son,
    Daughter,
    Grandchild,
    Parent,
}

impl Kin {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Spouse => "spouse",
            Self::Son => "son",
            Self::Daughter => "daughter",
            Self::Grandchild => "grandchild",
            Self::Parent => "parent",
        }
    }
}

/// One member to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) kin: Kin,
    pub(crate) sex: Sex,
    /// Age on the reference day, days.
    pub(crate) days: i64,
}

/// One family to be, its head first.
pub(crate) struct Family {
    pub(crate) kind: Kind,
    pub(crate) members: Vec<Member>,
}

/// Draws families and then gives or takes second children until they are exactly so many people.
pub(crate) fn draw(seed: u64, families: usize, people: usize) -> Result<Vec<Family>, Fault> {
    let mut dice = Dice::of(seed, "families");
    let mut drawn: Vec<Family> = (0..families).map(|_| family(&mut dice)).collect();
    let mut count: usize = drawn.iter().map(|family| family.members.len()).sum();
    // A stride that shares no factor with the number spreads the changes over all villages.
    for turn in 0..families {
        if count == people {
            break;
        }
        let Some(family) = drawn.get_mut(turn * 37 % families) else { continue };
        if count < people && add_second_child(family, &mut dice) {
            count += 1;
        } else if count > people && take_second_child(family) {
            count -= 1;
        }
    }
    if count == people { Ok(drawn) } else { Err(Fault::Apportioning) }
}

fn family(dice: &mut Dice) -> Family {
    let kind = dice.odds(
        &[
            (10, Kind::ElderAlone),
            (14, Kind::ElderCouple),
            (9, Kind::SkippedGeneration),
            (28, Kind::ThreeGenerations),
            (11, Kind::Nuclear),
            (2, Kind::SingleParent),
            (20, Kind::AdultChildren),
            (4, Kind::CoupleWithParent),
            (1, Kind::Couple),
        ],
        Kind::AdultAlone,
    );
    Family { kind, members: members(kind, dice) }
}

fn members(kind: Kind, dice: &mut Dice) -> Vec<Member> {
    match kind {
        Kind::ElderAlone => vec![head(elder(62, dice), dice)],
        Kind::ElderCouple => couple(elder(62, dice), dice),
        Kind::AdultAlone => vec![head(years(24, 58, dice), dice)],
        Kind::Couple => couple(years(24, 58, dice), dice),
        Kind::SkippedGeneration => {
            let children = children(1, 17, 45, dice);
            let age = oldest(&children) + years(42, 58, dice);
            let mut all = if dice.percent(65) { couple(age, dice) } else { vec![head(age, dice)] };
            all.extend(children.into_iter().map(|days| Member {
                kin: Kin::Grandchild,
                sex: sex(dice),
                days,
            }));
            all
        }
        Kind::ThreeGenerations => {
            let children = children(0, 26, 28, dice);
            let age = oldest(&children) + years(21, 31, dice);
            let mut all = couple(age, dice);
            all.extend(sons_and_daughters(&children, dice));
            all.extend(parents_of(age, dice));
            all
        }
        Kind::Nuclear => {
            let children = children(0, 17, 38, dice);
            let mut all = couple(oldest(&children) + years(21, 33, dice), dice);
            all.extend(sons_and_daughters(&children, dice));
            all
        }
        Kind::SingleParent => {
            let children = children(3, 17, 25, dice);
            let mut all = vec![head(oldest(&children) + years(20, 32, dice), dice)];
            all.extend(sons_and_daughters(&children, dice));
            all
        }
        Kind::AdultChildren => {
            let children = children(18, 34, 48, dice);
            let mut all = couple(oldest(&children) + years(21, 29, dice), dice);
            all.extend(sons_and_daughters(&children, dice));
            all
        }
        Kind::CoupleWithParent => {
            let age = years(38, 57, dice);
            let mut all = couple(age, dice);
            all.extend(parents_of(age, dice));
            all
        }
    }
}

/// An age in days, from `low` to `high` completed years.
fn years(low: i64, high: i64, dice: &mut Dice) -> i64 {
    dice.between(low * 1_461 / 4 + 1, (high + 1) * 1_461 / 4 - 1)
}

/// An elder's age in days: fewer with every year, none past ninety-nine.
fn elder(low: i64, dice: &mut Dice) -> i64 {
    years(low, 99, dice).min(years(low, 99, dice))
}

/// One child or, in so many cases of a hundred, two; ages in days, the eldest first.
fn children(low: i64, high: i64, second: u32, dice: &mut Dice) -> Vec<i64> {
    let first = years(low, high, dice);
    let younger = first - dice.between(420, 2_200);
    if dice.percent(second) && younger > low * 366 { vec![first, younger] } else { vec![first] }
}

fn oldest(children: &[i64]) -> i64 {
    children.iter().copied().max().unwrap_or_default()
}

fn sex(dice: &mut Dice) -> Sex {
    if dice.percent(51) { Sex::Male } else { Sex::Female }
}

fn other(sex: Sex) -> Sex {
    if sex == Sex::Male { Sex::Female } else { Sex::Male }
}

fn head(days: i64, dice: &mut Dice) -> Member {
    // Women outlive their husbands, so an old head who lives alone is oftener a woman.
    let male = if days > 75 * 365 { 35 } else { 60 };
    let sex = if dice.percent(male) { Sex::Male } else { Sex::Female };
    Member { kin: Kin::Head, sex, days }
}

fn couple(days: i64, dice: &mut Dice) -> Vec<Member> {
    let head = Member { kin: Kin::Head, sex: if dice.percent(88) { Sex::Male } else { Sex::Female }, days };
    // The younger of the two is the one whose age was drawn, so that no parent is too young.
    let spouse = Member { kin: Kin::Spouse, sex: other(head.sex), days: days + dice.between(-300, 1_400) };
    vec![head, spouse]
}

fn parents_of(days: i64, dice: &mut Dice) -> Vec<Member> {
    let days = (days + years(20, 27, dice)).min(98 * 365);
    let parent = |sex, days| Member { kin: Kin::Parent, sex, days };
    match dice.below(10) {
        0..=5 => vec![parent(Sex::Male, days + dice.between(-300, 900)), parent(Sex::Female, days)],
        6..=8 => vec![parent(Sex::Female, days)],
        _ => vec![parent(Sex::Male, days)],
    }
}

fn sons_and_daughters(children: &[i64], dice: &mut Dice) -> Vec<Member> {
    let mut made = Vec::new();
    for days in children {
        let sex = sex(dice);
        made.push(Member { kin: if sex == Sex::Male { Kin::Son } else { Kin::Daughter }, sex, days: *days });
    }
    made
}

fn child_of(family: &Family) -> impl Iterator<Item = usize> {
    let is_child = |member: &Member| matches!(member.kin, Kin::Son | Kin::Daughter);
    family.members.iter().enumerate().filter(move |(_, member)| is_child(member)).map(|(place, _)| place)
}

/// Gives a family with one child another one, some years younger and beside it; says whether it could.
fn add_second_child(family: &mut Family, dice: &mut Dice) -> bool {
    let mut places = child_of(family);
    let (Some(place), None) = (places.next(), places.next()) else { return false };
    drop(places);
    let Some(first) = family.members.get(place) else { return false };
    let days = first.days - dice.between(420, 1_800);
    if days < 1 || family.kind == Kind::AdultChildren {
        return false;
    }
    family.members.splice(place + 1..place + 1, sons_and_daughters(&[days], dice));
    true
}

fn take_second_child(family: &mut Family) -> bool {
    let Some(place) = child_of(family).nth(1) else { return false };
    family.members.remove(place);
    true
}

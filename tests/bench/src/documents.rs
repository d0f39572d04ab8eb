//! The documents of both sides: visits and persons of 1.4 KB of JSON, invented, the same
//! in every run.
//!
//! Their words are drawn from short lists, but ids, times, places and figures differ in
//! each, so that they fold about as well as real visits do and no better.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use doorstep_domain::{
    id::{AccountId, HouseholdId, ItemId, PersonId, RecordId, RegionId},
    place::Wgs84,
    record::Record,
    subject::{
        Household, Item, Person, Subject,
        household::Address,
        person::{Concern, Guardian, Health, Identity, Phone},
    },
    visit::{ElderCheckIn, FormRef, Mode, Outcome, Visit, VisitKind},
};
use serde_json::json;
use uuid::Uuid;

/// A small generator (splitmix64): the same numbers in every run.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Begins anew for each document, so that each stands alone.
    pub fn of(kind: u64, number: u64) -> Self {
        Self(kind.wrapping_mul(0x9E37_79B9).wrapping_add(number.wrapping_mul(0xD1B5_4A32_D192_ED03)))
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound.max(1)
    }

    pub(crate) fn between(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.below(1 << 32) as f64 / (1_u64 << 32) as f64
    }

    fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        let index = usize::try_from(self.below(list.len() as u64)).unwrap_or(0);
        *list.get(index).expect("the list is not empty")
    }

    fn uuid(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.roll(), self.roll())
    }
}

const FAMILY: &[&str] = &["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑"];
const GIVEN: &[&str] = &["东", "西", "南", "北", "春山", "夏云", "秋水", "冬雪", "木", "石", "禾", "竹"];
const FOUND: &[&str] = &[
    "老人精神尚可，能自行做饭，家中粮油充足。",
    "屋内采光不足，东侧墙面有轻微渗水，已提醒村里安排检查。",
    "血压药剩余不多，约好由邻居下周代取。",
    "灶台通风良好，燃气软管去年更换，未见老化。",
    "反映夜间起床不便，希望在床边加装扶手。",
    "子女每周通话一次，上月曾回家探望。",
    "院门口台阶较高，雨天容易打滑，建议铺设防滑垫。",
    "听力下降明显，需要凑近说话才能听清。",
    "近期食欲一般，体重与上次走访相比变化不大。",
    "低保金按时到账，存折由本人保管。",
    "冬季取暖使用电热毯，线路完好，已讲解用电安全。",
    "希望参加村里的助餐点，已登记每周三次。",
    "卧室窗户关不严，夜里透风，已用胶条临时封住。",
    "右膝疼痛半个月，上下坡需要拄拐，未去医院。",
    "与邻居来往密切，白天常在院里一起择菜聊天。",
    "手机操作不熟练，教会了如何拨打紧急电话。",
    "水井水位下降，近几日由侄子挑水。",
    "药盒按早中晚分装，核对后没有漏服。",
    "猪圈靠近厨房，气味较重，建议秋后迁移。",
    "说起老伴时情绪低落，陪同聊了一会儿。",
    "屋顶有两片瓦松动，已拍照转给村里的维修队。",
    "床铺干净，被褥够用，冬衣已从柜中取出晾晒。",
    "存粮约够两个月，蔬菜由自家菜园供应。",
    "门锁生锈难开，担心夜间出不去，登记更换。",
];
const PLANS: &[&str] = &[
    "下次走访带助听器申请表。",
    "联系村医上门量血压。",
    "与镇里核对扶手加装的补贴名单。",
    "三日内电话回访。",
    "请网格员留意门灯是否按时亮起。",
];
const NEEDS: &[&str] = &["medicine", "meals", "repairs", "hearing_aid", "companionship", "transport"];
const MET: &[&str] = &["self", "spouse", "neighbour", "son", "daughter"];

/// The day of every document.
pub fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day")
}

fn morning() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_309_200, 0).expect("a time")
}

/// The record of a visit.
pub fn record(number: u64) -> RecordId {
    RecordId(Uuid::from_u64_pair(0x0199_0000_0000_7000 + number, Dice::of(1, number).roll()))
}

/// A visit to a person of [`person`], as JSON of about 1.4 KB.
pub fn visit(number: u64, author: AccountId, persons: u64) -> (Visit, String) {
    let mut dice = Dice::of(2, number);
    let began = morning() + TimeDelta::seconds(i64::try_from(dice.below(30_000)).unwrap_or(0));
    let findings: String = (0..9).map(|_| dice.one_of(FOUND)).collect();
    let visit = Visit {
        subject: Subject::Person(person_id(number % persons.max(1))),
        kind: VisitKind::ElderCheckIn(ElderCheckIn {}),
        outcome: Outcome::Met,
        mode: Mode::Home,
        met: vec![dice.one_of(MET).to_owned()],
        visitors: vec![author],
        began,
        ended: began + TimeDelta::seconds(600 + i64::try_from(dice.below(1_800)).unwrap_or(0)),
        day: day(),
        place: None,
        findings,
        needs: (0..2).map(|_| dice.one_of(NEEDS).to_owned()).collect(),
        follow_up: dice.one_of(PLANS).to_owned(),
        red_lines: Vec::new(),
        next_date: day().checked_add_days(chrono::Days::new(7 + dice.below(60))),
        form: FormRef { id: "elder_check_in".to_owned(), version: "2026110100".to_owned() },
        answers: json!({
            "outcome": "met", "mode": "home", "lives_alone": dice.below(2) == 1,
            "systolic": 105 + dice.below(60), "diastolic": 60 + dice.below(35),
            "meals_a_day": 2 + dice.below(2), "stove": dice.one_of(&["gas", "electric", "wood"]),
            "gas_hose_year": 2019 + dice.below(7), "steps_at_door": dice.below(6),
            "words": dice.one_of(FOUND), "last_call_days": dice.below(14),
            "position": [116.0 + dice.below(1_000_000) as f64 / 1e6, 40.0 + dice.below(1_000_000) as f64 / 1e6],
            "accuracy_metres": 3 + dice.below(30), "pulse": 55 + dice.below(45),
            "electricity_kwh": dice.below(120), "electricity_fen": dice.below(9_000),
        }),
        trail: doorstep_domain::visit::Trail::default(),
        corrects: None,
        evidence: Vec::new(),
        unusual: Vec::new(),
        explanation: String::new(),
    };
    let text = Record::Visit(Box::new(visit.clone())).to_payload().expect("a visit has a JSON form");
    (visit, text)
}

/// Id of a household.
pub fn household_id(number: u64) -> HouseholdId {
    HouseholdId(Dice::of(3, number).uuid())
}

/// Id of a person.
pub fn person_id(number: u64) -> PersonId {
    PersonId(Dice::of(4, number).uuid())
}

fn name(dice: &mut Dice) -> String {
    format!("{}{}", dice.one_of(FAMILY), dice.one_of(GIVEN))
}

/// A household with its door, spread so that as many stand near a point however many there are.
pub fn household(number: u64, of: u64, region: RegionId) -> Household {
    let mut dice = Dice::of(5, number);
    let side = (of as f64).sqrt() / 300.0;
    let mut along = || dice.below(1_000_000) as f64 / 1e6 * side;
    let at = Wgs84::new(116.0 + along(), 40.0 + along()).ok();
    Household {
        id: household_id(number),
        code: format!("990101100201{number:04}"),
        region,
        grid: None,
        head: name(&mut dice),
        address: Address { text: format!("柳林村{}组{number}号", number % 12), at },
        assistance: Default::default(),
        dwelling: Default::default(),
    }
}

/// An elder with telephones and people to ask, as JSON of about 1.4 KB.
pub fn person(number: u64, household: u64) -> Person {
    let mut dice = Dice::of(6, number);
    let phone = |dice: &mut Dice| format!("139{:08}", dice.below(100_000_000));
    let phones = (0..2).map(|_| Item {
        id: ItemId(dice.uuid()),
        value: Phone {
            number: phone(&mut dice),
            whose: Some(dice.one_of(&["self", "daughter", "neighbour"]).to_owned()),
        },
    });
    let phones = phones.collect();
    let guardians = (0..8).map(|_| Item {
        id: ItemId(dice.uuid()),
        value: Guardian {
            name: name(&mut dice),
            relation: dice.one_of(&["son", "daughter", "niece", "entrusted"]).to_owned(),
            actual_carer: dice.below(4) == 0,
            phone: Some(phone(&mut dice)),
        },
    });
    let guardians = guardians.collect();
    Person {
        id: person_id(number),
        household: household_id(household),
        identity: Identity {
            name: name(&mut dice),
            citizen_number: None,
            birth_date: NaiveDate::from_yo_opt(
                1930 + i32::try_from(number % 25).unwrap_or(0),
                1 + u32::try_from(dice.below(365)).unwrap_or(0),
            ),
            sex: None,
        },
        phones,
        relation: "head".to_owned(),
        concerns: vec![dice.one_of(&[
            Concern::ElderLivingAlone,
            Concern::EmptyNestElder,
            Concern::DisabledElder,
        ])],
        guardians,
        health: Health { code: Some(format!("{}", 10 + dice.below(60))) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_as_large_as_they_are_said_to_be_and_always_the_same() {
        let author = AccountId(Uuid::from_u128(1));
        let visits: Vec<String> = (0..500).map(|number| visit(number, author, 100).1).collect();
        let mean = visits.iter().map(String::len).sum::<usize>() / visits.len();
        assert!((1_330..=1_470).contains(&mean), "{mean}");
        assert_eq!(visits.last(), Some(&visit(499, author, 100).1));
        assert_ne!(record(1), record(2));
        let people: usize =
            (0..500).map(|number| serde_json::to_string(&person(number, 1)).unwrap().len()).sum();
        assert!((1_330..=1_470).contains(&(people / 500)), "{}", people / 500);
        let rules = doorstep_domain::rules::in_force_on(day()).unwrap();
        let record = Record::Visit(Box::new(visit(7, author, 100).0));
        assert_eq!(doorstep_domain::rules::check(&record, rules), []);
    }
}

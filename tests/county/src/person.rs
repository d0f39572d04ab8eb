//! A family's members become persons: names, birth dates, citizen numbers, health and
//! concerns.

use crate::{
    Fault, REFERENCE_DAY,
    dice::Dice,
    family::{Family, Kin, Kind, Member},
    ids::Ids,
    name::{name, surname},
};
use chrono::{Days, NaiveDate};
use doorstep_domain::{
    code::citizen_number::{CitizenNumber, Sex, check_character},
    id::HouseholdId,
    subject::{
        Person,
        person::{Concern, Health, Identity, age_on},
    },
};
use std::collections::BTreeSet;

/// The area digits of every number: the invented county's.
const AREA_DIGITS: &str = "990101";

/// Registers persons; no citizen number twice.
pub(crate) struct Registry {
    ids: Ids,
    dice: Dice,
    numbers: BTreeSet<String>,
}

/// What has become of the parents whom a skipped generation does without.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parents {
    Away,
    Unable,
    Dead,
}

impl Registry {
    pub(crate) fn of(seed: u64) -> Self {
        Self { ids: Ids::of(seed, "person ids"), dice: Dice::of(seed, "people"), numbers: BTreeSet::new() }
    }

    /// The family's members as persons of the household, in the same order.
    pub(crate) fn register(
        &mut self,
        household: HouseholdId,
        family: &Family,
        assisted: bool,
    ) -> Result<Vec<Person>, Fault> {
        let family_name = surname(&mut self.dice);
        let parents = self.dice.odds(&[(6, Parents::Dead), (6, Parents::Unable)], Parents::Away);
        let mut people = Vec::new();
        for member in &family.members {
            let concerns = self.concerns(family.kind, member, parents, assisted);
            people.push(Person {
                id: self.ids.person(),
                household,
                identity: self.identity(member, family_name)?,
                phones: Vec::new(),
                relation: member.kin.as_str().to_owned(),
                health: self.health(member, &concerns),
                concerns,
                guardians: Vec::new(),
            });
        }
        Ok(people)
    }

    fn identity(&mut self, member: &Member, family_name: &str) -> Result<Identity, Fault> {
        // Women who married in keep their own surname; children bear the family's.
        let married_in = member.sex == Sex::Female && !matches!(member.kin, Kin::Daughter | Kin::Grandchild);
        let surname = if married_in { surname(&mut self.dice) } else { family_name };
        let birth_date = born(member)?;
        Ok(Identity {
            name: name(surname, &mut self.dice),
            citizen_number: Some(self.citizen_number(birth_date, member.sex)?),
            birth_date: Some(birth_date),
            sex: Some(member.sex),
        })
    }

    fn citizen_number(&mut self, born: NaiveDate, sex: Sex) -> Result<CitizenNumber, Fault> {
        loop {
            let parity = i64::from(sex == Sex::Male);
            let sequence = self.dice.between(1, 499) * 2 + parity;
            let digits = format!("{AREA_DIGITS}{}{sequence:03}", born.format("%Y%m%d"));
            let check = check_character(&digits).ok_or(Fault::Calendar)?;
            let number = format!("{digits}{check}");
            if self.numbers.insert(number.clone()) {
                return Ok(number.parse()?);
            }
        }
    }

    fn concerns(&mut self, kind: Kind, member: &Member, parents: Parents, assisted: bool) -> Vec<Concern> {
        let age = born(member).ok().and_then(|born| age_on(born, REFERENCE_DAY)).unwrap_or_default();
        let dice = &mut self.dice;
        let mut concerns = Vec::new();
        match (kind, age) {
            (Kind::ElderAlone, 60..) => concerns.push(Concern::ElderLivingAlone),
            (Kind::ElderCouple, 65..) if dice.percent(70) => concerns.push(Concern::EmptyNestElder),
            (Kind::SkippedGeneration, 60..) => concerns.push(Concern::LeftBehindElder),
            (Kind::SkippedGeneration, ..18) => concerns.extend(match parents {
                Parents::Dead => Some(Concern::Orphan),
                Parents::Unable => Some(Concern::ChildWithoutCare),
                // 国发〔2016〕13号: under sixteen.
                Parents::Away => (age < 16).then_some(Concern::LeftBehindChild),
            }),
            (_, ..18) if dice.percent(if assisted { 60 } else { 2 }) => {
                concerns.push(Concern::DisadvantagedChild);
            }
            _ => {}
        }
        if age >= 70 && dice.percent(5) {
            concerns.push(Concern::DisabledElder);
        } else if (18..60).contains(&age) && dice.percent(1) {
            concerns.push(Concern::SevereDisability);
        }
        concerns
    }

    /// GB/T 2261.3.
    fn health(&mut self, member: &Member, concerns: &[Concern]) -> Health {
        let dice = &mut self.dice;
        let disabled = [Concern::DisabledElder, Concern::SevereDisability];
        let code = if concerns.iter().any(|concern| disabled.contains(concern)) {
            dice.pick(&["61", "62", "64", "64", "66", "67"])
        } else {
            let (good, fair) = if member.days > 60 * 365 { (45, 25) } else { (90, 7) };
            let chronic = dice.pick(&["31", "31", "32", "33", "34", "37", "37", "49"]);
            dice.odds(&[(good, "10"), (fair, "20")], chronic)
        };
        Health { code: Some(code.to_owned()) }
    }
}

fn born(member: &Member) -> Result<NaiveDate, Fault> {
    let days = u64::try_from(member.days).map_err(|_| Fault::Calendar)?;
    REFERENCE_DAY.checked_sub_days(Days::new(days)).ok_or(Fault::Calendar)
}

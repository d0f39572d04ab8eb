//! What became of an abolished region. A region is in force from its `valid_from` until
//! the first day of one that names it as predecessor. A township that only lost some
//! villages and lives on is entered anew, with itself as it was for predecessor.

use super::{AreaCode, Level, Region};
use crate::{
    code::{Fault, Verdict},
    id::RegionId,
};
use chrono::NaiveDate;
use std::collections::HashSet;

/// The regions that a code leads to on `day`: those in force that have it, or else those that followed the
/// ones that had it, through any number of mergers. Never denied: papers outlive the townships on them.
/// Grids are left out, since they carry their village's code.
pub fn resolve(code: AreaCode, day: NaiveDate, regions: &[Region]) -> Verdict<Vec<&Region>> {
    let named = || regions.iter().filter(|region| region.code == code && region.level != Level::Grid);
    let in_force: Vec<&Region> = named().filter(|region| is_in_force(region, day, regions)).collect();
    if !in_force.is_empty() {
        return Verdict::kept(in_force, []);
    }
    let followed = followers(named().map(|region| region.id), day, regions);
    if !followed.is_empty() {
        return Verdict::kept(followed, [Fault::Abolished]);
    }
    let to_come: Vec<&Region> = named().filter(|region| region.valid_from > day).collect();
    let doubt = if to_come.is_empty() { Fault::UnknownArea } else { Fault::NotYetInForce };
    Verdict::kept(to_come, [doubt])
}

/// The regions in force on `day` that followed any of `abolished`, each once. Regions that name each
/// other as predecessors are passed once, and are none of them in force.
pub fn followers(
    abolished: impl IntoIterator<Item = RegionId>,
    day: NaiveDate,
    regions: &[Region],
) -> Vec<&Region> {
    let mut open: Vec<RegionId> = abolished.into_iter().collect();
    let mut seen: HashSet<RegionId> = open.iter().copied().collect();
    let mut found = Vec::new();
    while let Some(before) = open.pop() {
        for after in successors(before, day, regions) {
            if !seen.insert(after.id) {
                continue;
            }
            if is_in_force(after, day, regions) {
                found.push(after);
            } else {
                open.push(after.id);
            }
        }
    }
    found
}

fn is_in_force(region: &Region, day: NaiveDate, regions: &[Region]) -> bool {
    region.valid_from <= day && successors(region.id, day, regions).next().is_none()
}

fn successors(before: RegionId, day: NaiveDate, regions: &[Region]) -> impl Iterator<Item = &Region> {
    regions.iter().filter(move |region| region.valid_from <= day && region.predecessors.contains(&before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn id(number: u128) -> RegionId {
        RegionId(Uuid::from_u128(number))
    }

    fn year(year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, 1, 1).unwrap()
    }

    fn code(township: u128) -> AreaCode {
        format!("320311{township:03}000").parse().unwrap()
    }

    /// A township whose code is its number, in force from New Year.
    fn region(number: u128, from: i32, predecessors: &[u128]) -> Region {
        Region {
            id: id(number),
            code: code(number),
            level: Level::Township,
            name: String::new(),
            parent: None,
            valid_from: year(from),
            predecessors: predecessors.iter().map(|number| id(*number)).collect(),
        }
    }

    /// Where a code leads on New Year, and what is said of it.
    fn led(number: u128, on: i32, regions: &[Region]) -> (Vec<u128>, Vec<Fault>) {
        let verdict = resolve(code(number), year(on), regions);
        let faults = verdict.faults().to_vec();
        let mut found: Vec<u128> = verdict.value().unwrap().iter().map(|r| r.id.0.as_u128()).collect();
        found.sort_unstable();
        (found, faults)
    }

    #[test]
    fn an_abolished_code_leads_to_what_followed() {
        // 101 and 102 became 103; 103 was split into 104 and 105.
        let regions = [
            region(101, 2000, &[]),
            region(102, 2000, &[]),
            region(103, 2010, &[101, 102]),
            region(104, 2020, &[103]),
            region(105, 2020, &[103]),
        ];
        let abolished = vec![Fault::Abolished];
        assert_eq!(led(101, 2009, &regions), (vec![101], vec![]));
        assert_eq!(led(101, 2010, &regions), (vec![103], abolished.clone()));
        assert_eq!(led(102, 2019, &regions), (vec![103], abolished.clone()));
        assert_eq!(led(101, 2020, &regions), (vec![104, 105], abolished.clone()));
        assert_eq!(led(103, 2026, &regions), (vec![104, 105], abolished));
        assert_eq!(led(104, 2026, &regions), (vec![104], vec![]));
        assert_eq!(led(104, 2019, &regions), (vec![104], vec![Fault::NotYetInForce]));
        assert_eq!(led(199, 2026, &regions), (vec![], vec![Fault::UnknownArea]));
    }

    #[test]
    fn a_township_that_kept_its_code_when_a_part_left_is_still_itself() {
        let mut regions = [region(101, 2000, &[]), region(102, 2020, &[101]), region(103, 2020, &[101])];
        regions[1].code = code(101);
        assert_eq!(led(101, 2026, &regions), (vec![102], vec![]));
    }

    #[test]
    fn a_grid_is_not_what_its_villages_code_leads_to() {
        let mut regions = [region(101, 2000, &[]), region(102, 2000, &[])];
        regions[1].code = code(101);
        regions[1].level = Level::Grid;
        assert_eq!(led(101, 2026, &regions), (vec![101], vec![]));
    }

    #[test]
    fn regions_that_follow_each_other_end_the_walk() {
        let regions = [
            region(101, 2000, &[102]),
            region(102, 2000, &[101]),
            region(103, 2010, &[102]),
            region(104, 2010, &[104]),
        ];
        assert_eq!(led(101, 2005, &regions), (vec![], vec![Fault::UnknownArea]));
        assert_eq!(led(101, 2026, &regions), (vec![103], vec![Fault::Abolished]));
        assert_eq!(led(104, 2026, &regions), (vec![], vec![Fault::UnknownArea]));
    }

    proptest! {
        /// Any predecessors at all, loops and oneself among them.
        #[test]
        fn what_followed_is_what_a_walk_over_all_pairs_finds(
            drawn in prop::collection::vec((2000..2006_i32, prop::collection::vec(0..8_usize, 0..3)), 8),
            on in 1999..2007_i32,
            start in 0..8_usize,
        ) {
            let number = |index: usize| 101 + index as u128;
            let regions: Vec<Region> = drawn.iter().enumerate().map(|(index, (from, before))| {
                let before: Vec<u128> = before.iter().map(|index| number(*index)).collect();
                region(number(index), *from, &before)
            }).collect();
            let follows = |after: usize, before: usize| drawn[after].0 <= on && drawn[after].1.contains(&before);
            let mut reach: Vec<Vec<bool>> =
                (0..8).map(|before| (0..8).map(|after| follows(after, before)).collect()).collect();
            for via in 0..8 {
                for before in 0..8 {
                    for after in 0..8 {
                        reach[before][after] |= reach[before][via] && reach[via][after];
                    }
                }
            }
            let last = |index: usize| drawn[index].0 <= on && (0..8).all(|after| !follows(after, index));
            let expected: Vec<u128> =
                (0..8).filter(|after| reach[start][*after] && last(*after)).map(number).collect();
            let mut found: Vec<u128> =
                followers([id(number(start))], year(on), &regions).iter().map(|r| r.id.0.as_u128()).collect();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}

//! What the county promises of its codes, its scopes and its ground.

use super::COUNTY;
use crate::{Outline, Ring};
use doorstep_domain::{
    id::RegionId,
    post::Post,
    region::{Level, Region},
};
use geo::{Contains, Coord, LineString, Polygon, Validation};
use std::collections::{BTreeMap, BTreeSet};

fn region(id: RegionId) -> &'static Region {
    COUNTY.regions.iter().find(|region| region.id == id).unwrap()
}

fn of_level(level: Level) -> Vec<&'static Region> {
    COUNTY.regions.iter().filter(|region| region.level == level).collect()
}

fn polygon(ring: &Ring) -> Polygon {
    let degrees = |micro: i64| micro as f64 / 1e6;
    let points = ring.points().iter().map(|point| Coord { x: degrees(point.lon), y: degrees(point.lat) });
    Polygon::new(LineString::from_iter(points), Vec::new())
}

fn polygons(outlines: &[Outline]) -> BTreeMap<RegionId, Polygon> {
    outlines.iter().map(|outline| (outline.region, polygon(&outline.ring))).collect()
}

/// Twice the area in square microdegrees, positive if counter-clockwise: exact, so that sums can be compared.
fn twice_area(ring: &Ring) -> i64 {
    let points = ring.points();
    let corner = points[0];
    let side = |point: &crate::Point| (point.lon - corner.lon, point.lat - corner.lat);
    points.windows(2).map(|pair| (side(&pair[0]), side(&pair[1]))).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
}

#[test]
fn codes_are_well_formed_nested_and_unassigned() {
    assert_eq!(of_level(Level::County).len(), 1);
    assert_eq!(of_level(Level::Township).len(), 4);
    assert_eq!(of_level(Level::Village).len(), 60);
    let codes: BTreeSet<String> = COUNTY
        .regions
        .iter()
        .filter(|region| region.level != Level::Grid)
        .map(|region| {
            assert_eq!(region.code.level(), region.level);
            region.code.to_string()
        })
        .collect();
    assert_eq!(codes.len(), 65);
    assert!(codes.iter().all(|code| code.starts_with("990101")));
    let mut known = BTreeSet::new();
    for region in &COUNTY.regions {
        match region.parent {
            None => assert_eq!(region.level, Level::County),
            Some(parent) => {
                assert!(known.contains(&parent), "a region stands before its parent");
                let parent = self::region(parent);
                assert!(parent.level < region.level);
                let above =
                    if region.level == Level::Grid { Some(region.code) } else { region.code.parent() };
                assert_eq!(above, Some(parent.code));
            }
        }
        known.insert(region.id);
    }
}

#[test]
fn township_and_village_digits_say_what_kind_they_are() {
    let digits =
        |region: &Region, from: usize| region.code.to_string()[from..from + 3].parse::<u32>().unwrap();
    for township in of_level(Level::Township) {
        let kind = match digits(township, 6) {
            1..=99 => "街道",
            100..=199 => "镇",
            200..=399 => "乡",
            other => panic!("{other}"),
        };
        assert!(township.name.ends_with(kind));
    }
    for village in of_level(Level::Village) {
        let kind = match digits(village, 9) {
            1..=199 => "社区",
            200..=399 => "村",
            other => panic!("{other}"),
        };
        assert!(village.name.ends_with(kind));
    }
}

#[test]
fn every_village_has_two_workers_of_its_township_and_a_volunteer() {
    let holding = |post: Post, village: RegionId| {
        let here = |staff: &&crate::Staff| {
            staff.colleague.posts.contains(&post) && staff.colleague.regions.contains(&village)
        };
        COUNTY.staff.iter().filter(here).count()
    };
    for village in of_level(Level::Village) {
        assert!(holding(Post::Worker, village.id) >= 2);
        assert!(holding(Post::Volunteer, village.id) >= 1);
    }
    for township in of_level(Level::Township) {
        assert!(holding(Post::Supervisor, township.id) >= 1);
    }
    for staff in &COUNTY.staff {
        let regions = &staff.colleague.regions;
        if staff.colleague.posts.contains(&Post::Worker) {
            let townships: BTreeSet<_> = regions.iter().map(|id| region(*id).parent).collect();
            assert_eq!(townships.len(), 1, "{}", staff.login);
        }
        let administrative = staff.colleague.posts.iter().any(|post| post.is_administrative());
        assert_eq!(regions.is_empty(), administrative, "{}", staff.login);
    }
    let logins: BTreeSet<&String> = COUNTY.staff.iter().map(|staff| &staff.login).collect();
    assert_eq!(logins.len(), COUNTY.staff.len());
}

#[test]
fn every_village_has_two_to_four_grids_and_every_grid_a_village() {
    let mut grids: BTreeMap<RegionId, usize> = BTreeMap::new();
    for grid in of_level(Level::Grid) {
        *grids.entry(grid.parent.unwrap()).or_default() += 1;
    }
    assert_eq!(grids.len(), 60);
    assert!(grids.values().all(|count| (2..=4).contains(count)));
    let drawn: BTreeSet<RegionId> = COUNTY.grids.iter().map(|outline| outline.region).collect();
    assert_eq!(drawn, of_level(Level::Grid).iter().map(|grid| grid.id).collect());
    let drawn: BTreeSet<RegionId> = COUNTY.villages.iter().map(|outline| outline.region).collect();
    assert_eq!(drawn, of_level(Level::Village).iter().map(|village| village.id).collect());
}

#[test]
fn villages_fill_the_county_and_grids_their_villages() {
    let edge = polygon(&COUNTY.boundary.ring);
    assert!(COUNTY.boundary.ring.points().len() > 50);
    let (villages, grids) = (polygons(&COUNTY.villages), polygons(&COUNTY.grids));
    for polygon in villages.values().chain(grids.values()).chain([&edge]) {
        assert!(polygon.is_valid());
    }
    for village in villages.values() {
        assert!(edge.contains(village));
    }
    let mut parts: BTreeMap<RegionId, i64> = BTreeMap::new();
    for grid in &COUNTY.grids {
        let village = region(grid.region).parent.unwrap();
        assert!(villages[&village].contains(&grids[&grid.region]));
        assert!(twice_area(&grid.ring) > 0, "clockwise");
        *parts.entry(village).or_default() += twice_area(&grid.ring);
    }
    // Inside, and their areas add up: no gap and no overlap.
    for village in &COUNTY.villages {
        assert_eq!(parts[&village.region], twice_area(&village.ring));
    }
    let whole: i64 = COUNTY.villages.iter().map(|village| twice_area(&village.ring)).sum();
    assert_eq!(whole, twice_area(&COUNTY.boundary.ring));
}

#[test]
fn every_door_stands_inside_its_grid() {
    let grids = polygons(&COUNTY.grids);
    for household in &COUNTY.households {
        let grid = household.grid.unwrap();
        assert_eq!(region(grid).parent, Some(household.region));
        assert!(household.code.starts_with(&region(household.region).code.to_string()));
        let door: geo::Point = household.address.at.unwrap().into();
        assert!(grids[&grid].contains(&door), "{}", household.code);
    }
}

#[test]
fn the_county_is_forty_by_fifty_kilometres_inside_chinas_box() {
    let points = COUNTY.boundary.ring.points();
    let lons: Vec<i64> = points.iter().map(|point| point.lon).collect();
    let lats: Vec<i64> = points.iter().map(|point| point.lat).collect();
    let span = |values: &[i64]| (values.iter().max().unwrap() - values.iter().min().unwrap()) as f64 / 1e6;
    let metres_per_degree = 111_195.0;
    let width = span(&lons) * metres_per_degree * 40.3_f64.to_radians().cos();
    assert!((36_000.0..45_000.0).contains(&width), "{width}");
    let height = span(&lats) * metres_per_degree;
    assert!((46_000.0..57_000.0).contains(&height), "{height}");
    assert!(lons.iter().all(|lon| (73_500_000..135_100_000).contains(lon)));
    assert!(lats.iter().all(|lat| (18_000_000..53_600_000).contains(lat)));
}

#[test]
fn every_seed_makes_a_county_of_this_size_with_sound_polygons() {
    for seed in [0, 1, 2, 3, u64::MAX] {
        let county = crate::generate(seed).unwrap();
        assert_eq!((county.households.len(), county.people.len()), (6_000, 20_000), "seed {seed}");
        let outlines = county.villages.iter().chain(&county.grids).chain([&county.boundary]);
        assert!(outlines.into_iter().all(|outline| polygon(&outline.ring).is_valid()), "seed {seed}");
    }
}

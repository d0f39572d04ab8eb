//! The invented county of `fixtures/county`.

use super::*;
use serde::Deserialize;
use std::{collections::BTreeMap, fs};

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    id: RegionId,
    geometry: Outline,
}

fn read(name: &str) -> String {
    fs::read_to_string(format!("{}/../../fixtures/county/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn regions(name: &str) -> BTreeMap<RegionId, Outline> {
    let collection: Collection = serde_json::from_str(&read(name)).unwrap();
    collection.features.into_iter().map(|feature| (feature.id, feature.geometry)).collect()
}

/// Of every household: village, grid, door. No cell of these columns has a comma in it.
fn doors() -> Vec<(RegionId, RegionId, Wgs84)> {
    let table = read("households.csv");
    let mut lines = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let column = |name: &str| head.iter().position(|cell| *cell == name).unwrap();
    let [village, grid, lon, lat] = ["region", "grid", "lon", "lat"].map(column);
    let number = |text: &str| text.parse::<f64>().unwrap();
    let door = |line: Vec<&str>| {
        (
            line[village].parse().unwrap(),
            line[grid].parse().unwrap(),
            place(number(line[lon]), number(line[lat])),
        )
    };
    lines.map(door).collect()
}

#[test]
fn every_household_lies_in_its_village_and_its_grid() {
    let (villages, grids) = (regions("villages.geojson"), regions("grids.geojson"));
    let map = |regions: &BTreeMap<RegionId, Outline>| {
        Map::new(regions.iter().map(|(id, outline)| (*id, outline))).unwrap()
    };
    let (by_village, by_grid) = (map(&villages), map(&grids));
    let doors = doors();
    assert_eq!((villages.len(), grids.len(), doors.len()), (60, 185, 6_000));
    for (village, grid, door) in doors {
        assert_eq!(by_village.at(door), Some(village), "{door:?}");
        assert_eq!(by_grid.at(door), Some(grid), "{door:?}");
        assert_eq!(grids[&grid].metres_outside(door), 0.0);
    }
}

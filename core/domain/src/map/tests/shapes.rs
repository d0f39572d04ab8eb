//! What can be seen with the naked eye.

use super::*;

/// Whatever the outlines look like.
const MOST_BYTES_A_POSITION: usize = 200;

#[test]
fn a_hole_is_not_in_the_region_but_may_be_in_another() {
    let outlines = [
        outline(&[square(116.0, 39.0, 9.0), square(119.0, 42.0, 3.0)]),
        outline(&[square(120.0, 43.0, 1.0)]),
    ];
    let map = map(&outlines);
    assert_eq!(map.at(place(117.0, 40.0)), Some(region(0)));
    assert_eq!(map.at(place(119.5, 42.5)), None);
    assert_eq!(map.at(place(120.5, 43.5)), Some(region(1)));
    assert_eq!(map.at(place(122.5, 43.5)), Some(region(0)));
    assert_eq!(map.at(place(125.5, 43.5)), None);
}

#[test]
fn a_region_may_have_several_parts() {
    let parts = vec![vec![square(0.0, 0.0, 1.0)], vec![square(5.0, 0.0, 4.0), square(6.0, 1.0, 1.0)]];
    let map = map(&[Outline::new(parts).unwrap()]);
    for (longitude, expected) in
        [(0.5, true), (3.0, false), (5.5, true), (6.5, false), (7.5, true), (9.5, false)]
    {
        assert_eq!(map.at(place(longitude, 1.5)).is_some(), expected && longitude > 1.0, "{longitude}");
        assert_eq!(map.at(place(longitude, 0.5)).is_some(), expected || longitude == 6.5, "{longitude}");
    }
}

#[test]
fn neighbours_share_a_border_and_each_point_of_it_belongs_to_one() {
    let [west, east, north] = [square(0.0, 0.0, 1.0), square(1.0, 0.0, 1.0), square(0.0, 1.0, 1.0)];
    let regions = [outline(&[west]), outline(&[east]), outline(&[north])];
    let map = map(&regions);
    for step in 0..=1024 {
        let along = f64::from(step) / 1024.0;
        assert_eq!(
            map.at(place(1.0, along)),
            (along < 1.0).then(|| region(1)),
            "the east has its west side: {along}"
        );
        let expected = if along < 1.0 { Some(region(2)) } else { None };
        assert_eq!(map.at(place(along, 1.0)), expected, "the north has its south side: {along}");
    }
}

#[test]
fn which_way_round_a_ring_is_written_does_not_matter() {
    let mut rings = [square(0.0, 0.0, 9.0), square(3.0, 3.0, 3.0)];
    for backwards in 0..4 {
        for (number, ring) in rings.iter_mut().enumerate() {
            if backwards >> number & 1 == 1 {
                ring.reverse();
            }
        }
        let map = map(&[outline(&rings)]);
        let found =
            [(1.0, 1.0), (4.0, 4.0), (7.0, 4.0), (10.0, 4.0)].map(|(x, y)| map.at(place(x, y)).is_some());
        assert_eq!(found, [true, false, true, false]);
    }
}

#[test]
fn where_two_overlap_the_first_has_the_point() {
    let [wide, narrow] = [outline(&[square(0.0, 0.0, 4.0)]), outline(&[square(1.0, 1.0, 1.0)])];
    assert_eq!(map(&[wide.clone(), narrow.clone()]).at(place(1.5, 1.5)), Some(region(0)));
    let map = map(&[narrow, wide]);
    assert_eq!(map.at(place(1.5, 1.5)), Some(region(0)));
    assert_eq!(map.at(place(2.5, 1.5)), Some(region(1)));
}

#[test]
fn outside_of_everything_is_nobody() {
    assert_eq!(map(&[]).at(place(0.0, 0.0)), None);
    let map = map(&[outline(&[square(116.0, 39.0, 1.0)])]);
    for (longitude, latitude) in
        [(-180.0, -90.0), (180.0, 90.0), (115.9, 39.5), (117.1, 39.5), (116.5, 38.9), (116.5, 40.1)]
    {
        assert_eq!(map.at(place(longitude, latitude)), None);
    }
}

#[test]
fn the_whole_earth_is_a_region_too() {
    let earth = ring(&[(-180.0, -90.0), (180.0, -90.0), (180.0, 90.0), (-180.0, 90.0)]);
    let map = map(&[outline(&[earth])]);
    assert_eq!(map.at(place(-180.0, -90.0)), Some(region(0)));
    assert_eq!(map.at(place(179.9, 89.9)), Some(region(0)));
    assert_eq!(map.at(place(180.0, 0.0)), None, "180 and -180 are two ends here");
}

/// 9,999 spikes from one point, 200 times over and then some: no cell is small enough to part them.
#[test]
fn what_no_cells_can_part_costs_neither_memory_nor_truth() {
    let spikes = (0..9_999_u32).flat_map(|spike| {
        let angle = f64::from(spike) / 9_999.0 * std::f64::consts::TAU;
        [(100.0, 40.0), (100.0 + angle.cos(), 40.0 + angle.sin())]
    });
    let spikes: Vec<(f64, f64)> = spikes.collect();
    let zigzag = (0..9_000_u32).flat_map(|step| {
        let south = 39.0 + f64::from(step) / 1e4;
        [(101.0 - f64::from(step) / 1e6, south), (102.0, south + 4e-5)]
    });
    let zigzag: Vec<(f64, f64)> = zigzag.chain([(102.5, 40.5), (102.5, 38.5)]).collect();
    let outlines = [outline(&[ring(&spikes)]), outline(&[ring(&zigzag)])];
    let map = map(&outlines);
    assert!(map.bytes() < MOST_BYTES_A_POSITION * 38_002, "{} bytes", map.bytes());
    for step in 0..500_u32 {
        let share = f64::from(step) / 500.0;
        for at in
            [place(99.0 + 3.0 * share, 39.0 + 2.0 * share), place(100.0 + share * 1e-4, 40.0 - share * 1e-5)]
        {
            agrees(&map, &outlines, at).unwrap();
        }
    }
}

#[test]
fn regions_that_lie_over_each_other_by_the_thousand_are_built_at_once() {
    let layer = |number: u32| outline(&[square(100.0 - f64::from(number) * 1e-5, 40.0, 1.0)]);
    let layers: Vec<Outline> = (0..5_000).map(layer).collect();
    let map = map(&layers);
    assert!(map.bytes() < MOST_BYTES_A_POSITION * 25_000, "{} bytes", map.bytes());
    for step in 0..100_u32 {
        agrees(&map, &layers, place(99.94 + f64::from(step) * 1e-3, 40.1)).unwrap();
    }
}

#[test]
fn a_map_has_a_most() {
    let wide: Vec<(f64, f64)> =
        (0..19_998_u32).map(|step| (f64::from(step) / 1e4, 0.0)).chain([(1.0, 1.0)]).collect();
    let wide = outline(&[ring(&wide)]);
    let many = Map::MOST_POSITIONS / Outline::MOST_POSITIONS + 1;
    assert_eq!(Map::new((0..many).map(|_| (region(0), &wide))).err(), Some(MapTooLarge));
}

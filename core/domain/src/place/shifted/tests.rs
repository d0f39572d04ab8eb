use super::*;
use proptest::prelude::*;

fn place(longitude: f64, latitude: f64) -> Wgs84 {
    Wgs84::new(longitude, latitude).unwrap()
}

#[track_caller]
fn assert_near(found: Degrees, expected: Degrees, degrees: f64) {
    let off = (found.0 - expected.0).abs().max((found.1 - expected.1).abs());
    assert!(off <= degrees, "{found:?} is {off} degrees from {expected:?}");
}

#[test]
fn the_vectors_are_met_to_their_last_digit() {
    let rows = [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597), 1e-12),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766), 1e-12),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069), 1e-12),
        ((116.404, 39.915), (116.41024449916938, 39.91640428150164), 1e-12),
        ((104.0665, 30.5723), (104.069004906, 30.569845541), 5.1e-10),
        ((87.6168, 43.8256), (87.619649949, 43.826805393), 5.1e-10),
        ((126.6424, 45.7567), (126.648369816, 45.758651102), 5.1e-10),
    ];
    for (wgs84, gcj02, degrees) in rows {
        let shifted = place(wgs84.0, wgs84.1).to_gcj02();
        assert_near((shifted.longitude(), shifted.latitude()), gcj02, degrees);
        let back = Gcj02::new(gcj02.0, gcj02.1).unwrap().to_wgs84();
        assert_near(back.into(), wgs84, 1e-9);
    }
}

#[test]
fn the_vectors_of_bd09_are_met_to_their_last_digit() {
    let rows = [
        (Gcj02::new(116.397627, 39.908657).unwrap(), (116.40399991162086, 39.91500066012051), 1e-12),
        (place(104.0665, 30.5723).to_gcj02(), (104.075480941, 30.575856164), 5.1e-10),
    ];
    for (gcj02, bd09, degrees) in rows {
        let shifted = gcj02.to_bd09();
        assert_near((shifted.longitude(), shifted.latitude()), bd09, degrees);
        let back = Bd09::new(bd09.0, bd09.1).unwrap().to_gcj02();
        assert_near((back.longitude(), back.latitude()), (gcj02.longitude(), gcj02.latitude()), 1e-9);
    }
}

#[test]
fn outside_of_the_rectangle_nothing_is_shifted() {
    let edges = [(72.004, 30.0), (137.8347, 30.0), (105.0, 0.8293), (105.0, 55.8271)];
    let outside = [(72.0039, 30.0), (137.8348, 30.0), (105.0, 0.8292), (105.0, 55.8272), (-105.0, -30.0)];
    for (longitude, latitude) in edges {
        let shifted = place(longitude, latitude).to_gcj02();
        assert_ne!((shifted.longitude(), shifted.latitude()), (longitude, latitude));
    }
    for (longitude, latitude) in outside {
        let gcj02 = place(longitude, latitude).to_gcj02();
        assert_eq!((gcj02.longitude(), gcj02.latitude()), (longitude, latitude));
        let bd09 = gcj02.to_bd09();
        assert_eq!((bd09.longitude(), bd09.latitude()), (longitude, latitude));
    }
    let far = Gcj02::new(-105.0, -30.0).unwrap();
    assert_eq!(far.to_wgs84(), place(-105.0, -30.0));
    assert_eq!(Bd09::new(2.35, 48.85).unwrap().to_gcj02(), Gcj02::new(2.35, 48.85).unwrap());
}

/// Their images lie outside, where the rule for them would be another.
#[test]
fn what_was_shifted_just_inside_of_the_edge_comes_back() {
    for (longitude, latitude) in [(137.8346, 30.0), (137.8346, 50.0), (120.0, 0.8294), (130.0, 55.827)] {
        let here = place(longitude, latitude);
        assert_near(here.to_gcj02().to_wgs84().into(), here.into(), 1e-9);
    }
    let shifted = place(137.8346, 30.0).to_gcj02();
    assert!(!is_shifted((shifted.longitude, shifted.latitude)));
}

#[test]
fn what_is_not_on_earth_cannot_be_built() {
    for (longitude, latitude) in [(181.0, 0.0), (0.0, -90.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
        assert_eq!(Gcj02::new(longitude, latitude), Err(NotOnEarth));
        assert_eq!(Bd09::new(longitude, latitude), Err(NotOnEarth));
    }
}

/// The root in the formula has a cusp on the meridian 105° and the parallels do not.
#[test]
fn the_inverse_holds_on_the_cusp_of_the_formula() {
    for off in [0.0, 1e-15, 1e-13, 1e-12, 1e-11, 1e-9] {
        let here = place(105.0 + off, 35.0);
        assert_near(here.to_gcj02().to_wgs84().into(), here.into(), 1e-9);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn there_and_back_is_the_same_place(longitude in 72.0041..137.8346, latitude in 0.8294..55.8270) {
        let here = place(longitude, latitude);
        let back = here.to_gcj02().to_wgs84();
        prop_assert!(here.metres_to(back) < 1e-4, "{} m", here.metres_to(back));
        assert_near(back.into(), here.into(), 1e-9);
    }

    #[test]
    fn there_and_back_through_both_systems_is_the_same_place(
        longitude in 73.0..136.0, latitude in 3.0..54.0,
    ) {
        let here = place(longitude, latitude);
        let gcj02 = here.to_gcj02();
        let back = gcj02.to_bd09().to_gcj02();
        assert_near((back.longitude, back.latitude), (gcj02.longitude, gcj02.latitude), 1e-9);
        prop_assert!(here.metres_to(back.to_wgs84()) < 1e-4);
    }
}

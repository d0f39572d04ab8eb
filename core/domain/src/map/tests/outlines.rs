use super::*;
use serde_json::json;

#[test]
fn a_geometry_comes_back_as_it_went_in() {
    let polygon = json!({"type": "Polygon", "coordinates": [
        [[116.0, 39.0], [117.0, 39.0], [117.0, 40.0], [116.0, 39.0]],
        [[116.7, 39.2], [116.8, 39.2], [116.8, 39.3], [116.7, 39.2]],
    ]});
    let square = [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]];
    let two = json!({"type": "MultiPolygon", "coordinates": [polygon["coordinates"], square]});
    for geometry in [polygon, two] {
        let outline: Outline = serde_json::from_value(geometry.clone()).unwrap();
        assert_eq!(serde_json::to_value(outline).unwrap(), geometry);
    }
}

#[test]
fn what_other_programs_add_is_read_over() {
    let text = r#"{"coordinates": [[[0, 0, 51.5], [1, 0, 51.5], [1, 1, 3], [0, 0, 51.5]]], "bbox": [0, 0, 1, 1], "type": "Polygon"}"#;
    let outline: Outline = serde_json::from_str(text).unwrap();
    assert_eq!(outline, super::outline(&[ring(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)])]));
}

#[test]
fn other_geometries_are_refused() {
    for geometry in [
        json!({"type": "Point", "coordinates": [0, 0]}),
        json!({"type": "Polygon", "coordinates": [[[0], [1, 0], [1, 1], [0, 0]]]}),
        json!({"type": "Polygon", "coordinates": [[["0", "0"], [1, 0], [1, 1], [0, 0]]]}),
        json!({"type": "Polygon"}),
        json!({"type": "MultiPolygon", "coordinates": []}),
        json!(null),
    ] {
        assert!(serde_json::from_value::<Outline>(geometry.clone()).is_err(), "{geometry}");
    }
}

#[test]
fn what_encloses_nothing_is_refused_and_it_is_said_where() {
    let good = square(0.0, 0.0, 1.0);
    let second = RingName { polygon: 2, ring: 2 };
    let triangle = |third: (f64, f64)| ring(&[(0.0, 0.0), (1.0, 1.0), third]);
    let rows = [
        (triangle((181.0, 0.0)), OutlineError::NotOnEarth { ring: second, position: 3 }),
        (triangle((0.0, f64::NAN)), OutlineError::NotOnEarth { ring: second, position: 3 }),
        (triangle((0.0, f64::INFINITY)), OutlineError::NotOnEarth { ring: second, position: 3 }),
        (vec![], OutlineError::TooFewPositions { ring: second }),
        (ring(&[(0.0, 0.0), (1.0, 1.0)]), OutlineError::TooFewPositions { ring: second }),
        (good[..4].to_vec(), OutlineError::Open { ring: second }),
        (triangle((3.0, 3.0)), OutlineError::Flat { ring: second }),
        (triangle((0.0, 0.0)), OutlineError::Flat { ring: second }),
        (vec![(5.0, 5.0); 4], OutlineError::Flat { ring: second }),
    ];
    for (bad, error) in rows {
        assert_eq!(Outline::new(vec![vec![good.clone()], vec![good.clone(), bad]]), Err(error));
    }
    assert_eq!(Outline::new(vec![]), Err(OutlineError::Empty));
    assert_eq!(Outline::new(vec![vec![good.clone()], vec![]]), Err(OutlineError::Empty));
    let near_a_line = ring(&[(0.0, 0.0), (1.0, 1.0), (3.0, 3.0_f64.next_up())]);
    assert!(Outline::new(vec![vec![near_a_line]]).is_ok());
}

#[test]
fn an_outline_has_a_most() {
    let positions = |count: u32| -> Vec<(f64, f64)> {
        let arc = (0..count - 1).map(|step| f64::from(step) / f64::from(count));
        ring(&arc.map(|share| (share, share * share)).collect::<Vec<_>>())
    };
    assert!(Outline::new(vec![vec![positions(20_000)]]).is_ok());
    let over = Outline::new(vec![vec![positions(20_000)], vec![square(0.0, 0.0, 1.0)]]);
    assert_eq!(over, Err(OutlineError::TooManyPositions { count: 20_005 }));
}

#[test]
fn a_clerk_is_told_what_to_mend() {
    let error = serde_json::from_value::<Outline>(json!({
        "type": "Polygon", "coordinates": [[[39.9, 116.4], [39.9, 116.5], [39.8, 116.5], [39.9, 116.4]]]
    }));
    let said = error.unwrap_err().to_string();
    assert_eq!(
        said,
        "polygon 1, ring 1: position 1 is not on earth: give degrees of WGS-84, longitude first"
    );
    let open = Outline::new(vec![vec![square(0.0, 0.0, 1.0), square(0.2, 0.2, 0.1)[1..].to_vec()]]);
    let said = open.unwrap_err().to_string();
    assert_eq!(said, "polygon 1, ring 2 is open: let its last position be the same as its first");
}

#[test]
fn inside_and_on_the_border_is_nothing_outside_and_a_hole_is_outside() {
    let outline = outline(&[square(116.0, 39.0, 1.0), square(116.25, 39.25, 0.5)]);
    assert_eq!(outline.metres_outside(place(116.1, 39.1)), 0.0);
    assert_eq!(outline.metres_outside(place(116.0, 39.5)), 0.0);
    assert_eq!(outline.metres_outside(place(116.25, 39.5)), 0.0);
    let hundredth = outline.metres_outside(place(116.5, 39.26));
    assert!((hundredth - 1_112.0).abs() < 1.0, "{hundredth}");
    let hundredth = outline.metres_outside(place(115.99, 39.5));
    assert!((hundredth - 858.0).abs() < 1.0, "{hundredth}");
}

/// Held against the least of many points along the border.
#[test]
fn metres_are_never_too_few_and_hardly_too_many() {
    let corners = [(116.0, 39.0), (116.9, 39.2), (116.4, 39.9), (116.3, 39.4), (115.8, 39.7)];
    let outline = outline(&[ring(&corners)]);
    let dense: Vec<Wgs84> = outline.shape().0[0]
        .exterior()
        .lines()
        .flat_map(|line| {
            (0..=20_000).map(move |step| {
                let at = line.start + (line.end - line.start) * (f64::from(step) / 20_000.0);
                place(at.x, at.y)
            })
        })
        .collect();
    for step in 0..60_u32 {
        let (angle, far) = (f64::from(step) * 0.7, 0.2 + f64::from(step % 7) * 0.15);
        let at = place(116.4 + far * 1.2 * angle.cos(), 39.45 + far * angle.sin());
        let metres = outline.metres_outside(at);
        let least = dense.iter().map(|border| border.metres_to(at)).fold(f64::INFINITY, f64::min);
        match outline.shape().contains(&Point::from(at)) {
            true => assert_eq!(metres, 0.0),
            false => assert!(
                (least - 0.1..least * 1.001 + 0.1).contains(&metres),
                "{metres} and {least} at {at:?}"
            ),
        }
    }
}

use super::*;
use crate::{
    strip::{BODY, Cell, Inside, PAD_Y, Text, WIDTH, leading},
    wrap::Line,
};
use proptest::prelude::*;

/// A strip of so many lines, each with its name and number.
fn strip(name: &str, lines: usize) -> Strip {
    let line = |number| Line { text: format!("{name}/{number}"), width: 10.0 };
    let text = Text::new((0..lines).map(line).collect(), BODY);
    Strip::ruled(vec![Cell::new(0.0, WIDTH, Inside::Text(text))])
}

fn names(strip: &Strip) -> Vec<String> {
    let lines = strip.cells.iter().flat_map(|cell| match &cell.inside {
        Inside::Text(text) => text.lines.iter().map(|line| line.text.clone()).collect(),
        _ => Vec::new(),
    });
    lines.collect()
}

/// Sections with as many rows, of as many lines, as are named.
fn sections(rows: &[Vec<usize>]) -> Vec<Section> {
    let section = |(section, rows): (usize, &Vec<usize>)| Section {
        heading: vec![strip(&format!("h{section}"), 1)],
        again: vec![strip(&format!("a{section}"), 1)],
        rows: rows
            .iter()
            .enumerate()
            .map(|(row, lines)| strip(&format!("r{section}.{row}"), *lines))
            .collect(),
        gap: 8.0,
        fresh: section % 5 == 4,
    };
    rows.iter().enumerate().map(section).collect()
}

/// Lines that a page has room for under one heading.
fn most() -> usize {
    let room = HEIGHT - strip("h", 1).height - 2.0 * PAD_Y;
    (room / leading(BODY)) as usize
}

proptest! {
    #[test]
    fn no_row_is_lost_or_parted_and_no_heading_stands_alone(
        rows in prop::collection::vec(prop::collection::vec(prop_oneof![8 => 1_usize..6, 1 => 40_usize..60, 1 => 60_usize..200], 1..30), 1..8),
    ) {
        let pages = lay_out(sections(&rows)).unwrap();
        let wanted = sections(&rows).iter().flat_map(|section| &section.rows).flat_map(names).collect::<Vec<_>>();
        let mut said = Vec::new();
        for page in &pages {
            let mut bottom = 0.0;
            let mut section = None;
            for (index, (y, strip)) in page.strips.iter().enumerate() {
                prop_assert!(*y >= bottom - 0.01 && y + strip.height <= HEIGHT + 0.01, "nothing overlaps or leaves the page");
                bottom = y + strip.height;
                let names = names(strip);
                let first = names.first().unwrap().clone();
                let of = first[1..].split(['.', '/']).next().unwrap().to_owned();
                if first.starts_with('r') {
                    prop_assert_eq!(section.as_ref(), Some(&of), "a heading stands above it on its page");
                    let parted = !first.ends_with("/0");
                    let lines = rows[of.parse::<usize>().unwrap()][first.split(['.', '/']).nth(1).unwrap().parse::<usize>().unwrap()];
                    prop_assert!(lines > most() || !parted && names.len() == lines, "{first} is parted, {lines} lines");
                    said.extend(names);
                } else {
                    section = Some(of);
                    prop_assert!(index + 1 < page.strips.len(), "a heading alone at the foot");
                }
            }
        }
        prop_assert_eq!(said, wanted);
    }
}

#[test]
fn a_section_goes_on_under_its_heading_and_a_fresh_one_begins_a_page() {
    let pages = lay_out(sections(&[vec![2; 30], vec![1], vec![1], vec![1], vec![1]])).unwrap();
    let first = |page: usize| names(&pages[page].strips[0].1)[0].clone();
    assert_eq!([first(0), first(1), first(2)], ["h0/0", "a0/0", "h4/0"]);
    assert_eq!(pages.len(), 3);
}

#[test]
fn what_would_not_end_is_refused() {
    let long = most() * (MOST_PAGES + 10);
    assert!(matches!(lay_out(sections(&[vec![long]])), Err(PaperError::TooLong)));
    assert!(lay_out(sections(&[vec![most() * (MOST_PAGES - 10)]])).is_ok());
}

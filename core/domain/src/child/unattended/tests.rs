use super::*;
use chrono::NaiveDate;

/// What the notice makes of one parent: gone, in the set, not in it, not known.
type Class = char;

/// Written from the notice, edge by edge; knows nothing of the code.
fn table() -> Vec<(Parent, Class)> {
    use Parent::{
        Able, Dead, DeclaredMissing, Deported, Disabled, GuardianshipRevoked, Imprisoned, InDetox,
        LostContact, Restrained, SeriouslyIll, Unknown,
    };
    let mut table = vec![
        (Able, 'n'),
        (SeriouslyIll, 'q'),
        (GuardianshipRevoked, 'q'),
        (Deported, 'q'),
        (Dead, 'g'),
        (DeclaredMissing, 'g'),
        (Unknown, '?'),
    ];
    let disabilities = [
        (DisabilityKind::Visual, "qqnn"),
        (DisabilityKind::Hearing, "qqnn"),
        (DisabilityKind::Speech, "qqnn"),
        (DisabilityKind::Physical, "qqnn"),
        (DisabilityKind::Intellectual, "qqqq"),
        (DisabilityKind::Mental, "qqqq"),
        (DisabilityKind::Multiple, "qqnn"),
    ];
    for (kind, classes) in disabilities {
        let grades = [Grade::One, Grade::Two, Grade::Three, Grade::Four];
        table.extend(grades.into_iter().zip(classes.chars()).map(|(grade, c)| (Disabled { kind, grade }, c)));
    }
    for (months, class) in [(0, 'n'), (5, 'n'), (6, 'q'), (7, 'q'), (240, 'q')] {
        table.extend([Imprisoned { months }, InDetox { months }, Restrained { months }].map(|p| (p, class)));
    }
    for (silent_months, row) in [(0, "nnnn"), (5, "nnnn"), (6, "nnqq"), (7, "nnqq")] {
        for (unsupporting_months, class) in [0, 5, 6, 7].into_iter().zip(row.chars()) {
            table.push((LostContact { silent_months, unsupporting_months }, class));
        }
    }
    table
}

/// Rows and columns: gone, in the set, not in it, not known.
fn verdict(one: Class, other: Class) -> Verdict {
    let rows = ["OUN?", "UUN?", "NNNN", "??N?"];
    let place = |class| "gqn?".find(class).unwrap();
    match rows[place(one)].as_bytes()[place(other)] {
        b'O' => Verdict::Orphan,
        b'U' => Verdict::Unattended,
        b'N' => Verdict::ParentShort,
        _ => Verdict::Open,
    }
}

fn born_2012_05_01_on(day: &str) -> Age {
    let birth = NaiveDate::from_ymd_opt(2012, 5, 1).unwrap();
    Age::on(birth, day.parse().unwrap()).unwrap()
}

#[test]
fn the_whole_product_of_both_parents_is_as_tabled() {
    let (child, table) = (born_2012_05_01_on("2026-11-22"), table());
    assert_eq!(table.len(), 7 + 28 + 15 + 16);
    for (one, one_class) in &table {
        for (other, other_class) in &table {
            let decision = decide(child, [*one, *other]);
            assert_eq!(decision.verdict, verdict(*one_class, *other_class), "{one:?} and {other:?}");
        }
    }
}

#[test]
fn which_parent_is_which_changes_nothing() {
    let child = born_2012_05_01_on("2026-11-22");
    for (one, _) in table() {
        for (other, _) in table() {
            let (here, there) = (decide(child, [one, other]), decide(child, [other, one]));
            assert_eq!(here.verdict, there.verdict, "{one:?} and {other:?}");
            assert_eq!(here.parents, [there.parents[1], there.parents[0]]);
        }
    }
}

#[test]
fn the_programme_ends_with_childhood() {
    let parents = [Parent::SeriouslyIll, Parent::Dead];
    let on = |day| decide(born_2012_05_01_on(day), parents).verdict;
    assert_eq!(on("2012-05-01"), Verdict::Unattended);
    assert_eq!(on("2030-05-01"), Verdict::Unattended, "the birthday still protects");
    assert_eq!(on("2030-05-02"), Verdict::OfAge);
    let orphan = decide(born_2012_05_01_on("2030-05-02"), [Parent::Dead; 2]);
    assert_eq!(orphan.verdict, Verdict::OfAge);
}

#[test]
fn the_answer_says_of_each_parent_what_holds_or_what_is_short() {
    let rows = [
        (Parent::Able, Err(Shortfall::Able)),
        (
            Parent::Disabled { kind: DisabilityKind::Physical, grade: Grade::Three },
            Err(Shortfall::DisabilityTooLight),
        ),
        (Parent::Disabled { kind: DisabilityKind::Mental, grade: Grade::Four }, Ok(Ground::SevereDisability)),
        (Parent::SeriouslyIll, Ok(Ground::SeriousIllness)),
        (Parent::Imprisoned { months: 5 }, Err(Shortfall::TermTooShort)),
        (Parent::Imprisoned { months: 6 }, Ok(Ground::Prison)),
        (Parent::InDetox { months: 24 }, Ok(Ground::Detox)),
        (Parent::Restrained { months: 6 }, Ok(Ground::Restraint)),
        (Parent::LostContact { silent_months: 5, unsupporting_months: 9 }, Err(Shortfall::InTouch)),
        (Parent::LostContact { silent_months: 9, unsupporting_months: 5 }, Err(Shortfall::Supporting)),
        (Parent::LostContact { silent_months: 6, unsupporting_months: 6 }, Ok(Ground::LostContact)),
        (Parent::GuardianshipRevoked, Ok(Ground::GuardianshipRevoked)),
        (Parent::Deported, Ok(Ground::Deported)),
        (Parent::Dead, Ok(Ground::Dead)),
        (Parent::DeclaredMissing, Ok(Ground::Missing)),
        (Parent::Unknown, Err(Shortfall::Unknown)),
    ];
    for (parent, expected) in rows {
        assert_eq!(standing(parent), expected, "{parent:?}");
    }
}

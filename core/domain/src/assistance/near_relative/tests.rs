use super::*;

const BROTHER: Kinship = Kinship { relation: Relation::Sibling, office: Office::CommitteeMember };

fn day() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

fn steps() -> [Step; 6] {
    [
        Step::Answer(Vec::new()),
        Step::Answer(vec![BROTHER]),
        Step::Register(day()),
        Step::Complain,
        Step::CountyVisit(day()),
        Step::Close,
    ]
}

/// What the articles ask for after a course of steps, told from the whole course.
fn due_by_law(taken: &[Step]) -> Vec<Duty> {
    let asked = taken.iter().any(|step| matches!(step, Step::Answer(_)));
    let relative = taken.contains(&Step::Answer(vec![BROTHER]));
    let complaint = taken.iter().rposition(|step| *step == Step::Complain);
    let since = complaint.map_or(0, |at| at + 1);
    let visited = taken[since..].contains(&Step::CountyVisit(day()));
    let mut due = Vec::new();
    if !asked {
        due.push(Duty::Ask);
    }
    if relative && !taken.contains(&Step::Register(day())) {
        due.push(Duty::Register);
    }
    if (relative || complaint.is_some()) && !visited {
        due.push(Duty::CountyVisit);
    }
    due
}

#[test]
fn every_course_of_five_steps_agrees_with_the_law() {
    let mut courses: Vec<(Vec<Step>, Case)> = vec![(Vec::new(), Case::default())];
    for _ in 0..5 {
        let mut longer = Vec::new();
        for (taken, case) in courses {
            for step in steps() {
                let closed = taken.iter().rposition(|step| *step == Step::Close)
                    > taken.iter().rposition(|step| *step == Step::Complain);
                let relative = taken.contains(&Step::Answer(vec![BROTHER]));
                let due = due_by_law(&taken);
                let expected = match &step {
                    Step::Complain => Ok(()),
                    _ if closed => Err(Refused::Closed),
                    Step::Close if !due.is_empty() => Err(Refused::Due(due)),
                    Step::Register(_) if !relative => Err(Refused::NothingToRegister),
                    _ => Ok(()),
                };
                let after = case.clone().after(step.clone());
                assert_eq!(after.as_ref().map(|_| &()), expected.as_ref(), "{taken:?} {step:?}");
                let Ok(after) = after else { continue };
                let taken = [taken.clone(), vec![step]].concat();
                assert_eq!(after.due(), due_by_law(&taken), "{taken:?}");
                longer.push((taken, after));
            }
        }
        courses = longer;
    }
    assert!(courses.iter().any(|(_, case)| case.is_closed()));
}

#[test]
fn a_case_closes_only_when_nothing_is_due() {
    let case = Case::default();
    assert_eq!(case.clone().after(Step::Close), Err(Refused::Due(vec![Duty::Ask])));
    let case = case.after(Step::Answer(vec![BROTHER])).unwrap();
    let case = case.after(Step::Answer(Vec::new())).unwrap();
    let due = vec![Duty::Register, Duty::CountyVisit];
    assert_eq!(
        case.clone().after(Step::Close),
        Err(Refused::Due(due)),
        "an answer does not take back another"
    );
    let case = case.after(Step::Register(day())).unwrap();
    assert_eq!(case.clone().after(Step::Close), Err(Refused::Due(vec![Duty::CountyVisit])));
    let case = case.after(Step::CountyVisit(day())).unwrap();
    assert!(case.after(Step::Close).unwrap().is_closed());
}

#[test]
fn a_complaint_after_the_visit_asks_for_another() {
    let visited = [Step::Answer(Vec::new()), Step::Complain, Step::CountyVisit(day()), Step::Close];
    let case = visited.into_iter().try_fold(Case::default(), Case::after).unwrap();
    let case = case.after(Step::Complain).unwrap();
    assert!(!case.is_closed());
    assert_eq!(case.due(), [Duty::CountyVisit]);
}

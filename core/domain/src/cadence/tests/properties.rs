use super::*;
use chrono::Days;
use proptest::{option, prelude::*};

prop_compose! {
    fn any_day()(offset in 0..1_100_u64) -> NaiveDate {
        day("2024-01-01") + Days::new(offset)
    }
}

fn any_every() -> impl Strategy<Value = Every> {
    let number = || (1..200_u32).prop_map(|days| NonZeroU32::new(days).unwrap());
    prop_oneof![
        number().prop_map(Every::Days),
        (1..13_u32).prop_map(|months| Every::Months(NonZeroU32::new(months).unwrap())),
        Just(Every::NaturalMonth),
    ]
}

prop_compose! {
    fn any_override()(
        every in any_every(),
        given in any_day(),
        lasts in 0..200_u64,
        by in prop::sample::select(vec![Post::Supervisor, Post::County]),
    ) -> Override {
        Override { every, given, until: given + Days::new(lasts), by, ground: Ground::Other }
    }
}

prop_compose! {
    fn any_pause()(from in any_day(), lasts in 0..60_u64) -> Pause {
        Pause { reason: PauseReason::Away, from, until: from + Days::new(lasts) }
    }
}

prop_compose! {
    fn any_extra()(first in any_day(), lasts in 0..30_u64) -> Extra {
        Extra { occasion: Occasion::ExtremeWeather, first, last: first + Days::new(lasts) }
    }
}

prop_compose! {
    fn any_plan()(
        visit in prop::sample::select(VisitTag::PERIODIC.to_vec()),
        class in prop::sample::select(vec!["A", "C", "red", "yellow", "green", "high", "key", "general"]),
        national in option::of(prop::sample::select(vec![
            National::SteadyHousehold, National::UnsteadyHousehold, National::ElderInDifficulty,
        ])),
        entered in any_day(),
        last in option::of(any_day()),
        special in option::of(any_override()),
        pause in option::of(any_pause()),
        extras in prop::collection::vec(any_extra(), 0..3),
        changed in option::weighted(0.1, any_day()),
    ) -> Plan {
        let major_change = changed.map(|day| day.and_hms_opt(20, 0, 0).unwrap().and_utc());
        let class = class.to_owned();
        let entered = Some(entered);
        Plan { visit, class, area: None, national, entered, last, special, pause, extras, major_change }
    }
}

fn due(plan: &Plan) -> NaiveDate {
    next(plan, &table(), national()).unwrap().due
}

/// With no year announced nothing is known to be a holiday.
fn no_calendar() -> Calendar {
    [].into_iter().collect()
}

proptest! {
    #[test]
    fn never_later_than_the_strictest_rule_that_applies(plan in any_plan()) {
        let since = plan.since().unwrap();
        let unpaused = Plan { pause: None, ..plan.clone() };
        let due = due(&unpaused);
        let table = table();
        if let Some(national) = plan.national {
            prop_assert!(due <= national.every().due(since));
        }
        let class = table.every(plan.visit, &plan.class, None).map(|every| every.due(since)).min().unwrap();
        match plan.special {
            Some(given) if given.by == Post::County => {
                let most = given.every.due(since).max(given.given).min(given.until);
                prop_assert!(due <= class.max(most));
            }
            _ => prop_assert!(due <= class),
        }
        if let Some(given) = plan.special {
            let special = given.every.due(since).max(given.given);
            prop_assert!(special > given.until || due <= special);
        }
        for extra in &plan.extras {
            let seen = plan.last.is_some_and(|last| last >= extra.first && Some(last) >= plan.entered);
            prop_assert!(seen || Some(extra.last) < plan.entered || due <= extra.last);
        }
    }

    #[test]
    fn a_later_visit_is_never_due_again_sooner(plan in any_plan(), one in any_day(), other in any_day()) {
        let with = |last| due(&Plan { last: Some(last), ..plan.clone() });
        prop_assert!(with(one.min(other)) <= with(one.max(other)));
        let unvisited = due(&Plan { last: None, ..plan.clone() });
        prop_assert!(unvisited <= with(one.max(plan.entered.unwrap())));
    }

    #[test]
    fn a_pause_never_shortens(plan in any_plan()) {
        let unpaused = due(&Plan { pause: None, ..plan.clone() });
        prop_assert!(unpaused <= due(&plan));
    }

    #[test]
    fn the_calendar_only_ever_brings_a_visit_forward(plan in any_plan()) {
        let without = next(&plan, &table(), &no_calendar()).unwrap().due;
        prop_assert!(due(&plan) <= without);
    }

    #[test]
    fn a_stricter_class_is_never_due_later(plan in any_plan()) {
        let table = table();
        let mut classes: Vec<(NaiveDate, NaiveDate)> = table.interval_days[&plan.visit]
            .keys()
            .map(|class| {
                let plan = Plan { class: class.clone(), major_change: None, ..plan.clone() };
                (table.next_due(plan.visit, class, plan.since().unwrap().day()).unwrap(), due(&plan))
            })
            .collect();
        classes.sort_unstable();
        prop_assert!(classes.is_sorted_by_key(|(_, due)| *due), "{:?}", classes);
    }

    #[test]
    fn by_the_class_alone_it_is_the_table_s_next_due(plan in any_plan(), last in any_day()) {
        let plan = Plan {
            last: Some(last),
            entered: None,
            national: None,
            special: None,
            pause: None,
            extras: Vec::new(),
            major_change: None,
            ..plan
        };
        let next = next(&plan, &table(), &no_calendar()).unwrap();
        prop_assert_eq!(Some(next.due), table().next_due(plan.visit, &plan.class, last));
        prop_assert_eq!((next.because, next.moved), (Reason::Class, None));
    }
}

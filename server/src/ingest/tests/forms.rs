//! The form that asked is asked again.

use crate::testing::{
    phone::{Phone, check_in},
    world::{WANG, worlds},
};
use doorstep_domain::{
    record::Record,
    visit::{FormRef, RedLine, Visit},
};
use doorstep_protocol::batch::Verdict;
use serde_json::{Value, json};

fn answered(answers: Value) -> Visit {
    let red_lines = match answers.get("red_lines") {
        Some(_) => vec![RedLine::ElderNoFood],
        None => Vec::new(),
    };
    Visit { answers, red_lines, ..check_in("2026-11-21") }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_their_form_would_not_let_finish_are_stored_and_looked_at() {
    let table = [
        (json!({ "meals": 2 }), vec![]),
        (json!({ "meals": 0, "why": "no money", "red_lines": "elder_no_food" }), vec![]),
        (json!({ "meals": 0, "red_lines": "elder_no_food" }), vec!["answer_missing"]),
        (json!({ "meals": -1 }), vec!["answer_against_constraint"]),
        // The phone was made to forget its red line.
        (json!({ "meals": 0, "why": "no money" }), vec!["calculation_differs"]),
        (json!({ "meals": 2, "horoscope": "good" }), vec!["answers_do_not_fit"]),
        (json!({ "meals": "two" }), vec!["answers_do_not_fit"]),
        (json!(["meals"]), vec!["answers_do_not_fit"]),
    ];
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        for (answers, codes) in &table {
            let visit = answered(answers.clone());
            let (_, verdict) = phone.report(&world, &Record::Visit(Box::new(visit))).await;
            let wanted = match codes.is_empty() {
                true => Verdict::Accepted,
                false => {
                    Verdict::NeedsReview { codes: codes.iter().map(|code| (*code).to_owned()).collect() }
                }
            };
            assert_eq!(verdict, wanted, "{}: {answers}", world.engine);
        }
        let unknown = FormRef { id: "elder_check_in".to_owned(), version: "2".to_owned() };
        let visit = Visit { form: unknown, ..answered(json!({ "meals": 2 })) };
        let (_, verdict) = phone.report(&world, &Record::Visit(Box::new(visit))).await;
        assert_eq!(verdict, Verdict::NeedsReview { codes: vec!["unknown_form".to_owned()] });
        assert_eq!(world.count("SELECT COUNT(*) FROM visit").await, 9, "every one has had its effect");
    }
}

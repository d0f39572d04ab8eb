use crate::people::{WANG, elders};
use doorstep_client::{ClientError, session::Whom};
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_forms::{Item, Value};
use doorstep_tests::{clock::PhoneClock, phone::Phone, small_disk::SmallDisk, stage::Stage};

/// Megabytes: room for the county's first load, a visit, and little else.
const SMALL: u64 = 160;

#[test]
fn a_full_disk_refuses_to_begin_a_visit_and_keeps_the_answer_on_screen_in_the_middle_of_one() {
    let Some(disk) = SmallDisk::of_megabytes(SMALL) else {
        println!("not told: only root may mount a small disk");
        return;
    };
    let stage = Stage::open();
    let mut wang = Phone::off(WANG, disk.path(), PhoneClock::right(&stage.clock));
    wang.open();
    wang.enrol(&stage.county.ticket(WANG));
    wang.drain();
    let elder = Subject::Person(elders(WANG)[0]);
    let began = wang.visits(elder, VisitTag::ElderCheckIn).answers("outcome", "met");
    began.fill();
    let draft = began.draft;

    let filling = disk.fill();
    let another = wang.client().begin_visit(Whom::OnFile(elder), VisitTag::ElderCheckIn);
    assert_eq!(another.err(), Some(ClientError::StorageFull), "noticed before a visit is begun");

    // The answer is long, so that it cannot fit into what is left of a page.
    let words = "very long words ".repeat(1_500);
    let path = "conclusion/findings";
    let answered = wang.client().answer(draft, path, Value::Text(words.clone()));
    assert_eq!(answered, Err(ClientError::StorageFull), "said at once");
    let shown = wang.client().form_page(draft, "en", 0, usize::MAX).unwrap();
    let on_screen = shown.into_iter().any(|item| match item {
        Item::Question(question) => question.value == Some(Value::Text(words.clone())),
        _ => false,
    });
    assert!(on_screen, "the answer stays on screen");
    assert!(
        wang.client().finish(draft, None).is_err(),
        "a visit that cannot be kept is not said to be saved"
    );

    // Somebody deletes a film.
    drop(filling);
    wang.client().answer(draft, path, Value::Text(words)).unwrap();
    let finished = wang.client().finish(draft, None).unwrap();
    wang.drain();
    assert!(wang.is_sent(finished.saved.record));
    wang.close();
}

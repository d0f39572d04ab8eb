use crate::{
    people::{WANG, shared_households, village},
    photograph::taken,
};
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_evidence::testing;
use doorstep_store::MediaStanding;
use doorstep_tests::{cast::cast, stage::Stage, wait};
use std::process::Command;

/// All words of a PDF, without blanks, read by Poppler, which `cargo xtask test` sees is there.
pub(crate) fn words(pdf: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    let output = Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(file.path()).arg("-").output();
    let output =
        output.unwrap_or_else(|error| panic!("pdftotext (package poppler-utils) is needed: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().split_whitespace().collect()
}

#[test]
fn an_inspector_is_given_the_visit_on_paper_with_names_photograph_and_who_stands_by_it() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    let household = shared_households()[0];
    let check = wang.visits(Subject::Household(household), VisitTag::HouseholdCheck);
    let check = check.together_with(village().li).answers("outcome", "met").answers("danger_grade", "C");
    let check = check.answers("findings", "东墙有裂缝");
    check.fill();
    let working = check.photographs("photo_danger", &testing::photograph(900, 700), taken());
    let made = check.finish();
    let [photograph] = wang.client().photographs(made.saved.record).unwrap().try_into().unwrap();
    wait::until("the photograph to arrive", || {
        wang.sync();
        let pictures = wang.client().pictures(photograph.record).unwrap();
        pictures.iter().any(|file| file.sha256 == working && file.standing == MediaStanding::Receipted)
    });

    let desk = stage.desk(village().supervisor);
    let paper =
        |language: &str| desk.fetch(&format!("/v1/visits/{}/paper?language={language}", made.saved.record));
    let pdf = paper("zh-CN");
    let said = words(&pdf);
    let home = cast().household(household);
    for wanted in [
        "入户核查表",
        &home.head,
        &home.address.text,
        cast().named(WANG),
        cast().named(village().li),
        "尚未会签",
        "☑C级",
        "东墙有裂缝",
    ] {
        let wanted: String = wanted.split_whitespace().collect();
        assert!(said.contains(&wanted), "{wanted} is not in {said}");
    }
    let hex: String = working.as_bytes().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    assert!(said.contains(&hex), "the photograph's hash {hex} is not in {said}");
    assert!(pdf == paper("zh-CN"), "the same visit gives the same bytes");
    assert!(words(&paper("en")).contains("Householdcheck"));
}

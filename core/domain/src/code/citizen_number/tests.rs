use super::*;

#[test]
fn the_reference_numbers_of_the_standard_are_valid() {
    for text in ["11010519491231002X", "440524188001010014", "11010519491231002x", "１1010519491231002Ｘ"] {
        assert!(text.parse::<CitizenNumber>().is_ok(), "{text}");
    }
}

#[test]
fn date_and_sex_are_read_from_the_number() {
    let number: CitizenNumber = "11010519491231002X".parse().unwrap();
    assert_eq!(number.birth_date(), NaiveDate::from_ymd_opt(1949, 12, 31));
    assert_eq!(number.sex(), Sex::Female);
}

#[test]
fn each_fault_has_its_own_name() {
    let fault = |text: &str| text.parse::<CitizenNumber>().unwrap_err();
    assert_eq!(fault("110105194912310021"), CitizenNumberError::CheckCharacter);
    assert_eq!(fault("11010519491331002X"), CitizenNumberError::BirthDate);
    assert_eq!(fault("1101051949123100"), CitizenNumberError::Shape);
    assert_eq!(fault("11010519491231002XX"), CitizenNumberError::Shape);
    assert_eq!(fault("甲乙丙丁戊己庚辛"), CitizenNumberError::Shape);
}

#[test]
fn any_single_wrong_digit_is_found() {
    let good = "11010519491231002X";
    for place in 0..17 {
        for digit in '0'..='9' {
            let mut text: Vec<char> = good.chars().collect();
            if text[place] == digit {
                continue;
            }
            text[place] = digit;
            let text: String = text.into_iter().collect();
            assert!(text.parse::<CitizenNumber>().is_err(), "{text}");
        }
    }
}

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

/// A number of these seventeen digits, with its check.
fn number_of(seventeen: &str) -> String {
    format!("{seventeen}{}", check_character(seventeen).unwrap())
}

#[test]
fn fifteen_digits_gain_a_century_and_a_check() {
    let number = CitizenNumber::from_fifteen("320311770706001").unwrap();
    assert_eq!(number.as_str(), "320311197707060018");
    let verdict = CitizenNumber::check("３２０３１１７７０７０６００１", today());
    assert_eq!(verdict, Verdict::kept(number, [Fault::FifteenDigits]));
    let denied = |text: &str| CitizenNumber::check(text, today()).value().unwrap_err();
    assert_eq!(denied("32031177130600X"), Fault::Shape);
    assert_eq!(denied("甲乙丙丁戊己庚辛"), Fault::Shape);
}

#[test]
fn fifteen_digits_are_no_citizen_number_where_one_is_stored() {
    assert_eq!("320311770706001".parse::<CitizenNumber>(), Err(CitizenNumberError::Shape));
    assert!(serde_json::from_str::<CitizenNumber>("\"320311770706001\"").is_err());
}

#[test]
fn an_odd_number_is_kept_with_its_doubts() {
    let rows: [(&str, &[Fault]); 8] = [
        ("11010519491231002", &[]),
        ("11010520261122002", &[]),
        ("11010520261123002", &[Fault::BornLater]),
        ("11010518951123002", &[]),
        ("11010518951122002", &[Fault::BornLongAgo]),
        ("66010519491231002", &[Fault::UnknownProvince]),
        ("00010520261123002", &[Fault::UnknownProvince, Fault::BornLater]),
        ("83000019491231002", &[]),
    ];
    for (seventeen, doubts) in rows {
        let verdict = CitizenNumber::check(&number_of(seventeen), today());
        assert_eq!(verdict.faults(), doubts, "{seventeen}");
        assert!(verdict.value().is_ok(), "{seventeen}");
    }
}

#[test]
fn a_wrong_check_character_or_date_is_denied() {
    let denied = |text: &str| CitizenNumber::check(text, today()).value().unwrap_err();
    assert_eq!(denied("110105194912310021"), Fault::CheckCharacter);
    assert_eq!(denied("11010519491331002X"), Fault::BirthDate);
    assert_eq!(denied("1101051949123100"), Fault::Shape);
}

#[test]
fn the_first_digits_tell_whose_number_it_is() {
    let rows = [
        ("81000019491231002", NumberKind::HongKongResident),
        ("82000019491231002", NumberKind::MacaoResident),
        ("83000019491231002", NumberKind::TaiwanResident),
        ("91184019491231002", NumberKind::PermanentResident),
        ("11010519491231002", NumberKind::Citizen),
        ("71010519491231002", NumberKind::Citizen),
        ("84000019491231002", NumberKind::Citizen),
    ];
    for (seventeen, kind) in rows {
        assert_eq!(number_of(seventeen).parse::<CitizenNumber>().unwrap().kind(), kind, "{seventeen}");
    }
}

#[test]
fn the_number_stays_out_of_debug_output() {
    let number: CitizenNumber = "440524188001010014".parse().unwrap();
    assert!(!format!("{:?}", CitizenNumber::check(number.as_str(), today())).contains("4405"));
}

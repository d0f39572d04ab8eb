//! The three forms of the field, filled; kept as pictures in `target/paper`.

use super::{form, photograph, reader, sheet, signature};
use crate::{Sheet, Signer, print};
use doorstep_forms::Form;
use serde_json::{Value as Json, json};
use std::{path::Path, sync::Arc};

fn fixture(name: &str) -> Arc<Form> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../fixtures/forms/{name}.md"));
    form(&std::fs::read_to_string(path).unwrap())
}

fn filled(name: &str, language: &str, answers: Json) -> Sheet {
    let mut sheet = sheet(&fixture(name), language, answers);
    sheet.head = vec![
        ("区域".to_owned(), "上门县柳河镇三村第二网格".to_owned()),
        ("家庭编号".to_owned(), "SM-0317-0042".to_owned()),
        ("调查人员".to_owned(), "王芳、李建国".to_owned()),
    ];
    for id in ["HOUSEHOLD", "INVESTIGATOR"] {
        sheet.pictures.insert(id.to_owned(), signature());
    }
    for id in ["DWELLING", "DANGER", "ROOM"] {
        sheet.pictures.insert(id.to_owned(), photograph("2026-11-01 09:31 +08:00　三村二组王家门前"));
    }
    sheet
}

fn household(signing: &Json) -> Json {
    let mut answers = json!({
        "outcome": "met", "mode": "home",
        "who": {"notice_given": "yes", "met": ["self", "spouse"], "second_investigator": "lijianguo", "check_kind": "recheck",
            "programme": "dibao", "near_relative": "no"},
        "family": {"registered_members": 3, "members": [
            {"_id": 1, "member_name": "赵淑兰", "relation": "head", "member_age": 68, "member_sex": "female", "lives_here": "home",
             "set_apart": "no", "member_health": ["chronic"], "illness": "高血压", "member_work": "none"},
            {"_id": 2, "member_name": "钱永福", "relation": "spouse", "member_age": 70, "member_sex": "male", "lives_here": "home",
             "set_apart": "no", "member_health": ["weak", "disabled"], "disability_kind": "4", "disability_grade": "2", "member_work": "unable"},
            {"_id": 3, "member_name": "钱小军", "relation": "son", "member_age": 41, "member_sex": "male", "lives_here": "home",
             "set_apart": "no", "member_health": ["good"], "member_work": "casual", "able_to_work": "able", "member_wage": "1800"}]},
        "income": {"wage_income": "21600", "business_income": "3200.5", "property_income": "0", "transfer_received": "2640",
            "transfer_paid": "760", "other_income": "0", "income_changed": "yes",
            "income_change": "儿子今年在镇上打零工，雨季停工两个月；土地流转给合作社，每亩六百元。"},
        "property": {"property_kinds": ["deposit", "vehicle"], "property_items": [
            {"_id": 4, "property_kind": "deposit", "property_value": "5200", "property_exempt": "no"},
            {"_id": 5, "property_kind": "vehicle", "property_note": "电动三轮", "property_value": "3000",
             "property_exempt": "mobility_vehicle", "property_exempt_reason": "残疾人代步车"}]},
        "spending": {"has_rigid": "yes", "spendings": [
            {"_id": 6, "spending_kind": "medical", "spending_for": "赵淑兰", "spending_designated": "yes", "spending_times": "once",
             "spending_date": "2026-05-20", "spending_amount": "12000", "spending_refunded": "3687.54", "spending_receipt": "yes"}]},
        "living": {"meals": "enough", "belongings": "电视机、冰箱、电磁炉各一台，旧洗衣机一台（坏）。"},
        "dwelling": {"built_year": 1987, "floor_area": "82.5", "danger_grade": "C", "photo_danger": "DANGER", "housing_told": "yes",
            "photo_dwelling": "DWELLING"},
        "neighbours": {"neighbour_asked": "yes"},
        "danger": {"danger_seen": "no"},
        "conclusion": {"findings": "夫妇二人年老，丈夫肢体二级残疾，需人照料。主屋东墙有贯通裂缝，屋面两处漏雨，已告知不要在东间居住，并转住建部门鉴定。家中粮油够一个月，药费负担较重。",
            "investigator_signature": "INVESTIGATOR"},
        "next": {"next_date": "2027-01-15"},
    });
    answers["conclusion"].as_object_mut().unwrap().extend(signing.as_object().unwrap().clone());
    answers
}

#[test]
fn a_household_check_is_printed_with_signatures_and_photographs() {
    let mut sheet = filled(
        "household_check",
        "zh-CN",
        household(&json!({"household_signed": "signed", "household_signature": "HOUSEHOLD"})),
    );
    sheet.signers = vec![Signer {
        label: "第二调查人签名".to_owned(),
        text: "李建国 已于 2026-11-01 10:02 会签".to_owned(),
    }];
    let pdf = print(&sheet).unwrap();
    reader::keep("household_check", &pdf);
    let pages = reader::pages(&pdf);
    let said = reader::joined(&pages);
    for words in [
        "入户核查表",
        "姓名赵淑兰",
        "钱永福身体怎么样",
        "一共挣了多少21600.00",
        "净赚多少3200.50",
        "按各人月收入推算，全年约21600元，可对照上面的数。",
        "人均收入：每年8893.5元，每月741.12元（扣减后，仅供参考）",
        "应计入的财产合计：5200元",
        "登记的刚性支出合计：8312.46元",
        "建筑面积（平方米）82.5",
        "3687.54",
        "残疾人代步车",
        "在场家庭成员签名或手印日期：2026年11月1日",
        "照片2",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    assert_eq!(pages.len(), 6, "five of text, one of photographs");
}

#[test]
fn a_refused_signature_says_why() {
    let refused = json!({"household_signed": "refused", "signature_refused_reason": "户主称等儿子回来再签"});
    let pdf = print(&filled("household_check", "zh-CN", household(&refused))).unwrap();
    let said = reader::joined(&reader::pages(&pdf));
    assert!(said.contains("拒绝签字的原因户主称等儿子回来再签"), "{said}");
    assert!(!said.contains("在场家庭成员签名或手印"), "{said}");
}

#[test]
fn a_household_check_is_printed_in_english() {
    let pdf =
        print(&filled("household_check", "en", household(&json!({"household_signed": "signed"})))).unwrap();
    reader::keep("household_check_en", &pdf);
    let said = reader::joined(&reader::pages(&pdf));
    for words in ["Householdcheck", "21600.00", "Incomeperhead:8893.5yuanayear,741.12yuanamonth"] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
}

#[test]
fn an_elder_check_in_is_printed() {
    let answers = json!({"outcome": "met", "mode": "home", "person": {"met": ["self"], "arrangement": "alone", "phone_works": "yes", "contact_valid": "yes"},
        "health": {"expression": "good", "mobility": "some", "reaction": "good", "illnesses": ["hypertension", "joints"], "medicine": "regular", "falls": 1,
            "fall_place": "yard", "fall_treated": "no"},
        "mind": {"mood": "lonely", "no_will": "no", "worries": "惦记在外打工的女儿。"},
        "safety": {"gas": "safe", "heating": "stove_vented", "co_alarm": "yes", "wiring": "old", "water_ok": "yes"},
        "hygiene": {"personal_hygiene": "good", "home_hygiene": "fair", "surroundings": "good"},
        "dwelling": {"danger_grade": "B", "barriers": ["threshold", "light"], "neighbours_help": "yes", "photo_room": "ROOM"},
        "food": {"eaten_today": "yes", "food_stock": "week", "cook": "self"},
        "support": {"supporter_visits": "yearly", "supporter_last_visit": "2026-10-01", "supporter_pays": "yes", "benefits_received": "yes"},
        "fraud": {"fraud_met": "yes", "fraud_kinds": ["health_goods"], "fraud_loss": "680"}, "danger": {"danger_seen": "no"},
        "conclusion": {"findings": "身体尚可，独居，冬天用炉子取暖，已提醒通风。", "needs": ["repair", "comfort"], "risk_class": "key"},
        "next": {"follow_up": "网格员王芳下周三前请电工换线。", "next_date": "2026-12-01"}});
    let pdf = print(&filled("elder_check_in", "zh-CN", answers)).unwrap();
    reader::keep("elder_check_in", &pdf);
    let said = reader::joined(&reader::pages(&pdf));
    for words in
        ["老年人探访表", "您身上有什么病？☑高血压☑骨关节病", "损失（元）680.00", "居室照片照片1（附后）"]
    {
        assert!(said.contains(words), "{words} is not in {said}");
    }
}

#[test]
fn the_points_of_a_screening_are_printed_and_an_instruction_is_not() {
    // The first choices also report a danger, of which a note warns.
    let wanted = json!({"outcome": "met", "ability": {"screening": "yes"}});
    let answers = first_choices(&fixture("elder_check_in"), &wanted);
    let said = reader::joined(&reader::pages(&print(&filled("elder_check_in", "zh-CN", answers)).unwrap()));
    assert!(said.contains("初筛得分：90分，满分90分。仅为初筛，不是能力等级结论。"), "{said}");
    assert!(!said.contains("发现红线情况"), "{said}");
}

#[test]
fn a_guardian_visit_is_printed() {
    let form = fixture("guardian_visit");
    // Every select's first choice: the form is long, and what matters here is that it is drawn.
    let pdf = print(&filled("guardian_visit", "zh-CN", first_choices(&form, &json!({})))).unwrap();
    reader::keep("guardian_visit", &pdf);
    assert!(reader::joined(&reader::pages(&pdf)).contains("儿童监护走访表"));
}

/// A tree in which each visible select that was not answered has its first choice.
fn first_choices(form: &Arc<Form>, answered: &Json) -> Json {
    use doorstep_forms::{FormSession, QuestionKind, SessionContext, Value};
    let context = SessionContext::on("2026-11-01".parse().unwrap(), "zh-CN");
    let mut session = FormSession::reopen(Arc::clone(form), &context, answered.as_object().unwrap()).unwrap();
    for _ in 0..8 {
        for question in session.questions().into_iter().filter(|question| question.value.is_none()) {
            let value = match (question.kind, question.choices.first()) {
                (QuestionKind::SelectOne, Some(choice)) => Value::One(choice.code.clone()),
                (QuestionKind::SelectMultiple, Some(choice)) => Value::Many(vec![choice.code.clone()]),
                (QuestionKind::Text, _) => {
                    Value::Text("孩子随祖父母生活，父母在外务工，每周通话。".to_owned())
                }
                (QuestionKind::Image, _) => Value::Media("ROOM".to_owned()),
                _ => continue,
            };
            let _ = session.answer(&question.path, value);
        }
    }
    Json::Object(session.answers_so_far().into_tree())
}

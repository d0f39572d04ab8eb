//! What nobody would write, and somebody will.

use super::{EVERY_KIND, form, reader, sheet};
use crate::{MOST_PAGES, PaperError, Picture, face, print, wrap::Setter};
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};
use std::time::Instant;

/// A page's own lines, taken off so that what was parted by a page is whole again.
fn content(pages: &[String]) -> String {
    let count = pages.len();
    let mut all = String::new();
    for (index, page) in pages.iter().enumerate() {
        let number = index + 1;
        let mut text = reader::squeezed(page);
        for furniture in [
            format!("第{number}页，共{count}页"),
            "记录摘要r6XVOOQJyqSvRxYY…，可用doorstepverify核验表单every_kind版本7".to_owned(),
            format!("{number}/{count}"),
            if number == 1 { String::new() } else { "样表01a2071c-f302-7e62-9072-fe83e4d648e1".to_owned() },
        ] {
            assert!(text.contains(&furniture), "page {number} has {furniture}");
            text = text.replacen(&furniture, "", 1);
        }
        for heading in [
            "基本情况（续）",
            "成员·经过（1）（续）",
            "成员·经过（2）（续）",
            "签名与照片（续）",
            "成员·家庭成员（续）序号姓名年龄健康",
            "成员·家庭成员（续）",
        ] {
            text = text.strip_prefix(heading).map(ToOwned::to_owned).unwrap_or(text);
        }
        all.push_str(&text);
    }
    all
}

/// As it is shown: what the font lacks is 〓, and blanks are as Poppler says them.
fn shown(text: &str) -> String {
    let face = face::face().unwrap();
    let shown = text.replace("\r\n", "\n");
    let shown = shown.chars().map(|c| if "\n\t".contains(c) || face.has(c) { c } else { '〓' });
    reader::squeezed(&shown.collect::<String>())
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "[一-龥，。（）《》a-z0-9 ]{1,40}",
        "[一-龥]{200,1500}",
        "[a-zA-Z0-9/_.-]{80,400}",
        "[ -~\\n\\t]{1,300}",
        "[\\PC😀𠮷א-ت\\x00-\\x1f\u{200b}-\u{202e}]{1,60}",
    ]
    .prop_filter("an answer", |text| !text.trim().is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_answer_is_lost_however_long_or_strange(
        text in words(), code in words(), names in prop::collection::vec(("[一-龥]{1,4}", 0_i64..120), 0..60),
        teller in "[一-龥]{2,8}", told in words(),
    ) {
        let mut members = Vec::new();
        for (id, (name, years)) in names.iter().enumerate() {
            members.push(json!({"_id": id + 1, "name": name, "years": years, "well": "yes"}));
        }
        let story = json!([{"_id": 1, "teller": teller, "told_what": told}, {"_id": 2, "teller": "李雷", "told_what": "无"}]);
        let mut people = Map::new();
        if !members.is_empty() {
            people.insert("member".to_owned(), Json::Array(members));
        }
        people.insert("story".to_owned(), story);
        let answers = json!({"first": {"words": text, "code": code}, "people": people});
        let pages = reader::pages(&print(&sheet(&form(EVERY_KIND), "zh-CN", answers)).unwrap());
        let said = content(&pages);
        for words in [format!("走访情况{}", shown(&text)), format!("条码{}", shown(&code)), format!("讲述人{teller}{teller}所述{}", shown(&told))] {
            prop_assert!(said.contains(&words), "{words:?} is not in {said:?}");
        }
        for (number, (name, years)) in names.iter().enumerate() {
            let row = format!("{}{name}{years}☑是☐否", number + 1);
            prop_assert!(said.contains(&row), "{row} is not in {said}");
        }
        let characters = text.chars().count() + code.chars().count() + told.chars().count();
        let lines = text.lines().count() + code.lines().count() + told.lines().count();
        prop_assert!(pages.len() <= 4 + names.len() / 30 + characters / 900 + lines / 40, "{} pages", pages.len());
    }

    #[test]
    fn a_line_never_leaves_its_room(text in words(), room in 20.0_f32..400.0) {
        let mut setter = Setter::new(face::face().unwrap());
        let lines = setter.lines(&text, 10.0, room);
        prop_assert!(lines.iter().all(|line| line.width <= room + 0.01), "{lines:?}");
        let said: String = lines.iter().map(|line| line.text.as_str()).collect();
        prop_assert_eq!(reader::squeezed(&said), shown(&text));
    }
}

#[test]
fn what_the_font_lacks_is_shown_and_named() {
    let answers = json!({"first": {"words": "王𠮷 😀 \u{202e}左 \u{7}"}});
    let said = reader::joined(&reader::pages(&print(&sheet(&form(EVERY_KIND), "zh-CN", answers)).unwrap()));
    assert!(said.contains("王〓〓〓左〓"), "{said}");
    assert!(said.contains("〓代替字库中没有的字符：U+0007U+202EU+1F600U+20BB7"), "{said}");
}

#[test]
fn a_broken_picture_is_an_empty_box_with_a_word() {
    let door: &[u8] = include_bytes!("door.jpg");
    let mut bomb = super::signature().bytes.unwrap();
    bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    for bytes in [vec![], vec![0xff, 0xd8], door[..200].to_vec(), b"GIF89a".to_vec(), bomb] {
        let mut sheet = sheet(&form(EVERY_KIND), "zh-CN", json!({"last": {"signed": "S", "photo_one": "P"}}));
        for id in ["S", "P"] {
            let picture =
                Picture { bytes: Some(bytes.clone()), caption: "门口".to_owned(), sha256: String::new() };
            sheet.pictures.insert(id.to_owned(), picture);
        }
        let said = reader::joined(&reader::pages(&print(&sheet).unwrap()));
        assert!(
            said.contains("户主签名（图像缺失）") && said.contains("照片1房屋照片（图像缺失）门口"),
            "{said}"
        );
    }
}

#[test]
fn a_huge_form_is_printed_or_refused_in_bounded_time() {
    let long = "低保".repeat(5_000);
    let members = |count: usize| {
        let one = |id| json!({"_id": id, "teller": "王芳", "told_what": long});
        json!({"people": {"story": (1..=count).map(one).collect::<Vec<_>>()}})
    };
    let begun = Instant::now();
    let pdf = print(&sheet(&form(EVERY_KIND), "zh-CN", members(20))).unwrap();
    let pages = reader::pages(&pdf).len();
    assert!((100..=150).contains(&pages), "{pages} pages");
    let refused = print(&sheet(&form(EVERY_KIND), "zh-CN", members(250)));
    assert!(matches!(refused, Err(PaperError::TooLong)), "more than {MOST_PAGES} pages");
    assert!(begun.elapsed().as_secs() < 240, "{:?}", begun.elapsed());
}

#[test]
fn headings_and_heads_of_any_length_are_printed() {
    let mut sheet = sheet(
        &form(EVERY_KIND),
        "zh-CN",
        json!({"people": {"story": [
        {"_id": 1, "teller": "很长的名字".repeat(900), "told_what": "完"}]}}),
    );
    sheet.head = vec![("标".repeat(4_000), "x".repeat(9_000))];
    sheet.record = "长".repeat(3_000);
    sheet.hash = "长".repeat(3_000);
    let said = reader::joined(&reader::pages(&print(&sheet).unwrap()));
    assert_eq!(said.matches('x').count(), 9_000);
    assert_eq!(said.matches('标').count(), 4_000);
    assert_eq!(said.matches('很').count(), 1_800);
    assert!(said.contains('完'));
}

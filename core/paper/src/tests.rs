//! Sheets, as another program reads them.

mod forms;
mod hostile;
mod notes;
mod reader;

use crate::{PaperError, Picture, Sheet, Signer, face, print};
use doorstep_forms::{Form, Format};
use serde_json::{Value as Json, json};
use std::{collections::BTreeMap, sync::Arc};

/// An invented form with every kind of row.
const EVERY_KIND: &str = "
| survey |
| | type | name | label::中文 (zh-CN) | label::English (en) | relevant | appearance |
| | note | welcome | 请先出示证件 | Show your card first | | |
| | begin group | first | 基本情况 | Basics | | |
| | text | words | 走访情况 | What was seen | | multiline |
| | integer | age | 年龄 | Age | | |
| | decimal | wage | 月工资（元） | Wage a month (yuan) | | |
| | decimal | area | 面积（平方米） | Area (square metres) | | |
| | date | on | 日期 | Date | | |
| | time | at | 时间 | Time | | |
| | dateTime | moment | 时刻 | Moment | | |
| | geopoint | where | 位置 | Place | | |
| | barcode | code | 条码 | Code | | |
| | acknowledge | told | 已告知权利义务 | Rights were told | | |
| | select_one yn | ill | 是否患病 | Ill | | |
| | select_multiple many | things | 物品 | Things | | |
| | text | never | 不相关 | Not relevant | ${age} > 200 | |
| | end group | | | | | |
| | begin group | people | 成员 | Members | | |
| | begin repeat | member | 家庭成员 | Member | | |
| | text | name | 姓名 | Name | | |
| | integer | years | 年龄 | Age | | |
| | select_one yn | well | 健康 | Well | | |
| | end repeat | | | | | |
| | begin repeat | story | 经过 | Story | | |
| | text | teller | 讲述人 | Teller | | |
| | text | told_what | ${teller}所述 | What ${teller} said | | |
| | end repeat | | | | | |
| | end group | | | | | |
| | begin group | last | 签名与照片 | Signatures and photographs | | |
| | image | signed | 户主签名 | Head of the household | | signature |
| | image | photo_one | 房屋照片 | The house | | |
| | image | photo_two | 厨房照片 | The kitchen | | |
| | end group | | | | | |

| choices |
| | list_name | name | label::中文 (zh-CN) | label::English (en) |
| | yn | yes | 是 | Yes |
| | yn | no | 否 | No |
| | many | a | 电视 | Television |
| | many | b | 冰箱 | Refrigerator |
| | many | c | 洗衣机 | Washing machine |
| | many | d | 空调 | Air conditioner |
| | many | e | 电动车 | Electric bicycle |
| | many | f | 手机 | Telephone |
| | many | g | 电脑 | Computer |

| settings |
| | form_id | version | default_language | form_title | form_title (en) |
| | every_kind | 7 | 中文 (zh-CN) | 样表 | Sample |
";

fn form(text: &str) -> Arc<Form> {
    Arc::new(Form::import(text, Format::Markdown).expect("a form without problems"))
}

fn sheet(form: &Arc<Form>, language: &str, answers: Json) -> Sheet {
    let Json::Object(answers) = answers else { panic!("answers are an object") };
    Sheet {
        form: Arc::clone(form),
        answers,
        day: "2026-11-01".parse().unwrap(),
        language: language.to_owned(),
        head: vec![],
        record: "01a2071c-f302-7e62-9072-fe83e4d648e1".to_owned(),
        hash: "r6XVOOQJyqSvRxYYX5Rj4AfltjWT1PU2xPbgIsMVPXo".to_owned(),
        pictures: BTreeMap::new(),
        signers: vec![],
    }
}

fn photograph(caption: &str) -> Picture {
    let bytes = include_bytes!("tests/door.jpg").to_vec();
    Picture {
        bytes: Some(bytes),
        caption: caption.to_owned(),
        sha256: "7978cbbc9b9355d73c8882dd655ca348".to_owned(),
    }
}

/// A stroke on nothing, as a finger leaves it.
fn signature() -> Picture {
    let (width, height) = (400, 120);
    let mut pixels = vec![0_u8; width * height * 4];
    for x in 20..380 {
        let middle = 60.0 + 40.0 * (x as f32 / 23.0).sin() * (x as f32 / 71.0).cos();
        for y in (middle as usize - 3)..(middle as usize + 3) {
            pixels[(y * width + x) * 4 + 3] = 255;
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    Picture { bytes: Some(bytes), caption: String::new(), sha256: String::new() }
}

fn answered() -> Json {
    json!({
        "first": {
            "words": "屋顶漏雨，\n已报告。", "age": 71, "wage": "1200.5", "area": "62.5", "on": "2026-10-31",
            "at": "08:30:00", "moment": "2026-10-31T08:30:00+08:00", "where": "31.2304 121.4737 4 12.5",
            "code": "A-17", "told": "OK", "ill": "no", "things": ["a", "g"],
        },
        "people": {
            "member": [{"_id": 1, "name": "王芳", "years": 71, "well": "yes"}, {"_id": 2, "name": "李雷", "well": "no"}],
            "story": [{"_id": 1, "teller": "邻居", "told_what": "一切正常"}],
        },
        "last": {"signed": "SIGNATURE", "photo_one": "PHOTO", "photo_two": "NOWHERE"},
    })
}

fn whole(language: &str) -> Sheet {
    let mut sheet = sheet(&form(EVERY_KIND), language, answered());
    sheet.head = vec![
        ("区域".to_owned(), "上门县柳河镇三村".to_owned()),
        ("家庭编号".to_owned(), "H-0017".to_owned()),
    ];
    sheet.pictures.insert("SIGNATURE".to_owned(), signature());
    sheet.pictures.insert("PHOTO".to_owned(), photograph("2026-11-01 09:12 三村口"));
    sheet.signers =
        vec![Signer { label: "第二调查人".to_owned(), text: "账号 17 已会签".to_owned() }];
    sheet
}

#[test]
fn every_kind_of_answer_stands_beside_its_question() {
    let pages = reader::pages(&print(&whole("zh-CN")).unwrap());
    let said = reader::joined(&pages);
    for words in [
        "样表",
        "区域上门县柳河镇三村",
        "家庭编号H-0017",
        "走访日期2026年11月1日",
        "走访情况屋顶漏雨，已报告。",
        "年龄71",
        "月工资（元）1200.50",
        "面积（平方米）62.5",
        "日期2026年10月31日",
        "时间08:30",
        "时刻2026-10-3108:30+08:00",
        "位置31.2304121.4737412.5",
        "条码A-17",
        "已告知权利义务☑已阅",
        "是否患病☐是☑否",
        "物品☑电视☑电脑",
        "成员·家庭成员",
        "序号姓名年龄健康",
        "1王芳71☑是☐否",
        "2李雷☐是☑否",
        "成员·经过序号讲述人",
        "1邻居一切正常",
        "户主签名日期：2026年11月1日",
        "房屋照片照片1（附后）",
        "第二调查人账号17已会签",
        "照片1房屋照片2026-11-0109:12三村口SHA-256",
        "照片2厨房照片（图像缺失）",
        "7978cbbc9b9355d7…",
        "表单every_kind版本7",
        "记录摘要r6XVOOQJyqSvRxYY…，可用doorstepverify核验",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    for words in ["请先出示证件", "不相关", "冰箱", "〓"] {
        assert!(!said.contains(words), "{words} is in {said}");
    }
    assert!(pages.len() == 3 && pages[0].contains("第 1 页，共 3 页"), "{pages:?}");
}

#[test]
fn a_sheet_in_english_has_no_chinese_but_what_was_written() {
    let mut sheet = whole("en");
    sheet.head = vec![];
    sheet.signers = vec![];
    let said = reader::joined(&reader::pages(&print(&sheet).unwrap()));
    for words in [
        "Dateofthevisit2026-11-01",
        "Ill☐Yes☑No",
        "Wageamonth(yuan)1200.50",
        "Photograph1,attheend",
        "Page1of",
        "tobecheckedwithdoorstepverify.Formevery_kind,version7",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    let written = ["屋顶漏雨，已报告。", "王芳", "李雷", "邻居", "一切正常", "三村口"];
    let ours = written.iter().fold(said, |said, words| said.replace(words, ""));
    let chinese: String = ours.chars().filter(|c| ('\u{4e00}'..'\u{a000}').contains(c)).collect();
    assert_eq!(chinese, "");
}

#[test]
fn what_was_not_answered_leaves_a_rule_or_empty_boxes() {
    let said = reader::joined(&reader::pages(&print(&sheet(&form(EVERY_KIND), "zh-CN", json!({}))).unwrap()));
    for words in ["走访情况年龄", "是否患病☐是☐否", "已告知权利义务☐已阅", "家庭成员无", "户主签名日期："]
    {
        assert!(said.contains(words), "{words} is not in {said}");
    }
}

#[test]
fn the_same_sheet_is_the_same_bytes() {
    let first = print(&whole("zh-CN")).unwrap();
    assert!((0..3).all(|_| print(&whole("zh-CN")).unwrap() == first));
    assert_ne!(print(&whole("en")).unwrap(), first);
}

#[test]
fn a_sheet_is_archival_and_holds_only_the_glyphs_it_shows() {
    let pdf = print(&whole("zh-CN")).unwrap();
    let info = reader::ask("pdfinfo", &[], &pdf);
    assert!(info.contains("样表") && info.contains("595.28 x 841.89 pts (A4)"), "{info}");
    assert!(pdf.windows(19).any(|part| part == b"<pdfaid:part>2</pdf"), "PDF/A-2");
    let fonts = reader::ask("pdffonts", &[], &pdf);
    let font = fonts.lines().nth(2).unwrap_or_default();
    assert!(
        font.contains("DoorstepSheet") && font.contains("yes yes yes"),
        "embedded, a subset, with Unicode: {fonts}"
    );
    assert!(pdf.len() < 120_000, "{} bytes", pdf.len());
}

#[test]
fn the_font_has_all_of_gbk_and_the_boxes() {
    let face = face::face().expect("the font");
    let lacking: Vec<char> = ('\u{4e00}'..='\u{9fa5}')
        .chain("☐☑☒〓…—（）《》“”、。％℃㎡①Ａａ".chars())
        .filter(|c| !face.has(*c))
        .collect();
    assert_eq!(lacking, []);
    assert!(!face.has('𠮷') && !face.has('\u{7}') && !face.has('\u{200d}') && !face.has('😀'));
}

#[test]
fn answers_to_another_form_are_refused_by_place() {
    let refused = print(&sheet(&form(EVERY_KIND), "zh-CN", json!({"first": {"age": "old"}})));
    let Err(PaperError::Answers(error)) = refused else { panic!("printed") };
    assert_eq!(error.path.to_string(), "first/age");
}

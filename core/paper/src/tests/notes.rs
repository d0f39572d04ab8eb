//! Notes: what was reckoned is printed, what only instructs is not.

use super::{form, reader, sheet};
use crate::print;
use serde_json::json;

/// An invented form with every kind of note.
const NOTED: &str = "
| survey |
| | type | name | label::中文 (zh-CN) | label::English (en) | relevant | calculation |
| | note | call | 先打电话 | Phone first | | |
| | begin group | income | 收入 | Income | | |
| | integer | wage | 工资 | Wage | | |
| | calculate | year | | | | ${wage} * 12 |
| | note | year_shown | 全年共 ${year} 元 | ${year} yuan a year | ${year} > 0 | |
| | note | english_only | 已按月折算 | Reckoned from ${wage} a month | | |
| | note | differs | 年龄和所选类别不符 | The age does not fit | ${wage} > 0 | |
| | note | none | 负债 ${year} 元 | A debt of ${year} yuan | ${year} < 0 | |
| | integer | land | 土地 | Land | | |
| | end group | | | | | |
| | begin repeat | member | 成员 | Member | | |
| | text | name | 姓名 | Name | | |
| | integer | months | 月数 | Months | | |
| | note | said | ${name}做了 ${months} 个月 | ${name} worked for ${months} months | | |
| | end repeat | | | | | |
| | begin repeat | plain | 邻居 | Neighbour | | |
| | text | who | 称呼 | Called | | |
| | note | ask | 问清楚 | Ask well | | |
| | end repeat | | | | | |

| settings |
| | form_id | version | default_language | form_title | form_title (en) |
| | noted | 1 | 中文 (zh-CN) | 样表 | Sample |
";

fn said(language: &str) -> String {
    let answers = json!({
        "income": {"wage": 300, "land": 2},
        "member": [{"_id": 1, "name": "A", "months": 5}, {"_id": 2, "name": "B", "months": 7}],
        "plain": [{"_id": 3, "who": "C"}],
    });
    reader::joined(&reader::pages(&print(&sheet(&form(NOTED), language, answers)).unwrap()))
}

#[test]
fn a_note_that_says_what_was_reckoned_is_printed_where_it_stands() {
    let chinese = said("zh-CN");
    // In a table a note has no column, so its repeat is printed one instance after another; the other stays a table.
    for words in [
        "工资300全年共3600元已按月折算土地2",
        "成员（1）姓名A月数5A做了5个月",
        "成员（2）姓名B月数7B做了7个月",
        "邻居序号称呼1C",
    ] {
        assert!(chinese.contains(words), "{words} is not in {chinese}");
    }
    let english = said("en");
    for words in ["Wage3003600yuanayearReckonedfrom300amonthLand2", "Member(1)NameAMonths5Aworkedfor5months"]
    {
        assert!(english.contains(words), "{words} is not in {english}");
    }
}

#[test]
fn a_note_that_instructs_or_warns_or_is_not_relevant_is_not_printed() {
    let all = said("zh-CN") + &said("en");
    for words in ["先打电话", "不符", "负债", "问清楚", "Phonefirst", "doesnotfit", "debt", "Askwell"]
    {
        assert!(!all.contains(words), "{words} is in {all}");
    }
}

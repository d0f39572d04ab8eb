//! Forms of any length that depend as a household form does: members whose wages become an
//! income per head, and sections whose follow-ups depend on their first answer.

use std::fmt::Write as _;

/// Questions of one member.
const OF_A_MEMBER: usize = 6;
/// Questions of one section.
const OF_A_SECTION: usize = 8;

/// The text of a form of about so many questions, and how many sections it has.
pub(super) fn text(questions: usize) -> (String, usize) {
    let sections = (questions - OF_A_MEMBER).div_ceil(OF_A_SECTION);
    let mut text = String::from(
        "| survey |\n| | type | name | label::中文 (zh-CN) | label::English (en) | relevant | required | constraint | calculation |\n\
         | | begin repeat | members | 成员 | Members | | | | |\n\
         | | text | name | 姓名 | Name | | yes | | |\n\
         | | integer | age | ${name}的年龄 | Age of ${name} | | yes | . >= 0 and . <= 130 | |\n\
         | | select_one yn | works | 是否工作 | Works | ${age} >= 16 | yes | | |\n\
         | | decimal | wage | 工资 | Wage | ${works} = 'yes' | yes | . >= 0 | |\n\
         | | decimal | paid | 转移支出 | Transfers paid | | | . >= 0 | |\n\
         | | calculate | net | | | | | | coalesce(${wage}, 0) - coalesce(${paid}, 0) |\n\
         | | end repeat | | | | | | | |\n\
         | | calculate | total | | | | | | sum(${net}) |\n\
         | | calculate | head | | | | | | round(${total} div count(${members}) div 12, 2) |\n\
         | | note | low | 人均 ${head} | ${head} a head | ${head} < 600 | | | |\n",
    );
    for section in 0..sections {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "| | begin group | s{section} | 第{section}部分 | Section {section} | | | | |\n\
             | | select_one yn | s{section}_has | 有无 | Is there | | yes | | |\n\
             | | integer | s{section}_count | 几次 | How often | ${{s{section}_has}} = 'yes' | yes | . > 0 | |\n\
             | | date | s{section}_last | 最近 | Last | ${{s{section}_has}} = 'yes' | | . <= today() | |\n\
             | | select_multiple kinds | s{section}_kinds | 哪些 | Which | ${{s{section}_has}} = 'yes' | | not(selected(., 'none')) or count-selected(.) = 1 | |\n\
             | | text | s{section}_what | 说明 | What | selected(${{s{section}_kinds}}, 'other') | yes | | |\n\
             | | decimal | s{section}_cost | 金额 | Cost | ${{s{section}_count}} > 0 | | . >= 0 | |\n\
             | | calculate | s{section}_each | | | | | | round(${{s{section}_cost}} div ${{s{section}_count}}, 2) |\n\
             | | note | s{section}_dear | 每次 ${{s{section}_each}} | ${{s{section}_each}} each | ${{s{section}_each}} > 100 | | | |\n\
             | | end group | | | | | | | |\n"
        );
    }
    text.push_str(
        "| choices |\n| | list_name | name | label::中文 (zh-CN) | label::English (en) |\n\
         | | yn | yes | 是 | Yes |\n| | yn | no | 否 | No |\n\
         | | kinds | none | 无 | None |\n| | kinds | some | 一些 | Some |\n| | kinds | other | 其他 | Other |\n\
         | settings |\n| | form_id | version | form_title | form_title (en) |\n| | made | 1 | 造 | Made |\n",
    );
    (text, sections)
}

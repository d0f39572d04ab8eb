//! Invented names. Surnames are real, among them some that are read otherwise as a
//! surname (单, 曾, 解, 仇, 查, 区 …), for the pinyin search; given names always hold a
//! heavenly stem (天干), as people in examples do, so that none is anybody's.

use crate::dice::Dice;

const SURNAMES: [&str; 48] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何",
    "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "单", "曾", "解", "仇",
    "查", "区", "任", "盖", "朴", "乐", "尹", "沈", "欧阳", "上官", "诸葛", "尉迟", "长孙", "单于",
];
pub(crate) const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
const TAILS: [&str; 32] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "春", "夏", "秋", "冬", "东", "南", "西",
    "北", "金", "木", "水", "火", "土", "山", "石", "田", "禾", "竹", "松", "云", "雨", "月",
];

/// A family's surname.
pub(crate) fn surname(dice: &mut Dice) -> &'static str {
    dice.pick(&SURNAMES)
}

/// The surname of a name made here; of two that fit, the double one. Given names hold no character that would mislead.
pub(crate) fn surname_of(full_name: &str) -> &'static str {
    let fitting = SURNAMES.into_iter().filter(|surname| full_name.starts_with(surname));
    fitting.max_by_key(|surname| surname.len()).unwrap_or_default()
}

/// A full name of two or three characters (four with a double surname).
pub(crate) fn name(surname: &str, dice: &mut Dice) -> String {
    let stem = dice.pick(&STEMS);
    match dice.below(10) {
        0 => format!("{surname}{stem}"),
        1..=3 => format!("{surname}{}{stem}", dice.pick(&TAILS)),
        _ => format!("{surname}{stem}{}", dice.pick(&TAILS)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surname_is_found_again_in_its_name() {
        let mut dice = Dice::of(1, "names");
        for _ in 0..2_000 {
            let surname = surname(&mut dice);
            assert_eq!(surname_of(&name(surname, &mut dice)), surname);
        }
    }
}

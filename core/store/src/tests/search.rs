use super::phone::*;
use crate::*;
use doorstep_domain::{
    id::ItemId,
    subject::{
        Item, Subject,
        person::{ChildCard, Phone as Telephone},
    },
};
use doorstep_protocol::changes::DocumentKind;
use uuid::Uuid;

/// One household and one person a name, at one address.
fn county(names: &[&str]) -> Phone {
    let phone = Phone::new();
    let mut changes = Vec::new();
    for (number, name) in (1..).zip(names) {
        let mut person = person(number, number, name);
        person.phones.push(Item {
            id: ItemId(Uuid::from_u128(number)),
            value: Telephone { number: format!("139-0000-{:04}", 1000 + number), whose: None },
        });
        changes
            .push(put_household(&household(number, "户主某", &format!("花明村{number}组")), number as u64));
        changes.push(put_person(&person, 1_000 + number as u64));
    }
    phone.hear(changes);
    phone
}

fn names(phone: &Phone, query: &str) -> Vec<String> {
    one_by_one(|page| phone.store().search(query, page).unwrap())
        .into_iter()
        .filter(|hit| matches!(hit.subject, Subject::Person(_)))
        .map(|hit| hit.name)
        .collect()
}

#[test]
fn a_polyphonic_name_is_found_by_each_of_its_readings() {
    let table: &[(&str, &[&str])] = &[
        (
            "单小曾",
            &["shanxiaozeng", "danxiaoceng", "sxz", "dxc", "xiaozeng", "单", "小曾", "shan xiao", "Shan"],
        ),
        ("曾某丁", &["zengmouding", "cengmou", "zmd", "cm"]),
        ("解甲乙", &["xiejia", "jiejia", "xjy", "jjy"]),
        ("区甲", &["oujia", "qujia", "oj", "qj"]),
        ("仇甲", &["qiujia", "choujia", "qj", "cj"]),
        ("查甲", &["zhajia", "chajia", "zj", "cj"]),
        ("翟甲", &["zhaijia", "dijia", "zj", "dj"]),
        ("吕甲", &["lvjia", "lyujia", "lujia", "lüjia", "lj"]),
        ("尉迟甲", &["yuchi", "weichi", "ycj"]),
        ("张三", &["zhangsan", "zhang", "zhangs", "zs", "san", "张三", "三"]),
    ];
    let phone = county(&table.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    for (name, queries) in table {
        for query in *queries {
            assert!(names(&phone, query).contains(&(*name).to_owned()), "{name} by {query}");
        }
    }
    for absent in ["zhangsi", "四", "张四", "xyz", "三张"] {
        assert_eq!(names(&phone, absent), Vec::<String>::new(), "{absent}");
    }
}

#[test]
fn addresses_codes_and_telephones_are_found_by_any_part() {
    let phone = county(&["甲某", "乙某", "丙某"]);
    let subjects = |query: &str| {
        one_by_one(|page| phone.store().search(query, page).unwrap())
            .into_iter()
            .map(|hit| hit.subject)
            .collect::<Vec<_>>()
    };
    let (house, who) = (|n| Subject::Household(household_id(n)), |n| Subject::Person(person_id(n)));
    assert_eq!(subjects("花明村2组"), [house(2)]);
    assert_eq!(subjects("明村"), [house(1), house(2), house(3)]);
    assert_eq!(subjects("9901011002010002"), [house(2)]);
    assert_eq!(subjects("0003"), [house(3)], "the end of a code");
    assert_eq!(subjects("1003"), [who(3)], "the end of a telephone number");
    assert_eq!(subjects("13900001002"), [who(2)]);
    assert_eq!(subjects("139 1002"), [who(2)], "every part must match");
    assert_eq!(subjects("乙某 1002"), [who(2)]);
    assert_eq!(subjects("乙某 1003"), []);
    assert_eq!(subjects("yimou 1002"), [who(2)]);
    assert_eq!(subjects("户主 2组"), [house(2)]);
}

#[test]
fn two_short_numbers_do_not_make_a_long_one() {
    let phone = Phone::new();
    let mut both = person(1, 1, "甲某");
    for (number, text) in [(1, "13900001234"), (2, "13800005678")] {
        both.phones.push(Item {
            id: ItemId(Uuid::from_u128(number)),
            value: Telephone { number: text.to_owned(), whose: None },
        });
    }
    phone.hear(vec![put_person(&both, 1)]);
    let found = |query: &str| phone.store().search(query, &Page::first(9)).unwrap().items.len();
    assert_eq!((found("1234"), found("5678"), found("34"), found("4")), (1, 1, 1, 1));
    assert_eq!((found("12341380"), found("341"), found("43")), (0, 0, 0));
}

#[test]
fn a_blank_or_hostile_query_finds_nobody_and_breaks_nothing() {
    let phone = county(&["甲某"]);
    for query in ["", "  ", "\"", "*", "甲\" OR name : \"乙", "AND", "NOT", "(", "-", "甲*"] {
        let hits = phone.store().search(query, &Page::first(9)).unwrap().items;
        assert!(hits.len() <= 2, "{query}");
    }
    assert_eq!(phone.store().search("", &Page::first(9)).unwrap().items, []);
}

#[test]
fn names_come_before_addresses_and_pages_stay_where_they_were() {
    let phone = Phone::new();
    phone.hear(vec![
        put_household(&household(1, "某甲", "安和村"), 1),
        put_person(&person(1, 1, "安和甲"), 2),
        put_household(&household(2, "某乙", "安和村"), 3),
        put_person(&person(2, 2, "安和乙"), 4),
    ]);
    let first = phone.store().search("安和", &Page::first(3)).unwrap();
    assert_eq!(
        first.items.iter().map(|hit| hit.name.as_str()).collect::<Vec<_>>(),
        ["安和甲", "安和乙", "某甲"]
    );
    phone.hear(vec![
        put_person(&person(3, 1, "安和丙"), 5),
        put_household(&household(1, "某甲", "安和村"), 6),
    ]);
    let second = phone.store().search("安和", &Page::after(&first, 3).unwrap()).unwrap();
    assert_eq!(second.items.iter().map(|hit| hit.name.as_str()).collect::<Vec<_>>(), ["某乙"]);
}

#[test]
fn a_renamed_person_is_found_by_the_new_name_alone() {
    let phone = county(&["旧名甲"]);
    phone.hear(vec![put_person(&person(1, 1, "新名乙"), 9_000)]);
    assert_eq!(names(&phone, "旧名"), Vec::<String>::new());
    assert_eq!(names(&phone, "jiuming"), Vec::<String>::new());
    assert_eq!(names(&phone, "xinming"), ["新名乙"]);
}

/// A page's new rows reach the index at its end; whatever else touches the index meanwhile comes after them.
#[test]
fn what_one_page_puts_changes_and_takes_away_is_found_as_it_is_at_the_end() {
    let phone = Phone::new();
    let card = |number| ChildCard {
        id: person_id(number),
        household: household_id(1),
        name: "童某".to_owned(),
        birth_year: None,
    };
    let child = |number| put(DocumentKind::ChildCard, person_id(number).0, 1, &card(number));
    phone.hear(vec![
        put_person(&person(1, 1, "甲春山"), 1),
        put_household(&household(1, "户主某", "花明村1组"), 2),
        put_person(&person(2, 1, "乙夏云"), 3),
        // Changed in the same page, and one taken away whose row number the next is given.
        put_person(&person(1, 1, "丙秋水"), 4),
        put_person(&person(3, 1, "丁冬雪"), 5),
        removal(DocumentKind::Person, person_id(3).0, 6),
        put_person(&person(4, 1, "戊木"), 7),
        // A card whose file follows, and a file whose card follows.
        child(5),
        put_person(&person(5, 1, "己石"), 8),
        put_person(&person(6, 1, "庚禾"), 9),
        child(6),
        child(7),
    ]);
    for (query, found) in [
        ("甲春山", vec![]),
        ("丙秋水", vec!["丙秋水"]),
        ("qiushui", vec!["丙秋水"]),
        ("乙夏云", vec!["乙夏云"]),
        ("丁冬雪", vec![]),
        ("戊木", vec!["戊木"]),
        ("己石", vec!["己石"]),
        ("庚禾", vec!["庚禾"]),
        ("童某", vec!["童某"]),
    ] {
        assert_eq!(names(&phone, query), found, "{query}");
    }
}

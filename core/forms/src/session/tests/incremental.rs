//! An answer costs what depends on it, however large the form.

use super::*;

/// Chains of three: an answer, a calculation over it, a question that hangs on that.
fn chains(count: usize) -> FormSession {
    let mut rows = String::new();
    for i in 0..count {
        rows.push_str(&format!(
            "| | integer | a{i} | 数 | A | | | . < 1000 | | | |\n\
             | | calculate | b{i} | | | | ${{a{i}}} + 1 | | | | |\n\
             | | text | c{i} | 文 | C | ${{b{i}}} > 10 | | | ${{a{i}}} > 20 | | |\n"
        ));
    }
    open(&rows)
}

#[test]
fn one_answer_in_three_thousand_questions_touches_only_its_dependents() {
    let mut costs = Vec::new();
    for count in [34, 1_000] {
        let mut session = chains(count);
        let changes = say(&mut session, "a33", Value::Integer(30));
        assert_eq!(changes.changed, [path("a33"), path("b33"), path("c33")]);
        costs.push(changes.evaluated);
        assert_eq!(
            say(&mut session, "a33", Value::Integer(30)),
            Changes::default(),
            "the same answer is no change"
        );
    }
    // The constraint, the calculation, the relevance, and `required` once.
    assert_eq!(costs, [4, 4]);
}

#[test]
fn a_calculation_that_gives_the_same_stops_the_wave() {
    let mut session = open(
        "| | integer | a | 数 | A | | | | | | |\n\
         | | calculate | big | | | | ${a} > 10 | | | | |\n\
         | | text | t | 文 | T | ${big} = 'true' | | | | | |\n",
    );
    say(&mut session, "a", Value::Integer(20));
    let changes = say(&mut session, "a", Value::Integer(30));
    assert_eq!((changes.evaluated, changes.changed), (1, vec![path("a")]));
}

#[test]
fn what_depends_on_one_thing_in_many_ways_is_computed_once() {
    // Without an order a diamond of n levels costs 2^n, and the order of the
    // rows is no help: here every row reads rows that stand below it.
    let mut rows = Vec::new();
    for i in 1..40 {
        let before = i - 1;
        for side in ["l", "r"] {
            rows.push(format!(
                "| | calculate | {side}{i} | | | | (${{l{before}}} + ${{r{before}}}) mod 1000 | | | | |\n"
            ));
        }
    }
    rows.reverse();
    rows.push(
        "| | integer | r0 | 数 | N | | ${l0} | | | | |\n| | integer | l0 | 数 | N | | | | | | |\n".to_owned(),
    );
    let mut session = open(&rows.concat());
    let changes = say(&mut session, "l0", Value::Integer(3));
    assert_eq!(changes.evaluated, 79);
}

#[test]
fn a_group_that_vanishes_evaluates_nothing_inside() {
    let mut rows = String::from(
        "| | select_one yn | met | 见 | Met | | | | | | |\n| | begin group | g | 组 | G | ${met} = 'yes' | | | | | |\n",
    );
    for i in 0..500 {
        rows.push_str(&format!("| | text | q{i} | 问 | Q | ${{met}} != '' | | | yes | | |\n"));
    }
    rows.push_str("| | end group | | | | | | | | | |\n");
    let mut session = open(&rows);
    assert_eq!(say(&mut session, "met", one("yes")).evaluated, 501);
    assert_eq!(say(&mut session, "met", one("no")).evaluated, 1);
}

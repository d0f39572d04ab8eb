use std::collections::BTreeMap;

use proptest::prelude::*;

use super::value::written;
use super::*;

/// A world of a few known answers.
struct World<'a> {
    names: &'a [String],
    known: &'a BTreeMap<&'static str, Operand>,
    itself: Operand,
}

impl Scope for World<'_> {
    fn read(&self, symbol: Symbol) -> Operand {
        self.names
            .get(symbol.0)
            .and_then(|name| self.known.get(name.as_str()).cloned())
            .unwrap_or_else(Operand::empty)
    }

    fn itself(&self) -> Operand {
        self.itself.clone()
    }

    fn position(&self) -> usize {
        3
    }

    fn moment(&self) -> Moment {
        Moment { today: "2026-11-02".parse().unwrap(), now: "2026-11-02T08:30:00+08:00".parse().unwrap() }
    }

    fn read_at(&self, symbol: Symbol, places: &[(Symbol, usize)]) -> Operand {
        let place = places.first().and_then(|(_, place)| place.checked_sub(1));
        place.and_then(|index| self.read(symbol).members().get(index).cloned()).unwrap_or_else(Operand::empty)
    }

    fn choice_name(&self, _: Symbol, code: &str) -> Operand {
        Operand::Text(format!("<{code}>"))
    }

    fn column(&self, column: usize) -> Operand {
        Operand::Text(format!("column {column}"))
    }

    fn pull(&self, pull: usize, key: &str) -> Operand {
        Operand::Text(format!("{pull} {key}"))
    }
}

fn run(text: &str, itself: Operand) -> Operand {
    let expression = parse(text, Names::Paths).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    let set = |list: &[&str]| Operand::Set(list.iter().map(|t| Operand::Text((*t).to_owned())).collect());
    let known = BTreeMap::from([
        ("age", Operand::Number(9.0)),
        ("name", Operand::Text("Bai Invented".to_owned())),
        ("met", Operand::Text("child grandparent".to_owned())),
        ("birth", Operand::Date("2017-02-28".parse().unwrap())),
        ("wages", set(&["1200.5", "", "300"])),
        ("nobody", set(&[])),
    ]);
    evaluate(&expression, &World { names: &expression.names, known: &known, itself })
}

fn text_of(text: &str) -> String {
    run(text, Operand::Text("here".to_owned())).to_text()
}

fn faults(text: &str) -> Vec<(&'static str, String)> {
    let faults = parse(text, Names::Paths).err().unwrap_or_default();
    faults.into_iter().map(|fault| (fault.code.as_str(), fault.detail)).collect()
}

#[test]
fn every_operator_and_function_gives_what_odk_gives() {
    for (expression, expected) in [
        // arithmetic and precedence
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("7 - 2 - 1", "4"),
        ("7 div 2", "3.5"),
        ("1 div 0", "Infinity"),
        ("7 mod 3", "1"),
        ("-7 mod 3", "-1"),
        ("5 - -2", "7"),
        ("--2", "2"),
        (".5 + 1.", "1.5"),
        ("0.1 + 0.2", "0.3"),
        ("1200.5 * 3", "3601.5"),
        ("12345678901234 * 10", "123456789012340"),
        // comparison and logic
        ("1 = 1.0", "true"),
        ("'1' = '1.0'", "false"),
        ("'1' = 1.0", "true"),
        ("'a' != 'b'", "true"),
        ("1 < 2 and 2 <= 2", "true"),
        ("1 > 2 or 2 >= 2", "true"),
        ("true() = 'x'", "true"),
        ("not(false())", "true"),
        ("1 = 1 = true()", "true"),
        ("1 or 1 and 0", "true"),
        ("'b' > 'a'", "false"),
        // answers
        ("${age} >= 8 and ${age} < 16", "true"),
        ("${ age } + 1", "10"),
        ("${unanswered} = ''", "true"),
        ("${unanswered} < 5", "false"),
        ("${unanswered} >= 5", "false"),
        ("${unanswered} + 5", "NaN"),
        ("coalesce(${unanswered}, 0) + 5", "5"),
        (". = 'here'", "true"),
        ("position(..)", "3"),
        // choices
        ("selected(${met}, 'child')", "true"),
        ("selected(${met}, 'parent')", "false"),
        ("selected(${met}, 'grand')", "false"),
        ("selected(${unanswered}, 'child')", "false"),
        ("count-selected(${met})", "2"),
        ("count-selected(${unanswered})", "0"),
        // control
        ("if(${age} < 10, 'young', 'old')", "young"),
        ("coalesce(${unanswered}, ${name})", "Bai Invented"),
        ("coalesce(${unanswered}, '')", ""),
        ("once('other')", "here"),
        // numbers
        ("number('12')", "12"),
        ("number('12a')", "NaN"),
        ("number('1e3')", "NaN"),
        ("number('inf')", "NaN"),
        ("number(true())", "1"),
        ("number('')", "NaN"),
        ("int(3.9)", "3"),
        ("int(-3.9)", "-3"),
        ("int('4.2')", "4"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-2"),
        ("round(1.005, 2)", "1.01"),
        ("round(1234, -2)", "1200"),
        ("abs(-4)", "4"),
        ("floor(-1.5)", "-2"),
        ("ceiling(1.2)", "2"),
        // text
        ("string(7.0)", "7"),
        ("concat('a', 1, true())", "a1true"),
        ("join('-', 'a', 'b')", "a-b"),
        ("string-length('低保户')", "3"),
        ("string-length(${unanswered})", "0"),
        ("substr('abcdef', 1, 3)", "bc"),
        ("substr('abcdef', 4)", "ef"),
        ("substr('abc', -5, 99)", "abc"),
        ("contains('abc', 'bc')", "true"),
        ("starts-with('abc', 'bc')", "false"),
        ("ends-with('abc', 'bc')", "true"),
        ("normalize-space('  a   b ')", "a b"),
        ("regex('13800000000', '1\\d{10}')", "true"),
        ("regex('x13800000000', '1\\d{10}')", "false"),
        ("regex('１３', '\\d+')", "false"),
        ("regex('a b', '[\\w\\s]+')", "true"),
        ("boolean('')", "false"),
        // repeats
        ("sum(${wages})", "1500.5"),
        ("max(${wages})", "1200.5"),
        ("min(${wages})", "300"),
        ("max(1, 5, 3)", "5"),
        ("count(${wages})", "3"),
        ("count-non-empty(${wages})", "2"),
        ("sum(${nobody})", "0"),
        ("max(${nobody})", "NaN"),
        ("count(${nobody})", "0"),
        ("count(${age})", "1"),
        ("count(${unanswered})", "0"),
        ("sum('x', 1)", "NaN"),
        ("${wages} = 300", "true"),
        ("${wages} > 2000", "false"),
        ("${nobody} = ''", "false"),
        // dates
        ("today()", "2026-11-02"),
        ("string(today() + 7)", "20766"),
        ("date(today() + 7)", "2026-11-09"),
        ("date('2026-02-30')", ""),
        ("${birth} < today()", "true"),
        ("${birth} = '2017-02-28'", "true"),
        ("${birth} > '2017-02-27'", "true"),
        ("${unanswered} <= today()", "false"),
        ("int((today() - ${birth}) div 365.25)", "9"),
        ("date('2026-11-02') = today()", "true"),
        ("“curly” = 'curly'", "true"),
    ] {
        assert_eq!(text_of(expression), expected, "{expression}");
    }
}

#[test]
fn what_is_wrong_is_said_with_its_fragment() {
    for (expression, code, detail) in [
        ("", "invalid_expression", "unexpected end"),
        ("1 +", "invalid_expression", "unexpected end"),
        ("(1", "invalid_expression", "')' missing at the end"),
        ("1 2", "invalid_expression", "2"),
        ("'open", "invalid_expression", "'open"),
        ("${open", "invalid_expression", "${open"),
        ("1.2.3", "invalid_expression", "1.2.3"),
        ("1 & 2", "invalid_expression", "& 2"),
        ("age > 3", "unsupported_path", "age"),
        ("/data/age", "unsupported_path", "/"),
        ("../age", "unsupported_path", ".."),
        ("${a}/b", "unsupported_path", "/"),
        ("${a}[1]", "unsupported_path", "["),
        ("pulldata('a')", "wrong_arguments", "pulldata"),
        ("pulldata(${a}, 'b', 'c', 'd')", "wrong_arguments", "pulldata"),
        ("jr:choice-name(${a}, 'a')", "wrong_arguments", "jr:choice-name"),
        ("indexed-repeat(1, ${a}, 1)", "wrong_arguments", "indexed-repeat"),
        ("random()", "unknown_function", "random"),
        ("selected(${a})", "wrong_arguments", "selected"),
        ("today(1)", "wrong_arguments", "today"),
        ("position(${a})", "wrong_arguments", "position"),
        ("regex(., ${a})", "invalid_pattern", "not a literal"),
        ("regex(., '(')", "invalid_pattern", "("),
        ("regex(., '(?=a)')", "invalid_pattern", "(?=a)"),
    ] {
        assert_eq!(faults(expression), [(code, detail.to_owned())], "{expression}");
    }
}

#[test]
fn all_unknown_functions_of_a_cell_are_reported_at_once() {
    let found = faults("random(1) + uuid(2) + selected(1)");
    let codes: Vec<&str> = found.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["unknown_function", "unknown_function", "wrong_arguments"]);
}

#[test]
fn depth_and_length_are_bounded() {
    for text in [
        "(".repeat(100_000),
        "(".repeat(1_000),
        "-".repeat(1_000),
        "not(".repeat(1_000),
        format!("1{}", "+1".repeat(1_000)),
        format!("1{}", " = 1".repeat(3_000)),
        format!("'{}'", "x".repeat(100_000)),
        format!("concat({})", (0..1_000).map(|i| format!("${{a{i}}}")).collect::<Vec<_>>().join(",")),
    ] {
        assert!(parse(&text, Names::Paths).is_err());
    }
    assert!(parse(&format!("1{}", "+1".repeat(100)), Names::Paths).is_ok());
    assert_eq!(faults("regex(., '\\w{1000}{1000}{1000}')").len(), 1);
}

#[test]
fn a_text_cannot_grow_without_end() {
    let long = "x".repeat(MOST_TEXT);
    let doubled = run("concat(., .)", Operand::Text(long));
    assert!(doubled.is_empty());
}

#[test]
fn a_standing_value_of_once_is_no_reading_of_itself() {
    assert!(!parse("once(today())", Names::Paths).unwrap().reads_itself);
    assert!(parse("once(1) + .", Names::Paths).unwrap().reads_itself);
    assert!(parse(". + once(1)", Names::Paths).unwrap().reads_itself);
}

#[test]
fn values_are_never_printed() {
    let secret = Operand::Set(vec![Operand::Text("secret".to_owned()), Operand::Number(42.0)]);
    assert_eq!(format!("{secret:?}"), "Set(..)");
}

fn fragments() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "${a}",
        "${b}",
        ".",
        "..",
        "1",
        "2.5",
        "'x'",
        "\"y\"",
        "+",
        "-",
        "*",
        "div",
        "mod",
        "and",
        "or",
        "=",
        "!=",
        "<",
        ">=",
        "(",
        ")",
        ",",
        "if(",
        "selected(",
        "regex(",
        "concat(",
        "sum(",
        "position(..)",
        "once(",
        "today()",
        "substr(",
        "round(",
        "join(",
        "max(",
        "count(",
        "checklist(",
        "weighted-checklist(",
        "translate(",
        "selected-at(",
        "substring-before(",
        "normalize-space(",
        "format-date-time(",
        "date-time(",
        "decimal-time(",
        "distance(",
        "pow(",
        "coalesce(",
        "indexed-repeat(${a},",
        "jr:choice-name(",
        "'${a}'",
        "pulldata('f', 'b', 'c',",
        "now()",
        "'08:30'",
        "'2026-11-02'",
        "'%Y %3'",
        "'31 121'",
        "'\\d+'",
        "column",
        " ",
        "/",
        "[",
        "‘",
        "${",
        "中",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|words| words.join(" "))
}

fn arguments() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "${a}",
        "${b}",
        "${set}",
        "${nothing}",
        "''",
        "'x'",
        "'${b}'",
        "'yes'",
        "-1",
        "0",
        "1",
        "2.5",
        "1 div 0",
        "-(1 div 0)",
        "number('')",
        "99999999999999999999",
        "-0.5",
        "true()",
        "today()",
        "now()",
        "'2026-11-02'",
        "'08:30:00.5'",
        "'2026-11-02T08:30:00+08:00'",
        "'31 121'",
        "'%Y-%m-%d %H:%M:%S.%3 %a %b %W %'",
        "'\\d+'",
        "date(2932896)",
        "date(-719528)",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,200}") {
        let _ = parse(&text, Names::Paths);
    }

    #[test]
    fn what_parses_evaluates(text in fragments()) {
        if let Ok(expression) = parse(&text, Names::Paths) {
            let known = BTreeMap::from([("a", Operand::Number(-1.5)), ("b", Operand::Text("q w".to_owned()))]);
            let world = World { names: &expression.names, known: &known, itself: Operand::empty() };
            let _ = evaluate(&expression, &world).to_text();
        }
        let _ = parse(&text, Names::Columns);
    }

    #[test]
    fn every_call_of_every_function_evaluates(index in any::<prop::sample::Index>(), arguments in prop::collection::vec(arguments(), 0..7)) {
        let function = index.get(super::functions::NAMES);
        let text = format!("{function}({})", arguments.join(", "));
        if let Ok(expression) = parse(&text, Names::Paths) {
            let set = Operand::Set(vec![Operand::Number(2.0), Operand::empty(), Operand::Text("31 121".to_owned())]);
            let known = BTreeMap::from([("a", Operand::Number(-1.5)), ("b", Operand::Text("q w".to_owned())), ("set", set)]);
            let world = World { names: &expression.names, known: &known, itself: Operand::empty() };
            let value = evaluate(&expression, &world);
            let _ = (value.to_text(), value.to_number(), value.to_bool(), value.to_date());
        }
    }

    #[test]
    fn a_number_reads_back_at_fifteen_digits(number in -1e12f64..1e12) {
        let again = super::value::number(&written(number));
        prop_assert!((again - number).abs() <= number.abs() * 1e-14);
    }
}

#[test]
fn the_rest_of_odks_functions_give_what_its_reference_says() {
    for (expression, expected) in [
        ("selected-at(${met}, 1)", "grandparent"),
        ("selected-at(${met}, 2)", ""),
        ("selected-at(${met}, -1)", ""),
        ("substring-before('ab-cd', '-')", "ab"),
        ("substring-after('ab-cd', '-')", "cd"),
        ("substring-after('ab', '-')", ""),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("checklist(1, 2, true(), false(), true())", "true"),
        ("checklist(-1, 1, true(), false(), true())", "false"),
        ("weighted-checklist(3, 5, true(), 2, true(), 2, false(), 9)", "true"),
        ("weighted-checklist(5, -1, true(), 2, true(), 2)", "false"),
        ("checklist(1, 1, 'yes', 'no', '')", "true"),
        ("weighted-checklist(2, 2, 'yes', 2, 'no', 2)", "true"),
        ("boolean-from-string('true') and not(boolean-from-string('yes'))", "true"),
        ("pow(2, 10) + sqrt(16)", "1028"),
        ("round(log10(1000), 6)", "3"),
        ("now()", "2026-11-02T08:30:00+08:00"),
        ("now() > today()", "true"),
        ("now() < date('2026-11-03')", "true"),
        ("decimal-time('12:00')", "0.5"),
        ("decimal-time('08:30:00.000+08:00') < decimal-time('08:31')", "true"),
        ("decimal-date-time('1970-01-02')", "1"),
        ("decimal-date-time('1970-01-02T12:00:00+08:00')", "1.5"),
        ("date-time('2026-11-02')", "2026-11-02T00:00:00+08:00"),
        ("date-time('2026-11-02T10:00:00+08:00') = '2026-11-02T02:00:00Z'", "true"),
        ("date-time('2026-11-02T10:00:00+08:00') = date-time('2026-11-02T02:00:00Z')", "true"),
        ("date-time('2026-11-02T10:00:00+08:00') = date-time('2026-11-02T10:00:00Z')", "false"),
        ("date('2026-11-02T23:59:00+08:00')", "2026-11-02"),
        ("format-date(${birth}, '%Y年%n月%e日 %y %m %d %b %a %%')", "2017年2月28日 17 02 28 Feb Tue %%"),
        ("format-date-time(now(), '%H:%M:%S.%3 %h')", "08:30:00.000 8"),
        ("format-date('soon', '%Y')", ""),
        ("round(distance('0 0', '0 1', '0 2') div 1000, 0)", "222"),
        ("distance('0 0', 'nowhere')", "NaN"),
        ("indexed-repeat(${wages}, ${members}, 3)", "300"),
        ("indexed-repeat(${wages}, ${members}, 0)", ""),
        ("jr:choice-name(${name}, '${met}')", "<Bai Invented>"),
        ("pulldata('f', 'b', 'c', ${age})", "0 9"),
    ] {
        assert_eq!(text_of(expression), expected, "{expression}");
    }
}

#[test]
fn a_bare_name_is_a_column_in_a_filter_and_nowhere_else() {
    let expression = parse("town = ${town} and name != 'x' and town != ''", Names::Columns).unwrap();
    assert_eq!(expression.columns, ["town", "name"]);
    assert!(parse("town/name = 1", Names::Columns).is_err());
    assert!(parse("town = 1", Names::Paths).is_err());
}

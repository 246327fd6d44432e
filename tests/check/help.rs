//! What a finding about several files says, and how it says to mend it: once for each way to get it wrong.

use farshore::diagnostic::{Code, Diagnostic, SourceMap};
use farshore::fixture::check;

const RULES: &str = r#"format = 1
[label.off]
at = 50
[lexicon.move]
inflect = "verb"
terms = ["move", "send"]
forms = { send = ["sent"] }
[lexicon.place]
case = "exact"
file = "places.tsv"
[mask.parcel]
find = '"parcel" near/3 {move}'
hides = ["move"]
[[rule]]
id = "off.move"
label = "off"
points = 60
match = '{move} near/4 {place[near=home,foreign]}'
[rule.examples]
hit = ["The French firm [[sent work to India]]."]
miss = [
  { text = "The French firm sent work to Paris.", because = "foreign" },
  { text = "The French firm sent a parcel to India.", because = "mask:parcel" },
]
"#;
const PLACES: &str = "term\tkind\tcountry\tnear\nIndia\tcountry\tIN\thome\nParis\tcity\tFR\thome\nFrench\tdemonym\tFR\t\nPeru\tcountry\tPE\taway\n";
const FIXTURE: &str =
    r#"{"id": "a", "text": "A German firm moved to India.", "labels": ["off"], "why": "x"}"#;

/// What is found when each first text in a file is replaced by the second.
#[track_caller]
fn found(file: &str, changes: &[(&str, &str)]) -> Vec<Diagnostic> {
    let mut sources = SourceMap::new();
    let mut fixture = None;
    for (name, text) in [
        ("lexicons/places.tsv", PLACES),
        ("rules.toml", RULES),
        ("f.jsonl", FIXTURE),
    ] {
        let mut text = text.to_owned();
        for (old, new) in changes.iter().filter(|_| name == file) {
            assert!(text.contains(old), "{old} is not in {name}");
            text = text.replacen(old, new, 1);
        }
        fixture = Some(sources.add(name, text));
    }
    check(&sources, fixture.as_slice()).problems
}

/// One finding and no other, with these words in its message, at its place, and in its help.
#[track_caller]
fn tells(file: &str, old: &str, new: &str, code: Code, words: [&str; 3]) {
    let problems = found(file, &[(old, new)]);
    let [problem] = &problems[..] else {
        panic!("not one finding for {new:?}: {problems:#?}");
    };
    assert_eq!(problem.code, code, "{problem:#?}");
    let remark = problem.primary.as_ref().map_or("", |place| &place.text);
    let help = problem.help.as_deref().unwrap_or_default();
    let told = [&problem.message, remark, help];
    for (told, words) in told.into_iter().zip(words) {
        assert!(told.contains(words), "`{words}` is not in `{told}`");
    }
}

#[test]
fn nothing_is_wrong_to_begin_with() {
    assert_eq!(found("", &[]), []);
    // Spreadsheets begin a file with a mark.
    assert_eq!(
        found("lexicons/places.tsv", &[("term", "\u{feff}term")]),
        []
    );
}

#[test]
fn rows_that_cannot_be_read() {
    for (old, new, message, help) in [
        (
            "term\t",
            "name\t",
            "no column `term`",
            "call the one with the terms `term`",
        ),
        (
            "term\tkind\tcountry\tnear",
            "term,kind,country,near",
            "no column `term`",
            "not commas",
        ),
        (
            "kind\tcountry",
            "country\tcountry",
            "two columns `country`",
            "another name",
        ),
        (
            "India\tcountry\tIN\thome",
            "India country IN",
            "1 cell where",
            "one tab",
        ),
        (
            "India\tcountry\tIN\thome",
            "India\tcountry",
            "2 cells where",
            "one tab",
        ),
        ("Peru\t", "\t", "without a term", "take the line out"),
        ("Peru\t", "Peru|\t", "empty spelling", "`|`"),
        ("\tPE\t", "\tUK\t", "`UK` is no ISO 3166", "`GB`"),
        ("\tPE\t", "\tpe\t", "`pe` is no ISO 3166", "capitals: `PE`"),
        (
            "\tPE\t",
            "\tPeru\t",
            "`Peru` is no ISO 3166",
            "two capital letters",
        ),
    ] {
        tells(
            "lexicons/places.tsv",
            old,
            new,
            Code::BadDataFile,
            [message, "", help],
        );
    }
}

#[test]
fn an_empty_data_file() {
    let rows = PLACES.split_once('\n').map_or("", |(_, rows)| rows);
    let words = ["`place` is empty", "no row", "below it"];
    for old in [rows, PLACES] {
        let problems = found("lexicons/places.tsv", &[(old, "")]);
        let empty = problems.iter().find(|found| found.code == Code::EmptyList);
        let empty = empty.expect("the list is empty");
        assert!(empty.message.contains(words[0]));
        assert!(
            empty
                .primary
                .as_ref()
                .is_some_and(|at| at.text.contains(words[1]))
        );
        assert!(
            empty
                .help
                .as_ref()
                .is_some_and(|help| help.contains(words[2]))
        );
    }
}

#[test]
fn names_that_nothing_has() {
    let of_rules = |old, new, code, help| tells("rules.toml", old, new, code, ["", "", help]);
    of_rules(
        "'{move} near",
        "'{carry} near",
        Code::UnknownList,
        "`[lexicon.carry]`",
    );
    of_rules(
        "\"places.tsv\"",
        "\"towns.tsv\"",
        Code::UnknownFile,
        "there: places.tsv",
    );
    of_rules(
        "\"places.tsv\"",
        "\"lexicons/places.tsv\"",
        Code::UnknownFile,
        "`places.tsv`",
    );
    of_rules(
        "\"places.tsv\"",
        "\"towns.csv\"",
        Code::UnknownFile,
        "`*.tsv`",
    );
    of_rules(
        "near=home",
        "side=home",
        Code::UnknownColumn,
        "known here: kind, country, near",
    );
    of_rules(
        "'{move} near",
        "'{move[x]} near",
        Code::UnknownColumn,
        "no columns",
    );
    of_rules(
        "'{move} near",
        "'{move[foreign]} near",
        Code::UnknownColumn,
        "places or companies",
    );
    of_rules("near=home", "country=UK", Code::UnknownValue, "`GB`");
    // What a mask hides that is misspelt may be any list: nobody is accused of what it lets through.
    of_rules(
        "hides = [\"move\"]",
        "hides = [\"moves\"]",
        Code::UnknownList,
        "`move`",
    );
}

#[test]
fn a_label_that_is_not_declared_or_not_reached() {
    let problems = found("rules.toml", &[("[label.off]\nat = 50\n", "")]);
    let label = problems
        .iter()
        .find(|found| found.code == Code::UnknownLabel);
    let help = label.and_then(|found| found.help.as_deref());
    assert!(
        help.is_some_and(|help| help.contains("`[label.off]` with `at = 50`")),
        "{problems:#?}"
    );
    tells(
        "rules.toml",
        "[label.off]",
        "[label.on]\nat = 50\n[label.off]",
        Code::UnreachableLabel,
        ["`on`", "no rule gives it points", "`label = \"on\"`"],
    );
    tells(
        "rules.toml",
        "at = 50",
        "at = 70",
        Code::UnreachableLabel,
        ["`off`", "give 60", "lower `at`"],
    );
}

#[test]
fn a_rule_without_its_label_is_told_once() {
    tells(
        "rules.toml",
        "label = \"off\"\n",
        "",
        Code::MissingKey,
        ["without `label`", "", ""],
    );
    // Nor is a list called empty whose terms cannot be read.
    tells(
        "rules.toml",
        "[\"move\", \"send\"]",
        "\"move\"",
        Code::WrongType,
        ["", "", "[\"move\"]"],
    );
}

#[test]
fn there_are_no_wildcards() {
    let wildcard = "`*` stands for nothing";
    let of = |file, old, new| tells(file, old, new, Code::EmptyTerm, ["", wildcard, "`inflect`"]);
    of("rules.toml", "\"move\"", "\"mov*\", \"move\"");
    of("rules.toml", "\"parcel\"", "\"parcel*\"");
    of("lexicons/places.tsv", "Peru", "Peru*");
}

#[test]
fn forms_that_stand_for_nothing() {
    let of = |old, new, words| tells("rules.toml", old, new, Code::IdleForms, words);
    of(
        "{ send",
        "{ bend = [\"bent\"], send",
        ["begins with `bend`", "", "did you mean `send`?"],
    );
    of(
        "{ send",
        "{ withdraw = [\"withdrew\"], send",
        ["`withdraw`", "", "take them out"],
    );
    of(
        "[lexicon.place]",
        "[lexicon.place]\ninflect = \"noun\"",
        ["no words to inflect", "", "with `|` between"],
    );
    let noun = "[lexicon.place]\nterms = [\"lay by\"]\ninflect = \"noun\"\nforms = { lay = [\"lays\"], by = [\"bys\"] }";
    of("[lexicon.place]", noun, ["ends with `lay`", "", ""]);
    of(
        "[lexicon.place]",
        "[lexicon.place]\nterms = [\"ox\"]\nforms = { ox = [\"oxen\"] }",
        ["no `inflect`", "", "`inflect = \"noun\"`"],
    );
}

#[test]
fn a_filter_for_a_value_that_no_row_has() {
    for (value, help) in [("hom", "nearest is `home`"), ("XY", "there: away, home")] {
        let problems = found("rules.toml", &[("near=home", &format!("near={value}"))]);
        let filter = problems
            .iter()
            .find(|found| found.code == Code::FilterPassesNothing);
        let told = filter.and_then(|found| found.help.as_deref());
        assert!(
            told.is_some_and(|told| told.contains(help)),
            "{problems:#?}"
        );
    }
}

#[test]
fn fixtures_that_are_other_json() {
    for (text, message, remark) in [
        ("[\n]\n", "not JSON lines", ""),
        ("{\n  \"id\": \"a\"\n}\n", "not JSON lines", ""),
        ("7", "not a JSON object", "not an object"),
        ("{\"id\": \"a\"", "not a JSON object", "ends before"),
    ] {
        tells(
            "f.jsonl",
            FIXTURE,
            text,
            Code::BadFixture,
            [message, remark, "each line is one object"],
        );
    }
    for (old, new, remark) in [
        ("[\"off\"]", "\"off\"", "expected texts in square brackets"),
        ("\"a\"", "1", "expected a text in quotes"),
    ] {
        tells(
            "f.jsonl",
            old,
            new,
            Code::BadFixture,
            ["wrong value", remark, ""],
        );
    }
    tells(
        "f.jsonl",
        "[\"off\"]",
        "[\"xyz\"]",
        Code::BadFixture,
        ["`xyz`", "", "labels of these rules: off"],
    );
    tells(
        "f.jsonl",
        "A German firm moved to India.",
        "",
        Code::BadFixture,
        ["without words", "", ""],
    );
}

#[test]
fn without_rules_nothing_is_called_unused() {
    let rule = &RULES[RULES.find("[[rule]]").unwrap_or_default()..];
    let codes: Vec<Code> = found("rules.toml", &[(rule, "")])
        .iter()
        .map(|found| found.code)
        .collect();
    assert_eq!(codes, [Code::UnreachableLabel, Code::NothingToCheck]);
}

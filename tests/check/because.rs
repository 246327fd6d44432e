//! Law 13: a miss must be stopped by what it says stops it. Each cause once right and once wrong.

mod guards;

use farshore::diagnostic::{Code, Diagnostic, SourceMap};
use farshore::fixture;

const COMMON: &str = r#"format = 1
[label.off]
at = 50
[lexicon.move]
terms = ["move", "moves"]
[lexicon.jobs]
terms = ["jobs"]
[lexicon.abroad]
terms = ["abroad", "overseas"]
[lexicon.storm]
terms = ["storm"]
[lexicon.joke]
terms = ["joke"]
[lexicon.place]
case = "exact"
file = "places.tsv"
[lexicon.overseas]
terms = ["{place[foreign]}"]
[mask.joke]
find = '{joke} near/3 {move}'
hides = ["move"]
[cue.no]
terms = ["will not"]
tag = "denied"
side = "after"
reach = 5
[cue.back]
terms = ["undo"]
tag = "reversed"
side = "after"
reach = 5
[cue.perhaps]
terms = ["may"]
tag = "possible"
side = "after"
reach = 5
[cue.soon]
terms = ["plans to"]
tag = "planned"
side = "after"
reach = 5
"#;

const PLACES: &str =
    "term\tkind\tcountry\nIndia\tcountry\tIN\nParis\tcity\tFR\nLyon\tcity\tFR\nLeeds\tcity\tGB\n";

/// The findings E206 and E214 for a rule with one miss, and the line on which the miss stands.
fn wrong_reasons(rule: &str, text: &str, because: &str) -> (Vec<Diagnostic>, usize, SourceMap) {
    let head = format!(
        "{COMMON}[[rule]]\nid = \"r\"\nlabel = \"off\"\npoints = 60\n{rule}\n[rule.examples]\n"
    );
    let line = head.lines().count() + 1;
    let file = format!("{head}miss = [{{ text = \"{text}\", because = '{because}' }}]\n");
    let mut sources = SourceMap::new();
    sources.add("lexicons/places.tsv", PLACES);
    sources.add("rules.toml", file);
    let report = fixture::check(&sources, &[]);
    assert!(report.compiled, "{rule}\n{:#?}", report.problems);
    let is_other = |code: Code| {
        !matches!(
            code,
            Code::WrongBecause | Code::VacuousMiss | Code::NoHitExample | Code::NothingToCheck
        )
    };
    let other: Vec<_> = report
        .problems
        .iter()
        .filter(|one| one.is_error() && is_other(one.code))
        .collect();
    assert!(other.is_empty(), "{rule} on {text:?}\n{other:#?}");
    let wrong = report
        .problems
        .into_iter()
        .filter(|one| matches!(one.code, Code::WrongBecause | Code::VacuousMiss));
    (wrong.collect(), line, sources)
}

#[track_caller]
fn right(rule: &str, text: &str, because: &str) {
    let (wrong, ..) = wrong_reasons(rule, text, because);
    assert!(
        wrong.is_empty(),
        "{rule} misses {text:?} because {because}\n{wrong:#?}"
    );
}

/// What stands beside the wrong reason must begin with `remark`, and the help must end with `help`.
#[track_caller]
fn wrong(rule: &str, text: &str, because: &str, remark: &str, help: &str) {
    let (found, line, sources) = wrong_reasons(rule, text, because);
    let [found] = &found[..] else {
        panic!("{rule} misses {text:?} because {because}: one finding expected\n{found:#?}");
    };
    let place = found.primary.as_ref().expect("a reason stands somewhere");
    assert_eq!(sources.line_column(place.source, place.span.start).0, line);
    assert_eq!(&sources.text(place.source)[place.span.range()], because);
    let told = found.help.as_deref().unwrap_or_default();
    // Where nothing alone stops it, that is the worse fault.
    assert_eq!(found.code == Code::VacuousMiss, help == NONE, "{found:#?}");
    let is_told = place.text.starts_with(remark) && told.ends_with(help);
    assert!(
        is_told,
        "{rule} misses {text:?} because {because}\n{found:#?}"
    );
}

const NEITHER: &str = "without that it does not fire either";
const NO_SUCH: &str = "the rule has no such thing";
const NONE: &str = "no single cause stops it; change the text until one does";

const MOVE_ABROAD: &str = "match = '{move} near/3 {abroad}'";

#[test]
fn a_list_that_is_not_there() {
    right(MOVE_ABROAD, "They cut jobs abroad.", "no {move}");
    right(MOVE_ABROAD, "They cut jobs abroad.", "no { move }");
    wrong(
        MOVE_ABROAD,
        "They move at home.",
        "no {move}",
        "{move} has a hit in the text",
        "it: `no {abroad}`",
    );
    wrong(
        MOVE_ABROAD,
        "They stay at home.",
        "no {move}",
        NEITHER,
        NONE,
    );
    wrong(
        MOVE_ABROAD,
        "They cut jobs abroad.",
        "no {jobs}",
        NO_SUCH,
        "it: `no {move}`",
    );
    wrong(
        MOVE_ABROAD,
        "They cut jobs abroad.",
        "no {moves}",
        NO_SUCH,
        "did you mean `no {move}`? what stops it: `no {move}`",
    );
    // A list that stands only in another sentence is missing where it is needed.
    right(
        MOVE_ABROAD,
        "They move house. They cut jobs abroad.",
        "no {move}",
    );
}

#[test]
fn a_list_in_every_kind_of_expression() {
    right(
        "match = '{move} near/3 ({jobs} or {storm}) near/3 {abroad}'",
        "They move house abroad.",
        "no {jobs}",
    );
    right(
        "match = '{move} near/3 {jobs} near/3 {abroad}'",
        "They move one two three four five six abroad.",
        "no {jobs}",
    );
    right(
        "match = '{jobs} near/3 {move} near/3 {abroad}'",
        "They move house abroad.",
        "no {jobs}",
    );
    right(
        "match = '{move} near/3 ({jobs} pre/2 {abroad})'",
        "They move house abroad.",
        "no {jobs}",
    );
    right(
        "match = '2 of ({move}, {jobs}, {abroad})'",
        "They cut jobs.",
        "no {move}",
    );
    right(
        "match = '{move} then {abroad}'",
        "Friends. They live abroad.",
        "no {move}",
    );
    right(
        "match = '{move} and {abroad} and not {storm}'",
        "They stay abroad.",
        "no {move}",
    );
    right(
        "match = '{move} and {abroad}'\nwithin = \"item\"",
        "They stay. Friends live abroad.",
        "no {move}",
    );
    right(
        "match = '{move} and {abroad}'\nwithin = \"clause\"",
        "They move, but friends live abroad.",
        "no {move}",
    );
    // Where the list is all that is asked for, that it is not there is reason enough.
    right("match = '{move} or {jobs}'", "They stay.", "no {move}");
    wrong(
        "match = 'a:{move} near/3 b:{abroad}'\nzone = \"title\"",
        "They cut jobs abroad.",
        "no {move}",
        NEITHER,
        NONE,
    );
}

#[test]
fn a_phrase_that_is_not_there() {
    let rule = "match = '\"the work\" near/3 {abroad}'";
    right(rule, "They stay abroad.", "no \"the work\"");
    wrong(
        rule,
        "They leave the work.",
        "no \"the work\"",
        "\"the work\" has a hit",
        "it: `no {abroad}`",
    );
}

#[test]
fn a_filter() {
    let rule = "match = '{move} near/4 {place[foreign]}'";
    right(rule, "LYON: They move to Paris.", "foreign");
    right(rule, "LYON: They move to Paris.", "no {place[foreign]}");
    wrong(
        rule,
        "LYON: They move to Paris.",
        "no {place}",
        "{place} has a hit",
        "it: `foreign` or `no {place[foreign]}`",
    );
    wrong(rule, "LYON: They stay in Paris.", "foreign", NEITHER, NONE);
    wrong(
        rule,
        "LYON: They move to Paris.",
        "haven",
        NO_SUCH,
        "it: `foreign` or `no {place[foreign]}`",
    );
    right(
        "match = '{move} near/4 {place[country!=FR]}'",
        "They move to Paris.",
        "country",
    );
    // The filter stands in a list of the rule: nobody is accused.
    right(
        "match = '{move} near/4 {overseas}'",
        "LYON: They move to Paris.",
        "foreign",
    );
}

#[test]
fn a_window() {
    right(
        MOVE_ABROAD,
        "They move one two three four abroad.",
        "window",
    );
    right(
        "match = '{move} pre/3 {abroad}'",
        "Abroad they move.",
        "window",
    );
    right(
        "match = '{move} pre/3 {abroad}'",
        "They move; friends are abroad.",
        "window",
    );
    wrong(
        MOVE_ABROAD,
        "They cut jobs abroad.",
        "window",
        NEITHER,
        "it: `no {move}`",
    );
    wrong(
        "match = '{move} and {abroad}'",
        "They stay abroad.",
        "window",
        NO_SUCH,
        "it: `no {move}`",
    );
}

#[test]
fn something_that_is_no_reason() {
    wrong(
        MOVE_ABROAD,
        "They move one two three four abroad.",
        "windo",
        NO_SUCH,
        "did you mean `window`? what stops it: `window`",
    );
    wrong(
        MOVE_ABROAD,
        "They stay abroad.",
        "it is about friends",
        NO_SUCH,
        "what stops it: `no {move}`",
    );
}

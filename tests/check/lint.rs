//! Warnings and impossible expressions: each once where it is right, and where it would be a wrong accusation.

use farshore::diagnostic::SourceMap;
use farshore::fixture::check;

const HEAD: &str = r#"format = 1
[label.off]
at = 50
[lexicon.move]
terms = ["move", "moves"]
[lexicon.abroad]
terms = ["abroad", "overseas"]
[lexicon.place]
case = "exact"
file = "places.tsv"
"#;
const PLACES: &str = "term\tkind\tcountry\thaven\nIndia\tcountry\tIN\t\nParis\tcity\tFR\t\nJersey\tcountry\tJE\tyes\n";

/// The codes found for these declarations and rules, without those about examples and fixtures, and without what is unused.
fn codes(text: &str) -> Vec<String> {
    let mut sources = SourceMap::new();
    sources.add("lexicons/places.tsv", PLACES);
    sources.add("rules.toml", format!("{HEAD}{text}"));
    let problems = check(&sources, &[]).problems;
    let ids = problems.iter().map(|problem| problem.code.id().to_owned());
    ids.filter(|id| !id.starts_with("E2") && !["W001", "W008", "E111"].contains(&id.as_str()))
        .collect()
}

fn rule(label: &str, text: &str) -> String {
    format!("[[rule]]\nid = \"{label}\"\nlabel = \"{label}\"\npoints = 60\n{text}\n")
}

#[track_caller]
fn finds(text: &str, expected: &[&str]) {
    assert_eq!(codes(text), expected, "{text}");
}

/// One rule with this expression.
#[track_caller]
fn rule_finds(text: &str, expected: &[&str]) {
    finds(&rule("off", text), expected);
}

#[test]
fn expressions_that_can_never_hold() {
    for (text, expected) in [
        (
            "match = '{move} and {abroad} and not {move}'",
            &["E110"][..],
        ),
        (
            "match = '({move} near/3 {abroad}) and not ({abroad} or \"home\")'",
            &["E110"],
        ),
        ("match = '{place[country=FR]} and not {place}'", &["E110"]),
        ("match = '{place} and not {place[country=FR]}'", &[]),
        ("match = '\"a b\" and not \"a b\"'", &["E110"]),
        ("match = '({move} or {abroad}) and not {move}'", &[]),
        (
            "match = '({place[haven]} or {place[country=FR]}) and not {place}'",
            &[],
        ),
        (
            "match = '2 of ({move}, {abroad}) and not {move}'",
            &["E110"],
        ),
        ("match = '1 of ({move}, {abroad}) and not {move}'", &[]),
        // The sentence after may hold what this one must not.
        ("match = '({abroad} then {move}) and not {move}'", &[]),
        (
            "match = '{move} near/3 {abroad}'\nunless.sentence = ['{abroad}']",
            &["E110"],
        ),
        (
            "match = '{move} near/3 {abroad}'\nunless.item = ['\"x\" or {move}']",
            &["E110"],
        ),
        (
            "match = '{abroad} then {move}'\nunless.sentence = ['{move}']",
            &["E110"],
        ),
        (
            "match = '{move} near/3 {abroad}'\nunless.sentence = ['{abroad} and {place}']",
            &[],
        ),
        // Two uses of a list need two hits.
        ("match = '{move} near/0 {move}'", &[]),
        ("match = '{place[haven,!haven]}'", &["E110"]),
        ("match = '{place[foreign,domestic]}'", &["E110"]),
        ("match = '{place[country=FR,country=IN]}'", &["E110"]),
        ("match = '{place[country!=FR,country!=IN]}'", &[]),
        ("match = '{place[!foreign,!domestic]}'", &[]),
        ("match = '\"one, two\"'", &["E012"]),
    ] {
        rule_finds(text, expected);
    }
}

#[test]
fn conditions_that_no_match_can_meet() {
    for (parts, require, expected) in [
        ("a:{place} near/3 b:{place}", "differ(a, b)", &[][..]),
        ("a:{move} near/3 b:{place}", "differ(a, b)", &["E117"]),
        ("a:{move} near/3 b:\"x\"", "same(a, b)", &["E117"]),
        ("a:({move} or {place}) near/3 b:{place}", "same(a, b)", &[]),
        ("a:{place} near/3 {place}", "differ(a, a)", &["E117"]),
        ("a:{place} near/3 {place}", "same(a, a)", &[]),
    ] {
        rule_finds(
            &format!("match = '{parts}'\nrequire = ['{require}']"),
            expected,
        );
    }
}

#[test]
fn filters_that_no_row_passes() {
    for (filter, expected) in [
        ("haven", &[][..]),
        ("haven=no", &["W010"]),
        ("kind=city", &[]),
        ("kind=town", &["W010"]),
        ("kind=city,haven", &["W010"]),
        ("!haven", &[]),
        ("haven!=no", &[]),
        ("country=IN", &[]),
        ("country=DE", &["W010"]),
        ("foreign", &[]),
        // The text may say of a city that it lies elsewhere.
        ("kind=city,country=IN", &[]),
    ] {
        rule_finds(
            &format!("match = '{{move}} near/3 {{place[{filter}]}}'"),
            expected,
        );
    }
}

#[test]
fn terms_that_can_never_win() {
    let list = |list: &str| {
        let text = rule("off", "match = '{x} near/3 {place}'");
        format!("[lexicon.x]\n{list}\n{text}")
    };
    for (text, expected) in [
        ("terms = [\"call centre\", \"Call-Centre\"]", &["W006"][..]),
        ("terms = [\"call centre\", \"call centres\"]", &[]),
        ("terms = [\"new\", \"new mexico\"]", &[]),
        ("terms = [\"a\", \"A\", \"a\"]", &["W006", "W006"]),
        ("inflect = \"noun\"\nterms = [\"job\", \"jobs\"]", &[]),
        (
            "inflect = \"verb\"\nterms = [\"move\", \"Move\"]",
            &["W006"],
        ),
        // What one form of it gives stands in no other term.
        ("inflect = \"verb\"\nterms = [\"moved\", \"move\"]", &[]),
        ("case = \"exact\"\nterms = [\"US\", \"us\"]", &[]),
        ("case = \"exact\"\nterms = [\"U.S.\", \"U.S.\"]", &["W006"]),
        // A mask may hide the one and not the other.
        ("terms = [\"abroad\", \"{abroad}\"]", &[]),
        ("file = \"places.tsv\"\nterms = [\"India\"]", &["W006"]),
    ] {
        finds(&list(text), expected);
    }
}

#[test]
fn terms_of_two_labels() {
    let lists =
        "[lexicon.a]\nterms = [\"cede\", \"farm\"]\n[lexicon.b]\nterms = [\"yield\", \"farm\"]\n";
    for (one, two, expected) in [
        ("{a}", "{b}", &["W007"][..]),
        ("{a} near/3 {abroad}", "{b} near/3 {abroad}", &["W007"]),
        ("{move} or {a}", "{b}", &["W007"]),
        // Beside other words it may well be evidence for another label.
        ("{a} near/3 {abroad}", "{b} near/3 \"firm\"", &[]),
        ("{a} near/3 {abroad}", "{b} near/4 {abroad}", &[]),
        // A list that both use says what it is for.
        ("{a}", "{b} or {a}", &[]),
        ("{a}", "{move} and not {b}", &[]),
    ] {
        let text =
            rule("off", &format!("match = '{one}'")) + &rule("out", &format!("match = '{two}'"));
        finds(&format!("[label.out]\nat = 50\n{lists}{text}"), expected);
    }
}

#[test]
fn masks_that_hide_nothing_or_everything() {
    for (find, hides, expected) in [
        ("\"house move\"", "move", &[][..]),
        ("\"house\"", "move", &["W004"]),
        ("\"house\" near/9 {move}", "move", &[]),
        ("{move}", "place", &["W002"]),
        ("{Name}", "move", &[]),
        ("\"moves abroad\" or \"cow\"", "move", &[]),
        ("{move}", "move", &["W005"]),
        ("\"move\" or \"moves\"", "move", &["W005"]),
        ("\"move\"", "move", &[]),
        ("{move} near/3 \"x\"", "move", &[]),
        ("{move} and not {place}", "move", &[]),
    ] {
        let mask = format!("[mask.m]\nfind = '{find}'\nhides = [\"{hides}\"]\n");
        let text = rule("off", "match = '{move} near/3 {abroad}'");
        finds(&format!("{mask}{text}"), expected);
    }
    let mask = "[mask.m]\nfind = '{move}'\nhides = [\"move\"]\n";
    for (expr, expected) in [
        ("{move} or {abroad}", &[][..]),
        ("2 of ({move}, {abroad}, {place})", &[]),
        ("2 of ({move}, {abroad})", &["W005"]),
        ("{abroad} and not {move}", &[]),
        (
            "({move} near/3 {abroad}) or ({place} then {move})",
            &["W005"],
        ),
    ] {
        finds(
            &format!("{mask}{}", rule("off", &format!("match = '{expr}'"))),
            expected,
        );
    }
}

#[test]
fn cues_that_change_nothing() {
    let cue = |name: &str, terms: &str, reach: u32, side: &str| {
        format!(
            "[cue.{name}]\nterms = [{terms}]\ntag = \"denied\"\nside = \"{side}\"\nreach = {reach}\n"
        )
    };
    let first = cue("first", "\"will not\", \"no\"", 5, "after");
    for (second, expected) in [
        (
            cue("second", "\"no\", \"Will-not\"", 5, "after"),
            &["W003"][..],
        ),
        (cue("second", "\"no\", \"will not\"", 4, "after"), &["W003"]),
        (cue("second", "\"no\", \"will not\"", 6, "after"), &[]),
        (cue("second", "\"no\", \"will not\"", 5, "before"), &[]),
        (cue("second", "\"no\"", 5, "after"), &[]),
        (cue("second", "", 5, "after"), &["W003"]),
    ] {
        let text = rule("off", "match = '{move} near/3 {abroad}'");
        finds(&format!("{first}{second}{text}"), expected);
    }
}

/// A term is used in the wrong way in one file, and the other files are not accused of it.
#[test]
fn mistakes_bring_no_other_findings_with_them() {
    for (text, expected) in [
        // The list that is misspelt is not called unused; nor is the label out of reach.
        (
            rule("off", "match = '{mov} near/3 {abroad}'"),
            &["E101"][..],
        ),
        (
            rule("off", "match = '{x}'") + "[lexicon.x]\nterms = [\"{y}\"]\n",
            &["E101"],
        ),
        (
            rule("off", "match = '{x[foreign]}'") + "[lexicon.x]\nfile = \"y.tsv\"\n",
            &["E104"],
        ),
        // What is wrong with one rule hides nothing about the others.
        (
            rule("off", "match = '{move} and not {move}'")
                + "[lexicon.x]\nterms = [\"a\", \"A\"]\n[mask.m]\nfind = '\"x\"'\nhides = [\"move\"]\n",
            &["E110", "W006", "W004"],
        ),
    ] {
        finds(&text, expected);
    }
}

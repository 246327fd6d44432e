//! Large rule sets are checked in time that grows with them and no faster, and too large ones are refused.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use farshore::RuleSet;
use farshore::diagnostic::{Code, SourceMap};
use farshore::fixture::check;

use crate::generated;
use crate::limits::running_time;

/// How long it takes to check so many rules; the shortest of three times, because others use the machine too.
fn time(count: usize) -> Duration {
    let (rules, fixtures) = generated::rules(count);
    let mut sources = SourceMap::new();
    sources.add("rules.toml", rules);
    let fixtures = sources.add("fixtures.jsonl", fixtures);
    let run = |_| {
        let start = Instant::now();
        let report = check(&sources, &[fixtures]);
        assert_eq!((report.summary.rules, report.summary.pass), (count, count));
        assert!(!report.has_failed(), "{:#?}", report.problems);
        start.elapsed()
    };
    (0..3).map(run).min().unwrap_or_default()
}

/// Eight times as many rules take about eight times as long; if each were compared with each, it would be sixty-four. The bench
/// `check` has the exact figures.
#[test]
fn the_time_of_a_check_grows_with_the_rules_and_no_faster() {
    let (few, many) = (time(250), time(2_000));
    assert!(many < few * 24, "250 rules: {few:?}, 2,000: {many:?}");
}

#[test]
fn more_lists_than_can_be_told_apart_are_refused() {
    let mut text = "format = 1\n[label.x]\nat = 1\n[[rule]]\nid = \"x\"\nlabel = \"x\"\npoints = 1\nmatch = '''\"p\"".to_owned();
    for nth in 0..66_000 {
        let _ = write!(text, " or \"p{nth}\"");
    }
    text.push_str("'''\n");
    let mut sources = SourceMap::new();
    sources.add("rules.toml", text);
    let (rules, problems) = RuleSet::compile(&sources, "large");
    assert!(rules.is_none());
    let codes: Vec<Code> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [Code::TooLarge], "{problems:?}");
}

/// What is found in rules with these regular expressions, which of them the last finding means, and how long that took.
fn expressions(patterns: &[String]) -> (Vec<Code>, Option<usize>, Duration) {
    let written: Vec<String> = patterns.iter().map(|one| format!("'{one}',\n")).collect();
    let mut sources = SourceMap::new();
    sources.add(
        "rules.toml",
        format!(
            "format = 1\nlexicon.a.regex = [\n{}]\n[label.x]\nat = 1\n[[rule]]\nid = \"x\"\nlabel = \"x\"\npoints = 1\nmatch = '{{a}}'\n",
            written.concat()
        ),
    );
    let start = Instant::now();
    let before = running_time(start);
    let (rules, problems) = RuleSet::compile(&sources, "expressions");
    let taken = running_time(start).saturating_sub(before);
    assert_eq!(rules.is_none(), !problems.is_empty(), "{problems:?}");
    let codes = problems.iter().map(|problem| problem.code).collect();
    let place = problems.last().and_then(|problem| problem.primary.as_ref());
    let nth = place.map(|place| sources.line_column(place.source, place.span.start).0 - 3);
    (codes, nth, taken)
}

/// One such counts for 1 MiB, and sixteen may be had; however many there are, building them ends at the one too many.
#[test]
fn regular_expressions_that_take_too_much_together_are_refused_at_the_one_too_many() {
    let large = |count: usize| -> Vec<String> {
        (0..count).map(|nth| format!(r"\w{{20}}x{nth}")).collect()
    };
    let (codes, _, one) = expressions(&large(16));
    assert_eq!(codes, []);
    // Those that are too large alone cost as much time, and do not go on for ever either.
    let each = vec![r"\w{1000}".to_owned(); 20_000];
    for (patterns, why) in [
        (large(17), Vec::new()),
        (large(20_000), Vec::new()),
        (each, vec![Code::BadRegex; 16]),
    ] {
        let (codes, last, taken) = expressions(&patterns);
        assert_eq!(codes, [why, vec![Code::TooLarge]].concat());
        assert_eq!(last, Some(16));
        assert!(
            taken < one * 4 + Duration::from_secs(1),
            "{one:?} {taken:?}"
        );
    }
    let small =
        |count: usize| -> Vec<String> { (0..count).map(|nth| format!("x{nth}[0-9]+")).collect() };
    assert_eq!(expressions(&small(1_024)).0, []);
    let (codes, nth, _) = expressions(&small(5_000));
    assert_eq!((codes, nth), (vec![Code::TooLarge], Some(1_024)));
}

//! Large rule sets are checked in time that grows with them and no faster, and too large ones are refused.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use farshore::RuleSet;
use farshore::diagnostic::{Code, SourceMap};
use farshore::fixture::check;

use crate::generated;

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

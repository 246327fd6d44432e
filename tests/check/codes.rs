//! `rules/CODES.md` is true: each wrong folder gets its code and no other, each mended one passes, and so does what the finding
//! itself says should stand there.

use std::path::Path;

use farshore::diagnostic::{Code, Diagnostic, SourceMap};
use farshore::fixture::check;

/// What every folder is checked with that brings no fixture of its own.
const FIXTURE: &str =
    r#"{"id": "all", "text": "It rained.", "labels": [], "why": "nothing happens"}"#;

/// Files by name.
type Folder = Vec<(String, String)>;

/// The files shown behind a heading of a section: their names in backquotes, then a block each.
fn folder(section: &str, heading: &str) -> Folder {
    let begin = format!("{heading}:\n");
    let Some((_, shown)) = section.split_once(&begin) else {
        return Vec::new();
    };
    let shown = shown.split("\nMended:\n").next().unwrap_or_default();
    let mut files = Vec::new();
    let mut rest = shown;
    while let Some((name, after)) = rest
        .split_once('`')
        .and_then(|(_, after)| after.split_once("`\n\n```"))
    {
        let (_, after) = after.split_once('\n').expect("a block has a language");
        let (text, after) = after.split_once("```").expect("a block is closed");
        files.push((name.to_owned(), text.to_owned()));
        rest = after;
    }
    files
}

/// What is shown, over what was there before.
fn over(before: &Folder, shown: Folder) -> Folder {
    let mut files: Folder = before
        .iter()
        .filter(|(name, _)| !shown.iter().any(|(other, _)| other == name))
        .cloned()
        .collect();
    files.extend(shown);
    files.sort();
    files
}

fn run(files: &Folder) -> (Vec<Diagnostic>, SourceMap) {
    let mut sources = SourceMap::new();
    let mut fixtures = Vec::new();
    for (name, text) in files {
        let source = sources.add(name.as_str(), text.as_str());
        if Path::new(name).extension() == Some("jsonl".as_ref()) {
            fixtures.push(source);
        }
    }
    if fixtures.is_empty() {
        fixtures.push(sources.add("all.jsonl", FIXTURE));
    }
    let problems = check(&sources, &fixtures).problems;
    (problems, sources)
}

fn ids(problems: &[Diagnostic]) -> Vec<&str> {
    let mut ids: Vec<&str> = problems.iter().map(|problem| problem.code.id()).collect();
    ids.dedup();
    ids
}

/// The code, and those that the section says come with it.
fn expected(code: Code) -> Vec<&'static str> {
    let with = code.explanation().lines().find_map(|line| {
        let (_, with) = line.split_once("Comes with: ")?;
        with.split(',').next()
    });
    let mut ids: Vec<&str> = with.into_iter().chain([code.id()]).collect();
    ids.sort_unstable();
    ids
}

fn pairs() -> impl Iterator<Item = (Code, Folder, Folder)> {
    Code::ALL.iter().copied().map(|code| {
        let wrong = folder(code.explanation(), "Wrong");
        let mended = over(&wrong, folder(code.explanation(), "Mended"));
        (code, wrong, mended)
    })
}

#[test]
fn every_code_is_explained() {
    for code in Code::ALL {
        let text = code.explanation();
        assert!(text.len() > 80, "{code} has no section");
        let title = text.lines().next().unwrap_or_default().to_lowercase();
        assert_eq!(title, format!("{}.", code.title().to_lowercase()), "{code}");
    }
    for (code, wrong, mended) in pairs() {
        assert!(!wrong.is_empty() && wrong != mended, "{code} has no pair");
    }
}

#[test]
fn every_wrong_folder_gets_its_code_and_no_other() {
    for (code, wrong, _) in pairs() {
        let (problems, _) = run(&wrong);
        let mut found = ids(&problems);
        found.sort_unstable();
        assert_eq!(found, expected(code), "{wrong:#?}\n{problems:#?}");
        assert_eq!(
            problems
                .iter()
                .filter(|problem| problem.code == code)
                .count(),
            1,
            "{code} is told once\n{problems:#?}"
        );
    }
}

#[test]
fn every_finding_says_how_to_mend_it() {
    let helpless = pairs().filter(|(code, wrong, _)| {
        let (problems, _) = run(wrong);
        let own = problems.iter().find(|problem| problem.code == *code);
        own.is_none_or(|problem| problem.help.is_none())
    });
    let helpless: Vec<Code> = helpless.map(|(code, ..)| code).collect();
    assert_eq!(helpless, [], "codes that say nothing of how to mend it");
}

#[test]
fn every_mended_folder_passes() {
    for (code, _, mended) in pairs() {
        let (problems, _) = run(&mended);
        assert!(problems.is_empty(), "{code}: {mended:#?}\n{problems:#?}");
    }
}

/// What stands in backquotes behind "did you mean" goes to the place accused, and then nothing is wrong.
#[test]
fn what_was_meant_passes_when_it_is_written() {
    let mut mended = Vec::new();
    for (code, wrong, _) in pairs() {
        let (problems, sources) = run(&wrong);
        let meant = problems.iter().find_map(|problem| {
            let (_, meant) = problem.help.as_ref()?.split_once("did you mean `")?;
            Some((meant.split('`').next()?, problem.primary.as_ref()?))
        });
        let Some((meant, place)) = meant else {
            continue;
        };
        let mut text = sources.text(place.source).to_owned();
        text.replace_range(place.span.range(), meant);
        let name = sources.name(place.source).to_owned();
        let (left, _) = run(&over(&wrong, vec![(name, text)]));
        assert!(left.is_empty(), "{code}: {meant}\n{left:#?}");
        mended.push(code);
    }
    let expected = [
        Code::UnknownKey,
        Code::UnknownList,
        Code::UnknownLabel,
        Code::UnknownPart,
        Code::UnknownFile,
        Code::UnknownColumn,
    ];
    assert!(
        expected.iter().all(|code| mended.contains(code)),
        "{mended:?}"
    );
}

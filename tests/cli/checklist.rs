//! The fault list is complete: each of its rows, F1 to F58, has a test, or there is a reason why it has none.
//!
//! The test of a row begins with its number, as in `f9_half_a_surrogate_pair_is_an_error`, and lies in this module or in `src/cli`:
//! `cargo test --release --locked cli::` runs them all, and little else.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const LAST: u32 = 58;

/// Rows without a test.
const WITHOUT: [(u32, &str); 4] = [
    (30, "the list leaves this number out"),
    (39, "the list leaves this number out"),
    (40, "the list leaves this number out"),
    (
        43,
        "a report in HTML would have to withstand hostile text; there is none, and nothing else that a browser runs",
    ),
];

/// Rows with a test that ask for something more, which is not there or is done otherwise.
const OTHERWISE: [(u32, &str); 15] = [
    (
        9,
        "no `--lossy`: half a pair stands for no text, and a record should not be altered in silence",
    ),
    (
        10,
        "no `--null-as-empty`: a record without text would look like one without a label; `--on-error skip` lets the run pass",
    ),
    (
        12,
        "no `--unique-ids`: it would hold every id in memory, which does not grow with the input otherwise; `sort | uniq -d` does it",
    ),
    (
        18,
        "no `--require-records`: the summary says \"0 records\", and a day without news is none of farshore's errors",
    ),
    (
        23,
        "no warning for such patterns: they cost no more than others, because a sentence ends after 120 words for all of them",
    ),
    (
        26,
        "a circle of lists shows one place and names every list on it: it has as many places as lists",
    ),
    (
        38,
        "no `--force`: what is there is never written over, not even on demand; taking it away is up to its owner",
    ),
    (
        41,
        "no spreadsheet is started: the first character of each cell is what they look at, and that is looked at here",
    ),
    (
        47,
        "no file system is filled: /dev/full, a limit on file sizes, and writers that fail at any call stand for it",
    ),
    (
        48,
        "not told: closed at the start it looks like /dev/null, which is also what daemons get on purpose",
    ),
    (49, "not for half a minute: until it has come to a halt"),
    (
        50,
        "the exit code is that of the signal itself, which a shell shows as 130 and 143: what waits for it learns more so",
    ),
    (
        52,
        "no disk loses power: every order in which what was not waited for may be lost is gone through on a model",
    ),
    (
        54,
        "the bound is one on address space; a folder that cannot be written is /proc",
    ),
    (
        58,
        "no clock is set back: nothing that is written depends on one, so there is nothing that could show it",
    ),
];

/// The numbers in the name of a test: 2 and 3 of `f2_f3_the_last_line`.
fn rows(name: &str) -> impl Iterator<Item = u32> {
    name.split('_')
        .map_while(|piece| piece.strip_prefix('f')?.parse().ok())
}

/// The names of all tests in the file or folder.
fn collect(path: &Path, found: &mut BTreeSet<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder of the package") {
            collect(&entry.expect("a readable folder").path(), found);
        }
        return;
    }
    if path.extension().is_none_or(|extension| extension != "rs") {
        return;
    }
    let text = fs::read_to_string(path).expect("a readable file");
    let mut attributes = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[") {
            attributes.push(line);
        } else if let Some(rest) = line.strip_prefix("fn ") {
            let name = rest.split('(').next().unwrap_or_default();
            // One that is compiled in but never run proves nothing.
            if attributes.contains(&"#[test]")
                && !attributes.iter().any(|one| one.contains("ignore"))
            {
                found.insert(name.to_owned());
            }
            attributes.clear();
        } else if !line.starts_with("//") {
            attributes.clear();
        }
    }
}

fn tests_in(places: &[&str]) -> BTreeSet<String> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    for place in places {
        collect(&package.join(place), &mut found);
    }
    found
}

#[test]
fn is_complete() {
    let found = tests_in(&["tests/cli.rs", "tests/cli", "src/cli"]);
    let tested: BTreeSet<u32> = found.iter().flat_map(|name| rows(name)).collect();
    let without: BTreeSet<u32> = WITHOUT.iter().map(|(row, _)| *row).collect();
    let all: BTreeSet<u32> = (1..=LAST).collect();
    let missing: Vec<_> = all
        .iter()
        .filter(|row| !tested.contains(row) && !without.contains(row))
        .collect();
    assert!(missing.is_empty(), "rows without a test: {missing:?}");
    let needless: Vec<_> = without.intersection(&tested).collect();
    assert!(
        needless.is_empty(),
        "rows with a test after all: {needless:?}"
    );
    let unknown: Vec<_> = tested.difference(&all).collect();
    assert!(
        unknown.is_empty(),
        "rows that the list does not have: {unknown:?}"
    );
    for (row, reason) in OTHERWISE {
        assert!(tested.contains(&row) && !reason.is_empty(), "{row}");
    }
}

/// Each promise of `SECURITY.md` names the tests that hold it, and those are there.
#[test]
fn promises_name_tests_that_exist() {
    let promises = include_str!("../../SECURITY.md");
    let tests = tests_in(&["tests", "src"]);
    let mut named = 0;
    for (at, _) in promises.match_indices("Tests: ") {
        let list = promises[at..].split("\n- ").next().unwrap_or_default();
        let list = list.split("\n\n").next().unwrap_or_default();
        for name in list.split('`').skip(1).step_by(2) {
            let is_file = name.contains('.');
            assert!(is_file || tests.contains(name), "there is no test `{name}`");
            named += usize::from(!is_file);
        }
    }
    assert!(named > 30, "{named}");
    let unproven: Vec<_> = promises
        .split("\n- **")
        .skip(1)
        .filter(|promise| !promise.contains("Tests: ") && !promise.contains("deny.toml"))
        .collect();
    assert!(unproven.is_empty(), "{unproven:?}");
}

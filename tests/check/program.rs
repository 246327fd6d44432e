//! `farshore check` as a program: what it reads, how it ends and how it writes.

use std::fs;
use std::process::Command;

use super::{Dir, FIXTURE, finds, place, stdout};

#[test]
fn nothing_to_check() {
    let dir = Dir::good("\n");
    finds(&dir, &["E212"]);
    fs::remove_file(dir.0.join("fixtures/f.jsonl")).expect("it is there");
    finds(&dir, &["E212"]);
    fs::remove_dir(dir.0.join("fixtures")).expect("it is empty");
    finds(&dir, &["E212"]);
    dir.file("rules/a.toml", "format = 1\n");
    finds(&dir, &["E212", "E212"]);
    fs::remove_file(dir.0.join("rules/a.toml")).expect("it is there");
    dir.file("fixtures/f.jsonl", FIXTURE);
    finds(&dir, &["E212"]);
}

#[test]
fn rules_that_do_not_compile_end_with_2() {
    let dir = Dir::good("{");
    dir.file(
        "rules/b.toml",
        "format = 1\n[[rule]]\nid = \"b\"\nlabel = \"offshoring\"\npoints = 1\nmatch = '{mov}'\n",
    );
    let (exit, found, summary) = dir.check();
    let places: Vec<String> = found.iter().map(place).collect();
    let expected = [
        "E201 rules/b.toml:3",
        "E202 rules/b.toml:3",
        "E101 rules/b.toml:6",
        "E211 fixtures/f.jsonl:1",
    ];
    assert_eq!(
        (exit, &places[..]),
        (Some(2), &expected.map(str::to_owned)[..])
    );
    assert_eq!(summary["compiled"], false);
}

#[test]
fn what_cannot_be_read_ends_with_2() {
    let dir = Dir::good(FIXTURE);
    for args in [
        &["nowhere"][..],
        &["rules", "nowhere"],
        &["rules", "fixtures", "more"],
        &["--format", "xml"],
    ] {
        let output = dir.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(!output.stderr.is_empty(), "{args:?}");
    }
    assert_eq!(
        dir.run(&["rules", "fixtures/f.jsonl"]).status.code(),
        Some(0)
    );
}

#[test]
fn rules_may_be_named_as_elsewhere() {
    let dir = Dir::good(FIXTURE);
    let by_place = dir.run(&["rules", "fixtures/f.jsonl"]);
    for args in [
        &["--rules", "rules", "fixtures/f.jsonl"][..],
        &["fixtures/f.jsonl", "--rules=rules"],
        &["--rules", "rules"],
    ] {
        let output = dir.run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(stdout(&output), stdout(&by_place), "{args:?}");
    }
    let two = dir.run(&["--rules", "rules", "fixtures", "fixtures"]);
    assert_eq!(two.status.code(), Some(2));
}

#[test]
fn folders_in_which_nothing_is_found_are_named() {
    let dir = Dir::good(FIXTURE);
    // Given in the wrong order.
    let output = dir.run(&["fixtures", "rules"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "farshore: fixtures: no rule file (*.toml) in this folder\n\
         farshore: rules: no fixture file (*.jsonl) in this folder\n"
    );
    let output = dir.run(&["rules/a.toml"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("rules/a.toml: a file; give the folder"),
        "{told}"
    );
}

#[test]
fn the_formats() {
    let line = r#"{"id": "x", "text": "They moved abroad.", "labels": [], "why": ""}"#;
    let dir = Dir::good(&format!("{FIXTURE}\n{line}\n"));
    let summary =
        "rules 1, examples 2 (todo 0), fixtures 2: 1 pass, 0 missing, 1 noisy, 0 misplaced\n";
    let text = dir.run(&["rules"]);
    assert_eq!(text.status.code(), Some(1));
    assert!(
        stdout(&text)
            .starts_with("error[E209]: `x` gets the label `offshoring`\n --> fixtures/f.jsonl:2:")
    );
    assert!(stdout(&text).ends_with(summary));
    let github = dir.run(&["rules", "--format", "github"]);
    let expected = format!(
        "::error file=fixtures/f.jsonl,line=2,col=53,title=E209 a fixture with a label it should not get::\
         `x` gets the label `offshoring`%0Anot expected here%0A\
         it comes from `off.move` (asserted, 60 points) on \"moved abroad\"\n{summary}"
    );
    assert_eq!(
        (stdout(&github), github.status.code()),
        (expected.as_str(), Some(1))
    );
}

#[test]
fn the_built_in_rules_pass_their_examples_and_fixtures() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_farshore"));
    let output = command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("check")
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(
        stdout(&output).contains(" pass, "),
        "the summary is missing"
    );
}

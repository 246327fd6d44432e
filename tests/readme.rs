//! The README is true: its commands are run here and print what it says they print; its rule compiles and passes its own examples.

use std::path::Path;
use std::process::{Command, Output};

use farshore::RuleSet;
use farshore::diagnostic::SourceMap;
use farshore::fixture::check;

const README: &str = include_str!("../README.md");

/// The blocks of one language.
fn blocks(language: &str) -> Vec<&'static str> {
    let begin = format!("```{language}\n");
    let inside = |block: &'static str| block.split("\n```").next().unwrap_or_default();
    README.split(&begin[..]).skip(1).map(inside).collect()
}

/// Each command of the README with the output shown under it.
fn commands() -> Vec<(&'static str, String)> {
    let mut found: Vec<(&str, String)> = Vec::new();
    for line in blocks("console").into_iter().flat_map(str::lines) {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (Some(command), _) => found.push((command, String::new())),
            (None, Some((_, output))) => {
                output.push_str(line);
                output.push('\n');
            }
            (None, None) => panic!("output before any command: {line}"),
        }
    }
    found
}

/// Runs a command in a folder, with the program that is being tested in the path.
pub(crate) fn bash(command: &str, folder: &Path) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_farshore"));
    let built = binary.parent().expect("the binary is in a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(built.to_owned()).chain(std::env::split_paths(&path));
    Command::new("bash")
        .args(["-c", command])
        .env("PATH", std::env::join_paths(paths).expect("a path"))
        .current_dir(folder)
        .output()
        .expect("bash")
}

#[test]
fn every_command_runs_and_prints_what_is_shown() {
    let commands = commands();
    assert!(commands.len() >= 6, "{commands:?}");
    for (command, shown) in commands {
        if command == "cargo test --release" {
            // The tests are running; what is left to see is that the gate runs them by this very command.
            let gate = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.ci/run"))
                .expect(".ci/run");
            assert!(
                gate.contains("cargo test --release"),
                ".ci/run does not call `{command}`"
            );
            continue;
        }
        // Cargo is busy with the tests: run what it has built.
        let run = command.replace("cargo run --release -- ", "farshore ");
        let scratch = std::env::temp_dir().join(format!("farshore-readme-{}", std::process::id()));
        std::fs::create_dir_all(&scratch).expect("a scratch folder");
        let run = run.replace(
            "> labels.jsonl",
            &format!("> {}/labels.jsonl", scratch.display()),
        );
        let run = run.replace(
            "--out-dir labels",
            &format!("--out-dir {}/labels", scratch.display()),
        );
        let output = bash(&run, Path::new(env!("CARGO_MANIFEST_DIR")));
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {told}");
        if !shown.is_empty() {
            assert_eq!(String::from_utf8_lossy(&output.stdout), shown, "{command}");
        }
        std::fs::remove_dir_all(&scratch).expect("the scratch folder can go");
    }
}

#[test]
fn the_rule_shown_is_a_rule() {
    let [rule] = blocks("toml")[..] else {
        panic!("one rule file is shown")
    };
    let places = include_str!("../rules/lexicons/cities.tsv");
    let mut sources = SourceMap::new();
    sources.add("lexicons/cities.tsv", places);
    sources.add("rules.toml", rule);
    let (rules, problems) = RuleSet::compile(&sources, "readme");
    assert!(rules.is_some() && problems.is_empty(), "{problems:?}");
    let report = check(&sources, &[]);
    let about_examples: Vec<_> = report
        .problems
        .iter()
        .filter(|problem| problem.code.id().starts_with("E20"))
        .collect();
    assert!(about_examples.is_empty(), "{about_examples:?}");
}

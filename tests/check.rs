//! `farshore check`: small folders with one planted fault each, and the code, file and line that it must give.

mod allow;
mod because;
mod clean;
mod codes;
mod faults;
mod fixtures;
mod help;
mod large;
mod lint;
mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// Lists and a label that every rule of these tests may use; twelve lines.
const COMMON: &str = r#"format = 1
[label.offshoring]
at = 50
[lexicon.move]
terms = ["move", "moved"]
[lexicon.abroad]
terms = ["abroad"]
[cue.no]
terms = ["will not"]
tag = "denied"
side = "after"
reach = 5
"#;

/// A rule without fault, but without its examples; five lines.
const RULE: &str = r#"[[rule]]
id = "off.move"
label = "offshoring"
points = 60
match = '{move} near/3 {abroad}'
"#;

const HIT: &str = "hit = [\"They [[moved abroad]].\"]\n";
const MISS: &str = "miss = [{ text = \"They will not move abroad.\", because = \"denied\" }]\n";
const FIXTURE: &str =
    r#"{"id": "good", "text": "They moved abroad.", "labels": ["offshoring"], "why": "said so"}"#;

/// A folder, deleted at the end of the test.
struct Dir(PathBuf);

impl Dir {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("check-{}-{count}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    /// A folder with these examples in the rule, and with these fixtures.
    fn with(examples: &str, fixtures: &str) -> Self {
        let dir = Self::new();
        dir.file(
            "rules/a.toml",
            &format!("{COMMON}{RULE}[rule.examples]\n{examples}"),
        );
        dir.file("fixtures/f.jsonl", fixtures);
        dir
    }

    /// A folder with a rule without fault, and with these fixtures.
    fn good(fixtures: &str) -> Self {
        Self::with(&format!("{HIT}{MISS}"), fixtures)
    }

    fn file(&self, name: &str, content: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("files lie in the folder"))
            .expect("a folder can be made");
        fs::write(path, content).expect("a file can be written");
    }

    /// Adds a rule for a second label.
    fn with_outsourcing(self) -> Self {
        let rule = RULE
            .replace("off.move", "out")
            .replace("offshoring", "outsourcing");
        let rule = rule.replace("{move} near/3 {abroad}", "\"outsourced\"");
        let examples = "hit = [\"[[Outsourced]].\"]\nmiss = [{ text = \"-.\", because = 'no \"outsourced\"' }]\n";
        let label = "format = 1\n[label.outsourcing]\nat = 50\n";
        self.file(
            "rules/b.toml",
            &format!("{label}{rule}[rule.examples]\n{examples}"),
        );
        self
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_farshore"));
        command
            .current_dir(&self.0)
            .arg("check")
            .args(args)
            .output()
            .expect("the program starts")
    }

    /// Checks `rules` with `fixtures`; gives the exit code, the findings and the summary.
    fn check(&self) -> (Option<i32>, Vec<Value>, Value) {
        let output = self.run(&["rules", "--format", "json"]);
        let mut found: Vec<Value> = stdout(&output)
            .lines()
            .map(|line| serde_json::from_str(line).expect("each line is JSON"))
            .collect();
        let summary = found
            .pop()
            .map(|mut last| last["summary"].take())
            .unwrap_or_default();
        (output.status.code(), found, summary)
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("the output is UTF-8")
}

/// `E203 rules/a.toml:22`, or the code alone.
fn place(found: &Value) -> String {
    let code = found["code"].as_str().unwrap_or_default();
    match (found["file"].as_str(), found["line"].as_u64()) {
        (Some(file), Some(line)) => format!("{code} {}:{line}", file.replace('\\', "/")),
        _ => code.to_owned(),
    }
}

/// The findings must be these, and the exit code 1 if one is an error.
#[track_caller]
fn finds(dir: &Dir, expected: &[&str]) -> Vec<Value> {
    let (exit, found, _) = dir.check();
    let places: Vec<String> = found.iter().map(place).collect();
    assert_eq!(places, expected, "{found:#?}");
    let has_error = expected.iter().any(|one| one.starts_with('E'));
    assert_eq!(exit, Some(i32::from(has_error)));
    found
}

#[track_caller]
fn tells(found: &Value, key: &str, text: &str) {
    let told = found[key].as_str().unwrap_or_default();
    assert!(told.contains(text), "`{text}` is not in `{key}`: {found:#}");
}

/// The line on which the first example of [`Dir::with`] stands.
const FIRST: &str = "rules/a.toml:19";
const SECOND: &str = "rules/a.toml:20";

/// [`finds`] with one finding at the first example.
#[track_caller]
fn finds_in(examples: &str, code: &str) -> Value {
    let dir = Dir::with(examples, FIXTURE);
    finds(&dir, &[&format!("{code} {FIRST}")]).remove(0)
}

#[test]
fn nothing_is_wrong() {
    let dir = Dir::good(FIXTURE);
    let (exit, found, summary) = dir.check();
    assert_eq!((exit, found), (Some(0), Vec::new()));
    for (key, count) in [
        ("rules", 1),
        ("examples", 2),
        ("todo", 0),
        ("fixtures", 1),
        ("pass", 1),
    ] {
        assert_eq!(summary[key], count, "{key}");
    }
}

#[test]
fn a_rule_without_examples() {
    finds(
        &Dir::with(HIT, FIXTURE),
        &["W008 rules/a.toml:8", "E202 rules/a.toml:14"],
    );
    finds(&Dir::with(MISS, FIXTURE), &["E201 rules/a.toml:14"]);
}

#[test]
fn a_hit_that_does_not_fire() {
    let found = finds_in(
        &format!("hit = [\"They will not move abroad.\"]\n{MISS}"),
        "E203",
    );
    tells(&found, "help", "what stops it: `denied`");
}

#[test]
fn a_hit_on_other_words() {
    let found = finds_in(
        &format!("hit = [\"[[They moved]] abroad.\"]\n{MISS}"),
        "E205",
    );
    tells(&found, "help", "fires on \"moved abroad\"");
    // Marks are taken out first: they must not part what belongs together.
    finds(
        &Dir::with(
            &format!("hit = [\"It [[moved (£5m) abroad]], é.\"]\n{MISS}"),
            FIXTURE,
        ),
        &[],
    );
}

#[test]
fn a_hit_with_another_tag() {
    let found = finds_in(
        &format!("hit = [{{ text = \"They moved abroad.\", tag = \"planned\" }}]\n{MISS}"),
        "E205",
    );
    tells(&found, "text", "asserted, not planned");
}

#[test]
fn a_hit_in_the_title() {
    let hit = "hit = [{ title = \"[[Moved abroad]]\", text = \"Nothing.\", tag = \"asserted\" }]\n";
    finds(&Dir::with(&format!("{hit}{MISS}"), FIXTURE), &[]);
    finds_in(
        &format!(
            "{}{MISS}",
            hit.replace("[[Moved abroad]]", "Moved abroad")
                .replace("Nothing", "[[Nothing]]")
        ),
        "E205",
    );
}

#[test]
fn a_miss_that_fires() {
    let found = finds_in(
        &format!("miss = [{{ text = \"They moved abroad.\", because = \"denied\" }}]\n{HIT}"),
        "E204",
    );
    tells(&found, "text", "\"moved abroad\" (asserted)");
}

#[test]
fn a_miss_for_another_reason() {
    let miss = "miss = [\n{ text = \"They stay abroad.\", because = \"denied\" },\n{ text = \"They will not move abroad.\", because = \"denied\" }]\n";
    let found = finds(
        &Dir::with(&format!("{miss}{HIT}"), FIXTURE),
        &[&format!("E206 {SECOND}")],
    );
    tells(&found[0], "help", "what stops it: `no {move}`");
}

#[test]
fn a_miss_without_a_reason() {
    let miss = "miss = [\n\"They stay abroad.\",\n{ text = \"They will not move abroad.\", because = \"denied\" }]\n";
    let found = finds(
        &Dir::with(&format!("{miss}{HIT}"), FIXTURE),
        &[&format!("E206 {SECOND}")],
    );
    tells(&found[0], "help", "what stops it: `no {move}`");
}

#[test]
fn an_example_with_the_label_of_another_rule() {
    let hit = "hit = [\"They [[moved abroad]]: outsourced.\"]\n";
    let dir = Dir::with(&format!("{hit}{MISS}"), FIXTURE).with_outsourcing();
    let found = finds(&dir, &[&format!("E207 {FIRST}")]);
    tells(&found[0], "help", "`out` on \"outsourced\"");
}

#[test]
fn marks_that_do_not_fit() {
    for text in [
        "They [[moved abroad.",
        "They moved]] abroad.",
        "[[They [[moved]] abroad]]",
        "They [[]] moved abroad.",
    ] {
        finds_in(&format!("hit = [\"{text}\"]\n{MISS}"), "E213");
    }
}

#[test]
fn known_failures() {
    let todo = "todo_hit = [\"They went abroad.\", \"They [[moved abroad]].\"]\n\
                todo_miss = [\"They moved abroad.\", \"They stay.\"]\n";
    let dir = Dir::with(&format!("{todo}{HIT}{MISS}"), FIXTURE);
    finds(&dir, &[&format!("W009 {FIRST}"), &format!("W009 {SECOND}")]);
    let (_, _, summary) = dir.check();
    assert_eq!(
        (&summary["todo"], &summary["examples"]),
        (&4.into(), &6.into())
    );
}

/// A mask may help a rule: what it hides is then a trigger, or a word that a guard looks for, and no miss can show that.
#[test]
fn a_hit_exercises_the_mask_that_it_needs() {
    let dir = Dir::new();
    let cue = "[lexicon.back]\nterms = [\"back\"]\n[cue.back]\nterms = [\"{back}\"]\ntag = \"reversed\"\nside = \"after\"\nreach = 5\n";
    let mask = "[mask.pain]\nfind = '{back} pre/0 \"pain\"'\nhides = [\"back\"]\n";
    let idle = |hit: &str| {
        let hits = format!("hit = [\"They [[moved abroad]].\", \"{hit}\"]\n");
        let miss = "miss = [{ text = \"Back they moved from abroad.\", because = \"reversed\" }, { text = \"They will not move abroad.\", because = \"denied\" }]\n";
        let rules = format!("{COMMON}{cue}{mask}{RULE}[rule.examples]\n{hits}{miss}");
        dir.file("rules/a.toml", &rules);
        let (_, found, _) = dir.check();
        let found = found.iter().map(place);
        found
            .filter(|it| it.starts_with("W008"))
            .collect::<Vec<_>>()
    };
    assert_eq!(idle("Back pain [[moved abroad]]."), [""; 0]);
    // There the trigger is not hidden, and here nothing is.
    let unseen = idle("Her pain [[moved abroad]].");
    assert_eq!(unseen.len(), 1, "{unseen:?}");
}

#[test]
fn guards_that_no_example_exercises() {
    let dir = Dir::new();
    let rule = RULE.replace(
        "match =",
        "unless.sentence = ['\"storm\"']\nrequire = ['differ(a, b)']\nmatch =",
    );
    let rule = rule.replace("{move} near/3 {abroad}", "a:{move} near/3 b:{abroad}");
    let mask = "[mask.fun]\nfind = '\"fun move\"'\nhides = [\"move\"]\n";
    dir.file("rules/a.toml", &format!("{COMMON}{mask}{rule}"));
    let (_, found, _) = dir.check();
    let found: Vec<String> = found
        .iter()
        .map(place)
        .filter(|place| place.starts_with("W008"))
        .collect();
    assert_eq!(
        found,
        [
            "W008 rules/a.toml:8",
            "W008 rules/a.toml:13",
            "W008 rules/a.toml:20",
            "W008 rules/a.toml:21"
        ]
    );
}

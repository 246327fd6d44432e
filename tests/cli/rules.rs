//! Rules that are wrong, hostile, huge, gone or changed meanwhile.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write as _};
use std::process::{ChildStdin, Stdio};
use std::time::{Duration, Instant};

use farshore::diagnostic::SourceMap;
use farshore::{Classification, Classifier, Field, Item, RuleSet};
use serde_json::Value;

use super::{Dir, JOBS, RULES, check, line, stderr, stdout};
use crate::generated;
use crate::limits::running_time;

/// A debug build takes ten times as long: there it is only seen that nothing hangs.
const IN_FULL: bool = !cfg!(debug_assertions);
const MEGABYTE: usize = if IN_FULL { 1 << 20 } else { (1 << 20) / 10 };

/// The test's rules and one more file must be refused, with `why` on standard error.
#[track_caller]
fn refused(dir: &Dir, why: &[&str]) {
    let output = dir.classify(&[], line(JOBS));
    let told = stderr(&output);
    assert_eq!(
        (output.status.code(), stdout(&output)),
        (Some(2), ""),
        "{told}"
    );
    assert!(told.contains("farshore: error: "), "{told}");
    for why in why {
        assert!(told.contains(why), "{why:?} not in {told}");
    }
}

/// A rule with this id, for offshoring unless it says otherwise.
fn rule(id: &str, expression: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\nlabel = \"offshoring\"\npoints = 60\nmatch = '{expression}'\n"
    )
}

#[test]
fn f21_patterns_that_no_engine_should_run_are_all_refused_in_one_run() {
    let dir = Dir::new();
    let deep = format!("{}a{}", "(".repeat(300), ")".repeat(300));
    dir.file(
        "rules/b.toml",
        format!(
            "format = 1\n[lexicon.b]\nregex = ['\\w{{1000}}', '(?:a{{1000}}){{1000}}']\n{}",
            rule("b", "{b}")
        ),
    );
    dir.file(
        "rules/c.toml",
        format!(
            "format = 1\n[lexicon.c]\nregex = [\n  '{deep}',\n  '(?=a)b',\n  '(a)\\1',\n]\n{}",
            rule("c", "{c}")
        ),
    );
    let why = [
        "error[E113]: Compiled regex exceeds size limit of 1048576 bytes.\n --> rules/b.toml:3:11",
        "rules/b.toml:3:23",
        "error[E113]: exceed the maximum number of nested parentheses/brackets (50)\n --> rules/c.toml:4:4",
        "error[E113]: look-around, including look-ahead and look-behind, is not supported\n --> rules/c.toml:5:4",
        "error[E113]: backreferences are not supported\n --> rules/c.toml:6:4",
        "the rules in rules cannot be used: 5 errors found",
    ];
    refused(&dir, &why);
}

/// What rules with this list say of `text`, and how long the thread takes for that.
fn answer(patterns: &str, text: &str) -> (Classification, Duration) {
    let mut sources = SourceMap::new();
    sources.add(
        "rules.toml",
        format!(
            "format = 1\n[label.offshoring]\nat = 50\n[lexicon.a]\nregex = [{patterns}]\n{}",
            rule("a", "{a}")
        ),
    );
    let (rules, problems) = RuleSet::compile(&sources, "test");
    let rules = rules.unwrap_or_else(|| panic!("{problems:?}"));
    let field = Field {
        name: "text",
        is_title: false,
        text,
    };
    let mut classifier = Classifier::new(&rules);
    let start = Instant::now();
    let before = running_time(start);
    let answer = classifier.classify(&Item { fields: &[field] });
    (answer, running_time(start).saturating_sub(before))
}

/// Texts on which backtracking engines hang, and on which finding all matches one after the other takes the square of the time.
fn bait() -> Vec<String> {
    let long = |piece: &str| piece.repeat(MEGABYTE / piece.len());
    let tail = |piece: &str| format!("{} !", long(piece));
    vec![
        tail("a"),
        tail("A"),
        long("a "),
        long("A "),
        long("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! "),
        long("word "),
        long("x1 "),
        long("it grew, "),
    ]
}

#[test]
fn f22_patterns_that_hang_other_engines_take_linear_time() {
    for pattern in [r"'(a+)+$'", r"'(.*a){30}'", r"'(\w+\s?)+$'"] {
        for text in bait() {
            let (_, taken) = answer(pattern, &text);
            assert!(
                !IN_FULL || taken < Duration::from_secs(1),
                "{pattern} on {text:.40}: {taken:?}"
            );
        }
    }
    // As it stands among the classics it matches nothing at all, and is refused.
    let dir = Dir::new();
    dir.file(
        "rules/b.toml",
        format!(
            "format = 1\n[lexicon.b]\nregex = ['(\\w+\\s?)*$']\n{}",
            rule("b", "{b}")
        ),
    );
    refused(&dir, &["error[E114]", "rules/b.toml:3:11"]);
}

#[test]
fn f23_finding_all_matches_takes_no_square_of_the_time_and_says_what_it_leaves_out() {
    for pattern in [
        r"'.*[^a-z]|[a-z]'",
        r"'.*x|y'",
        r"'(?:a+){1000}|b'",
        r"'[a-z]', '.*[^a-z]'",
        r"'.*[^A-Z]|[A-Z]'",
    ] {
        for text in bait() {
            let (_, taken) = answer(pattern, &text);
            assert!(
                !IN_FULL || taken < Duration::from_secs(2),
                "{pattern} on {text:.40}: {taken:?}"
            );
        }
    }
    let (few, _) = answer("'[a-z]'", &"a ".repeat(64));
    let (many, _) = answer("'[a-z]'", &"a ".repeat(65));
    assert!(!few.labels.is_empty() && !few.truncated);
    assert!(!many.labels.is_empty() && many.truncated);
}

#[test]
fn f24_what_would_match_everywhere_is_refused() {
    let dir = Dir::new();
    dir.file(
        "rules/b.toml",
        format!(
            "format = 1\n[lexicon.b]\nregex = ['', 'a*']\n[lexicon.c]\nterms = [\"\", \"-\"]\n{}{}{}",
            rule("b", "{b}"),
            rule("c", "\"\""),
            rule("not", "not {c}"),
        ),
    );
    let why = [
        "error[E114]: the regular expression matches the empty text\n --> rules/b.toml:3:10",
        "rules/b.toml:3:15",
        "error[E012]: a term without a word\n --> rules/b.toml:5:10",
        "rules/b.toml:5:14",
        "rules/b.toml:15:10",
        "error[E011]: a `not` with nothing positive beside it\n  --> rules/b.toml:20:10",
    ];
    refused(&dir, &why);
}

#[test]
fn f25_large_rule_sets_load_and_too_large_ones_are_refused_at_once() {
    let mut list = String::from("term\n");
    for nth in 0..50_000 {
        let _ = writeln!(list, "blue{nth} harbour{} line{}", nth % 300, nth % 7);
    }
    let mut sources = SourceMap::new();
    sources.add("lexicons/large.tsv", list);
    sources.add(
        "rules.toml",
        format!(
            "format = 1\n[label.offshoring]\nat = 50\n[lexicon.large]\nfile = \"large.tsv\"\n{}",
            rule("large", "{large}")
        ),
    );
    let compile = |sources: &SourceMap| {
        let start = Instant::now();
        let before = running_time(start);
        let (rules, problems) = RuleSet::compile(sources, "large");
        let rules = rules.unwrap_or_else(|| panic!("{problems:?}"));
        (rules, running_time(start).saturating_sub(before))
    };
    let (rules, taken) = compile(&sources);
    assert!(!IN_FULL || taken < Duration::from_secs(2), "{taken:?}");
    let field = Field {
        name: "text",
        is_title: false,
        text: "The Blue49999 Harbour199 Line5 sails.",
    };
    let fields = [field];
    let answer = Classifier::new(&rules).classify(&Item { fields: &fields });
    assert_eq!(answer.evidence.len(), 1);

    let count = if IN_FULL { 10_000 } else { 1_000 };
    let mut sources = SourceMap::new();
    sources.add("rules.toml", generated::rules(count).0);
    let (rules, taken) = compile(&sources);
    assert_eq!(rules.rules().len(), count);
    assert!(!IN_FULL || taken < Duration::from_secs(5), "{taken:?}");

    // It takes no room on the disk, and must not be read to its end.
    let dir = Dir::new();
    let file = File::create(dir.0.join("rules/large.toml")).expect("a file can be made");
    file.set_len(100 << 30).expect("it can be long");
    refused(&dir, &["rules/large.toml: larger than 16 MiB"]);
}

#[test]
fn f26_mistakes_that_two_places_make_show_both() {
    let dir = Dir::new();
    let more = format!(
        "format = 1\n[lexicon.pony]\nterms = [\"{{foal}}\"]\n[lexicon.foal]\nterms = [\"{{pony}}\"]\n{}{}",
        rule("offshoring.jobs-abroad", "\"jobs\""),
        rule("other", "{pony}").replace("\"offshoring\"", "\"offshorin\"\nlabell = 1"),
    );
    dir.file("rules/two.toml", more);
    refused(
        &dir,
        &[
            "error[E108]: there are two rules `offshoring.jobs-abroad`",
            "error[E102]",
            "\"offshorin\"",
            "error[E002]",
            "labell",
            "error[E107]: lists contain each other",
        ],
    );
    // Each finding is a block; the places it names stand in it.
    let output = dir.classify(&[], "");
    let block = |code: &str| {
        let blocks: Vec<_> = stderr(&output).split("error[").collect();
        let one = blocks.iter().find(|block| block.starts_with(code));
        (*one.expect("such a finding")).to_owned()
    };
    let twice = block("E108");
    assert!(
        twice.contains("rules/two.toml:7") && twice.contains("rules/test.toml:17"),
        "{twice}"
    );
    // Both lists of the circle show where they name the other.
    let cycle = block("E107");
    assert!(
        cycle.contains("`pony` contains `foal` contains `pony`")
            && cycle.contains("rules/two.toml:2:10"),
        "{cycle}"
    );
    for (shown, remark) in [
        ("terms = [\"{foal}\"]", "`pony` contains `foal`"),
        ("terms = [\"{pony}\"]", "`foal` contains `pony`"),
    ] {
        let lines: Vec<&str> = cycle.lines().collect();
        let at = lines.iter().position(|line| line.ends_with(shown));
        let under = at.and_then(|at| lines.get(at + 1));
        assert!(under.is_some_and(|line| line.ends_with(remark)), "{cycle}");
    }
}

/// Writes one record to `input` and gives the answer.
fn ask(input: &mut ChildStdin, answers: &mut impl BufRead) -> Value {
    input
        .write_all(line(JOBS).as_bytes())
        .expect("the program reads");
    let mut answer = String::new();
    answers.read_line(&mut answer).expect("there is an answer");
    serde_json::from_str(&answer).expect("each line is JSON")
}

#[test]
fn f27_rules_are_read_once_whatever_is_written_to_them() {
    let dir = Dir::new();
    let start = || {
        let mut child = dir
            .command(&["classify", "--rules", "rules"])
            .stdin(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let input = child.stdin.take().expect("stdin is a pipe");
        let output = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        (child, input, output)
    };
    let (mut old, mut old_input, mut old_output) = start();
    let first = ask(&mut old_input, &mut old_output);
    dir.file("rules/test.toml", RULES.replace("\"jobs\"", "\"work\""));
    let (mut new, mut new_input, mut new_output) = start();
    let other = ask(&mut new_input, &mut new_output);
    dir.file("rules/test.toml", "format = 1\noops");
    for _ in 0..3 {
        assert_eq!(
            ask(&mut old_input, &mut old_output)["rules"],
            first["rules"]
        );
        assert_eq!(
            ask(&mut new_input, &mut new_output)["rules"],
            other["rules"]
        );
    }
    assert_eq!(
        (&first["label"], &other["label"]),
        (&"offshoring".into(), &Value::Null)
    );
    assert_ne!(first["rules"], other["rules"]);
    drop((old_input, new_input));
    for child in [&mut old, &mut new] {
        assert!(child.wait().expect("the program ends").success());
    }
    refused(&dir, &["rules/test.toml:2"]);
}

#[test]
fn f28_a_rules_folder_is_read_in_full_or_not_at_all() {
    let dir = Dir::new();
    for name in [
        ".test.toml.swp",
        "test.toml~",
        ".#test.toml",
        ".hidden.toml",
        "README.md",
    ] {
        dir.file(&format!("rules/{name}"), "not a rule file");
    }
    check(&dir.classify(&[], line(JOBS)), 0, &["offshoring"]);
    dir.file("rules/two.toml", b"format = 1\n# \xff");
    refused(&dir, &["two.toml: line 2 is not valid UTF-8"]);
    dir.file("rules/two.toml", vec![b'#'; (16 << 20) + 1]);
    refused(&dir, &["larger than 16 MiB"]);
    dir.file("rules/two.toml", "format = 1\n[label]\nx = 1\n");
    // The place is one that can be opened from here.
    let why = [
        "the rules in rules cannot be used",
        " --> rules/two.toml:3:5",
    ];
    refused(&dir, &why);
    // An ending in capitals is the same ending.
    dir.file("rules/THREE.TOML", "format = 1\n[label]\ny = 1\n");
    refused(&dir, &["rules/THREE.TOML:3:5"]);
    fs::remove_dir_all(dir.0.join("rules")).expect("the folder can go");
    refused(&dir, &["rules: No such file"]);
}

#[cfg(unix)]
#[test]
fn f28_rule_files_that_cannot_be_read_are_not_left_out() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    let dir = Dir::new();
    let path = |name: &str| dir.0.join("rules").join(name);
    // Folders in it are not entered, so that a link cannot lead round in circles.
    symlink("..", path("up")).expect("a link can be made");
    symlink(".", path("lexicons")).expect("a link can be made");
    check(&dir.classify(&[], line(JOBS)), 0, &["offshoring"]);
    for (target, why) in [
        (
            "loop.toml",
            "rules/loop.toml: Too many levels of symbolic links",
        ),
        ("none", "rules/loop.toml: No such file"),
        ("..", "rules/loop.toml: Is a directory"),
    ] {
        symlink(target, path("loop.toml")).expect("a link can be made");
        refused(&dir, &[why]);
        fs::remove_file(path("loop.toml")).expect("the link can go");
    }
    let name = OsStr::from_bytes(b"a\xff.toml");
    fs::write(dir.0.join("rules").join(name), "format = 1\n").expect("a file can be written");
    refused(&dir, &["the file name is not valid UTF-8"]);
}

#[test]
fn a_list_reads_no_file_outside_the_folder() {
    let dir = Dir::new();
    dir.file("secret.tsv", "term\nhidden words\n");
    dir.file("rules/lexicons/own.tsv", "term\nwords\n");
    let full = dir.0.join("secret.tsv");
    for name in ["../secret.tsv", "../../secret.tsv", &full.to_string_lossy()] {
        let list = format!(
            "format = 1\n[lexicon.a]\nfile = '{name}'\n{}",
            rule("a", "{a}")
        );
        dir.file("rules/a.toml", list);
        refused(&dir, &["error[E104]: there is no data file"]);
        assert!(!stderr(&dir.classify(&[], "")).contains("hidden"));
    }
}

#[test]
fn f29_nothing_loaded_and_nothing_checked_are_no_success() {
    let dir = Dir::new();
    let checked = |why: &str| {
        let output = dir.run(&["check", "rules", "fixtures"], "");
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let told = [stdout(&output), stderr(&output)].concat();
        assert!(told.contains("error[E212]") && told.contains(why), "{told}");
    };
    dir.file("fixtures/README.md", "no fixture");
    checked("there is no fixture to check");
    dir.file("fixtures/none.jsonl", "\n");
    checked("there is no fixture to check");
    dir.file(
        "rules/test.toml",
        "format = 1\n[lexicon.a]\nterms = [\"a\"]\n",
    );
    refused(&dir, &["rules: no rule in the files of this folder"]);
    checked("there is no rule to check");
    fs::remove_file(dir.0.join("rules/test.toml")).expect("the file can go");
    refused(&dir, &["rules: no rule file (*.toml) in this folder"]);
}

//! `farshore diff` as a user meets it: which rule changes which label, in three formats, with every option and error.

use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::cli::{Dir, stderr, stdout};

const GOLD: &str = include_str!("data/eval/gold.jsonl");
const BEFORE: &str = include_str!("data/eval/before/rules.toml");
const AFTER: &str = include_str!("data/eval/after/rules.toml");

fn dir() -> Dir {
    let dir = Dir::new();
    dir.file("before/rules.toml", BEFORE);
    dir.file("after/rules.toml", AFTER);
    dir.file("gold.jsonl", GOLD);
    dir
}

fn diff(dir: &Dir, args: &[&str]) -> Output {
    dir.run(&[&["diff"], args].concat(), "")
}

#[track_caller]
fn report(dir: &Dir, args: &[&str]) -> Value {
    let output = diff(dir, &[&["--format", "json"], args].concat());
    assert_eq!(stdout(&output).lines().count(), 1, "{}", stderr(&output));
    serde_json::from_str(stdout(&output)).expect("one JSON object")
}

/// Of each change: the item, the label, what happened, whether that is right, and the rule.
fn changes(report: &Value) -> Vec<[String; 5]> {
    let list = report["changes"].as_array().expect("a list");
    let keys = ["id", "label", "change", "verdict", "rule"];
    list.iter()
        .map(|change| keys.map(|key| change[key].as_str().unwrap_or("-").to_owned()))
        .collect()
}

#[test]
fn changes_are_judged_and_laid_to_a_rule() {
    let report = report(&dir(), &["before", "after", "gold.jsonl"]);
    assert_eq!(
        changes(&report),
        [
            [
                "mill",
                "offshoring",
                "gained",
                "right",
                "offshoring.work-moves"
            ],
            [
                "students",
                "offshoring",
                "lost",
                "right",
                "offshoring.jobs-abroad"
            ],
            [
                "nurses",
                "offshoring",
                "lost",
                "borderline",
                "offshoring.jobs-abroad"
            ],
        ]
    );
    let counts = json!({"gained": 1, "lost": 2, "right": 2, "wrong": 0, "borderline": 1});
    assert_eq!(
        (
            &report["items"],
            &report["judged"],
            &report["changed"],
            &report["total"]
        ),
        (&8.into(), &8.into(), &3.into(), &counts)
    );
    assert_eq!(
        report["rules"],
        json!([
            {"rule": "offshoring.jobs-abroad", "label": "offshoring",
             "gained": 0, "lost": 2, "right": 1, "wrong": 0, "borderline": 1},
            {"rule": "offshoring.work-moves", "label": "offshoring",
             "gained": 1, "lost": 0, "right": 1, "wrong": 0, "borderline": 0},
        ])
    );
    let evidence = json!([{"side": "new", "rule": "offshoring.work-moves", "points": 60, "tag": "asserted",
                           "text": "shift its oldest plant abroad", "countries": []}]);
    assert_eq!(report["changes"][0]["evidence"], evidence);
    assert!(
        report["old"]
            .as_str()
            .is_some_and(|old| old.starts_with("before sha256:"))
            && report["new"]
                .as_str()
                .is_some_and(|new| new.starts_with("after sha256:"))
    );
}

#[test]
fn back_again_gains_what_was_lost() {
    let report = report(&dir(), &["after", "before", "gold.jsonl"]);
    let back: Vec<_> = changes(&report)
        .into_iter()
        .map(|[id, _, change, verdict, _]| [id, change, verdict])
        .collect();
    assert_eq!(
        back,
        [
            ["mill", "lost", "wrong"],
            ["students", "gained", "wrong"],
            ["nurses", "gained", "borderline"],
        ]
    );
}

#[test]
fn the_text_shows_a_table_and_the_words() {
    let dir = dir();
    let output = diff(&dir, &["before", "after", "gold.jsonl"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    let (head, rest) = stdout(&output).split_once("items 8").expect("a summary");
    assert!(head.starts_with("old before sha256:") && head.contains("\nnew after sha256:"));
    assert_eq!(
        rest,
        ", changed 3 (1 gained, 2 lost), with gold labels 8\n\n\
         RULE                    LABEL       GAINED  LOST  RIGHT  WRONG  BORDERLINE\n\
         offshoring.jobs-abroad  offshoring       0     2      1      0           1\n\
         offshoring.work-moves   offshoring       1     0      1      0           0\n\
         all                                      1     2      2      0           1\n\n\
         offshoring.jobs-abroad, offshoring: 2 lost\n\
         \x20 lost, right: students  Students find summer jobs abroad.\n\
         \x20   - old offshoring.jobs-abroad +60, asserted: \"jobs abroad\"\n\
         \x20 lost, borderline: nurses  Agencies promise nurses jobs abroad.\n\
         \x20   - old offshoring.jobs-abroad +60, asserted: \"jobs abroad\"\n\n\
         offshoring.work-moves, offshoring: 1 gained\n\
         \x20 gained, right: mill  The mill will shift its oldest plant abroad.\n\
         \x20   - new offshoring.work-moves +60, asserted: \"shift its oldest plant abroad\"\n"
    );
    let short = diff(&dir, &["before", "after", "gold.jsonl", "--items", "1"]);
    assert!(stdout(&short).contains("students") && !stdout(&short).contains("nurses"));
    assert!(stdout(&short).contains("\n  and 1 more (--items all)\n"));
    let coloured = diff(
        &dir,
        &["before", "after", "gold.jsonl", "--color", "always"],
    );
    assert!(stdout(&coloured).contains("\u{1b}["));
}

#[test]
fn markdown_is_a_comment_with_a_table_and_details() {
    let output = diff(
        &dir(),
        &[
            "before",
            "after",
            "gold.jsonl",
            "--format",
            "markdown",
            "--items",
            "1",
        ],
    );
    let (head, rest) = stdout(&output).split_once("items 8").expect("a summary");
    assert!(head.starts_with("### Labels that change\n\nFrom `before sha256:"));
    assert_eq!(
        rest,
        ", changed 3 (1 gained, 2 lost), with gold labels 8\n\n\
         | rule | label | gained | lost | right | wrong | borderline |\n\
         | --- | --- | ---: | ---: | ---: | ---: | ---: |\n\
         | `offshoring.jobs-abroad` | `offshoring` | 0 | 2 | 1 | 0 | 1 |\n\
         | `offshoring.work-moves` | `offshoring` | 1 | 0 | 1 | 0 | 0 |\n\
         | all | | 1 | 2 | 2 | 0 | 1 |\n\n\
         <details>\n<summary>offshoring.jobs-abroad, offshoring: 2 lost</summary>\n\n\
         - lost, **right**: `students` `Students find summer jobs abroad.`\n\
         \x20 - old `offshoring.jobs-abroad` +60, asserted: `jobs abroad`\n\
         - and 1 more (`--items all`)\n\n\
         </details>\n\n\
         <details>\n<summary>offshoring.work-moves, offshoring: 1 gained</summary>\n\n\
         - gained, **right**: `mill` `The mill will shift its oldest plant abroad.`\n\
         \x20 - new `offshoring.work-moves` +60, asserted: `shift its oldest plant abroad`\n\n\
         </details>\n"
    );
}

#[test]
fn articles_bring_no_markup_and_no_control_codes() {
    let dir = dir();
    let line = json!({
        "id": "`</details>\u{1b}[2J", "title": "## jobs ```x``` abroad\n\n| a |\n@me\u{202e}",
        "text": "jobs`</summary><script>|` abroad",
    });
    dir.file("news.jsonl", line.to_string());
    let run = |format: &str| {
        let output = diff(&dir, &["before", "after", "news.jsonl", "--format", format]);
        stdout(&output).to_owned()
    };
    let (text, markdown) = (run("text"), run("markdown"));
    for report in [&text, &markdown] {
        assert!(report.contains("lost"), "{report}");
        assert!(
            report.chars().all(|c| c == '\n' || !c.is_control()) && !report.contains('\u{202e}'),
            "{report:?}"
        );
    }
    let item = markdown
        .lines()
        .find(|line| line.starts_with("- lost"))
        .expect("the item");
    assert_eq!(
        item,
        "- lost: `` `</details>\\u{1b}[2J `` ```` ## jobs ```x``` abroad | a | @me\\u{202e} ````"
    );
    // What is left outside of code spans is ours.
    let tags = [
        "<details>",
        "</details>",
        "<summary>offshoring.jobs-abroad, offshoring: 1 lost</summary>",
    ];
    for line in markdown
        .lines()
        .filter(|line| line.trim_start().starts_with('<'))
    {
        assert!(tags.contains(&line), "{line}");
    }
}

#[test]
fn rules_that_take_points_are_found_too() {
    let dir = dir();
    let veto = format!(
        "{BEFORE}\n[[rule]]\nid = \"veto\"\nlabel = \"offshoring\"\npoints = -100\nmatch = '\"students\"'\n"
    );
    dir.file("veto/rules.toml", veto);
    let dearer = BEFORE.replacen(
        "[label.offshoring]\nat = 50",
        "[label.offshoring]\nat = 90",
        1,
    );
    let rare =
        "[[rule]]\nid = \"rare\"\nlabel = \"offshoring\"\npoints = 90\nmatch = '\"overseas\"'\n";
    dir.file("dearer/rules.toml", format!("{dearer}\n{rare}"));
    let lost = |new: &str| {
        let report = report(&dir, &["before", new, "gold.jsonl"]);
        let sides: Vec<Value> = report["changes"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|change| change["evidence"][0]["side"].clone())
            .collect();
        let ids: Vec<_> = changes(&report)
            .into_iter()
            .map(|[id, _, _, _, rule]| [id, rule])
            .collect();
        (ids, sides)
    };
    let (ids, sides) = lost("veto");
    assert_eq!(
        (ids, sides),
        (
            vec![["students", "veto"].map(str::to_owned)],
            vec!["new".into()]
        )
    );
    // Only the bar is higher: what gave the label before is what there is to show.
    let (ids, sides) = lost("dearer");
    let rule = "offshoring.jobs-abroad";
    assert_eq!(
        ids,
        [["bakery", rule], ["students", rule], ["nurses", rule]].map(|row| row.map(str::to_owned))
    );
    assert_eq!(sides, ["old", "old", "old"].map(Value::from));
}

#[test]
fn labels_go_by_their_names() {
    let dir = dir();
    // The labels in another order, one of them gone, one new.
    dir.file(
        "other/rules.toml",
        "format = 1\n[label.travel]\nat = 50\n[label.offshoring]\nat = 50\n\
         [[rule]]\nid = \"t\"\nlabel = \"travel\"\npoints = 60\nmatch = '\"abroad\"'\n\
         [[rule]]\nid = \"offshoring.jobs-abroad\"\nlabel = \"offshoring\"\npoints = 60\nmatch = '\"jobs\" near/3 \"abroad\"'\n",
    );
    dir.file(
        "news.jsonl",
        "{\"id\":\"x\",\"text\":\"outsourced jobs abroad\",\"labels\":[\"travel\"]}",
    );
    let report = report(&dir, &["before", "other", "news.jsonl"]);
    assert_eq!(
        changes(&report),
        [
            ["x", "travel", "gained", "right", "t"],
            ["x", "outsourcing", "lost", "right", "outsourcing.word"],
        ]
    );
    assert_eq!(report["changed"], 1);
}

#[test]
fn the_exit_code_tells_only_when_asked() {
    let dir = dir();
    let code = |args: &[&str]| diff(&dir, args).status.code();
    assert_eq!(code(&["before", "after", "gold.jsonl"]), Some(0));
    assert_eq!(
        code(&["before", "after", "gold.jsonl", "--exit-code"]),
        Some(1)
    );
    let same = diff(&dir, &["before", "before", "gold.jsonl", "--exit-code"]);
    assert_eq!(same.status.code(), Some(0));
    assert!(stdout(&same).ends_with("items 8, changed 0, with gold labels 8\n"));
    for format in ["json", "markdown"] {
        let same = diff(
            &dir,
            &["before", "before", "gold.jsonl", "--format", format],
        );
        assert!(!stdout(&same).contains("students"));
    }
}

#[test]
fn builtin_stands_for_the_rules_built_in() {
    let dir = dir();
    let report = report(&dir, &["builtin", "builtin", "gold.jsonl"]);
    assert_eq!(report["changed"], 0);
    assert!(
        report["old"]
            .as_str()
            .is_some_and(|old| old.starts_with("builtin@"))
    );
    dir.file("builtin/rules.toml", BEFORE);
    let report = self::report(&dir, &["./builtin", "before", "gold.jsonl"]);
    assert!(
        report["old"]
            .as_str()
            .is_some_and(|old| old.starts_with("builtin sha256:"))
    );
}

#[test]
fn anything_that_classify_reads_is_compared() {
    let dir = dir();
    dir.file("in/a.txt", "jobs abroad");
    dir.file("news.csv", "key,story\n7,jobs abroad\n");
    let args = ["before", "after", "in", "-", "--input-format", "text"];
    let output = diff(&dir, &args);
    assert_eq!(output.status.code(), Some(2), "a folder is no text");
    let output = dir.run(&["diff", "before", "after", "in", "-"], "jobs abroad");
    assert!(stdout(&output).contains("  lost: a.txt  jobs abroad\n"));
    assert!(stdout(&output).contains("  lost: stdin:1  jobs abroad\n"));
    assert!(!stdout(&output).contains("RIGHT") && stdout(&output).contains("GAINED  LOST\n"));
    let args = [
        "before",
        "after",
        "news.csv",
        "--text-field",
        "story",
        "--id-field",
        "key",
    ];
    let report = report(&dir, &args);
    assert_eq!(
        (
            &report["changes"][0]["id"],
            &report["changes"][0]["verdict"]
        ),
        (&"7".into(), &Value::Null)
    );
    assert_eq!(report["total"], json!({"gained": 0, "lost": 1}));
}

#[test]
fn labels_of_another_kind_judge_nothing() {
    let dir = dir();
    dir.file(
        "news.jsonl",
        "{\"text\":\"jobs abroad\",\"labels\":[\"sport\"]}\n{\"text\":\"x\",\"labels\":3}",
    );
    let report = report(&dir, &["before", "after", "news.jsonl"]);
    assert_eq!(
        (
            &report["judged"],
            &report["foreign"],
            &report["changes"][0]["verdict"]
        ),
        (&0.into(), &1.into(), &Value::Null)
    );
    let text = diff(&dir, &["before", "after", "news.jsonl"]);
    assert!(stdout(&text).contains("with labels that neither rule set declares 1"));
}

#[test]
fn bad_records_and_bad_rules_are_errors() {
    let dir = dir();
    dir.file(
        "news.jsonl",
        "{\"text\":1}\n{\"text\":\"jobs abroad\"}\noops\n",
    );
    let output = diff(
        &dir,
        &["before", "after", "news.jsonl", "none.jsonl", "--exit-code"],
    );
    assert_eq!(output.status.code(), Some(2));
    let told: Vec<&str> = stderr(&output).lines().collect();
    assert_eq!(
        told,
        [
            "farshore: news.jsonl:1: the field \"text\" is a number, not a string",
            "farshore: news.jsonl:3: bad JSON: expected value at column 1",
            "farshore: none.jsonl: No such file or directory (os error 2)",
        ]
    );
    assert!(stdout(&output).contains("items 1, changed 1 (1 lost), bad records left out 2\n"));
    let skip = diff(
        &dir,
        &["before", "after", "news.jsonl", "--on-error", "skip"],
    );
    assert_eq!(skip.status.code(), Some(0));
    for (args, why) in [
        (
            &["before", "nowhere", "gold.jsonl"][..],
            "nowhere: No such file",
        ),
        (&["before", "after"], "CORPUS"),
        (
            &["before", "after", "gold.jsonl", "--items", "x"],
            "write a number, or all",
        ),
        (
            &["before", "after", "gold.jsonl", "--format", "xml"],
            "--format",
        ),
    ] {
        let output = diff(&dir, args);
        assert_eq!(
            (output.status.code(), stdout(&output)),
            (Some(2), ""),
            "{args:?}"
        );
        assert!(stderr(&output).contains(why), "{}", stderr(&output));
    }
    let empty = dir.run(&["diff", "before", "after", "-"], "");
    assert_eq!(empty.status.code(), Some(0));
    assert!(stderr(&empty).contains("no item to compare"));
}

#[test]
fn threads_change_nothing_and_a_closed_pipe_is_no_error() {
    let dir = dir();
    let many: Vec<String> = (0..300)
        .map(|nth| {
            format!(
                "{{\"id\":{nth},\"text\":\"{}\"}}\n",
                ["jobs abroad", "move a job abroad", "x"][nth % 3]
            )
        })
        .collect();
    dir.file("many.jsonl", many.concat());
    let [one, many] = ["1", "6"].map(|jobs| {
        let output = diff(
            &dir,
            &[
                "before",
                "after",
                "many.jsonl",
                "--items",
                "all",
                "-j",
                jobs,
            ],
        );
        stdout(&output).to_owned()
    });
    assert!(
        one.contains("items 300, changed 200 (100 gained, 100 lost)"),
        "{one:.300}"
    );
    assert_eq!(one, many);
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let child = dir
        .command(&["diff", "before", "after", "many.jsonl", "--items", "all"])
        .stdin(Stdio::null())
        .stdout(writer)
        .spawn()
        .expect("the program starts");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
}

//! `farshore eval` as a user meets it: the figures of a small gold file counted by hand, every option, every error; and where
//! the labelled news is at hand, the figures of its own script.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::cli::{Dir, stderr, stdout};
use crate::gold;

const GOLD: &str = include_str!("data/eval/gold.jsonl");
const RULES: &str = include_str!("data/eval/before/rules.toml");

/// A folder with the small gold file and the rules of its first rule set.
fn dir() -> Dir {
    let dir = Dir::new();
    dir.file("gold.jsonl", GOLD);
    dir.file("rules/test.toml", RULES);
    dir
}

fn eval(dir: &Dir, args: &[&str]) -> Output {
    dir.run(&[&["eval", "--rules", "rules"], args].concat(), "")
}

#[track_caller]
fn json(dir: &Dir, args: &[&str]) -> Value {
    let output = eval(dir, &[&["--format", "json"], args].concat());
    assert_eq!(stdout(&output).lines().count(), 1, "{}", stderr(&output));
    serde_json::from_str(stdout(&output)).expect("one JSON object")
}

/// The run ends with this code, says this on standard error, and nothing on standard output.
#[track_caller]
fn refused(output: &Output, why: &str) {
    assert_eq!(
        (output.status.code(), stdout(output)),
        (Some(2), ""),
        "{}",
        stderr(output)
    );
    assert!(stderr(output).contains(why), "{}", stderr(output));
}

#[test]
fn figures_are_those_counted_by_hand() {
    let report = json(&dir(), &["gold.jsonl"]);
    assert_eq!(
        (&report["schema"], &report["items"], &report["bad"]),
        (&1.into(), &8.into(), &0.into())
    );
    // Offshoring: `bakery` is right, `students` a false alarm, `mill` missed; `nurses` is borderline and not counted.
    let offshoring = &report["labels"]["offshoring"];
    let counts = ["tp", "fp", "fn", "tn"].map(|key| offshoring[key].as_u64());
    assert_eq!(counts, [Some(1), Some(1), Some(1), Some(4)]);
    for figure in ["precision", "recall", "f1"] {
        assert_eq!(offshoring[figure], 0.5, "{figure}");
    }
    // Wilson of 1 of 2; for F1, 2j / (1 + j) of Wilson of 1 of 3.
    let interval = |figure: &str| {
        let ends = [0, 1].map(|end| offshoring[figure][end].as_f64().expect("a number"));
        ends.map(|end| format!("{end:.4}"))
    };
    assert_eq!(interval("precision_interval"), ["0.0945", "0.9055"]);
    assert_eq!(interval("f1_interval"), ["0.1159", "0.8841"]);
    assert_eq!(report["macro"]["f1"], 0.5);
    assert_eq!(
        (&report["set_right"]["count"], &report["set_right"]["of"]),
        (&4.into(), &8.into())
    );
    // The sides of `mill` and `hotel` are not both right; of `bank` there is one side.
    let pairs = &report["pairs"];
    assert_eq!(
        (
            &pairs["right"]["count"],
            &pairs["right"]["of"],
            &pairs["lone"]
        ),
        (&0.into(), &2.into(), &1.into())
    );
    let confusion = serde_json::json!([
        {"gold": [], "given": [], "items": 2},
        {"gold": [], "given": ["outsourcing"], "items": 1},
        {"gold": [], "given": ["offshoring"], "items": 1},
        {"gold": ["outsourcing"], "given": [], "items": 1},
        {"gold": ["outsourcing"], "given": ["outsourcing"], "items": 1},
        {"gold": ["offshoring"], "given": [], "items": 1},
        {"gold": ["offshoring"], "given": ["offshoring"], "items": 1},
    ]);
    assert_eq!(report["confusion"], confusion);
    assert!(
        report["rules"]
            .as_str()
            .is_some_and(|rules| rules.starts_with("rules sha256:") && rules.len() > 64)
    );
}

#[test]
fn the_text_says_the_same() {
    let output = eval(&dir(), &["gold.jsonl"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    let text = stdout(&output);
    for line in [
        "LABEL        PRECISION            RECALL               F1                   TP  FP  FN",
        "offshoring   0.500 [0.095-0.905]  0.500 [0.095-0.905]  0.500 [0.116-0.884]   1   1   1",
        "macro        0.500                0.500                0.500 [0.228-0.772]",
        "whole set right 0.500 [0.215-0.785], 4 of 8",
        "pairs right on both sides 0.000 [0.000-0.658], 0 of 2",
        "pairs with one side only 1",
        "none             4      2  outsourcing 1, offshoring 1",
        "offshoring, false alarms: 1",
        "  * students  Students find summer jobs abroad.",
        "    - offshoring.jobs-abroad +60, asserted: \"jobs abroad\"",
        "offshoring, missed: 1",
        "    note: a plant moves",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(!text.contains('\u{1b}'));
    let coloured = eval(&dir(), &["gold.jsonl", "--color", "always"]);
    assert!(stdout(&coloured).contains("\u{1b}[33m\"jobs abroad\""));
}

#[test]
fn errors_come_with_what_made_them() {
    let dir = dir();
    let report = json(&dir, &["gold.jsonl"]);
    let errors: Vec<_> = report["errors"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|error| ["id", "label", "error"].map(|key| error[key].as_str().unwrap_or_default()))
        .collect();
    let expected = [
        ["hotel-insult", "outsourcing", "false_alarm"],
        ["students", "offshoring", "false_alarm"],
        ["bank", "outsourcing", "missed"],
        ["mill", "offshoring", "missed"],
    ];
    assert_eq!(errors, expected);
    let [_, students, _, mill] = [0, 1, 2, 3].map(|nth| &report["errors"][nth]);
    let evidence = serde_json::json!([{
        "rule": "offshoring.jobs-abroad", "points": 60, "tag": "asserted", "text": "jobs abroad", "countries": []
    }]);
    assert_eq!(
        (
            &students["evidence"],
            &students["score"],
            &students["needed"]
        ),
        (&evidence, &60.into(), &50.into())
    );
    assert_eq!(
        (&mill["note"], &mill["at"]),
        (&"a plant moves".into(), &"gold.jsonl:2".into())
    );
    for (asked, listed) in [("0", 0), ("1", 4), ("all", 4)] {
        let report = json(&dir, &["gold.jsonl", "--errors", asked]);
        assert_eq!(
            report["errors"].as_array().map(Vec::len),
            Some(listed),
            "{asked}"
        );
    }
    let many: Vec<String> = (0..3)
        .map(|nth| {
            format!("{{\"id\":{nth},\"text\":\"Students find jobs abroad.\",\"labels\":[]}}\n")
        })
        .collect();
    dir.file("many.jsonl", many.concat());
    let output = eval(&dir, &["many.jsonl", "--errors", "2"]);
    assert!(
        stdout(&output)
            .contains("offshoring, false alarms: 3\n  * 0  Students find jobs abroad.\n")
            && stdout(&output).ends_with("\n  and 1 more (--errors all)\n"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn a_miss_shows_the_points_it_had() {
    let dir = Dir::new();
    let weak = RULES.replacen("points = 60", "points = 40", 1);
    let weak = format!(
        "{weak}\n[[rule]]\nid = \"other\"\nlabel = \"outsourcing\"\npoints = 60\nmatch = '\"vendor\"'\n"
    );
    dir.file("rules/test.toml", weak);
    dir.file(
        "gold.jsonl",
        r#"{"text":"It outsourced this.","labels":["outsourcing"]}"#,
    );
    let output = eval(&dir, &["gold.jsonl"]);
    let expected = "outsourcing, missed: 1\n  * gold.jsonl:1  It outsourced this.\n    40 points of 50\n    \
                    - outsourcing.word +40, asserted: \"outsourced\"\n";
    assert!(stdout(&output).ends_with(expected), "{}", stdout(&output));
}

#[test]
fn items_are_split_by_any_field() {
    let dir = dir();
    let report = json(&dir, &["gold.jsonl", "--by", "source"]);
    let groups = &report["by"]["groups"];
    assert_eq!(
        (
            &report["by"]["field"],
            &groups[0]["value"],
            &groups[1]["value"]
        ),
        (&"source".into(), &"north".into(), &"south".into())
    );
    assert_eq!(
        (
            &groups[0]["items"],
            &groups[0]["labels"]["offshoring"]["fn"]
        ),
        (&3.into(), &1.into())
    );
    assert_eq!(groups[1]["set_right"]["count"], 2);
    let text = eval(&dir, &["gold.jsonl", "--by", "source"]);
    assert!(
        stdout(&text).contains(
            "source  ITEMS  SET RIGHT  outsourcing  offshoring\n\
             north       3  0.667      -            0.667 +0 -1\n\
             south       5  0.400      0.500 +1 -1  0.000 +1 -0\n"
        ),
        "{}",
        stdout(&text)
    );
    let nested =
        "{\"text\":\"a\",\"labels\":[],\"meta\":{\"year\":2004}}\n{\"text\":\"b\",\"labels\":[]}\n";
    dir.file("nested.jsonl", nested);
    let report = json(&dir, &["nested.jsonl", "--by", "meta.year"]);
    let values = [0, 1].map(|nth| report["by"]["groups"][nth]["value"].clone());
    assert_eq!(values, [Value::Null, "2004".into()]);
}

#[test]
fn floors_are_held_or_the_exit_code_is_one() {
    let dir = dir();
    let met = eval(
        &dir,
        &["gold.jsonl", "--min-f1", "offshoring=0.5,macro=0.4"],
    );
    assert_eq!((met.status.code(), stderr(&met)), (Some(0), ""));
    assert!(stdout(&met).contains("F1 of offshoring at least 0.5: reached, it is 0.5000\n"));
    let unmet = eval(
        &dir,
        &[
            "gold.jsonl",
            "--min-f1",
            "offshoring=0.5",
            "--min-f1",
            "macro=0.51",
        ],
    );
    assert_eq!(unmet.status.code(), Some(1));
    assert_eq!(
        stderr(&unmet),
        "farshore: F1 of macro is 0.5000, less than 0.51\n"
    );
    let report = json(&dir, &["gold.jsonl", "--min-f1", "outsourcing=0.6"]);
    assert_eq!(
        report["min_f1"],
        serde_json::json!([{"label": "outsourcing", "at_least": 0.6, "f1": 0.5, "met": false}])
    );
    for (asked, why) in [
        (
            "ofshoring=0.5",
            "no label \"ofshoring\": did you mean \"offshoring\"?",
        ),
        ("tax=0.5", "there are outsourcing, offshoring, macro"),
        (
            "offshoring",
            "write a label, =, and a number between 0 and 1",
        ),
        ("offshoring=2", "not a number between 0 and 1"),
        ("offshoring=NaN", "not a number between 0 and 1"),
    ] {
        refused(&eval(&dir, &["gold.jsonl", "--min-f1", asked]), why);
    }
}

#[test]
fn bad_lines_are_all_named_and_the_rest_is_scored() {
    let dir = dir();
    let bad = [
        "{\"id\":1,\"text\":\"no labels\"}",
        "{\"id\":2,\"text\":\"x\",\"labels\":\"offshoring\"}",
        "{\"id\":3,\"text\":\"x\",\"labels\":[\"offshorng\"]}",
        "{\"id\":4,\"labels\":[]}",
        "oops",
        "{\"id\":6,\"text\":\"jobs abroad\",\"labels\":[\"offshoring\"]}",
    ];
    dir.file("bad.jsonl", bad.join("\n"));
    let output = eval(&dir, &["bad.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    let told: Vec<&str> = stderr(&output).lines().collect();
    assert_eq!(
        told,
        [
            "farshore: bad.jsonl:1: missing field `labels` at column 27",
            "farshore: bad.jsonl:2: invalid type: string \"offshoring\", expected a sequence at column 40",
            "farshore: bad.jsonl:3: the rules have no label \"offshorng\": did you mean \"offshoring\"?",
            "farshore: bad.jsonl:4: no field title, headline, text, body or content",
            "farshore: bad.jsonl:5: bad JSON: expected value at column 1",
        ]
    );
    assert!(
        stdout(&output).starts_with("bad.jsonl: items 1, ")
            && stdout(&output).contains("\nbad records left out 5\n"),
        "{}",
        stdout(&output)
    );
    let skipped = eval(&dir, &["bad.jsonl", "--on-error", "skip"]);
    assert_eq!(skipped.status.code(), Some(0));
    assert_eq!(json(&dir, &["bad.jsonl"])["bad"], 5);
    // An error weighs more than a floor that is not held.
    let both = eval(&dir, &["bad.jsonl", "--min-f1", "outsourcing=1"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn what_cannot_be_scored_is_an_error() {
    let dir = dir();
    dir.file("empty.jsonl", "\n");
    dir.file("news.csv", "id,text\n1,jobs abroad\n");
    refused(
        &eval(&dir, &["empty.jsonl"]),
        "empty.jsonl: no labelled item",
    );
    refused(&eval(&dir, &["none.jsonl"]), "none.jsonl: No such file");
    refused(
        &eval(&dir, &["news.csv"]),
        "news.csv:2: not JSON lines: a gold file has a JSON object a line",
    );
    refused(&eval(&dir, &[]), "GOLD");
    refused(
        &eval(&dir, &["gold.jsonl", "--errors", "few"]),
        "write a number, or all",
    );
    refused(
        &dir.run(&["eval", "--rules", "no-rules", "gold.jsonl"], ""),
        "no-rules: No such file",
    );
}

#[test]
fn gold_comes_through_a_pipe_and_fields_have_names() {
    let dir = dir();
    let line = r#"{"key":7,"story":"jobs abroad","labels":[]}"#;
    let args = [
        "eval",
        "--rules",
        "rules",
        "--text-field",
        "story",
        "--id-field",
        "key",
        "--max-record-bytes",
        "1k",
        "--format",
        "json",
        "-",
    ];
    let output = dir.run(&args, line);
    let report: Value = serde_json::from_str(stdout(&output)).expect("JSON");
    assert_eq!(
        (&report["gold"], &report["errors"][0]["id"]),
        (&"-".into(), &7.into())
    );
}

#[test]
fn threads_change_nothing() {
    let dir = dir();
    let many: Vec<String> = (0..400)
        .map(|nth| {
            let text = ["jobs abroad", "outsourced", "nothing"][nth % 3];
            let labels = ["[\"offshoring\"]", "[]"][nth % 2];
            format!(
                "{{\"id\":{nth},\"text\":\"{text}\",\"labels\":{labels},\"pair\":{}}}\n",
                nth / 2
            )
        })
        .collect();
    dir.file("many.jsonl", many.concat());
    let [one, many] = ["1", "7"].map(|jobs| {
        let output = eval(
            &dir,
            &["many.jsonl", "--errors", "all", "--by", "pair", "-j", jobs],
        );
        assert_eq!(output.status.code(), Some(0));
        stdout(&output).to_owned()
    });
    assert!(one.contains("many.jsonl: items 400"));
    assert_eq!(one, many);
}

#[test]
fn texts_may_stand_elsewhere() {
    let dir = dir();
    dir.file(
        "verdicts.jsonl",
        "{\"id\":\"a\",\"labels\":[\"offshoring\"]}\n{\"id\":7,\"labels\":[],\"borderline\":[\"outsourcing\"]}\n",
    );
    dir.file("texts.csv", "id,text\na,jobs abroad\nx,not asked for\n");
    dir.file("more.jsonl", "{\"id\":7,\"text\":\"outsourced\"}\n");
    let args = [
        "verdicts.jsonl",
        "--texts",
        "texts.csv",
        "--texts",
        "more.jsonl",
    ];
    let report = json(&dir, &args);
    assert_eq!(
        (&report["items"], &report["set_right"]["count"]),
        (&2.into(), &2.into())
    );
    let output = eval(&dir, &args[..3]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "farshore: verdicts.jsonl:2: no text has this id\n"
    );
    dir.file(
        "twice.jsonl",
        "{\"id\":7,\"text\":\"a\"}\n{\"id\":7,\"text\":\"b\"}\n",
    );
    let output = eval(
        &dir,
        &[
            "verdicts.jsonl",
            "--texts",
            "texts.csv",
            "--texts",
            "twice.jsonl",
        ],
    );
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "farshore: twice.jsonl:2: the same id as twice.jsonl:1\n"
    );
    dir.file(
        "bad.jsonl",
        "{\"id\":7,\"labels\":[]}\n{\"id\":7,\"labels\":[]}\n{\"labels\":[]}\n{\"id\":8}\n",
    );
    let output = eval(&dir, &["bad.jsonl", "--texts", "more.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "farshore: bad.jsonl:2: the same id as bad.jsonl:1\n\
         farshore: bad.jsonl:3: no id, by which to find its text\n\
         farshore: bad.jsonl:4: missing field `labels` at column 8\n"
    );
    assert!(stdout(&output).contains("bad records left out 3"));
}

#[test]
fn article_text_cannot_steer_a_terminal() {
    let dir = dir();
    let line = serde_json::json!({
        "id": "a\u{1b}[2J", "title": "jobs\u{202e} abroad\n::error::x", "text": "outsourced\u{9b}1m",
        "labels": [], "note": "\u{7}", "kind\u{1b}": "\u{1b}]0;x",
    });
    dir.file("gold.jsonl", line.to_string());
    let output = eval(&dir, &["gold.jsonl", "--by", "kind\u{1b}"]);
    let text = stdout(&output);
    assert!(text.contains("a\\u{1b}[2J"), "{text}");
    assert!(
        text.chars().all(|c| c == '\n' || !c.is_control()) && !text.contains('\u{202e}'),
        "{text:?}"
    );
    assert!(text.lines().all(|line| !line.starts_with("::")), "{text}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let dir = dir();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let child = dir
        .command(&["eval", "--rules", "rules", "gold.jsonl"])
        .stdin(Stdio::null())
        .stdout(writer)
        .spawn()
        .expect("the program starts");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
}

/// What the gold data's own script says of the same labels, to the last digit that it prints.
#[test]
#[allow(clippy::print_stderr, reason = "a skipped test must say that it was")]
fn the_figures_are_those_of_the_gold_datas_own_script() {
    let Some(folder) = gold::gold() else { return };
    let script = folder.join("score.py");
    if !script.exists() || Command::new("python3").arg("-V").output().is_err() {
        eprintln!("skipped: no python3, or no score.py with the labelled news");
        return;
    }
    for file in ["dev.jsonl", "contrast.jsonl"] {
        same_figures(&folder.join(file), &script);
    }
}

fn same_figures(gold: &Path, script: &Path) {
    let dir = Dir::new();
    let gold = gold.to_str().expect("a path in UTF-8");
    let labels = dir.run(&["classify", gold], "");
    dir.file("labels.jsonl", stdout(&labels));
    let theirs = Command::new("python3")
        .arg(script)
        .args([gold, "labels.jsonl"])
        .current_dir(&dir.0)
        .output()
        .expect("python3 runs");
    let ours = dir.run(&["eval", "--format", "json", gold], "");
    let report: Value = serde_json::from_str(stdout(&ours)).expect("JSON");
    let figure = |of: &Value, name: &str| format!("{:.3}", of[name].as_f64().expect("a number"));
    let figures = |of: &Value| {
        format!(
            "P {}  R {}  F1 {}",
            figure(of, "precision"),
            figure(of, "recall"),
            figure(of, "f1")
        )
    };
    let mut lines = vec![
        format!("{} items", report["items"]),
        format!("{:17} {}", "macro", figures(&report["macro"])),
        format!(
            "{:17} {}",
            "whole set right",
            figure(&report["set_right"], "share")
        ),
    ];
    for (label, of) in report["labels"].as_object().expect("by label") {
        lines.push(format!("{label:17} {}", figures(of)));
        lines.push(format!(
            "tp {:4} fp {:4} fn {:4}",
            of["tp"].as_u64().expect("a count"),
            of["fp"].as_u64().expect("a count"),
            of["fn"].as_u64().expect("a count")
        ));
    }
    let theirs = stdout(&theirs);
    assert_eq!(lines.len(), 9);
    for line in lines {
        assert!(theirs.contains(&line), "{gold}: {line}\n{theirs}");
    }
}

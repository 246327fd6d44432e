//! `farshore stats` as a user meets it: the counts of a small corpus made by hand, every option, every error; and what it says
//! of a rule taken away against really taking it away.

use std::collections::BTreeSet;
use std::process::Output;

use serde_json::{Value, json};

use crate::cli::{Dir, stderr, stdout};

const CORPUS: &str = include_str!("data/stats/corpus.jsonl");
const RULES: &str = include_str!("data/stats/rules.toml");

fn dir() -> Dir {
    let dir = Dir::new();
    dir.file("corpus.jsonl", CORPUS);
    dir.file("rules/test.toml", RULES);
    dir
}

fn stats(dir: &Dir, args: &[&str]) -> Output {
    dir.run(&[&["stats", "--rules", "rules"], args].concat(), "")
}

#[track_caller]
fn report(dir: &Dir, args: &[&str]) -> Value {
    let output = stats(dir, &[&["--format", "json"], args].concat());
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    assert_eq!(stdout(&output).lines().count(), 1);
    serde_json::from_str(stdout(&output)).expect("one JSON object")
}

fn rule<'r>(report: &'r Value, id: &str) -> &'r Value {
    let mut rules = report["table"].as_array().expect("a table").iter();
    rules.find(|row| row["rule"] == id).expect("the rule")
}

/// These fields of an object.
fn only(object: &Value, keys: &[&str]) -> Value {
    keys.iter().map(|key| object[key].clone()).collect()
}

#[test]
fn counts_are_those_made_by_hand() {
    let report = report(&dir(), &["corpus.jsonl"]);
    let head = only(
        &report,
        &["items", "unlabelled", "judged", "foreign", "bad"],
    );
    assert_eq!(head, json!([12, 5, 12, 0, 0]));
    let counts = |id: &str| {
        let row = rule(&report, id);
        let whole = ["fired", "masked", "vetoed", "tags", "rejected"];
        let on = [
            "decisive",
            "overlaps",
            "conflicts",
            "right",
            "wrong",
            "borderline",
        ];
        json!([only(row, &whole), only(&row["labels"][0], &on)])
    };
    // Fires on both mills, the smelter, the plan and the sale; "students" holds both of its guards, "holiday" one of them.
    assert_eq!(
        counts("offshoring.moves"),
        json!([
            [5, 1, 2, {"asserted": 4, "planned": 1}, {"denied": 1}],
            [2, 2, 1, 5, 0, 0]
        ])
    );
    // With the mills it decides nothing, because the other rule has them too; alone it gets the students wrong.
    assert_eq!(
        counts("offshoring.jobs-abroad"),
        json!([[3, 0, 0, {"asserted": 3}, {}], [1, 2, 0, 2, 1, 0]])
    );
    // A rule that takes points is wrong where people gave the label, and without it the label would come.
    assert_eq!(
        counts("offshoring.to-market"),
        json!([[1, 0, 0, {"asserted": 1}, {}], [1, 0, 1, 0, 1, 0]])
    );
    assert_eq!(
        counts("outsourcing.word"),
        json!([[2, 0, 0, {"asserted": 2}, {}], [1, 1, 0, 2, 0, 0]])
    );
    // A shadow rule decides nothing.
    assert_eq!(
        counts("outsourcing.trial"),
        json!([[1, 0, 0, {"asserted": 1}, {}], [0, 1, 0, 1, 0, 0]])
    );
    let vendor = rule(&report, "both.vendor-abroad");
    let on = |nth: usize| only(&vendor["labels"][nth], &["label", "decisive", "borderline"]);
    assert_eq!(on(0), json!(["outsourcing", 0, 0]));
    assert_eq!(on(1), json!(["offshoring", 1, 1]));
    assert_eq!(
        only(&report, &["never_fired", "single_item", "decide_nothing"]),
        json!([
            ["outsourcing.idle"],
            [
                "offshoring.to-market",
                "both.vendor-abroad",
                "outsourcing.trial"
            ],
            []
        ])
    );
}

#[test]
fn precision_and_recall_have_wilsons_intervals() {
    let report = report(&dir(), &["corpus.jsonl"]);
    let moves = &rule(&report, "offshoring.jobs-abroad")["labels"][0];
    let precision = &moves["precision"];
    assert_eq!(only(precision, &["count", "of"]), json!([2, 3]));
    let ends = [0, 1].map(|end| precision["interval"][end].as_f64().expect("a number"));
    // Wilson of 2 of 3, as any table has it.
    assert_eq!(ends.map(|end| format!("{end:.3}")), ["0.208", "0.939"]);
    assert_eq!(only(&moves["recall"], &["count", "of"]), json!([2, 5]));
    let takes = &rule(&report, "offshoring.to-market")["labels"][0];
    assert_eq!(takes["recall"], Value::Null);
}

#[test]
fn without_labels_nothing_is_judged() {
    let dir = dir();
    let unlabelled = CORPUS.replace("\"labels\"", "\"topics\"");
    dir.file("plain.jsonl", unlabelled);
    dir.file("other.jsonl", CORPUS.replace("offshoring", "sport"));
    let plain = report(&dir, &["plain.jsonl", "--ablate"]);
    assert_eq!(plain["judged"], 0);
    let on = &rule(&plain, "offshoring.moves")["labels"][0];
    assert_eq!(
        (&on["precision"], &on["ablated"]),
        (&Value::Null, &json!({"lost": 2, "gained": 0}))
    );
    let text = stats(&dir, &["plain.jsonl"]);
    assert!(!stdout(&text).contains("PRECISION"), "{}", stdout(&text));
    // Items about sport are foreign; the four without it have labels that the rules know.
    let other = report(&dir, &["other.jsonl"]);
    assert_eq!(only(&other, &["judged", "foreign"]), json!([6, 6]));
}

#[test]
fn what_never_hits_is_counted_and_named() {
    let report = report(&dir(), &["corpus.jsonl", "--unused"]);
    let stops = |key: &str| -> Value {
        let parts = report[key].as_array().expect("a list").iter();
        parts
            .map(|part| part.get("stops").or(part.get("tags")).cloned())
            .collect()
    };
    assert_eq!(stops("masks"), json!([1, 0]));
    assert_eq!(stops("cues"), json!([1, 1]));
    // Of the two guards that the students meet, each alone would do.
    assert_eq!(stops("guards"), json!([2, 1]));
    let terms = &report["terms"];
    assert_eq!(only(terms, &["total", "never_hit"]), json!([10, 2]));
    let ferry = json!({"list": "move", "total": 3, "never_hit": 1, "terms": [{"term": "ferry", "at": "test.toml:11"}]});
    assert_eq!(terms["lists"][1], ferry);
    let text = stats(&dir(), &["corpus.jsonl", "--unused", "--items", "0"]);
    for line in [
        "masks       2          1",
        "  shelter  test.toml:24",
        "  cue:denied:terms (1 of 2): never",
        "  move (1 of 3): ferry",
    ] {
        assert!(
            stdout(&text).lines().any(|found| found == line),
            "{line}\n{}",
            stdout(&text)
        );
    }
}

#[test]
fn copies_of_a_story_count_once() {
    let dir = dir();
    let report = report(&dir, &["corpus.jsonl", "--dedup", "--by", "source"]);
    assert_eq!(only(&report, &["items", "copies"]), json!([11, 1]));
    assert_eq!(rule(&report, "offshoring.moves")["fired"], 4);
    let groups: Vec<Value> = report["by"]["groups"]
        .as_array()
        .expect("groups")
        .iter()
        .map(|group| json!([group["value"], group["items"], group["labels"][1]["items"]]))
        .collect();
    assert_eq!(
        groups,
        [
            json!([null, 1, 0]),
            json!(["north", 5, 3]),
            json!(["south", 5, 2])
        ]
    );
    let text = stats(&dir, &["corpus.jsonl", "--dedup", "--by", "source"]);
    for line in [
        "items 11, copies left out 1, with gold labels 11",
        "outsourcing      2  18.18 %  ████████████████",
        "south       5  2 40.00 % ██████████  2 40.00 % ██████",
    ] {
        assert!(
            stdout(&text).lines().any(|found| found == line),
            "{line}\n{}",
            stdout(&text)
        );
    }
}

#[test]
fn what_would_change_without_a_rule_changes_when_it_is_taken_away() {
    let dir = dir();
    let report = report(&dir, &["corpus.jsonl", "--ablate"]);
    let run = |args: &[&str]| -> Value {
        let output = dir.run(args, "");
        serde_json::from_str(stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)))
    };
    let (head, blocks) = RULES.split_once("[[rule]]").expect("a rule");
    let blocks: Vec<&str> = blocks.split("[[rule]]").collect();
    let changes = |list: &Value| -> BTreeSet<String> {
        let list = list.as_array().expect("a list").iter();
        list.map(|one| only(one, &["id", "label", "change", "verdict"]).to_string())
            .collect()
    };
    let mut total = 0;
    for (nth, row) in report["table"]
        .as_array()
        .expect("a table")
        .iter()
        .enumerate()
    {
        let others: Vec<&str> = (0..blocks.len())
            .filter(|other| *other != nth)
            .map(|other| blocks[other])
            .collect();
        dir.file(
            "less/test.toml",
            format!("{head}[[rule]]{}", others.join("[[rule]]")),
        );
        let compared = run(&["diff", "rules", "less", "corpus.jsonl", "--format", "json"]);
        let expected = changes(&compared["changes"]);
        assert_eq!(changes(&row["without"]), expected, "{row}");
        total += expected.len();
        let scored = run(&[
            "eval",
            "corpus.jsonl",
            "--rules",
            "less",
            "--format",
            "json",
        ]);
        for on in row["labels"].as_array().expect("labels") {
            let label = on["label"].as_str().expect("a name");
            assert_eq!(
                on["ablated"]["f1_without"], scored["labels"][label]["f1"],
                "{row}"
            );
        }
    }
    assert_eq!(total, 6);
}

#[test]
fn items_to_read_are_drawn_wrong_ones_first() {
    let dir = dir();
    let report = report(&dir, &["corpus.jsonl", "--items", "1"]);
    let example = &rule(&report, "offshoring.jobs-abroad")["examples"];
    let expected = json!([{
        "id": "students", "at": "corpus.jsonl:4", "headline": "Students move to holiday jobs abroad.", "verdict": "wrong",
        "evidence": {"rule": "offshoring.jobs-abroad", "points": 60, "tag": "asserted", "text": "jobs abroad", "countries": []}
    }]);
    assert_eq!(example, &expected);
    let text = stats(&dir, &["corpus.jsonl", "--items", "1"]);
    for line in [
        "offshoring.moves: fired planned 1, asserted 4; rejected denied 1",
        "  * wrong: students  Students move to holiday jobs abroad.",
        "  and 2 more (--items all)",
        "  outsourcing.idle",
        "  both.vendor-abroad: hotel  The hotel outsourced its laundry to a vendor abroad.",
    ] {
        assert!(
            stdout(&text).lines().any(|found| found == line),
            "{line}\n{}",
            stdout(&text)
        );
    }
    let none = stats(&dir, &["corpus.jsonl", "--items", "0"]);
    assert!(!stdout(&none).contains("  * "), "{}", stdout(&none));
}

#[test]
fn the_report_is_the_same_on_any_number_of_threads() {
    let dir = dir();
    // More than a batch, so that several threads have a part.
    let many: String = (0..40).map(|_| CORPUS).collect();
    dir.file("many.jsonl", many);
    let run = |jobs: &str| {
        let args = [
            "many.jsonl",
            "-j",
            jobs,
            "--dedup",
            "--ablate",
            "--unused",
            "--format",
            "json",
        ];
        stdout(&stats(&dir, &args)).to_owned()
    };
    let one = run("1");
    assert!(one.contains("\"copies\":469"), "{one}");
    assert_eq!(one, run("3"));
}

#[test]
fn what_cannot_be_counted_is_said() {
    let dir = dir();
    dir.file("bad.jsonl", format!("{CORPUS}{{\"id\":\n"));
    dir.file("broken/test.toml", RULES.replace("{move}", "{mve}"));
    dir.file(
        "table.csv",
        "id,text,source\n1,They move jobs abroad.,north\n",
    );
    let cases: [(&[&str], Option<i32>, &str); 6] = [
        (
            &["stats", "--rules", "rules", "bad.jsonl"],
            Some(2),
            "bad.jsonl:13: ",
        ),
        (
            &[
                "stats",
                "--rules",
                "rules",
                "bad.jsonl",
                "--on-error",
                "skip",
            ],
            Some(0),
            "bad.jsonl:13: ",
        ),
        (
            &["stats", "--rules", "broken", "corpus.jsonl"],
            Some(2),
            "did you mean `move`?",
        ),
        (
            &["stats", "--rules", "rules", "table.csv", "--by", "source"],
            Some(2),
            "table.csv:2: not JSON lines",
        ),
        (
            &["stats", "--rules", "rules", "nowhere.jsonl"],
            Some(2),
            "nowhere.jsonl: ",
        ),
        (
            &["stats", "--rules", "rules", "corpus.jsonl", "--by", "sauce"],
            Some(0),
            "no item has the field \"sauce\"",
        ),
    ];
    for (args, code, told) in cases {
        let output = dir.run(args, "");
        assert_eq!(output.status.code(), code, "{args:?}");
        assert!(
            stderr(&output).contains(told),
            "{args:?} {}",
            stderr(&output)
        );
    }
    let table = stats(&dir, &["table.csv", "--format", "json"]);
    assert!(
        stdout(&table).starts_with("{\"schema\":1,\"items\":1,"),
        "{}",
        stdout(&table)
    );
    let piped = dir.run(
        &["stats", "--rules", "rules", "-", "--format", "json"],
        CORPUS,
    );
    assert!(
        stdout(&piped).contains("\"items\":12"),
        "{}",
        stderr(&piped)
    );
}

//! Clean files: items that should get no label, but for as many as the budget says.

use super::{Dir, FIXTURE, finds, stdout, tells};

fn with_clean(lines: &str) -> Dir {
    let dir = Dir::good(FIXTURE);
    dir.file("fixtures/clean.jsonl", lines);
    dir
}

const ITEMS: &str = r#"{"id": "c1", "text": "They moved abroad for the film."}
{"id": "c2", "text": "It rained.", "title": "Weather"}
"#;

#[test]
fn a_budget_holds_or_does_not() {
    let dir = with_clean(&format!("{{\"budget\": {{\"offshoring\": 1}}}}\n{ITEMS}"));
    let (exit, found, summary) = dir.check();
    assert_eq!((exit, found), (Some(0), Vec::new()));
    let expected =
        serde_json::json!([{"label": "offshoring", "items": 2, "labelled": 1, "allowed": 1}]);
    assert_eq!(summary["clean"], expected);
    let text = dir.run(&["rules"]);
    assert!(
        stdout(&text).starts_with("clean items 2: 1 get offshoring, 1 may\n"),
        "{}",
        stdout(&text)
    );
    // A label that is not named has no budget.
    for budget in ["{}", r#"{"offshoring": 0}"#] {
        let dir = with_clean(&format!("{{\"budget\": {budget}}}\n{ITEMS}"));
        let found = finds(&dir, &["E215 fixtures/clean.jsonl:1"]);
        tells(
            &found[0],
            "message",
            "1 clean items get the label `offshoring`, and 0 may",
        );
        assert_eq!(
            found[0]["notes"][0]["text"],
            "`off.move` on \"moved abroad\""
        );
    }
}

#[test]
fn a_clean_file_alone_is_something_to_check() {
    let dir = with_clean(&format!("{{\"budget\": {{\"offshoring\": 1}}}}\n{ITEMS}"));
    let output = dir.run(&["rules", "fixtures/clean.jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}

#[test]
fn lines_that_are_not_clean_items() {
    let head = r#"{"budget": {"offshoring": 1}}"#;
    for (lines, line) in [
        (r#"{"budget": {"offshorin": 1}}"#.to_owned(), 1),
        (r#"{"budget": {"offshoring": -1}}"#.to_owned(), 1),
        (r#"{"budget": 3}"#.to_owned(), 1),
        (format!("{head}\n{{\"id\": \"x\"}}"), 2),
        (
            format!("{head}\n{{\"id\": \"x\", \"text\": \"a\", \"labels\": []}}"),
            2,
        ),
        (
            format!(
                "{head}\n{{\"id\": \"x\", \"text\": \"a\"}}\n{{\"id\": \"x\", \"text\": \"a\"}}"
            ),
            3,
        ),
        (format!("{FIXTURE2}\n{head}"), 2),
    ] {
        let dir = with_clean(&lines);
        finds(&dir, &[&format!("E211 fixtures/clean.jsonl:{line}")]);
    }
}

/// A fixture with an id of its own.
const FIXTURE2: &str = r#"{"id": "other", "text": "It rained.", "labels": [], "why": "nothing"}"#;

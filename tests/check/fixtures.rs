//! Fixtures that fail, and lines that are none.

use serde_json::Value;

use super::{Dir, FIXTURE, finds, tells};

/// [`finds`] for a second fixture, after a good one.
#[track_caller]
fn fixture(line: &str, code: &str) -> Value {
    let dir = Dir::good(&format!("{FIXTURE}\n\n{line}\n"));
    finds(&dir, &[&format!("{code} fixtures/f.jsonl:3")]).remove(0)
}

#[test]
fn a_fixture_without_its_label() {
    let found = fixture(
        r#"{"id": "x", "text": "They will not move abroad.", "labels": ["offshoring"], "why": ""}"#,
        "E208",
    );
    tells(&found, "message", "`x` does not get the label `offshoring`");
    tells(
        &found,
        "help",
        "nearest is `off.move`: tag denied by cue no: \"will not\"",
    );
}

#[test]
fn a_fixture_with_a_label_too_many() {
    let text = "\"text\": \"They moved abroad.\"";
    let found = fixture(
        &format!(r#"{{"id": "x", {text}, "labels": [], "why": ""}}"#),
        "E209",
    );
    tells(
        &found,
        "help",
        "`off.move` (asserted, 60 points) on \"moved abroad\"",
    );
    fixture(
        &format!(r#"{{"id": "x", {text}, "labels": [], "not": ["offshoring"], "why": ""}}"#),
        "E209",
    );
    // What is neither expected nor forbidden is let pass where something is forbidden.
    let line = format!(r#"{{"id": "x", {text}, "labels": [], "not": ["outsourcing"], "why": ""}}"#);
    finds(&Dir::good(&line).with_outsourcing(), &[]);
}

#[test]
fn a_fixture_with_other_evidence() {
    let line = |evidence: &str| {
        format!(
            r#"{{"id": "x", "title": "Hello", "text": "They moved abroad.", "labels": ["offshoring"], "evidence": ["{evidence}"], "why": ""}}"#
        )
    };
    let found = fixture(&line("Hello"), "E210");
    tells(&found, "help", "on \"moved abroad\"");
    finds(&Dir::good(&line("They moved")), &[]);
}

#[test]
fn lines_that_are_no_fixture() {
    let cases = [
        ("7", "not a JSON object"),
        (r#"{"id": "x""#, "not a JSON object"),
        (
            r#"{"id": "x", "text": " - ", "labels": [], "why": ""}"#,
            "without words",
        ),
        (r#"{"id": "x", "labels": []}"#, "without `text`, `why`"),
        (
            r#"{"id": 7, "text": "a", "labels": [], "why": ""}"#,
            "wrong value of `id`",
        ),
        (
            r#"{"id": "x", "text": "a", "labels": "offshoring", "why": ""}"#,
            "wrong value of `labels`",
        ),
        (
            r#"{"id": "x", "text": "a", "labels": ["offshorin"], "why": ""}"#,
            "no label `offshorin`",
        ),
        (
            r#"{"id": "x", "text": "a", "labels": [], "not": ["of"], "why": ""}"#,
            "no label `of`",
        ),
        (
            r#"{"id": "x", "text": "a", "labels": [], "evidense": [], "why": ""}"#,
            "unknown key `evidense`",
        ),
        (
            r#"{"id": "good", "text": "a", "labels": [], "why": ""}"#,
            "two fixtures `good`",
        ),
        (
            r#"{"id": "x", "text": "a", "labels": [], "evidence": ["b"], "why": ""}"#,
            "not in the item",
        ),
        (
            r#"{"id": "x", "text": "a", "labels": ["offshoring"], "not": ["offshoring"], "why": ""}"#,
            "both",
        ),
    ];
    for (line, message) in cases {
        tells(&fixture(line, "E211"), "message", message);
    }
}

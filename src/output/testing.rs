//! A rule set and a result that the tests of all formats share.

use serde_json::value::RawValue;

use super::{Faulty, Format, Kept, Labelled, Origin, Style, Writer};
use crate::classify::{Classification, Evidence, Field, Part};
use crate::diagnostic::SourceMap;
use crate::ruleset::{LabelId, RuleId, RuleSet, Tag};

const TITLE: &str = "=Ünited\u{202e} \u{1b}[31mShoes";
const TEXT: &str = "Én: will relocate its\nfactory to Mexico";

const RULES: &str = r#"
format = 1
[label.outsourcing]
at = 50
[label.offshoring]
at = 50
[[rule]]
id = "offshoring.moves"
summary = "Work moves"
points = { outsourcing = 70, offshoring = 70 }
match = '"relocate"'
"#;

fn rule_set() -> RuleSet {
    let mut sources = SourceMap::new();
    sources.add("a.toml", RULES);
    let (rules, problems) = RuleSet::compile(&sources, "test");
    let mut rules = rules.unwrap_or_else(|| panic!("the rules compile: {problems:?}"));
    "00ff".clone_into(&mut rules.hash);
    rules
}

fn result() -> Classification {
    let at = |word: &str| TEXT.find(word).expect("the word stands in the text");
    let end = |word: &str| at(word) + word.len();
    let part = |list: &str, field: usize, start: usize, end: usize| Part {
        list: list.to_owned(),
        field,
        start,
        end,
    };
    let evidence = Evidence {
        label: LabelId(1),
        rule: RuleId(0),
        points: 70,
        tag: Tag::Planned,
        field: 1,
        start: at("relocate"),
        end: end("Mexico"),
        parts: vec![
            part("move", 1, at("relocate"), end("relocate")),
            part("place[foreign]", 1, at("Mexico"), end("Mexico")),
            part("Name", 0, 1, 8),
        ],
        countries: vec!["MX".to_owned()],
    };
    Classification {
        labels: vec![LabelId(1)],
        scores: vec![35, 70],
        maybe: vec![LabelId(0)],
        truncated: false,
        evidence: vec![evidence],
        shadow: Vec::new(),
    }
}

/// The header, the item with this id, an item without labels on line 2, and an error on line 3, as text.
pub(super) fn written(format: Format, evidence: bool, color: bool, id: &str) -> String {
    let style = Style {
        evidence,
        color,
        ..Style::plain(format)
    };
    written_as(style, id)
}

/// The same in any style.
pub(super) fn written_as(style: Style, id: &str) -> String {
    let rules = rule_set();
    let writer = Writer::new(&rules, style);
    let fields = [
        Field {
            name: "title",
            is_title: true,
            text: TITLE,
        },
        Field {
            name: "text",
            is_title: false,
            text: TEXT,
        },
    ];
    let raw: Box<RawValue> = serde_json::from_str(id).expect("the id is JSON");
    let mut out = Vec::new();
    writer.header(&mut out);
    let origin = Origin {
        id: Some(&raw),
        line: Some(1),
    };
    writer.item(
        &Labelled {
            origin,
            fields: &fields,
            result: &result(),
            kept: Kept::Nothing,
        },
        &mut out,
    );
    let none = Classification {
        scores: vec![0, 0],
        ..Classification::default()
    };
    let origin = Origin {
        id: None,
        line: Some(2),
    };
    writer.item(
        &Labelled {
            origin,
            fields: &fields[1..],
            result: &none,
            kept: Kept::Nothing,
        },
        &mut out,
    );
    let origin = Origin {
        id: None,
        line: Some(3),
    };
    writer.error(
        &Faulty {
            origin,
            code: "bad_json",
            message: "bad JSON: \u{7}, at column 4",
            columns: 0,
        },
        &mut out,
    );
    String::from_utf8(out).expect("the output is UTF-8")
}

//! An explanation as one JSON object on a line: the item, then the explanation as it stands.

use serde::Serialize;

use super::super::schema::SCHEMA;
use super::super::{Named, visible_json};
use super::{Answer, Explained};
use crate::explain::{LabelView, Trial};
use crate::fixture;

#[derive(Serialize)]
struct Line<'a> {
    schema: u32,
    #[serde(flatten)]
    item: &'a Named,
    #[serde(skip_serializing_if = "Option::is_none")]
    truncated: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    labels: Option<&'a [LabelView]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a Trial>,
    rules: &'a str,
    version: &'static str,
}

/// The line.
pub(crate) fn json(explained: &Explained, rules: &str) -> String {
    let labels = match &explained.answer {
        Answer::Labels(explanation) => Some(explanation),
        Answer::Rule(_) => None,
    };
    let line = Line {
        schema: SCHEMA,
        item: &explained.item,
        truncated: labels.map(|of| of.truncated),
        labels: labels.map(|of| &of.labels[..]),
        rule: match &explained.answer {
            Answer::Rule(trial) => Some(trial),
            Answer::Labels(_) => None,
        },
        rules,
        version: env!("CARGO_PKG_VERSION"),
    };
    let mut line = visible_json(&serde_json::to_string(&line).unwrap_or_default());
    line.push('\n');
    line
}

/// What is said of a finding of `farshore check`.
pub(crate) fn finding_json(of: &fixture::Explained) -> serde_json::Value {
    match &of.rule {
        Some(rule) => serde_json::json!({ "rule": rule }),
        None => serde_json::json!({ "labels": of.labels }),
    }
}

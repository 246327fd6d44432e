//! An explanation as one JSON object on a line: the item, then the explanation as it stands.

use serde::Serialize;

use super::super::Named;
use super::super::escape::is_dangerous;
use super::super::schema::SCHEMA;
use super::{Answer, Explained};
use crate::explain::{LabelView, Trial};

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

/// The line. What could steer a terminal is written as its code: these lines are read by people as well.
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
    let plain = serde_json::to_string(&line).unwrap_or_default();
    let mut safe = String::with_capacity(plain.len() + 1);
    for char in plain.chars() {
        if is_dangerous(char) {
            safe.push_str(&format!("\\u{:04x}", u32::from(char)));
        } else {
            safe.push(char);
        }
    }
    safe.push('\n');
    safe
}

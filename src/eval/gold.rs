//! What people say of an item, read from its line of JSON.

use serde::Deserialize;
use serde_json::Value;

use crate::ruleset::Label;
use crate::syntax::suggest;

/// The decisions of people on one item.
///
/// Every label is decided: it is in `labels`, or in `borderline`, or the item does not have it. A label that is in both counts
/// as borderline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gold {
    /// The labels that the item has.
    pub labels: Vec<String>,
    /// Labels on which careful readers differ: they are not scored.
    pub borderline: Vec<String>,
    /// The minimal pair that the item is a side of.
    pub pair: Option<String>,
    /// Why the item has these labels.
    pub note: Option<String>,
}

/// The fields of a line that are read.
#[derive(Deserialize)]
struct Line {
    labels: Vec<String>,
    borderline: Option<Vec<String>>,
    pair: Option<Value>,
    note: Option<Value>,
}

impl Gold {
    /// Reads a line: an object with `labels`, and maybe `borderline`, `pair` and `note`. The error says what is wrong.
    pub fn read(line: &[u8]) -> Result<Self, String> {
        let line: Line = serde_json::from_slice(line).map_err(|error| {
            let message = error.to_string();
            // It is always line 1 of what it was given, which is line 7 of a file.
            message.replace(" at line 1 column ", " at column ")
        })?;
        Ok(Self {
            labels: line.labels,
            borderline: line.borderline.unwrap_or_default(),
            pair: line.pair.as_ref().and_then(text),
            note: line.note.as_ref().and_then(text),
        })
    }

    /// Whether the item has `label`; nothing if that is borderline.
    pub fn decision(&self, label: &str) -> Option<bool> {
        let is_in = |list: &[String]| list.iter().any(|name| name == label);
        (!is_in(&self.borderline)).then(|| is_in(&self.labels))
    }

    /// The decision on each of `labels`. A name that is not among them is an error: it is misspelt, or no rule can ever get it
    /// right.
    pub fn decisions(&self, labels: &[Label]) -> Result<Vec<Option<bool>>, String> {
        let known = || labels.iter().map(|label| label.name.as_str());
        for name in self.labels.iter().chain(&self.borderline) {
            if !known().any(|label| label == name) {
                let help = match suggest::nearest(name, known()) {
                    Some(nearest) => format!("did you mean {nearest:?}?"),
                    None => format!("they have {}", known().collect::<Vec<_>>().join(", ")),
                };
                return Err(format!("the rules have no label {name:?}: {help}"));
            }
        }
        Ok(known().map(|label| self.decision(label)).collect())
    }
}

/// What stands in the field `name` of a line of JSON, as text; `a.b` is field b in object a. Nothing if it is not there or null.
pub fn field(line: &[u8], name: &str) -> Option<String> {
    let value: Value = serde_json::from_slice(line).ok()?;
    let found = name
        .split('.')
        .try_fold(&value, |value, name| value.get(name))?;
    text(found)
}

/// A value as people write it: a string without its quotes, anything else as JSON.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Gold, field};
    use crate::ruleset::Label;

    fn labels() -> Vec<Label> {
        let label = |name: &str| Label {
            name: name.to_owned(),
            at: 50,
            maybe_at: None,
        };
        ["outsourcing", "offshoring", "offshore_finance"]
            .map(label)
            .into()
    }

    #[test]
    fn a_label_is_there_or_not_or_borderline() {
        let line =
            br#"{"id":1,"labels":["outsourcing","offshoring"],"borderline":["offshoring"],"pair":7,"note":null}"#;
        let gold = Gold::read(line).expect("a good line");
        assert_eq!(
            gold.decisions(&labels()),
            Ok(vec![Some(true), None, Some(false)])
        );
        assert_eq!((gold.pair.as_deref(), gold.note), (Some("7"), None));
    }

    #[test]
    fn bad_lines_say_what_is_wrong() {
        let cases = [
            ("{}", "missing field `labels` at column 2"),
            (
                r#"{"labels":"outsourcing"}"#,
                "invalid type: string \"outsourcing\", expected a sequence at column 23",
            ),
            (
                r#"{"labels":[],"labels":[]}"#,
                "duplicate field `labels` at column 21",
            ),
        ];
        for (line, expected) in cases {
            assert_eq!(
                Gold::read(line.as_bytes()),
                Err(expected.to_owned()),
                "{line}"
            );
        }
        for (line, expected) in [
            (
                r#"{"labels":["outsourcng"]}"#,
                r#"the rules have no label "outsourcng": did you mean "outsourcing"?"#,
            ),
            (
                r#"{"labels":[],"borderline":["tax"]}"#,
                r#"the rules have no label "tax": they have outsourcing, offshoring, offshore_finance"#,
            ),
        ] {
            let gold = Gold::read(line.as_bytes()).expect("the shape is right");
            assert_eq!(gold.decisions(&labels()), Err(expected.to_owned()));
        }
    }

    #[test]
    fn fields_are_found_by_path() {
        let line = br#"{"a":{"b":"x","c":[1]},"n":2004,"z":null}"#;
        let found = ["a.b", "a.c", "n", "z", "q", "a.b.c"].map(|name| field(line, name));
        let expected = [Some("x"), Some("[1]"), Some("2004"), None, None, None];
        assert_eq!(found, expected.map(|text| text.map(str::to_owned)));
    }
}

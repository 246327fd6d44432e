//! The shape of an output record, schema 1: what stands here is the contract, in this order. Fields may be added, never
//! renamed.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::json;
use serde_json::value::RawValue;

use super::{Faulty, Kept, Labelled, Style, Writer, tag_name};
use crate::classify::{Evidence, Part};
use crate::ruleset::{LabelId, RuleSet};

/// The number of this contract.
pub(super) const SCHEMA: u32 = 1;

/// The names that a record may have besides its id.
pub(super) const NAMES: [&str; 12] = [
    "schema",
    "line",
    "label",
    "labels",
    "scores",
    "maybe",
    "truncated",
    "evidence",
    "shadow",
    "rules",
    "version",
    "error",
];

/// What the rules say of an item.
pub(super) struct ItemRecord<'a> {
    writer: &'a Writer<'a>,
    item: &'a Labelled<'a>,
}

impl<'a> ItemRecord<'a> {
    pub(super) fn new(writer: &'a Writer<'_>, item: &'a Labelled<'a>) -> Self {
        Self { writer, item }
    }
}

impl Serialize for ItemRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { writer, item } = *self;
        let (result, origin) = (item.result, item.origin);
        let names = |labels| LabelNames { writer, labels };
        let list = |evidence| EvidenceList {
            writer,
            item,
            evidence,
        };
        let mut members = Members::new(writer, serializer)?;
        members.add("schema", &SCHEMA)?;
        // In a record that is kept the id stands where it stood.
        if let (Some(id), Kept::Nothing) = (origin.id, item.kept) {
            members.add_id(id)?;
        }
        if let Some(line) = line_without_id(origin.id, origin.line) {
            members.add("line", &line)?;
        }
        members.add(
            "label",
            &result.labels.first().map(|&label| writer.label(label)),
        )?;
        members.add("labels", &names(&result.labels))?;
        members.add(
            "scores",
            &Scores {
                writer,
                scores: &result.scores,
            },
        )?;
        members.add("maybe", &names(&result.maybe))?;
        members.add("truncated", &result.truncated)?;
        if writer.style.evidence {
            members.add("evidence", &list(&result.evidence))?;
            if !result.shadow.is_empty() {
                members.add("shadow", &list(&result.shadow))?;
            }
        }
        members.end()
    }
}

/// The last members of a record, the same in all: the rule set and the version. They stand for the brace that ends an
/// [`ItemRecord`].
pub(super) fn end(rules: &RuleSet, style: &Style) -> String {
    let name = format!("{} sha256:{}", rules.name(), rules.hash());
    let (prefix, version) = (style.prefix(), env!("CARGO_PKG_VERSION"));
    let [rules, name] = [format!("{prefix}rules"), name].map(|text| json!(text));
    let [key, version] = [format!("{prefix}version"), version.to_owned()].map(|text| json!(text));
    format!(",{rules}:{name},{key}:{version}}}")
}

/// The members of a record, under names with the prefix that the user wants.
struct Members<'a, S: Serializer> {
    map: S::SerializeMap,
    prefix: &'a str,
}

impl<'a, S: Serializer> Members<'a, S> {
    fn new(writer: &'a Writer<'_>, serializer: S) -> Result<Self, S::Error> {
        Ok(Self {
            map: serializer.serialize_map(None)?,
            prefix: writer.style.prefix(),
        })
    }

    fn add<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), S::Error> {
        if self.prefix.is_empty() {
            self.map.serialize_entry(name, value)
        } else {
            let name = format!("{}{name}", self.prefix);
            self.map.serialize_entry(&name, value)
        }
    }

    /// The id is not ours, so it has no prefix.
    fn add_id(&mut self, id: &RawValue) -> Result<(), S::Error> {
        self.map.serialize_entry("id", id)
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.map.end()
    }
}

struct LabelNames<'a> {
    writer: &'a Writer<'a>,
    labels: &'a [LabelId],
}

impl Serialize for LabelNames<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.labels.iter().map(|&label| self.writer.label(label)))
    }
}

/// The line stands for the id where there is none, or a null that names nothing.
fn line_without_id(id: Option<&RawValue>, line: Option<u64>) -> Option<u64> {
    line.filter(|_| id.is_none_or(|id| id.get() == "null"))
}

/// What is wrong with a record.
pub(super) struct ErrorRecord<'a> {
    writer: &'a Writer<'a>,
    faulty: &'a Faulty<'a>,
}

impl<'a> ErrorRecord<'a> {
    pub(super) fn new(writer: &'a Writer<'_>, faulty: &'a Faulty<'a>) -> Self {
        Self { writer, faulty }
    }
}

impl Serialize for ErrorRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Faulty {
            origin,
            code,
            message,
            ..
        } = *self.faulty;
        let mut members = Members::new(self.writer, serializer)?;
        members.add("schema", &SCHEMA)?;
        if let Some(id) = origin.id {
            members.add_id(id)?;
        }
        if let Some(line) = origin.line {
            members.add("line", &line)?;
        }
        members.add("error", &ErrorBody { code, message })?;
        members.end()
    }
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: &'a str,
    message: &'a str,
}

struct Scores<'a> {
    writer: &'a Writer<'a>,
    scores: &'a [i32],
}

impl Serialize for Scores<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.scores.len()))?;
        for (label, score) in self.writer.rules.labels().iter().zip(self.scores) {
            map.serialize_entry(&label.name, score)?;
        }
        map.end()
    }
}

struct EvidenceList<'a> {
    writer: &'a Writer<'a>,
    item: &'a Labelled<'a>,
    evidence: &'a [Evidence],
}

impl Serialize for EvidenceList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(
            self.evidence
                .iter()
                .map(|e| EvidenceRecord::new(self.writer, self.item, e)),
        )
    }
}

#[derive(Serialize)]
struct EvidenceRecord<'a> {
    label: &'a str,
    rule: &'a str,
    points: i32,
    tag: &'static str,
    field: &'a str,
    start: usize,
    end: usize,
    start_char: usize,
    end_char: usize,
    text: &'a str,
    parts: Vec<PartRecord<'a>>,
    countries: &'a [String],
}

impl<'a> EvidenceRecord<'a> {
    fn new(writer: &Writer<'a>, item: &Labelled<'a>, evidence: &'a Evidence) -> Self {
        let field = &item.fields[evidence.field];
        let text = item.quote(evidence);
        // Characters are counted here and not while matching: few items have evidence, and few readers ask for it.
        let start_char = field.text[..evidence.start].chars().count();
        Self {
            label: writer.label(evidence.label),
            rule: &writer.rules.rules()[evidence.rule.index()].id,
            points: evidence.points,
            tag: tag_name(evidence.tag),
            field: field.name,
            start: evidence.start,
            end: evidence.end,
            start_char,
            end_char: start_char + text.chars().count(),
            text,
            parts: evidence
                .parts
                .iter()
                .map(|part| PartRecord::new(item, evidence, part))
                .collect(),
            countries: &evidence.countries,
        }
    }
}

#[derive(Serialize)]
struct PartRecord<'a> {
    list: &'a str,
    /// Only where it is not the field of the evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    text: &'a str,
    start: usize,
    end: usize,
}

impl<'a> PartRecord<'a> {
    fn new(item: &Labelled<'a>, evidence: &Evidence, part: &'a Part) -> Self {
        let field = &item.fields[part.field];
        Self {
            list: &part.list,
            field: (part.field != evidence.field).then_some(field.name),
            text: &field.text[part.start..part.end],
            start: part.start,
            end: part.end,
        }
    }
}

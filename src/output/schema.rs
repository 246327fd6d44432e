//! The shape of an output record, schema 1: what stands here is the contract, in this order. Fields may be added, never
//! renamed.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::{Labelled, Writer, tag_name};
use crate::classify::{Evidence, Part};
use crate::ruleset::LabelId;

/// The number of this contract.
pub(super) const SCHEMA: u32 = 1;

#[derive(Serialize)]
pub(super) struct ItemRecord<'a> {
    schema: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    label: Option<&'a str>,
    labels: Vec<&'a str>,
    scores: Scores<'a>,
    maybe: Vec<&'a str>,
    truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceList<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shadow: Option<EvidenceList<'a>>,
    rules: &'a str,
    version: &'static str,
}

impl<'a> ItemRecord<'a> {
    pub(super) fn new(writer: &'a Writer<'_>, item: &'a Labelled<'a>) -> Self {
        let result = item.result;
        let names = |labels: &[LabelId]| {
            labels
                .iter()
                .map(|&label| writer.label(label))
                .collect::<Vec<_>>()
        };
        let list = |evidence: &'a [Evidence]| EvidenceList {
            writer,
            item,
            evidence,
        };
        let labels = names(&result.labels);
        Self {
            schema: SCHEMA,
            id: item.origin.id,
            line: line_without_id(item.origin.id, item.origin.line),
            label: labels.first().copied(),
            labels,
            scores: Scores {
                writer,
                scores: &result.scores,
            },
            maybe: names(&result.maybe),
            truncated: result.truncated,
            evidence: writer.evidence.then(|| list(&result.evidence)),
            shadow: (writer.evidence && !result.shadow.is_empty()).then(|| list(&result.shadow)),
            rules: &writer.rules_text,
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// The line stands for the id where there is none, or a null that names nothing.
fn line_without_id(id: Option<&RawValue>, line: Option<u64>) -> Option<u64> {
    line.filter(|_| id.is_none_or(|id| id.get() == "null"))
}

#[derive(Serialize)]
pub(super) struct ErrorRecord<'a> {
    schema: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    error: ErrorBody<'a>,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: &'a str,
    message: &'a str,
}

impl<'a> ErrorRecord<'a> {
    pub(super) fn new(
        id: Option<&'a RawValue>,
        line: Option<u64>,
        code: &'a str,
        message: &'a str,
    ) -> Self {
        Self {
            schema: SCHEMA,
            id,
            line,
            error: ErrorBody { code, message },
        }
    }
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

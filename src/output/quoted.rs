//! What reports say of items and rules after the items are gone: how an item is called, and the words that earned it a label.

use std::fmt;

use serde::Serialize;
use serde_json::value::RawValue;

use super::human::{Block, QUOTE};
use super::{tag_name, visible};
use crate::classify::{Evidence, Field};
use crate::ruleset::RuleSet;

/// So many characters of a headline are shown.
const HEADLINE: usize = 120;

/// How people find an item again.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Named {
    /// Its id, byte for byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Box<RawValue>>,
    /// Where it stands: `news.jsonl:7`.
    at: String,
    /// Its title, or how its text begins.
    headline: String,
    /// What it is called in messages.
    #[serde(skip)]
    name: String,
}

impl Named {
    /// The item with these fields at the place `at`.
    pub(crate) fn new(id: Option<&RawValue>, at: &str, fields: &[Field<'_>]) -> Self {
        let origin = super::Origin { id, line: None };
        let is_there = |field: &&Field<'_>| !field.text.trim().is_empty();
        let headline = fields.iter().find(is_there).map_or("", |field| field.text);
        Self {
            name: origin
                .id_text()
                .map_or_else(|| at.to_owned(), std::borrow::Cow::into_owned),
            id: id.map(ToOwned::to_owned),
            at: at.to_owned(),
            headline: shortened(headline.trim(), HEADLINE),
        }
    }

    /// What it is called: its id, or where it stands.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Its title, or how its text begins.
    pub(super) fn headline(&self) -> &str {
        &self.headline
    }
}

fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A rule that fired, and on which words.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Quoted {
    pub(super) rule: String,
    pub(super) points: i32,
    pub(super) tag: &'static str,
    pub(super) text: String,
    pub(super) countries: Vec<String>,
}

impl Quoted {
    /// `evidence` of an item with these fields.
    pub(crate) fn new(rules: &RuleSet, evidence: &Evidence, fields: &[Field<'_>]) -> Self {
        Self {
            rule: rules.rules()[evidence.rule.index()].id.clone(),
            points: evidence.points,
            tag: tag_name(evidence.tag),
            text: fields[evidence.field].text[evidence.start..evidence.end].to_owned(),
            countries: evidence.countries.clone(),
        }
    }

    /// Writes it on one line: the rule, its points, the tag, the words.
    pub(super) fn write(&self, block: &mut Block) {
        block.plain(format_args!(
            "{} {:+}, {}: ",
            visible(&self.rule),
            self.points,
            self.tag
        ));
        block.styled(QUOTE, format_args!("\"{}\"", visible(&self.text)));
        if !self.countries.is_empty() {
            block.plain(format_args!(" [{}]", self.countries.join(" ")));
        }
        block.plain("\n");
    }
}

/// The name and hash of a rule set.
#[derive(Clone, Debug)]
pub(crate) struct RulesName {
    name: String,
    hash: String,
}

impl RulesName {
    /// Those of `rules`.
    pub(crate) fn new(rules: &RuleSet) -> Self {
        Self {
            name: rules.name().to_owned(),
            hash: rules.hash().to_owned(),
        }
    }

    /// Enough of it for people to tell rule sets apart.
    pub(super) fn short(&self) -> String {
        let hash: String = self.hash.chars().take(12).collect();
        format!("{} sha256:{hash}", visible(&self.name))
    }
}

impl fmt::Display for RulesName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sha256:{}", self.name, self.hash)
    }
}

impl Serialize for RulesName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

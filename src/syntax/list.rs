//! `[lexicon.name]`: the terms of a list and their forms. Cues have terms too.

use std::collections::BTreeMap;

use super::ast::{Case, Inflect, LexiconDecl, Term};
use super::expr;
use super::reader::{Reader, Value, span_of};
use super::table::Table;
use crate::diagnostic::Code;
use crate::span::Spanned;

/// Irregular forms by term.
type Forms = BTreeMap<String, Spanned<Vec<Spanned<String>>>>;

impl Reader<'_> {
    pub(super) fn lexicon(&mut self, name: Spanned<String>, table: &Table<'_>) -> LexiconDecl {
        self.check_keys(
            table,
            "a list",
            &[
                "terms", "inflect", "forms", "case", "file", "regex", "summary",
            ],
        );
        if let Some(summary) = table.get("summary") {
            self.string(summary);
        }
        let case = table.get("case").and_then(|value| {
            self.one_of(value, &[("exact", Case::Exact), ("ignore", Case::Ignore)])
        });
        let terms = table
            .get("terms")
            .map(|value| self.terms(value))
            .unwrap_or_default();
        let inflect = table.get("inflect").and_then(|value| {
            self.one_of(value, &[("verb", Inflect::Verb), ("noun", Inflect::Noun)])
        });
        let forms = table
            .get("forms")
            .map(|value| self.forms(value))
            .unwrap_or_default();
        LexiconDecl {
            name,
            terms,
            inflect,
            forms,
            case: case.unwrap_or_default(),
            files: table
                .get("file")
                .map(|value| self.strings_or_one(value))
                .unwrap_or_default(),
            regex: table
                .get("regex")
                .map(|value| self.strings(value))
                .unwrap_or_default(),
        }
    }

    fn forms(&mut self, value: &Value<'_>) -> Forms {
        let help = "write `{ win = [\"won\"] }`".to_owned();
        let Some(table) = self.table(value, "a table of terms and their forms", Some(help)) else {
            return Forms::new();
        };
        let forms = table.entries.iter();
        forms
            .map(|(key, value)| {
                (
                    key.value.to_owned(),
                    Spanned::new(self.strings_or_one(value), key.span),
                )
            })
            .collect()
    }

    /// Terms: a list in braces, or words.
    pub(super) fn terms(&mut self, value: &Value<'_>) -> Vec<Term> {
        self.array(value)
            .iter()
            .filter_map(|entry| self.term(entry))
            .collect()
    }

    fn term(&mut self, value: &Value<'_>) -> Option<Term> {
        let text = self.string(value)?;
        if text.value.starts_with('{') && text.value.ends_with('}') {
            let (raw, base) = self.raw(value)?;
            return self
                .accept(expr::list_reference(self.source, raw, base))
                .map(Term::List);
        }
        if text.value.contains(['{', '}']) {
            let help = "a list is an entry of its own, \"{place}\"; words and lists together are an expression";
            self.error(
                Code::BraceInTerm,
                "a brace inside a term",
                text.span,
                "",
                Some(help.to_owned()),
            );
            return None;
        }
        if !text.value.chars().any(char::is_alphanumeric) {
            self.error(
                Code::EmptyTerm,
                "a term without a word",
                span_of(value),
                "no letter and no digit in it",
                Some("write the word, or take the entry out".to_owned()),
            );
            return None;
        }
        Some(Term::Text(text))
    }
}

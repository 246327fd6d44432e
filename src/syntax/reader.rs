//! Typed access to a TOML tree that goes on after each mistake: wrong types, missing and unknown keys become findings at their
//! exact place, and whatever a TOML error has damaged is passed over in silence, because its author has been told already.

use toml::Spanned as Toml;
use toml::de::DeValue;

use super::content::{Content, content};
use super::cursor::Parsed;
use super::suggest::{did_you_mean, elsewhere};
use super::table::Table;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{SourceId, Span, Spanned};

/// A value of the tree.
pub(super) type Value<'v> = Toml<DeValue<'v>>;

/// One file being read.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    pub(super) source: SourceId,
    text: &'t str,
    /// Where the TOML errors are, sorted.
    damage: Vec<usize>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(source: SourceId, text: &'t str, mut damage: Vec<usize>) -> Self {
        damage.sort_unstable();
        Self {
            source,
            text,
            damage,
            diagnostics: Vec::new(),
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports a mistake at `span`.
    pub(super) fn error(
        &mut self,
        code: Code,
        message: impl Into<String>,
        span: Span,
        remark: &str,
        help: Option<String>,
    ) {
        let mistake = Diagnostic::new(code, message).at(self.source, span, remark);
        self.report(match help {
            Some(help) => mistake.help(help),
            None => mistake,
        });
    }

    /// The value of a parse step, its mistake reported.
    pub(super) fn accept<T>(&mut self, parsed: Parsed<T>) -> Option<T> {
        parsed.map_err(|mistake| self.report(*mistake)).ok()
    }

    /// Reports every key that is not among `known`.
    pub(super) fn check_keys(&mut self, table: &Table<'_>, what: &str, known: &[&str]) {
        if self.is_damaged(table.span) {
            return;
        }
        for (key, _) in &table.entries {
            if !known.contains(&key.value) {
                let help = did_you_mean(key.value, known.iter().copied())
                    .or_else(|| elsewhere(key.value, what))
                    .unwrap_or_else(|| format!("known here: {}", known.join(", ")));
                self.error(
                    Code::UnknownKey,
                    format!("unknown key `{}` in {what}", key.value),
                    key.span,
                    "not known here",
                    Some(help),
                );
            }
        }
    }

    /// The value of a key that must be there.
    pub(super) fn required<'v>(
        &mut self,
        table: &Table<'v>,
        what: &str,
        key: &str,
        help: &str,
    ) -> Option<&'v Value<'v>> {
        let value = table.get(key);
        if value.is_none() && self.is_missing(table, key) {
            let remark = format!("`{key}` is missing");
            self.error(
                Code::MissingKey,
                format!("{what} without `{key}`"),
                table.span,
                &remark,
                Some(help.to_owned()),
            );
        }
        value
    }

    /// Whether a key that is not in the table is certainly not in the file. In a damaged file it may have been swallowed, and a
    /// misspelt one has been reported with "did you mean".
    pub(super) fn is_missing(&self, table: &Table<'_>, key: &str) -> bool {
        self.is_intact() && !table.has_like(key) && !table.has_further_in(key)
    }

    /// Whether there is no TOML error in the file, so that what is read of it is all there is.
    pub(super) fn is_intact(&self) -> bool {
        self.damage.is_empty()
    }

    /// Whether the key was reported where it does not belong.
    pub(super) fn is_misplaced(&self, key: &str) -> bool {
        let message = format!("unknown key `{key}` ");
        let mut found = self.diagnostics.iter();
        found.any(|found| found.code == Code::UnknownKey && found.message.starts_with(&message))
    }

    pub(super) fn table<'v>(
        &mut self,
        value: &'v Value<'v>,
        expected: &str,
        help: Option<String>,
    ) -> Option<Table<'v>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Table::new(table, span_of(value))),
            _ => self.wrong_type(value, expected, help),
        }
    }

    pub(super) fn string(&mut self, value: &Value<'_>) -> Option<Spanned<String>> {
        match value.get_ref() {
            DeValue::String(text) if !self.is_damaged(span_of(value)) => {
                Some(self.spanned(text, span_of(value)))
            }
            DeValue::Integer(number) => {
                let help = format!("put it in quotes: \"{number}\"");
                self.wrong_type(value, "a text in quotes", Some(help))
            }
            DeValue::Array(_) => {
                let help = "write one text, without square brackets".to_owned();
                self.wrong_type(value, "a text in quotes", Some(help))
            }
            _ => self.wrong_type(value, "a text in quotes", None),
        }
    }

    pub(super) fn integer(
        &mut self,
        value: &Value<'_>,
        least: i32,
        most: i32,
    ) -> Option<Spanned<i32>> {
        let span = span_of(value);
        match value.get_ref() {
            DeValue::Integer(number) if !self.is_damaged(span) => {
                let parsed = i32::from_str_radix(number.as_str(), number.radix()).ok();
                let parsed = parsed.filter(|parsed| (least..=most).contains(parsed));
                if parsed.is_none() {
                    let remark = format!("must be from {least} to {most}");
                    self.error(
                        Code::NumberOutOfRange,
                        "a number out of range",
                        span,
                        &remark,
                        None,
                    );
                }
                parsed.map(|parsed| Spanned::new(parsed, span))
            }
            DeValue::String(text) if text.parse::<i32>().is_ok() => self.wrong_type(
                value,
                "a whole number",
                Some(format!("write it without quotes: {text}")),
            ),
            _ => self.wrong_type(value, "a whole number", None),
        }
    }

    /// The entries of an array.
    pub(super) fn array<'v>(&mut self, value: &'v Value<'v>) -> &'v [Value<'v>] {
        if let DeValue::Array(entries) = value.get_ref() {
            return entries;
        }
        let help = match value.get_ref() {
            DeValue::String(_) => {
                let written = self.text.get(span_of(value).range());
                let short = written.filter(|text| text.len() <= 60 && !text.contains('\n'));
                let shown = short.unwrap_or("'...'");
                Some(format!("put it in square brackets: [{shown}]"))
            }
            _ => None,
        };
        self.wrong_type::<()>(value, "several texts in square brackets", help);
        &[]
    }

    /// The entries of an array, or the one value that stands for an array of one.
    pub(super) fn array_or_one<'v>(&mut self, value: &'v Value<'v>) -> &'v [Value<'v>] {
        match value.get_ref() {
            DeValue::String(_) => std::slice::from_ref(value),
            _ => self.array(value),
        }
    }

    pub(super) fn strings(&mut self, value: &Value<'_>) -> Vec<Spanned<String>> {
        self.array(value)
            .iter()
            .filter_map(|entry| self.string(entry))
            .collect()
    }

    pub(super) fn strings_or_one(&mut self, value: &Value<'_>) -> Vec<Spanned<String>> {
        self.array_or_one(value)
            .iter()
            .filter_map(|entry| self.string(entry))
            .collect()
    }

    /// A text that is one of a few words.
    pub(super) fn one_of<T: Copy>(&mut self, value: &Value<'_>, words: &[(&str, T)]) -> Option<T> {
        let text = self.string(value)?;
        let found = words
            .iter()
            .find(|(word, _)| *word == text.value)
            .map(|&(_, meaning)| meaning);
        if found.is_none() {
            let known = || words.iter().map(|&(word, _)| word);
            let all: Vec<String> = known().map(|word| format!("\"{word}\"")).collect();
            let help = did_you_mean(&text.value, known())
                .unwrap_or_else(|| format!("write one of {}", all.join(", ")));
            let message = format!("unknown word \"{}\"", text.value);
            self.error(
                Code::UnknownValue,
                message,
                text.span,
                "not one of the words allowed",
                Some(help),
            );
        }
        found
    }

    /// The part of the file between the quotes of a string, to be parsed further, with its first byte. None, and a finding, if it
    /// has escapes: then positions in it would not be positions in the file.
    pub(super) fn raw(&mut self, value: &Value<'_>) -> Option<(&'t str, usize)> {
        let DeValue::String(_) = value.get_ref() else {
            let help = match value.get_ref() {
                DeValue::Array(entries) if entries.len() > 1 => {
                    Some("write one expression: '({a}) or ({b})'".to_owned())
                }
                DeValue::Array(_) => Some("take the square brackets away".to_owned()),
                _ => None,
            };
            return self.wrong_type(value, "an expression in single quotes", help);
        };
        let span = span_of(value);
        if self.is_damaged(span) {
            return None;
        }
        let Content {
            span: inner,
            is_plain,
        } = content(self.text, span);
        if !is_plain {
            let help =
                "use a literal string, '...' or '''...''', in which quotes need no backslash";
            self.error(
                Code::EscapedExpression,
                "an expression in a string with a backslash",
                span,
                "",
                Some(help.to_owned()),
            );
            return None;
        }
        self.text.get(inner.range()).map(|text| (text, inner.start))
    }

    /// Reports a wrong type, unless a TOML error is what made it wrong.
    pub(super) fn wrong_type<T>(
        &mut self,
        value: &Value<'_>,
        expected: &str,
        help: Option<String>,
    ) -> Option<T> {
        let span = span_of(value);
        if !self.is_damaged(span) {
            let message = format!("expected {expected}, found {}", kind(value.get_ref()));
            self.error(
                Code::WrongType,
                message,
                span,
                &format!("expected {expected}"),
                help,
            );
        }
        None
    }

    /// A name that can be written in an expression; anything else is reported.
    pub(super) fn check_name(&mut self, name: &Spanned<String>, what: &str) -> bool {
        let is_good = is_name(&name.value);
        if !is_good {
            let bare = name.value.trim_matches(['{', '}']);
            let help = if bare.len() + 2 == name.value.len() && is_name(bare) {
                format!("write the name without braces: \"{bare}\"")
            } else {
                "use letters, digits, hyphens and underscores".to_owned()
            };
            let message = format!(
                "`{}` cannot be the name of {what}",
                name.value.escape_debug()
            );
            self.error(Code::BadName, message, name.span, "", Some(help));
        }
        is_good
    }

    /// A string with the place of its content, if the content stands in the file as it is; else with the place of the whole value.
    fn spanned(&self, value: &str, whole: Span) -> Spanned<String> {
        let inner = content(self.text, whole).span;
        let is_same = !inner.range().is_empty() && self.text.get(inner.range()) == Some(value);
        Spanned::new(value.to_owned(), if is_same { inner } else { whole })
    }

    fn is_damaged(&self, span: Span) -> bool {
        let first = self.damage.partition_point(|&at| at < span.start);
        self.damage.get(first).is_some_and(|&at| at <= span.end)
    }
}

pub(super) fn span_of<T>(value: &Toml<T>) -> Span {
    value.span().into()
}

fn is_name(name: &str) -> bool {
    name.contains(char::is_alphabetic) && name.chars().all(super::lexer::is_inner)
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a decimal point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

//! TOML text into a tree and its errors. The `toml` crate recovers from most mistakes by itself; a line without `=` makes it stop,
//! so that such lines are blanked out and the text is read again.

use std::borrow::Cow;

use toml::de::{DeTable, Error};

use crate::diagnostic::{Code, Diagnostic};
use crate::span::{SourceId, Span};

/// How often a file is read again. Each time costs one pass; a file with more such lines is not a rule file.
const MAX_ROUNDS: usize = 16;

/// The text with the lines that stop the reader replaced by as many blanks, so that no position moves, and those lines' errors.
pub(super) fn without_stopping_lines(text: &str) -> (Cow<'_, str>, Vec<Error>) {
    let mut text = Cow::Borrowed(text);
    let mut stopped = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let (_, errors) = DeTable::parse_recoverable(&text);
        // The crate has no kinds of error; if its wording changes, only this second look is lost.
        let Some(error) = errors
            .into_iter()
            .find(|error| error.message().starts_with("key with no value"))
        else {
            break;
        };
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        let start = text.as_bytes()[..at]
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |line| line + 1);
        let end = text.as_bytes()[at..]
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(text.len(), |line| at + line);
        if start == end {
            break;
        }
        text.to_mut()
            .replace_range(start..end, &" ".repeat(end - start));
        stopped.push(error);
    }
    (text, stopped)
}

/// The findings for TOML errors: the first one of each line, because the rest mostly follow from it.
pub(super) fn findings(source: SourceId, text: &str, errors: &[Error]) -> Vec<Diagnostic> {
    let mut places: Vec<(Span, &str)> = errors
        .iter()
        .map(|error| (place(text, error), error.message()))
        .collect();
    places.sort_unstable();
    let mut line_end = None;
    let mut findings = Vec::new();
    for (span, message) in places {
        if line_end.is_some_and(|end| span.start <= end) {
            continue;
        }
        line_end = Some(
            text[span.start..]
                .find('\n')
                .map_or(text.len(), |length| span.start + length),
        );
        let mut finding = Diagnostic::new(Code::TomlSyntax, message).at(source, span, "");
        if let Some(start) = opening(text, message) {
            finding = finding.note(source, Span::new(start, start + 3), "the text begins here");
        }
        findings.push(match remedy(message) {
            Some(help) => finding.help(help),
            None => finding,
        });
    }
    findings
}

/// How to mend the commonest errors. The wording is that of the `toml` crate; what is not known here is told without help.
fn remedy(message: &str) -> Option<&'static str> {
    let remedies = [
        (
            "duplicate key",
            "a key or table stands only once; join the two",
        ),
        ("string values must be quoted", "texts stand in quotes"),
        ("invalid float", "texts stand in quotes"),
        ("invalid literal string", "close the text with `'`"),
        ("invalid basic string", "close the text with `\"`"),
        (
            "invalid multi-line literal string",
            "close the text with `'''`",
        ),
        (
            "invalid multi-line basic string",
            "close the text with `\"\"\"`",
        ),
        ("key with no value", "write `key = value`"),
    ];
    remedies
        .iter()
        .find(|(start, _)| message.starts_with(start))
        .map(|&(_, help)| help)
}

/// Where a text over several lines begins that is never closed. It swallows the rest of the file, so that its own quotes are the last.
fn opening(text: &str, message: &str) -> Option<usize> {
    match message {
        _ if message.starts_with("invalid multi-line literal string, expected") => {
            text.rfind("'''")
        }
        _ if message.starts_with("invalid multi-line basic string, expected") => {
            text.rfind("\"\"\"")
        }
        _ => None,
    }
}

/// Where the error is, on character boundaries.
pub(super) fn place(text: &str, error: &Error) -> Span {
    let range = error.span().unwrap_or(0..0);
    let start = text.floor_char_boundary(range.start);
    Span::new(start, text.ceil_char_boundary(range.end).max(start))
}

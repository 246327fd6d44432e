//! TOML text into a tree and its errors. The `toml` crate recovers from most mistakes by itself; a line without `=` makes it stop,
//! so that such lines are blanked out and the text is read again.

use std::borrow::Cow;

use toml::de::{DeTable, Error};

use super::lexer::is_inner;
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

/// The findings for TOML errors: the first one of each line, because the rest mostly follow from it, and one for each array or
/// table that many errors come from.
pub(super) fn findings(source: SourceId, text: &str, errors: &[Error]) -> Vec<Diagnostic> {
    let mut places: Vec<(Span, &str)> = errors
        .iter()
        .map(|error| (place(text, error), error.message()))
        .collect();
    places.sort_unstable();
    let mut findings = Vec::new();
    // An array that is never closed swallows all that follows.
    if let Some((from, open)) = unclosed_array(text, &places) {
        let (at, message) = places[from];
        places.truncate(from);
        let is_later = at.start > end_of_line(text, open);
        if message.starts_with(NO_ARRAY_END) || is_later && begins_anew(text, at.start) {
            let finding = Diagnostic::new(Code::TomlSyntax, "an array is not closed")
                .at(source, Span::new(open, open + 1), "no `]` for this one")
                .note(source, at, "it should end before this")
                .help("close it with `]`");
            findings.push(finding);
        } else {
            places.push((at, message));
        }
    }
    let mut told_until = None;
    let mut repeated = None;
    let mut repetitions = 0;
    for (span, message) in places {
        if told_until.is_some_and(|end| span.start <= end) {
            continue;
        }
        let mut end = end_of_line(text, span.start);
        // What is left open may go on in the next line, which then is no line of its own.
        if OPEN_TEXTS.iter().any(|start| message.starts_with(start))
            && end < text.len()
            && !begins_anew(text, end + 1)
        {
            end = end_of_line(text, end + 1);
        }
        told_until = Some(end);
        let mut finding = Diagnostic::new(Code::TomlSyntax, message).at(source, span, "");
        if let Some(start) = opening(text, message) {
            finding = finding.note(source, Span::new(start, start + 3), "the text begins here");
        }
        if message.starts_with(TWICE) {
            let header = header(text, span.start);
            // Keys that stand twice because their table does.
            if repeated.is_some() && repeated == header {
                continue;
            }
            if line(text, span.start).starts_with('[') {
                repeated = header;
            }
            repetitions += 1;
            if repetitions <= MAX_FIRSTS
                && let Some(first) = first_of(text, span)
            {
                finding = finding.note(source, first, "first here");
            }
        }
        findings.push(match remedy(text, span, message) {
            Some(help) => finding.help(help),
            None => finding,
        });
    }
    findings
}

/// Whether the error is that a rule stands twice. Where the first one is `[rule]`, in single brackets, all others are told so.
pub(super) fn is_another_rule(text: &str, error: &Error) -> bool {
    error.message().starts_with(TWICE)
        && header(text, place(text, error).start).is_some_and(|start| {
            let name = text[start..].trim_start_matches('[');
            name.strip_prefix("rule")
                .is_some_and(|rest| rest.starts_with([']', '.']))
        })
}

/// Of so many repetitions it is said where the first one stands: each time the file is searched.
const MAX_FIRSTS: usize = 20;

/// Beginnings of messages of the `toml` crate. If its wording changes, only what is said beside them is lost.
const TWICE: &str = "duplicate key";
const NO_ARRAY_END: &str = "unclosed array";
const OPEN_TEXTS: [&str; 2] = ["invalid literal string", "invalid basic string"];
const IN_ARRAY: [&str; 3] = [
    NO_ARRAY_END,
    "missing comma between array elements",
    "string values must be quoted",
];

/// The first of the errors that come from an array without an end, and where that array begins.
fn unclosed_array(text: &str, places: &[(Span, &str)]) -> Option<(usize, usize)> {
    if !places
        .iter()
        .any(|(_, message)| message.starts_with(NO_ARRAY_END))
    {
        return None;
    }
    places
        .iter()
        .enumerate()
        .find_map(|(nth, (span, message))| {
            let is_in_array = IN_ARRAY.iter().any(|start| message.starts_with(start));
            let before = &text[..span.start];
            // Arrays are values: `key = [`.
            let open = before
                .match_indices('[')
                .rfind(|(at, _)| before[..*at].trim_end().ends_with('='))?
                .0;
            (is_in_array && is_open(&before[open..])).then_some((nth, open))
        })
}

/// Whether more square brackets open than close, those in texts and remarks left aside.
fn is_open(text: &str) -> bool {
    let mut depth = 0;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '[' => depth += 1,
            ']' => depth -= 1,
            '"' | '\'' => drop(letters.find(|&other| other == letter || other == '\n')),
            '#' => drop(letters.find(|&other| other == '\n')),
            _ => {}
        }
    }
    depth > 0
}

/// Whether a table or a key begins in the line.
fn begins_anew(text: &str, at: usize) -> bool {
    let line = line(text, at);
    let is_key = |key: &str| {
        let key = key.trim_end();
        !key.is_empty() && key.chars().all(|letter| letter == '.' || is_inner(letter))
    };
    line.starts_with('[') || line.split_once('=').is_some_and(|(key, _)| is_key(key))
}

fn end_of_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end)
}

/// The line around a place, without blanks before it.
fn line(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[start..end_of_line(text, at)].trim_start()
}

/// Where the table begins in which a place lies.
fn header(text: &str, at: usize) -> Option<usize> {
    let here = &text[..end_of_line(text, at)];
    let later = here.rmatch_indices("\n[").next().map(|(end, _)| end + 1);
    later.or_else(|| here.starts_with('[').then_some(0))
}

/// Where the table or the key that stands twice stands first.
fn first_of(text: &str, again: Span) -> Option<Span> {
    let written = line(text, again.start);
    if written.starts_with('[') {
        let written = written.split('#').next().unwrap_or_default().trim_end();
        let start = text[..again.start].find(written)?;
        return Some(Span::new(start, start + written.len()));
    }
    let table = header(text, again.start).unwrap_or_default();
    let key = &text[again.range()];
    let mut start = table;
    for line in text[table..again.start].split_inclusive('\n') {
        let rest = line.trim_start().strip_prefix(key);
        if rest.is_some_and(|rest| rest.trim_start().starts_with('=')) {
            let start = start + line.len() - line.trim_start().len();
            return Some(Span::new(start, start + key.len()));
        }
        start += line.len();
    }
    None
}

/// How to mend the commonest errors. The wording is that of the `toml` crate; what is not known here is told without help.
fn remedy(text: &str, at: Span, message: &str) -> Option<&'static str> {
    let before = text[..at.start].chars().next_back();
    let here = text[at.start..].chars().next();
    let curly = ['“', '”', '„', '‘', '’'];
    if here.is_some_and(|letter| curly.contains(&letter)) {
        return Some("texts stand in straight quotes: '...' or \"...\"");
    }
    if text[at.range()].contains("//") {
        return Some("remarks begin with `#`");
    }
    if message.starts_with("unexpected key or value") {
        return match before {
            Some('\'') => Some(
                "the text ends at the `'` before this; words inside '...' stand in double quotes",
            ),
            Some('"') => Some(
                "the text ends at the `\"` before this; texts with double quotes stand in '...'",
            ),
            _ => None,
        };
    }
    let remedies = [
        (TWICE, "a key or table stands only once; join the two"),
        (
            "missing comma between array elements",
            "put a comma between the two; texts with double quotes stand in '...'",
        ),
        ("string values must be quoted", "texts stand in quotes"),
        ("invalid float", "texts stand in quotes"),
        (
            OPEN_TEXTS[0],
            "close the text with `'`; one of several lines stands in `'''`",
        ),
        (
            OPEN_TEXTS[1],
            "close the text with `\"`; one of several lines stands in `'''`",
        ),
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

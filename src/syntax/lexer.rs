//! The pieces of an expression: brackets, braces, words, numbers, phrases. Text and its place in the file come in, tokens go out.
//! It never fails: what it does not know becomes a token of its own, and the parser says what was expected instead.

use std::fmt;

use crate::span::Span;

/// One piece of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    /// As written.
    pub(super) text: &'t str,
    /// Bytes of the file.
    pub(super) span: Span,
}

/// The kinds of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a connector; a connector keeps its number: `near/8`.
    Word,
    /// Digits.
    Number,
    /// `"words"`, with its quotes.
    Phrase,
    /// A phrase without its second quote.
    OpenPhrase,
    /// One of `( ) { } [ ] , : = !`.
    Mark(char),
    /// Anything else.
    Unknown,
    /// The end of the expression.
    End,
}

impl fmt::Display for Token<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::End => formatter.write_str("the end"),
            Kind::Phrase | Kind::OpenPhrase => formatter.write_str("a phrase"),
            _ if self.text.chars().count() > 40 => formatter.write_str("a long word"),
            _ => write!(formatter, "`{}`", self.text),
        }
    }
}

/// The tokens of `text`, which starts at byte `base` of the file. The last one is always [`Kind::End`].
pub(super) fn tokens(text: &str, base: usize) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = match first {
            _ if first.is_whitespace() => {
                at += first.len_utf8();
                continue;
            }
            '"' => match rest[1..].find('"') {
                Some(close) => (Kind::Phrase, close + 2),
                None => (Kind::OpenPhrase, rest.trim_end().len()),
            },
            '(' | ')' | '{' | '}' | '[' | ']' | ',' | ':' | '=' | '!' => (Kind::Mark(first), 1),
            _ if is_inner(first) => word(rest),
            _ => (Kind::Unknown, first.len_utf8()),
        };
        tokens.push(Token {
            kind,
            text: &rest[..length],
            span: Span::new(base + at, base + at + length),
        });
        at += length;
    }
    // The end points behind the last visible character, not behind the blanks that close a multi-line string.
    let end = base + text.trim_end().len();
    tokens.push(Token {
        kind: Kind::End,
        text: "",
        span: Span::new(end, end),
    });
    tokens
}

/// Whether a name may hold this character.
pub(super) fn is_inner(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '-'
}

fn word(rest: &str) -> (Kind, usize) {
    let name = rest
        .find(|letter: char| !is_inner(letter))
        .unwrap_or(rest.len());
    if rest[..name].bytes().all(|byte| byte.is_ascii_digit()) {
        return (Kind::Number, name);
    }
    // `near/8` is one token: with blanks round the stroke it would look like two operands.
    let number = rest[name..].strip_prefix('/').map(|digits| {
        digits
            .find(|letter: char| !is_inner(letter))
            .unwrap_or(digits.len())
    });
    (Kind::Word, number.map_or(name, |digits| name + 1 + digits))
}

//! What a token in the wrong place probably means, and how to mend it. Analysts come from news search services with other
//! connectors, so the commonest of those are known here.

use super::cursor::Cursor;
use super::lexer::{Kind, Token};
use super::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// The words with a meaning of their own.
const CONNECTORS: [&str; 7] = ["and", "or", "not", "near", "pre", "then", "of"];
/// Connectors of search services, and what they are called here.
const FOREIGN: [(&str, &str); 6] = [
    ("w", "near"),
    ("n", "near"),
    ("within", "near"),
    ("p", "pre"),
    ("adj", "pre"),
    ("but", "and not"),
];

/// Whether the word joins, with or without a number of words behind it.
pub(super) fn is_connector(word: &str) -> bool {
    CONNECTORS.contains(&stem(word))
}

impl<'t> Cursor<'t> {
    /// A mistake of the expression language.
    pub(super) fn error(
        &self,
        message: impl Into<String>,
        span: Span,
        remark: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(Code::ExpressionSyntax, message).at(self.source(), span, remark)
    }

    /// Something else should stand where `found` stands.
    pub(super) fn expected(&self, expected: &str, found: Token<'t>) -> Diagnostic {
        if found.kind == Kind::OpenPhrase {
            return self.error(
                "a phrase is not closed",
                found.span,
                "no second `\"` for this one",
            );
        }
        self.error(
            format!("expected {expected}, found {found}"),
            found.span,
            format!("expected {expected}"),
        )
    }

    /// An operand should stand where `found` stands.
    pub(super) fn not_an_operand(&self, found: Token<'t>) -> Diagnostic {
        let mistake = self.expected("a list, a phrase or a bracket", found);
        match found.kind {
            Kind::Word if found.text == "not" => {
                mistake.help("`not` stands only beside `and`: `{a} and not {b}`")
            }
            Kind::Word if is_connector(&found.text.to_lowercase()) => mistake.help(format!(
                "`{}` stands between two operands",
                found.text.to_lowercase()
            )),
            Kind::Word if found.text.len() <= 40 && !found.text.contains('/') => {
                let word = found.text;
                mistake.help(format!(
                    "write `{{{word}}}` for the list of that name, `\"{word}\"` for the word itself"
                ))
            }
            Kind::Unknown if is_curly_quote(found.text) => {
                mistake.help("phrases stand in straight quotes: `\"exact phrase\"`")
            }
            Kind::End if self.is_empty() => {
                mistake.help("an expression names at least one list: `{offshore} near/3 {fund}`")
            }
            Kind::End => mistake.help("a connector stands between two operands"),
            Kind::Unknown if ["/", "*", "\\", "^"].contains(&found.text) => mistake.help(
                "there are no wildcards here: an open class is a list with `regex`, forms come from `inflect`",
            ),
            _ => mistake,
        }
    }

    /// A connector, or what else may follow an operand, should stand where `found` stands.
    pub(super) fn after_operand(&self, expected: &str, found: Token<'t>) -> Diagnostic {
        let mistake = self.expected(expected, found);
        let lower = found.text.to_lowercase();
        match found.kind {
            Kind::Word if lower == "not" => mistake.help("write `and not`"),
            Kind::Word if is_connector(&lower) && lower != found.text => {
                mistake.help(format!("connectors are written in lower case: `{lower}`"))
            }
            Kind::Word if stem(&lower) == "then" => mistake.help("`then` has no number"),
            Kind::Word if is_connector(&lower) => mistake,
            Kind::Word => match meant(&lower) {
                Some(connector) => mistake.help(format!("did you mean `{connector}`?")),
                None => mistake.help(BETWEEN),
            },
            Kind::Mark('{' | '(') | Kind::Phrase | Kind::Number => mistake.help(BETWEEN),
            Kind::Unknown if found.text == "#" => {
                mistake.help("remarks stand outside the expression")
            }
            Kind::Unknown if found.text == "|" => mistake.help("alternatives are joined by `or`"),
            Kind::Unknown if found.text == "&" || found.text == "+" => {
                mistake.help("what must both be there is joined by `and`, or by a window: `near/8`")
            }
            Kind::Mark('[') => mistake.help("a filter stands inside the braces: `{place[haven]}`"),
            Kind::Unknown if is_curly_quote(found.text) => {
                mistake.help("phrases stand in straight quotes: `\"exact phrase\"`")
            }
            _ => mistake,
        }
    }
}

impl<'t> Cursor<'t> {
    /// More is asked for than there is.
    pub(super) fn too_few(&self, asked: Token<'t>, operands: usize) -> Diagnostic {
        let message = format!(
            "`{} of` where there {} to choose from",
            asked.text,
            if operands == 1 {
                "is 1".to_owned()
            } else {
                format!("are {operands}")
            }
        );
        let remark = format!("must be from 1 to {operands}");
        let mistake = Diagnostic::new(Code::NumberOutOfRange, message);
        let mistake = mistake.at(self.source(), asked.span, remark);
        match operands {
            1 => mistake.help("put commas between those to choose from: `2 of ({a}, {b}, {c})`"),
            _ => mistake,
        }
    }
}

const BETWEEN: &str = "put a connector between the two: `near/8`, `pre/3`, `and`, `or`";

/// The word without the number of words behind it.
fn stem(word: &str) -> &str {
    word.split_once('/').map_or(word, |(stem, _)| stem)
}

/// The connector that a word not known here was meant to be.
fn meant(word: &str) -> Option<String> {
    let stem = stem(word);
    let foreign = FOREIGN
        .iter()
        .find(|(theirs, _)| *theirs == stem)
        .map(|&(_, ours)| ours);
    let ours = foreign.or_else(|| nearest(stem, CONNECTORS))?;
    let number = word[stem.len()..].strip_prefix('/');
    match (ours, number) {
        ("near" | "pre", Some(number)) => Some(format!("{ours}/{number}")),
        ("near" | "pre", None) => Some(format!("{ours}/8")),
        _ => Some(ours.to_owned()),
    }
}

fn is_curly_quote(text: &str) -> bool {
    matches!(text, "“" | "”" | "„" | "«" | "»" | "‘" | "’" | "'")
}

//! Reading an expression token by token: what comes next, names, brackets, and lists with their filters. The grammar of
//! connectors is in `expr`, the wording of mistakes in `mistake`.

use super::ast::{Condition, ListRef};
use super::lexer::{Kind, Token, tokens};
use super::mistake::is_connector;
use crate::diagnostic::Diagnostic;
use crate::span::{SourceId, Span, Spanned};

/// Brackets inside brackets. Nobody can read more, and the stack must hold whatever a file says.
const MAX_DEPTH: usize = 64;

/// The outcome of a step. The mistake is boxed because it is rare and large.
pub(super) type Parsed<T> = Result<T, Box<Diagnostic>>;

/// A place in the tokens of one expression.
#[derive(Debug)]
pub(super) struct Cursor<'t> {
    source: SourceId,
    text: &'t str,
    base: usize,
    /// The last one is [`Kind::End`], and the cursor never passes it.
    tokens: Vec<Token<'t>>,
    at: usize,
    depth: usize,
}

const CONDITIONS: &str =
    "conditions are written `haven`, `!haven`, `home=IN` or `kind!=city`, with commas between them";

impl<'t> Cursor<'t> {
    /// At the start of `text`, which stands at byte `base` of the file.
    pub(super) fn new(source: SourceId, text: &'t str, base: usize) -> Self {
        Self {
            source,
            text,
            base,
            tokens: tokens(text, base),
            at: 0,
            depth: 0,
        }
    }

    pub(super) fn source(&self) -> SourceId {
        self.source
    }

    /// Whether there is no token at all.
    pub(super) fn is_empty(&self) -> bool {
        self.tokens.len() == 1
    }

    pub(super) fn peek(&self) -> Token<'t> {
        self.tokens[self.at]
    }

    pub(super) fn peek_second(&self) -> Token<'t> {
        self.tokens[(self.at + 1).min(self.tokens.len() - 1)]
    }

    pub(super) fn next(&mut self) -> Token<'t> {
        let token = self.peek();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    /// Takes `word` if it comes next.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let token = self.peek();
        let is_next = token.kind == Kind::Word && token.text == word;
        if is_next {
            self.next();
        }
        is_next
    }

    pub(super) fn take_mark(&mut self, mark: char) -> bool {
        let is_next = self.peek().kind == Kind::Mark(mark);
        if is_next {
            self.next();
        }
        is_next
    }

    pub(super) fn mark(&mut self, mark: char, expected: &str) -> Parsed<Token<'t>> {
        let token = self.peek();
        if self.take_mark(mark) {
            Ok(token)
        } else {
            Err(self.expected(expected, token).into())
        }
    }

    /// The name of a part or of a list.
    pub(super) fn name(&mut self, expected: &str) -> Parsed<Spanned<String>> {
        let token = self.peek();
        // A number with a stroke is a connector, `near/8`.
        if token.kind != Kind::Word
            || token.text.contains('/')
            || !token.text.contains(char::is_alphabetic)
        {
            return Err(self.expected(expected, token).into());
        }
        self.next();
        Ok(Spanned::new(token.text.to_owned(), token.span))
    }

    /// The name before a colon: a connector cannot be one.
    pub(super) fn part_name(&mut self) -> Parsed<Spanned<String>> {
        let token = self.peek();
        if is_connector(token.text) {
            return Err(self
                .error(
                    "a part named like a connector",
                    token.span,
                    "needs another name",
                )
                .into());
        }
        self.name("the name of a part")
    }

    /// Enters a bracket.
    pub(super) fn deeper(&mut self, open: Token<'t>) -> Parsed<()> {
        self.depth += 1;
        if self.depth <= MAX_DEPTH {
            return Ok(());
        }
        let mistake = self.error(
            "brackets nested too deeply",
            open.span,
            format!("more than {MAX_DEPTH} levels"),
        );
        Err(mistake.help("put alternatives into a list").into())
    }

    /// Leaves a bracket.
    pub(super) fn close(&mut self, open: Token<'t>, expected: &str) -> Parsed<Token<'t>> {
        let token = self.peek();
        match token.kind {
            Kind::Mark(')') => {
                self.depth -= 1;
                Ok(self.next())
            }
            Kind::End => Err(self
                .error("a bracket is not closed", open.span, "no `)` for this one")
                .help("close it with `)`")
                .into()),
            _ => Err(self.after_operand(expected, token).into()),
        }
    }

    /// Makes sure that nothing is left.
    pub(super) fn end(&self) -> Parsed<()> {
        let token = self.peek();
        if token.kind == Kind::End {
            Ok(())
        } else {
            Err(self.expected("the end", token).into())
        }
    }

    /// `{name[filter]}`.
    pub(super) fn list(&mut self) -> Parsed<ListRef> {
        let open = self.mark('{', "a list in braces")?;
        let name = self.name("the name of a list")?;
        let mut filter = Vec::new();
        let is_filtered = self.take_mark('[');
        if is_filtered {
            filter.push(self.condition()?);
            while self.take_mark(',') {
                filter.push(self.condition()?);
            }
            let help = match self.peek().kind {
                Kind::Mark('}') => "close the filter with `]`",
                _ => CONDITIONS,
            };
            self.mark(']', "`,` or `]` after a condition")
                .map_err(|mistake| mistake.help(help))?;
        }
        let token = self.peek();
        if !self.take_mark('}') {
            return Err(match token.kind {
                Kind::End => self.error("a brace is not closed", open.span, "no `}` for this one"),
                _ if is_filtered => self.expected("`}` after the filter", token),
                Kind::Word if is_connector(token.text) => {
                    let mistake = self.expected("`[` or `}` after the name of a list", token);
                    mistake.help(format!(
                        "close the brace before `{}`: each list stands in braces of its own",
                        token.text
                    ))
                }
                _ => {
                    let mistake = self.expected("`[` or `}` after the name of a list", token);
                    mistake
                        .help("names have no blanks, and a filter stands in square brackets: `{call-centre[home=IN]}`")
                }
            }
            .into());
        }
        Ok(ListRef {
            name,
            filter,
            span: Span::new(open.span.start, token.span.end),
        })
    }

    /// `key`, `!key`, `key=value` or `key!=value`.
    fn condition(&mut self) -> Parsed<Condition> {
        let is_turned = self.take_mark('!');
        let key = self.name("the name of a column");
        let key = key.map_err(|mistake| mistake.help(CONDITIONS))?;
        let token = self.peek();
        let is_unequal = self.take_mark('!');
        if is_unequal || token.kind == Kind::Mark('=') {
            self.mark('=', "`=` and a value")?;
            if is_turned {
                let mistake = self.error("`!` before a condition with a value", token.span, "");
                return Err(mistake.help(format!("write `{}!=value`", key.value)).into());
            }
            let value = self.value()?;
            return Ok(Condition {
                key,
                value: Some(value),
                negated: is_unequal,
            });
        }
        Ok(Condition {
            key,
            value: None,
            negated: is_turned,
        })
    }

    /// Everything up to the comma or bracket that ends a condition, as written: values are data and may hold any word.
    fn value(&mut self) -> Parsed<String> {
        let first = self.peek();
        let mut last = None;
        while !matches!(
            self.peek().kind,
            Kind::Mark(',' | ']' | '}' | '{') | Kind::OpenPhrase | Kind::End
        ) {
            last = Some(self.next());
        }
        match last {
            None => Err(self.expected("a value", first).into()),
            Some(last) if first.kind == Kind::Phrase && first.span == last.span => {
                Ok(first.text.trim_matches('"').to_owned())
            }
            Some(last) => {
                let range = first.span.start - self.base..last.span.end - self.base;
                Ok(self.text.get(range).unwrap_or_default().to_owned())
            }
        }
    }
}

//! The expression language: text and its place in the file in, an [`Expr`] or one [`Diagnostic`] out. Recursive descent along the
//! grammar `or > and > not > chain > part > atom`, with a limit on brackets so that no text can exhaust the stack.

use std::mem::discriminant;

use super::ast::{Connector, Expr, ExprKind, ListRef, Requirement};
use super::cursor::{Cursor, Parsed};
use super::lexer::{Kind, Token};
use super::suggest::did_you_mean;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{SourceId, Span};

/// Words in a window.
const MAX_WINDOW: u32 = 120;

/// An expression that stands at byte `base` of a file.
pub(super) fn expression(source: SourceId, text: &str, base: usize) -> Parsed<Expr> {
    let mut cursor = Cursor::new(source, text, base);
    let expr = cursor.or()?;
    let token = cursor.peek();
    if token.kind == Kind::Mark(')') {
        let mistake = cursor.error("a `)` too many", token.span, "no bracket is open here");
        return Err(mistake.into());
    }
    if token.kind != Kind::End {
        return Err(cursor.after_operand("a connector or the end", token).into());
    }
    cursor.check_not(&expr)?;
    Ok(expr)
}

/// A list in braces, `{name[filter]}`, and nothing else.
pub(super) fn list_reference(source: SourceId, text: &str, base: usize) -> Parsed<ListRef> {
    let mut cursor = Cursor::new(source, text, base);
    let list = cursor.list()?;
    cursor.end()?;
    Ok(list)
}

/// `differ(a, b)` or `same(a, b)`.
pub(super) fn requirement(source: SourceId, text: &str, base: usize) -> Parsed<Requirement> {
    let mut cursor = Cursor::new(source, text, base);
    let verb = cursor.next();
    let differ = match verb.text {
        "differ" => true,
        "same" => false,
        _ => {
            let mistake = cursor.expected("`differ(a, b)` or `same(a, b)`", verb);
            let help = did_you_mean(verb.text, ["differ", "same"]);
            return Err(Box::new(help.into_iter().fold(mistake, Diagnostic::help)));
        }
    };
    cursor.mark('(', "`(` and the names of two parts")?;
    let first = cursor.name("the name of a part")?;
    cursor.mark(',', "`,` and the name of a second part")?;
    let second = cursor.name("the name of a second part")?;
    let close = cursor.mark(')', "`)`")?;
    cursor.end()?;
    Ok(Requirement {
        differ,
        parts: [first, second],
        span: Span::new(verb.span.start, close.span.end),
    })
}

impl<'t> Cursor<'t> {
    fn or(&mut self) -> Parsed<Expr> {
        let first = self.and()?;
        let mut operands = vec![first];
        while self.take_word("or") {
            operands.push(self.and()?);
        }
        Ok(joined(operands, ExprKind::Or, |kind| match kind {
            ExprKind::Or(inner) => Ok(inner),
            other => Err(other),
        }))
    }

    fn and(&mut self) -> Parsed<Expr> {
        let first = self.operand()?;
        let mut operands = vec![first];
        while self.take_word("and") {
            operands.push(self.operand()?);
        }
        Ok(joined(operands, ExprKind::And, |kind| match kind {
            ExprKind::And(inner) => Ok(inner),
            other => Err(other),
        }))
    }

    fn operand(&mut self) -> Parsed<Expr> {
        let start = self.peek().span.start;
        if !self.take_word("not") {
            return self.chain();
        }
        let inner = self.part()?;
        if let Some((connector, token)) = self.peek_connector()? {
            let message = format!("`not` before a chain with `{}`", shown(connector));
            let mistake = self.error(message, token.span, "does this belong to the `not`?");
            let help = "put brackets round what must not be found: `not ({a} near/8 {b})`";
            return Err(mistake.help(help).into());
        }
        let span = Span::new(start, inner.span.end);
        Ok(Expr {
            kind: ExprKind::Not(Box::new(inner)),
            name: None,
            span,
        })
    }

    fn chain(&mut self) -> Parsed<Expr> {
        let first = self.part()?;
        let mut rest: Vec<(Connector, Expr)> = Vec::new();
        let mut before: Option<Token<'t>> = None;
        while let Some((connector, token)) = self.peek_connector()? {
            if let (Some((earlier, _)), Some(earlier_token)) = (rest.last(), before)
                && discriminant(earlier) != discriminant(&connector)
            {
                let message = format!(
                    "`{}` and `{}` in one chain",
                    shown(*earlier),
                    shown(connector)
                );
                let mistake = self.error(message, token.span, "another kind of connector");
                let mistake = mistake.note(
                    self.source(),
                    earlier_token.span,
                    "the chain begins with this one",
                );
                let help = format!(
                    "put brackets round one of them: `({{a}} {} {{b}}) {} {{c}}`",
                    shown(*earlier),
                    shown(connector)
                );
                return Err(mistake.help(help).into());
            }
            self.next();
            before = Some(token);
            rest.push((connector, self.part()?));
        }
        let Some((_, last)) = rest.last() else {
            return Ok(first);
        };
        let span = Span::new(first.span.start, last.span.end);
        Ok(Expr {
            kind: ExprKind::Chain {
                first: Box::new(first),
                rest,
            },
            name: None,
            span,
        })
    }

    fn part(&mut self) -> Parsed<Expr> {
        let first = self.peek();
        let is_named = first.kind == Kind::Word && self.peek_second().kind == Kind::Mark(':');
        if !is_named {
            return self.atom();
        }
        let name = self.part_name()?;
        self.next();
        let mut expr = self.atom()?;
        if let Some(inner) = &expr.name {
            let mistake = self.error(
                "one part with two names",
                name.span,
                "the second name of the same part",
            );
            return Err(mistake
                .note(self.source(), inner.span, "the first")
                .help("keep one of them")
                .into());
        }
        if let ExprKind::Not(inner) = &expr.kind {
            let mistake = self.error(
                "a name on what must not be found",
                name.span,
                "names nothing",
            );
            return Err(mistake
                .note(self.source(), inner.span, "nothing matches here")
                .help("remove the name")
                .into());
        }
        expr.span.start = name.span.start;
        expr.name = Some(name);
        Ok(expr)
    }

    fn atom(&mut self) -> Parsed<Expr> {
        let token = self.peek();
        match token.kind {
            Kind::Mark('(') => self.bracket(),
            Kind::Mark('{') => {
                let list = self.list()?;
                let span = list.span;
                Ok(Expr {
                    kind: ExprKind::List(list),
                    name: None,
                    span,
                })
            }
            Kind::Phrase => {
                self.next();
                let words = &token.text[1..token.text.len() - 1];
                if !words.chars().any(char::is_alphanumeric) {
                    let mistake = Diagnostic::new(Code::EmptyTerm, "a phrase without a word");
                    return Err(mistake
                        .at(self.source(), token.span, "no letter and no digit in it")
                        .help("write the words it stands for, or take it out")
                        .into());
                }
                Ok(Expr {
                    kind: ExprKind::Phrase(words.to_owned()),
                    name: None,
                    span: token.span,
                })
            }
            Kind::Number => self.at_least(),
            _ => Err(self.not_an_operand(token).into()),
        }
    }

    fn bracket(&mut self) -> Parsed<Expr> {
        let open = self.next();
        self.deeper(open)?;
        let inner = self.or()?;
        let close = self.close(open, "a connector or `)`")?;
        Ok(Expr {
            span: Span::new(open.span.start, close.span.end),
            ..inner
        })
    }

    fn at_least(&mut self) -> Parsed<Expr> {
        let number = self.next();
        if !self.take_word("of") {
            let mistake = self.expected("`of`", self.peek());
            return Err(mistake
                .help(format!(
                    "a number asks for some of several: `{} of ({{a}}, {{b}}, {{c}})`",
                    number.text
                ))
                .into());
        }
        let open = self.mark('(', "`(` after `of`")?;
        self.deeper(open)?;
        let mut operands = vec![self.or()?];
        while self.take_mark(',') {
            operands.push(self.or()?);
        }
        let close = self.close(open, "`,` or `)`")?;
        let span = Span::new(number.span.start, close.span.end);
        match number.text.parse::<u32>() {
            Ok(asked) if asked >= 1 && asked as usize <= operands.len() => Ok(Expr {
                kind: ExprKind::AtLeast(asked, operands),
                name: None,
                span,
            }),
            _ => Err(self.too_few(number, operands.len()).into()),
        }
    }

    /// The connector of a chain that comes next, without taking it.
    fn peek_connector(&self) -> Parsed<Option<(Connector, Token<'t>)>> {
        let token = self.peek();
        if token.kind != Kind::Word {
            return Ok(None);
        }
        let (name, number) = token
            .text
            .split_once('/')
            .map_or((token.text, None), |(name, number)| (name, Some(number)));
        let make: fn(u32) -> Connector = match name {
            "near" => Connector::Near,
            "pre" => Connector::Pre,
            "then" if number.is_none() => return Ok(Some((Connector::Then, token))),
            _ => return Ok(None),
        };
        let Some(number) = number.filter(|number| {
            number.bytes().all(|byte| byte.is_ascii_digit()) && !number.is_empty()
        }) else {
            let mistake = self.error(
                format!("`{name}` without a number of words"),
                token.span,
                "",
            );
            return Err(mistake
                .help(format!(
                    "say how many words may stand between, without blanks: `{name}/8`"
                ))
                .into());
        };
        match number.parse::<u32>() {
            Ok(words) if words <= MAX_WINDOW => Ok(Some((make(words), token))),
            _ => {
                let mistake = Diagnostic::new(
                    Code::NumberOutOfRange,
                    format!("a window of {number} words"),
                );
                let mistake = mistake.at(
                    self.source(),
                    token.span,
                    format!("must be from 0 to {MAX_WINDOW} words"),
                );
                let help = "for a whole sentence write `and`";
                Err(mistake.help(help).into())
            }
        }
    }

    /// `not` narrows something down: each stands beside something that must be there.
    fn check_not(&self, expr: &Expr) -> Parsed<()> {
        match &expr.kind {
            ExprKind::Not(_) => {
                let mistake =
                    Diagnostic::new(Code::PureNot, "a `not` with nothing positive beside it");
                let mistake = mistake.at(self.source(), expr.span, "true of almost every text");
                Err(mistake
                    .help("say what must be there: `{a} and not {b}`")
                    .into())
            }
            ExprKind::And(operands) => {
                let is_pure = operands
                    .iter()
                    .all(|operand| matches!(operand.kind, ExprKind::Not(_)));
                for operand in operands {
                    match &operand.kind {
                        ExprKind::Not(inner) if !is_pure => self.check_not(inner)?,
                        _ => self.check_not(operand)?,
                    }
                }
                Ok(())
            }
            ExprKind::Or(operands) | ExprKind::AtLeast(_, operands) => operands
                .iter()
                .try_for_each(|operand| self.check_not(operand)),
            ExprKind::Chain { first, rest } => {
                self.check_not(first)?;
                rest.iter()
                    .try_for_each(|(_, operand)| self.check_not(operand))
            }
            ExprKind::List(_) | ExprKind::Phrase(_) => Ok(()),
        }
    }
}

/// Several operands as one expression, a single one as itself. Operands of the same kind are taken in, unless they have a name:
/// brackets leave no node, so `a and (b and c)` is `a and b and c`.
fn joined(
    mut operands: Vec<Expr>,
    kind: fn(Vec<Expr>) -> ExprKind,
    inner: fn(ExprKind) -> Result<Vec<Expr>, ExprKind>,
) -> Expr {
    if operands.len() == 1 {
        return operands.remove(0);
    }
    let span = match (operands.first(), operands.last()) {
        (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
        _ => Span::default(),
    };
    let mut all = Vec::with_capacity(operands.len());
    for operand in operands {
        if operand.name.is_some() {
            all.push(operand);
            continue;
        }
        match inner(operand.kind) {
            Ok(several) => all.extend(several),
            Err(other) => all.push(Expr {
                kind: other,
                name: None,
                span: operand.span,
            }),
        }
    }
    Expr {
        kind: kind(all),
        name: None,
        span,
    }
}

fn shown(connector: Connector) -> String {
    match connector {
        Connector::Near(words) => format!("near/{words}"),
        Connector::Pre(words) => format!("pre/{words}"),
        Connector::Then => "then".to_owned(),
    }
}

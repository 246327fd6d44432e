//! Expressions that can never hold and conditions that no match can meet. Only what follows from the laws of matching for every
//! text is reported: an expression that is merely odd is not.

use super::Compiler;
use super::lists::Lists;
use super::references::reachable_columns;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{SourceId, Spanned};
use crate::syntax::ast::{Condition, Connector, Expr, ExprKind, ListRef, RuleDecl};

impl Compiler<'_> {
    /// Reports what keeps a rule from ever firing.
    pub(super) fn never(&mut self, source: SourceId, rule: &RuleDecl, lists: &Lists) {
        self.contradictions(source, &rule.matches);
        // A guard looks at the sentences of all parts.
        let needed = needed(&rule.matches, false);
        for guard in rule.unless_sentence.iter().chain(&rule.unless_item) {
            if let Some(leaf) = needed.iter().find(|leaf| follows(guard, leaf)) {
                let problem = Diagnostic::new(
                    Code::ImpossibleWindow,
                    format!("this guard stops every match of `{}`", rule.id.value),
                )
                .at(source, guard.span, "found wherever the rule matches")
                .note(source, leaf.span, "because every match holds this")
                .help("take the guard out, or narrow it down");
                self.report(problem);
            }
        }
        for one in &rule.require {
            let [left, right] = &one.parts;
            let is_named =
                |part: &&Spanned<String>| !named(&rule.matches, &part.value, None).is_empty();
            if !one.parts.iter().all(|part| is_named(&part)) {
                continue;
            }
            let lacks = one.parts.iter().find(|part| {
                let leaves = named(&rule.matches, &part.value, None);
                !leaves.iter().any(|leaf| self.may_have_country(leaf, lists))
            });
            let (span, remark) = match lacks {
                Some(part) => (part.span, "no list here has a column `country` or `home`"),
                None if one.differ && left.value == right.value => {
                    (one.span, "a part never differs from itself")
                }
                None => continue,
            };
            let problem = Diagnostic::new(
                Code::ImpossibleCondition,
                format!("this condition of `{}` can never be met", rule.id.value),
            )
            .at(source, span, remark)
            .help("name two parts that are places or companies: `from:{place} pre/3 to:{place}`");
            self.report(problem);
        }
    }

    /// Reports operands that contradict one another, wherever in the expression.
    pub(super) fn contradictions(&mut self, source: SourceId, expr: &Expr) {
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            open.extend(expr.operands());
            match &expr.kind {
                ExprKind::And(operands) => self.contradicted(source, operands),
                ExprKind::List(list) => self.contradictory_filter(source, list),
                _ => {}
            }
        }
    }

    /// `{a} and not {a}`.
    fn contradicted(&mut self, source: SourceId, operands: &[Expr]) {
        let needed: Vec<&Expr> = operands
            .iter()
            .flat_map(|operand| needed(operand, true))
            .collect();
        for operand in operands {
            let ExprKind::Not(inner) = &operand.kind else {
                continue;
            };
            if let Some(leaf) = needed.iter().find(|leaf| follows(inner, leaf)) {
                let problem =
                    Diagnostic::new(Code::ImpossibleWindow, "this expression can never hold")
                        .at(source, operand.span, "excludes what must be there")
                        .note(source, leaf.span, "must be there")
                        .help("take one of the two out");
                self.report(problem);
            }
        }
    }

    fn may_have_country(&self, leaf: &Expr, lists: &Lists) -> bool {
        let ExprKind::List(reference) = &leaf.kind else {
            return false;
        };
        // A list that nobody knows, or that lacks its data file, is another mistake.
        lists.find(&reference.name.value).is_none_or(|list| {
            self.is_broken(list, lists)
                || reachable_columns(list, lists)
                    .iter()
                    .any(|column| column == "country" || column == "home")
        })
    }

    fn contradictory_filter(&mut self, source: SourceId, list: &ListRef) {
        for (at, one) in list.filter.iter().enumerate() {
            if list.filter[..at]
                .iter()
                .any(|other| exclude_each_other(one, other))
            {
                let problem = Diagnostic::new(
                    Code::ImpossibleWindow,
                    format!("no term of `{}` can pass this filter", list.name.value),
                )
                .at(
                    source,
                    list.span,
                    format!("`{}` contradicts what stands before it", one.key.value),
                )
                .help("all conditions of a filter must hold at once; write `or` between two lists instead");
                self.report(problem);
                return;
            }
        }
    }
}

/// The lists and phrases that every match holds; with `here`, those of its first sentence alone.
fn needed(expr: &Expr, here: bool) -> Vec<&Expr> {
    fn together(operands: &[Expr], here: bool) -> Vec<&Expr> {
        operands
            .iter()
            .flat_map(|operand| needed(operand, here))
            .collect()
    }
    match &expr.kind {
        ExprKind::List(_) | ExprKind::Phrase(_) => vec![expr],
        ExprKind::Chain { first, rest } => {
            let goes_on = |(connector, _): &&(Connector, Expr)| {
                !here || !matches!(connector, Connector::Then)
            };
            let rest = rest.iter().take_while(goes_on).map(|(_, side)| side);
            let sides = std::iter::once(&**first).chain(rest);
            sides.flat_map(|side| needed(side, here)).collect()
        }
        ExprKind::And(operands) => together(operands, here),
        ExprKind::AtLeast(count, operands) if *count as usize == operands.len() => {
            together(operands, here)
        }
        ExprKind::Not(_) | ExprKind::AtLeast(..) => Vec::new(),
        ExprKind::Or(operands) => {
            let mut sets = operands.iter().map(|operand| needed(operand, here));
            let mut common = sets.next().unwrap_or_default();
            for set in sets {
                common.retain(|leaf| set.iter().any(|other| follows(leaf, other)));
            }
            common
        }
    }
}

/// Whether `expr` matches wherever `leaf`, a list or phrase, does.
fn follows(expr: &Expr, leaf: &Expr) -> bool {
    match (&expr.kind, &leaf.kind) {
        (ExprKind::Or(operands), _) => operands.iter().any(|operand| follows(operand, leaf)),
        (ExprKind::Phrase(one), ExprKind::Phrase(other)) => one == other,
        (ExprKind::List(one), ExprKind::List(other)) => {
            let is_asked = |condition: &Condition| {
                other.filter.iter().any(|other| {
                    (&other.key.value, &other.value, other.negated)
                        == (&condition.key.value, &condition.value, condition.negated)
                })
            };
            one.name.value == other.name.value && one.filter.iter().all(is_asked)
        }
        _ => false,
    }
}

/// Whether no row can meet both.
fn exclude_each_other(one: &Condition, other: &Condition) -> bool {
    let (key, value) = (one.key.value.as_str(), &one.value);
    let (other_key, other_value) = (other.key.value.as_str(), &other.value);
    if key == other_key && value == other_value {
        return one.negated != other.negated;
    }
    let both_asked = !one.negated && !other.negated;
    // A row has one cell in a column, and one country.
    let one_cell = key == other_key && value.is_some() && other_value.is_some();
    let home =
        [key, other_key] == ["foreign", "domestic"] || [key, other_key] == ["domestic", "foreign"];
    both_asked && (one_cell || home)
}

/// The lists and phrases to which the name of a part belongs.
fn named<'e>(expr: &'e Expr, name: &str, outer: Option<&'e str>) -> Vec<&'e Expr> {
    let own = expr.name.as_ref().map(|name| name.value.as_str()).or(outer);
    match &expr.kind {
        ExprKind::List(_) | ExprKind::Phrase(_) if own == Some(name) => vec![expr],
        ExprKind::Not(_) => Vec::new(),
        _ => expr
            .operands()
            .into_iter()
            .flat_map(|operand| named(operand, name, own))
            .collect(),
    }
}

//! Terms that are evidence for two labels, each in a list of its own. Words that only help along, as "into" does, may do so for any
//! label; so only terms are meant that, put where they stand, make rules of both labels fire.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use super::{Lint, leaves};
use crate::diagnostic::{Code, Diagnostic};
use crate::ruleset::{IdSet, ListId};
use crate::span::{SourceId, Span};
use crate::syntax::ast::{Expr, ExprKind, ListRef, Status, Term};

impl<'a> Lint<'a> {
    /// Reports terms of lists that stand in one place of rules for different labels. A list that both labels use says openly what
    /// it is for.
    pub(super) fn terms_of_two_labels(&mut self) {
        let labels = self.labels_of_lists();
        let frames = self.frames(&labels);
        let mut known: HashMap<(usize, String), (ListId, SourceId, Span)> = HashMap::new();
        for (list, source, lexicon) in self.declared() {
            let Some(frames) = frames.get(&list) else {
                continue;
            };
            for term in &lexicon.terms {
                let Term::Text(text) = term else { continue };
                let Some((key, _)) = self.lists.key(&text.value) else {
                    continue;
                };
                let mut other = None;
                for frame in frames {
                    let place = (list, source, text.span);
                    let first = *known.entry((*frame, key.clone())).or_insert(place);
                    if labels[first.0.index()].is_disjoint(&labels[list.index()]) {
                        other = Some(first);
                    }
                }
                let Some((other, first, span)) = other else {
                    continue;
                };
                let of = |list: ListId| {
                    let labels: Vec<&str> = labels[list.index()].iter().copied().collect();
                    let name = &self.lists.declared[list.index()].name;
                    format!("`{name}` for {}", labels.join(" and "))
                };
                let (one, two) = (of(other), of(list));
                let message = format!(
                    "`{}` stands in lists of two labels: {one}, {two}",
                    text.value
                );
                let problem = Diagnostic::new(Code::TermInListsOfTwoLabels, message)
                    .at(source, text.span, "evidence for another label too")
                    .note(first, span, "here")
                    .help("take it out of one of the lists");
                self.found.push(problem);
            }
        }
    }

    /// Live rules with each label that they speak for.
    fn speaking(&self) -> impl Iterator<Item = (&'a str, &'a Expr)> + use<'a> {
        let rules = self.files.iter().flat_map(|file| &file.rules);
        rules
            .filter(|rule| rule.status == Status::Live)
            .flat_map(|rule| {
                let labels = rule.points().filter(|(_, points)| *points > 0);
                labels.map(|(label, _)| (label.value.as_str(), &rule.matches))
            })
    }

    /// By list: the labels for which it is evidence.
    fn labels_of_lists(&self) -> Vec<BTreeSet<&'a str>> {
        let mut lists: HashMap<&str, Vec<&ListRef>> = HashMap::new();
        for (label, expr) in self.speaking() {
            let named = leaves(expr).into_iter().filter_map(list_of);
            lists.entry(label).or_default().extend(named);
        }
        let reached: Vec<(&str, IdSet)> = lists
            .into_iter()
            .map(|(label, named)| (label, self.reached(named)))
            .collect();
        (0..self.lists.declared.len())
            .map(|list| {
                let of = reached.iter().filter(|(_, reached)| reached.contains(list));
                of.map(|(label, _)| *label).collect()
            })
            .collect()
    }

    /// By list: the numbers of the frames in which it stands. A frame is an expression with a hole; only those are of interest
    /// into which rules of different labels put different lists.
    fn frames(&self, labels: &[BTreeSet<&str>]) -> HashMap<ListId, Vec<usize>> {
        let mut frames: HashMap<String, usize> = HashMap::new();
        let mut fillings: Vec<Vec<ListId>> = Vec::new();
        for branch in self.speaking().flat_map(|(_, expr)| branches(expr)) {
            for leaf in leaves(branch) {
                let Some(list) = list_of(leaf).and_then(|list| self.lists.find(&list.name.value))
                else {
                    continue;
                };
                let mut frame = String::new();
                write_frame(branch, leaf, &mut frame);
                let next = frames.len();
                let number = *frames.entry(frame).or_insert(next);
                fillings.resize(frames.len(), Vec::new());
                fillings[number].push(list);
            }
        }
        let mut found: HashMap<ListId, Vec<usize>> = HashMap::new();
        for (number, lists) in fillings.iter_mut().enumerate() {
            lists.sort_unstable();
            lists.dedup();
            let first = lists[0].index();
            if lists
                .iter()
                .any(|list| labels[list.index()].is_disjoint(&labels[first]))
            {
                for list in lists.iter().flat_map(|list| self.closure(*list)) {
                    found.entry(list).or_default().push(number);
                }
            }
        }
        found
    }
}

fn list_of(leaf: &Expr) -> Option<&ListRef> {
    match &leaf.kind {
        ExprKind::List(list) => Some(list),
        _ => None,
    }
}

/// The operands of the outermost `or`, or the whole.
fn branches(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Or(operands) => operands.iter().flat_map(branches).collect(),
        _ => vec![expr],
    }
}

/// The expression with a hole where the name of the list `hole` stands. Two that look the same mean the same.
fn write_frame(expr: &Expr, hole: &Expr, frame: &mut String) {
    let mut all = |open: &str, operands: &mut dyn Iterator<Item = &Expr>| {
        frame.push_str(open);
        for operand in operands {
            write_frame(operand, hole, frame);
            frame.push(' ');
        }
        frame.push(')');
    };
    match &expr.kind {
        ExprKind::Or(operands) => all("or(", &mut operands.iter()),
        ExprKind::And(operands) => all("and(", &mut operands.iter()),
        ExprKind::AtLeast(count, operands) => all(&format!("{count}of("), &mut operands.iter()),
        ExprKind::Not(inner) => all("not(", &mut std::iter::once(&**inner)),
        ExprKind::Chain { first, rest } => {
            let connectors: Vec<_> = rest.iter().map(|(connector, _)| connector).collect();
            let sides = rest.iter().map(|(_, side)| side);
            all(
                &format!("{connectors:?}("),
                &mut std::iter::once(&**first).chain(sides),
            );
        }
        ExprKind::Phrase(phrase) => {
            let _ = write!(frame, "{phrase:?}");
        }
        ExprKind::List(list) => {
            let name = if std::ptr::eq(expr, hole) {
                "?"
            } else {
                &list.name.value
            };
            let _ = write!(frame, "{{{name}");
            for one in &list.filter {
                let _ = write!(frame, ",{}{:?}{}", one.key.value, one.value, one.negated);
            }
            frame.push('}');
        }
    }
}

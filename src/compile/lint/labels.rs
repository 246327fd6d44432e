//! Terms that are evidence for two labels, each in a list of its own.

use std::collections::{BTreeSet, HashMap};

use super::{Lint, leaves};
use crate::diagnostic::{Code, Diagnostic};
use crate::ruleset::{IdSet, ListId};
use crate::span::{SourceId, Span};
use crate::syntax::ast::{ExprKind, ListRef, Status, Term};

impl<'a> Lint<'a> {
    /// Reports terms of lists that no label shares. A list that rules of both labels use says openly what it is for.
    pub(super) fn terms_of_two_labels(&mut self) {
        let labels = self.labels_of_lists();
        let mut known: HashMap<String, Vec<(ListId, SourceId, Span)>> = HashMap::new();
        for (list, source, lexicon) in self.declared() {
            let own = &labels[list.index()];
            if own.is_empty() {
                continue;
            }
            for term in &lexicon.terms {
                let Term::Text(text) = term else { continue };
                let Some((key, _)) = self.lists.key(&text.value) else {
                    continue;
                };
                let places = known.entry(key).or_default();
                let other = places
                    .iter()
                    .find(|(other, ..)| labels[other.index()].is_disjoint(own))
                    .copied();
                if let Some((other, first, span)) = other {
                    let of = |list: ListId| {
                        let labels: Vec<&str> = labels[list.index()].iter().copied().collect();
                        let name = &self.lists.declared[list.index()].name;
                        format!("`{name}` for {}", labels.join(" and "))
                    };
                    let message = format!(
                        "`{}` stands in lists of two labels: {}, {}",
                        text.value,
                        of(other),
                        of(list)
                    );
                    let problem = Diagnostic::new(Code::TermInListsOfTwoLabels, message)
                        .at(source, text.span, "also evidence for another label")
                        .note(first, span, "here too")
                        .help("take it out of one list, or put it into a list that both use");
                    self.found.push(problem);
                }
                // One place for each set of labels is enough to compare with.
                if !places.iter().any(|(one, ..)| labels[one.index()] == *own) {
                    places.push((list, source, text.span));
                }
            }
        }
    }

    /// By list: the labels of the live rules that it is evidence for.
    fn labels_of_lists(&self) -> Vec<BTreeSet<&'a str>> {
        let mut lists: HashMap<&'a str, Vec<&'a ListRef>> = HashMap::new();
        let rules = self.files.iter().flat_map(|file| &file.rules);
        for rule in rules.filter(|rule| rule.status == Status::Live) {
            for (label, points) in rule.points() {
                let named = leaves(&rule.matches)
                    .into_iter()
                    .filter_map(|leaf| match &leaf.kind {
                        ExprKind::List(list) => Some(list),
                        _ => None,
                    });
                if points > 0 {
                    lists.entry(&label.value).or_default().extend(named);
                }
            }
        }
        let reached: Vec<(&'a str, IdSet)> = lists
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
}

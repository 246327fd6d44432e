//! References from list to list: names to numbers, filters to conditions, and circles found.

use std::collections::HashMap;

use super::lists::Lists;
use super::{Compiler, countries};
use crate::diagnostic::{Code, Diagnostic};
use crate::ruleset::{Condition, Filter, IdSet, ListId, Test};
use crate::span::SourceId;
use crate::syntax::ast::{self, LexiconDecl, ListRef, Term};

impl Compiler<'_> {
    /// The lists among the terms of a list.
    pub(super) fn include_lists(
        &mut self,
        list: ListId,
        source: SourceId,
        terms: &[Term],
        lists: &mut Lists,
    ) {
        for term in terms {
            if let Term::List(reference) = term
                && let Some((included, filter)) = self.resolve(source, reference, lists)
            {
                lists.include(list, included, filter);
            }
        }
    }

    /// A reference to a list, with its filter.
    pub(super) fn resolve(
        &mut self,
        source: SourceId,
        reference: &ListRef,
        lists: &mut Lists,
    ) -> Option<(ListId, Filter)> {
        let Some(list) = lists.find(&reference.name.value) else {
            let known: Vec<&str> = lists.names().collect();
            self.unknown(Code::UnknownList, "list", source, &reference.name, known);
            return None;
        };
        let conditions = reference
            .filter
            .iter()
            .filter_map(|one| self.condition(source, list, one, lists))
            .collect();
        Some((list, Filter(conditions)))
    }

    fn condition(
        &mut self,
        source: SourceId,
        list: ListId,
        one: &ast::Condition,
        lists: &mut Lists,
    ) -> Option<Condition> {
        let columns = reachable_columns(list, lists);
        let key = one.key.value.as_str();
        let has_country = columns
            .iter()
            .any(|column| column == "country" || column == "home");
        let test = match (key, &one.value) {
            ("foreign", None) if has_country => Test::Foreign,
            ("domestic", None) if has_country => Test::Domestic,
            ("country" | "home", Some(code)) if has_country => {
                let found = countries::country(code).map_err(|help| {
                    let message = format!("`{code}` is no ISO 3166 alpha-2 code");
                    let problem = Diagnostic::new(Code::UnknownValue, message);
                    self.report(
                        problem
                            .at(source, one.key.span, "in this filter")
                            .help(help),
                    );
                });
                Test::In(found.ok()?)
            }
            // Of a list with a mistake in it nobody knows the columns.
            _ if !columns.iter().any(|column| column == key) && self.is_broken(list, lists) => {
                return None;
            }
            _ if !columns.iter().any(|column| column == key) => {
                let mut known: Vec<&str> = columns
                    .iter()
                    .map(String::as_str)
                    .filter(|name| *name != "term")
                    .collect();
                if has_country {
                    known.extend(["foreign", "domestic"]);
                }
                let what = format!(
                    "column in the data files of `{}` called",
                    lists.declared[list.index()].name
                );
                if ["foreign", "domestic"].contains(&key) {
                    let problem = Diagnostic::new(
                        Code::UnknownColumn,
                        format!("there is no {what} `country` or `home`"),
                    );
                    let remark = format!("`{key}` compares countries");
                    self.report(problem.at(source, one.key.span, remark).help(
                        "use a list of places or companies, or give the data file such a column",
                    ));
                    return None;
                }
                self.unknown(Code::UnknownColumn, &what, source, &one.key, known);
                return None;
            }
            (key, None) => Test::Filled(lists.data.column(key)),
            (key, Some(text)) => Test::Equals(lists.data.column(key), lists.data.text(text)),
        };
        Some(Condition {
            test,
            negated: one.negated,
        })
    }

    /// Reports lists that include themselves, and cuts the circle so that the other checks can go on.
    pub(super) fn find_cycles(
        &mut self,
        declared: &[(ListId, SourceId, &LexiconDecl)],
        lists: &mut Lists,
    ) {
        let places: HashMap<ListId, (SourceId, &LexiconDecl)> = declared
            .iter()
            .map(|&(list, source, lexicon)| (list, (source, lexicon)))
            .collect();
        for &(list, source, lexicon) in declared {
            let mut path = vec![list];
            if find_path(lists, list, list, &mut path) {
                let name = |list: ListId| lists.declared[list.index()].name.as_str();
                let names: Vec<String> = path.iter().map(|&at| format!("`{}`", name(at))).collect();
                let message = format!("lists contain each other: {}", names.join(" contains "));
                let mut problem = Diagnostic::new(Code::ListCycle, message)
                    .at(source, lexicon.name.span, "contains itself")
                    .help("take one of the inclusions out");
                for pair in path.windows(2) {
                    let inclusion = places.get(&pair[0]).and_then(|&(source, lexicon)| {
                        let mut terms = lexicon.terms.iter();
                        terms.find_map(|term| match term {
                            Term::List(found) if found.name.value == name(pair[1]) => {
                                Some((source, found.name.span))
                            }
                            _ => None,
                        })
                    });
                    if let Some((source, span)) = inclusion {
                        let remark = format!("`{}` contains `{}`", name(pair[0]), name(pair[1]));
                        problem = problem.note(source, span, remark);
                    }
                }
                self.report(problem);
                self.broken.lists.extend(path.iter().copied());
                lists.declared[list.index()].includes.clear();
            }
        }
    }
}

pub(super) fn reachable_columns(list: ListId, lists: &Lists) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen = IdSet::default();
    let mut stack = vec![list];
    while let Some(list) = stack.pop() {
        if seen.contains(list.index()) {
            continue;
        }
        seen.insert(list.index());
        found.extend(lists.columns[list.index()].iter().cloned());
        stack.extend(
            lists.declared[list.index()]
                .includes
                .iter()
                .map(|(included, _)| *included),
        );
    }
    found
}

/// Whether a way of inclusion leads from `from` back to `target`; `path` then holds it.
fn find_path(lists: &Lists, from: ListId, target: ListId, path: &mut Vec<ListId>) -> bool {
    let mut seen = IdSet::default();
    // Depth first with an explicit stack: how deep lists are nested is up to the author.
    let mut stack: Vec<(ListId, usize)> = vec![(from, 0)];
    while let Some(&mut (at, ref mut next)) = stack.last_mut() {
        let Some((included, _)) = lists.declared[at.index()].includes.get(*next) else {
            stack.pop();
            continue;
        };
        *next += 1;
        if *included == target {
            path.clear();
            path.extend(stack.iter().map(|(list, _)| *list));
            path.push(target);
            return true;
        }
        if !seen.contains(included.index()) {
            seen.insert(included.index());
            stack.push((*included, 0));
        }
    }
    false
}

//! Warnings about rule files that work: what is superfluous, what can never matter, what is probably a slip. Looked for only when
//! rules are checked, never when they are run. Every pass costs as much as the rules are long, and reports nothing that some text
//! could prove wrong.

mod filters;
mod forms;
mod labels;
mod masks;
mod terms;
mod unused;

use std::collections::HashSet;

use super::Compiler;
use super::lists::Lists;
use crate::diagnostic::{Diagnostic, SourceMap};
use crate::ruleset::{IdSet, ListId, RuleSet};
use crate::span::SourceId;
use crate::syntax::ast::{Expr, ExprKind, LexiconDecl, ListRef, RuleFile, Term};

impl RuleSet {
    /// What is to be said of rule files. Where a mistake in them `hides` something, what seems to be used nowhere may only be
    /// misspelt where it is used: then only that is looked at which is wrong whatever else is there.
    pub(crate) fn lint(sources: &SourceMap, files: &[RuleFile], hides: bool) -> Vec<Diagnostic> {
        // They have been reported by whoever compiled the files.
        let mut errors = Vec::new();
        let mut compiler = Compiler::new(sources, &mut errors);
        let lists = compiler.lists(files);
        let mut lint = Lint {
            files,
            lists,
            found: Vec::new(),
        };
        lint.shadowed_terms(&mut compiler);
        if !hides {
            lint.terms_of_two_labels();
            lint.unused_lists();
            lint.unused_cues();
            lint.masks();
            lint.filters();
            lint.idle_forms();
        }
        lint.found
    }
}

/// Rule files, their lists by number, and what has been found.
struct Lint<'a> {
    files: &'a [RuleFile],
    lists: Lists,
    found: Vec<Diagnostic>,
}

impl<'a> Lint<'a> {
    /// The lists as declared, each name once, with their numbers.
    fn declared(&self) -> Vec<(ListId, SourceId, &'a LexiconDecl)> {
        let mut seen = HashSet::new();
        let declared = self.files.iter().flat_map(|file| {
            let lexicons = file.lexicons.iter();
            lexicons.map(move |lexicon| (file.source, lexicon))
        });
        declared
            .filter_map(|(source, lexicon)| {
                let list = self.lists.find(&lexicon.name.value)?;
                seen.insert(list).then_some((list, source, lexicon))
            })
            .collect()
    }

    /// A list and all that it includes.
    fn closure(&self, list: ListId) -> Vec<ListId> {
        let mut seen = HashSet::from([list]);
        let mut found = vec![list];
        let mut at = 0;
        while let Some(list) = found.get(at).copied() {
            at += 1;
            for &(included, _) in &self.lists.declared[list.index()].includes {
                if seen.insert(included) {
                    found.push(included);
                }
            }
        }
        found
    }

    /// The lists that expressions name, themselves and by inclusion.
    fn reached<'l>(&self, named: impl IntoIterator<Item = &'l ListRef>) -> IdSet {
        let named = named.into_iter();
        let mut open: Vec<ListId> = named
            .filter_map(|list| self.lists.find(&list.name.value))
            .collect();
        let mut reached = IdSet::default();
        while let Some(list) = open.pop() {
            if !reached.contains(list.index()) {
                reached.insert(list.index());
                let includes = &self.lists.declared[list.index()].includes;
                open.extend(includes.iter().map(|(included, _)| *included));
            }
        }
        reached
    }
}

/// The lists among the terms of a list or a cue.
fn included(terms: &[Term]) -> impl Iterator<Item = &ListRef> {
    terms.iter().filter_map(|term| match term {
        Term::List(list) => Some(list),
        Term::Text(_) => None,
    })
}

/// The lists and phrases of which a match of the expression is made; not those under a `not`.
fn leaves(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::List(_) | ExprKind::Phrase(_) => vec![expr],
        ExprKind::Not(_) => Vec::new(),
        _ => expr.operands().into_iter().flat_map(leaves).collect(),
    }
}

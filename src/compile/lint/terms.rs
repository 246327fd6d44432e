//! Terms that can never win against another term of their own list (law 2).

use std::collections::{HashMap, HashSet};

use super::Lint;
use crate::compile::data::Data;
use crate::compile::lists::term_forms;
use crate::compile::{Compiler, DATA_FOLDER};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{SourceId, Span, Spanned};
use crate::syntax::ast::{Case, LexiconDecl, Term};

/// A term as it is looked for: folded, and as written where case counts.
type Form = (String, Option<String>);

/// Where the term stands that a form comes from first.
type Places = HashMap<Form, (SourceId, Span)>;

impl<'a> Lint<'a> {
    /// Terms of which every form is a form of another, and rows of data files whose term stands in the list before: of two
    /// that match the same words the first one wins.
    pub(super) fn shadowed_terms(&mut self, compiler: &mut Compiler<'_>) {
        let mut told = HashSet::new();
        for (_, source, lexicon) in self.declared() {
            let mut places = self.shadowed_in_list(source, lexicon);
            for file in &lexicon.files {
                let name = format!("{DATA_FOLDER}{}", file.value);
                let Some(data) = compiler.sources.find(&name) else {
                    continue;
                };
                // Read once more: where a row stands is kept nowhere.
                let table = compiler.table(data, &mut Data::default());
                for (term, _, span) in table.terms {
                    let Some(form) = self.form(lexicon, &term) else {
                        continue;
                    };
                    match places.get(&form) {
                        None => drop(places.insert(form, (data, span))),
                        // One row may give a term twice; that is no harm.
                        Some(&first) if first == (data, span) => {}
                        Some(&first) if told.insert((data, span.start, form.0.clone())) => {
                            self.shadowed(&term, &lexicon.name, (data, span), first);
                        }
                        Some(_) => {}
                    }
                }
            }
        }
    }

    fn form(&mut self, lexicon: &LexiconDecl, term: &str) -> Option<Form> {
        let (key, cased) = self.lists.key(term)?;
        Some((key, (lexicon.case == Case::Exact).then_some(cased)))
    }

    /// Reports the terms that could go from a list without a difference, and gives the places of all forms.
    fn shadowed_in_list(&mut self, source: SourceId, lexicon: &'a LexiconDecl) -> Places {
        let texts = lexicon.terms.iter().filter_map(|term| match term {
            Term::Text(text) => Some(text),
            Term::List(_) => None,
        });
        let forms: Vec<(&Spanned<String>, Vec<Form>)> = texts
            .map(|text| {
                let forms = term_forms(lexicon, &text.value);
                let forms = forms.iter().filter_map(|form| self.form(lexicon, form));
                (text, forms.collect())
            })
            .collect();
        // How many terms give each form. What is reported no longer counts, so that all that is reported can go at once.
        let mut count: HashMap<&Form, usize> = HashMap::new();
        let mut places = Places::new();
        for (text, forms) in &forms {
            for form in unique(forms) {
                *count.entry(form).or_default() += 1;
                places.entry(form.clone()).or_insert((source, text.span));
            }
        }
        for (text, forms) in forms.iter().rev() {
            let forms = unique(forms);
            if forms.is_empty() || forms.iter().any(|form| count[form] < 2) {
                continue;
            }
            for form in &forms {
                *count.entry(form).or_default() -= 1;
            }
            let first = places[forms[0]];
            self.shadowed(&text.value, &lexicon.name, (source, text.span), first);
        }
        places
    }

    fn shadowed(
        &mut self,
        term: &str,
        list: &Spanned<String>,
        (source, span): (SourceId, Span),
        first: (SourceId, Span),
    ) {
        let problem = Diagnostic::new(
            Code::ShadowedTerm,
            format!("`{term}` of the list `{}` can never win", list.value),
        )
        .at(source, span, "shadowed")
        .note(
            first.0,
            first.1,
            "this matches the same words and stands before it",
        )
        .help("delete it");
        self.found.push(problem);
    }
}

fn unique(forms: &[Form]) -> Vec<&Form> {
    let mut unique: Vec<&Form> = forms.iter().collect();
    unique.sort_unstable();
    unique.dedup();
    unique
}

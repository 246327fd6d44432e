//! Inflection that inflects nothing.

use super::Lint;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{SourceId, Span};
use crate::syntax::ast::{Inflect, LexiconDecl, Term};
use crate::syntax::suggest;

impl Lint<'_> {
    /// Reports forms of words that no term of the list has, and inflection in lists without words.
    pub(super) fn idle_forms(&mut self) {
        for (_, source, lexicon) in self.declared() {
            let first = lexicon.forms.values().map(|forms| forms.span).min();
            match (lexicon.inflect, first) {
                (None, None) => {}
                (None, Some(first)) => self.idle(
                    (source, first),
                    format!(
                        "forms in the list `{}`, which has no `inflect`",
                        lexicon.name.value
                    ),
                    "add `inflect = \"verb\"` or `inflect = \"noun\"`",
                ),
                (Some(_), _) if words(lexicon).next().is_none() => self.idle(
                    (source, lexicon.name.span),
                    format!("the list `{}` has no words to inflect", lexicon.name.value),
                    "take `inflect` out; in a data file write the forms out, with `|` between them",
                ),
                (Some(inflect), _) => {
                    let words = words(lexicon);
                    let known: Vec<&str> = words
                        .flat_map(|term| [Some(term), inflect.word(term)])
                        .flatten()
                        .collect();
                    for (term, forms) in &lexicon.forms {
                        if known.contains(&term.as_str()) {
                            continue;
                        }
                        let help = match suggest::nearest(term, known.iter().copied()) {
                            Some(nearest) => format!("did you mean `{nearest}`?"),
                            None => "take them out, or write the term into `terms`".to_owned(),
                        };
                        let end = match inflect {
                            Inflect::Verb => "begins",
                            Inflect::Noun => "ends",
                        };
                        let list = &lexicon.name.value;
                        let message = format!(
                            "no term of `{list}` {end} with `{term}`, so that its forms stand for nothing"
                        );
                        self.idle((source, forms.span), message, &help);
                    }
                }
            }
        }
    }

    fn idle(&mut self, (source, span): (SourceId, Span), message: String, help: &str) {
        let problem = Diagnostic::new(Code::IdleForms, message);
        let problem = problem.at(source, span, "changes nothing");
        self.found.push(problem.help(help));
    }
}

/// The terms of a list but those that are lists.
fn words(lexicon: &LexiconDecl) -> impl Iterator<Item = &str> {
    lexicon.terms.iter().filter_map(|term| match term {
        Term::Text(text) => Some(text.value.as_str()),
        Term::List(_) => None,
    })
}

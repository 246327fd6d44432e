//! The terms of all lists as people wrote them, each with the folded forms that stand for it: for counting by what can be edited.

use std::collections::HashMap;

use super::data::Data;
use super::lists::{Lists, term_forms};
use super::{Compiler, DATA_FOLDER};
use crate::diagnostic::SourceMap;
use crate::ruleset::{ListId, RuleSet};
use crate::span::{SourceId, Span, Spanned};
use crate::syntax::ast::{RuleFile, Term};

/// A term as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// The list that holds it.
    pub(crate) list: ListId,
    /// The term; of open classes there is one for all of a list, as first written.
    pub(crate) term: String,
    /// Where it stands.
    pub(crate) source: SourceId,
    /// Its place there.
    pub(crate) span: Span,
    /// Its forms, folded and with single blanks; one without words for an open class.
    pub(crate) forms: Vec<String>,
}

/// The terms of the lists and cues of `files`, of which `rules` are compiled, in their order.
pub(crate) fn written(sources: &SourceMap, files: &[RuleFile], rules: &RuleSet) -> Vec<Written> {
    let mut problems = Vec::new();
    let mut reader = Reader {
        compiler: Compiler::new(sources, &mut problems),
        lists: Lists::default(),
        found: Vec::new(),
    };
    let names = rules.lists.iter().map(|list| list.name.as_str());
    let by_name: HashMap<&str, ListId> = names.zip((0..).map(ListId)).collect();
    let find = |name: &str| by_name.get(name).copied();
    for file in files {
        for lexicon in &file.lexicons {
            let Some(list) = find(&lexicon.name.value) else {
                continue;
            };
            for term in texts(&lexicon.terms) {
                let forms = term_forms(lexicon, &term.value);
                reader.add(list, &term.value, file.source, term.span, &forms);
            }
            for name in &lexicon.files {
                reader.data(list, &name.value);
            }
            if let Some(regex) = lexicon.regex.first() {
                reader.found.push(Written {
                    list,
                    term: regex.value.clone(),
                    source: file.source,
                    span: regex.span,
                    forms: vec![String::new()],
                });
            }
        }
        for cue in &file.cues {
            let terms = texts(&cue.terms).map(|term| ("terms", term));
            let pseudo = cue.pseudo.iter().map(|term| ("pseudo", term));
            for (kind, term) in terms.chain(pseudo) {
                if let Some(list) = find(&format!("cue:{}:{kind}", cue.name.value)) {
                    let forms = std::slice::from_ref(&term.value);
                    reader.add(list, &term.value, file.source, term.span, forms);
                }
            }
        }
    }
    reader.found
}

fn texts(terms: &[Term]) -> impl Iterator<Item = &Spanned<String>> {
    terms.iter().filter_map(|term| match term {
        Term::Text(text) => Some(text),
        Term::List(_) => None,
    })
}

struct Reader<'a> {
    compiler: Compiler<'a>,
    /// For their way of folding terms.
    lists: Lists,
    found: Vec<Written>,
}

impl Reader<'_> {
    fn add(&mut self, list: ListId, term: &str, source: SourceId, span: Span, forms: &[String]) {
        let folded = forms.iter().filter_map(|form| self.lists.key(form));
        let forms = folded.map(|(form, _)| form).collect();
        self.found.push(Written {
            list,
            term: term.to_owned(),
            source,
            span,
            forms,
        });
    }

    fn data(&mut self, list: ListId, file: &str) {
        let sources = self.compiler.sources;
        if let Some(source) = sources.find(&format!("{DATA_FOLDER}{file}")) {
            let table = self.compiler.table(source, &mut Data::default());
            for (term, _, span) in table.terms {
                self.add(list, &term, source, span, std::slice::from_ref(&term));
            }
        }
    }
}

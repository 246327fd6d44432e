//! The parts of a rule set that can be idle: terms, masks, cues and guards, as written, with the place of each.

use crate::classify::Unmet;
use crate::compile::written;
use crate::diagnostic::SourceMap;
use crate::ruleset::{RuleId, RuleSet, Tag};
use crate::span::{SourceId, Span};
use crate::syntax::ast::RuleFile;

/// A term of a list or a cue.
#[derive(Clone, Debug)]
pub struct TermPart {
    /// The list, or what the cue has of it: `cue:denied:terms`.
    pub list: String,
    /// As written.
    pub term: String,
    /// Where it stands: `shared.toml:7`.
    pub at: String,
}

/// A mask.
#[derive(Clone, Debug)]
pub struct MaskPart {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub at: String,
}

/// A cue.
#[derive(Clone, Debug)]
pub struct CuePart {
    /// Its name.
    pub name: String,
    /// The tag it gives.
    pub tag: Tag,
    /// Where it stands.
    pub at: String,
}

/// An `unless` of a rule.
#[derive(Clone, Debug)]
pub struct GuardPart {
    /// The rule.
    pub rule: RuleId,
    /// As written.
    pub text: String,
    /// Where it stands.
    pub at: String,
}

/// All of them, in the order of the files.
#[derive(Debug, Default)]
pub struct Parts {
    /// Terms of lists and cues.
    pub terms: Vec<TermPart>,
    /// Masks.
    pub masks: Vec<MaskPart>,
    /// Cues.
    pub cues: Vec<CuePart>,
    /// Guards, by rule; of a rule first `unless.sentence`, then `unless.item`.
    pub guards: Vec<GuardPart>,
}

impl Parts {
    /// Those of `files`, of which `rules` are compiled; and all terms, by their numbers, to be met.
    pub(super) fn new(sources: &SourceMap, files: &[RuleFile], rules: &RuleSet) -> (Self, Unmet) {
        let at = |source: SourceId, span: Span| {
            let (line, _) = sources.line_column(source, span.start);
            format!("{}:{line}", sources.name(source))
        };
        let mut parts = Self::default();
        let mut unmet = Unmet::default();
        for term in written(sources, files, rules) {
            let nth = parts.terms.len() as u32;
            for form in term.forms {
                unmet.add(form, term.list, nth);
            }
            parts.terms.push(TermPart {
                list: rules.lists[term.list.index()].name.clone(),
                term: term.term,
                at: at(term.source, term.span),
            });
        }
        let mut rule = 0;
        for file in files {
            parts.masks.extend(file.masks.iter().map(|mask| MaskPart {
                name: mask.name.value.clone(),
                at: at(file.source, mask.name.span),
            }));
            parts.cues.extend(file.cues.iter().map(|cue| CuePart {
                name: cue.name.value.clone(),
                tag: cue.tag.value,
                at: at(file.source, cue.name.span),
            }));
            for declared in &file.rules {
                let guards = declared.unless_sentence.iter().chain(&declared.unless_item);
                parts.guards.extend(guards.map(|guard| GuardPart {
                    rule: RuleId(rule),
                    text: sources.text(file.source)[guard.span.range()].to_owned(),
                    at: at(file.source, guard.span),
                }));
                rule += 1;
            }
        }
        (parts, unmet)
    }
}

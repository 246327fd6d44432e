//! Lists and cues that could go without a difference.

use std::collections::BTreeSet;

use super::{Lint, included};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Spanned;
use crate::syntax::ast::{CueDecl, Reach, RuleDecl, Side, Tag, Term};

impl Lint<'_> {
    /// Lists that no expression, mask or cue names, and no list that is named by one.
    pub(super) fn unused_lists(&mut self) {
        let files = self.files.iter();
        let named = files.flat_map(|file| {
            let rules = file.rules.iter().flat_map(RuleDecl::expressions);
            let masks = file.masks.iter().map(|mask| &mask.find);
            let cues = file.cues.iter().flat_map(|cue| included(&cue.terms));
            rules.chain(masks).flat_map(|expr| expr.lists()).chain(cues)
        });
        let mut used = self.reached(named);
        let hidden = self.files.iter().flat_map(|file| &file.masks);
        for name in hidden.flat_map(|mask| &mask.hides) {
            if let Some(list) = self.lists.find(&name.value) {
                used.insert(list.index());
            }
        }
        for (list, source, lexicon) in self.declared() {
            // Places, companies and nationalities tell the home of an item, and where clauses end, without being named.
            let columns = &self.lists.columns[list.index()];
            let tells_home = columns
                .iter()
                .any(|column| column == "country" || column == "home");
            if !used.contains(list.index()) && !tells_home {
                let name = &lexicon.name;
                let problem = Diagnostic::new(
                    Code::UnusedList,
                    format!("nothing uses the list `{}`", name.value),
                )
                .at(source, name.span, "named by no rule, mask or cue")
                .help("delete it, or use it in a rule");
                self.found.push(problem);
            }
        }
    }

    /// Cues without a trigger, and cues that say what another has said.
    pub(super) fn unused_cues(&mut self) {
        let mut known: Vec<(Triggers, &CueDecl)> = Vec::new();
        for file in self.files {
            for cue in &file.cues {
                let triggers = self.triggers(cue);
                let name = &cue.name;
                let covering = known
                    .iter()
                    .find(|(others, other)| *others == triggers && covers(other, cue));
                let why = if cue.terms.is_empty() {
                    Some("it has no trigger".to_owned())
                } else {
                    covering
                        .map(|(_, other)| format!("the cue `{}` does the same", other.name.value))
                };
                if let Some(why) = why {
                    let problem = Diagnostic::new(
                        Code::UnusedCue,
                        format!("the cue `{}` changes nothing", name.value),
                    )
                    .at(file.source, name.span, why)
                    .help("delete it, or give it other `terms`");
                    self.found.push(problem);
                }
                known.push((triggers, cue));
            }
        }
    }

    fn triggers(&mut self, cue: &CueDecl) -> Triggers {
        let own = cue.terms.iter().map(|term| match term {
            Term::Text(text) => self
                .lists
                .key(&text.value)
                .map_or_else(|| text.value.clone(), |(key, _)| key),
            Term::List(list) => format!("{{{}{:?}}}", list.name.value, list.filter),
        });
        let own = own.collect();
        let mut keys = |texts: &[Spanned<String>]| {
            let keys = texts.iter();
            keys.map(|text| {
                self.lists
                    .key(&text.value)
                    .map_or_else(|| text.value.clone(), |(key, _)| key)
            })
            .collect()
        };
        Triggers {
            tag: cue.tag.value,
            own,
            pseudo: keys(&cue.pseudo),
            stop: keys(&cue.stop),
        }
    }
}

/// What a cue looks for.
#[derive(PartialEq)]
struct Triggers {
    tag: Tag,
    own: BTreeSet<String>,
    pseudo: BTreeSet<String>,
    stop: BTreeSet<String>,
}

/// Whether a cue with the same triggers reaches at least what `cue` reaches.
fn covers(other: &CueDecl, cue: &CueDecl) -> bool {
    let side = other.side == cue.side || other.side == Side::Either;
    let reach = match (other.reach.value, cue.reach.value) {
        (Reach::NextSentence, _) => true,
        (Reach::Words(_), Reach::NextSentence) => false,
        (Reach::Words(other), Reach::Words(own)) => other >= own,
    };
    side && reach
}

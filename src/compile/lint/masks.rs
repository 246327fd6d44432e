//! Masks that hide nothing, and rules of which a mask hides everything (law 7).

use std::collections::{HashMap, HashSet};

use super::{Lint, included, leaves};
use crate::diagnostic::{Code, Diagnostic};
use crate::ruleset::{IdSet, ListId};
use crate::span::{SourceId, Span};
use crate::syntax::ast::{Expr, ExprKind, MaskDecl, RuleDecl};

/// Masks with what their checks need.
struct Masks<'l> {
    masks: Vec<Mask<'l>>,
    /// By list: its own terms, folded, and whether case counts.
    terms: Vec<Vec<(&'l str, bool)>>,
}

struct Mask<'l> {
    name: &'l str,
    source: SourceId,
    /// The place of its expression.
    find: Span,
    hides: Vec<ListId>,
    /// The words of which its matches are made; nothing where they cannot be listed.
    words: Option<HashSet<&'l str>>,
    /// Where it lies wherever one of some lists or phrases has a hit: these lists, and the terms that count in any case.
    covers: Option<(IdSet, HashSet<&'l str>)>,
}

impl Lint<'_> {
    /// Looks at every mask, and at every rule that one may cover.
    pub(super) fn masks(&mut self) {
        let phrases = self.phrases();
        let found = self.about_masks(&phrases);
        self.found.extend(found);
    }

    /// The phrases of masks, folded.
    fn phrases(&mut self) -> HashMap<String, String> {
        let masks = self.files.iter().flat_map(|file| &file.masks);
        let mut phrases = HashMap::new();
        for leaf in masks.flat_map(|mask| leaves(&mask.find)) {
            if let ExprKind::Phrase(phrase) = &leaf.kind
                && let Some((key, _)) = self.lists.key(phrase)
            {
                phrases.insert(phrase.clone(), key);
            }
        }
        phrases
    }

    fn about_masks(&self, phrases: &HashMap<String, String>) -> Vec<Diagnostic> {
        let mut terms = vec![Vec::new(); self.lists.declared.len()];
        for (key, entries) in &self.lists.terms {
            for entry in entries {
                terms[entry.list.index()].push((key.as_str(), entry.cased.is_some()));
            }
        }
        let mut masks = Masks {
            masks: Vec::new(),
            terms,
        };
        let files = self.files.iter();
        let used = self.reached(files.flat_map(|file| {
            let rules = file.rules.iter().flat_map(RuleDecl::expressions);
            let cues = file.cues.iter().flat_map(|cue| included(&cue.terms));
            rules.flat_map(|expr| expr.lists()).chain(cues)
        }));
        let mut found = Vec::new();
        for file in self.files {
            for declared in &file.masks {
                let mask = self.mask(file.source, declared, phrases, &masks.terms);
                let help = "delete it, or correct what it finds or hides";
                if !mask.hides.iter().any(|list| used.contains(list.index())) {
                    let message = format!("the mask `{}` hides nothing", mask.name);
                    let problem = Diagnostic::new(Code::UnusedMask, message)
                        .at(
                            file.source,
                            declared.name.span,
                            "no rule uses what it hides",
                        )
                        .help(help);
                    found.push(problem);
                } else if let Some(words) = &mask.words {
                    for name in &declared.hides {
                        let list = self.lists.find(&name.value);
                        let hidden = list.and_then(|list| self.words(list, &masks.terms));
                        if hidden.is_some_and(|hidden| hidden.is_disjoint(words)) {
                            let message = format!(
                                "the mask `{}` can never hide a term of `{}`",
                                mask.name, name.value
                            );
                            let remark = "shares no word with what the mask finds";
                            let problem = Diagnostic::new(Code::MaskMeetsNoList, message)
                                .at(file.source, name.span, remark)
                                .note(file.source, declared.find.span, "")
                                .help("take the list out of `hides`, or correct `find`");
                            found.push(problem);
                        }
                    }
                }
                masks.masks.push(mask);
            }
        }
        self.covered_rules(&masks, &mut found);
        found
    }

    fn mask<'l>(
        &'l self,
        source: SourceId,
        declared: &'l MaskDecl,
        phrases: &'l HashMap<String, String>,
        terms: &[Vec<(&'l str, bool)>],
    ) -> Mask<'l> {
        let leaves = leaves(&declared.find);
        let words = leaves.iter().map(|leaf| match &leaf.kind {
            ExprKind::List(list) => self.words(self.lists.find(&list.name.value)?, terms),
            ExprKind::Phrase(phrase) => Some(words(phrases.get(phrase)?).collect()),
            _ => None,
        });
        let words: Option<Vec<HashSet<&str>>> = words.collect();
        Mask {
            name: &declared.name.value,
            source,
            find: declared.find.span,
            hides: declared
                .hides
                .iter()
                .filter_map(|name| self.lists.find(&name.value))
                .collect(),
            words: words.map(|words| words.into_iter().flatten().collect()),
            covers: is_plain(&declared.find).then(|| self.covers(&leaves, phrases, terms)),
        }
    }

    /// The words of a list's terms; nothing where open classes or names are among them.
    fn words<'l>(&self, list: ListId, terms: &[Vec<(&'l str, bool)>]) -> Option<HashSet<&'l str>> {
        let lists = self.closure(list);
        let is_open = |list: &ListId| {
            let declared = &self.lists.declared[list.index()];
            declared.is_name || !declared.open_classes.is_empty()
        };
        if lists.iter().any(is_open) {
            return None;
        }
        let terms = lists.iter().flat_map(|list| &terms[list.index()]);
        Some(terms.flat_map(|(term, _)| words(term)).collect())
    }

    /// The lists all of whose hits are matches of the mask, and the terms, single or part of longer ones, on which it lies.
    fn covers<'l>(
        &'l self,
        leaves: &[&'l Expr],
        phrases: &'l HashMap<String, String>,
        terms: &[Vec<(&'l str, bool)>],
    ) -> (IdSet, HashSet<&'l str>) {
        let mut lists = IdSet::default();
        let mut keys = HashSet::new();
        for leaf in leaves {
            match &leaf.kind {
                ExprKind::Phrase(phrase) => keys.extend(phrases.get(phrase).map(String::as_str)),
                ExprKind::List(list) if list.filter.is_empty() => {
                    let mut open: Vec<ListId> =
                        self.lists.find(&list.name.value).into_iter().collect();
                    while let Some(list) = open.pop() {
                        let declared = &self.lists.declared[list.index()];
                        if lists.contains(list.index()) {
                            continue;
                        }
                        lists.insert(list.index());
                        let whole = declared
                            .includes
                            .iter()
                            .filter(|(_, filter)| filter.0.is_empty());
                        open.extend(whole.map(|(included, _)| *included));
                        // A place may lose against a longer place of another list.
                        if !declared.is_place {
                            let any_case = terms[list.index()].iter().filter(|(_, cased)| !cased);
                            keys.extend(any_case.map(|(term, _)| *term));
                        }
                    }
                }
                _ => {}
            }
        }
        (lists, keys)
    }

    /// Reports rules of which every match holds a hit that a mask hides.
    fn covered_rules(&self, masks: &Masks<'_>, found: &mut Vec<Diagnostic>) {
        let mut known = HashMap::new();
        for file in self.files {
            for rule in &file.rules {
                if let Some(mask) = self.covering(&rule.matches, masks, &mut known) {
                    let message = format!(
                        "the mask `{}` hides whatever `{}` could match",
                        mask.name, rule.id.value
                    );
                    let problem = Diagnostic::new(Code::AlwaysMasked, message)
                        .at(file.source, rule.id.span, "can never fire")
                        .note(mask.source, mask.find, "finds all of it")
                        .help("make the mask find less, or take the list out of its `hides`");
                    found.push(problem);
                }
            }
        }
    }

    /// The mask that hides an operand without which the expression does not match.
    fn covering<'m>(
        &self,
        expr: &Expr,
        masks: &'m Masks<'m>,
        known: &mut HashMap<ListId, Option<&'m Mask<'m>>>,
    ) -> Option<&'m Mask<'m>> {
        let operands = expr.operands();
        match &expr.kind {
            ExprKind::List(list) => {
                let list = self.lists.find(&list.name.value)?;
                *known.entry(list).or_insert_with(|| {
                    let mut masks_found = masks.masks.iter();
                    masks_found.find(|mask| self.hides_all(mask, list, masks))
                })
            }
            ExprKind::Phrase(_) | ExprKind::Not(_) => None,
            ExprKind::And(_) | ExprKind::Chain { .. } => operands
                .into_iter()
                .find_map(|operand| self.covering(operand, masks, known)),
            ExprKind::Or(_) => {
                let covering: Option<Vec<&Mask<'_>>> = operands
                    .into_iter()
                    .map(|operand| self.covering(operand, masks, known))
                    .collect();
                covering?.first().copied()
            }
            ExprKind::AtLeast(count, _) => {
                let all = operands.len();
                let covering: Vec<&Mask<'_>> = operands
                    .into_iter()
                    .filter_map(|operand| self.covering(operand, masks, known))
                    .collect();
                let left = all - covering.len();
                covering.first().copied().filter(|_| left < *count as usize)
            }
        }
    }

    /// Whether the mask hides every hit of a list.
    fn hides_all(&self, mask: &Mask<'_>, list: ListId, masks: &Masks<'_>) -> bool {
        let Some((lists, keys)) = &mask.covers else {
            return false;
        };
        let closure = self.closure(list);
        let hidden: HashSet<ListId> = mask
            .hides
            .iter()
            .filter(|hides| closure.contains(hides))
            .flat_map(|hides| self.closure(*hides))
            .collect();
        let is_covered = |term: &str| {
            let starts =
                std::iter::once(0).chain(term.match_indices([' ', '&']).map(|(at, _)| at + 1));
            starts.into_iter().any(|start| {
                let rest = &term[start..];
                let ends = rest.match_indices([' ', '&']).map(|(at, _)| at);
                ends.chain([rest.len()])
                    .any(|end| keys.contains(&rest[..end]))
            })
        };
        let mut some = false;
        let all = closure.iter().all(|origin| {
            let declared = &self.lists.declared[origin.index()];
            let terms = &masks.terms[origin.index()];
            some |= !terms.is_empty();
            let is_open = declared.is_name || !declared.open_classes.is_empty();
            !is_open
                && (terms.is_empty() || hidden.contains(origin))
                && (lists.contains(origin.index())
                    || terms.iter().all(|(term, _)| is_covered(term)))
        });
        some && all
    }
}

/// Whether the expression matches wherever one of its lists or phrases has a hit.
fn is_plain(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::List(_) | ExprKind::Phrase(_) => true,
        ExprKind::Or(operands) => operands.iter().all(is_plain),
        _ => false,
    }
}

fn words(key: &str) -> impl Iterator<Item = &str> {
    key.split([' ', '&'])
}

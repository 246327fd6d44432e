//! Expressions as written to expressions that run; masks and cues; and for each rule the lists that must be there.

use std::collections::HashMap;

use super::Compiler;
use super::lists::Lists;
use crate::diagnostic::{Code, Diagnostic};
use crate::ruleset::{Cue, Filter, IdSet, List, ListId, Mask, Node, PartName, Pattern};
use crate::span::{SourceId, Spanned};
use crate::syntax::ast::{Connector, Expr, ExprKind, RuleFile};

/// Words that stop every cue.
const STOP_WORDS: [&str; 3] = ["but", "however", "although"];

/// The names of an expression's parts, in the order met.
pub(super) type PartNames = Vec<String>;

/// A mask whose lists are not finished yet.
#[derive(Debug)]
pub(super) struct OpenMask {
    pub(super) find: Node,
    pub(super) hides: Vec<ListId>,
}

impl OpenMask {
    /// Stands for a mask with a mistake, so that masks keep their numbers.
    fn nothing() -> Self {
        Self {
            find: Node::new(Pattern::Any(Vec::new()), None),
            hides: Vec::new(),
        }
    }
}

impl Compiler<'_> {
    /// An expression as it runs; nothing where a name in it is unknown (which is reported).
    pub(super) fn lower(
        &mut self,
        source: SourceId,
        expr: &Expr,
        names: &mut PartNames,
        lists: &mut Lists,
    ) -> Option<Node> {
        let name = expr.name.as_ref().map(|name| part_name(name, names));
        let pattern = match &expr.kind {
            ExprKind::List(reference) => {
                let (list, filter) = self.resolve(source, reference, lists)?;
                let written = &self.sources.text(source)[reference.span.range()];
                let text = written
                    .trim_start_matches('{')
                    .trim_end_matches('}')
                    .to_owned();
                Pattern::Hits(lists.add_use(list, filter, text))
            }
            ExprKind::Phrase(phrase) => {
                let Some(list) = lists.phrase(phrase) else {
                    self.empty_term("phrase", phrase, source, expr.span);
                    return None;
                };
                Pattern::Hits(lists.add_use(list, Filter::default(), format!("\"{phrase}\"")))
            }
            ExprKind::Or(operands) => Pattern::Any(self.lower_all(source, operands, names, lists)?),
            ExprKind::AtLeast(count, operands) => Pattern::AtLeast(
                *count as usize,
                self.lower_all(source, operands, names, lists)?,
            ),
            ExprKind::And(operands) => {
                let (none, all): (Vec<&Expr>, Vec<&Expr>) = operands
                    .iter()
                    .partition(|operand| matches!(operand.kind, ExprKind::Not(_)));
                let mut excluded = Vec::new();
                for operand in none {
                    if let ExprKind::Not(inner) = &operand.kind {
                        excluded.push(self.lower(source, inner, names, lists));
                    }
                }
                let all: Vec<_> = all
                    .into_iter()
                    .map(|operand| self.lower(source, operand, names, lists))
                    .collect();
                if all.is_empty() {
                    self.pure_not(source, expr);
                    return None;
                }
                Pattern::All(
                    all.into_iter().collect::<Option<_>>()?,
                    excluded.into_iter().collect::<Option<_>>()?,
                )
            }
            ExprKind::Not(_) => {
                self.pure_not(source, expr);
                return None;
            }
            ExprKind::Chain { first, rest } => {
                return self.chain(source, expr, first, rest, names, lists);
            }
        };
        Some(Node::new(pattern, name))
    }

    fn lower_all(
        &mut self,
        source: SourceId,
        operands: &[Expr],
        names: &mut PartNames,
        lists: &mut Lists,
    ) -> Option<Vec<Node>> {
        let lowered: Vec<_> = operands
            .iter()
            .map(|operand| self.lower(source, operand, names, lists))
            .collect();
        lowered.into_iter().collect()
    }

    /// Windows are read from left to right; `then` leads on from sentence to sentence, so it is read from right to left.
    fn chain(
        &mut self,
        source: SourceId,
        whole: &Expr,
        first: &Expr,
        rest: &[(Connector, Expr)],
        names: &mut PartNames,
        lists: &mut Lists,
    ) -> Option<Node> {
        let name = whole.name.as_ref().map(|name| part_name(name, names));
        let mut sides = vec![self.lower(source, first, names, lists)];
        for (connector, side) in rest {
            if !matches!(connector, Connector::Then)
                && let Some(inner) = [first, side].into_iter().find(|side| holds_then(side))
            {
                let problem = Diagnostic::new(
                    Code::ThenInsideWindow,
                    "`then` leads out of the sentence, and a window lies in one",
                )
                .at(source, inner.span, "reaches into the next sentence")
                .help("join it with `and` instead");
                self.report(problem);
                return None;
            }
            sides.push(self.lower(source, side, names, lists));
        }
        let mut sides = sides.into_iter().collect::<Option<Vec<Node>>>()?;
        let mut node = if is_then(rest) {
            let mut node = sides.pop()?;
            while let Some(left) = sides.pop() {
                node = Node::new(Pattern::Then(Box::new([left, node])), None);
            }
            node
        } else {
            let mut sides = sides.into_iter();
            let mut node = sides.next()?;
            for (right, (connector, _)) in sides.zip(rest) {
                let both = Box::new([node, right]);
                let pattern = match connector {
                    Connector::Near(window) => Pattern::Near(both, *window),
                    Connector::Pre(window) => Pattern::Before(both, *window),
                    Connector::Then => Pattern::Then(both),
                };
                node = Node::new(pattern, None);
            }
            node
        };
        node.name = name;
        Some(node)
    }

    fn pure_not(&mut self, source: SourceId, expr: &Expr) {
        let problem = Diagnostic::new(Code::PureNot, "`not` with nothing positive beside it")
            .at(source, expr.span, "true almost everywhere")
            .help("say what must be there: `{list} and not …`");
        self.report(problem);
    }

    pub(super) fn masks(&mut self, files: &[RuleFile], lists: &mut Lists) -> Vec<OpenMask> {
        let mut masks = Vec::new();
        let mut first = HashMap::new();
        for file in files {
            for mask in &file.masks {
                if let Some(&earlier) = first.get(mask.name.value.as_str()) {
                    self.duplicate(
                        Code::DuplicateName,
                        "mask",
                        file.source,
                        &mask.name,
                        Some(earlier),
                    );
                    let hides = mask.hides.iter().filter_map(|name| lists.find(&name.value));
                    self.broken.lists.extend(hides);
                    masks.push(OpenMask::nothing());
                    continue;
                }
                let before = self.problems.len();
                self.contradictions(file.source, &mask.find);
                first.insert(mask.name.value.as_str(), (file.source, mask.name.span));
                let mut hides = Vec::new();
                for name in &mask.hides {
                    if let Some(list) = lists.find(&name.value) {
                        hides.push(list);
                    } else {
                        let known: Vec<&str> = lists.names().collect();
                        self.unknown(Code::UnknownList, "list", file.source, name, known);
                    }
                }
                let find = self.lower(file.source, &mask.find, &mut Vec::new(), lists);
                let find = find.filter(|_| !self.has_grown(before));
                if find.is_none() {
                    self.broken.lists.extend(hides.iter().copied());
                }
                // A misspelt list may be any.
                self.broken.any |= hides.len() < mask.hides.len();
                let mask = find.map(|find| OpenMask { find, hides });
                masks.push(mask.unwrap_or_else(OpenMask::nothing));
            }
        }
        masks
    }

    pub(super) fn cues(&mut self, files: &[RuleFile], lists: &mut Lists) -> Vec<Cue> {
        let mut cues = Vec::new();
        let mut first = HashMap::new();
        for file in files {
            for cue in &file.cues {
                let name = cue.name.value.as_str();
                if let Some(&earlier) = first.get(name) {
                    self.duplicate(
                        Code::DuplicateName,
                        "cue",
                        file.source,
                        &cue.name,
                        Some(earlier),
                    );
                    self.broken.any = true;
                    continue;
                }
                let before = self.problems.len();
                first.insert(name, (file.source, cue.name.span));
                let [triggers, pseudo, real, stop] = ["all", "pseudo", "terms", "stop"]
                    .map(|kind| lists.add(&format!("cue:{name}:{kind}")));
                for included in [real, pseudo] {
                    lists.include(triggers, included, Filter::default());
                }
                for term in &cue.terms {
                    if let crate::syntax::ast::Term::Text(text) = term {
                        self.add_cue_term(real, file.source, text, lists);
                    }
                }
                self.include_lists(real, file.source, &cue.terms, lists);
                for text in &cue.pseudo {
                    self.add_cue_term(pseudo, file.source, text, lists);
                }
                for word in STOP_WORDS {
                    lists.add_term(stop, word, false, None);
                }
                let (commas, words): (Vec<_>, Vec<_>) =
                    cue.stop.iter().partition(|text| text.value.trim() == ",");
                for text in words {
                    self.add_cue_term(stop, file.source, text, lists);
                }
                cues.push(Cue {
                    triggers,
                    pseudo,
                    tag: cue.tag.value,
                    side: cue.side,
                    reach: cue.reach.value,
                    stop,
                    stops_at_clause: !commas.is_empty(),
                });
                self.broken.any |= self.has_grown(before);
            }
        }
        cues
    }

    fn add_cue_term(
        &mut self,
        list: ListId,
        source: SourceId,
        text: &Spanned<String>,
        lists: &mut Lists,
    ) {
        if !lists.add_term(list, &text.value, false, None) {
            self.empty_term("term", &text.value, source, text.span);
        }
    }
}

/// Which terms each mask hides in which list: those that came into it through a hidden list. Lists are told which masks to ask.
pub(super) fn finish_masks(masks: Vec<OpenMask>, lists: &mut [List]) -> Vec<Mask> {
    let mut finished = Vec::with_capacity(masks.len());
    for (nth, mask) in masks.into_iter().enumerate() {
        let hidden: Vec<(ListId, IdSet)> = lists
            .iter()
            .enumerate()
            .map(|(at, list)| {
                let mut origins = IdSet::default();
                for hides in mask
                    .hides
                    .iter()
                    .filter(|hides| list.closure.contains(hides.index()))
                {
                    origins.union(&lists[hides.index()].closure);
                }
                (ListId(at as u16), origins)
            })
            .filter(|(_, origins)| origins.iter().next().is_some())
            .collect();
        for (list, _) in &hidden {
            lists[list.index()].masks.push(nth);
        }
        finished.push(Mask {
            sentences_after: mask.find.sentences_after(),
            find: mask.find,
            needs: Box::default(),
            hidden,
        });
    }
    finished
}

fn part_name(name: &Spanned<String>, names: &mut PartNames) -> PartName {
    let at = names
        .iter()
        .position(|known| *known == name.value)
        .unwrap_or_else(|| {
            names.push(name.value.clone());
            names.len() - 1
        });
    PartName(at as u8)
}

fn is_then(rest: &[(Connector, Expr)]) -> bool {
    matches!(rest.first(), Some((Connector::Then, _)))
}

fn holds_then(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Or(operands) | ExprKind::And(operands) | ExprKind::AtLeast(_, operands) => {
            operands.iter().any(holds_then)
        }
        ExprKind::Not(inner) => holds_then(inner),
        ExprKind::Chain { first, rest } => {
            rest.iter()
                .any(|(connector, side)| matches!(connector, Connector::Then) || holds_then(side))
                || holds_then(first)
        }
        ExprKind::List(_) | ExprKind::Phrase(_) => false,
    }
}

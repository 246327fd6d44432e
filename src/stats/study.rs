//! Looks at one item: what the rules say of it, what keeps others from speaking, and what would be different without each.

use super::copies::Sketch;
use super::parts::{Parts, TermIndex};
use crate::classify::{Classification, Classifier, Item};
use crate::diagnostic::{Diagnostic, SourceMap};
use crate::fixture::{Cause, Lab, Lifted, Relaxed, relax, rule_set, without};
use crate::ruleset::{LabelId, RuleId, RuleSet, Tag};
use crate::span::{Span, Spanned};
use crate::syntax::ast::{Examples, MaskDecl, Points, RuleDecl, RuleFile, Status, Within};
use crate::syntax::parse;

/// What kept a rule from firing in an item: it would have, but for this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Masks.
    Masks,
    /// Its `unless`.
    Guards,
    /// The tag of the match, which it does not accept.
    Tag(Tag),
}

/// A label that changes if a rule is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Without {
    /// The rule.
    pub rule: RuleId,
    /// The label.
    pub label: LabelId,
    /// Whether the item gets the label then; else it loses it.
    pub is_gained: bool,
}

/// What there is to say of one item.
#[derive(Clone, Debug)]
pub struct Look {
    /// What the rules say.
    pub result: Classification,
    /// Rules that would have fired, by rule.
    pub stopped: Vec<(RuleId, Stop)>,
    /// What single rules decide, by label.
    pub without: Vec<Without>,
    /// To tell copies of a story by; nothing, if that was not asked for.
    pub sketch: Option<Sketch>,
    /// Masks whose words are found, and whether the mask alone keeps a rule from firing.
    pub(super) masks: Vec<(usize, bool)>,
    /// Cues that tag a match of some rule.
    pub(super) cues: Vec<usize>,
    /// Guards that alone keep their rule from firing.
    pub(super) guards: Vec<usize>,
    /// Terms that stand in the item.
    pub(super) terms: Vec<u32>,
}

/// A rule set, and what it takes to study it; for all threads.
#[derive(Debug)]
pub struct Study {
    rules: RuleSet,
    parts: Parts,
    index: TermIndex,
    files: Vec<RuleFile>,
    sources: SourceMap,
    /// Rules without something of their own, as `twins` says.
    relaxed: RuleSet,
    twins: Vec<Twin>,
    /// The rules without masks; behind them, what the masks look for.
    unmasked: RuleSet,
}

/// A rule that lacks something.
#[derive(Clone, Copy, Debug)]
enum Twin {
    /// A rule that takes every tag.
    AnyTag(RuleId),
    /// A rule without its guards.
    Unguarded(RuleId),
    /// A rule with this one of its several guards.
    OneGuard(usize),
}

impl Study {
    /// Compiles all rule files of `sources`, as [`RuleSet::compile`] does, and what they are compared with.
    pub fn new(sources: SourceMap, name: &str) -> (Option<Self>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let mut files = Vec::new();
        for (source, file, text) in sources.iter() {
            if crate::compile::has_extension(file, "toml") {
                let (parsed, found) = parse(source, text);
                files.push(parsed);
                problems.extend(found);
            }
        }
        let rules = RuleSet::compile_parsed(&sources, &files, name, &mut problems);
        let study = rules.and_then(|rules| Self::of(sources, files, rules));
        (study, problems)
    }

    /// Nothing, if the rules compile and what they are compared with does not; that would be a fault of this module.
    fn of(sources: SourceMap, files: Vec<RuleFile>, rules: RuleSet) -> Option<Self> {
        let lab = Lab {
            sources: &sources,
            files: &files,
        };
        let decls = || files.iter().flat_map(|file| &file.rules);
        let mut twins = Vec::new();
        let mut relaxed = Vec::new();
        let mut guard = 0;
        for (rule, decl) in (0..).map(RuleId).zip(decls()) {
            relaxed.push(any_tag(decl));
            twins.push(Twin::AnyTag(rule));
            let guards = decl.unless_sentence.len() + decl.unless_item.len();
            if let Some(twin) = relaxed_rule(decl, &Cause::Unless) {
                relaxed.push(twin);
                twins.push(Twin::Unguarded(rule));
            }
            for nth in (0..guards).filter(|_| guards > 1) {
                relaxed.extend(relaxed_rule(decl, &Cause::OtherGuards(nth)));
                twins.push(Twin::OneGuard(guard + nth));
            }
            guard += guards;
        }
        let masks = files.iter().flat_map(|file| file.masks.iter().map(move |mask| (file, mask)));
        let masks = masks.map(|(file, mask)| finder(file, mask));
        let unmasked: Vec<RuleDecl> = decls().cloned().chain(masks).collect();
        let relaxed = rule_set(lab, &relaxed)?;
        let mut unmasked = rule_set(lab, &unmasked)?;
        unmasked
            .masks
            .iter_mut()
            .for_each(|mask| mask.hidden.clear());
        let (parts, index) = Parts::new(&sources, &files, &rules);
        Some(Self {
            rules,
            parts,
            index,
            files,
            sources,
            relaxed,
            twins,
            unmasked,
        })
    }

    /// The rules studied.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Their terms, masks, cues and guards.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// For one thread. `with_sketch` says whether copies of a story are to be told.
    pub fn observer(&self, with_sketch: bool) -> Observer<'_> {
        let lab = Lab {
            sources: &self.sources,
            files: &self.files,
        };
        let decls = || self.files.iter().flat_map(|file| &file.rules);
        let trial: Vec<RuleDecl> = decls().cloned().chain(decls().map(any_tag)).collect();
        Observer {
            study: self,
            rules: Classifier::new(&self.rules),
            relaxed: Classifier::new(&self.relaxed),
            unmasked: Classifier::new(&self.unmasked),
            // Both halves have been compiled before, each with others.
            trial: rule_set(lab, &trial),
            with_sketch,
            seen: vec![0; self.parts.terms.len()],
            items: 0,
        }
    }
}

/// A [`Study`] with the scratch memory of one thread.
#[derive(Debug)]
pub struct Observer<'s> {
    study: &'s Study,
    rules: Classifier<'s>,
    relaxed: Classifier<'s>,
    unmasked: Classifier<'s>,
    /// The rules, and behind them the same taking every tag; single masks and cues are taken away from it.
    trial: Option<RuleSet>,
    with_sketch: bool,
    /// By term: the last item in which it was seen.
    seen: Vec<u64>,
    items: u64,
}

impl Observer<'_> {
    /// Looks at an item.
    pub fn look(&mut self, item: &Item<'_>) -> Look {
        let result = self.rules.classify(item);
        let terms = self.terms();
        let mut fired = vec![false; self.study.rules.rules().len()];
        for evidence in result.evidence.iter().chain(&result.shadow) {
            fired[evidence.rule.index()] = true;
        }
        let mut stopped = Vec::new();
        let unmasked = self.unmasked(item, &fired, &mut stopped);
        let (guards, is_tagged) = self.relaxed(item, &fired, &mut stopped);
        stopped.sort_by_key(|(rule, _)| *rule);
        Look {
            without: decided(&self.study.rules, &result),
            masks: self.masks(item, &fired, &unmasked, &stopped),
            cues: if is_tagged { self.cues(item) } else { Vec::new() },
            sketch: self.with_sketch.then(|| Sketch::new(self.rules.words())),
            result,
            stopped,
            guards,
            terms,
        }
    }

    /// The terms that stand in the item classified last, each once.
    fn terms(&mut self) -> Vec<u32> {
        self.items += 1;
        let mut terms = Vec::new();
        let (seen, index, item) = (&mut self.seen, &self.study.index, self.items);
        self.rules.census(&mut |list, form| {
            for term in index.find(list, form) {
                if std::mem::replace(&mut seen[term as usize], item) != item {
                    terms.push(term);
                }
            }
        });
        terms
    }

    /// Notes the rules that fire without masks only; the masks whose words are found.
    fn unmasked(
        &mut self,
        item: &Item<'_>,
        fired: &[bool],
        stopped: &mut Vec<(RuleId, Stop)>,
    ) -> Vec<usize> {
        let mut found = Vec::new();
        for evidence in self.unmasked.classify(item).evidence {
            match fired.get(evidence.rule.index()) {
                Some(true) => {}
                Some(false) => stopped.push((evidence.rule, Stop::Masks)),
                None => found.push(evidence.rule.index() - fired.len()),
            }
        }
        found.sort_unstable();
        found
    }

    /// Notes the rules that fire without guards, or with any tag only. The guards that alone are enough, and whether any match,
    /// of whatever rule, has a tag.
    fn relaxed(
        &mut self,
        item: &Item<'_>,
        fired: &[bool],
        stopped: &mut Vec<(RuleId, Stop)>,
    ) -> (Vec<usize>, bool) {
        let mut is_tagged = false;
        let mut with_one = Vec::new();
        for evidence in self.relaxed.classify(item).evidence {
            match self.study.twins[evidence.rule.index()] {
                Twin::AnyTag(rule) => {
                    is_tagged |= evidence.tag != Tag::Asserted;
                    if !fired[rule.index()] {
                        stopped.push((rule, Stop::Tag(evidence.tag)));
                    }
                }
                Twin::Unguarded(rule) if !fired[rule.index()] => {
                    stopped.push((rule, Stop::Guards));
                }
                Twin::Unguarded(_) => {}
                Twin::OneGuard(guard) => with_one.push(guard),
            }
        }
        let is_vetoed = |rule| stopped.contains(&(rule, Stop::Guards));
        let guards = self.study.parts.guards.iter().enumerate();
        // With its only guard a rule is as it is; with one of several it has a twin, which fires if that guard lets it.
        let stopping = guards
            .filter(|(nth, guard)| is_vetoed(guard.rule) && !with_one.contains(nth))
            .map(|(nth, _)| nth);
        (stopping.collect(), is_tagged)
    }

    /// For each mask that is found, whether taking it away alone would let a rule fire.
    fn masks(
        &mut self,
        item: &Item<'_>,
        fired: &[bool],
        found: &[usize],
        stopped: &[(RuleId, Stop)],
    ) -> Vec<(usize, bool)> {
        let masked = || stopped.iter().filter(|(_, stop)| *stop == Stop::Masks);
        let mut alone = |mask: usize| {
            let Some(trial) = self.trial.as_mut().filter(|_| masked().count() > 0) else {
                return false;
            };
            let evidence = without(trial, Lifted::Mask(mask), |rules| {
                Classifier::new(rules).classify(item).evidence
            });
            let mut rules = evidence.iter().map(|evidence| evidence.rule.index());
            rules.any(|rule| fired.get(rule) == Some(&false))
        };
        found.iter().map(|&mask| (mask, alone(mask))).collect()
    }

    /// The cues that tag a match, each tried without the others.
    fn cues(&mut self, item: &Item<'_>) -> Vec<usize> {
        let rules = self.study.rules.rules().len();
        let Some(trial) = &mut self.trial else {
            return Vec::new();
        };
        let mut tags = |cue: &usize| {
            let evidence = without(trial, Lifted::AllCuesBut(*cue), |rules| {
                Classifier::new(rules).classify(item).evidence
            });
            let mut twins = evidence.iter().filter(|one| one.rule.index() >= rules);
            twins.any(|one| one.tag != Tag::Asserted)
        };
        (0..self.study.parts.cues.len())
            .filter(|cue| tags(cue))
            .collect()
    }
}

/// What single rules decide: the labels that change when the points of one are not counted.
fn decided(rules: &RuleSet, result: &Classification) -> Vec<Without> {
    let mut found = Vec::new();
    for evidence in &result.evidence {
        let label = evidence.label;
        let others = result.evidence.iter().filter(|other| {
            other.label == label && other.rule != evidence.rule
        });
        let score: i64 = others.map(|other| i64::from(other.points)).sum();
        let is_given = score >= i64::from(rules.labels()[label.index()].at);
        if is_given != result.labels.contains(&label) {
            found.push(Without {
                rule: evidence.rule,
                label,
                is_gained: is_given,
            });
        }
    }
    found
}

const ALL_TAGS: [Tag; 5] = [
    Tag::Denied,
    Tag::Reversed,
    Tag::Possible,
    Tag::Planned,
    Tag::Asserted,
];

fn any_tag(rule: &RuleDecl) -> RuleDecl {
    RuleDecl {
        accept: Some(ALL_TAGS.to_vec()),
        ..rule.clone()
    }
}

fn relaxed_rule(rule: &RuleDecl, cause: &Cause) -> Option<RuleDecl> {
    match relax(rule, cause)? {
        Relaxed::Rule(twin) => Some(*twin),
        Relaxed::Always => None,
    }
}

/// A rule that fires where a mask lies.
fn finder(file: &RuleFile, mask: &MaskDecl) -> RuleDecl {
    RuleDecl {
        id: mask.name.clone(),
        label: None,
        points: Spanned::new(Points::One(1), Span { start: 0, end: 0 }),
        summary: None,
        matches: mask.find.clone(),
        within: Within::Sentence,
        zones: Vec::new(),
        unless_sentence: Vec::new(),
        unless_item: Vec::new(),
        require: Vec::new(),
        accept: Some(ALL_TAGS.to_vec()),
        status: Status::Live,
        examples: Examples::default(),
        source: file.source,
    }
}

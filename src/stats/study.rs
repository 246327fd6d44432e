//! Looks at one item: what the rules say of it, what keeps others from speaking, and what would be different without each.

use super::copies::Sketch;
use super::parts::Parts;
use crate::classify::{Classification, Classifier, Evidence, Item, Unmet};
use crate::diagnostic::{Diagnostic, SourceMap};
use crate::fixture::{Cause, Lab, Lifted, Relaxed, relax, rule_set, without};
use crate::ruleset::{LabelId, RuleId, RuleSet, Tag};
use crate::syntax::ast::{RuleDecl, RuleFile};
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
    /// Masks that alone keep a rule from firing.
    pub(super) masks: Vec<usize>,
    /// Cues that tag a match of some rule.
    pub(super) cues: Vec<usize>,
    /// Guards that alone keep their rule from firing.
    pub(super) guards: Vec<usize>,
    /// Terms that stand in the item, and that this thread has not met before.
    pub(super) terms: Vec<u32>,
}

/// A rule set, and what it takes to study it; for all threads.
#[derive(Debug)]
pub struct Study {
    rules: RuleSet,
    parts: Parts,
    unmet: Unmet,
    files: Vec<RuleFile>,
    sources: SourceMap,
    /// Rules without something of their own, as `twins` says.
    relaxed: RuleSet,
    twins: Vec<Twin>,
    /// The rules without masks.
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
        let unmasked: Vec<RuleDecl> = decls().cloned().collect();
        let relaxed = rule_set(lab, &relaxed)?;
        let mut unmasked = rule_set(lab, &unmasked)?;
        unmasked
            .masks
            .iter_mut()
            .for_each(|mask| mask.hidden.clear());
        let (parts, unmet) = Parts::new(&sources, &files, &rules);
        Some(Self {
            rules,
            parts,
            unmet,
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
        Observer {
            study: self,
            rules: Classifier::new(&self.rules),
            relaxed: Classifier::new(&self.relaxed),
            unmasked: Classifier::new(&self.unmasked),
            trial: None,
            unmet: self.unmet.clone(),
            with_sketch,
        }
    }

    /// A rule set of one's own, from which single masks and cues are taken away: the rules, and behind them the same taking every
    /// tag. Nothing, if it does not compile; but both halves have been compiled before, each with others.
    fn trial(&self) -> Option<RuleSet> {
        let lab = Lab {
            sources: &self.sources,
            files: &self.files,
        };
        let decls = || self.files.iter().flat_map(|file| &file.rules);
        let rules: Vec<RuleDecl> = decls().cloned().chain(decls().map(any_tag)).collect();
        rule_set(lab, &rules)
    }
}

/// A [`Study`] with the scratch memory of one thread.
#[derive(Debug)]
pub struct Observer<'s> {
    study: &'s Study,
    rules: Classifier<'s>,
    relaxed: Classifier<'s>,
    unmasked: Classifier<'s>,
    /// [`Study::trial`], once it is needed.
    trial: Option<RuleSet>,
    unmet: Unmet,
    with_sketch: bool,
}

impl Observer<'_> {
    /// Looks at an item.
    pub fn look(&mut self, item: &Item<'_>) -> Look {
        let result = self.rules.classify(item);
        let terms = self.rules.meet(&mut self.unmet);
        let sketch = self.with_sketch.then(|| Sketch::new(self.rules.words()));
        let mut look = Look {
            without: decided(&self.study.rules, &result),
            stopped: Vec::new(),
            masks: Vec::new(),
            cues: Vec::new(),
            guards: Vec::new(),
            result,
            sketch,
            terms,
        };
        let fired = || look.result.evidence.iter().chain(&look.result.shadow);
        let is_tagged = fired().any(|evidence| evidence.tag != Tag::Asserted);
        // Of most items nothing is kept back, and then nothing is different without what keeps it back.
        if self.rules.held_back() || is_tagged {
            let mut has_fired = vec![false; self.study.rules.rules().len()];
            fired().for_each(|evidence| has_fired[evidence.rule.index()] = true);
            self.look_behind(item, &has_fired, &mut look);
        }
        look
    }

    /// Looks at what keeps rules from firing.
    fn look_behind(&mut self, item: &Item<'_>, has_fired: &[bool], look: &mut Look) {
        let unmasked = self.unmasked.classify(item).evidence;
        let unmasked = unmasked.iter().map(|evidence| evidence.rule);
        let masked: Vec<RuleId> = unmasked.filter(|rule| !has_fired[rule.index()]).collect();
        let mut is_tagged = false;
        let mut with_one = Vec::new();
        for evidence in self.relaxed.classify(item).evidence {
            match self.study.twins[evidence.rule.index()] {
                Twin::AnyTag(rule) => {
                    is_tagged |= evidence.tag != Tag::Asserted;
                    if !has_fired[rule.index()] {
                        look.stopped.push((rule, Stop::Tag(evidence.tag)));
                    }
                }
                Twin::Unguarded(rule) if !has_fired[rule.index()] => {
                    look.stopped.push((rule, Stop::Guards));
                }
                Twin::Unguarded(_) => {}
                Twin::OneGuard(guard) => with_one.push(guard),
            }
        }
        let is_vetoed = |rule| look.stopped.contains(&(rule, Stop::Guards));
        let guards = self.study.parts.guards.iter().enumerate();
        // With its only guard a rule is as it is; with one of several it has a twin, which fires if that guard lets it.
        look.guards = guards
            .filter(|(nth, guard)| is_vetoed(guard.rule) && !with_one.contains(nth))
            .map(|(nth, _)| nth)
            .collect();
        if !masked.is_empty() {
            look.masks = self.masks(item, &masked);
        }
        if is_tagged {
            look.cues = self.cues(item);
        }
        let masked = masked.into_iter().map(|rule| (rule, Stop::Masks));
        look.stopped.extend(masked);
        look.stopped.sort_by_key(|(rule, _)| *rule);
    }

    /// The masks that keep one of these rules from firing, each tried without the others.
    fn masks(&mut self, item: &Item<'_>, masked: &[RuleId]) -> Vec<usize> {
        let masks = 0..self.study.parts.masks.len();
        let mut stops = |mask: &usize| {
            let found = self.tried(item, Lifted::AllMasksBut(*mask));
            let fires = |rule: &RuleId| found.iter().any(|evidence| evidence.rule == *rule);
            !masked.iter().all(fires)
        };
        masks.filter(|mask| stops(mask)).collect()
    }

    /// The cues that tag a match, each tried without the others.
    fn cues(&mut self, item: &Item<'_>) -> Vec<usize> {
        let rules = self.study.rules.rules().len();
        let cues = 0..self.study.parts.cues.len();
        let mut tags = |cue: &usize| {
            let found = self.tried(item, Lifted::AllCuesBut(*cue));
            let mut twins = found.iter().filter(|one| one.rule.index() >= rules);
            twins.any(|one| one.tag != Tag::Asserted)
        };
        cues.filter(|cue| tags(cue)).collect()
    }

    /// What fires when something is taken away.
    fn tried(&mut self, item: &Item<'_>, lifted: Lifted) -> Vec<Evidence> {
        if self.trial.is_none() {
            self.trial = self.study.trial();
        }
        let trial = self.trial.as_mut();
        let found = trial.map(|trial| {
            without(trial, lifted, |rules| {
                Classifier::new(rules).classify(item).evidence
            })
        });
        found.unwrap_or_default()
    }
}

/// What single rules decide: the labels that change when the points of one are not counted.
fn decided(rules: &RuleSet, result: &Classification) -> Vec<Without> {
    let mut found = Vec::new();
    for evidence in &result.evidence {
        let label = evidence.label;
        let others = result
            .evidence
            .iter()
            .filter(|other| other.label == label && other.rule != evidence.rule);
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

#[cfg(test)]
mod tests {
    use super::{Look, Study};
    use crate::builtin;
    use crate::classify::{Field, Item};

    /// Items of which nothing is kept back are not looked behind. Were that wrong, something would be found behind them.
    #[test]
    fn where_nothing_is_held_back_nothing_stands_behind() {
        let (study, problems) = Study::new(builtin::sources(), "test");
        let study = study.unwrap_or_else(|| panic!("{problems:?}"));
        let mut observer = study.observer(false);
        let rules = study.rules().rules().iter();
        let mut skipped = 0;
        for text in rules.flat_map(|rule| rule.hits.iter().chain(&rule.misses)) {
            let text = text.replace("[[", "").replace("]]", "");
            let fields = [Field {
                name: "text",
                is_title: false,
                text: &text,
            }];
            let item = Item { fields: &fields };
            let mut look = observer.look(&item);
            if observer.rules.held_back() || !is_empty(&look) {
                continue;
            }
            skipped += 1;
            let mut has_fired = vec![false; study.rules().rules().len()];
            for evidence in &look.result.evidence {
                has_fired[evidence.rule.index()] = true;
            }
            observer.look_behind(&item, &has_fired, &mut look);
            assert!(is_empty(&look), "{text}: {look:?}");
        }
        assert!(skipped > 100, "only {skipped} items");
    }

    fn is_empty(look: &Look) -> bool {
        look.stopped.is_empty()
            && look.masks.is_empty()
            && look.guards.is_empty()
            && look.cues.is_empty()
    }
}

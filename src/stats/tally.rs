//! Adds up what was seen in the items of a corpus.

use std::collections::BTreeMap;

use super::study::{Look, Stop, Study};
use crate::eval::{Counts, Outcome, Score, Share};
use crate::ruleset::{LabelId, RuleSet, Tag};

/// What a rule did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleTally {
    /// Items in which it fired.
    pub fired: u32,
    /// Of these, by the tag shown.
    pub tags: BTreeMap<Tag, u32>,
    /// Items in which it would have fired without masks.
    pub masked: u32,
    /// Items in which it would have fired without its guards.
    pub vetoed: u32,
    /// Items in which it would have fired if it took every tag, by the tag shown.
    pub rejected: BTreeMap<Tag, u32>,
    /// The labels it gives points to, in the order declared.
    pub labels: Vec<OnLabel>,
}

/// What a rule did to one label. Counts are of items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnLabel {
    /// The label.
    pub label: LabelId,
    /// The points it gives.
    pub points: i32,
    /// Without the rule the label would change.
    pub decisive: u32,
    /// Another rule moved the label the same way.
    pub overlaps: u32,
    /// Another rule moved the label the other way.
    pub conflicts: u32,
    /// People moved it the same way: they gave the label, or for a rule that takes points they did not.
    pub right: u32,
    /// People moved it the other way.
    pub wrong: u32,
    /// People would not decide.
    pub borderline: u32,
    /// What would become of the label without the rule.
    pub ablated: Ablated,
}

/// What would become of a label without a rule. Counts are of items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ablated {
    /// Items that would lose it.
    pub lost: u32,
    /// Of these, items that people gave it to, and items that they did not.
    pub lost_judged: [u32; 2],
    /// Items that would get it.
    pub gained: u32,
    /// Of these, items that people gave it to, and items that they did not.
    pub gained_judged: [u32; 2],
}

impl Ablated {
    /// The decisions on the label without the rule, where `with` are those with it.
    pub fn counts(&self, with: Counts) -> Counts {
        let [[lost_right, lost_wrong], [gained_right, gained_wrong]] =
            [self.lost_judged, self.gained_judged];
        Counts {
            true_positives: with.true_positives + gained_right - lost_right,
            false_positives: with.false_positives + gained_wrong - lost_wrong,
            false_negatives: with.false_negatives + lost_right - gained_right,
            true_negatives: with.true_negatives + lost_wrong - gained_wrong,
        }
    }
}

impl OnLabel {
    /// How often people agree, of the items in which it fired and they decided.
    pub fn precision(&self) -> Share {
        Share {
            part: self.right,
            whole: self.right + self.wrong,
        }
    }

    /// Of the items that people gave the label to, those in which it fired; nothing for a rule that takes points.
    pub fn recall(&self, score: &Score) -> Option<Share> {
        (self.points > 0).then(|| Share {
            part: self.right,
            whole: score.labels[self.label.index()].recall().whole,
        })
    }
}

/// Some items and the labels they get.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// How many items.
    pub items: u32,
    /// How many of them get each label.
    pub labels: Vec<u32>,
    /// How many get none.
    pub unlabelled: u32,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Tally {
    /// All items.
    pub all: Group,
    /// By what stands in the field by which they are split.
    pub groups: BTreeMap<Option<String>, Group>,
    /// By rule.
    pub rules: Vec<RuleTally>,
    /// The decisions on the items of which people said which labels they have.
    pub score: Score,
    /// By mask: items in which it alone keeps a rule from firing.
    pub masks: Vec<u32>,
    /// By cue: items in which it tags a match of some rule.
    pub cues: Vec<u32>,
    /// By guard: items in which it alone keeps its rule from firing.
    pub guards: Vec<u32>,
    /// By term: whether it stands in an item.
    pub terms: Vec<bool>,
}

impl Tally {
    /// Of no items yet.
    pub fn new(study: &Study) -> Self {
        let (rules, parts) = (study.rules(), study.parts());
        Self {
            all: Group::default(),
            groups: BTreeMap::new(),
            rules: rules.rules().iter().map(RuleTally::new).collect(),
            score: Score::new(rules.labels().len()),
            masks: vec![0; parts.masks.len()],
            cues: vec![0; parts.cues.len()],
            guards: vec![0; parts.guards.len()],
            terms: vec![false; parts.terms.len()],
        }
    }

    /// Adds an item, with the decisions of people if there are some, and what stands in the field by which items are split.
    pub fn add(
        &mut self,
        rules: &RuleSet,
        look: &Look,
        gold: Option<&[Option<bool>]>,
        group: Option<String>,
    ) {
        let labels = rules.labels().len();
        let mut given = vec![false; labels];
        for label in &look.result.labels {
            given[label.index()] = true;
        }
        self.all.add(&given);
        self.groups.entry(group).or_default().add(&given);
        if let Some(gold) = gold {
            let both = gold.iter().zip(&given);
            let outcomes: Vec<_> = both
                .map(|(gold, given)| gold.map(|gold| Outcome::new(gold, *given)))
                .collect();
            self.score.add(&outcomes);
        }
        self.fired(look, gold);
        for &(rule, stop) in &look.stopped {
            let tally = &mut self.rules[rule.index()];
            match stop {
                Stop::Masks => tally.masked += 1,
                Stop::Guards => tally.vetoed += 1,
                Stop::Tag(tag) => *tally.rejected.entry(tag).or_default() += 1,
            }
        }
        look.masks.iter().for_each(|&mask| self.masks[mask] += 1);
        look.cues.iter().for_each(|&cue| self.cues[cue] += 1);
        look.guards
            .iter()
            .for_each(|&guard| self.guards[guard] += 1);
        self.add_terms(look);
    }

    /// Adds the terms that stand in an item; of an item that is not counted too, because a term is met once.
    pub fn add_terms(&mut self, look: &Look) {
        for &term in &look.terms {
            self.terms[term as usize] = true;
        }
    }

    fn fired(&mut self, look: &Look, gold: Option<&[Option<bool>]>) {
        let result = &look.result;
        let mut last = None;
        let mut evidence: Vec<_> = result.evidence.iter().chain(&result.shadow).collect();
        evidence.sort_by_key(|one| (one.rule, one.label));
        for one in evidence {
            let tally = &mut self.rules[one.rule.index()];
            if last.replace(one.rule) != Some(one.rule) {
                tally.fired += 1;
                *tally.tags.entry(one.tag).or_default() += 1;
            }
            let Some(on) = tally.labels.iter_mut().find(|on| on.label == one.label) else {
                continue;
            };
            let others = || {
                let live = result.evidence.iter();
                live.filter(|other| other.label == one.label && other.rule != one.rule)
            };
            let raises = one.points > 0;
            on.overlaps += u32::from(others().any(|other| (other.points > 0) == raises));
            on.conflicts += u32::from(others().any(|other| (other.points > 0) != raises));
            match gold.map(|gold| gold[one.label.index()]) {
                None => {}
                Some(None) => on.borderline += 1,
                Some(Some(is_in_gold)) if is_in_gold == raises => on.right += 1,
                Some(Some(_)) => on.wrong += 1,
            }
        }
        for change in &look.without {
            let labels = &mut self.rules[change.rule.index()].labels;
            let Some(on) = labels.iter_mut().find(|on| on.label == change.label) else {
                continue;
            };
            on.decisive += 1;
            let Ablated {
                lost,
                lost_judged,
                gained,
                gained_judged,
            } = &mut on.ablated;
            let (count, judged) = if change.is_gained {
                (gained, gained_judged)
            } else {
                (lost, lost_judged)
            };
            *count += 1;
            if let Some(is_in_gold) = gold.and_then(|gold| gold[change.label.index()]) {
                judged[usize::from(!is_in_gold)] += 1;
            }
        }
    }
}

impl RuleTally {
    fn new(rule: &crate::ruleset::Rule) -> Self {
        let on = |&(label, points): &(LabelId, i32)| OnLabel {
            label,
            points,
            decisive: 0,
            overlaps: 0,
            conflicts: 0,
            right: 0,
            wrong: 0,
            borderline: 0,
            ablated: Ablated::default(),
        };
        Self {
            labels: rule.points.iter().map(on).collect(),
            ..Self::default()
        }
    }

    /// In how many items its match has a tag that it does not take.
    pub fn rejections(&self) -> u32 {
        self.rejected.values().sum()
    }
}

impl Group {
    fn add(&mut self, given: &[bool]) {
        self.items += 1;
        self.unlabelled += u32::from(!given.contains(&true));
        self.labels.resize(given.len(), 0);
        for (count, given) in self.labels.iter_mut().zip(given) {
            *count += u32::from(*given);
        }
    }
}

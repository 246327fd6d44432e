//! A second look at an item that is classified, for those who explain the answer: the matches behind it, and the hits that do
//! not count, with what keeps them from it. Labelling uses nothing of this.

use std::ops::Range;

use super::home::LEAD_SENTENCES;
use super::matcher::Scope;
use super::{Classification, Classifier, Item};
use crate::ruleset::{
    Condition, Country, Filter, Kind, ListId, Node, RuleId, RuleSet, Tag, TagSet, UseId,
};
use crate::syntax::ast::Within;
use crate::text::Gap;

pub(crate) use super::partial::Leaf;

/// An item that is classified, open for questions.
#[derive(Debug)]
pub(crate) struct Trace<'r> {
    classifier: Classifier<'r>,
}

/// Some words of a sentence, counted from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Words {
    pub(crate) sentence: usize,
    pub(crate) first: u8,
    pub(crate) last: u8,
}

/// A hit that an expression may use, whether it counts or not.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) leaf: Leaf,
    /// The masks that hide it.
    pub(crate) masks: Vec<usize>,
    /// The filter that it does not pass.
    pub(crate) barred: Option<Barred>,
}

/// A condition that keeps a hit out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Barred {
    pub(crate) condition: Condition,
    /// Its place in the filter.
    pub(crate) nth: usize,
    /// The list that asks for it of a list that it includes; none where the expression asks.
    pub(crate) inside: Option<ListId>,
}

/// The home of an item as seen from a hit, and what gave it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) country: Country,
    /// `dateline`, `company`, `demonym` or `place`.
    pub(crate) from: &'static str,
    pub(crate) words: Words,
}

impl Leaf {
    pub(crate) fn words(&self) -> Words {
        Words {
            sentence: self.sentence,
            first: self.hit.first,
            last: self.hit.last,
        }
    }

    /// Whether both hold one word.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.sentence == other.sentence && self.hit.words() & other.hit.words() != 0
    }
}

impl<'r> Trace<'r> {
    pub(crate) fn new(rules: &'r RuleSet) -> Self {
        Self {
            classifier: Classifier::new(rules),
        }
    }

    /// What the rules say of `item`; all questions are about it from now on.
    pub(crate) fn classify(&mut self, item: &Item<'_>) -> Classification {
        self.classifier.classify(item)
    }

    /// The parts and the tag of the match for which a rule fired.
    pub(crate) fn matched(&self, rule: RuleId) -> Option<(Vec<Leaf>, Tag)> {
        let best = self.classifier.best.get(&rule)?;
        Some((best.leaves.clone(), best.tag))
    }

    pub(crate) fn sentences(&self) -> usize {
        self.classifier.matcher.document.sentences().len()
    }

    /// The sentence after another one, in the same field.
    pub(crate) fn next(&self, sentence: usize) -> Option<usize> {
        self.classifier.matcher.neighbour(sentence, true)
    }

    /// All words of a sentence.
    pub(crate) fn whole(&self, sentence: usize) -> Words {
        let words = self.classifier.matcher.document.sentences()[sentence].range();
        Words {
            sentence,
            first: 0,
            last: words.len().saturating_sub(1) as u8,
        }
    }

    /// The field in which some words stand, and their bytes in its original text.
    pub(crate) fn place(&self, words: Words) -> (usize, Range<usize>) {
        let document = &self.classifier.matcher.document;
        let sentence = document.sentences()[words.sentence];
        let at = |word: u8| sentence.first as usize + usize::from(word);
        let (start, end) = document.original(at(words.first), at(words.last));
        (usize::from(sentence.field), start..end)
    }

    /// The clause of a word.
    pub(crate) fn clause(&mut self, sentence: usize, word: u8) -> u8 {
        self.classifier.matcher.clause(sentence, word)
    }

    /// Whether a rule looks at a sentence at all.
    pub(crate) fn in_zone(&self, rule: RuleId, sentence: usize) -> bool {
        let program = &self.classifier.matcher.rules.programs[rule.index()];
        self.classifier.in_zone(program, sentence)
    }

    /// Every hit in a sentence that a use of a list may mean: its own, masked ones and those that its filter bars as well; and
    /// hits of lists inside it that a filter on the way bars.
    pub(crate) fn candidates(&mut self, used: UseId, sentence: usize) -> Vec<Candidate> {
        let rules = self.classifier.matcher.rules;
        let reference = &rules.uses[used.0 as usize];
        let mut found = Vec::new();
        for leaf in self.hits(reference.list, used, sentence) {
            let barred = self.bars(&leaf, &reference.filter);
            let masks = self.masks_on(reference.list, &leaf);
            found.push(Candidate {
                leaf,
                masks,
                barred: barred.map(|(nth, condition)| Barred {
                    condition,
                    nth,
                    inside: None,
                }),
            });
        }
        let mut open = vec![reference.list];
        let mut seen = Vec::new();
        while let Some(list) = open.pop() {
            if seen.contains(&list) {
                continue;
            }
            seen.push(list);
            for (included, filter) in &rules.lists[list.index()].includes {
                open.push(*included);
                for leaf in self.hits(*included, used, sentence) {
                    let is_new = |other: &Candidate| !other.leaf.overlaps(&leaf);
                    if let Some((nth, condition)) = self.bars(&leaf, filter)
                        && found.iter().all(is_new)
                    {
                        found.push(Candidate {
                            leaf,
                            masks: Vec::new(),
                            barred: Some(Barred {
                                condition,
                                nth,
                                inside: Some(list),
                            }),
                        });
                    }
                }
            }
        }
        found
    }

    /// The hits of a list, masked or not.
    fn hits(&mut self, list: ListId, used: UseId, sentence: usize) -> Vec<Leaf> {
        let scope = Scope {
            within: Within::Sentence,
            masked_too: true,
        };
        let hits = self.classifier.matcher.list_hits(list, sentence, scope);
        let leaf = |hit| Leaf {
            used,
            name: None,
            sentence,
            hit,
        };
        hits.into_iter().map(leaf).collect()
    }

    /// The first condition of a filter that a hit does not meet.
    fn bars(&mut self, leaf: &Leaf, filter: &Filter) -> Option<(usize, Condition)> {
        let matcher = &mut self.classifier.matcher;
        if filter.asks_home() {
            matcher.know_home();
        }
        let slot = matcher.resolved(leaf.sentence);
        let passes = |condition: &Condition| {
            let alone = Filter(vec![*condition]);
            matcher.slots[slot].passes(leaf.hit, &alone, matcher.rules, &matcher.home)
        };
        let at = filter.0.iter().position(|condition| !passes(condition))?;
        Some((at, filter.0[at]))
    }

    /// The masks that hide a hit of a list.
    pub(crate) fn masks_on(&mut self, list: ListId, leaf: &Leaf) -> Vec<usize> {
        let matcher = &mut self.classifier.matcher;
        let mut masks = matcher.rules.lists[list.index()].masks.clone();
        masks.retain(|&mask| {
            let hidden = matcher.rules.masks[mask].hidden_in(list);
            hidden.is_some_and(|hidden| hidden.contains(leaf.hit.origin.index()))
                && matcher.mask_words(mask, leaf.sentence) & leaf.hit.words() != 0
        });
        masks
    }

    /// The words of a sentence on which a mask lies, as runs.
    pub(crate) fn mask(&mut self, mask: usize, sentence: usize) -> Vec<Words> {
        let bits = self.classifier.matcher.mask_words(mask, sentence);
        let mut runs: Vec<Words> = Vec::new();
        for at in (0..128_u8).filter(|at| bits & (1 << at) != 0) {
            match runs.last_mut() {
                Some(run) if run.last + 1 == at => run.last = at,
                _ => runs.push(Words {
                    sentence,
                    first: at,
                    last: at,
                }),
            }
        }
        runs
    }

    /// The hulls of what an expression finds in a sentence.
    pub(crate) fn found(&mut self, node: &'r Node, sentence: usize, within: Within) -> Vec<Words> {
        let matcher = &mut self.classifier.matcher;
        matcher.parts.clear();
        if !matcher.may_match(node, sentence) {
            return Vec::new();
        }
        let found = matcher.in_sentence(node, sentence, Scope::new(within), None);
        let words = |partial: &super::Partial| Words {
            sentence: partial.sentence,
            first: partial.first,
            last: partial.last,
        };
        found.iter().map(words).collect()
    }

    /// The hull of the first thing that an expression finds in the item.
    pub(crate) fn found_in_item(&mut self, node: &'r Node) -> Option<Words> {
        let matcher = &mut self.classifier.matcher;
        matcher.parts.clear();
        let found = matcher.in_item(node, Scope::new(Within::Item), None);
        found.first().map(|partial| Words {
            sentence: partial.sentence,
            first: partial.first,
            last: partial.last,
        })
    }

    /// The cues that tag a match, each with the trigger that reaches it, and the tags.
    pub(crate) fn cues(&mut self, leaves: &[Leaf]) -> (Vec<(usize, Words)>, TagSet) {
        let matcher = &mut self.classifier.matcher;
        let rules = matcher.rules;
        let mut sentences: Vec<usize> = leaves.iter().map(|leaf| leaf.sentence).collect();
        sentences.sort_unstable();
        sentences.dedup();
        let mut found = Vec::new();
        for (nth, cue) in rules.cues.iter().enumerate() {
            if let Some((sentence, first, last)) = matcher.trigger(cue, &sentences, leaves) {
                found.push((
                    nth,
                    Words {
                        sentence,
                        first,
                        last,
                    },
                ));
            }
        }
        (found, matcher.tags(leaves))
    }

    /// The home of the item as seen from a hit (law 12).
    pub(crate) fn home(&mut self, leaf: &Leaf) -> Option<Found> {
        let matcher = &mut self.classifier.matcher;
        matcher.know_home();
        if let Some(country) = matcher.home.dateline {
            return self.dateline().map(|words| Found {
                country,
                from: "dateline",
                words,
            });
        }
        let (sentence, hit) = matcher.home.named_by(Some(leaf.sentence), leaf.hit)?;
        let row = hit.row.map(|row| matcher.rules.rows.get(row));
        Some(Found {
            country: hit.country?,
            from: match row.map(|row| row.kind) {
                Some(Kind::Company) => "company",
                Some(Kind::Demonym) => "demonym",
                _ => "place",
            },
            words: Words {
                sentence,
                first: hit.first,
                last: hit.last,
            },
        })
    }

    /// What stands before the dash or the colon of a dateline.
    fn dateline(&self) -> Option<Words> {
        let document = &self.classifier.matcher.document;
        let sentences = document.sentences();
        let sentence = sentences.iter().position(|one| one.body == Some(0))?;
        let words = &document.words()[sentences[sentence].range()];
        let end = words
            .iter()
            .skip(1)
            .position(|word| word.gap.has(Gap::DASH.or(Gap::COLON)))?;
        Some(Words {
            sentence,
            first: 0,
            last: end as u8,
        })
    }

    /// Where a sentence stands, in the words of `zone`.
    pub(crate) fn zone(&self, sentence: usize) -> &'static str {
        match self.classifier.matcher.document.sentences()[sentence].body {
            None => "the title",
            Some(nth) if nth < LEAD_SENTENCES => "the lead",
            Some(_) => "the text after the lead",
        }
    }
}

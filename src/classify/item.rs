//! The item being matched: its document and raw terms, and the hits, masks and home that its sentences are asked for.

use super::hits::{Hit, SentenceHits};
use super::home::{Home, LEAD_SENTENCES, dateline};
use super::matcher::Scope;
use super::partial::Parts;
use super::scan::{RawHit, scan};
use crate::ruleset::{ListId, Node, RuleSet};
use crate::syntax::ast::Within;
use crate::text::Document;

/// Sentences kept resolved: the one at hand and its neighbours.
const SLOTS: usize = 4;

/// An item being matched.
#[derive(Debug)]
pub(super) struct Matcher<'r> {
    pub(super) rules: &'r RuleSet,
    pub(super) document: Document,
    pub(super) parts: Parts,
    /// Whether a bound cut something off.
    pub(super) truncated: bool,
    raw: Vec<RawHit>,
    /// By sentence, where its raw hits end.
    raw_ends: Vec<u32>,
    pub(super) slots: [SentenceHits; SLOTS],
    pub(super) home: Home,
    home_known: bool,
    /// Expressions under a `not` of which it is known whether they match anywhere in the item.
    pub(super) in_item: Vec<(&'r Node, bool)>,
}

impl<'r> Matcher<'r> {
    pub(super) fn new(rules: &'r RuleSet) -> Self {
        Self {
            rules,
            document: Document::default(),
            parts: Parts::default(),
            truncated: false,
            raw: Vec::new(),
            raw_ends: Vec::new(),
            slots: Default::default(),
            home: Home::default(),
            home_known: false,
            in_item: Vec::new(),
        }
    }

    /// Reads an item: text, and whether it is a title, of each field.
    pub(super) fn read<'a>(&mut self, fields: impl Iterator<Item = (&'a str, bool)>) {
        self.document.read(fields);
        self.truncated = self.document.is_cut();
        self.slots.iter_mut().for_each(|slot| slot.sentence = None);
        self.home.clear();
        self.home_known = false;
        self.in_item.clear();
        self.parts.clear();
        scan(&self.rules.terms, &self.document, &mut self.raw);
        self.raw_ends.clear();
        let mut end = 0;
        for sentence in self.document.sentences() {
            end += self.raw[end..]
                .iter()
                .take_while(|hit| hit.first < sentence.end)
                .count();
            self.raw_ends.push(end as u32);
        }
    }

    /// The raw hits of a sentence.
    pub(super) fn raw(&self, sentence: usize) -> &[RawHit] {
        let start = sentence
            .checked_sub(1)
            .map_or(0, |before| self.raw_ends[before]);
        &self.raw[start as usize..self.raw_ends[sentence] as usize]
    }

    /// The sentence after or before, in the same field.
    pub(super) fn neighbour(&self, sentence: usize, after: bool) -> Option<usize> {
        let other = if after {
            sentence + 1
        } else {
            sentence.checked_sub(1)?
        };
        let sentences = self.document.sentences();
        (sentences.get(other)?.field == sentences[sentence].field).then_some(other)
    }

    /// The hits of a list in a sentence, masked ones left out.
    pub(super) fn list_hits(&mut self, list: ListId, sentence: usize, scope: Scope) -> Vec<Hit> {
        let slot = self.slot(sentence);
        if !self.slots[slot].present.contains(list.index()) {
            return Vec::new();
        }
        if !scope.masked_too {
            self.find_masks(sentence);
        }
        let slot = self.slot(sentence);
        let range = self.slots[slot].of_list(list, self.rules, &self.document, &self.home);
        self.truncated |= self.slots[slot].truncated;
        let hits = &self.slots[slot];
        range
            .map(|at| hits.hit(at))
            .filter(|&hit| scope.masked_too || !self.is_hidden(slot, list, hit))
            .collect()
    }

    /// The clause of a word of a sentence.
    pub(super) fn clause(&mut self, sentence: usize, word: u8) -> u8 {
        let slot = self.slot(sentence);
        self.slots[slot].clause(word)
    }

    /// The slot that holds a sentence, loaded.
    pub(super) fn slot(&mut self, sentence: usize) -> usize {
        if !self.home_known {
            self.home_known = true;
            self.find_home();
        }
        self.load(sentence)
    }

    fn load(&mut self, sentence: usize) -> usize {
        let slot = sentence % SLOTS;
        if self.slots[slot].sentence != Some(sentence) {
            let start = sentence
                .checked_sub(1)
                .map_or(0, |before| self.raw_ends[before]);
            let raw = &self.raw[start as usize..self.raw_ends[sentence] as usize];
            self.slots[slot].load(sentence, self.rules, &self.document, raw);
        }
        slot
    }

    fn find_home(&mut self) {
        let looked_at = |body: Option<u32>| body.is_none_or(|nth| nth < LEAD_SENTENCES);
        let sentences: Vec<usize> = (0..self.document.sentences().len())
            .take_while(|&at| looked_at(self.document.sentences()[at].body))
            .collect();
        if let Some(&first) = sentences
            .iter()
            .find(|&&at| self.document.sentences()[at].body == Some(0))
        {
            let slot = self.load(first);
            let (base, raw) = (self.slots[slot].base(), self.raw(first));
            self.home.dateline = dateline(self.rules, &self.document, first, base, raw);
        }
        for sentence in sentences {
            if self.home.dateline.is_some() {
                return;
            }
            let slot = self.load(sentence);
            self.home
                .read(self.rules, sentence, self.slots[slot].base());
        }
    }

    /// Finds where the masks of a sentence lie, on hits as they are.
    fn find_masks(&mut self, sentence: usize) {
        let slot = self.slot(sentence);
        if self.slots[slot].masks.is_some() {
            return;
        }
        let mut lying = Vec::new();
        let scope = Scope {
            within: Within::Sentence,
            masked_too: true,
        };
        for (nth, mask) in self.rules.masks.iter().enumerate() {
            let slot = self.slot(sentence);
            let mut words = 0;
            let present = &self.slots[slot].present;
            if mask.needs.iter().all(|lists| lists.meets(present))
                && self.may_match(&mask.find, present, sentence)
            {
                let found = self.in_sentence(&mask.find, sentence, scope, None);
                words = found.iter().fold(0, |words, partial| words | partial.words);
            }
            // A mask with `then` may begin in a sentence before and lie here as well.
            let mut begin = sentence;
            for _ in 0..mask.sentences_after {
                let Some(before) = self.neighbour(begin, false) else {
                    break;
                };
                begin = before;
                if self.is_found(&mask.find, begin, scope) {
                    for partial in self.in_sentence(&mask.find, begin, scope, None) {
                        let leaves = self.parts.leaves(partial);
                        let here = leaves.iter().filter(|leaf| leaf.sentence == sentence);
                        words = here.fold(words, |words, leaf| words | leaf.hit.words());
                    }
                }
            }
            if words != 0 {
                lying.push((nth, words));
            }
        }
        let slot = self.slot(sentence);
        self.slots[slot].masks = Some(lying);
    }

    fn is_hidden(&self, slot: usize, list: ListId, hit: Hit) -> bool {
        let lying = self.slots[slot].masks.as_deref().unwrap_or_default();
        lying.iter().any(|&(mask, words)| {
            words & hit.words() != 0
                && self.rules.masks[mask]
                    .hidden
                    .get(list.index())
                    .is_some_and(|hidden| hidden.contains(hit.origin.index()))
        })
    }
}

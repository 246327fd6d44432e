//! What stands in an item, whether a rule asks for it or not: which terms of lists are met at all, and the words.

use std::collections::HashMap;

use super::Classifier;
use super::hits::leftmost_longest;
use crate::ruleset::ListId;
use crate::text::Word;

/// Terms that no text has met yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unmet {
    /// By folded form: the lists that hold it, and the number of the term in its report.
    forms: HashMap<String, Vec<(ListId, u32)>>,
    /// Lists with open classes, likewise.
    open: Vec<(ListId, u32)>,
}

impl Unmet {
    /// Adds a form of a term, as `compile::written` has it; a form without words stands for the open classes of a list.
    pub(crate) fn add(&mut self, form: String, list: ListId, term: u32) {
        let terms = if form.is_empty() {
            &mut self.open
        } else {
            self.forms.entry(form).or_default()
        };
        // Two forms of a term may be one when folded.
        if !terms.contains(&(list, term)) {
            terms.push((list, term));
        }
    }

    fn holds(&self, form: &str) -> bool {
        self.forms.contains_key(form)
    }

    /// Takes out the terms of a list with this form.
    fn meet(&mut self, form: &str, list: ListId, met: &mut Vec<u32>) {
        let Some(terms) = self.forms.get_mut(form) else {
            return;
        };
        let found = terms.extract_if(.., |(holding, _)| *holding == list);
        met.extend(found.map(|(_, term)| term));
        if terms.is_empty() {
            self.forms.remove(form);
        }
    }
}

impl Classifier<'_> {
    /// The numbers of the terms that the item classified last meets: each is a hit of the list that holds it, as laws 1 and 2
    /// have it; masks hide nothing. They are met now, and will not be found again.
    pub(crate) fn meet(&mut self, unmet: &mut Unmet) -> Vec<u32> {
        let mut met = Vec::new();
        let mut form = String::new();
        for sentence in 0..self.matcher.document.sentences().len() {
            let slot = self.matcher.slot(sentence);
            let matcher = &self.matcher;
            let words = matcher.document.words();
            let is_new = matcher.slots[slot].raw().iter().any(|hit| {
                let words = &words[hit.first as usize..=hit.last as usize];
                self.spell(words, &mut form);
                unmet.holds(&form)
            });
            if is_new {
                self.meet_terms(sentence, unmet, &mut met);
            }
            unmet.open.retain(|&(list, term)| {
                let is_met = self.has_open_class(list, sentence);
                met.extend(is_met.then_some(term));
                !is_met
            });
        }
        met
    }

    fn meet_terms(&mut self, sentence: usize, unmet: &mut Unmet, met: &mut Vec<u32>) {
        let slot = self.matcher.resolved(sentence);
        let words =
            &self.matcher.document.words()[self.matcher.document.sentences()[sentence].range()];
        let mut form = String::new();
        let mut hits = self.matcher.slots[slot].base().to_vec();
        hits.sort_by_key(|hit| hit.origin);
        for same in hits.chunk_by(|one, other| one.origin == other.origin) {
            let mut same = same.to_vec();
            leftmost_longest(&mut same);
            for hit in same {
                self.spell(
                    &words[usize::from(hit.first)..=usize::from(hit.last)],
                    &mut form,
                );
                unmet.meet(&form, hit.origin, met);
            }
        }
    }

    fn has_open_class(&mut self, list: ListId, sentence: usize) -> bool {
        let matcher = &mut self.matcher;
        let slot = matcher.slot(sentence);
        if !matcher.slots[slot].present.contains(list.index()) {
            return false;
        }
        let here = matcher.document.sentences()[sentence];
        let mut hits = Vec::new();
        matcher.slots[slot].regex_hits(list, matcher.rules, &matcher.document, here, &mut hits);
        !hits.is_empty()
    }

    /// Writes words as terms have them.
    fn spell(&self, words: &[Word], form: &mut String) {
        form.clear();
        for (nth, word) in words.iter().enumerate() {
            let joint = word.gap.term_byte().filter(|_| nth > 0);
            form.extend(joint.map(char::from));
            form.push_str(&self.matcher.document.lower()[word.range()]);
        }
    }

    /// Whether anything kept a match of the item classified last from counting, or hid a hit.
    pub(crate) fn held_back(&self) -> bool {
        self.matcher.held_back
    }

    /// The folded words of the body of the item classified last; those of the title, if there is nothing else.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        let document = &self.matcher.document;
        let sentences = document.sentences();
        let has_body = sentences.iter().any(|sentence| sentence.body.is_some());
        let body = move |sentence: &&crate::text::Sentence| sentence.body.is_some() == has_body;
        let words = sentences.iter().filter(body);
        words
            .flat_map(|sentence| &document.words()[sentence.range()])
            .map(|word| &document.lower()[word.range()])
    }
}

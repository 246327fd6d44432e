//! The home country of an item (law 12): dateline, else company or demonym, else place, of the title or the first three sentences.

use super::hits::Hit;
use crate::ruleset::{Country, Kind, RuleSet};
use crate::text::{Document, Gap, Word};

/// The sentences of the body that are looked at, and that make the lead.
pub(super) const LEAD_SENTENCES: u32 = 3;

/// A dateline has at most this many words.
const MAX_DATELINE_WORDS: usize = 8;

/// What is known of an item's home.
#[derive(Debug, Default)]
pub(super) struct Home {
    /// Of the dateline, or of the first company or demonym.
    named: Option<Country>,
    /// Places in the order of the text: sentence, hit.
    places: Vec<(usize, Hit)>,
}

impl Home {
    /// The home as seen from `hit`: without a dateline, company or demonym it is that of the first *other* place.
    pub(super) fn of(&self, sentence: Option<usize>, hit: Hit) -> Option<Country> {
        self.named.or_else(|| {
            let other = |(at, place): &&(usize, Hit)| {
                Some(*at) != sentence || place.words() & hit.words() == 0
            };
            self.places
                .iter()
                .find(other)
                .and_then(|(_, place)| place.country)
        })
    }

    pub(super) fn clear(&mut self) {
        self.named = None;
        self.places.clear();
    }

    /// Whether the home needs no further sentence.
    pub(super) fn is_settled(&self) -> bool {
        self.named.is_some()
    }

    /// Takes the dateline from the first sentence of the body.
    pub(super) fn read_dateline(
        &mut self,
        rules: &RuleSet,
        document: &Document,
        sentence: usize,
        base: &[Hit],
    ) {
        let words = &document.words()[document.sentences()[sentence].range()];
        let place = base
            .iter()
            .filter(|hit| {
                hit.first == 0
                    && is_place(rules, **hit)
                    && kind(rules, **hit) != Some(Kind::Demonym)
            })
            .max_by_key(|hit| hit.last);
        if let Some(place) = place
            && has_dateline(words, usize::from(place.last))
        {
            self.named = place.country;
        }
    }

    /// Takes companies, demonyms and places from one sentence; they come in the order title, body.
    pub(super) fn read(&mut self, rules: &RuleSet, sentence: usize, base: &[Hit]) {
        let naming = |hit: &&Hit| {
            hit.country.is_some()
                && matches!(kind(rules, **hit), Some(Kind::Demonym | Kind::Company))
        };
        self.named = base
            .iter()
            .filter(naming)
            .min_by_key(|hit| (hit.first, std::cmp::Reverse(hit.last)))
            .and_then(|hit| hit.country);
        let begin = self.places.len();
        self.places.extend(
            base.iter()
                .filter(|hit| is_place(rules, **hit))
                .map(|hit| (sentence, *hit)),
        );
        self.places[begin..].sort_by_key(|(_, hit)| hit.first);
    }
}

fn kind(rules: &RuleSet, hit: Hit) -> Option<Kind> {
    hit.row.map(|row| rules.rows[row.0 as usize].kind)
}

fn is_place(rules: &RuleSet, hit: Hit) -> bool {
    rules.lists[hit.origin.index()].is_place
}

/// Whether a dash follows the place, with nothing before it but names, dates and an agency in brackets.
fn has_dateline(words: &[Word], place_end: usize) -> bool {
    let dash = words
        .iter()
        .take(MAX_DATELINE_WORDS + 1)
        .position(|word| word.gap.has(Gap::DASH));
    dash.is_some_and(|dash| {
        dash > place_end
            && words[..dash]
                .iter()
                .all(|word| word.is_capitalised() || word.is_number())
    })
}

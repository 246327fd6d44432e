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
    dateline: Option<Country>,
    /// Companies and demonyms in the order of the text: sentence, hit.
    named: Vec<(usize, Hit)>,
    /// Places in the order of the text.
    places: Vec<(usize, Hit)>,
}

impl Home {
    /// The home as seen from `hit`, which says nothing of it, wherever it is named: a story that names India alone, twice, has
    /// no home that is known.
    pub(super) fn of(&self, sentence: Option<usize>, hit: Hit) -> Option<Country> {
        let is_other = |found: &&(usize, Hit)| {
            let (at, other) = **found;
            let apart = Some(at) != sentence || other.words() & hit.words() == 0;
            apart && (other.row.is_none() || other.row != hit.row)
        };
        let first = |found: &[(usize, Hit)]| {
            found
                .iter()
                .find(is_other)
                .and_then(|(_, other)| other.country)
        };
        self.dateline
            .or_else(|| first(&self.named))
            .or_else(|| first(&self.places))
    }

    pub(super) fn clear(&mut self) {
        self.dateline = None;
        self.named.clear();
        self.places.clear();
    }

    /// Whether there is a dateline, so that nothing else counts.
    pub(super) fn has_dateline(&self) -> bool {
        self.dateline.is_some()
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
        let is_town = |hit: &&Hit| {
            hit.first == 0 && is_place(rules, **hit) && kind(rules, **hit) != Some(Kind::Demonym)
        };
        if let Some(place) = base.iter().filter(is_town).max_by_key(|hit| hit.last)
            && stands_in_dateline(words, usize::from(place.last))
        {
            self.dateline = place.country;
        }
    }

    /// Takes companies, demonyms and places from one sentence; sentences come in the order title, body.
    pub(super) fn read(&mut self, rules: &RuleSet, sentence: usize, base: &[Hit]) {
        let names_home =
            |hit: &Hit| matches!(kind(rules, *hit), Some(Kind::Demonym | Kind::Company));
        for (found, wanted) in [(&mut self.named, true), (&mut self.places, false)] {
            let begin = found.len();
            let fits = |hit: &&Hit| {
                hit.country.is_some()
                    && if wanted {
                        names_home(hit)
                    } else {
                        is_place(rules, **hit)
                    }
            };
            found.extend(base.iter().filter(fits).map(|hit| (sentence, *hit)));
            found[begin..].sort_by_key(|(_, hit)| (hit.first, std::cmp::Reverse(hit.last)));
        }
    }
}

fn kind(rules: &RuleSet, hit: Hit) -> Option<Kind> {
    hit.row.map(|row| rules.rows[row.0 as usize].kind)
}

fn is_place(rules: &RuleSet, hit: Hit) -> bool {
    rules.lists[hit.origin.index()].is_place
}

/// Whether a dash follows the place, with nothing before it but names, dates and an agency in brackets; or a colon right after a
/// place in capitals.
fn stands_in_dateline(words: &[Word], place_end: usize) -> bool {
    let is_header = |word: &Word| word.is_capitalised() || word.is_number();
    let dash = words
        .iter()
        .take(MAX_DATELINE_WORDS + 1)
        .position(|word| word.gap.has(Gap::DASH));
    let colon = words
        .get(place_end + 1)
        .is_some_and(|word| word.gap.has(Gap::COLON));
    let shouted = words[..=place_end].iter().all(|word| !word.has_lower());
    colon && shouted
        || dash.is_some_and(|dash| dash > place_end && words[..dash].iter().all(is_header))
}

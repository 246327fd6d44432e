//! With which words the terms begin that the gate asks for, by hash, and what they meet. Words are told apart by their hash
//! alone: what is found by mistake makes a sentence be looked at in vain, and no more.

use std::collections::HashSet;

use super::gate::NeedId;
use super::lexicon::NewTerm;
use super::met::SetId;
use super::words::JOINTS;
use crate::text::hash;

/// So many words of a term are looked at; what goes on after them may or may not be the term.
const DEPTH: usize = 3;

/// How a term begins.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    /// The keys of its first word, of its first two, and of its first three.
    keys: Vec<u32>,
    /// The hash of its second word.
    second: Option<u32>,
    /// Whether its first word is a common one.
    is_common: bool,
    /// Whether it counts with a capital only.
    is_name: bool,
}

impl Opening {
    /// Of a term; whether its first word is common.
    pub(crate) fn of(term: &NewTerm, is_common: bool) -> Self {
        let text = term.text.as_bytes();
        let mut keys: Vec<u32> = Vec::with_capacity(DEPTH);
        let mut second = None;
        let mut start = 0;
        for word in term.text.split(JOINTS).take(DEPTH) {
            let end = start + word.len();
            let hash = hash(text, start..end);
            let key = match keys.last() {
                Some(&before) => longer_key(before, text[start - 1], hash),
                None => hash,
            };
            if keys.len() == 1 {
                second = Some(hash);
            }
            keys.push(key);
            start = end + 1;
        }
        Self {
            keys,
            second,
            is_common,
            is_name: term.is_name(),
        }
    }
}

/// The key of some words with one more behind them, and the byte that joins it.
#[inline]
fn longer_key(before: u32, joint: u8, word: u32) -> u32 {
    let both = u64::from(before) << 32 | u64::from(word ^ u32::from(joint));
    (both.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

/// What terms begin with, and what those meet that end there.
#[derive(Debug, Default)]
pub(crate) struct Prefixes {
    /// The words that stand first in a term, and second.
    first: Bitmap<18>,
    second: Bitmap<18>,
    /// Common words by themselves, close together: most words of a text that begin a term are among them.
    common: Table,
    rare: Table,
    /// Two words and three, and which of them there may be: most by far are not in the table, which is too large to stay near.
    longer: Table,
    may_be_longer: Bitmap<20>,
}

impl Prefixes {
    /// Of terms, each with the needs that it meets. `number` gives each different set of needs its number.
    pub(super) fn build<'a>(
        terms: impl Iterator<Item = (&'a Opening, Vec<NeedId>)>,
        mut number: impl FnMut(Vec<NeedId>) -> SetId,
    ) -> Self {
        let (mut words, mut longer) = (Vec::new(), Vec::new());
        let (mut firsts, mut seconds) = (Bitmap::default(), Bitmap::default());
        let mut may_be_longer = Bitmap::default();
        let mut common = HashSet::new();
        for (opening, needs) in terms {
            let Some((&end, before)) = opening.keys.split_last() else {
                continue;
            };
            let first = opening.keys[0];
            firsts.insert(first);
            if opening.is_common {
                common.insert(first);
            }
            if let Some(second) = opening.second {
                seconds.insert(second);
            }
            for (nth, &key) in before.iter().enumerate() {
                let table = if nth == 0 { &mut words } else { &mut longer };
                table.push(Draft::new(key, opening.is_name, None));
            }
            for &key in &opening.keys[1..] {
                may_be_longer.insert(key);
            }
            let table = if before.is_empty() {
                &mut words
            } else {
                &mut longer
            };
            table.push(Draft::new(end, opening.is_name, Some(needs)));
        }
        let (common, rare) = words
            .into_iter()
            .partition(|draft: &Draft| common.contains(&draft.key));
        Self {
            first: firsts,
            second: seconds,
            common: Table::build(common, &mut number),
            rare: Table::build(rare, &mut number),
            longer: Table::build(longer, &mut number),
            may_be_longer,
        }
    }

    /// Whether a word may be the first of a term.
    #[inline]
    pub(crate) fn may_be_first(&self, hash: u32) -> bool {
        self.first.may_hold(hash)
    }

    /// Whether a word may be the second of a term.
    #[inline]
    pub(crate) fn may_be_second(&self, hash: u32) -> bool {
        self.second.may_hold(hash)
    }

    /// What is said of a word, by its hash.
    #[inline]
    pub(crate) fn word(&self, hash: u32) -> Said {
        let said = self.common.find(hash);
        if said.0 != 0 {
            return said;
        }
        self.rare.find(hash)
    }

    /// The key of the words with the key `before` and one more, and what is said of all of them.
    #[inline]
    pub(crate) fn longer(&self, before: u32, joint: u8, word: u32) -> (u32, Said) {
        let key = longer_key(before, joint, word);
        let said = if self.may_be_longer.may_hold(key) {
            self.longer.find(key)
        } else {
            Said::default()
        };
        (key, said)
    }
}

/// Words by the high bits of their hashes: small enough to stay in the nearest cache, and looked at without a branch.
#[derive(Debug)]
struct Bitmap<const BITS: u32>(Box<[u64]>);

impl<const BITS: u32> Default for Bitmap<BITS> {
    fn default() -> Self {
        Self(vec![0; 1 << (BITS - 6)].into())
    }
}

impl<const BITS: u32> Bitmap<BITS> {
    fn insert(&mut self, hash: u32) {
        let bit = hash >> (32 - BITS);
        self.0[bit as usize / 64] |= 1 << (bit % 64);
    }

    /// Whether a word with this hash may be in it.
    #[inline]
    fn may_hold(&self, hash: u32) -> bool {
        let bit = hash >> (32 - BITS);
        self.0[bit as usize / 64] >> (bit % 64) & 1 != 0
    }
}

/// What a term says of some words with which it begins.
struct Draft {
    key: u32,
    is_name: bool,
    /// What the term meets, if it ends there.
    needs: Option<Vec<NeedId>>,
}

impl Draft {
    fn new(key: u32, is_name: bool, needs: Option<Vec<NeedId>>) -> Self {
        Self {
            key,
            is_name,
            needs,
        }
    }
}

/// What all terms say of some words.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Said(u32);

impl Said {
    /// Any that goes on.
    const GOES_ON: u32 = 1 << 31;
    /// All that go on count with a capital only.
    const GOES_ON_AS_NAME: u32 = 1 << 30;
    /// All that end count with a capital only.
    const IS_NAME: u32 = 1 << SetId::BITS;
    /// The set of needs that is met, if a term ends here.
    const SET: u32 = Self::IS_NAME - 1;

    /// The set of needs that is met.
    #[inline]
    pub(crate) fn set(self, is_capitalised: bool) -> SetId {
        if self.0 & Self::IS_NAME == 0 || is_capitalised {
            SetId::from_bits(self.0 & Self::SET)
        } else {
            SetId::NONE
        }
    }

    /// Whether a longer term may begin like this.
    #[inline]
    pub(crate) fn goes_on(self, is_capitalised: bool) -> bool {
        self.0 & Self::GOES_ON != 0 && (is_capitalised || self.0 & Self::GOES_ON_AS_NAME == 0)
    }

    fn of(drafts: &mut [Draft], number: &mut impl FnMut(Vec<NeedId>) -> SetId) -> Self {
        let mut said = 0;
        let mut needs: Vec<NeedId> = Vec::new();
        let names = |drafts: &[Draft], ends: bool| {
            drafts
                .iter()
                .filter(|draft| draft.needs.is_some() == ends)
                .all(|draft| draft.is_name)
        };
        if names(drafts, true) {
            said |= Self::IS_NAME;
        }
        if names(drafts, false) {
            said |= Self::GOES_ON_AS_NAME;
        }
        for draft in drafts {
            match draft.needs.take() {
                None => said |= Self::GOES_ON,
                Some(met) => needs.extend(met),
            }
        }
        if !needs.is_empty() {
            needs.sort_unstable();
            needs.dedup();
            said |= number(needs).bits();
        }
        Self(said)
    }
}

/// Open addressing by the high bits of the key, which are the good ones; what says nothing is free.
#[derive(Debug, Default)]
struct Table {
    slots: Box<[(u32, Said)]>,
    /// Shifts a key to its slot.
    shift: u32,
}

impl Table {
    fn build(mut drafts: Vec<Draft>, number: &mut impl FnMut(Vec<NeedId>) -> SetId) -> Self {
        drafts.sort_by_key(|draft| draft.key);
        let keys = drafts.chunk_by(|one, other| one.key == other.key).count();
        let bits = (keys * 4 / 3 + 1)
            .next_power_of_two()
            .trailing_zeros()
            .max(1);
        let shift = 32 - bits;
        let last = (1 << bits) - 1;
        let mut slots = vec![(0, Said::default()); last + 1];
        for group in drafts.chunk_by_mut(|one, other| one.key == other.key) {
            let key = group[0].key;
            let mut at = (key >> shift) as usize;
            while slots[at].1.0 != 0 {
                at = (at + 1) & last;
            }
            slots[at] = (key, Said::of(group, number));
        }
        Self {
            slots: slots.into(),
            shift,
        }
    }

    #[inline]
    fn find(&self, key: u32) -> Said {
        let Some(last) = self.slots.len().checked_sub(1) else {
            return Said::default();
        };
        let mut at = (key >> self.shift) as usize;
        loop {
            let (found, said) = self.slots[at & last];
            if found == key || said.0 == 0 {
                return if found == key { said } else { Said::default() };
            }
            at += 1;
        }
    }
}

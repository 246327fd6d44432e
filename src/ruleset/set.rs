//! A set of small ids as bits.

/// A set of list ids (or of any other small numbers). Bits are kept from the first member to the last only: most sets have few
/// members that lie close together, and as wide as the largest id they would take memory that grows with the square of the rules.
#[derive(Clone, Debug, Default)]
pub(crate) struct IdSet {
    /// The word that the first of `words` is.
    first: u32,
    words: Vec<u64>,
}

impl IdSet {
    pub(crate) fn insert(&mut self, id: usize) {
        *self.word(id / 64) |= 1 << (id % 64);
    }

    pub(crate) fn contains(&self, id: usize) -> bool {
        (id / 64)
            .checked_sub(self.first as usize)
            .and_then(|at| self.words.get(at))
            .is_some_and(|bits| bits & (1 << (id % 64)) != 0)
    }

    pub(crate) fn union(&mut self, other: &Self) {
        let Some(last) = other.words.len().checked_sub(1) else {
            return;
        };
        self.word(other.first as usize);
        self.word(other.first as usize + last);
        let start = (other.first - self.first) as usize;
        for (bits, more) in self.words[start..].iter_mut().zip(&other.words) {
            *bits |= more;
        }
    }

    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.both(other).any(|(_, bits)| bits != 0)
    }

    /// Empties it and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.words.fill(0);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.common(self)
    }

    /// The members that are in `other` too.
    pub(crate) fn common<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = usize> + 'a {
        self.both(other).flat_map(|(word, bits)| {
            let rest = |bits: &u64| Some(bits & (bits - 1)).filter(|&bits| bits != 0);
            std::iter::successors(Some(bits).filter(|&bits| bits != 0), rest)
                .map(move |bits| word * 64 + bits.trailing_zeros() as usize)
        })
    }

    /// The words that both have, with their places.
    fn both<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (usize, u64)> + 'a {
        let first = self.first.max(other.first);
        let from = |set: &'a Self| set.words.iter().skip((first - set.first) as usize);
        (first as usize..)
            .zip(from(self).zip(from(other)))
            .map(|(word, (bits, more))| (word, bits & more))
    }

    /// The word with this number, which the set is made wide enough for.
    fn word(&mut self, number: usize) -> &mut u64 {
        if self.words.is_empty() {
            self.first = number as u32;
        }
        let missing = (self.first as usize).saturating_sub(number);
        if missing > 0 {
            self.words.splice(..0, std::iter::repeat_n(0, missing));
            self.first = number as u32;
        }
        let at = number - self.first as usize;
        if self.words.len() <= at {
            self.words.resize(at + 1, 0);
        }
        &mut self.words[at]
    }
}

/// The members count, not how they are kept.
impl PartialEq for IdSet {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for IdSet {}

impl std::hash::Hash for IdSet {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.iter().for_each(|id| id.hash(state));
    }
}

impl FromIterator<usize> for IdSet {
    fn from_iter<I: IntoIterator<Item = usize>>(ids: I) -> Self {
        let mut set = Self::default();
        ids.into_iter().for_each(|id| set.insert(id));
        set
    }
}

//! Adds up the judged items of a gold file: all of them, those of each group, minimal pairs, and which labels were given in
//! place of which.

use std::collections::BTreeMap;

use super::score::{Outcome, Score, Share};

/// An item with the decisions of people and rules, both by label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Whether it has the label; nothing where that is borderline.
    pub gold: Vec<Option<bool>>,
    /// Whether it gets the label.
    pub given: Vec<bool>,
    /// The minimal pair that it is a side of.
    pub pair: Option<String>,
    /// What stands in the field by which the items are split, if they are.
    pub group: Option<String>,
}

impl Judged {
    /// What became of each label.
    pub fn outcomes(&self) -> Vec<Option<Outcome>> {
        let both = self.gold.iter().zip(&self.given);
        both.map(|(gold, given)| gold.map(|gold| Outcome::new(gold, *given)))
            .collect()
    }

    /// The labels had and those given, borderline ones left out of both.
    fn sets(&self) -> (Vec<usize>, Vec<usize>) {
        let clear = || (0..).zip(&self.gold).zip(&self.given);
        (
            clear()
                .filter_map(|((label, gold), _)| (*gold == Some(true)).then_some(label))
                .collect(),
            clear()
                .filter_map(|((label, gold), given)| (gold.is_some() && *given).then_some(label))
                .collect(),
        )
    }
}

/// How many minimal pairs are right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pairs {
    /// Pairs of which every side has its whole label set right, of those with more than one side.
    pub right: Share,
    /// Pairs of which only one side was there.
    pub lone: u32,
}

/// All judged items together.
#[derive(Clone, Debug)]
pub struct Report {
    /// All items.
    pub total: Score,
    /// By what stands in the field by which they are split.
    pub groups: BTreeMap<Option<String>, Score>,
    /// By labels had and labels given, as indices: how many items.
    pub confusion: BTreeMap<(Vec<usize>, Vec<usize>), u32>,
    /// By pair: how many sides, and how many of them right.
    pairs: BTreeMap<String, Share>,
}

impl Report {
    /// No items yet, decided on so many labels.
    pub fn new(labels: usize) -> Self {
        Self {
            total: Score::new(labels),
            groups: BTreeMap::new(),
            confusion: BTreeMap::new(),
            pairs: BTreeMap::new(),
        }
    }

    /// Adds an item.
    pub fn add(&mut self, item: Judged) {
        let outcomes = item.outcomes();
        self.total.add(&outcomes);
        *self.confusion.entry(item.sets()).or_default() += 1;
        self.groups
            .entry(item.group)
            .or_insert_with(|| Score::new(outcomes.len()))
            .add(&outcomes);
        if let Some(pair) = item.pair {
            let sides = self
                .pairs
                .entry(pair)
                .or_insert(Share { part: 0, whole: 0 });
            sides.part += u32::from(outcomes.iter().flatten().all(|outcome| outcome.is_right()));
            sides.whole += 1;
        }
    }

    /// How many pairs are right.
    pub fn pairs(&self) -> Pairs {
        let mut pairs = Pairs {
            right: Share { part: 0, whole: 0 },
            lone: 0,
        };
        for sides in self.pairs.values() {
            if sides.whole < 2 {
                pairs.lone += 1;
                continue;
            }
            pairs.right.part += u32::from(sides.part == sides.whole);
            pairs.right.whole += 1;
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::{Judged, Pairs, Report, Share};

    fn item(gold: [Option<bool>; 2], given: [bool; 2], pair: Option<&str>) -> Judged {
        Judged {
            gold: gold.to_vec(),
            given: given.to_vec(),
            pair: pair.map(str::to_owned),
            group: None,
        }
    }

    #[test]
    fn borderline_labels_confuse_nothing() {
        let mut report = Report::new(2);
        report.add(item([Some(true), None], [true, true], None));
        report.add(item([Some(true), None], [false, true], None));
        report.add(item([Some(true), Some(false)], [false, true], None));
        let expected = [
            ((vec![0], vec![]), 1),
            ((vec![0], vec![0]), 1),
            ((vec![0], vec![1]), 1),
        ];
        assert_eq!(report.confusion.into_iter().collect::<Vec<_>>(), expected);
        assert_eq!(report.total.sets_right(), Share { part: 1, whole: 3 });
    }

    #[test]
    fn a_pair_is_right_on_both_sides_or_wrong() {
        let mut report = Report::new(2);
        let (yes, no) = ([Some(true), Some(false)], [Some(false), Some(false)]);
        for (gold, given, pair) in [
            (yes, [true, false], Some("a")),
            (no, [false, false], Some("a")),
            (yes, [true, false], Some("b")),
            (no, [true, false], Some("b")),
            (yes, [true, false], Some("c")),
            (no, [false, false], None),
        ] {
            report.add(item(gold, given, pair));
        }
        let right = Share { part: 1, whole: 2 };
        assert_eq!(report.pairs(), Pairs { right, lone: 1 });
    }
}

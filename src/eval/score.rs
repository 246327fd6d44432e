//! Counts of right and wrong decisions, and the figures made of them.
//!
//! All intervals hold the true value in 95 cases of 100. Shares (precision, recall, whole sets right) have Wilson's. F1 is a
//! monotone function of one share, `j = tp / (tp + fp + fn)`: it is `2j / (1 + j)`, so the ends of Wilson's interval of `j` give
//! its own. The mean over labels adds up the distances to the ends as independent errors add up (Zou and Donner's MOVER). No
//! random numbers: the same counts give the same interval.

/// The normal quantile of 0.975.
const Z: f64 = 1.959_963_984_540_054;

/// What became of one decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The item has the label and gets it.
    TruePositive,
    /// It gets a label that it does not have: a false alarm.
    FalsePositive,
    /// It has a label that it does not get: a miss.
    FalseNegative,
    /// It has not the label and does not get it.
    TrueNegative,
}

impl Outcome {
    /// What becomes of a decision.
    pub fn new(is_in_gold: bool, is_given: bool) -> Self {
        match (is_in_gold, is_given) {
            (true, true) => Self::TruePositive,
            (false, true) => Self::FalsePositive,
            (true, false) => Self::FalseNegative,
            (false, false) => Self::TrueNegative,
        }
    }

    /// Whether people and rules agree.
    pub fn is_right(self) -> bool {
        matches!(self, Self::TruePositive | Self::TrueNegative)
    }
}

/// The ends of a 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// How many are.
    pub part: u32,
    /// How many there are.
    pub whole: u32,
}

impl Share {
    /// The proportion; 0 of nothing.
    pub fn value(self) -> f64 {
        if self.whole == 0 {
            return 0.0;
        }
        f64::from(self.part) / f64::from(self.whole)
    }

    /// Wilson's interval; of nothing nothing is known.
    pub fn interval(self) -> Interval {
        if self.whole == 0 {
            return Interval {
                low: 0.0,
                high: 1.0,
            };
        }
        let (p, n) = (self.value(), f64::from(self.whole));
        let scale = 1.0 + Z * Z / n;
        let middle = (p + Z * Z / (2.0 * n)) / scale;
        let half = Z / scale * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        // The formula gives 0 and 1 exactly at the ends; the arithmetic is a few bits off.
        Interval {
            low: if self.part == 0 { 0.0 } else { middle - half },
            high: if self.part == self.whole {
                1.0
            } else {
                middle + half
            },
        }
    }
}

/// The decisions on one label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Had and given.
    pub true_positives: u32,
    /// Given and not had.
    pub false_positives: u32,
    /// Had and not given.
    pub false_negatives: u32,
    /// Neither.
    pub true_negatives: u32,
}

impl Counts {
    fn add(&mut self, outcome: Outcome) {
        let count = match outcome {
            Outcome::TruePositive => &mut self.true_positives,
            Outcome::FalsePositive => &mut self.false_positives,
            Outcome::FalseNegative => &mut self.false_negatives,
            Outcome::TrueNegative => &mut self.true_negatives,
        };
        *count += 1;
    }

    /// How many of those given are right.
    pub fn precision(self) -> Share {
        Share {
            part: self.true_positives,
            whole: self.true_positives + self.false_positives,
        }
    }

    /// How many of those had are given.
    pub fn recall(self) -> Share {
        Share {
            part: self.true_positives,
            whole: self.true_positives + self.false_negatives,
        }
    }

    /// The harmonic mean of precision and recall; 0 where nothing was had and nothing given.
    pub fn f1(self) -> f64 {
        if self.true_positives == 0 {
            return 0.0;
        }
        let twice = f64::from(2 * self.true_positives);
        twice / (twice + f64::from(self.false_positives + self.false_negatives))
    }

    /// The interval of [`Counts::f1`].
    pub fn f1_interval(self) -> Interval {
        let jaccard = Share {
            part: self.true_positives,
            whole: self.true_positives + self.false_positives + self.false_negatives,
        };
        let f1 = |j: f64| 2.0 * j / (1.0 + j);
        let Interval { low, high } = jaccard.interval();
        Interval {
            low: f1(low),
            high: f1(high),
        }
    }
}

/// The decisions on some items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// By label.
    pub labels: Vec<Counts>,
    /// How many items have all their clear decisions right.
    pub sets: u32,
    /// How many items there are.
    pub items: u32,
}

impl Score {
    /// No items yet, decided on so many labels.
    pub fn new(labels: usize) -> Self {
        Self {
            labels: vec![Counts::default(); labels],
            ..Self::default()
        }
    }

    /// Adds an item: what became of each label, nothing where that is borderline.
    pub fn add(&mut self, outcomes: &[Option<Outcome>]) {
        for (counts, outcome) in self.labels.iter_mut().zip(outcomes) {
            if let Some(outcome) = outcome {
                counts.add(*outcome);
            }
        }
        self.sets += u32::from(outcomes.iter().flatten().all(|outcome| outcome.is_right()));
        self.items += 1;
    }

    /// How many items have all their clear decisions right.
    pub fn sets_right(&self) -> Share {
        Share {
            part: self.sets,
            whole: self.items,
        }
    }

    /// The mean of a figure over the labels.
    pub fn mean(&self, figure: impl Fn(Counts) -> f64) -> f64 {
        self.labels
            .iter()
            .map(|counts| figure(*counts))
            .sum::<f64>()
            / self.label_count()
    }

    /// The interval of the mean of F1.
    pub fn macro_f1_interval(&self) -> Interval {
        let mean = self.mean(Counts::f1);
        let distance = |end: fn(Interval) -> f64| {
            let squares = self
                .labels
                .iter()
                .map(|counts| (end(counts.f1_interval()) - counts.f1()).powi(2));
            squares.sum::<f64>().sqrt() / self.label_count()
        };
        Interval {
            low: (mean - distance(|interval| interval.low)).max(0.0),
            high: (mean + distance(|interval| interval.high)).min(1.0),
        }
    }

    fn label_count(&self) -> f64 {
        f64::from(u32::try_from(self.labels.len().max(1)).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, Interval, Outcome, Score, Share};

    fn counts(
        true_positives: u32,
        false_positives: u32,
        false_negatives: u32,
        true_negatives: u32,
    ) -> Counts {
        Counts {
            true_positives,
            false_positives,
            false_negatives,
            true_negatives,
        }
    }

    fn rounded(interval: Interval) -> String {
        format!("{:.4} {:.4}", interval.low, interval.high)
    }

    /// The first four are Newcombe's (Statistics in Medicine 17, 1998, table I, method 3).
    #[test]
    fn wilson_gives_the_published_values() {
        let cases = [
            (81, 263, "0.2553 0.3662"),
            (15, 148, "0.0624 0.1605"),
            (0, 20, "0.0000 0.1611"),
            (1, 29, "0.0061 0.1718"),
            (20, 20, "0.8389 1.0000"),
            (0, 0, "0.0000 1.0000"),
        ];
        for (part, whole, expected) in cases {
            assert_eq!(
                rounded(Share { part, whole }.interval()),
                expected,
                "{part} of {whole}"
            );
        }
    }

    #[test]
    fn figures_by_hand() {
        let some = counts(6, 2, 4, 88);
        assert_eq!(some.precision(), Share { part: 6, whole: 8 });
        assert_eq!(some.recall(), Share { part: 6, whole: 10 });
        assert!((some.f1() - 12.0 / 18.0).abs() < 1e-15);
        // Wilson of 6 of 12 is 0.2538 to 0.7462.
        assert_eq!(rounded(some.f1_interval()), "0.4048 0.8547");
        assert!(counts(0, 0, 0, 9).f1().abs() < 1e-15);
        assert_eq!(rounded(counts(0, 0, 0, 9).f1_interval()), "0.0000 1.0000");
        assert_eq!(rounded(counts(9, 0, 0, 0).f1_interval()), "0.8241 1.0000");
    }

    #[test]
    fn intervals_hold_the_value_and_shrink_with_the_count() {
        for (tp, fp, fals) in [(0, 3, 1), (1, 0, 0), (5, 5, 1), (40, 1, 3), (3, 0, 40)] {
            let mut width = f64::INFINITY;
            for times in [1, 10, 100] {
                let some = counts(tp * times, fp * times, fals * times, 0);
                for (value, Interval { low, high }) in [
                    (some.f1(), some.f1_interval()),
                    (some.precision().value(), some.precision().interval()),
                    (some.recall().value(), some.recall().interval()),
                ] {
                    assert!(
                        0.0 <= low && low <= value && value <= high && high <= 1.0,
                        "{some:?}"
                    );
                }
                let Interval { low, high } = some.f1_interval();
                assert!(high - low < width, "{some:?}");
                width = high - low;
            }
        }
    }

    #[test]
    fn borderline_decisions_are_not_scored() {
        let mut score = Score::new(2);
        score.add(&[Some(Outcome::TruePositive), None]);
        score.add(&[None, Some(Outcome::FalsePositive)]);
        score.add(&[None, None]);
        assert_eq!(score.labels, [counts(1, 0, 0, 0), counts(0, 1, 0, 0)]);
        assert_eq!(score.sets_right(), Share { part: 2, whole: 3 });
        assert!((score.mean(Counts::f1) - 0.5).abs() < 1e-15);
        let Interval { low, high } = score.macro_f1_interval();
        assert!((0.0..0.5).contains(&low) && 0.5 < high && high <= 1.0);
    }
}

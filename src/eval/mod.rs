//! Scoring: the labels that people gave to items against those that rules give. Counts and figures only; it reads and writes
//! nothing.

mod gold;
mod report;
mod score;

pub use gold::{Gold, field};
pub use report::{Judged, Pairs, Report};
pub use score::{Counts, Interval, Outcome, Score, Share};

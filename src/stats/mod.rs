//! What rules do in a corpus: which fire, which decide, what masks, guards and cues keep from firing, which terms never hit, and
//! what would change without each rule. Items in, counts out; it reads and writes nothing.
//!
//! What keeps a rule from firing is found as in [`fixture`](crate::fixture): the rules are compiled once more without it, and
//! what fires then is compared. The matcher itself knows nothing of this.

mod copies;
mod parts;
mod study;
mod tally;

pub use copies::{Sketch, Stories};
pub use parts::{CuePart, GuardPart, MaskPart, Parts, TermPart};
pub use study::{Look, Observer, Stop, Study, Without};
pub use tally::{Ablated, Group, OnLabel, RuleTally, Tally};

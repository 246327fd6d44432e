//! A rule set as bytes, so that one that never changes need not be compiled again by everyone who uses it.

use serde::{Deserialize, Serialize};

use super::{Cue, Gate, IdSet, Label, List, Mask, Program, Rows, Rule, RuleSet, Terms, Use};

/// What is stored of a rule set: all of it.
#[derive(Serialize, Deserialize)]
#[serde(remote = "RuleSet")]
#[allow(dead_code, reason = "it only says what the fields of the other are")]
struct Stored {
    labels: Vec<Label>,
    rules: Vec<Rule>,
    name: String,
    hash: String,
    lists: Vec<List>,
    terms: Terms,
    rows: Rows,
    uses: Vec<Use>,
    masks: Vec<Mask>,
    cues: Vec<Cue>,
    programs: Vec<Program>,
    gate: Gate,
    open_lists: IdSet,
}

impl RuleSet {
    /// The bytes from which [`RuleSet::from_bytes`] of the same version makes it again.
    #[cfg_attr(not(test), allow(dead_code, reason = "the build script calls it"))]
    pub(crate) fn to_bytes(&self) -> postcard::Result<Vec<u8>> {
        let mut serializer = postcard::Serializer {
            output: postcard::ser_flavors::StdVec::new(),
        };
        Stored::serialize(self, &mut serializer)?;
        postcard::ser_flavors::Flavor::finalize(serializer.output)
    }

    /// From what [`RuleSet::to_bytes`] gave. Bytes from elsewhere may make rules that classifying panics on.
    pub(crate) fn from_bytes(bytes: &[u8]) -> postcard::Result<Self> {
        Stored::deserialize(&mut postcard::Deserializer::from_bytes(bytes))
    }
}

//! The manifest: one line for each finished input, with all that its output hangs on. It is proof, so a line that cannot be read
//! counts for nothing.

use std::fmt;
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::sum::Sum;
use crate::cli::label::Counts;

/// The version of the format of a line.
pub(super) const SCHEMA: u32 = 1;

/// A line: an input that is finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) schema: u32,
    pub(super) input: Summed,
    pub(super) output: Summed,
    #[serde(flatten)]
    pub(super) made_by: MadeBy,
    pub(super) counts: Counted,
}

impl Line {
    /// As it is written, with its line break.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec(self).expect("all keys are strings");
        bytes.push(b'\n');
        bytes
    }
}

/// A file or folder, and the sum of what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Summed {
    /// Of an input as the user gives it, of an output as it is called in its folder.
    pub(super) path: String,
    #[serde(flatten)]
    pub(super) sum: Sum,
}

/// What an output depends on beside its input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MadeBy {
    /// Name and hash of the rules, as in each record.
    pub(super) rules: String,
    /// The version of the program.
    pub(super) version: String,
    /// The options that change what is written.
    pub(super) options: Value,
}

/// What became of the records: those read are the sum of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counted {
    pub(super) read: u64,
    pub(super) labelled: u64,
    pub(super) unlabelled: u64,
    pub(super) errors: u64,
    pub(super) skipped: u64,
    /// Of the errors.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) crashed: u64,
    /// Of those labelled: they have a label of `--fail-on`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) unwanted: u64,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks with a reference"
)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl AddAssign for Counted {
    fn add_assign(&mut self, other: Self) {
        self.read += other.read;
        self.labelled += other.labelled;
        self.unlabelled += other.unlabelled;
        self.errors += other.errors;
        self.skipped += other.skipped;
        self.crashed += other.crashed;
        self.unwanted += other.unwanted;
    }
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            read,
            labelled,
            unlabelled,
            errors,
            skipped,
            ..
        } = self;
        write!(
            f,
            "read {read} = labelled {labelled} + unlabelled {unlabelled} + errors {errors} + skipped {skipped}"
        )
    }
}

impl From<&Counts> for Counted {
    fn from(counts: &Counts) -> Self {
        let skipped = counts.blank + counts.skipped;
        Self {
            read: counts.read() + skipped,
            labelled: counts.labelled,
            unlabelled: counts.unlabelled,
            errors: counts.errors,
            skipped,
            crashed: counts.crashed,
            unwanted: counts.unwanted,
        }
    }
}

/// A manifest as it was found: each line that can be read, with its bytes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found<'a> {
    pub(super) lines: Vec<(Line, &'a [u8])>,
    /// The numbers of the lines that are no proof of anything.
    pub(super) unreadable: Vec<usize>,
    /// Whether the last line was not written to its end.
    pub(super) is_torn: bool,
}

impl<'a> Found<'a> {
    /// What is in the manifest `bytes`.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let mut found = Self::default();
        for (index, line) in bytes.split_inclusive(|&byte| byte == b'\n').enumerate() {
            if !line.ends_with(b"\n") {
                // Even if all of it seems to be there: the next line would be glued to it.
                found.is_torn = true;
                continue;
            }
            match serde_json::from_slice::<Line>(line) {
                Ok(read) if read.schema == SCHEMA => found.lines.push((read, line)),
                _ => found.unreadable.push(index + 1),
            }
        }
        found
    }
}

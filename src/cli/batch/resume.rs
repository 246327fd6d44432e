//! What of an earlier run can be kept: only what is proven whole, all else is done again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::manifest::{Counted, Found, Line, MadeBy};
use super::plan::{Job, key};
use super::store::MANIFEST;
use super::sum;
use crate::cli::CliError;

/// What is left of an earlier run.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// For each job what became of its records, if it is finished.
    pub(super) finished: Vec<Option<Counted>>,
    /// The lines that still hold.
    pub(super) manifest: Vec<u8>,
    /// What is wrong with the manifest.
    pub(super) problems: Vec<String>,
    /// How often something finished is done again, by why.
    pub(super) again: BTreeMap<&'static str, usize>,
}

/// Holds the manifest `bytes` in `folder` against `jobs`. Lines of other inputs stay as they are. `looked_at` is told how many
/// bytes of an input have been seen to.
pub(super) fn review(
    bytes: &[u8],
    folder: &Path,
    jobs: &[Job],
    made_by: &MadeBy,
    looked_at: &mut dyn FnMut(u64),
) -> Result<Kept, CliError> {
    let found = Found::new(bytes);
    let by_output: BTreeMap<String, usize> = jobs
        .iter()
        .enumerate()
        .map(|(index, job)| (key(&job.output.to_string_lossy()), index))
        .collect();
    let mut kept = Kept::nothing(jobs.len());
    for number in &found.unreadable {
        kept.problems.push(format!(
            "{MANIFEST}:{number}: this line cannot be read and counts for nothing"
        ));
    }
    if found.is_torn {
        kept.problems.push(format!(
            "{MANIFEST}: the last line was not written to its end and counts for nothing"
        ));
    }
    for (line, bytes) in found.lines {
        let Some(&index) = by_output.get(&key(&line.output.path)) else {
            kept.manifest.extend_from_slice(bytes);
            continue;
        };
        let job = &jobs[index];
        if line.input.path != job.input.to_string_lossy() {
            return Err(CliError::new(format_args!(
                "{} would be written over the output of {} ({}): use another --out-dir, or write the path as before",
                job.input.display(),
                line.input.path,
                folder.join(&job.output).display(),
            )));
        }
        match prove(&line, job, folder, made_by) {
            Ok(()) => {
                looked_at(line.input.sum.bytes);
                kept.finished[index] = Some(line.counts);
                kept.manifest.extend_from_slice(bytes);
            }
            Err(why) => *kept.again.entry(why).or_default() += 1,
        }
    }
    Ok(kept)
}

/// Whether the output that `line` names is what `job` would give, or why that is not known. What is costly to find out comes last.
fn prove(line: &Line, job: &Job, folder: &Path, made_by: &MadeBy) -> Result<(), &'static str> {
    let checks = [
        (line.made_by.rules == made_by.rules, "other rules"),
        (line.made_by.version == made_by.version, "another version"),
        (line.made_by.options == made_by.options, "other options"),
    ];
    if let Some((_, why)) = checks.iter().find(|(holds, _)| !holds) {
        return Err(why);
    }
    let output = folder.join(&job.output);
    let is_as_long = |path: &Path, bytes: u64| {
        std::fs::metadata(path).map(|metadata| metadata.is_dir() || metadata.len() == bytes)
    };
    let is_same = |path: &Path, sum: &sum::Sum| -> io::Result<bool> {
        Ok(is_as_long(path, sum.bytes)? && sum::of(path)? == *sum)
    };
    match is_same(&output, &line.output.sum) {
        Ok(true) => {}
        Ok(false) => return Err("changed output"),
        Err(_) => return Err("missing output"),
    }
    match is_same(&job.input, &line.input.sum) {
        Ok(true) => Ok(()),
        Ok(false) => Err("changed input"),
        Err(_) => Err("unreadable input"),
    }
}

impl Kept {
    /// Where there was no earlier run.
    pub(super) fn nothing(jobs: usize) -> Self {
        Self {
            finished: vec![None; jobs],
            ..Self::default()
        }
    }

    /// What is done again, in words.
    pub(super) fn again(&self) -> Option<String> {
        let count: usize = self.again.values().sum();
        let mut text = format!("done again {count}");
        for (index, (why, count)) in self.again.iter().enumerate() {
            let _ = write!(
                text,
                "{}{why} {count}",
                if index == 0 { " (" } else { ", " }
            );
        }
        text.push(')');
        (count > 0).then_some(text)
    }
}

//! Which output each input gets, and what speaks against it: all that can be known before anything is read.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::store::MANIFEST;
use crate::cli::CliError;
use crate::output::Format;

/// An input with its output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) input: PathBuf,
    /// The name of the output in its folder.
    pub(super) output: OsString,
}

/// The outputs of `inputs` in `format`.
pub(super) fn jobs(inputs: &[PathBuf], format: Format) -> Result<Vec<Job>, CliError> {
    let mut taken: BTreeMap<String, &Path> = BTreeMap::new();
    let mut jobs = Vec::with_capacity(inputs.len());
    for input in inputs {
        let output = output_name(input, format)?;
        let name = key(&output.to_string_lossy());
        if name == MANIFEST {
            return Err(CliError::new(format_args!(
                "{} would be written over {MANIFEST}, which is the list of what is finished: rename it",
                input.display()
            )));
        }
        if let Some(other) = taken.insert(name, input) {
            return Err(CliError::new(format_args!(
                "{} and {} would both be written to {}: rename one, or use two folders",
                other.display(),
                input.display(),
                output.display()
            )));
        }
        jobs.push(Job {
            input: input.clone(),
            output,
        });
    }
    Ok(jobs)
}

/// The same for all names of outputs that must not stand side by side. Some file systems take upper and lower case for one, and
/// nothing should hang on where the outputs are copied to.
pub(super) fn key(output: &str) -> String {
    output.to_lowercase()
}

/// The name of the input without `.gz` or `.zst`, because outputs are not packed, and with the ending of `format` where it has
/// another one, so that programs take the output for what it is.
fn output_name(input: &Path, format: Format) -> Result<OsString, CliError> {
    if input.as_os_str() == "-" {
        return Err(CliError::new(
            "standard input cannot be read a second time, so no run could be resumed: use `farshore classify`",
        ));
    }
    // `.` and `..` have a name only in full.
    let mut name = input
        .file_name()
        .map(OsStr::to_owned)
        .or_else(|| input.canonicalize().ok()?.file_name().map(OsStr::to_owned))
        .ok_or_else(|| CliError::new(format_args!("{} has no name", input.display())))?;
    let has_ending = |name: &OsStr, endings: &[&str]| {
        Path::new(name).extension().is_some_and(|found| {
            endings
                .iter()
                .any(|ending| found.eq_ignore_ascii_case(ending))
        })
    };
    if has_ending(&name, &["gz", "zst"]) {
        name = Path::new(&name).with_extension("").into_os_string();
    }
    let ending = ending(format);
    if !has_ending(&name, &[ending]) {
        name.push(".");
        name.push(ending);
    }
    Ok(name)
}

/// The ending of files in `format`.
pub(super) fn ending(format: Format) -> &'static str {
    match format {
        Format::Text | Format::Table => "txt",
        Format::Jsonl => "jsonl",
        Format::Csv => "csv",
        Format::Tsv => "tsv",
    }
}

/// Whether `folder`, in which nothing is known to come from a batch, has none of the outputs yet.
pub(super) fn is_free(jobs: &[Job], folder: &Path) -> Result<(), CliError> {
    for job in jobs {
        let output = folder.join(&job.output);
        if output.symlink_metadata().is_ok() {
            return Err(CliError::new(format_args!(
                "{} is there already, and no {MANIFEST} says what it is: use another --out-dir",
                output.display()
            )));
        }
    }
    Ok(())
}

/// Whether writing to `folder` would touch an input: that is refused.
pub(super) fn spares_inputs(jobs: &[Job], folder: &Path) -> Result<(), CliError> {
    let Ok(folder) = folder.canonicalize() else {
        return Ok(());
    };
    let mut outputs = BTreeMap::new();
    for job in jobs {
        outputs.insert(folder.join(&job.output), job);
    }
    for job in jobs {
        let Ok(input) = job.input.canonicalize() else {
            continue;
        };
        if let Some(writer) = outputs.get(&input) {
            return Err(CliError::new(format_args!(
                "the output of {} would be written over the input {}: use another --out-dir",
                writer.input.display(),
                job.input.display()
            )));
        }
        if input.is_dir() && folder.starts_with(&input) {
            return Err(CliError::new(format_args!(
                "{} lies in the input {}, so outputs would be read: use another --out-dir",
                folder.display(),
                job.input.display()
            )));
        }
    }
    Ok(())
}

//! `farshore batch`: a file of labels for each input, whole or not there at all, and a manifest of what is finished, so that a run
//! that broke off can be resumed.

mod manifest;
mod plan;
mod resume;
mod stop;
mod store;
mod sum;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use self::manifest::{Counted, Line, MadeBy, SCHEMA, Summed};
use self::plan::Job;
use self::stop::UnderWay;
use self::store::{Claimed, Disk, RealDisk, Store, StoreError};
use self::sum::Watch;
use super::args::{LabelArgs, OnError, ReadArgs};
use super::classify::warn;
use super::label::Counts;
use super::progress::Progress;
use super::run::{Labelling, Stopped};
use super::{CliError, Outcome, rules, tell};
use crate::input::{Encoding, Input};
use crate::output::{Format, RulesName, visible};

const EXAMPLES: &str = "\
Examples:
  farshore batch news/*.jsonl --out-dir labels
  farshore batch news/*.jsonl --out-dir labels --resume
  jq -r '\"\\(.output.sha256)  \\(.output.path)\"' labels/manifest.jsonl | (cd labels && sha256sum -c)";

/// Label many files into a folder, so that it can be resumed.
///
/// Each file or folder given is one input and gets one output: the records that `classify` writes, in a file of the same name,
/// without .gz or .zst and with the ending of the format. An output gets its name only when it is whole and on the disk; then
/// manifest.jsonl gets a line with the SHA-256 of input, rules and output, the version, the options and the counts. An input that
/// cannot be read to its end gets no output, and the others go on.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct BatchArgs {
    /// Files and folders to read
    #[arg(value_name = "IN", required = true)]
    inputs: Vec<PathBuf>,

    /// The folder to write to; made if it is not there
    #[arg(long, value_name = "DIR")]
    out_dir: PathBuf,

    /// Go on in a folder with a manifest: keep what is proven whole, and do all else again.
    ///
    /// An output is kept if the manifest can be read there and input, rules, version, options and output are still those that it
    /// names, the files by their SHA-256.
    #[arg(long)]
    resume: bool,

    #[command(flatten)]
    labelling: LabelArgs,

    /// Say on standard error what was done, even if all is well and that is no terminal
    #[arg(long)]
    summary: bool,
}

/// Runs the command.
pub(super) fn run(args: &BatchArgs) -> Result<Outcome, CliError> {
    let format = args.labelling.format.map_or(Format::Jsonl, Into::into);
    let jobs = plan::jobs(&args.inputs, format)?;
    let rules = Arc::new(rules::open(args.labelling.rules.folder.as_deref())?);
    let made_by = MadeBy {
        rules: RulesName::new(&rules).to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        options: options(&args.labelling),
    };
    let batch = Batch {
        jobs,
        labelling: Labelling::new(&args.labelling, rules, format, false, false)?.into_files(),
        made_by,
        under_way: UnderWay::default(),
    };
    stop::heed(batch.under_way.clone())
        .map_err(|e| CliError::new(format_args!("signals cannot be heeded: {e}")))?;
    let mut progress = Progress::new(&args.inputs, true);
    let (tally, again) = batch.fill(&args.out_dir, args.resume, RealDisk, &mut progress)?;
    drop(progress);
    summarise(&tally, again, args.summary);
    let forgives = args.labelling.reading.on_error == OnError::Skip;
    let Counted {
        errors,
        crashed,
        unwanted,
        ..
    } = tally.counted;
    Ok(
        if tally.failed > 0 || crashed > 0 || (errors > 0 && !forgives) {
            Outcome::Error
        } else if unwanted > 0 {
            Outcome::Failed
        } else {
            Outcome::Done
        },
    )
}

/// The options that change what is written. All are named here, so that a new one has to be thought about.
fn options(args: &LabelArgs) -> Value {
    let LabelArgs {
        input_format,
        format,
        evidence,
        pass_through,
        prefix,
        csv_raw,
        fail_on,
        max_text_bytes,
        rules: _,
        reading:
            ReadArgs {
                text_field,
                id_field,
                encoding,
                jobs: _,
                on_error: _,
                max_record_bytes,
                max_unpacked_bytes,
            },
    } = args;
    json!({
        "input_format": name(input_format.as_ref(), "auto"),
        "text_field": text_field,
        "id_field": id_field,
        "encoding": encoding.map(Encoding::name),
        "format": name(format.as_ref(), "jsonl"),
        "evidence": evidence,
        "pass_through": pass_through,
        "prefix": prefix,
        "csv_raw": csv_raw,
        // It changes nothing that is written, but what is counted.
        "fail_on": fail_on,
        "max_text_bytes": max_text_bytes,
        "max_record_bytes": max_record_bytes,
        "max_unpacked_bytes": max_unpacked_bytes,
    })
}

/// What the user writes for `value`, or would write for none.
fn name(value: Option<&impl ValueEnum>, usual: &str) -> String {
    let name = value.and_then(ValueEnum::to_possible_value);
    name.map_or(usual.to_owned(), |value| value.get_name().to_owned())
}

/// What is to be done, and how.
struct Batch {
    jobs: Vec<Job>,
    labelling: Labelling,
    made_by: MadeBy,
    under_way: UnderWay,
}

/// What became of the inputs.
#[derive(Debug, Default)]
struct Tally {
    done: usize,
    kept: usize,
    failed: usize,
    /// The records of those done and kept.
    counted: Counted,
    /// Of those done, all that can be said of the records.
    counts: Counts,
}

impl Batch {
    /// Does all jobs into `folder` that are not done there yet, and says how often a finished one was done again, and why.
    fn fill<D: Disk>(
        &self,
        folder: &Path,
        resume: bool,
        disk: D,
        progress: &mut Progress,
    ) -> Result<(Tally, Option<String>), CliError> {
        let claimed = Claimed::new(folder).map_err(CliError::new)?;
        plan::spares_inputs(&self.jobs, folder)?;
        let found = claimed.manifest().map_err(CliError::new)?;
        let kept = match &found {
            Some(_) if !resume => {
                return Err(CliError::new(format_args!(
                    "{} holds the manifest of an earlier run: --resume goes on with it, another --out-dir begins anew",
                    folder.display()
                )));
            }
            Some(bytes) => {
                let mut advance = |bytes: u64| progress.advance((0, bytes as usize));
                resume::review(bytes, folder, &self.jobs, &self.made_by, &mut advance)?
            }
            None => {
                plan::is_free(&self.jobs, folder)?;
                resume::Kept::nothing(self.jobs.len())
            }
        };
        for problem in &kept.problems {
            let folder = folder.display().to_string();
            tell(format_args!("{}: {problem}", visible(&folder)));
        }
        let has_changed = found.is_some_and(|found| found != kept.manifest);
        let manifest = has_changed.then_some(&kept.manifest[..]);
        let under_way = self.under_way.clone();
        let mut store = Store::new(claimed, disk, manifest, under_way).map_err(CliError::new)?;
        let tally = self.run(&kept.finished, &mut store, progress)?;
        Ok((tally, kept.again()))
    }

    /// Does all jobs that are not `finished`, in order. Ends at the first output that cannot be written: the next one would
    /// fare no better, after an hour of work perhaps.
    fn run<D: Disk>(
        &self,
        finished: &[Option<Counted>],
        store: &mut Store<D>,
        progress: &mut Progress,
    ) -> Result<Tally, CliError> {
        let mut tally = Tally::default();
        for (job, finished) in self.jobs.iter().zip(finished) {
            if let Some(counted) = finished {
                tally.kept += 1;
                tally.counted += *counted;
                continue;
            }
            match self.one(job, store, progress)? {
                Ok(counts) => {
                    tally.done += 1;
                    tally.counted += Counted::from(&counts);
                    tally.counts.add(counts);
                }
                Err(why) => {
                    tally.failed += 1;
                    let input = job.input.display().to_string();
                    progress.tell(&format!(
                        "farshore: {}: {}\n",
                        visible(&input),
                        visible(&why)
                    ));
                }
            }
        }
        Ok(tally)
    }

    /// Does one job; the inner error is that of this job alone.
    fn one<D: Disk>(
        &self,
        job: &Job,
        store: &mut Store<D>,
        progress: &mut Progress,
    ) -> Result<Result<Counts, String>, CliError> {
        if let Err(why) = is_readable(&job.input) {
            return Ok(Err(why));
        }
        let watch = Watch::new(&job.input);
        let mut part = match store.begin(&job.output) {
            Ok(part) => part,
            Err(e) => return Ok(Err(format!("its output cannot be begun: {e}"))),
        };
        let labelling = self.labelling.opening_with(Arc::new(watch.clone()));
        let counts = match labelling.run(vec![Input::Path(job.input.clone())], &mut part, progress)
        {
            Ok(counts) => counts,
            Err(Stopped::Output(e)) => return Err(broken_off(&part.failed(&e))),
            Err(crashed @ Stopped::Crashed) => return Err(crashed.into()),
        };
        let input = match watch.finish() {
            Ok(sum) if counts.unreadable == 0 => sum,
            Ok(_) => return Ok(Err("not read to its end, so it gets no output".to_owned())),
            Err(e) => return Ok(Err(format!("{e}, so it gets no output"))),
        };
        let output = part.finish().map_err(|e| broken_off(&e))?;
        let line = Line {
            schema: SCHEMA,
            input: Summed {
                path: job.input.to_string_lossy().into_owned(),
                sum: input,
            },
            output: Summed {
                path: job.output.to_string_lossy().into_owned(),
                sum: output,
            },
            made_by: self.made_by.clone(),
            counts: Counted::from(&counts),
        };
        store.record(&line.bytes()).map_err(|e| broken_off(&e))?;
        Ok(Ok(counts))
    }
}

/// Whether an input is there and can be read twice, which a pipe cannot.
fn is_readable(input: &Path) -> Result<(), String> {
    let metadata = std::fs::metadata(input).map_err(|e| e.to_string())?;
    if metadata.is_file() || metadata.is_dir() {
        Ok(())
    } else {
        Err("neither a file nor a folder, so it could not be read a second time".to_owned())
    }
}

fn broken_off(error: &StoreError) -> CliError {
    CliError::new(format_args!(
        "{error}; what is finished stays, and --resume goes on from there"
    ))
}

/// Says what is to be minded, and what became of all inputs: unless all is well and nobody looks on.
fn summarise(tally: &Tally, again: Option<String>, is_wanted: bool) {
    warn(&tally.counts);
    let Tally {
        done,
        kept,
        failed,
        counted,
        ..
    } = tally;
    let is_noteworthy =
        *failed > 0 || counted.errors > 0 || again.is_some() || counted.read == counted.skipped;
    if is_wanted || is_noteworthy || io::stderr().is_terminal() {
        let inputs = done + kept + failed;
        let again = again.map_or(String::new(), |again| format!("; {again}"));
        tell(format_args!(
            "inputs {inputs} = done {done} + kept {kept} + failed {failed}{again}; {counted}"
        ));
    }
}

#[cfg(test)]
mod tests;

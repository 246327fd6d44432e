//! Labels inputs into any writer: what `classify` does once, and a command that writes several outputs once for each. Everything
//! from the opening of an input to the last byte of its output goes through here.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use super::args::{InputFormat, LabelArgs};
use super::label::{Counts, Done, Labeller};
use super::pipeline::{self, Task};
use super::progress::Progress;
use super::{CliError, report, rules};
use crate::classify::Classifier;
use crate::input::{self, Batch, Input, Keep, Open, Settings};
use crate::output::{Format, Style, Writer};
use crate::ruleset::{LabelId, RuleSet};

/// How items are to be labelled, whatever they are read from and written to.
#[derive(Clone, Debug)]
pub(super) struct Labelling {
    rules: Arc<RuleSet>,
    settings: Settings,
    style: Style,
    max_text_bytes: usize,
    unwanted: Vec<LabelId>,
    jobs: usize,
}

/// Why labelling ended too early.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The output does not take any more.
    Output(io::Error),
    /// A thread crashed.
    Crashed,
}

impl From<Stopped> for CliError {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Output(error) => Self::output(&error),
            Stopped::Crashed => Self::new(
                "a thread crashed; the output is not complete (this is a bug in farshore)",
            ),
        }
    }
}

impl Labelling {
    /// As `args` say, with `rules`. `format` is for those who ask for none.
    pub(super) fn new(
        args: &LabelArgs,
        rules: Arc<RuleSet>,
        format: Format,
        color: bool,
        one_by_one: bool,
    ) -> Result<Self, CliError> {
        let unwanted = args
            .fail_on
            .iter()
            .map(|name| rules::label(&rules, name))
            .collect::<Result<_, _>>()?;
        let format = match args.format {
            Some(format) => format.into(),
            // What is kept is for programs.
            None if args.pass_through && matches!(format, Format::Text | Format::Table) => {
                Format::Jsonl
            }
            None => format,
        };
        if args.pass_through && matches!(format, Format::Text | Format::Table) {
            return Err(CliError::new(
                "--pass-through goes with --format jsonl, csv or tsv",
            ));
        }
        let style = Style {
            format,
            evidence: args.evidence || format == Format::Text,
            color,
            width: report::width(),
            keep: args
                .pass_through
                .then(|| args.prefix.clone().unwrap_or_default()),
            raw_cells: args.csv_raw,
        };
        let known = args.input_format.and_then(InputFormat::known);
        let mut settings = args.reading.settings(known);
        settings.one_by_one = one_by_one;
        if args.pass_through {
            let keep = if format.delimiter().is_some() {
                Keep::Columns
            } else {
                Keep::Fields
            };
            let reserved = Writer::new(&rules, style.clone()).names();
            settings.fields = settings.fields.keeping(keep, reserved);
        }
        Ok(Self {
            rules,
            settings,
            style,
            max_text_bytes: args.max_text_bytes,
            unwanted,
            jobs: jobs(args.reading.jobs),
        })
    }

    /// Refuses to read the file to which standard output goes, if it goes to one.
    pub(super) fn sparing_stdout(mut self) -> Self {
        let output = stdout_file().and_then(|file| input::file_id(&file));
        self.settings.files = Arc::new(input::Plain { output });
        self
    }

    /// Writes into files, which no terminal makes wider or narrower.
    pub(super) fn into_files(mut self) -> Self {
        self.style.width = None;
        self
    }

    /// The same with files opened by `files`.
    pub(super) fn opening_with(&self, files: Arc<dyn Open>) -> Self {
        let mut labelling = self.clone();
        labelling.settings.files = files;
        labelling
    }

    /// Labels what is in `inputs`, in order, into `out`. What is wrong is said on standard error, with its place.
    pub(super) fn run(
        &self,
        inputs: Vec<Input>,
        out: &mut dyn Write,
        progress: &mut Progress,
    ) -> Result<Counts, Stopped> {
        self.run_watched(inputs, out, &mut |done| {
            progress.advance(done.read);
            progress.tell(&done.messages);
        })
    }

    fn run_watched(
        &self,
        inputs: Vec<Input>,
        out: &mut dyn Write,
        watch: &mut dyn FnMut(&Done),
    ) -> Result<Counts, Stopped> {
        let mut header = Vec::new();
        self.writer(&self.rules).header(&mut header);
        out.write_all(&header).map_err(Stopped::Output)?;

        let settings = self.settings.clone();
        let work = self.worker();
        let mut counts = Counts::default();
        pipeline::run(
            self.jobs,
            move |send| {
                // Breaking off means that the output is gone, which the writer knows best.
                let _ = input::read(inputs, &settings, send);
            },
            work,
            |done: Done| {
                // A batch at a time, and at once: the reader cuts them short when the input pauses.
                out.write_all(&done.out)
                    .and_then(|()| out.flush())
                    .map_err(Stopped::Output)?;
                watch(&done);
                counts.add(done.counts);
                Ok(())
            },
        )?
        .map_err(|pipeline::Crashed| Stopped::Crashed)?;
        out.flush().map_err(Stopped::Output)?;
        Ok(counts)
    }

    /// What each thread does.
    fn worker(
        &self,
    ) -> impl Fn(&mut dyn Iterator<Item = Task<Batch, Done>>) + Clone + Send + 'static {
        let this = self.clone();
        move |tasks| {
            let rules = &*this.rules;
            let labeller = Labeller {
                fields: &this.settings.fields,
                writer: this.writer(rules),
                max_text_bytes: this.max_text_bytes,
                unwanted: &this.unwanted,
                begin: &|| {
                    let mut classifier = Classifier::new(rules);
                    Box::new(move |item| classifier.classify(item))
                },
            };
            labeller.run(tasks, |task| &task.job, Task::finish);
        }
    }

    fn writer<'r>(&self, rules: &'r RuleSet) -> Writer<'r> {
        Writer::new(rules, self.style.clone())
    }
}

#[cfg(unix)]
fn stdout_file() -> Option<File> {
    use std::os::fd::AsFd;

    let stdout = io::stdout().as_fd().try_clone_to_owned().ok()?;
    Some(stdout.into())
}

#[cfg(not(unix))]
fn stdout_file() -> Option<File> {
    None
}

/// The format for those who ask for none: for people on a terminal, for programs anywhere else.
pub(super) fn usual_format() -> Format {
    if io::stdout().is_terminal() {
        Format::Text
    } else {
        Format::Jsonl
    }
}

/// What `paths` stand for; none and `-` are standard input.
pub(super) fn inputs(paths: &[PathBuf]) -> Vec<Input> {
    if paths.is_empty() {
        return vec![Input::Stdin];
    }
    let input = |path: &PathBuf| {
        if path.as_os_str() == "-" {
            Input::Stdin
        } else {
            Input::Path(path.clone())
        }
    };
    paths.iter().map(input).collect()
}

/// How many threads label.
pub(super) fn jobs(asked: usize) -> usize {
    /// More than any machine profits from; each costs a stack and buffers.
    const MOST: usize = 256;
    match asked {
        0 => thread::available_parallelism().map_or(1, usize::from),
        some => some.min(MOST),
    }
}

#[cfg(test)]
pub(super) mod testing {
    //! What the tests of labelling share.

    use super::*;
    use crate::diagnostic::SourceMap;

    /// A rule set with one label and one rule.
    pub(in crate::cli) fn rules() -> RuleSet {
        let mut sources = SourceMap::new();
        sources.add(
            "a.toml",
            "format = 1\n[label.x]\nat = 1\n[[rule]]\nid = \"r\"\nlabel = \"x\"\npoints = 1\nmatch = '\"jobs\"'\n",
        );
        let (rules, problems) = RuleSet::compile(&sources, "test");
        rules.unwrap_or_else(|| panic!("the rules compile: {problems:?}"))
    }

    /// For JSON lines with the usual fields.
    pub(in crate::cli) fn jsonl_settings() -> Settings {
        Settings {
            format: Some(input::Format::Jsonl),
            encoding: None,
            fields: input::Fields::new(&[], None),
            max_record_bytes: 1 << 20,
            max_unpacked_bytes: 1 << 30,
            one_by_one: true,
            files: Arc::new(input::Plain::default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use flate2::Compression;
    use flate2::read::GzEncoder;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    /// Reads or writes some bytes a call, and fails at one call.
    struct Failing<T> {
        inner: T,
        step: usize,
        calls: usize,
        fails_at: usize,
    }

    impl<T> Failing<T> {
        fn call(&mut self) -> io::Result<()> {
            self.calls += 1;
            if self.calls > self.fails_at {
                return Err(io::Error::other("a fault that this test wants"));
            }
            // Now and then a call is to be tried again, which is no fault.
            if self.calls.is_multiple_of(3) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            Ok(())
        }
    }

    impl<R: Read> Read for Failing<R> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.call()?;
            let room = buffer.len().min(self.step);
            self.inner.read(&mut buffer[..room])
        }
    }

    impl Write for Failing<&mut Vec<u8>> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.call()?;
            self.inner.write(&bytes[..bytes.len().min(self.step)])
        }

        fn flush(&mut self) -> io::Result<()> {
            self.call().or_else(|e| match e.kind() {
                io::ErrorKind::Interrupted => Ok(()),
                _ => Err(e),
            })
        }
    }

    fn labelling(settings: Settings) -> Labelling {
        Labelling {
            rules: Arc::new(testing::rules()),
            settings,
            style: Style::plain(Format::Jsonl),
            max_text_bytes: 1 << 20,
            unwanted: Vec::new(),
            jobs: 1,
        }
    }

    /// Labels `input`; both ends fail at the calls with these numbers.
    fn run(
        labelling: &Labelling,
        input: &[u8],
        read_limit: usize,
        write_limit: usize,
    ) -> (Result<Counts, Stopped>, Vec<u8>) {
        let reader = Failing {
            inner: Cursor::new(input.to_owned()),
            step: 23,
            calls: 0,
            fails_at: read_limit,
        };
        let mut out = Vec::new();
        let mut writer = Failing {
            inner: &mut out,
            step: 120,
            calls: 0,
            fails_at: write_limit,
        };
        let counts = labelling.run_watched(
            vec![Input::Stream(Box::new(reader))],
            &mut writer,
            &mut |_| {},
        );
        (counts, out)
    }

    /// The same ten records in every form that can be read.
    fn forms() -> Vec<(&'static str, Settings, Vec<u8>)> {
        let texts: Vec<_> = (0..10)
            .map(|n| format!("number {n} of the jobs é"))
            .collect();
        let objects: Vec<_> = texts
            .iter()
            .map(|text| format!("{{\"text\":\"{text}\"}}"))
            .collect();
        let jsonl = objects.join("\n");
        let form = |format| Settings {
            format: Some(format),
            ..testing::jsonl_settings()
        };
        let mut gzip = Vec::new();
        GzEncoder::new(jsonl.as_bytes(), Compression::default())
            .read_to_end(&mut gzip)
            .expect("memory can be read");
        let utf16 = format!("\u{feff}{jsonl}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let lines = testing::jsonl_settings;
        vec![
            ("jsonl", lines(), jsonl.clone().into_bytes()),
            ("gzip", lines(), gzip),
            (
                "zstd",
                lines(),
                compress_to_vec(jsonl.as_bytes(), CompressionLevel::Fastest),
            ),
            ("utf-16", lines(), utf16),
            (
                "json",
                form(input::Format::Json),
                format!("[{}]", objects.join(",")).into_bytes(),
            ),
            (
                "csv",
                form(input::Format::Csv),
                format!("text\n{}\n", texts.join("\n")).into_bytes(),
            ),
            (
                "text",
                form(input::Format::Text),
                texts.join("\n").into_bytes(),
            ),
        ]
    }

    #[test]
    fn a_reader_may_fail_at_any_call() {
        for (name, settings, input) in forms() {
            let labelling = labelling(settings);
            let (whole, good) = run(&labelling, &input, usize::MAX, usize::MAX);
            let whole = whole.expect("nothing fails");
            assert_eq!((whole.errors, whole.unreadable), (0, 0), "{name}");
            for reads in 0.. {
                let (counts, out) = run(&labelling, &input, reads, usize::MAX);
                let counts = counts.expect("the output takes everything");
                if counts == whole {
                    assert!(out == good && reads > input.len() / 23, "{name}: {reads}");
                    break;
                }
                // One fault, told once; what is before it is as it would be without, and nothing is behind it.
                assert_eq!(counts.unreadable, 1, "{name}: {reads}");
                let labelled: Vec<_> = out.split_inclusive(|byte| *byte == b'\n').collect();
                let kept = labelled.len() - usize::try_from(counts.errors).expect("few");
                assert_eq!(counts.labelled, kept as u64, "{name}: {reads}");
                assert!(counts.errors <= 1, "{name}: {reads}");
                assert!(
                    good.starts_with(&labelled[..kept].concat()),
                    "{name}: {reads}"
                );
                if let Some(bad) = labelled.get(kept) {
                    let bad = String::from_utf8_lossy(bad);
                    assert!(
                        bad.contains("broken_input") && bad.contains("this test wants"),
                        "{bad}"
                    );
                }
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(96))]

        #[test]
        fn any_bytes_give_records_that_add_up(
            form in 0..7_usize,
            changes in proptest::collection::vec((0..400_usize, proptest::num::u8::ANY), 1..5),
            asked in 0..4_usize,
        ) {
            let (_, mut settings, mut input) = forms().swap_remove(form);
            for (at, byte) in changes {
                let length = input.len();
                input[at % length] = byte;
            }
            // Now and then as what it is not, or as what it looks like.
            let formats = [input::Format::Jsonl, input::Format::Json, input::Format::Csv];
            settings.format = formats.get(asked).copied();
            settings.max_record_bytes = 60;
            let (counts, out) = run(&labelling(settings), &input, usize::MAX, usize::MAX);
            let counts = counts.expect("the output takes everything, and nothing crashes");
            let lines = memchr::memchr_iter(b'\n', &out).count() as u64;
            assert_eq!((counts.crashed, counts.read()), (0, lines));
        }
    }

    #[test]
    fn a_writer_may_fail_at_any_call() {
        for (name, settings, input) in forms() {
            let labelling = labelling(settings);
            let (_, good) = run(&labelling, &input, usize::MAX, usize::MAX);
            for writes in 0.. {
                let (counts, out) = run(&labelling, &input, usize::MAX, writes);
                match counts {
                    Err(Stopped::Output(e)) => {
                        assert!(
                            e.to_string().contains("this test wants"),
                            "{name}: {writes}"
                        );
                        assert!(good.starts_with(&out), "{name}: {writes}");
                    }
                    Err(Stopped::Crashed) => panic!("{name}: {writes}: it crashed"),
                    Ok(_) => {
                        assert!(out == good && writes > good.len() / 120, "{name}: {writes}");
                        break;
                    }
                }
            }
        }
    }
}

//! Opens what is to be read and hands it on as [`Batch`]es of raw records. It holds one batch at a time and hands it on
//! before it waits, so that memory stays flat and a slow pipe is answered at once.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::Encoding;

use super::csv::Layout;
use super::elements::Elements;
use super::fields::{Fields, Keep};
use super::files::Open;
use super::folder::{self, Met};
use super::peek::Peek;
use super::sniff::{self, Hints, Kind};
use super::split::{RecordReader, Splitter, Step};
use super::{Batch, Code, Entry, Format, Problem, Shape, Source, decode, unpack};

/// A batch is handed on when it holds this much: enough to make handing over cheap, little enough to keep threads busy.
const BATCH_BYTES: usize = 256 << 10;
const BATCH_RECORDS: usize = 64;

/// Something to read.
pub(crate) enum Input {
    /// Standard input.
    Stdin,
    /// A file or folder.
    Path(PathBuf),
    /// Anything, as a test makes it.
    #[cfg(test)]
    Stream(Box<dyn Read + Send>),
}

/// How to read.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The format, if it is not to be found out.
    pub(crate) format: Option<Format>,
    /// What the letters are written in, where no byte-order mark says it; UTF-8 if none does.
    pub(crate) encoding: Option<&'static Encoding>,
    /// The fields that are read; here only to check the header of a table.
    pub(crate) fields: Fields,
    /// A longer record is thrown away while it is read.
    pub(crate) max_record_bytes: usize,
    /// What comes out of packed data behind so many bytes is not read.
    pub(crate) max_unpacked_bytes: u64,
    /// Whether each record is handed on by itself.
    pub(crate) one_by_one: bool,
    /// What opens files.
    pub(crate) files: Arc<dyn Open>,
}

/// Reads `inputs` in order and gives them to `send` until that breaks off. What cannot be read becomes a message in a batch, and
/// the next input is read.
pub(crate) fn read(
    inputs: Vec<Input>,
    settings: &Settings,
    send: &mut dyn FnMut(Batch) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut reader = Reader {
        settings,
        send,
        table: None,
    };
    inputs.into_iter().try_for_each(|input| reader.input(input))
}

struct Reader<'s> {
    settings: &'s Settings,
    send: &'s mut dyn FnMut(Batch) -> ControlFlow<()>,
    /// The first table of which the columns are kept: its name, and their names.
    table: Option<(String, Vec<String>)>,
}

impl Reader<'_> {
    fn input(&mut self, input: Input) -> ControlFlow<()> {
        let (name, stream, id, named): (String, Box<dyn Read>, _, _) = match input {
            Input::Stdin if self.settings.format == Some(Format::Dir) => {
                return self.fail("stdin", "a folder cannot be read from a pipe");
            }
            Input::Stdin => ("stdin".to_owned(), Box::new(io::stdin()), None, None),
            Input::Path(path) => {
                let name = path.display().to_string();
                match (path.is_dir(), self.settings.format) {
                    (true, _) if self.settings.fields.keep == Keep::Columns => {
                        return self
                            .fail(&name, "a folder has no columns to keep: try --format jsonl");
                    }
                    (true, None | Some(Format::Dir)) => return self.folder(&path, &name),
                    (true, Some(_)) => {
                        return self.fail(&name, "this is a folder: leave --input-format out");
                    }
                    (false, Some(Format::Dir)) if path.exists() => {
                        return self.fail(&name, "this is not a folder");
                    }
                    (false, _) => {}
                }
                match self.settings.files.open(&path) {
                    Ok(file) => (name.clone(), file, Some(name), sniff::by_name(&path)),
                    Err(e) => return self.fail(&name, &e.to_string()),
                }
            }
            #[cfg(test)]
            Input::Stream(stream) => ("stream".to_owned(), stream, None, None),
        };
        match self.open(stream, named) {
            Err(e) => self.fail(&name, &e.to_string()),
            Ok((Kind::Empty, _)) => ControlFlow::Continue(()),
            Ok((Kind::NotRead(why), _)) => self.fail(&name, &why),
            Ok((Kind::Format(format), _))
                if self.settings.fields.keep == Keep::Columns
                    && !matches!(format, Format::Csv | Format::Tsv) =>
            {
                self.fail(
                    &name,
                    "this is no table, so that there are no columns to keep: try --format jsonl",
                )
            }
            Ok((Kind::Format(format), stream)) => match format {
                Format::Jsonl => self.json(name, Shape::Jsonl, Splitter::Lines, stream),
                Format::Json => {
                    let values = Splitter::Values(Elements::default());
                    self.json(name, Shape::Json, values, stream)
                }
                Format::Csv => self.table(&name, stream, b','),
                Format::Tsv => self.table(&name, stream, b'\t'),
                Format::Text | Format::Dir => self.text(name, id, stream),
            },
        }
    }

    /// The first bytes decide, one layer after the other: how the stream is packed, how its letters are written, and what it
    /// holds.
    fn open(&self, stream: Box<dyn Read>, named: Option<Format>) -> io::Result<(Kind, Peek)> {
        let unpacked = unpack::open(Peek::new(stream), self.settings.max_unpacked_bytes)?;
        let mut decoded = match decode::open(unpacked, self.settings.encoding)? {
            Ok(decoded) => decoded,
            Err(why) => return Ok((Kind::NotRead(why.to_owned()), Peek::new(io::empty()))),
        };
        let hints = Hints {
            asked: self.settings.format,
            named,
        };
        Ok((sniff::look(&mut decoded, hints)?, decoded))
    }

    fn json(
        &mut self,
        name: String,
        shape: Shape,
        splitter: Splitter,
        stream: Peek,
    ) -> ControlFlow<()> {
        let records = RecordReader::new(stream, splitter, self.settings.max_record_bytes);
        self.records(Source { name, shape }, records, false)
    }

    fn table(&mut self, name: &str, stream: Peek, delimiter: u8) -> ControlFlow<()> {
        let mut records = RecordReader::new(
            stream,
            Splitter::rows(delimiter),
            self.settings.max_record_bytes,
        );
        let mut header = Vec::new();
        let layout = loop {
            break match records.next(&mut header) {
                Ok(Step::Pause | Step::Blank) => continue,
                Ok(Step::Record { .. }) => Layout::new(&header, delimiter, &self.settings.fields),
                Ok(Step::Unclosed { .. }) => {
                    Err("a quote in the header row is never closed".to_owned())
                }
                Ok(Step::TooLong { .. }) => {
                    Err("the header row is longer than --max-record-bytes".to_owned())
                }
                Ok(Step::End) => return ControlFlow::Continue(()),
                Err(e) => Err(e.to_string()),
            };
        };
        match layout {
            Ok(layout) => {
                let source = Source {
                    name: name.to_owned(),
                    shape: Shape::Table(layout),
                };
                match self.begins_table(&source) {
                    Ok(begins) => self.records(source, records, begins),
                    Err(why) => self.fail(name, &why),
                }
            }
            Err(why) => self.fail(name, &why),
        }
    }

    /// Whether `source` is the first table of which the columns are kept. It is an error if it has others than the first.
    fn begins_table(&mut self, source: &Source) -> Result<bool, String> {
        let Some((columns, _)) = source.columns() else {
            return Ok(false);
        };
        match &self.table {
            None => {
                self.table = Some((source.name.clone(), columns.to_vec()));
                Ok(true)
            }
            Some((_, first)) if columns == first || self.settings.fields.keep == Keep::Fields => {
                Ok(false)
            }
            Some((first, _)) => Err(format!(
                "its columns are not those of {first}, so that they cannot be kept in one table: try --format jsonl"
            )),
        }
    }

    fn records(
        &mut self,
        source: Source,
        mut records: RecordReader<Peek>,
        begins_table: bool,
    ) -> ControlFlow<()> {
        let limit = self.settings.max_record_bytes;
        let mut batch = Batch::new(Arc::new(source));
        batch.begins_table = begins_table;
        loop {
            let start = batch.bytes.len();
            match records.next(&mut batch.bytes) {
                Ok(Step::Record { line }) => batch.add(start, Some(line), None, None),
                Ok(Step::Blank) => batch.blank += 1,
                Ok(Step::TooLong { line }) => {
                    batch.add(start, Some(line), None, Some(too_long(limit)));
                }
                Ok(Step::Unclosed { line }) => {
                    let problem = match batch.source.shape {
                        Shape::Json => Problem::new(
                            Code::BadJson,
                            "bad JSON: the input ends before the array does",
                        ),
                        _ => Problem::new(
                            Code::UnclosedQuote,
                            "a quote that opens in this row is never closed: nothing after it was read",
                        ),
                    };
                    batch.add(start, Some(line), None, Some(problem));
                }
                Ok(Step::Pause) => {
                    self.hand_on(&mut batch)?;
                    continue;
                }
                Ok(Step::End) => return self.hand_on(&mut batch),
                Err(e) => {
                    let why = format!("nothing was read from here on: {e}");
                    let problem = Problem::new(Code::BrokenInput, why);
                    batch.add(start, Some(records.line()), None, Some(problem));
                    return self.hand_on(&mut batch);
                }
            }
            self.hand_on_if_full(&mut batch)?;
        }
    }

    fn text(&mut self, name: String, id: Option<String>, stream: Peek) -> ControlFlow<()> {
        // A file is named by its id; what comes through a pipe by its first line.
        let line = id.is_none().then_some(1);
        let mut batch = Batch::new(Arc::new(Source {
            name,
            shape: Shape::Text,
        }));
        let outcome = read_bounded(stream, self.settings.max_record_bytes, &mut batch.bytes);
        let problem =
            outcome.unwrap_or_else(|e| Some(Problem::new(Code::BrokenInput, e.to_string())));
        batch.add(0, line, id, problem);
        self.hand_on(&mut batch)
    }

    fn folder(&mut self, path: &Path, name: &str) -> ControlFlow<()> {
        let limit = self.settings.max_record_bytes;
        let mut batch = Batch::new(Arc::new(Source {
            name: name.to_owned(),
            shape: Shape::Text,
        }));
        folder::walk(path, &mut |met| {
            match met {
                Met::Other => batch.skipped += 1,
                Met::Failed(path, e) => batch.failures.push(format!("{}: {e}", path.display())),
                Met::Text(path, id) => {
                    let start = batch.bytes.len();
                    let file = self.settings.files.open(&path);
                    let outcome = file
                        .and_then(|file| self.open(file, Some(Format::Text)))
                        .and_then(|(kind, stream)| match kind {
                            Kind::NotRead(why) => Ok(Some(Problem::new(Code::Unreadable, why))),
                            _ => read_bounded(stream, limit, &mut batch.bytes),
                        });
                    let problem = outcome
                        .unwrap_or_else(|e| Some(Problem::new(Code::Unreadable, e.to_string())));
                    batch.add(start, None, Some(id), problem);
                }
            }
            self.hand_on_if_full(&mut batch)
        })?;
        self.hand_on(&mut batch)
    }

    fn fail(&mut self, name: &str, why: &str) -> ControlFlow<()> {
        let mut batch = Batch::new(Arc::new(Source {
            name: name.to_owned(),
            shape: Shape::Text,
        }));
        batch.failures.push(format!("{name}: {why}"));
        self.hand_on(&mut batch)
    }

    fn hand_on_if_full(&mut self, batch: &mut Batch) -> ControlFlow<()> {
        let records = if self.settings.one_by_one {
            1
        } else {
            BATCH_RECORDS
        };
        if batch.entries.len() < records && batch.bytes.len() < BATCH_BYTES {
            return ControlFlow::Continue(());
        }
        self.hand_on(batch)
    }

    /// Hands `batch` on and puts an empty one of the same source in its place.
    fn hand_on(&mut self, batch: &mut Batch) -> ControlFlow<()> {
        if batch.is_empty() {
            return ControlFlow::Continue(());
        }
        let next = Batch::new(Arc::clone(&batch.source));
        (self.send)(std::mem::replace(batch, next))
    }
}

impl Batch {
    /// Adds what lies in the buffer from `start` as an entry; with a problem, its bytes are of no use.
    fn add(
        &mut self,
        start: usize,
        line: Option<u64>,
        name: Option<String>,
        problem: Option<Problem>,
    ) {
        if problem.is_some() {
            self.bytes.truncate(start);
        }
        self.entries.push(Entry {
            range: start..self.bytes.len(),
            line,
            name,
            problem,
        });
    }
}

fn read_bounded(stream: Peek, limit: usize, into: &mut Vec<u8>) -> io::Result<Option<Problem>> {
    let count = stream.take(limit as u64 + 1).read_to_end(into)?;
    Ok((count > limit).then(|| too_long(limit)))
}

fn too_long(limit: usize) -> Problem {
    Problem::new(
        Code::TooLong,
        format!("longer than {limit} bytes (--max-record-bytes)"),
    )
}

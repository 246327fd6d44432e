//! Cuts a stream of bytes into raw records of bounded length: lines, rows of a table whose quoted cells may hold line breaks,
//! or JSON values. Says when it is about to wait for more input, so that what is there can be handed on first.

use std::io::{self, BufRead, BufReader, ErrorKind, Read};

use super::elements::Elements;

/// Large reads keep system calls few, and are the unit in which files are handed on.
const BUFFER_BYTES: usize = 256 << 10;

/// Finds the ends of records. For tables it follows RFC 4180 as `csv-core` does: a quote opens a quoted cell only where the
/// cell starts.
#[derive(Debug)]
pub(super) enum Splitter {
    /// A record ends where the line ends.
    Lines,
    /// A record ends at a line break outside quotes.
    Rows {
        /// What stands between two cells.
        delimiter: u8,
        /// Where in the row the last byte lay.
        state: RowState,
    },
    /// A record is a JSON value.
    Values(Elements),
}

/// Where in a row a byte lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowState {
    CellStart,
    Plain,
    Quoted,
    /// After a quote in a quoted cell: the end of it, or the first half of a doubled quote.
    QuoteInQuoted,
}

impl Splitter {
    /// Cuts at the line breaks outside quotes.
    pub(super) fn rows(delimiter: u8) -> Self {
        Self::Rows {
            delimiter,
            state: RowState::CellStart,
        }
    }

    /// How many of `bytes` lie up to and including the end of the record, if it ends in them.
    fn find_end(&mut self, bytes: &[u8]) -> Option<usize> {
        let (delimiter, state) = match self {
            Self::Lines => return memchr::memchr(b'\n', bytes).map(|at| at + 1),
            Self::Values(elements) => return elements.find_end(bytes),
            Self::Rows { delimiter, state } => (delimiter, state),
        };
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            *state = match (*state, byte) {
                (RowState::Quoted, b'"') => RowState::QuoteInQuoted,
                (RowState::Quoted, _) => {
                    at = memchr::memchr(b'"', &bytes[at..]).map_or(bytes.len(), |quote| at + quote);
                    RowState::Quoted
                }
                (_, b'\n') => {
                    *state = RowState::CellStart;
                    return Some(at);
                }
                (_, byte) if byte == *delimiter => RowState::CellStart,
                (RowState::CellStart | RowState::QuoteInQuoted, b'"') => RowState::Quoted,
                _ => RowState::Plain,
            };
        }
        None
    }

    /// How many of `bytes`, between two records, belong to neither.
    fn skip(&mut self, bytes: &[u8]) -> usize {
        match self {
            Self::Lines | Self::Rows { .. } => 0,
            Self::Values(elements) => elements.skip(bytes),
        }
    }

    /// How many lines the bytes of a record are; values are counted themselves, as several may stand on one line.
    fn breaks(&self, bytes: &[u8]) -> u64 {
        match self {
            Self::Lines | Self::Rows { .. } => memchr::memchr_iter(b'\n', bytes).count() as u64,
            Self::Values(_) => 0,
        }
    }

    /// Takes the next line break for the end of the record, whatever is open: one stray quote must not eat the rest.
    fn give_up_quote(&mut self) {
        if let Self::Rows { state, .. } = self {
            *state = RowState::Plain;
        }
    }

    fn is_in_quotes(&self) -> bool {
        matches!(
            self,
            Self::Rows {
                state: RowState::Quoted,
                ..
            }
        )
    }
}

/// What [`RecordReader::next`] met.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A record, now at the end of the buffer given, its line break cut off.
    Record {
        /// The line on which it starts.
        line: u64,
    },
    /// Nothing but blanks.
    Blank,
    /// A record over the limit; its bytes are gone.
    TooLong {
        /// The line on which it starts.
        line: u64,
    },
    /// The input ended inside a quoted cell, or before the end of an array.
    Unclosed {
        /// The line on which the row starts.
        line: u64,
    },
    /// The next call may wait.
    Pause,
    /// No more input.
    End,
}

/// Reads records.
#[derive(Debug)]
pub(super) struct RecordReader<R> {
    input: BufReader<R>,
    splitter: Splitter,
    limit: usize,
    /// The start of a record whose end has not been read yet.
    partial: Vec<u8>,
    is_too_long: bool,
    has_paused: bool,
    /// The line on which the record under way starts; of values, which one it is.
    line: u64,
    /// Line breaks in the record under way.
    breaks: u64,
}

impl<R: Read> RecordReader<R> {
    /// Records of `input`, each of at most `limit` bytes.
    pub(super) fn new(input: R, splitter: Splitter, limit: usize) -> Self {
        Self {
            input: BufReader::with_capacity(BUFFER_BYTES, input),
            splitter,
            limit,
            partial: Vec::new(),
            is_too_long: false,
            has_paused: false,
            line: 1,
            breaks: 0,
        }
    }

    /// Takes the next step; a record is appended to `into`.
    pub(super) fn next(&mut self, into: &mut Vec<u8>) -> io::Result<Step> {
        loop {
            if self.input.buffer().is_empty() {
                if !self.has_paused {
                    self.has_paused = true;
                    return Ok(Step::Pause);
                }
                match self.input.fill_buf() {
                    Ok([]) => return Ok(self.finish(into)),
                    Ok(_) => self.has_paused = false,
                    Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                    Err(e) => return Err(e),
                }
            }
            if self.partial.is_empty() && !self.is_too_long {
                let skipped = self.splitter.skip(self.input.buffer());
                self.input.consume(skipped);
                if self.input.buffer().is_empty() {
                    continue;
                }
            }
            let mut buffer = self.input.buffer();
            if !self.is_too_long {
                // Not a byte further than the limit and a line break, so that the outcome does not hang on how the bytes arrive.
                buffer = &buffer[..buffer.len().min(self.limit + 1 - self.partial.len())];
            }
            let end = self.splitter.find_end(buffer);
            let chunk = &buffer[..end.unwrap_or(buffer.len())];
            self.breaks += self.splitter.breaks(chunk);
            if !self.is_too_long {
                self.partial.extend_from_slice(chunk);
                if end.is_none() && self.partial.len() > self.limit {
                    self.is_too_long = true;
                    self.partial.clear();
                    self.splitter.give_up_quote();
                }
            }
            let length = chunk.len();
            self.input.consume(length);
            if end.is_some() {
                return Ok(self.take(into));
            }
        }
    }

    /// Ends the record under way.
    fn take(&mut self, into: &mut Vec<u8>) -> Step {
        let line = self.line;
        self.line += match self.splitter {
            Splitter::Lines | Splitter::Rows { .. } => std::mem::take(&mut self.breaks),
            Splitter::Values(_) => 1,
        };
        if std::mem::take(&mut self.is_too_long) {
            return Step::TooLong { line };
        }
        let record = self.partial.strip_suffix(b"\n").unwrap_or(&self.partial);
        let record = record.strip_suffix(b"\r").unwrap_or(record);
        let step = if record.trim_ascii().is_empty() {
            Step::Blank
        } else {
            into.extend_from_slice(record);
            Step::Record { line }
        };
        self.partial.clear();
        step
    }

    fn finish(&mut self, into: &mut Vec<u8>) -> Step {
        if self.splitter.is_in_quotes() && !self.is_too_long {
            self.splitter.give_up_quote();
            self.partial.clear();
            return Step::Unclosed { line: self.line };
        }
        if !self.partial.is_empty() || self.is_too_long {
            if let Splitter::Values(elements) = &mut self.splitter {
                elements.give_up();
            }
            return self.take(into);
        }
        if let Splitter::Values(elements) = &mut self.splitter
            && elements.take_open_array()
        {
            return Step::Unclosed { line: self.line };
        }
        Step::End
    }

    /// The line of the record under way, which is the one that is lost when the input breaks.
    pub(super) fn line(&self) -> u64 {
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, so that every record is met in pieces.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(1).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn steps(input: impl Read, splitter: Splitter, limit: usize) -> Vec<String> {
        let mut reader = RecordReader::new(input, splitter, limit);
        let mut steps = Vec::new();
        loop {
            let mut record = Vec::new();
            match reader.next(&mut record).expect("memory can be read") {
                Step::Pause => {}
                Step::End => return steps,
                Step::Record { line } => {
                    steps.push(format!("{line} {}", String::from_utf8_lossy(&record)));
                }
                Step::Blank => steps.push("blank".to_owned()),
                Step::TooLong { line } => steps.push(format!("{line} too long")),
                Step::Unclosed { line } => steps.push(format!("{line} unclosed")),
            }
        }
    }

    fn check(input: &str, splitter: fn() -> Splitter, limit: usize, expected: &[&str]) {
        assert_eq!(
            steps(input.as_bytes(), splitter(), limit),
            expected,
            "in one piece: {input:?}"
        );
        assert_eq!(
            steps(Drip(input.as_bytes()), splitter(), limit),
            expected,
            "byte by byte: {input:?}"
        );
    }

    #[test]
    fn lines_are_cut_bounded_and_counted() {
        let lines = || Splitter::Lines;
        check("", lines, 9, &[]);
        check("a\r\n\n \t\nb", lines, 9, &["1 a", "blank", "blank", "4 b"]);
        check(
            "12345\n123456\n1",
            lines,
            5,
            &["1 12345", "2 too long", "3 1"],
        );
        check("123456", lines, 5, &["1 too long"]);
    }

    #[test]
    fn rows_keep_line_breaks_in_quotes() {
        let rows = || Splitter::rows(b',');
        check(
            "a,\"b\n\"\"c\"\"\",d\ne",
            rows,
            99,
            &["1 a,\"b\n\"\"c\"\"\",d", "3 e"],
        );
        check("5\" pipe,x\ny\n", rows, 99, &["1 5\" pipe,x", "2 y"]);
        check("a\n\"b\nc\n", rows, 99, &["1 a", "2 unclosed"]);
    }

    #[test]
    fn values_are_cut_wherever_they_stand() {
        let values = || Splitter::Values(Elements::default());
        check("", values, 99, &[]);
        check(" [ ] \n", values, 99, &[]);
        check(
            r#"[{"a":"]}\"\\"},{"b":[{}]} , 7,"x,y",[[]]]"#,
            values,
            99,
            &[
                r#"1 {"a":"]}\"\\"}"#,
                r#"2 {"b":[{}]}"#,
                "3 7",
                r#"4 "x,y""#,
                "5 [[]]",
            ],
        );
        check(
            "{\n}\n{}[{}][{}]",
            values,
            99,
            &["1 {\n}", "2 {}", "3 {}", "4 {}"],
        );
        // What is no JSON is a record too, so that it is an error and not lost.
        check("[{}] oops", values, 99, &["1 {}", "2 oops"]);
        check("[{}]]}", values, 99, &["1 {}", "2 ]", "3 }"]);
        check("[{},{\"a", values, 99, &["1 {}", "2 {\"a"]);
        check("[{},", values, 99, &["1 {}", "2 unclosed"]);
        check(
            "[1,{\"a\":\"b]\"},2]",
            values,
            5,
            &["1 1", "2 too long", "3 2"],
        );
    }

    #[test]
    fn an_open_quote_is_given_up_at_the_limit() {
        check(
            "\"ab\ncd\nef\ngh\n",
            || Splitter::rows(b','),
            4,
            &["1 too long", "3 ef", "4 gh"],
        );
    }
}

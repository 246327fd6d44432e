//! The definition of the command line; its doc comments are the help that users read.

use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::batch::BatchArgs;
use super::check::CheckArgs;
use super::diff::DiffArgs;
use super::eval::EvalArgs;
use super::explain::ExplainArgs;
use super::stats::StatsArgs;
use crate::{input, output};

/// Labels business news as outsourcing, offshoring or offshore finance, with rules that a person can read.
///
/// Reads articles from files, folders or a pipe and says which labels they earn, by which rules, on which words. No label is
/// a normal answer.
#[derive(Debug, Parser)]
#[command(name = "farshore", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,

    /// Colour the formats for people. `NO_COLOR` and `TERM=dumb` count under `auto`
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorWhen,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done; no label is a normal answer
  1  done, and a check failed (check, eval --min-f1, diff --exit-code, --fail-on)
  2  an error: arguments, rules, files, or a bad record (unless --on-error skip)";

const CLASSIFY_EXAMPLES: &str = "\
Examples:
  farshore classify article.txt
  farshore classify --evidence news.jsonl.gz > labels.jsonl
  farshore classify --format csv --text-field headline,story --pass-through news.csv
  farshore classify --format table --fail-on offshoring drafts/
  tail -f feed.jsonl | farshore classify | jq -r 'select(.label) | .id'";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Label news items
    Classify(ClassifyArgs),
    /// Label many files into a folder, so that it can be resumed
    Batch(BatchArgs),
    /// Say why items have the labels they have, and why not the others
    Explain(ExplainArgs),
    /// Check rules against their examples and against fixtures
    Check(CheckArgs),
    /// Score the rules on labelled news
    Eval(EvalArgs),
    /// Show which labels change from one rule set to another
    Diff(DiffArgs),
    /// Show what each rule does in a corpus
    Stats(StatsArgs),
    /// Show the rules
    Rules(RulesArgs),
}

/// Label news items.
///
/// One record in gives one record out, in the same order. A record that cannot be used gives an error record in its place and
/// a line on standard error; the others are labelled all the same.
#[derive(Args, Debug)]
#[command(after_help = CLASSIFY_EXAMPLES)]
pub(super) struct ClassifyArgs {
    /// Files and folders to read; `-` or none is standard input
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) labelling: LabelArgs,

    /// Write each record as soon as it is labelled, however fast they come
    #[arg(long)]
    pub(super) line_buffered: bool,

    /// Say on standard error what was read, even if all is well and that is no terminal
    #[arg(long)]
    pub(super) summary: bool,
}

/// How items become records: the same for every command that writes them.
#[derive(Args, Debug)]
pub(super) struct LabelArgs {
    /// What the input is. By default the file's name or its first bytes tell
    #[arg(long, value_name = "FORMAT")]
    pub(super) input_format: Option<InputFormat>,

    /// How to write the result. By default text on a terminal, jsonl otherwise
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<OutputFormat>,

    /// Give the words that earned each label, with the rule and the place (text always does)
    #[arg(long)]
    pub(super) evidence: bool,

    /// Keep the records of the input and add the result to them.
    ///
    /// A JSON object keeps its members byte for byte, and those of the result follow; a table keeps its columns, and those of the
    /// result follow. The id stands where it stood. A name that both have is an error: see --prefix. Text has nothing to keep.
    #[arg(long)]
    pub(super) pass_through: bool,

    /// Put this before each name that --pass-through adds
    #[arg(long, value_name = "TEXT", requires = "pass_through", value_parser = NonEmptyStringValueParser::new())]
    pub(super) prefix: Option<String>,

    /// In csv and tsv, leave cells as they are that a spreadsheet would run as a formula
    #[arg(long)]
    pub(super) csv_raw: bool,

    /// Exit with 1 if any item has this label; may be given several times
    #[arg(long, value_name = "LABEL")]
    pub(super) fail_on: Vec<String>,

    /// Longer text of an item is not read behind this, and the result says `truncated`
    #[arg(long, value_name = "SIZE", default_value = "16M", value_parser = size)]
    pub(super) max_text_bytes: usize,

    #[command(flatten)]
    pub(super) rules: RulesSource,

    #[command(flatten)]
    pub(super) reading: ReadArgs,
}

/// How items are read: the same for every command that reads them.
#[derive(Args, Debug)]
pub(super) struct ReadArgs {
    /// Fields with text, joined by commas; `a.b` is field b in object a.
    ///
    /// A field called title or headline counts as the title. By default title and headline are the title, and text, body and
    /// content the rest, as far as they are there.
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(super) text_field: Vec<String>,

    /// The field with the id, which is copied as it stands [default: id]
    #[arg(long, value_name = "FIELD", value_parser = NonEmptyStringValueParser::new())]
    pub(super) id_field: Option<String>,

    /// The encoding of what has no byte-order mark, as the web names it: utf-16le, windows-1252 [default: utf-8]
    #[arg(long, value_name = "NAME", value_parser = input::encoding)]
    pub(super) encoding: Option<&'static input::Encoding>,

    /// Threads that label; 0 is one for each processor. The output does not depend on it
    #[arg(short, long, value_name = "N", default_value_t = 0)]
    pub(super) jobs: usize,

    /// Whether bad records make the exit code 2; they are reported either way
    #[arg(long, value_name = "WHAT", default_value = "fail")]
    pub(super) on_error: OnError,

    /// Longer records are thrown away while reading and become error records (k, M, G are powers of 1024)
    #[arg(long, value_name = "SIZE", default_value = "16M", value_parser = size)]
    pub(super) max_record_bytes: usize,

    /// Of what comes out of a gzip or zstd input, so much is read; if there is more, that is an error
    #[arg(long, value_name = "SIZE", default_value = "64G", value_parser = size)]
    pub(super) max_unpacked_bytes: usize,
}

impl ReadArgs {
    /// The field with the id.
    pub(super) fn id_field(&self) -> &str {
        self.id_field.as_deref().unwrap_or("id")
    }

    /// How to read what is in `format`, or in whatever format it is.
    pub(super) fn settings(&self, format: Option<input::Format>) -> input::Settings {
        input::Settings {
            format,
            fields: input::Fields::new(&self.text_field, self.id_field.as_deref()),
            encoding: self.encoding,
            max_record_bytes: self.max_record_bytes,
            max_unpacked_bytes: self.max_unpacked_bytes as u64,
            one_by_one: false,
            files: Arc::new(input::Plain::default()),
        }
    }
}

/// Where the rules come from.
#[derive(Args, Debug)]
pub(super) struct RulesSource {
    /// A folder of rules to use instead of those built in
    #[arg(long = "rules", value_name = "DIR")]
    pub(super) folder: Option<PathBuf>,
}

/// Show the rules.
#[derive(Args, Debug)]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    pub(super) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// List all rules with their points and what they mean
    List {
        #[command(flatten)]
        rules: RulesSource,
    },
    /// Show one rule with its expression and examples
    Show {
        /// The rule's id, as `rules list` and the evidence give it
        id: String,
        #[command(flatten)]
        rules: RulesSource,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ColorWhen {
    /// On a terminal
    Auto,
    /// Even into a pipe
    Always,
    /// Not at all
    Never,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum InputFormat {
    /// Tell by name and first bytes
    Auto,
    /// The whole input is one item
    Text,
    /// A JSON object a line
    Jsonl,
    /// An array of JSON objects, or objects over several lines
    Json,
    /// Comma-separated, with a header row
    Csv,
    /// Tab-separated, with a header row
    Tsv,
    /// A folder: each .txt file is one item
    Dir,
}

impl InputFormat {
    /// The format, if it is not to be found out.
    pub(super) fn known(self) -> Option<input::Format> {
        match self {
            Self::Auto => None,
            Self::Text => Some(input::Format::Text),
            Self::Jsonl => Some(input::Format::Jsonl),
            Self::Json => Some(input::Format::Json),
            Self::Csv => Some(input::Format::Csv),
            Self::Tsv => Some(input::Format::Tsv),
            Self::Dir => Some(input::Format::Dir),
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum OutputFormat {
    /// Blocks for people to read; may change
    Text,
    /// A JSON object a line
    Jsonl,
    /// Cells parted by commas, with a header row, safe for spreadsheets
    Csv,
    /// The same, parted by tabs
    Tsv,
    /// A line for each item, as wide as the terminal; may change
    Table,
}

impl From<OutputFormat> for output::Format {
    fn from(format: OutputFormat) -> Self {
        match format {
            OutputFormat::Text => Self::Text,
            OutputFormat::Jsonl => Self::Jsonl,
            OutputFormat::Csv => Self::Csv,
            OutputFormat::Tsv => Self::Tsv,
            OutputFormat::Table => Self::Table,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OnError {
    /// Exit with 2 at the end
    Fail,
    /// Exit with 0 all the same
    Skip,
}

/// A number of bytes: `65536`, `64k`, `16M`, `1G`.
pub(super) fn size(text: &str) -> Result<usize, String> {
    let (digits, shift) = match text.as_bytes() {
        [.., b'k' | b'K'] => (&text[..text.len() - 1], 10),
        [.., b'M'] => (&text[..text.len() - 1], 20),
        [.., b'G'] => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    let number: usize = digits
        .parse()
        .map_err(|_| "not a size: write a number, or one with k, M or G".to_owned())?;
    match number.checked_mul(1 << shift) {
        Some(0) => Err("no record is that short".to_owned()),
        // Half the address space: sums of a few sizes must not overflow.
        Some(bytes) if bytes <= usize::MAX / 4 => Ok(bytes),
        _ => Err("too large".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        super::Cli::command().debug_assert();
    }

    #[test]
    fn sizes_have_suffixes() {
        assert_eq!(super::size("64k"), Ok(65536));
        assert_eq!(super::size("16M"), Ok(16 << 20));
        assert!(
            ["", "k", "0", "-1", "1x", "99999999999G"]
                .iter()
                .all(|text| super::size(text).is_err())
        );
    }
}

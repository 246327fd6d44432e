//! Finds out what a stream holds from the name of its file and its first bytes, so that nothing is read as what it is not.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use super::Format;
use super::peek::Peek;

/// Blanks at the start are searched for the first other byte as far as this; then it is text.
const MAX_PREFIX_BYTES: usize = 64 << 10;

/// Formats that would come out as garbage: how they start, what they are, what to do.
const NOT_READ: [(&[u8], &str, &str); 5] = [
    (
        b"PK\x03\x04",
        "zip (or an office document)",
        "unpack it, or save it as text or CSV",
    ),
    (b"%PDF-", "PDF", "extract its text first"),
    (b"PAR1", "Parquet", "export it as JSONL or CSV"),
    (
        b"\x1f\x8b",
        "gzip inside packed data",
        "unpack it once first",
    ),
    (
        b"\x28\xb5\x2f\xfd",
        "zstd inside packed data",
        "unpack it once first",
    ),
];

/// What a stream holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing but blanks.
    Empty,
    /// Records of this format.
    Format(Format),
    /// Something that is known and not read: why.
    NotRead(String),
}

/// What is known before the first byte.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hints {
    /// The format that the user says it is.
    pub(super) asked: Option<Format>,
    /// The format that the name of the file stands for.
    pub(super) named: Option<Format>,
}

/// The format that the name of a file stands for; what says that it is packed is not looked at.
pub(super) fn by_name(path: &Path) -> Option<Format> {
    let extension = path
        .extension()
        .and_then(OsStr::to_str)?
        .to_ascii_lowercase();
    match extension.as_str() {
        "gz" | "zst" => path.file_stem().map(Path::new).and_then(by_name),
        "csv" => Some(Format::Csv),
        "tsv" | "tab" => Some(Format::Tsv),
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        "json" => Some(Format::Json),
        "txt" | "text" | "md" => Some(Format::Text),
        _ => None,
    }
}

/// Looks at the first bytes of `stream`; no more of them than it takes to decide.
pub(super) fn look(stream: &mut Peek, hints: Hints) -> io::Result<Kind> {
    stream.look(|start, is_all| decide(start, is_all, hints))
}

/// What a stream that starts with `start` holds, or none if it takes more bytes to tell. With `is_all` there are no more, and
/// there is always an answer.
fn decide(start: &[u8], is_all: bool, hints: Hints) -> Option<Kind> {
    for (known, name, advice) in NOT_READ {
        if start.starts_with(known) {
            return Some(Kind::NotRead(format!("{name} is not read: {advice}")));
        }
        if !is_all && start.len() < known.len() && known.starts_with(start) {
            return None;
        }
    }
    let is_endless = is_all || start.len() >= MAX_PREFIX_BYTES;
    let body = start.trim_ascii_start();
    let Some(&first) = body.first() else {
        return match is_endless {
            _ if is_all => Some(Kind::Empty),
            true => Some(Kind::Format(hints.usual(Format::Text))),
            false => None,
        };
    };
    let found = match (hints.asked, hints.named, first) {
        // What is in brackets in a text or a cell is no array.
        (Some(Format::Jsonl) | None, None | Some(Format::Jsonl | Format::Json), b'[' | b'{') => {
            in_brackets(body, is_endless, hints.named == Some(Format::Json))?
        }
        _ => hints.usual(Format::Text),
    };
    Some(match (found, hints.asked) {
        (Format::Json, Some(Format::Jsonl)) => Kind::NotRead(
            "this looks like a JSON array or objects over several lines: try --input-format json"
                .to_owned(),
        ),
        (_, Some(asked)) => Kind::Format(asked),
        (found, None) => Kind::Format(found),
    })
}

/// The format of what starts with a bracket, or none if it takes more bytes to tell. A file that is called JSON need not hold
/// objects.
fn in_brackets(body: &[u8], is_endless: bool, is_named: bool) -> Option<Format> {
    if body[0] == b'[' {
        return match body[1..].trim_ascii_start() {
            _ if is_named => Some(Format::Json),
            [b'{' | b']', ..] => Some(Format::Json),
            [] if !is_endless => None,
            _ => Some(Format::Text),
        };
    }
    // Of an object that is a line, more follows on the line.
    let mut line = body[1..].iter();
    match line.find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) {
        Some(b'\n') => Some(Format::Json),
        None if !is_endless => None,
        _ => Some(Format::Jsonl),
    }
}

impl Hints {
    fn usual(self, otherwise: Format) -> Format {
        self.asked.or(self.named).unwrap_or(otherwise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(format: Format) -> Hints {
        Hints {
            asked: Some(format),
            named: None,
        }
    }

    fn named(format: Format) -> Hints {
        Hints {
            asked: None,
            named: Some(format),
        }
    }

    #[test]
    fn decides_as_soon_as_it_can() {
        let none = Hints::default();
        let some = |format| Some(Kind::Format(format));
        assert_eq!(decide(b"", false, none), None);
        assert_eq!(decide(b"", true, none), Some(Kind::Empty));
        assert_eq!(decide(b"\n", true, asked(Format::Csv)), Some(Kind::Empty));
        assert_eq!(decide(b" \n{", false, none), None);
        assert_eq!(decide(b" \n{\"", false, none), some(Format::Jsonl));
        assert_eq!(decide(b"{ \r\n", false, none), some(Format::Json));
        assert_eq!(
            decide(b"{\"", false, asked(Format::Text)),
            some(Format::Text)
        );
        assert_eq!(decide(b"[Reuters] {x}", false, none), some(Format::Text));
        assert_eq!(
            decide(b"[Reuters] {x}", false, named(Format::Text)),
            some(Format::Text)
        );
        assert_eq!(decide(b"[\n", false, none), None);
        assert_eq!(decide(b"[\n {", false, none), some(Format::Json));
        assert_eq!(decide(b"[]", false, none), some(Format::Json));
        assert_eq!(
            decide(b"[{", false, named(Format::Jsonl)),
            some(Format::Json)
        );
        assert_eq!(
            decide(b"[\"", false, named(Format::Json)),
            some(Format::Json)
        );
        assert_eq!(
            decide(b"{\"a", false, named(Format::Json)),
            some(Format::Jsonl)
        );
        assert_eq!(decide(b"[{", false, named(Format::Csv)), some(Format::Csv));
        assert_eq!(
            decide(b"Acme", false, asked(Format::Csv)),
            some(Format::Csv)
        );
    }

    #[test]
    fn what_is_not_read_is_named() {
        for (start, name) in [
            (&b"PK\x03\x04"[..], "zip"),
            (b"%PDF-", "PDF"),
            (b"PAR1", "Parquet"),
            (b"\x1f\x8b\x08", "gzip inside"),
            (b"\x28\xb5\x2f\xfd", "zstd inside"),
        ] {
            let kind = decide(start, false, Hints::default());
            assert!(
                matches!(&kind, Some(Kind::NotRead(why)) if why.contains(name)),
                "{name}: {kind:?}"
            );
        }
        let kind = decide(b"[ {", false, asked(Format::Jsonl));
        assert!(matches!(&kind, Some(Kind::NotRead(why)) if why.contains("--input-format json")));
    }

    #[test]
    fn names_of_packed_files_tell_what_is_inside() {
        assert_eq!(by_name(Path::new("a/b.csv.gz")), Some(Format::Csv));
        assert_eq!(by_name(Path::new("b.JSONL.zst")), Some(Format::Jsonl));
        assert_eq!(by_name(Path::new("b.gz")), None);
    }
}

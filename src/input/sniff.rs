//! Finds out what a stream holds from its first bytes, so that nothing is read as what it is not. Takes a byte-order mark
//! off on the way.

use std::ffi::OsStr;
use std::io::{self, Cursor, ErrorKind, Read};
use std::path::Path;

use super::Format;

/// Blanks at the start are searched for the first other byte as far as this; then it is text.
const MAX_PREFIX_BYTES: usize = 64 << 10;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Formats that would come out as garbage: how they start, what they are, what to do.
const NOT_READ: [(&[u8], &str, &str); 7] = [
    (
        b"\x1f\x8b",
        "gzip",
        "try `gzip -dc FILE | farshore classify`",
    ),
    (
        b"\x28\xb5\x2f\xfd",
        "zstd",
        "try `zstd -dc FILE | farshore classify`",
    ),
    (
        b"\xff\xfe",
        "UTF-16",
        "try `iconv -f UTF-16 -t UTF-8 FILE | farshore classify`",
    ),
    (
        b"\xfe\xff",
        "UTF-16",
        "try `iconv -f UTF-16 -t UTF-8 FILE | farshore classify`",
    ),
    (
        b"PK\x03\x04",
        "zip (or an office document)",
        "unpack it, or save it as text or CSV",
    ),
    (b"%PDF-", "PDF", "extract its text first"),
    (b"PAR1", "Parquet", "export it as JSONL or CSV"),
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

/// A stream with what it holds; it starts after the byte-order mark.
pub(super) struct Sniffed {
    pub(super) kind: Kind,
    pub(super) stream: Box<dyn Read>,
}

/// The format that the name of a file stands for.
pub(super) fn by_name(path: &Path) -> Option<Format> {
    let extension = path
        .extension()
        .and_then(OsStr::to_str)?
        .to_ascii_lowercase();
    match extension.as_str() {
        "csv" => Some(Format::Csv),
        "tsv" | "tab" => Some(Format::Tsv),
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        "txt" | "text" | "md" => Some(Format::Text),
        _ => None,
    }
}

/// Reads the first bytes of `stream`; no more of them than it takes to decide, as the next ones may be long in coming.
/// `known` is the format if the user or the name of the file says it.
pub(super) fn open(mut stream: Box<dyn Read>, known: Option<Format>) -> io::Result<Sniffed> {
    let mut prefix = Vec::new();
    let mut chunk = [0; 8 << 10];
    let mut is_all = false;
    let kind = loop {
        if let Some(kind) = decide(&prefix, is_all, known) {
            break kind;
        }
        match stream.read(&mut chunk) {
            Ok(0) => is_all = true,
            Ok(count) => prefix.extend_from_slice(&chunk[..count]),
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    };
    let mark = if prefix.starts_with(UTF8_MARK) {
        UTF8_MARK.len()
    } else {
        0
    };
    let mut prefix = Cursor::new(prefix);
    prefix.set_position(mark as u64);
    Ok(Sniffed {
        kind,
        stream: Box::new(prefix.chain(stream)),
    })
}

/// What a stream that starts with `prefix` holds, or none if it takes more bytes to tell. With `is_all` there are no more,
/// and there is always an answer.
fn decide(prefix: &[u8], is_all: bool, known: Option<Format>) -> Option<Kind> {
    for (start, name, advice) in NOT_READ {
        if prefix.starts_with(start) {
            return Some(Kind::NotRead(format!("{name} is not read yet: {advice}")));
        }
    }
    let starts = NOT_READ.iter().map(|(start, ..)| *start).chain([UTF8_MARK]);
    if !is_all
        && starts
            .into_iter()
            .any(|start| prefix.len() < start.len() && start.starts_with(prefix))
    {
        return None;
    }
    let body = prefix.strip_prefix(UTF8_MARK).unwrap_or(prefix);
    let is_endless = is_all || body.len() >= MAX_PREFIX_BYTES;
    match body.trim_ascii_start() {
        [] if is_all => Some(Kind::Empty),
        [] if is_endless => Some(Kind::Format(known.unwrap_or(Format::Text))),
        [] => None,
        [b'[', inside @ ..] if matches!(known, None | Some(Format::Jsonl)) => match inside
            .trim_ascii_start()
        {
            [b'{' | b']', ..] => Some(Kind::NotRead(
                "a JSON array is not read yet: write one object a line, as `jq -c '.[]' FILE` does"
                    .to_owned(),
            )),
            [] if !is_endless => None,
            _ => Some(Kind::Format(known.unwrap_or(Format::Text))),
        },
        [b'{', ..] => Some(Kind::Format(known.unwrap_or(Format::Jsonl))),
        _ => Some(Kind::Format(known.unwrap_or(Format::Text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decides_as_soon_as_it_can() {
        let some = |format| Some(Kind::Format(format));
        assert_eq!(decide(b"", false, None), None);
        assert_eq!(decide(b"", true, None), Some(Kind::Empty));
        assert_eq!(decide(b" \n{", false, None), some(Format::Jsonl));
        assert_eq!(decide(b"\xef\xbb", false, None), None);
        assert_eq!(
            decide(b"\xef\xbb\xbf\n", true, Some(Format::Csv)),
            Some(Kind::Empty)
        );
        assert_eq!(decide(b"\xef\xbb\xbf{", false, None), some(Format::Jsonl));
        assert_eq!(decide(b"{", false, Some(Format::Text)), some(Format::Text));
        assert_eq!(decide(b"[Reuters] {x}", false, None), some(Format::Text));
        assert_eq!(decide(b"[\n", false, None), None);
        assert_eq!(decide(b"Acme", false, Some(Format::Csv)), some(Format::Csv));
    }

    #[test]
    fn what_is_not_read_is_named() {
        for (prefix, name) in [
            (&b"[\n {"[..], "JSON array"),
            (b"[]", "JSON array"),
            (b"\x1f\x8b\x08", "gzip"),
            (b"\x28\xb5\x2f\xfd", "zstd"),
            (b"\xff\xfea\0", "UTF-16"),
        ] {
            let kind = decide(prefix, false, None);
            assert!(
                matches!(&kind, Some(Kind::NotRead(why)) if why.contains(name)),
                "{name}: {kind:?}"
            );
        }
    }
}

//! Bytes in some encoding in, UTF-8 out. A byte-order mark tells which, or else the user; without either it is UTF-8 already and
//! passes as it is, to be checked record by record.

use std::io::{self, ErrorKind, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use super::peek::Peek;

const PIECE_BYTES: usize = 64 << 10;

/// What stands for bytes that mean nothing. No UTF-8 holds it, so what becomes of them is decided in one place for all encodings:
/// an error record in JSON and tables, U+FFFD in text.
const BAD: u8 = 0xff;

/// How a stream is to be decoded.
#[derive(Debug, PartialEq, Eq)]
enum Finding {
    /// In this encoding, after a mark of so many bytes.
    Known(&'static Encoding, usize),
    /// As nothing that is read: why.
    NotRead(&'static str),
}

/// `stream` as UTF-8 without a byte-order mark, or why that cannot be. `asked` is the encoding that the user names; a mark wins
/// over it.
pub(super) fn open(
    mut stream: Peek,
    asked: Option<&'static Encoding>,
) -> io::Result<Result<Peek, &'static str>> {
    let (encoding, mark) = match stream.look(|start, is_all| find(start, is_all, asked))? {
        Finding::Known(encoding, mark) => (encoding, mark),
        Finding::NotRead(why) => return Ok(Err(why)),
    };
    stream.skip(mark);
    if encoding == UTF_8 {
        return Ok(Ok(stream));
    }
    Ok(Ok(Peek::new(Decoded {
        stream,
        decoder: encoding.new_decoder_without_bom_handling(),
        raw: Piece::default(),
        ready: Piece::default(),
        has_ended: false,
        is_done: false,
    })))
}

fn find(start: &[u8], is_all: bool, asked: Option<&'static Encoding>) -> Option<Finding> {
    const MARKS: [&[u8]; 4] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe\0\0", b"\xfe\xff"];
    if start.starts_with(MARKS[2]) {
        return Some(Finding::NotRead("UTF-32 is not read: convert it to UTF-8"));
    }
    let may_go_on = |mark: &&[u8]| start.len() < mark.len() && mark.starts_with(start);
    if !is_all && MARKS.iter().any(may_go_on) {
        return None;
    }
    if let Some((encoding, mark)) = Encoding::for_bom(start) {
        return Some(Finding::Known(encoding, mark));
    }
    if let Some(encoding) = asked {
        return Some(Finding::Known(encoding, 0));
    }
    // Text in UTF-16 without a mark: every other byte of its first letters is nothing.
    match start {
        [0, 1..=255, 0, 1..=255, ..] => Some(Finding::NotRead(
            "this looks like UTF-16 without a byte-order mark: try --encoding utf-16be",
        )),
        [1..=255, 0, 1..=255, 0, ..] => Some(Finding::NotRead(
            "this looks like UTF-16 without a byte-order mark: try --encoding utf-16le",
        )),
        [0] | [0, 1..=255] | [0, 1..=255, 0] | [1..=255, 0] | [1..=255, 0, 1..=255] if !is_all => {
            None
        }
        _ => Some(Finding::Known(UTF_8, 0)),
    }
}

/// Bytes between two hands.
#[derive(Debug, Default)]
struct Piece {
    bytes: Vec<u8>,
    taken: usize,
}

impl Piece {
    fn left(&self) -> &[u8] {
        &self.bytes[self.taken..]
    }
}

struct Decoded {
    stream: Peek,
    decoder: Decoder,
    raw: Piece,
    ready: Piece,
    has_ended: bool,
    is_done: bool,
}

impl Decoded {
    /// Puts something into `ready`, if there is anything.
    fn decode(&mut self) -> io::Result<()> {
        self.ready.taken = 0;
        self.ready.bytes.clear();
        loop {
            if self.raw.left().is_empty() && !self.has_ended {
                self.raw.taken = 0;
                self.raw.bytes.resize(PIECE_BYTES, 0);
                let outcome = self.stream.read(&mut self.raw.bytes);
                self.raw.bytes.truncate(*outcome.as_ref().unwrap_or(&0));
                match outcome {
                    Ok(count) => self.has_ended = count == 0,
                    Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                    Err(e) => return Err(e),
                }
            }
            self.ready.bytes.resize(PIECE_BYTES, 0);
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                self.raw.left(),
                &mut self.ready.bytes,
                self.has_ended,
            );
            self.raw.taken += read;
            self.ready.bytes.truncate(written);
            match result {
                DecoderResult::Malformed(..) => self.ready.bytes.push(BAD),
                // Asked again after its end, the decoder would panic.
                DecoderResult::InputEmpty => self.is_done = self.has_ended,
                DecoderResult::OutputFull => {}
            }
            if self.is_done || !self.ready.bytes.is_empty() {
                return Ok(());
            }
        }
    }
}

impl Read for Decoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ready.left().is_empty() && !self.is_done {
            self.decode()?;
        }
        let count = self.ready.left().read(buffer)?;
        self.ready.taken += count;
        Ok(count)
    }
}

/// The encoding with this name.
pub(crate) fn encoding(name: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label_no_replacement(name.as_bytes()).ok_or_else(|| {
        "no such encoding: there are utf-16le, utf-16be, windows-1252, gbk, shift_jis and the others of the web"
            .to_owned()
    })
}

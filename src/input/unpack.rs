//! Packed bytes in, bytes out: gzip and zstd, told by how they begin and not by the name of a file. All members of a gzip file
//! and all frames of a zstd file are read. Data that is broken or cut short is given as far as it is whole, and then is an
//! error: never the end.

use std::io::{self, BufReader, ErrorKind, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::peek::Peek;

/// Packed bytes are read in pieces of this size.
const PIECE_BYTES: usize = 64 << 10;

/// No zstd block holds more.
const MAX_BLOCK_BYTES: usize = 128 << 10;

/// How a stream is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

/// `stream`, unpacked if it is packed. More than `limit` unpacked bytes are an error.
pub(super) fn open(mut stream: Peek, limit: u64) -> io::Result<Peek> {
    match stream.look(packing)? {
        Packing::None => Ok(stream),
        Packing::Gzip => {
            let packed = BufReader::with_capacity(PIECE_BYTES, stream);
            Ok(Peek::new(Unpacked::new(
                MultiGzDecoder::new(packed),
                "gzip",
                limit,
            )))
        }
        Packing::Zstd => Ok(Peek::new(Unpacked::new(Frames::new(stream), "zstd", limit))),
    }
}

fn packing(start: &[u8], is_all: bool) -> Option<Packing> {
    match start {
        [0x1f, 0x8b, ..] => Some(Packing::Gzip),
        // A zstd file may also begin with a frame that is to be skipped.
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Packing::Zstd),
        []
        | [0x1f | 0x28 | 0x50..=0x5f]
        | [0x28, 0xb5]
        | [0x28, 0xb5, 0x2f]
        | [0x50..=0x5f, 0x2a]
        | [0x50..=0x5f, 0x2a, 0x4d]
            if !is_all =>
        {
            None
        }
        _ => Some(Packing::None),
    }
}

/// Bounds what comes out of a decoder, and says of errors where they come from.
struct Unpacked<R> {
    inner: R,
    name: &'static str,
    limit: u64,
    left: u64,
}

impl<R: Read> Unpacked<R> {
    fn new(inner: R, name: &'static str, limit: u64) -> Self {
        Self {
            inner,
            name,
            limit,
            left: limit,
        }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (name, limit) = (self.name, self.limit);
        // One byte more than there is room for tells whether there are more.
        let most = usize::try_from(self.left.saturating_add(1)).unwrap_or(usize::MAX);
        let room = buffer.len().min(most);
        match self.inner.read(&mut buffer[..room]) {
            Ok(count) if count as u64 > self.left => Err(io::Error::other(format!(
                "more than {limit} bytes come out of this {name} data (--max-unpacked-bytes)"
            ))),
            Ok(count) => {
                self.left -= count as u64;
                Ok(count)
            }
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => Err(io::Error::new(
                e.kind(),
                format!("the {name} data ends too early"),
            )),
            Err(e) if matches!(e.kind(), ErrorKind::InvalidInput | ErrorKind::InvalidData) => Err(
                io::Error::new(e.kind(), format!("the {name} data is broken: {e}")),
            ),
            // Of the packed file itself.
            Err(e) => Err(e),
        }
    }
}

/// The frames of a zstd stream, one behind the other.
///
/// The library's decoder keeps a window of what it has decoded until the frame ends, to copy from, so at a break the last
/// megabytes of good data would be lost. [`Frames::rescue`] gets them out.
struct Frames {
    packed: Packed,
    decoder: FrameDecoder,
    is_in_frame: bool,
    /// What is wrong, once the bytes before it have been read.
    fault: Option<io::Error>,
    /// How many bytes of those are still to be read.
    rescued: usize,
}

impl Frames {
    fn new(stream: Peek) -> Self {
        Self {
            packed: Packed {
                inner: BufReader::with_capacity(PIECE_BYTES, stream),
                has_ended: false,
                error: None,
            },
            decoder: FrameDecoder::new(),
            is_in_frame: false,
            fault: None,
            rescued: 0,
        }
    }

    /// Begins the next frame; false if there is none.
    fn begin(&mut self) -> io::Result<bool> {
        let mut first = [0];
        if self.packed.read(&mut first)? == 0 {
            return Ok(false);
        }
        match self.decoder.reset((&first[..]).chain(&mut self.packed)) {
            Ok(()) => self.is_in_frame = true,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => {
                let length = u64::from(length);
                if io::copy(&mut (&mut self.packed).take(length), &mut io::sink())? < length {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
            }
            Err(FrameDecoderError::WindowSizeTooBig { requested, max }) => {
                return Err(io::Error::other(format!(
                    "this zstd data takes {} MiB of memory to unpack, and {} are allowed: try `zstd -d --long=31`",
                    requested >> 20,
                    max >> 20
                )));
            }
            Err(e) => return Err(self.packed.explain(e)),
        }
        Ok(true)
    }

    /// The bytes before a break that has been met, and then the error.
    fn rescue(&mut self, error: FrameDecoderError) {
        let is_cut = self.packed.has_ended || self.packed.error.is_some();
        self.fault = Some(self.packed.explain(error));
        // A last block of nothing ends the frame, and the decoder lets go of all it holds; then comes room for a checksum.
        let end = [1, 0, 0, 0, 0, 0, 0];
        let ended = self
            .decoder
            .decode_blocks(&end[..], BlockDecodingStrategy::UptoBlocks(1));
        // Where the bytes are broken and not only cut off, some of the bad block may have come out.
        let doubtful = if is_cut { 0 } else { MAX_BLOCK_BYTES };
        if ended.is_ok() {
            self.rescued = self.decoder.can_collect().saturating_sub(doubtful);
        }
    }

    fn end(&mut self) -> io::Result<()> {
        self.is_in_frame = false;
        let told = self.decoder.get_checksum_from_data();
        if told.is_some() && told != self.decoder.get_calculated_checksum() {
            return Err(io::Error::new(
                ErrorKind::InvalidData,
                "the checksum is wrong",
            ));
        }
        Ok(())
    }
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(fault) = &self.fault {
                if self.rescued == 0 {
                    return Err(io::Error::new(fault.kind(), fault.to_string()));
                }
                let room = buffer.len().min(self.rescued);
                let count = self.decoder.read(&mut buffer[..room])?;
                self.rescued -= count;
                return Ok(count);
            }
            if !self.is_in_frame {
                if !self.begin()? {
                    return Ok(0);
                }
            } else if self.decoder.can_collect() > 0 {
                return self.decoder.read(buffer);
            } else if self.decoder.is_finished() {
                self.end()?;
            } else if let Err(e) = self
                .decoder
                .decode_blocks(&mut self.packed, BlockDecodingStrategy::UptoBlocks(1))
            {
                self.rescue(e);
            }
        }
    }
}

/// Packed bytes; remembers why there were no more, as the decoder wraps that in errors of its own.
struct Packed {
    inner: BufReader<Peek>,
    has_ended: bool,
    error: Option<io::Error>,
}

impl Packed {
    /// What is really wrong when the decoder says `error`.
    fn explain(&mut self, error: FrameDecoderError) -> io::Error {
        match self.error.take() {
            Some(read) => read,
            None if self.has_ended => ErrorKind::UnexpectedEof.into(),
            None => io::Error::new(ErrorKind::InvalidData, error),
        }
    }
}

impl Read for Packed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(buffer) {
            Ok(count) => {
                self.has_ended |= count == 0 && !buffer.is_empty();
                Ok(count)
            }
            Err(e) if e.kind() == ErrorKind::Interrupted => Err(e),
            Err(e) => {
                let copy = io::Error::new(e.kind(), e.to_string());
                self.error = Some(e);
                Err(copy)
            }
        }
    }
}

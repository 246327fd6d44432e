//! Packed bytes: raw ones, and members and frames that are whole, cut off or damaged. What is whole reads as if it had not been
//! packed, what is before a break is read as far as it goes, and what comes out is bounded.

#![no_main]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::sync::Once;

use arbitrary::{Arbitrary, Unstructured};
use farshore_fuzz::{Run, Summary, folder, run};
use flate2::Compression;
use flate2::write::GzEncoder;
use libfuzzer_sys::{Corpus, fuzz_target};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

const RULES: &str = "format = 1\n[label.x]\nat = 1\n[[rule]]\nid = \"r\"\nlabel = \"x\"\npoints = 1\nmatch = '\"jobs\"'\n";

/// So many bytes may come out.
const LIMIT: usize = 64 << 10;

/// What begins the packed bytes, so that they are not taken for something else.
const FIRST: &[u8] = b"{\"text\":\"All the jobs\"}\n";

#[derive(Arbitrary, Debug)]
struct Piece<'a> {
    packing: Packing,
    bytes: &'a [u8],
    /// How often they stand there.
    times: u16,
}

#[derive(Arbitrary, Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Packed,
    Stored,
    /// An empty member, or a frame that is to be skipped.
    Nothing,
}

#[derive(Arbitrary, Debug)]
enum Damage {
    None,
    CutAt(u16),
    Change(Vec<(u16, u8)>),
    Append(Vec<u8>),
}

fuzz_target!(|data: &[u8]| -> Corpus {
    static WRITTEN: Once = Once::new();
    WRITTEN.call_once(|| {
        fs::write(folder().join("rules/r.toml"), RULES).expect("a file can be written");
    });
    let Some((&kind, rest)) = data.split_first() else {
        return Corpus::Reject;
    };
    // As they come: headers of all kinds, for which our own packers have no use.
    if kind < 64 {
        let done = label(rest);
        assert!(Summary::of(&done.messages).records() <= LIMIT);
        return Corpus::Keep;
    }
    let is_zstd = kind % 2 == 0;
    let mut from = Unstructured::new(rest);
    let (Ok(damage), Ok(pieces)) = (from.arbitrary(), from.arbitrary()) else {
        return Corpus::Reject;
    };
    packed(is_zstd, pieces, &damage);
    Corpus::Keep
});

fn packed(is_zstd: bool, mut pieces: Vec<Piece<'_>>, damage: &Damage) {
    let first = Piece {
        packing: Packing::Packed,
        bytes: FIRST,
        times: 1,
    };
    pieces.insert(0, first);
    let (mut plain, mut bytes) = (Vec::new(), Vec::new());
    // Where members end, and how much comes out of them till then.
    let mut ends = BTreeMap::from([(0, 0)]);
    for piece in &pieces {
        let most = LIMIT / piece.bytes.len().max(1);
        let content = piece.bytes.repeat(usize::from(piece.times).min(most));
        bytes.extend(member(is_zstd, piece.packing, &content));
        if piece.packing != Packing::Nothing {
            plain.extend(content);
        }
        ends.insert(bytes.len(), plain.len());
    }
    match damage {
        Damage::None => {}
        Damage::CutAt(at) => bytes.truncate(usize::from(*at) % bytes.len()),
        Damage::Change(changes) => {
            for (at, change) in changes {
                let at = usize::from(*at) % bytes.len();
                bytes[at] ^= change;
            }
        }
        Damage::Append(more) => bytes.extend(more),
    }
    let done = label(&bytes);
    let summary = Summary::of(&done.messages);
    assert!(summary.records() <= LIMIT);
    match damage {
        Damage::None | Damage::CutAt(_) => {}
        Damage::Change(_) | Damage::Append(_) => return,
    }
    match ends.get(&bytes.len()) {
        Some(&end) if end <= LIMIT => assert_eq!(done.out, label(&plain[..end]).out),
        // Too few to tell that they are packed.
        None if bytes.len() < 4 => {}
        _ => {
            assert_eq!((summary.unreadable, done.code), (1, 2), "{}", done.messages);
            let before = without_last_if_broken(&done.out);
            assert!(label(&plain).out.starts_with(before), "{}", done.messages);
        }
    }
}

/// The records that were read before the input broke off.
fn without_last_if_broken(out: &[u8]) -> &[u8] {
    let Some(body) = out.strip_suffix(b"\n") else {
        return out;
    };
    let last = body
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let is_broken = out[last..]
        .windows(14)
        .any(|word| word == b"\"broken_input\"");
    if is_broken { &out[..last] } else { out }
}

/// Labels `bytes` as JSON lines, whatever they are packed in.
fn label(bytes: &[u8]) -> Run {
    let (rules, path) = (folder().join("rules"), folder().join("input"));
    fs::write(&path, bytes).expect("a file can be written");
    let limit = LIMIT.to_string();
    run(&[
        "classify",
        "--summary",
        "--format=jsonl",
        "--input-format=jsonl",
        "--rules",
        rules.to_str().expect("a plain name"),
        "-j1",
        "--max-unpacked-bytes",
        &limit,
        path.to_str().expect("a plain name"),
    ])
}

fn member(is_zstd: bool, packing: Packing, content: &[u8]) -> Vec<u8> {
    match (is_zstd, packing) {
        (true, Packing::Packed) => compress_to_vec(content, CompressionLevel::Fastest),
        (true, Packing::Stored) => compress_to_vec(content, CompressionLevel::Uncompressed),
        // A frame to be skipped says how long it is.
        (true, Packing::Nothing) => b"\x50\x2a\x4d\x18\x03\0\0\0abc".to_vec(),
        (false, packing) => {
            let level = match packing {
                Packing::Packed => Compression::fast(),
                Packing::Stored | Packing::Nothing => Compression::none(),
            };
            let content = if packing == Packing::Nothing {
                b""
            } else {
                content
            };
            let mut encoder = GzEncoder::new(Vec::new(), level);
            encoder.write_all(content).expect("memory takes everything");
            encoder.finish().expect("memory takes everything")
        }
    }
}

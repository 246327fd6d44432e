//! Bytes of text, sixteen at a time, to one bit for each: what takes a look at every byte is done here, with the vector
//! instructions that every processor of its kind has.

use wide::u8x16;

/// Bytes of a [`Block`].
pub(super) const BLOCK: usize = 64;
const LANES: usize = 16;

/// What 64 bytes are, a bit for each; the first byte has the lowest bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// ASCII letters and digits.
    pub(super) words: u64,
    /// ASCII digits.
    pub(super) digits: u64,
    /// ASCII capitals.
    pub(super) capitals: u64,
    /// Blanks and line breaks; no other white space.
    pub(super) blanks: u64,
    /// `.` and `'`, which may stand inside a word.
    pub(super) joints: u64,
    /// Bytes of characters beyond ASCII.
    pub(super) others: u64,
}

impl Block {
    /// The first 64 bytes of `text`, or all of it and nothing behind.
    #[inline]
    pub(super) fn of(text: &[u8]) -> Self {
        if let Some(bytes) = text.first_chunk() {
            Self::of_whole(bytes)
        } else {
            let mut bytes = [0; BLOCK];
            bytes[..text.len()].copy_from_slice(text);
            Self::of_whole(&bytes)
        }
    }

    #[inline]
    fn of_whole(bytes: &[u8; BLOCK]) -> Self {
        let mut block = Self::default();
        let (lanes, _) = bytes.as_chunks::<LANES>();
        for (nth, &lane) in lanes.iter().enumerate() {
            let lane = u8x16::new(lane);
            let digits = between(lane, b'0', b'9');
            let words = between(lane | u8x16::splat(0x20), b'a', b'z') | digits;
            let joints = lane.simd_eq(u8x16::splat(b'.')) | lane.simd_eq(u8x16::splat(b'\''));
            let bits = |lane: u8x16| u64::from(lane.to_bitmask()) << (nth * LANES);
            block.words |= bits(words);
            block.digits |= bits(digits);
            block.capitals |= bits(between(lane, b'A', b'Z'));
            let blanks = lane.simd_eq(u8x16::splat(b' ')) | lane.simd_eq(u8x16::splat(b'\n'));
            block.blanks |= bits(blanks);
            block.joints |= bits(joints);
            block.others |= bits(lane);
        }
        block
    }
}

/// All bits where a byte is one of `first..=last`.
#[inline]
fn between(lane: u8x16, first: u8, last: u8) -> u8x16 {
    let from_first = lane - u8x16::splat(first);
    from_first
        .min(u8x16::splat(last - first))
        .simd_eq(from_first)
}

/// How many bytes at the start are printable ASCII or blanks, and none of those with which an entity or an escape begins or
/// ends: `&`, `#`, `;`, `\`.
pub(super) fn plain_prefix(bytes: &[u8]) -> usize {
    let (lanes, rest) = bytes.as_chunks::<LANES>();
    for (nth, &lane) in lanes.iter().enumerate() {
        let lane = u8x16::new(lane);
        let is = |byte| lane.simd_eq(u8x16::splat(byte));
        let odd = !(between(lane, b' ', b'~') | between(lane, b'\t', b'\r'))
            | is(b'&')
            | is(b'#')
            | is(b';')
            | is(b'\\');
        let odd = odd.to_bitmask();
        if odd != 0 {
            return nth * LANES + odd.trailing_zeros() as usize;
        }
    }
    let plain = rest.iter().take_while(|&&byte| is_plain(byte)).count();
    bytes.len() - rest.len() + plain
}

/// Whether a byte stands for itself.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t'..=b'\r') && !matches!(byte, b'&' | b'#' | b'\\' | b';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_what_it_is_wherever_it_stands() {
        for byte in 0..=255_u8 {
            for at in 0..BLOCK {
                let mut text = [0; BLOCK];
                text[at] = byte;
                let bit = |is: bool| u64::from(is) << at;
                let expected = Block {
                    words: bit(byte.is_ascii_alphanumeric()),
                    digits: bit(byte.is_ascii_digit()),
                    capitals: bit(byte.is_ascii_uppercase()),
                    blanks: bit(byte == b' ' || byte == b'\n'),
                    joints: bit(byte == b'.' || byte == b'\''),
                    others: bit(!byte.is_ascii()),
                };
                assert_eq!(Block::of(&text), expected, "{byte} at {at}");
                // The same where the text ends.
                assert_eq!(
                    Block::of(&text[..=at]),
                    expected,
                    "{byte} at {at}, the last"
                );
            }
        }
    }

    #[test]
    fn the_plain_prefix_ends_before_the_first_odd_byte() {
        for byte in 0..=255_u8 {
            for at in [0, 1, 15, 16, 31, 40] {
                let mut text = [b'x'; 41];
                text[at] = byte;
                let expected = if is_plain(byte) { 41 } else { at };
                assert_eq!(plain_prefix(&text), expected, "{byte} at {at}");
            }
        }
        assert_eq!(plain_prefix(b""), 0);
    }
}

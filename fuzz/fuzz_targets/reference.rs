//! Rules and a text made out of the fuzzer's bytes: the engine must say what the naive reference says.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

#[allow(
    dead_code,
    reason = "the random tests use more of it than this target does"
)]
#[path = "../../tests/reference/mod.rs"]
mod reference;

use reference::compare::{Case, difference, engine};

fuzz_target!(|data: &[u8]| -> Corpus {
    let numbers: Vec<u16> = data
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    let Some((&share, tape)) = numbers.split_first() else {
        return Corpus::Reject;
    };
    // The first number says how much of the tape is for the rules; the rest is for the text.
    let (rules, text) = tape.split_at(tape.len() * usize::from(share) / usize::from(u16::MAX));
    let case = Case::new(rules, text);
    let Some(found) = engine(&case.sources(), &case.fields) else {
        return Corpus::Keep;
    };
    let expected = case.reference();
    // The reference has no bounds.
    if expected.truncated || found.truncated {
        return Corpus::Keep;
    }
    if let Some(difference) = difference(&case, &expected, &found) {
        panic!("{difference}\n{}", case.shown());
    }
    Corpus::Keep
});

//! A stream whose first bytes can be looked at before they are read, so that what it holds decides how it is read.

use std::io::{self, ErrorKind, Read};

/// So much is read at a time while looking.
const LOOK_BYTES: usize = 8 << 10;

/// The stream.
pub(super) struct Peek {
    /// What has been looked at and not been read.
    seen: Vec<u8>,
    read: usize,
    rest: Box<dyn Read>,
}

impl Peek {
    /// All of `stream`.
    pub(super) fn new(stream: impl Read + 'static) -> Self {
        Self {
            seen: Vec::new(),
            read: 0,
            rest: Box::new(stream),
        }
    }

    /// Looks at as many of the first bytes as it takes for `decide` to answer, and no more: the next ones may be long in
    /// coming. It gets what has been seen, and whether that is all there is; then it must answer.
    pub(super) fn look<T>(
        &mut self,
        mut decide: impl FnMut(&[u8], bool) -> Option<T>,
    ) -> io::Result<T> {
        let mut is_all = false;
        loop {
            if let Some(answer) = decide(&self.seen[self.read..], is_all) {
                return Ok(answer);
            }
            assert!(!is_all, "with everything seen there is an answer");
            let start = self.seen.len();
            self.seen.resize(start + LOOK_BYTES, 0);
            let outcome = self.rest.read(&mut self.seen[start..]);
            self.seen.truncate(start + *outcome.as_ref().unwrap_or(&0));
            match outcome {
                Ok(count) => is_all = count == 0,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    /// Throws away `count` bytes that have been seen.
    pub(super) fn skip(&mut self, count: usize) {
        self.read += count;
    }
}

impl Read for Peek {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read == self.seen.len() {
            return self.rest.read(buffer);
        }
        let count = (&self.seen[self.read..]).read(buffer)?;
        self.read += count;
        Ok(count)
    }
}

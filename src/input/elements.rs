//! Finds the ends of the values in JSON that is not a line each: the elements of an array, or values one behind the other. It
//! knows brackets and strings and no more; whether a value is good is seen when it is read by itself, so one bad element
//! leaves the others whole.

/// Where in the JSON the last byte lay.
#[derive(Debug, Default)]
pub(super) struct Elements {
    /// Whether an array is open whose elements are the records.
    in_array: bool,
    value: Value,
    /// Brackets open in the value.
    depth: u64,
}

/// Where in a value a byte lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Value {
    #[default]
    Outside,
    /// In an object or array.
    Nested,
    /// In a string.
    String,
    /// After a backslash in a string.
    Escape,
    /// In a number, a word or something worse.
    Bare,
}

impl Elements {
    /// How many of `bytes` lie before the next value. Blanks and commas between values are let pass, as no value is lost by
    /// that.
    pub(super) fn skip(&mut self, bytes: &[u8]) -> usize {
        if self.value != Value::Outside {
            return 0;
        }
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b',' => {}
                b'[' if !self.in_array => self.in_array = true,
                b']' if self.in_array => self.in_array = false,
                _ => return at,
            }
        }
        bytes.len()
    }

    /// How many of `bytes` lie up to the end of the value, if it ends in them.
    pub(super) fn find_end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match (self.value, byte) {
                (Value::String, b'\\') => self.value = Value::Escape,
                (Value::String, b'"') => {
                    if self.depth == 0 {
                        self.value = Value::Outside;
                        return Some(at);
                    }
                    self.value = Value::Nested;
                }
                (Value::String, _) => {
                    at = memchr::memchr2(b'"', b'\\', &bytes[at..])
                        .map_or(bytes.len(), |found| at + found);
                }
                (Value::Bare, b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']' | b'{' | b'}') => {
                    self.value = Value::Outside;
                    return Some(at - 1);
                }
                (Value::Bare, _) => {}
                (Value::Escape, _) | (_, b'"') => self.value = Value::String,
                (_, b'{' | b'[') => {
                    self.value = Value::Nested;
                    self.depth += 1;
                }
                (Value::Nested, b'}' | b']') => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        self.value = Value::Outside;
                        return Some(at);
                    }
                }
                (Value::Nested, _) => {}
                (Value::Outside, _) => self.value = Value::Bare,
            }
        }
        None
    }

    /// Whether the input may not end here, though no value is open. Asked once: then the end is the end.
    pub(super) fn take_open_array(&mut self) -> bool {
        std::mem::take(&mut self.in_array)
    }

    /// The input has ended inside a value, which is an error of its own.
    pub(super) fn give_up(&mut self) {
        *self = Self::default();
    }
}

//! A rule set as bytes, so that one that never changes need not be compiled again by everyone who uses it.

use serde::{Deserialize, Serialize};

use super::{Cue, Gate, IdSet, Label, List, Mask, Program, Rows, Rule, RuleSet, Terms, Use};

/// What is stored of a rule set: all of it.
#[derive(Serialize, Deserialize)]
#[serde(remote = "RuleSet")]
#[allow(dead_code, reason = "it only says what the fields of the other are")]
struct Stored {
    labels: Vec<Label>,
    rules: Vec<Rule>,
    name: String,
    hash: String,
    lists: Vec<List>,
    terms: Terms,
    rows: Rows,
    uses: Vec<Use>,
    masks: Vec<Mask>,
    cues: Vec<Cue>,
    programs: Vec<Program>,
    gate: Gate,
    open_lists: IdSet,
}

impl RuleSet {
    /// The bytes from which [`RuleSet::from_bytes`] of the same version makes it again.
    #[cfg_attr(not(test), allow(dead_code, reason = "the build script calls it"))]
    pub(crate) fn to_bytes(&self) -> postcard::Result<Vec<u8>> {
        let mut serializer = postcard::Serializer {
            output: postcard::ser_flavors::StdVec::new(),
        };
        Stored::serialize(self, &mut serializer)?;
        postcard::ser_flavors::Flavor::finalize(serializer.output)
    }

    /// From what [`RuleSet::to_bytes`] gave. Bytes from elsewhere may make rules that classifying panics on.
    pub(crate) fn from_bytes(bytes: &[u8]) -> postcard::Result<Self> {
        Stored::deserialize(&mut postcard::Deserializer::from_bytes(bytes))
    }
}

/// Things that are so many numbers of four bytes, and as many of them as there are.
pub(super) trait Numbers<const N: usize>: Copy {
    fn numbers(self) -> [u32; N];
    fn of(numbers: [u32; N]) -> Self;
}

impl Numbers<1> for u32 {
    fn numbers(self) -> [u32; 1] {
        [self]
    }

    fn of([number]: [u32; 1]) -> Self {
        number
    }
}

impl Numbers<2> for u64 {
    fn numbers(self) -> [u32; 2] {
        [self as u32, (self >> 32) as u32]
    }

    fn of([low, high]: [u32; 2]) -> Self {
        Self::from(high) << 32 | Self::from(low)
    }
}

/// Many [`Numbers`], read all at once and not one by one.
pub(super) mod bulk {
    use serde::de::{Deserializer, Error};
    use serde::{Deserialize, Serializer};

    use super::Numbers;

    pub(crate) fn serialize<S, T, const N: usize>(
        all: &[T],
        serializer: S,
    ) -> Result<S::Ok, S::Error>
    where
        S: Serializer,
        T: Numbers<N>,
    {
        let numbers = all.iter().flat_map(|one| one.numbers());
        let bytes: Vec<u8> = numbers.flat_map(u32::to_le_bytes).collect();
        serializer.serialize_bytes(&bytes)
    }

    pub(crate) fn deserialize<'de, D, T, const N: usize>(
        deserializer: D,
    ) -> Result<Vec<T>, D::Error>
    where
        D: Deserializer<'de>,
        T: Numbers<N>,
    {
        let bytes = <&[u8]>::deserialize(deserializer)?;
        let (numbers, rest) = bytes.as_chunks::<4>();
        let (all, more) = numbers.as_chunks::<N>();
        if !(rest.is_empty() && more.is_empty()) {
            return Err(D::Error::custom("half a thing"));
        }
        Ok(all
            .iter()
            .map(|one| T::of(one.map(u32::from_le_bytes)))
            .collect())
    }
}

/// Tables of which most places are free, which is to say that they hold the default. Only the others are stored.
pub(super) mod sparse {
    use std::fmt;
    use std::marker::PhantomData;
    use std::ops::Deref;

    use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
    use serde::{Deserialize, Serialize, Serializer};

    pub(crate) fn serialize<S, T, A>(table: &A, serializer: S) -> Result<S::Ok, S::Error>
    where
        S: Serializer,
        A: Deref<Target: AsRef<[T]>>,
        T: Serialize + Default + PartialEq,
    {
        let table = (**table).as_ref();
        let mut behind = 0;
        let taken: Vec<(usize, &T)> = table
            .iter()
            .enumerate()
            .filter(|(_, thing)| **thing != T::default())
            .map(|(at, thing)| {
                let free = at - behind;
                behind = at + 1;
                (free, thing)
            })
            .collect();
        (table.len(), taken).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D, T, A>(deserializer: D) -> Result<A, D::Error>
    where
        D: Deserializer<'de>,
        T: Deserialize<'de> + Default + Clone,
        A: TryFrom<Vec<T>>,
    {
        let table = deserializer.deserialize_tuple(2, Whole(PhantomData))?;
        A::try_from(table).map_err(|_| D::Error::custom("a table of another length"))
    }

    struct Whole<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de> + Default + Clone> Visitor<'de> for Whole<T> {
        type Value = Vec<T>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("the length of a table and what is in it")
        }

        fn visit_seq<S: SeqAccess<'de>>(self, mut parts: S) -> Result<Vec<T>, S::Error> {
            let mut table = vec![T::default(); parts.next_element()?.unwrap_or_default()];
            parts.next_element_seed(Taken(&mut table))?;
            Ok(table)
        }
    }

    /// Fills the places that are taken, without a list of them between.
    struct Taken<'a, T>(&'a mut [T]);

    impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Taken<'_, T> {
        type Value = ();

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
            deserializer.deserialize_seq(self)
        }
    }

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Taken<'_, T> {
        type Value = ();

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("what is in a table, each with how many free places are before it")
        }

        fn visit_seq<S: SeqAccess<'de>>(self, mut taken: S) -> Result<(), S::Error> {
            let mut places = self.0.iter_mut();
            while let Some((free, thing)) = taken.next_element()? {
                let place = places.nth(free);
                *place.ok_or_else(|| S::Error::custom("a place behind the last"))? = thing;
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Tables {
        #[serde(with = "bulk")]
        dense: Vec<u64>,
        #[serde(with = "sparse")]
        table: Vec<u32>,
        #[serde(with = "sparse")]
        fixed: Box<[u32; 4]>,
    }

    #[test]
    fn tables_come_back_as_they_were() {
        for table in [vec![], vec![0], vec![7], vec![0, 0, 7, 0], vec![7, 7, 0, 9]] {
            let tables = Tables {
                dense: vec![0, u64::MAX, 1 << 32, 5],
                table,
                fixed: Box::new([0, 0, 3, 0]),
            };
            let bytes = postcard::to_stdvec(&tables).expect("it can be written");
            assert_eq!(postcard::from_bytes(&bytes), Ok(tables));
        }
    }

    #[test]
    fn what_fits_no_table_is_an_error() {
        // Three bytes of a number; a thing at the third of two places; three places for four.
        let whole: [&[u8]; 3] = [&[8, 1, 0, 0, 0, 0, 0, 0, 0], &[2, 1, 1, 9], &[4, 0]];
        let read = |parts: [&[u8]; 3]| postcard::from_bytes::<Tables>(&parts.concat());
        assert!(read(whole).is_ok());
        let faults: [(usize, &[u8]); 3] = [(0, &[3, 1, 0, 0]), (1, &[2, 1, 2, 9]), (2, &[3, 0])];
        for (part, fault) in faults {
            let mut parts = whole;
            parts[part] = fault;
            assert!(read(parts).is_err(), "{fault:?}");
        }
    }
}

//! Tables as plain bytes: long rows of numbers are stored and read all at once, where element by element would take most of the time
//! in which the program starts.

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

/// Many [`Numbers`], read all at once and not one by one; of tables the free places too, since to name the others takes longer.
pub(super) mod bulk {
    use std::ops::Deref;

    use serde::de::{Deserializer, Error};
    use serde::{Deserialize, Serializer};

    use super::Numbers;

    pub(crate) fn serialize<S, T, A, const N: usize>(
        all: &A,
        serializer: S,
    ) -> Result<S::Ok, S::Error>
    where
        S: Serializer,
        A: Deref<Target: AsRef<[T]>>,
        T: Numbers<N>,
    {
        let numbers = (**all).as_ref().iter().flat_map(|one| one.numbers());
        let bytes: Vec<u8> = numbers.flat_map(u32::to_le_bytes).collect();
        serializer.serialize_bytes(&bytes)
    }

    pub(crate) fn deserialize<'de, D, T, A, const N: usize>(deserializer: D) -> Result<A, D::Error>
    where
        D: Deserializer<'de>,
        T: Numbers<N>,
        A: TryFrom<Vec<T>>,
    {
        let bytes = <&[u8]>::deserialize(deserializer)?;
        let (numbers, rest) = bytes.as_chunks::<4>();
        let (all, more) = numbers.as_chunks::<N>();
        if !(rest.is_empty() && more.is_empty()) {
            return Err(D::Error::custom("half a thing"));
        }
        let all = all.iter().map(|one| T::of(one.map(u32::from_le_bytes)));
        A::try_from(all.collect()).map_err(|_| D::Error::custom("a table of another length"))
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;

    impl Numbers<2> for (u32, u32) {
        fn numbers(self) -> [u32; 2] {
            self.into()
        }

        fn of(numbers: [u32; 2]) -> Self {
            numbers.into()
        }
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Tables {
        #[serde(with = "bulk")]
        pairs: Vec<(u32, u32)>,
        #[serde(with = "bulk")]
        fixed: Box<[u64; 2]>,
    }

    #[test]
    fn tables_come_back_as_they_were() {
        for pairs in [vec![], vec![(0, 0)], vec![(1 << 31, 7), (0, u32::MAX)]] {
            let tables = Tables {
                pairs,
                fixed: Box::new([u64::MAX - 1, 1 << 32]),
            };
            let bytes = postcard::to_stdvec(&tables).expect("it can be written");
            assert_eq!(postcard::from_bytes(&bytes), Ok(tables));
        }
    }

    #[test]
    fn what_fits_no_table_is_an_error() {
        // Lengths in bytes: one pair of two numbers, and two numbers of two halves.
        let read = |pairs: u8, fixed: u8| {
            let pairs = [vec![pairs], vec![0; pairs.into()]].concat();
            let fixed = [vec![fixed], vec![0; fixed.into()]].concat();
            postcard::from_bytes::<Tables>(&[pairs, fixed].concat()).is_ok()
        };
        assert!(read(8, 16) && read(0, 16));
        assert!(!read(7, 16) && !read(4, 16) && !read(8, 8) && !read(8, 24));
    }
}

//! Lists that are refused before their elements are looked at, when they are too long.

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// How the refusal of a list begins; a body with such a list is 422, as its shape is right.
pub(crate) const TOO_LONG: &str = "must have at most ";

/// A list of at most `MAX` elements. Reading stops at the first that is too many, so that a long list costs no memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpTo<T, const MAX: usize>(Vec<T>);

impl<T, const MAX: usize> UpTo<T, MAX> {
    /// The elements.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T, const MAX: usize> Default for UpTo<T, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MAX: usize> Deref for UpTo<T, MAX> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>, const MAX: usize> Deserialize<'de> for UpTo<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Elements::<T, MAX>(PhantomData))
    }
}

struct Elements<T, const MAX: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MAX: usize> Visitor<'de> for Elements<T, MAX> {
    type Value = UpTo<T, MAX>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = items.next_element()? {
            if elements.len() == MAX {
                return Err(A::Error::custom(format_args!("{TOO_LONG}{MAX} entries")));
            }
            elements.push(element);
        }
        Ok(UpTo(elements))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: Result<usize, &str>) {
        let read = serde_json::from_str::<UpTo<u8, 3>>(json);
        let told = read.as_ref().map(|list| list.len()).map_err(ToString::to_string);
        match (told, expected) {
            (Ok(read), Ok(expected)) => assert_eq!(read, expected, "{json}"),
            (Err(told), Err(expected)) => assert!(told.starts_with(expected), "{json}: {told}"),
            (told, expected) => panic!("{json}: {told:?}, not {expected:?}"),
        }
    }

    #[test]
    fn a_list_is_refused_at_the_first_element_that_is_too_many() {
        check("[]", Ok(0));
        check("[1, 2, 3]", Ok(3));
        check("[1, 2, 3, 4", Err("must have at most 3 entries"));
        check("[1, 2, 3, 4, \"nonsense\"]", Err("must have at most 3 entries"));
        check("[1, \"two\", 3, 4]", Err("invalid type"));
        check("3", Err("invalid type: integer `3`, expected a sequence"));
    }
}

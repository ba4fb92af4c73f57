//! A `serde` deserializer for query strings. `serde_urlencoded` has no lists, ignores what it does not know,
//! and does not say which parameter is wrong.

use crate::body_words;
use crate::problem::Problem;
use serde::de::value::StringDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What is wrong, and with which parameter.
#[derive(Debug)]
pub(super) struct Mistake {
    name: Option<String>,
    detail: String,
}

impl Mistake {
    fn new(detail: impl Into<String>) -> Self {
        Self { name: None, detail: detail.into() }
    }

    fn of(mut self, name: &str) -> Self {
        self.name.get_or_insert_with(|| name.to_owned());
        self
    }

    pub(super) fn into_problem(self) -> Problem {
        Problem::malformed_query(self.name.as_deref().unwrap_or_default(), body_words(&self.detail))
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.detail)
    }
}

impl std::error::Error for Mistake {}

impl de::Error for Mistake {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("is missing").of(field)
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::new(UNKNOWN).of(field)
    }
}

const UNKNOWN: &str = "is no parameter of this path";

/// All parameters, as a map.
pub(super) struct Parameters {
    pairs: std::vec::IntoIter<(String, String)>,
    next: Option<(String, String)>,
}

impl Parameters {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Self {
        Self { pairs: pairs.into_iter(), next: None }
    }
}

impl<'de> Deserializer<'de> for Parameters {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_map(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for Parameters {
    type Error = Mistake;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Mistake> {
        self.next = self.pairs.next();
        let Some((name, _)) = &self.next else { return Ok(None) };
        let key: StringDeserializer<Mistake> = name.clone().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mistake> {
        let (name, text) = self.next.take().unwrap_or_default();
        seed.deserialize(Value(text)).map_err(|mistake| mistake.of(&name))
    }
}

/// One value: a text that is read as what the struct wants.
struct Value(String);

macro_rules! numbers {
    ($($method:ident => $visit:ident: $type:ty, $words:literal;)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
            let number = self.0.parse::<$type>().map_err(|_| Mistake::new(concat!("expected ", $words)))?;
            visitor.$visit(number)
        }
    )* };
}

impl<'de> Deserializer<'de> for Value {
    type Error = Mistake;

    numbers! {
        deserialize_i8 => visit_i8: i8, "a whole number";
        deserialize_i16 => visit_i16: i16, "a whole number";
        deserialize_i32 => visit_i32: i32, "a whole number";
        deserialize_u8 => visit_u8: u8, "a whole number";
        deserialize_u16 => visit_u16: u16, "a whole number";
        deserialize_u32 => visit_u32: u32, "a whole number";
        deserialize_u64 => visit_u64: u64, "a whole number";
        deserialize_bool => visit_bool: bool, "true or false";
    }

    /// Also the way of [`crate::Whole`]: what is beyond 64 bits stops at the ends.
    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let digits = self.0.strip_prefix('-').unwrap_or(&self.0);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Mistake::new("expected a whole number"));
        }
        let ends = if self.0.starts_with('-') { i64::MIN } else { i64::MAX };
        visitor.visit_i64(self.0.parse().unwrap_or(ends))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        if self.0.is_empty() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let items: Vec<String> = if self.0.is_empty() {
            Vec::new()
        } else {
            self.0.split(',').map(|item| item.trim().to_owned()).collect()
        };
        visitor.visit_seq(Items(items.into_iter()))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        let text: StringDeserializer<Mistake> = self.0.into_deserializer();
        text.deserialize_enum(name, variants, visitor)
    }

    /// `serde` asks for this where the struct has no such field: that is how unknown parameters are found.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Mistake> {
        Err(Mistake::new(UNKNOWN))
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_string(self.0)
    }

    serde::forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier
    }
}

/// The items of a comma list.
struct Items(std::vec::IntoIter<String>);

impl<'de> SeqAccess<'de> for Items {
    type Error = Mistake;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mistake> {
        self.0.next().map(|item| seed.deserialize(Value(item))).transpose()
    }
}

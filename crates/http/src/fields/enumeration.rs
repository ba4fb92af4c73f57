//! Enumerations on the wire: lower case in output, any case in input.

/// Defines an enumeration of a wire struct, with its names; an unknown name is 400 and lists the known ones.
///
/// ```
/// http_kit::wire_enum! {
///     /// Where an interview takes place.
///     pub enum InterviewType {
///         Online = "online",
///         Offline = "offline",
///     }
/// }
/// let read: InterviewType = serde_json::from_str("\"ONLINE\"").unwrap();
/// assert_eq!(read, InterviewType::Online);
/// assert_eq!(serde_json::to_string(&read).unwrap(), "\"online\"");
/// ```
#[macro_export]
macro_rules! wire_enum {
    ($(#[$doc:meta])* $visibility:vis enum $name:ident { $($(#[$note:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, ::utoipa::ToSchema)]
        $visibility enum $name { $($(#[$note])* #[doc = $text] #[schema(rename = $text)] $variant),* }

        impl $name {
            /// All values with their names.
            const NAMES: &'static [(&'static str, Self)] = &[$(($text, Self::$variant)),*];

            /// The name in output.
            #[must_use]
            $visibility const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::read_name(deserializer, Self::NAMES)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }
    };
}

/// Reads one of `names`, in any case. Part of [`wire_enum!`](crate::wire_enum).
#[doc(hidden)]
pub fn read_name<'de, D, T>(deserializer: D, names: &[(&'static str, T)]) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Copy,
{
    let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
    let found = names.iter().find(|(name, _)| name.eq_ignore_ascii_case(&text));
    found.map(|(_, value)| *value).ok_or_else(|| {
        let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        serde::de::Error::custom(format!("expected one of: {}", known.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    wire_enum! {
        /// A colour.
        enum Colour {
            Red = "red",
            DarkBlue = "dark_blue",
        }
    }

    fn check(json: &str, expected: Option<Colour>) {
        assert_eq!(serde_json::from_str(json).ok(), expected, "{json}");
    }

    #[test]
    fn any_case_goes_in_and_lower_case_comes_out() {
        check("\"red\"", Some(Colour::Red));
        check("\"Dark_Blue\"", Some(Colour::DarkBlue));
        check("\"green\"", None);
        check("1", None);
        assert_eq!(serde_json::to_string(&Colour::DarkBlue).expect("json"), "\"dark_blue\"");
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let error = serde_json::from_str::<Colour>("\"green\"").expect_err("green is unknown");
        assert!(error.to_string().contains("red, dark_blue"), "{error}");
    }
}

//! JSON pointers (RFC 6901).

use std::borrow::Cow;

/// One token of a pointer, with `~` and `/` escaped.
#[must_use]
pub fn escape(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(token)
    }
}

/// A token as it was before it was escaped.
#[must_use]
pub fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// Characters of a name of the client's own that an answer repeats.
const MAX_NAME: usize = 100;

/// A name of the client's own, cut to what an answer repeats of it.
pub(crate) fn cut_name(name: &str) -> Cow<'_, str> {
    cut(name, MAX_NAME)
}

/// The first characters of a text, and a mark where there are more.
pub(crate) fn cut(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_name_the_beginning_is_repeated() {
        assert_eq!(cut("Zoë", 3), "Zoë");
        assert_eq!(cut("Zoën", 3), "Zoë…");
        assert_eq!(cut_name(&"~".repeat(5000)).chars().count(), MAX_NAME + 1);
    }

    #[test]
    fn tilde_and_slash_are_escaped_in_that_order() {
        assert_eq!(escape("plain"), "plain");
        assert_eq!(escape("a/b~c~1"), "a~1b~0c~01");
        assert_eq!(unescape("a~1b~0c~01"), "a/b~c~1");
    }
}

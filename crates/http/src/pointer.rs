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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tilde_and_slash_are_escaped_in_that_order() {
        assert_eq!(escape("plain"), "plain");
        assert_eq!(escape("a/b~c~1"), "a~1b~0c~01");
        assert_eq!(unescape("a~1b~0c~01"), "a/b~c~1");
    }
}

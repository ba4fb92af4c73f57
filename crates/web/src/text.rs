//! Texts with `code` in them.

/// A piece of a text: plain, or code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) code: bool,
    pub(crate) text: String,
}

/// Splits a text at its backticks.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let parts = text.split('`').enumerate();
    parts
        .map(|(index, text)| Piece { code: index % 2 == 1, text: text.to_owned() })
        .filter(|piece| !piece.text.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(bool, &str)]) {
        let found = pieces(text);
        let seen: Vec<_> = found.iter().map(|piece| (piece.code, piece.text.as_str())).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn backticks_make_code() {
        check("plain", &[(false, "plain")]);
        check("see `Allow`.", &[(false, "see "), (true, "Allow"), (false, ".")]);
        check("`a` `b`", &[(true, "a"), (false, " "), (true, "b")]);
        check("", &[]);
    }
}

//! A small lexer: the words and signs of a Rust source, without comments, texts, and what is only for tests.

/// The tokens of a source: names and numbers as they are, signs one by one, `::` as one.
pub(crate) fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest);
        if length > 0 {
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        let length = match first {
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            ':' if rest.starts_with("::") => 2,
            '-' if rest.starts_with("->") => 2,
            '=' if rest.starts_with("=>") => 2,
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        if !first.is_whitespace() {
            found.push(token);
        }
        rest = after;
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How many bytes at the beginning are a comment, a text or a character; 0 where it is neither.
fn skipped(text: &str) -> usize {
    let end = |at: Option<usize>, length: usize| at.map_or(text.len(), |at| at + length);
    if text.starts_with("//") {
        return end(text.find('\n'), 0);
    }
    if text.starts_with("/*") {
        return block_comment(text);
    }
    if let Some(raw) = raw_text(text) {
        return raw;
    }
    let quoted = ["\"", "b\"", "c\""].into_iter().find(|quote| text.starts_with(quote));
    if let Some(quote) = quoted {
        return quoted_until(text, quote.len(), '"');
    }
    if let Some(after) = text.strip_prefix('\'') {
        let mut letters = after.chars();
        let (first, second) = (letters.next(), letters.next());
        // A lifetime is no character.
        return match (first, second) {
            (Some('\\'), _) => quoted_until(text, 1, '\''),
            (Some(letter), Some('\'')) => 2 + letter.len_utf8(),
            _ => 1,
        };
    }
    0
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// `r"…"`, `r#"…"#` and the like.
fn raw_text(text: &str) -> Option<usize> {
    let after = ["r", "br", "cr"].into_iter().find_map(|start| text.strip_prefix(start))?;
    let marks = after.len() - after.trim_start_matches('#').len();
    if !after.get(marks..)?.starts_with('"') {
        return None;
    }
    let close = format!("\"{}", "#".repeat(marks));
    let begun = text.len() - after.len() + marks + 1;
    let end = text.get(begun..)?.find(&close);
    Some(end.map_or(text.len(), |end| begun + end + close.len()))
}

fn quoted_until(text: &str, from: usize, close: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip_while(|(at, _)| *at < from) {
        if letter == close && !escaped {
            return at + letter.len_utf8();
        }
        escaped = letter == '\\' && !escaped;
    }
    text.len()
}

/// The same without items under `#[cfg(test)]`, and without attributes.
pub(crate) fn without_tests<'t>(tokens: &[&'t str]) -> Vec<&'t str> {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let inner = tokens.get(at + 1) == Some(&"!");
        let opens = tokens.get(at + if inner { 2 } else { 1 }) == Some(&"[");
        if *token == "#" && opens {
            let end = closed(tokens, at + if inner { 2 } else { 1 });
            let test =
                tokens.get(at..end).is_some_and(|all| all.starts_with(&["#", "[", "cfg", "(", "test", ")"]));
            at = if test { after_item(tokens, end) } else { end };
        } else {
            kept.push(*token);
            at += 1;
        }
    }
    kept
}

/// Where the bracket that stands at `open` has been closed.
pub(crate) fn closed(tokens: &[&str], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match *token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// Where the item that begins at `from` has ended: at its `;`, or at the end of its block.
fn after_item(tokens: &[&str], from: usize) -> usize {
    let mut at = from;
    while let Some(token) = tokens.get(at) {
        match *token {
            ";" => return at + 1,
            "{" => {
                let end = closed(tokens, at);
                return if tokens.get(end) == Some(&";") { end + 1 } else { end };
            }
            "(" | "[" => at = closed(tokens, at),
            _ => at += 1,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(without_tests(&tokens(text)).join(" "), expected, "{text}");
    }

    #[test]
    fn texts_and_comments_are_no_code() {
        check("a::b(c) -> d // e\n", "a :: b ( c ) -> d");
        check("/* x /* y */ z */ a", "a");
        check(r##"("crate::x", r#"super::"y""#, b"\"z", '"', '\'', 'ä')"##, "( , , , , , )");
        check("fn f<'a>(x: &'a str) {}", "fn f < a > ( x : & a str ) { }");
    }

    #[test]
    fn what_is_for_tests_alone_does_not_count() {
        check("#[cfg(test)]\nmod tests;\nmod code;", "mod code ;");
        check("#[cfg(test)] mod tests { fn f() { g() } } fn h() {}", "fn h ( ) { }");
        check("#[cfg(test)] use x::{y, z}; #[derive(A)] struct B;", "struct B ;");
        check("#[cfg(test)] fn f(a: [u8; 2]) -> u8 { 1 } c", "c");
        check("#[cfg(unix)] a", "a");
    }
}

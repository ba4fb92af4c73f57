//! What a source names of other modules: its `use` lines, and the paths in its code.

/// A name that a `use` brings in, and where from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Use {
    /// As it is called here; `*` brings in all.
    pub(crate) name: String,
    pub(crate) path: Vec<String>,
    /// Whether it is handed on (`pub use`).
    pub(crate) public: bool,
}

/// A source, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// The modules that it declares as files.
    pub(crate) modules: Vec<String>,
    /// What it defines itself.
    pub(crate) items: Vec<String>,
    pub(crate) uses: Vec<Use>,
    /// Paths of two names or more, and single names, in its code.
    pub(crate) paths: Vec<Vec<String>>,
}

/// Reads the tokens of a source.
pub(crate) fn names(tokens: &[&str]) -> Names {
    let mut found = Names::default();
    let mut at = 0;
    let mut public = false;
    while let Some(token) = tokens.get(at) {
        let next = tokens.get(at + 1).copied().unwrap_or_default();
        at = match *token {
            "pub" => {
                public = true;
                at += 1;
                if next == "(" { super::tokens::closed(tokens, at) } else { at }
            }
            "use" => {
                let end =
                    tokens.iter().skip(at).position(|token| *token == ";").map_or(tokens.len(), |to| at + to);
                tree(tokens.get(at + 1..end).unwrap_or_default(), &[], public, &mut found.uses);
                public = false;
                end + 1
            }
            "mod" if tokens.get(at + 2) == Some(&";") => {
                found.modules.push(next.to_owned());
                at + 3
            }
            "macro_rules" => {
                found.items.extend(tokens.get(at + 2).map(|name| (*name).to_owned()));
                at + 3
            }
            "fn" | "struct" | "enum" | "trait" | "const" | "static" | "type" | "union" | "mod" => {
                found.items.push(next.to_owned());
                public = false;
                at + 1
            }
            _ => {
                let end = path_end(tokens, at);
                let path = tokens.get(at..end).unwrap_or_default().iter().filter(|token| **token != "::");
                found.paths.extend(is_name(token).then(|| path.map(|token| (*token).to_owned()).collect()));
                end
            }
        };
    }
    found
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Where the path that begins here has ended.
fn path_end(tokens: &[&str], from: usize) -> usize {
    let mut at = from + 1;
    while tokens.get(at) == Some(&"::") && tokens.get(at + 1).is_some_and(|token| is_name(token)) {
        at += 2;
    }
    at
}

/// The leaves of a `use`.
fn tree(tokens: &[&str], before: &[String], public: bool, into: &mut Vec<Use>) {
    let mut path = before.to_vec();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match *token {
            "{" => {
                let end = super::tokens::closed(tokens, at);
                for part in split(tokens.get(at + 1..end.saturating_sub(1)).unwrap_or_default()) {
                    tree(part, &path, public, into);
                }
                return;
            }
            "::" => at += 1,
            "as" => break,
            name => {
                path.push(name.to_owned());
                at += 1;
            }
        }
    }
    if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
        path.pop();
    }
    let renamed = tokens.iter().position(|token| *token == "as").and_then(|at| tokens.get(at + 1));
    let name = renamed.map(|name| (*name).to_owned()).or_else(|| path.last().cloned());
    into.extend(name.map(|name| Use { name, path, public }));
}

/// Parts between the commas that stand in no bracket.
pub(crate) fn split<'a, 't>(tokens: &'a [&'t str]) -> Vec<&'a [&'t str]> {
    let (mut parts, mut depth, mut begun) = (Vec::new(), 0_usize, 0);
    for (at, token) in tokens.iter().enumerate() {
        match *token {
            "(" | "[" | "{" | "<" => depth += 1,
            ")" | "]" | "}" | ">" => depth = depth.saturating_sub(1),
            "," if depth == 0 => {
                parts.extend(tokens.get(begun..at));
                begun = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(tokens.get(begun..).filter(|last| !last.is_empty()));
    parts
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn check_uses(text: &str, expected: &[&str]) {
        let told = names(&tokens(text)).uses.into_iter().map(|one| {
            let public = if one.public { "pub " } else { "" };
            format!("{public}{} = {}", one.name, one.path.join("::"))
        });
        assert_eq!(told.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn every_leaf_of_a_use_is_read() {
        check_uses("use a::b;", &["b = a::b"]);
        check_uses("pub(crate) use a::b as c;", &["pub c = a::b"]);
        check_uses("use a::{self, b::{C, d as e}, F};", &["a = a", "C = a::b::C", "e = a::b::d", "F = a::F"]);
        check_uses("use super::*; fn f() { use x::y; }", &["* = super::*", "y = x::y"]);
        check_uses("pub struct A; use b::c;", &["c = b::c"]);
    }

    #[test]
    fn paths_and_items_are_told_apart() {
        let found = names(&tokens("mod a; fn f() -> crate::b::C { a::g(h).i(super::j) }"));
        assert_eq!(found.modules, ["a"]);
        assert_eq!(found.items, ["f"]);
        let paths: Vec<String> = found.paths.iter().map(|path| path.join("::")).collect();
        assert_eq!(paths, ["f", "crate::b::C", "a::g", "h", "i", "super::j"]);
    }
}

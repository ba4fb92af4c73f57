//! Which route a path and a method lead to: a tree of segments, in which a request is held against the words of its own path.
//!
//! The router of actix-web tries one pattern after the other, each a regular expression of tens of kilobytes in each thread: with some
//! 350 of them this took a tenth of the processor time of requests, and most of the time of a start.

use actix_web::http::Method;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// The tree of all patterns, and what each takes.
#[derive(Default)]
pub(crate) struct Table {
    root: Node,
    /// For `Allow`, by pattern.
    allowed: BTreeMap<String, Vec<Method>>,
    count: usize,
}

#[derive(Default)]
struct Node {
    words: HashMap<String, Node>,
    variable: Option<Box<Node>>,
    /// What takes all segments that follow, one at least.
    rest: Vec<Entry>,
    ends: Vec<Entry>,
}

/// One method of a pattern.
struct Entry {
    pattern: Cow<'static, str>,
    /// Of its variables, in order.
    names: Vec<Cow<'static, str>>,
    method: Method,
    route: usize,
}

/// Where a request belongs.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found<'t, 'p> {
    /// The number of the route, in the order of their registration.
    Route {
        number: usize,
        pattern: &'t str,
        variables: Vec<(Cow<'static, str>, &'p str)>,
    },
    /// A pattern of this path, which takes other methods.
    OtherMethods {
        pattern: &'t str,
    },
    Nothing,
}

impl Table {
    /// Adds a route; they are numbered in the order in which they are added.
    pub(crate) fn add(&mut self, pattern: Cow<'static, str>, method: &Method) {
        self.allow(&pattern, method);
        let mut node = &mut self.root;
        let mut names = Vec::new();
        let mut takes_rest = false;
        for segment in segments(&pattern) {
            match variable(segment) {
                Some(name) => {
                    takes_rest = name.ends_with(":.*");
                    names.push(part(&pattern, name.trim_end_matches(":.*")));
                    if !takes_rest {
                        node = node.variable.get_or_insert_default();
                    }
                }
                None => node = node.words.entry(segment.to_owned()).or_default(),
            }
        }
        let entry = Entry { pattern, names, method: method.clone(), route: self.count };
        if takes_rest {
            node.rest.push(entry);
        } else {
            node.ends.push(entry);
        }
        self.count += 1;
    }

    fn allow(&mut self, pattern: &str, method: &Method) {
        let allowed = self.allowed.entry(pattern.to_owned()).or_default();
        allowed.push(method.clone());
        if *method == Method::GET {
            allowed.push(Method::HEAD);
        }
        allowed.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        allowed.dedup();
    }

    /// The methods of this pattern.
    pub(crate) fn allowed(&self, pattern: &str) -> Option<&[Method]> {
        self.allowed.get(pattern).map(Vec::as_slice)
    }

    /// Finds the route of a path without a slash at its end. Words go before variables, and what takes the method before what does
    /// not; what takes all that follows comes last, and only where nothing else has the path.
    pub(crate) fn find<'t, 'p>(&'t self, path: &'p str, method: &'p Method) -> Found<'t, 'p> {
        // What names no path, as `CONNECT` may, is nowhere.
        let Some(path) = path.strip_prefix('/') else { return Found::Nothing };
        let mut search = Search { method, values: Vec::new(), other: None };
        let found = search.ends(&self.root, path);
        match (found, search.other) {
            (Some(entry), _) => search.found(entry),
            (None, Some(pattern)) => Found::OtherMethods { pattern },
            (None, None) => search.rest(&self.root, path),
        }
    }
}

/// A search of the tree for one request.
struct Search<'t, 'p> {
    method: &'p Method,
    /// Of the variables on the way.
    values: Vec<&'p str>,
    /// The first pattern of the path that takes other methods.
    other: Option<&'t str>,
}

impl<'t, 'p> Search<'t, 'p> {
    /// What ends where the path does, of which so much is left.
    fn ends(&mut self, node: &'t Node, left: &'p str) -> Option<&'t Entry> {
        if left.is_empty() {
            return self.of_method(&node.ends);
        }
        let (segment, after) = left.split_once('/').unwrap_or((left, ""));
        if let Some(found) = node.words.get(segment).and_then(|next| self.ends(next, after)) {
            return Some(found);
        }
        let next = node.variable.as_deref().filter(|_| !segment.is_empty())?;
        self.values.push(segment);
        let found = self.ends(next, after);
        if found.is_none() {
            self.values.pop();
        }
        found
    }

    /// What takes all that follows the words of its pattern.
    fn rest(&mut self, root: &'t Node, path: &'p str) -> Found<'t, 'p> {
        let (mut node, mut left, mut last) = (root, path, None);
        while !left.is_empty() {
            if !node.rest.is_empty() {
                last = Some((node, left));
            }
            let (segment, after) = left.split_once('/').unwrap_or((left, ""));
            let Some(next) = node.words.get(segment) else { break };
            (node, left) = (next, after);
        }
        let Some((node, left)) = last else { return Found::Nothing };
        self.values = vec![left];
        match (self.of_method(&node.rest), self.other) {
            (Some(entry), _) => self.found(entry),
            (None, Some(pattern)) => Found::OtherMethods { pattern },
            (None, None) => Found::Nothing,
        }
    }

    fn of_method(&mut self, entries: &'t [Entry]) -> Option<&'t Entry> {
        let found = entries.iter().find(|entry| entry.method == *self.method);
        if found.is_none() {
            self.other = self.other.or(entries.first().map(|entry| &*entry.pattern));
        }
        found
    }

    fn found(&self, entry: &'t Entry) -> Found<'t, 'p> {
        let variables = entry.names.iter().cloned().zip(self.values.iter().copied()).collect();
        Found::Route { number: entry.route, pattern: &entry.pattern, variables }
    }
}

/// The segments of a pattern; `/` has none.
fn segments(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split('/').filter(|segment| !segment.is_empty())
}

/// What stands within the braces of a segment that is a variable.
fn variable(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// This part of a pattern, which lives as long as the pattern does.
#[expect(clippy::ptr_arg, reason = "what is borrowed stays so")]
fn part(pattern: &Cow<'static, str>, text: &str) -> Cow<'static, str> {
    match pattern {
        Cow::Borrowed(whole) => {
            whole.find(text).map_or(Cow::Borrowed(""), |at| Cow::Borrowed(&whole[at..at + text.len()]))
        }
        Cow::Owned(_) => Cow::Owned(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THINGS: [(&str, Method); 10] = [
        ("/", Method::GET),
        ("/things", Method::GET),
        ("/things", Method::POST),
        ("/things/search", Method::POST),
        ("/things/{id}", Method::GET),
        ("/things/{thing}", Method::DELETE),
        ("/things/{id}/parts/{part}", Method::GET),
        ("/pages/{rest:.*}", Method::GET),
        ("/pages/{id}/delete", Method::POST),
        ("/pages/new/{name}", Method::GET),
    ];

    fn table() -> Table {
        let mut table = Table::default();
        for (pattern, method) in THINGS {
            table.add(Cow::Borrowed(pattern), &method);
        }
        table
    }

    /// The number of the route and its variables, or the pattern that takes other methods, or nothing.
    fn told(path: &str, method: &Method) -> String {
        match table().find(path, method) {
            Found::Route { number, pattern, variables } => {
                assert_eq!(pattern, THINGS[number].0);
                let named = variables.iter().map(|(name, value)| format!(" {name}={value}"));
                named.fold(number.to_string(), |told, one| told + &one)
            }
            Found::OtherMethods { pattern } => format!("other {pattern}"),
            Found::Nothing => "nothing".into(),
        }
    }

    #[test]
    fn a_path_leads_to_the_route_of_its_method() {
        let check =
            |method: Method, path: &str, expected: &str| assert_eq!(told(path, &method), expected, "{path}");
        check(Method::GET, "/", "0");
        check(Method::POST, "/", "other /");
        check(Method::GET, "/things", "1");
        check(Method::POST, "/things", "2");
        check(Method::PATCH, "/things", "other /things");
        check(Method::GET, "/things/7", "4 id=7");
        check(Method::DELETE, "/things/7", "5 thing=7");
        check(Method::GET, "/things/7/parts/wheel", "6 id=7 part=wheel");
        check(Method::POST, "/things/7/parts/wheel", "other /things/{id}/parts/{part}");
        check(Method::GET, "/things/7/parts", "nothing");
        check(Method::GET, "/nothing", "nothing");
        check(Method::GET, "", "nothing");
        check(Method::GET, "things", "nothing");
        check(Method::GET, "/things//parts/wheel", "nothing");
    }

    #[test]
    fn words_go_before_variables_and_the_method_before_both() {
        let check =
            |method: Method, path: &str, expected: &str| assert_eq!(told(path, &method), expected, "{path}");
        check(Method::POST, "/things/search", "3");
        // The handler of the variable says that there is no such thing, or which methods the word takes.
        check(Method::GET, "/things/search", "4 id=search");
        check(Method::PUT, "/things/search", "other /things/search");
        check(Method::GET, "/pages/new/delete", "9 name=delete");
        check(Method::POST, "/pages/new/delete", "8 id=new");
    }

    #[test]
    fn what_takes_the_rest_comes_last() {
        let check =
            |method: Method, path: &str, expected: &str| assert_eq!(told(path, &method), expected, "{path}");
        check(Method::GET, "/pages/a", "7 rest=a");
        check(Method::GET, "/pages/new/a/b", "7 rest=new/a/b");
        check(Method::GET, "/pages/7/delete", "other /pages/{id}/delete");
        check(Method::POST, "/pages/a", "other /pages/{rest:.*}");
        check(Method::GET, "/pages", "nothing");
    }

    #[test]
    fn a_pattern_knows_its_methods() {
        let table = table();
        assert_eq!(table.allowed("/things"), Some(&[Method::GET, Method::HEAD, Method::POST][..]));
        assert_eq!(table.allowed("/things/search"), Some(&[Method::POST][..]));
        assert_eq!(table.allowed("/things/7"), None);
    }

    #[test]
    fn patterns_that_are_made_are_found_too() {
        let mut table = Table::default();
        table.add(Cow::Owned(format!("/{}/{{id}}", "made")), &Method::GET);
        let found = table.find("/made/7", &Method::GET);
        let variables = vec![(Cow::Borrowed("id"), "7")];
        assert_eq!(found, Found::Route { number: 0, pattern: "/made/{id}", variables });
    }
}

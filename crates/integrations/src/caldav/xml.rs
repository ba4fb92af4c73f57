//! XML as WebDAV needs it: elements, their names, their text.
//!
//! The parser below us neither expands entities nor reads document types; what it leaves open is bounded here: depth,
//! elements, attributes and namespaces, each of which an attacker could otherwise multiply with another.
//!
//! A tree is made here, out of what quick-xml reads, and not by `roxmltree` (0.21). That has no limit on attributes and on
//! namespaces in scope and takes quadratic time with both: 13 seconds for 870 kB that are one element with 80,000 attributes, 11 for 70 kB
//! with 2,000 namespaces around 2,000 elements. Whatever bounds them has to read the document before it, as this does. It
//! also refuses a whole answer for one control character in one event, for a prefix that nobody declared, and for words
//! behind the end, all of which servers write.
//!
//! A reference to no character, to an entity that nobody knows, or an `&` that begins none damages the element in which it stands, and
//! no other. It is left as it is written, and the element says what is wrong with it.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

pub(super) const CONTENT_TYPE: &str = "application/xml; charset=utf-8";

const DEEPEST: usize = 32;
const ELEMENTS: usize = 500_000;
const ATTRIBUTES: usize = 64;
const NAMESPACES: usize = 256;

/// The vocabularies that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ns {
    /// WebDAV (RFC 4918).
    Dav,
    /// CalDAV (RFC 4791).
    Caldav,
    /// Any other, or none.
    Other,
}

impl Ns {
    fn named(name: &str) -> Self {
        match name {
            "DAV:" => Self::Dav,
            "urn:ietf:params:xml:ns:caldav" => Self::Caldav,
            _ => Self::Other,
        }
    }
}

/// An element.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) ns: Ns,
    /// Without prefix.
    pub(super) name: String,
    /// The attribute `name`, the only one that CalDAV's answers need.
    pub(super) label: Option<String>,
    /// Its own text, that of its children left out.
    pub(super) text: String,
    /// What can't be read in its own text.
    pub(super) damage: Option<&'static str>,
    pub(super) children: Vec<Element>,
}

impl Element {
    pub(super) fn is(&self, ns: Ns, name: &str) -> bool {
        self.ns == ns && self.name == name
    }

    pub(super) fn child(&self, ns: Ns, name: &'static str) -> Option<&Self> {
        self.all(ns, name).next()
    }

    pub(super) fn all(&self, ns: Ns, name: &'static str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.is(ns, name))
    }

    /// The first element of that name, wherever below it is.
    pub(super) fn below(&self, ns: Ns, name: &str) -> Option<&Self> {
        self.children.iter().find_map(
            |child| {
                if child.is(ns, name) { Some(child) } else { child.below(ns, name) }
            },
        )
    }

    /// The text without the white space around it; `None` where nothing is left.
    pub(super) fn trimmed(&self) -> Option<&str> {
        Some(self.text.trim()).filter(|text| !text.is_empty())
    }
}

/// Reads a document.
///
/// # Errors
/// What is wrong with it.
pub(super) fn parse(document: &[u8]) -> Result<Element, &'static str> {
    // One bad byte in one event's text must not hide all others.
    let text = String::from_utf8_lossy(document);
    let mut reader = Reader::from_str(text.strip_prefix('\u{feff}').unwrap_or(&text));
    reader.config_mut().allow_dangling_amp = true;
    let mut tree = Tree::default();
    while tree.root.is_none() {
        match reader.read_event().map_err(|_| "the XML is broken")? {
            Event::Start(start) => tree.open(&start)?,
            Event::Empty(start) => {
                tree.open(&start)?;
                tree.close();
            }
            Event::End(_) => tree.close(),
            Event::Text(text) => tree.write_text(&text.xml10_content()),
            Event::CData(text) => tree.write(&text.xml10_content()),
            Event::GeneralRef(reference) => tree.write_reference(&reference),
            Event::DocType(_) => return Err("the XML has a document type"),
            Event::Eof => return Err("the XML ends too early"),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    tree.root.ok_or("the XML is empty")
}

/// A reference stands for a character; entities of a document's own are not known.
fn character(reference: &BytesRef<'_>) -> Result<char, &'static str> {
    if let Some(character) =
        reference.resolve_char_ref().map_err(|_| "the XML has a reference to no character")?
    {
        return Ok(character);
    }
    match reference.as_ref() {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err("the XML has entities of its own"),
    }
}

#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
    /// Prefixes with the depth at which they were declared, innermost last.
    prefixes: Vec<(usize, String, Ns)>,
}

impl Tree {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), &'static str> {
        self.elements += 1;
        if self.open.len() >= DEEPEST {
            return Err("the XML nests too deep");
        }
        if self.elements > ELEMENTS {
            return Err("the XML has too many elements");
        }
        let label = self.attributes(start)?;
        let name = start.name();
        let full: &str = name.as_ref();
        let (prefix, local) = full.split_once(':').unwrap_or(("", full));
        let ns = self.prefixes.iter().rev().find(|(_, known, _)| known == prefix);
        self.open.push(Element {
            ns: ns.map_or(Ns::Other, |(_, _, ns)| *ns),
            name: local.to_owned(),
            label,
            text: String::new(),
            damage: None,
            children: Vec::new(),
        });
        Ok(())
    }

    /// Learns the prefixes that an element declares; answers its attribute `name`.
    fn attributes(&mut self, start: &BytesStart<'_>) -> Result<Option<String>, &'static str> {
        let (depth, mut label) = (self.open.len(), None);
        for (count, attribute) in start.attributes().with_checks(false).enumerate() {
            let attribute = attribute.map_err(|_| "the XML is broken")?;
            let key: &str = attribute.key.as_ref();
            let prefix = if key == "xmlns" { Some("") } else { key.strip_prefix("xmlns:") };
            if let Some(prefix) = prefix {
                self.prefixes.push((depth, prefix.to_owned(), Ns::named(&attribute.value)));
            } else if key == "name" {
                label = Some(attribute.value.clone().into_owned());
            }
            if count >= ATTRIBUTES || self.prefixes.len() > NAMESPACES {
                return Err("the XML has too many attributes");
            }
        }
        Ok(label)
    }

    fn write_text(&mut self, text: &str) {
        // One that begins a reference is no part of any text.
        if text.contains('&') {
            self.damage("the XML has an & that begins no reference");
        }
        self.write(text);
    }

    fn write_reference(&mut self, reference: &BytesRef<'_>) {
        match character(reference) {
            Ok(character) => self.write(character.encode_utf8(&mut [0; 4])),
            Err(reason) => {
                let written: &str = reference.as_ref();
                self.damage(reason);
                self.write(&format!("&{written};"));
            }
        }
    }

    fn damage(&mut self, reason: &'static str) {
        if let Some(element) = self.open.last_mut() {
            element.damage.get_or_insert(reason);
        }
    }

    fn write(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }

    fn close(&mut self) {
        let Some(element) = self.open.pop() else { return };
        let depth = self.open.len();
        while self.prefixes.pop_if(|(declared, _, _)| *declared >= depth).is_some() {}
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }
}

/// A text as the content of an element.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\t' | '\n' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use fuzz::Fuzz;
    use std::time::Duration;

    #[test]
    fn fuzz_xml() {
        let multistatus = "<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\" \
            xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:response><D:href>/a/b.ics</D:href><D:propstat><D:prop>\
            <D:getetag>\"1\"</D:getetag><C:calendar-data>BEGIN:VCALENDAR&#13;\nEND:VCALENDAR</C:calendar-data></D:prop>\
            <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response><D:sync-token>t</D:sync-token></D:multistatus>";
        let samples = vec![multistatus.as_bytes().to_vec(), b"<a><![CDATA[<&]]>y<b c='d'/></a>".to_vec()];
        let words = &[
            "<D:response>",
            "</D:response>",
            "<a",
            "/>",
            "xmlns='",
            "xmlns:p='DAV:'",
            "&amp;",
            "&#x41;",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<!DOCTYPE",
            "<!ENTITY",
            "<?",
            "\"",
            "'",
            " b='c'",
            "<b>",
            "</b>",
            "&",
            "\u{feff}",
        ];
        let (time, memory) = (Duration::from_secs(5), 300);
        Fuzz { name: "xml", samples, words, longest: 1 << 20, time, memory }.run(|input| {
            if let Ok(root) = parse(input) {
                let _ = (root.below(Ns::Dav, "response"), root.trimmed());
            }
        });
    }

    #[test]
    fn namespaces_are_what_counts_not_prefixes() {
        let check = |text: &str, ns: Ns, name: &str, content: &str| {
            let root = parse(text.as_bytes()).expect(text);
            let inner = root.below(ns, name).unwrap_or_else(|| panic!("{text}: no {name}"));
            assert_eq!(inner.text, content, "{text}");
        };
        check("<a xmlns='DAV:'><b>x</b></a>", Ns::Dav, "b", "x");
        check("<D:a xmlns:D='DAV:'><D:b>x</D:b></D:a>", Ns::Dav, "b", "x");
        check("<D:a xmlns:D='DAV:'><b>x</b></D:a>", Ns::Other, "b", "x");
        check("<a xmlns='DAV:'><c xmlns='urn:ietf:params:xml:ns:caldav'/><b>x</b></a>", Ns::Dav, "b", "x");
        check("<a><C:b xmlns:C='urn:ietf:params:xml:ns:caldav'>x</C:b></a>", Ns::Caldav, "b", "x");
        check(
            "\u{feff}<?xml version='1.0'?><!-- c --><a><b>x&lt;&#65;&#x42;&amp;</b></a>",
            Ns::Other,
            "b",
            "x<AB&",
        );
        check("<a><b><![CDATA[<&]]>y</b></a>", Ns::Other, "b", "<&y");
        check("<a><b>1&#13;\n2\r\n3</b></a>", Ns::Other, "b", "1\r\n2\n3");
    }

    #[test]
    fn what_stands_for_no_character_damages_its_element_alone() {
        let check = |text: &str, content: &str, damage: Option<&str>| {
            let document = format!("<a>1<b>{text}</b>2<c>3 &amp; 4</c></a>");
            let root = parse(document.as_bytes()).expect(text);
            let [bad, good] = root.children.as_slice() else { panic!("{text}: {root:?}") };
            assert_eq!((bad.text.as_str(), bad.damage), (content, damage), "{text}");
            assert_eq!((good.text.as_str(), good.damage), ("3 & 4", None), "{text}");
            assert_eq!((root.text.as_str(), root.damage), ("12", None), "{text}");
        };
        let (none, own) = ("the XML has a reference to no character", "the XML has entities of its own");
        let bare = "the XML has an & that begins no reference";
        check("x&#0;y", "x&#0;y", Some(none));
        check("x&#xD800;y", "x&#xD800;y", Some(none));
        check("x&#99999999999;y", "x&#99999999999;y", Some(none));
        check("x&#;y", "x&#;y", Some(none));
        check("x&nbsp;y", "x&nbsp;y", Some(own));
        check("x & y", "x & y", Some(bare));
        check("x & y; z", "x & y; z", Some(own));
        check("x&&amp;y&", "x&&y&", Some(bare));
        check("x&lt;y&#11;&#x1F;\u{1}", "x<y\u{b}\u{1f}\u{1}", None);
        check("<![CDATA[x & y &nbsp;]]>", "x & y &nbsp;", None);
    }

    #[test]
    fn hostile_documents_are_refused_quickly() {
        let check = |text: String, expected: &str| {
            assert_eq!(parse(text.as_bytes()).expect_err(expected), expected);
        };
        check(String::new(), "the XML ends too early");
        check("<a><b></a>".into(), "the XML is broken");
        check("<a>".into(), "the XML ends too early");
        check("no XML".into(), "the XML ends too early");
        check("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>".into(), "the XML has a document type");
        check("<a>".repeat(100_000), "the XML nests too deep");
        check(format!("<a>{}</a>", "<b/>".repeat(600_000)), "the XML has too many elements");
        let many: String = (0..100_000).map(|n| format!(" xmlns:p{n}='DAV:'")).collect();
        check(format!("<a{many}/>"), "the XML has too many attributes");
        check(format!("<a{}/>", " b='c'".repeat(100_000)), "the XML has too many attributes");
    }
}

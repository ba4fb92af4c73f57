//! What was left out of a calendar, and why.

/// Something that was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The line of the file, counted from 1 as a text editor does; where a line is folded, its first.
    pub line: usize,
    /// What is wrong, for the person who brought the file.
    pub reason: String,
}

impl Skipped {
    fn new(line: usize, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }
}

/// A list of what was left out that does not grow beyond its limit.
#[derive(Debug)]
pub(crate) struct Report {
    entries: Vec<Skipped>,
    limit: usize,
    /// How much was reported, listed or not.
    pub(crate) count: usize,
    /// Whether something was lost of which nobody knows when it is.
    pub(crate) is_lost: bool,
}

impl Report {
    pub(crate) fn new(limit: usize) -> Self {
        Self { entries: Vec::new(), limit: limit.max(1), count: 0, is_lost: false }
    }

    pub(crate) fn add(&mut self, line: usize, reason: impl Into<String>) {
        self.count += 1;
        if self.entries.len() + 1 < self.limit {
            self.entries.push(Skipped::new(line, reason));
        } else if self.entries.len() < self.limit {
            self.entries.push(Skipped::new(line, "there is more that can't be read, which is not listed"));
        }
    }

    /// Reports something that may have been busy time, nobody knows when: the calendar is incomplete without it.
    pub(crate) fn lose(&mut self, line: usize, reason: impl Into<String>) {
        self.is_lost = true;
        self.add(line, reason);
    }

    pub(crate) fn finish(mut self) -> Vec<Skipped> {
        self.entries.sort_by_key(|entry| entry.line);
        self.entries
    }
}

/// A text from outside, short enough to be shown again.
pub(crate) fn shown(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

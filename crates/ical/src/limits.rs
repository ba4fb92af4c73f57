//! How much of a calendar is read and followed.

use super::time_limit::TimeLimit;

/// How much of a file is read, and how far its recurrences are followed. Reaching a limit is always reported.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The most events, zones and free-busy components that one file may have; the rest is left out.
    pub components: usize,
    /// The most entries of lists, rules and kept names that one file may have; the rest is left out. A name counts as one
    /// for each 32 bytes.
    pub entries: usize,
    /// The longest content line in bytes, folds undone, of a property that is read; longer ones are left out.
    pub line_bytes: usize,
    /// The same of a property that lists: `EXDATE`, `RDATE`, `FREEBUSY`.
    pub list_bytes: usize,
    /// The most entries in a list of what was left out.
    pub skipped: usize,
    /// The most occurrences of one event in a window.
    pub occurrences_per_event: usize,
    /// The most occurrences of all events in a window.
    pub occurrences: usize,
    /// The most steps of work on one recurrence rule (see `scheduling_core`'s `Limits::steps`).
    pub steps_per_rule: u64,
    /// The most steps of work on all rules of a file.
    pub steps: u64,
    /// How long all of it may take (no limit).
    pub time: TimeLimit,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            components: 150_000,
            entries: 500_000,
            line_bytes: 64 << 10,
            list_bytes: 8 << 20,
            skipped: 1_000,
            occurrences_per_event: 10_000,
            occurrences: 200_000,
            steps_per_rule: 500_000,
            steps: 20_000_000,
            time: TimeLimit::default(),
        }
    }
}

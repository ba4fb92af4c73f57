//! Calendars from outside, and how far each can be trusted.

use super::{Secret, Stamp};
use crate::{CalendarId, CompanyId, UserId};
use scheduling_core::time::{Instant, Interval};

/// A stored calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    pub id: CalendarId,
    pub company: CompanyId,
    /// Whose calendar it is; never changes.
    pub user: UserId,
    pub details: CalendarDetails,
    pub sync: CalendarSync,
    pub stamp: Stamp,
}

/// What may be changed about a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarDetails {
    pub kind: CalendarKind,
    /// Not empty.
    pub name: String,
    /// Where it is fetched from; `None` for a file.
    pub url: Option<String>,
    /// Written, never shown.
    pub credentials: Option<Secret>,
    pub stale_policy: StalePolicy,
}

/// What is known of a calendar's last reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CalendarSync {
    /// When its content was last known to be right; `None` before the first reading.
    pub last_synced_at: Option<Instant>,
    /// Why the newest attempt failed; `None` where it succeeded.
    pub last_error: Option<String>,
    /// The validator that the source sent with its content (RFC 9110, section 8.8.3).
    pub etag: Option<String>,
    /// The source's `Last-Modified`, as sent.
    pub last_modified: Option<String>,
    /// When to fetch it next; `None` for what is never fetched, such as a file.
    pub next_sync_at: Option<Instant>,
    /// Attempts that failed since the last success.
    pub failures: i64,
    /// The time for which its busy times are expanded; outside it nothing is known yet.
    pub expanded: Option<Interval>,
    /// How many events it holds.
    pub events: i64,
}

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_doc])* $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name that is stored and sent.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// The one of that name, in any case.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name().eq_ignore_ascii_case(name))
            }
        }
    };
}

named! {
    /// Where a calendar comes from.
    CalendarKind {
        /// An iCalendar feed (RFC 5545) at a URL.
        IcsUrl = "ics_url",
        /// An iCalendar file that somebody uploads.
        IcsFile = "ics_file",
        /// A CalDAV server (RFC 4791).
        Caldav = "caldav",
        /// Made up, for demonstrations and tests.
        Simulated = "simulated",
    }
}

named! {
    /// What a calendar's busy times count for when it could not be read for long.
    StalePolicy {
        /// What was known last still counts.
        Busy = "busy",
        /// It is left out.
        Ignore = "ignore",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_in_any_case() {
        for kind in CalendarKind::ALL {
            assert_eq!(CalendarKind::named(&kind.name().to_uppercase()), Some(*kind));
        }
        for policy in StalePolicy::ALL {
            assert_eq!(StalePolicy::named(policy.name()), Some(*policy));
        }
        assert_eq!(CalendarKind::named("exchange"), None);
    }
}

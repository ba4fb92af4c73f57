//! Calendars from outside, and how far each can be trusted.

use super::Secret;
use crate::{CalendarId, Record, UserId};
use scheduling_core::time::{Interval, Timestamp};
use uuid::Uuid;

/// A stored calendar.
pub type Calendar = Record<CalendarId, CalendarDetails, CalendarSync>;

/// What may be changed about a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarDetails {
    /// Whose calendar it is; never changes.
    pub user: UserId,
    pub kind: CalendarKind,
    /// Not empty.
    pub name: String,
    /// Where it is fetched from; `None` for a file.
    pub url: Option<String>,
    /// Written, never shown.
    pub credentials: Option<Secret>,
    pub stale_policy: StalePolicy,
    /// Whether its owner's bookings are written into it; only where it is on a CalDAV server.
    pub show_bookings: bool,
}

/// What is known of a calendar's last reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CalendarSync {
    /// When its content was last known to be right; `None` before the first reading.
    pub last_synced_at: Option<Timestamp>,
    /// Why the newest attempt failed; `None` where it succeeded.
    pub last_error: Option<String>,
    /// The validator that the source sent with its content (RFC 9110, section 8.8.3).
    pub etag: Option<String>,
    /// The source's `Last-Modified`, as sent.
    pub last_modified: Option<String>,
    /// When to fetch it next; `None` for what is never fetched, such as a file.
    pub next_sync_at: Option<Timestamp>,
    /// Attempts that failed since the last success.
    pub failures: i64,
    /// The time for which its busy times are expanded; outside it nothing is known yet.
    pub expanded: Option<Interval>,
    /// How many events it holds.
    pub events: i64,
    /// Until when what was read stands, and where nothing was yet, until when there is time to: bookings are held
    /// against the calendar after that ([`Calendar::breaks_bookings`]). `None` is for ever.
    pub trusted_until: Option<Timestamp>,
    /// Why the newest attempt to write a booking into it failed for good; `None` where it succeeded.
    pub write_error: Option<String>,
    /// Busy time was lost in the newest reading, and nobody knows when it is.
    pub incomplete: bool,
    /// What the newest reading left out.
    pub left_out: LeftOut,
    /// The bookings of the company that it named in the newest reading and that were not its owner's then; `None` where nobody
    /// has asked yet.
    pub others_bookings: Option<Vec<Uuid>>,
}

/// What could not be read of a calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// How much.
    pub count: i64,
    /// Some of it, [`LeftOut::LINES`] at most.
    pub lines: Vec<LeftOutLine>,
}

/// One thing that could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutLine {
    /// The line of the file, or of the event on its server, counted from 1.
    pub line: i64,
    /// What is wrong, for the calendar's owner.
    pub reason: String,
}

impl LeftOut {
    /// Lines that are kept, at most.
    pub const LINES: usize = 50;
}

/// A feed that was not read successfully for this long, in seconds, is stale: two hours, eight readings.
pub const STALE_AFTER: i64 = 2 * 3600;

/// How far what is known of a calendar can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// It is what the source says.
    Fresh,
    /// It was right once, or nothing has been read yet.
    Stale,
    /// The newest attempt to read it failed.
    Failed,
}

impl Trust {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Stale => "stale",
            Self::Failed => "failed",
        }
    }
}

impl Calendar {
    /// How far it can be trusted at `now`. What is made up is always right; a file is, once it was imported; a feed
    /// must have been read lately.
    #[must_use]
    pub fn trust(&self, now: Timestamp) -> Trust {
        let read_lately = |at: Timestamp| now <= at.plus_seconds(STALE_AFTER);
        match (self.details.kind, &self.kept.last_error, self.kept.last_synced_at) {
            (CalendarKind::Simulated, _, _) => Trust::Fresh,
            (_, Some(_), _) => Trust::Failed,
            (CalendarKind::IcsFile, None, Some(_)) => Trust::Fresh,
            (_, None, Some(at)) if read_lately(at) => Trust::Fresh,
            (_, None, _) => Trust::Stale,
        }
    }

    /// Whether its owner counts as busy throughout, because it can't be trusted and its policy says so (requirement
    /// C5: an unreachable or stale calendar never yields a slot silently).
    #[must_use]
    pub fn blocks_its_owner(&self, now: Timestamp) -> bool {
        let untrusted = self.trust(now) != Trust::Fresh || !self.is_complete();
        untrusted && self.details.stale_policy == StalePolicy::Busy
    }

    /// Whether all that it holds is known. Where it is not, a time that looks free may be taken.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.kept.incomplete || self.details.kind == CalendarKind::Simulated
    }

    /// Whether it was read once, and as a whole: a reading that was cut off knows less.
    #[must_use]
    pub fn holds_all(&self) -> bool {
        self.kept.last_synced_at.is_some() && self.is_complete()
    }

    /// Whether bookings that were made stand against it, because it could not be trusted for too long. One reading that
    /// fails offers nothing new any more, but breaks nothing yet: most servers are back soon, and a calendar that was
    /// only just added is to be read first. What one reading could not understand breaks nothing either.
    #[must_use]
    pub fn breaks_bookings(&self, now: Timestamp) -> bool {
        let untrusted = self.trust(now) != Trust::Fresh && self.details.stale_policy == StalePolicy::Busy;
        untrusted && self.kept.trusted_until.is_none_or(|until| until < now)
    }
}

impl CalendarKind {
    /// Until when a calendar of this kind stands that was read at `since`, or was only pointed to at that time.
    #[must_use]
    pub fn trusted_until(self, since: Timestamp, was_read: bool) -> Option<Timestamp> {
        let for_ever = match self {
            Self::Simulated => true,
            Self::IcsFile => was_read,
            Self::IcsUrl | Self::Caldav => false,
        };
        (!for_ever).then(|| since.plus_seconds(STALE_AFTER))
    }
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
    /// What follows when a calendar can't be trusted ([`Trust`]). What was read last counts in either case.
    StalePolicy {
        /// Its owner counts as busy throughout.
        Busy = "busy",
        /// Nothing but what was read last counts.
        Ignore = "ignore",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CompanyId, Metadata};

    fn calendar(kind: CalendarKind, synced: Option<i64>, error: Option<&str>) -> Calendar {
        let at = |seconds| Timestamp::saturating_from_unix(seconds);
        Calendar {
            id: CalendarId(1),
            company: CompanyId(1),
            details: CalendarDetails {
                user: UserId(1),
                kind,
                name: "Work".into(),
                url: None,
                credentials: None,
                stale_policy: StalePolicy::Busy,
                show_bookings: false,
            },
            kept: CalendarSync {
                last_synced_at: synced.map(at),
                last_error: error.map(str::to_owned),
                ..CalendarSync::default()
            },
            metadata: Metadata { version: 1, created_at: at(0), updated_at: at(0) },
        }
    }

    #[test]
    fn only_what_was_read_lately_is_trusted() {
        use CalendarKind::{IcsFile, IcsUrl, Simulated};
        let now = Timestamp::saturating_from_unix(1_000_000);
        let check = |kind, synced, error, expected: &str| {
            let calendar = calendar(kind, synced, error);
            assert_eq!(calendar.trust(now).name(), expected, "{kind:?} {synced:?} {error:?}");
            assert_eq!(calendar.blocks_its_owner(now), expected != "fresh");
        };
        check(Simulated, None, None, "fresh");
        check(IcsFile, None, None, "stale");
        check(IcsFile, Some(0), None, "fresh");
        check(IcsUrl, None, None, "stale");
        check(IcsUrl, Some(1_000_000 - STALE_AFTER), None, "fresh");
        check(IcsUrl, Some(999_999 - STALE_AFTER), None, "stale");
        check(IcsUrl, Some(1_000_000), Some("404"), "failed");
        check(IcsUrl, None, Some("404"), "failed");
    }

    #[test]
    fn bookings_stand_until_a_calendar_was_not_trusted_for_long() {
        use CalendarKind::{Caldav, IcsFile, IcsUrl, Simulated};
        let now = Timestamp::saturating_from_unix(1_000_000);
        let check = |kind: CalendarKind, read: Option<i64>, added: i64, error, expected: bool| {
            let mut calendar = calendar(kind, read, error);
            let since = Timestamp::saturating_from_unix(read.unwrap_or(added));
            calendar.kept.trusted_until = kind.trusted_until(since, read.is_some());
            assert_eq!(calendar.breaks_bookings(now), expected, "{kind:?} {read:?} {added} {error:?}");
            calendar.details.stale_policy = StalePolicy::Ignore;
            assert!(!calendar.breaks_bookings(now));
        };
        let (lately, long_ago) = (1_000_000 - STALE_AFTER, 999_999 - STALE_AFTER);
        check(IcsUrl, Some(lately), 0, Some("404"), false);
        check(IcsUrl, Some(long_ago), 0, Some("404"), true);
        check(Caldav, Some(long_ago), 0, None, true);
        check(IcsUrl, None, lately, None, false);
        check(Caldav, None, long_ago, Some("401"), true);
        check(IcsFile, None, lately, None, false);
        check(IcsFile, None, long_ago, None, true);
        check(IcsFile, Some(0), 0, None, false);
        check(Simulated, None, 0, None, false);
    }

    #[test]
    fn an_incomplete_calendar_offers_nothing_and_breaks_nothing() {
        let now = Timestamp::saturating_from_unix(1_000_000);
        let mut file = calendar(CalendarKind::IcsFile, Some(0), None);
        file.kept.incomplete = true;
        assert_eq!(file.trust(now), Trust::Fresh);
        assert!(file.blocks_its_owner(now) && !file.breaks_bookings(now) && !file.is_complete());
        file.details.stale_policy = StalePolicy::Ignore;
        assert!(!file.blocks_its_owner(now) && !file.is_complete());
    }

    #[test]
    fn what_was_read_once_and_as_a_whole_is_known() {
        let check = |read: Option<i64>, incomplete: bool, expected: bool| {
            let mut feed = calendar(CalendarKind::IcsUrl, read, None);
            feed.kept.incomplete = incomplete;
            assert_eq!(feed.holds_all(), expected, "{read:?} {incomplete}");
        };
        check(Some(0), false, true);
        check(Some(0), true, false);
        check(None, false, false);
    }

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

//! iCalendar (RFC 5545): read as busy time, as real programs write it, and written.
//!
//! [`parse`] turns a file into a [`CalendarDocument`]; what can't be read is reported with its line, and the
//! rest goes in. [`busy`] lists the busy time of a document in a window, in the zone of the calendar's owner.
//! Neither knows a clock or a network, and both are bounded: see [`Limits`]. The caller brings a clock:
//! [`TimeLimit`].
//!
//! What counts as busy: every occurrence of a `VEVENT` that is neither cancelled nor transparent nor declined by the
//! owner and lasts longer than nothing, and the busy periods of a `VFREEBUSY`. What can't be understood counts as busy
//! where that is bounded: a rule is widened, a time in an unknown zone counts on every clock, a `VAVAILABILITY` from its
//! start to its end. Where it is not, the calendar is not [complete](Parsed::complete). Whole days last from local midnight to local
//! midnight of the owner; floating times are in the calendar's `X-WR-TIMEZONE`, else in the owner's zone.
//!
//! The syntax of content lines is read here and not by a library. Those at hand either read a whole file at
//! once and fail as a whole (`icalendar`), or drop what they do not know without saying where (`calcard`);
//! this one names the line of everything that it leaves out.
//!
//! [`property`] and [`Writer`] write: a property with its parameters and its value, escaped and quoted as its type
//! asks, and content lines folded at 75 octets. Which properties a component has is for the caller to say.
//!
//! ```
//! use ical::{Limits, Writer, busy, parse, property};
//! use scheduling_core::time::{Timestamp, Interval, TimeZone};
//!
//! let start = Timestamp::parse("2026-11-23T13:00:00Z").expect("an instant");
//! let mut writer = Writer::default();
//! writer.begin("VCALENDAR");
//! writer.begin("VEVENT");
//! writer.line(&property("SUMMARY").text("Lunch, and a walk"));
//! writer.line(&property("DTSTART").utc(start));
//! writer.line(&property("DTEND").utc(start.plus_seconds(3600)));
//! writer.end("VEVENT");
//! writer.end("VCALENDAR");
//! let text = writer.into_text();
//! assert!(text.contains("SUMMARY:Lunch\\, and a walk\r\n"));
//!
//! let limits = Limits::default();
//! let parsed = parse(text.as_bytes(), &limits).expect("a calendar");
//! let window = Interval::new(start, start.plus_seconds(86_400)).expect("a day");
//! let berlin = TimeZone::named("Europe/Berlin").expect("a zone");
//! assert_eq!(busy(&parsed.document, &berlin, window, &limits).times.seconds(), 3600);
//! ```

mod answers;
mod budget;
mod busy;
mod busy_status;
mod clocks;
mod closing;
mod components;
mod definitions;
mod document;
mod doubt;
mod duration;
mod event;
mod frame;
mod free_busy;
mod half_read;
mod limits;
mod lines;
mod losses;
mod lost;
mod master;
mod moves;
mod names;
mod object;
mod offsets;
mod once;
mod orphans;
mod parsed;
mod parts;
mod passed;
mod placed;
mod property;
mod read;
mod readings;
mod report;
mod series;
mod starts;
mod time_limit;
mod times;
mod travel;
mod values;
mod versions;
mod vtimezone;
mod windows_zones;
mod write;
mod zone_definition;
mod zone_forms;
mod zones;

pub use busy::{Busy, busy, busy_of_all};
pub use document::{
    Added, CalendarDocument, End, Event, FreeBusy, LostRule, RecurrenceId, Repeats, Version, When,
};
pub use duration::Duration;
pub use frame::{Frame, frame};
pub use limits::Limits;
pub use lines::{ContentLine, content_lines};
pub use names::AddressKey;
pub use parsed::{NotACalendar, Parsed};
pub use property::Property;
pub use read::{parse, parse_of};
pub use report::Skipped;
pub use time_limit::TimeLimit;
pub use times::times_only;
pub use write::{PropertyBuilder, Writer, property};
pub use zone_definition::{Observance, ZoneDefinition, ZoneId};

//! Calendars for the demonstration company: four people in four zones, with work that goes on for ever.
//!
//! No rule ends, so that there are meetings whatever the date is when somebody looks.

/// The calendar of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoCalendar {
    /// Whose it is: the e-mail address of the person's account.
    pub person_email: &'static str,
    /// The person's time zone, an IANA name.
    pub zone: &'static str,
    /// The iCalendar file.
    pub ics: &'static str,
}

/// All of them.
pub const CALENDARS: &[DemoCalendar] = &[
    DemoCalendar {
        person_email: "lena.vogel@meridian.example",
        zone: "Europe/Berlin",
        ics: include_str!("../demo/lena.vogel.ics"),
    },
    DemoCalendar {
        person_email: "marcus.reed@meridian.example",
        zone: "America/New_York",
        ics: include_str!("../demo/marcus.reed.ics"),
    },
    DemoCalendar {
        person_email: "priya.nair@meridian.example",
        zone: "Asia/Kolkata",
        ics: include_str!("../demo/priya.nair.ics"),
    },
    DemoCalendar {
        person_email: "grace.holt@meridian.example",
        zone: "Australia/Sydney",
        ics: include_str!("../demo/grace.holt.ics"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use ical::{Limits, busy, parse};
    use scheduling_core::time::{Interval, TimeZone, Timestamp};

    #[test]
    fn everybody_has_work_and_free_time_in_every_month_of_any_year() {
        for calendar in CALENDARS {
            let who = calendar.person_email;
            let parsed = parse(calendar.ics.as_bytes(), &Limits::default()).expect(who);
            assert_eq!(parsed.skipped, [], "{who}");
            let zone = TimeZone::named(calendar.zone).expect(calendar.zone);
            for year in [2026, 2027, 2035, 2060] {
                for month in 1..=12 {
                    let start =
                        Timestamp::parse(&format!("{year}-{month:02}-01T00:00:00Z")).expect("an instant");
                    let window = Interval::new(start, start.plus_seconds(28 * 86_400)).expect("a window");
                    let busy = busy(&parsed.document, &zone, window, &Limits::default());
                    let hours = busy.times.seconds() / 3600;
                    assert!(!busy.cut && busy.problems.is_empty(), "{who}");
                    // Off work at night and at weekends, and some of the 160 hours of work are taken.
                    assert!((510..640).contains(&hours), "{who} has {hours} hours from {start}");
                }
            }
        }
    }
}

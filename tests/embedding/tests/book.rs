//! What somebody who embeds the core with chrono and chrono-tz relies on.

use chrono::{DateTime, TimeZone as _, Utc};
use chrono_tz::Europe::Berlin;
use chrono_tz::Tz;
use embedding::{Book, second};
use scheduling_core::availability::{Answer, Explanation, Query};
use scheduling_core::time::{IntervalSet, TimeZone};
use scheduling_core::{Error, ErrorKind};

fn at(day: u32, hour: u32) -> DateTime<Tz> {
    Berlin.with_ymd_and_hms(2026, 3, day, hour, 0, 0).single().expect("a time that is there once")
}

fn night_shop() -> Book {
    let mut book = Book::new(Berlin, "01:00", "04:00").expect("hours");
    book.hire("Ada");
    book.hire("Ben");
    book
}

#[test]
fn a_night_in_which_clocks_go_forward_has_an_hour_less() {
    let starts = |day| -> Vec<String> {
        let offers = night_shop().offers(at(day, 0), at(day, 6), 60).expect("offers");
        offers.iter().map(|offer| offer.start.with_timezone(&Berlin).format("%H:%M").to_string()).collect()
    };
    assert_eq!(starts(28), ["01:00", "01:30", "02:00", "02:30", "03:00"]);
    assert_eq!(starts(29), ["01:00", "01:30", "03:00"]);
}

#[test]
fn what_is_booked_is_offered_by_the_other_alone() {
    let mut book = night_shop();
    let first: DateTime<Utc> = at(29, 3).with_timezone(&Utc);
    assert_eq!(book.book("Ada", first, 60), Ok(Ok(())));
    assert_eq!(book.book("Ada", first, 60), Ok(Err("busy")));
    let offers = book.offers(at(29, 3), at(29, 4), 60).expect("offers");
    assert_eq!(offers.iter().map(|offer| offer.with.as_slice()).collect::<Vec<_>>(), [["Ben"]]);
}

#[test]
fn an_error_says_which_value_and_why() {
    let error = Book::new(Berlin, "9:00", "17:00").err().expect("not written HH:MM");
    assert_eq!(error.to_string(), "\"9:00\" is no time of day: a time of day is written HH:MM");
    let backwards = night_shop().offers(at(29, 6), at(29, 0), 60).expect_err("backwards");
    assert_eq!(backwards.kind(), ErrorKind::Order);
    let fine = "2026-03-29T01:00:00.5Z".parse().expect("a time of chrono");
    assert_eq!(night_shop().book("Ada", fine, 60).map_err(|error| error.kind()), Err(ErrorKind::Precision));
    let boxed: Box<dyn std::error::Error + Send + Sync> = Box::new(error);
    assert!(boxed.downcast_ref::<Error>().is_some());
}

#[test]
fn a_clock_reading_becomes_its_second_and_a_leap_second_is_refused() {
    let read = |text: &str| second(text.parse().expect("a time of chrono"));
    assert_eq!(read("2026-03-29T00:59:59.999Z").map(|at| at.to_string()), Ok("2026-03-29T00:59:59Z".into()));
    assert_eq!(read("2016-12-31T23:59:60Z").map_err(|error| error.kind()), Err(ErrorKind::LeapSecond));
}

#[test]
fn zones_go_over_by_name_and_keep_the_rules_of_their_side() {
    for zone in chrono_tz::TZ_VARIANTS {
        // A name that a later release dropped would be an error, not another zone.
        if let Ok(ours) = TimeZone::try_from(zone) {
            assert_eq!(Tz::try_from(&ours), Ok(zone));
        }
    }
    // Since November 2026 Vancouver keeps one time; chrono-tz's data does not know it yet.
    let vancouver = TimeZone::try_from(Tz::America__Vancouver).expect("Vancouver");
    let december = second("2026-12-01T17:00:00Z".parse().expect("a time")).expect("a second");
    assert_eq!(vancouver.local(december).to_string(), "2026-12-01T10:00:00");
}

#[test]
fn answers_can_be_sent_to_other_threads() {
    fn sendable<T: Send + Sync + 'static>() {}
    sendable::<Query>();
    sendable::<Answer>();
    sendable::<Explanation>();
    sendable::<IntervalSet>();
    sendable::<Error>();
}

//! CalDAV: against Radicale, which is a real server, and against one of our own that does what Radicale never does.
//!
//! Where there is no Radicale its trials are counted as ignored and say so; `.ci/peers/install` installs it.
#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where its own set-up fails")]

mod hostile;
mod listing;
mod notation;
#[path = "../../../testkit/src/radicale.rs"]
#[allow(dead_code, unreachable_pub, reason = "the file belongs to another crate, whose tests use more of it")]
mod radicale;
mod reading;
mod server;
mod unread;
mod writing;

use integrations::caldav::{Account, CaldavClient, Event, Login};
use integrations::calendars::feed::{self, Credentials, FeedClient};
use integrations::outbound::{Limits, Networks};
use libtest_mimic::{Arguments, Trial};
use radicale::Radicale;
use scheduling_core::time::{Interval, Timestamp};
use std::future::Future;
use std::process::ExitCode;
use std::time::Duration;

macro_rules! trials {
    ($($test:path),* $(,)?) => { vec![$(Trial::test(stringify!($test), || { run($test()); Ok(()) })),*] };
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let real = trials![
        reading::an_address_leads_to_its_calendar,
        reading::changes_are_seen_once_each,
        reading::a_token_that_was_lost_costs_a_listing,
        reading::a_wrong_password_is_told_as_such,
        reading::two_thousand_events,
        reading::events_edited_between_two_requests,
        writing::an_event_is_put_changed_and_taken_away,
        writing::whoever_comes_second_is_told,
        writing::an_event_is_found_wherever_it_was_put,
        writing::another_parser_reads_what_is_written,
    ];
    let ours = trials![
        listing::pages_are_read_to_the_last,
        listing::a_list_that_is_too_large_is_read_in_pages,
        listing::servers_without_sync_are_compared,
        listing::a_forgotten_token_is_done_without,
        listing::what_is_incomplete_is_an_error,
        listing::a_list_that_was_cut_off_is_an_error,
        listing::escapes_of_addresses_make_no_difference,
        listing::batches_that_are_too_large_are_halved,
        listing::a_list_without_the_calendar_itself_is_an_error,
        notation::what_is_gone_is_gone_in_any_notation,
        notation::what_was_kept_in_another_notation_is_read_again,
        unread::an_object_that_is_no_whole_calendar_is_left_unread,
        unread::what_a_bad_reference_damages_is_left_unread_alone,
        unread::what_has_no_readable_address_takes_nothing_away,
        hostile::credentials_stay_where_they_belong,
        hostile::redirects_on_the_same_server_are_followed,
        hostile::hostile_answers_are_refused_quickly,
        hostile::private_addresses_are_not_asked,
        hostile::nothing_outside_of_the_calendar_is_touched,
        hostile::versions_are_compared_as_they_must_be,
        hostile::statuses_have_a_meaning,
        hostile::tokens_are_sent_as_tokens,
    ];
    let missing = radicale::look().err();
    let real = real.into_iter().map(|trial| match &missing {
        Some(why) => trial.with_ignored_flag(true).with_kind(why.clone()),
        None => trial,
    });
    libtest_mimic::run(&arguments, real.chain(ours).collect()).exit_code()
}

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(test);
}

/// The usual ones, but for time: on a machine that does much else, Radicale takes long for a large calendar.
fn limits() -> Limits {
    Limits { networks: Networks::all_private(), total: Duration::from_secs(120), ..feed::LIMITS }
}

fn login(password: &str) -> Option<Login> {
    Some(Login::Basic(Credentials { user: radicale::USER.into(), password: password.into() }))
}

fn account_with(url: &str, login: Option<Login>, limits: Limits) -> Account {
    let client = CaldavClient::over(&FeedClient::new(limits).expect("a client"));
    client.account(url, login).expect("an account")
}

/// Ann's account on a server that trusts her password.
fn account(url: &str) -> Account {
    account_with(url, login(radicale::PASSWORD), limits())
}

/// A server with one calendar, `office`.
fn server() -> Radicale {
    let server = Radicale::start();
    let _ = server.calendar("office");
    server
}

/// Somebody's event of one hour.
fn theirs(uid: &str, hour: usize) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20250101T000000Z\r\n\
         DTSTART:20250122T{hour:02}0000Z\r\nDURATION:PT1H\r\nSUMMARY:{uid}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

const UID: &str = "0192d6d8-6f4b-7c63-a62b-0f1e2d3c4b5a@meridian";

/// Our event, Wednesday at ten.
fn ours(summary: &str) -> Event {
    let at = |text| Timestamp::parse(text).expect(text);
    Event {
        uid: UID.into(),
        sequence: 0,
        time: Interval::new(at("2025-01-22T10:00:00Z"), at("2025-01-22T11:00:00Z")).expect("an hour"),
        summary: summary.into(),
        description: String::new(),
        location: String::new(),
        url: String::new(),
        stamp: at("2025-01-20T08:00:00Z"),
    }
}

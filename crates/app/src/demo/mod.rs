//! A company to look at: people in four zones with calendars of their own, templates that ask about them, and a job for
//! which candidates are interviewed.

mod hiring;

use crate::calendar_content as content;
use crate::free_busy;
use crate::rooms::RoomSeed;
use domain::access::{Action, Caller, PasswordHash, Role, authorise};
use domain::directory::{
    BusyPeriodDetails, CalendarDetails, CalendarKind, CompanyDetails, Group, Required, StalePolicy,
    TemplateDetails, UserDetails,
};
use domain::{CompanyId, UserId};
use hiring::Hiring;
use integrations::demo::{CALENDARS, DemoCalendar};
use persistence::store::collection::{Collection, ListRequest};
use persistence::store::{calendars, passwords, settings};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Interval, SECONDS_PER_DAY, Timestamp};
use std::collections::HashSet;

/// When the demonstration calendars are worked out again, in seconds.
const RENEWED_AFTER: i64 = 14 * SECONDS_PER_DAY;

/// The setting that says that it was made, once for all.
const MADE: &str = "demo_data";

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    pub company: CompanyId,
    /// The e-mail with which its owner logs in.
    pub owner_email: String,
}

/// Fills an empty database with a company to look at, whose owner has that password; `None` where there is a company
/// already, or somebody else has begun. However many programs start at once, one of them does it.
///
/// # Errors
/// Failures of the database; nothing was written then.
pub fn fill(
    tx: &mut Tx<'_>,
    owner_password: &PasswordHash,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Option<Demo>, StoreError> {
    // A second program waits here until the first is done, and takes no id meanwhile.
    if !settings::claim(tx, MADE, now)? {
        return Ok(None);
    }
    let admin = Caller::platform_admin();
    let scope = &mut tx.scope(&authorise(&admin, Action::ManageCompanies, None)?);
    let any = ListRequest::<CompanyDetails> { limit: 1, ..ListRequest::default() };
    if !CompanyDetails::list(scope, &any)?.records.is_empty() {
        return Ok(None);
    }
    let details =
        CompanyDetails { time_zone: "Europe/Berlin".into(), ..CompanyDetails::named("Lighthouse Labs") };
    let company = CompanyDetails::insert(scope, &details, now)?.id;
    let scope = &mut scope.for_company(company)?;
    let mut people = Vec::new();
    for (calendar, (name, role)) in CALENDARS.iter().zip(NAMES) {
        people.push(person(scope, calendar, name, role, now)?);
    }
    people.push(simulated_person(scope, now)?);
    make_templates(scope, &people, now)?;
    away(scope, &people, now)?;
    let (Some(owner), Some(calendar)) = (people.first(), CALENDARS.first()) else { return Ok(None) };
    passwords::set(scope, *owner, owner_password)?;
    let zone = free_busy::zone(calendar.zone);
    Hiring { company, interviewer: *owner, zone, seed, now }.fill(tx)?;
    Ok(Some(Demo { company, owner_email: calendar.person_email.into() }))
}

/// The people of the demonstration calendars, in their order; the first is the owner.
const NAMES: [(&str, Role); 4] = [
    ("Lena Vogel", Role::Owner),
    ("Marcus Reed", Role::HrManager),
    ("Priya Nair", Role::Recruiter),
    ("Grace Holt", Role::Staff),
];

fn person(
    scope: &mut Scope<'_>,
    demo: &DemoCalendar,
    name: &str,
    role: Role,
    now: Timestamp,
) -> Result<UserId, StoreError> {
    let mut details = UserDetails::new(demo.person_email, name, role);
    details.time_zone = Some(demo.zone.into());
    let user = UserDetails::insert(scope, &details, now)?.id;
    let calendar = CalendarDetails::insert(scope, &calendar(user, "Work", CalendarKind::IcsFile), now)?;
    let reader =
        content::Reader { zone: free_busy::zone(demo.zone), addresses: Vec::new(), bookings: HashSet::new() };
    if let Ok(reading) = content::read(demo.ics.as_bytes(), &reader, now) {
        let content = reading.content(now, Some(now.plus_seconds(RENEWED_AFTER)), true);
        calendars::replace_content(scope, calendar.id, &content)?;
    }
    Ok(user)
}

/// Somebody whose calendar is made up on the spot.
fn simulated_person(scope: &mut Scope<'_>, now: Timestamp) -> Result<UserId, StoreError> {
    let mut details = UserDetails::new("tomas.lindqvist@meridian.example", "Tomas Lindqvist", Role::Staff);
    details.time_zone = Some("Europe/Stockholm".into());
    let user = UserDetails::insert(scope, &details, now)?.id;
    CalendarDetails::insert(scope, &calendar(user, "Simulated", CalendarKind::Simulated), now)?;
    Ok(user)
}

fn calendar(user: UserId, name: &str, kind: CalendarKind) -> CalendarDetails {
    CalendarDetails {
        user,
        kind,
        name: name.into(),
        url: None,
        credentials: None,
        stale_policy: StalePolicy::Busy,
        show_bookings: false,
    }
}

fn make_templates(scope: &mut Scope<'_>, people: &[UserId], now: Timestamp) -> Result<(), StoreError> {
    let [lena, marcus, priya, _, tomas] = *people else { return Ok(()) };
    let technical = TemplateDetails::new("Technical Interview", 60, vec![lena, marcus]);
    TemplateDetails::insert(scope, &technical, now)?;
    let screening = TemplateDetails {
        buffer_after_minutes: Some(15),
        step_minutes: Some(15),
        ..TemplateDetails::new("Screening Call", 30, vec![priya])
    };
    TemplateDetails::insert(scope, &screening, now)?;
    let panel = TemplateDetails {
        groups: Some(vec![
            Group { members: vec![lena], required: Required::All },
            Group { members: vec![marcus, priya, tomas], required: Required::AtLeast(2) },
        ]),
        ..TemplateDetails::new("Panel: the lead and two of three", 45, vec![lena, marcus, priya, tomas])
    };
    TemplateDetails::insert(scope, &panel, now)?;
    Ok(())
}

/// One day soon on which somebody is away, entered by hand.
fn away(scope: &mut Scope<'_>, people: &[UserId], now: Timestamp) -> Result<(), StoreError> {
    let midnight = now.unix().div_euclid(SECONDS_PER_DAY) * SECONDS_PER_DAY;
    let from = Timestamp::saturating_from_unix(midnight + 5 * SECONDS_PER_DAY);
    let time = Interval::new(from, from.plus_seconds(SECONDS_PER_DAY));
    if let (Some(user), Ok(time)) = (people.first(), time) {
        let details = BusyPeriodDetails { user: *user, time, title: Some("Away".into()) };
        BusyPeriodDetails::insert(scope, &details, now)?;
    }
    Ok(())
}

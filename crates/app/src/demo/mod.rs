//! Two companies to look at. One interviews: people in four zones with calendars of their own, templates that ask about them, and
//! jobs for which candidates are interviewed; it gives advice too, by appointment. The other is a salon, whose prices are in yen.

mod hiring;
mod trade;

use crate::calendar_content as content;
use crate::free_busy;
use crate::rooms::RoomSeed;
use domain::access::{Action, Caller, PasswordHash, Role, authorise};
use domain::appointment::Setting;
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
use trade::{Offer, Trade};

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
    /// The e-mails of others who log in with the same password, with what they are.
    pub others: Vec<(String, &'static str)>,
}

/// Fills an empty database with companies to look at, whose people have that password; `None` where there is a company
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
    people.push(plain_person(scope, DAY_AND_NIGHT, now)?);
    failed_feed(scope, &people, now)?;
    make_templates(scope, &people, now)?;
    away(scope, &people, now)?;
    let (Some(owner), Some(calendar)) = (people.first(), CALENDARS.first()) else { return Ok(None) };
    for user in &people {
        passwords::set(scope, *user, owner_password)?;
    }
    let zone = free_busy::zone(calendar.zone);
    Hiring { company, interviewer: *owner, zone: zone.clone(), seed, now }.fill(tx)?;
    let trade = Trade { company, owner: *owner, zone, currency: "EUR", seed, now };
    // Those whose days are about those of the company's clients.
    trade.fill(tx, &ADVICE, people.get(4..).unwrap_or_default())?;
    let mut others: Vec<(String, &'static str)> = CALENDARS
        .iter()
        .zip(NAMES)
        .skip(1)
        .map(|(calendar, (_, role))| (calendar.person_email.to_owned(), role.name()))
        .collect();
    others.extend(salon(tx, owner_password, seed, now)?);
    Ok(Some(Demo { company, owner_email: calendar.person_email.into(), others }))
}

/// The other company: its owner and a colleague, who both cut hair.
fn salon(
    tx: &mut Tx<'_>,
    password: &PasswordHash,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Option<(String, &'static str)>, StoreError> {
    let admin = Caller::platform_admin();
    let scope = &mut tx.scope(&authorise(&admin, Action::ManageCompanies, None)?);
    let details =
        CompanyDetails { time_zone: "Asia/Tokyo".into(), ..CompanyDetails::named("Kiyomi Hair Salon") };
    let company = CompanyDetails::insert(scope, &details, now)?.id;
    let scope = &mut scope.for_company(company)?;
    let mut people = Vec::new();
    for one in SALON {
        people.push(plain_person(scope, one, now)?);
    }
    let (Some(owner), [first, ..]) = (people.first().copied(), SALON) else { return Ok(None) };
    passwords::set(scope, owner, password)?;
    let zone = free_busy::zone("Asia/Tokyo");
    Trade { company, owner, zone, currency: "JPY", seed, now }.fill(tx, &HAIR, &people)?;
    Ok(Some((first.email.into(), first.role.name())))
}

/// Somebody without a calendar.
#[derive(Clone, Copy)]
struct Plain {
    email: &'static str,
    name: &'static str,
    role: Role,
    zone: &'static str,
}

/// Who answers the telephone.
const DAY_AND_NIGHT: Plain = Plain {
    email: "ines.duarte@meridian.example",
    name: "Ines Duarte",
    role: Role::Staff,
    zone: "Europe/Berlin",
};

const SALON: [Plain; 2] = [
    Plain {
        email: "kiyomi.tanaka@salon.example",
        name: "Kiyomi Tanaka",
        role: Role::Owner,
        zone: "Asia/Tokyo",
    },
    Plain { email: "ren.ito@salon.example", name: "Ren Ito", role: Role::Staff, zone: "Asia/Tokyo" },
];

/// What the first company offers.
const ADVICE: [Offer; 3] = [
    Offer {
        name: "Career coaching",
        words: "An hour about where you are and where you want to be.",
        minutes: 60,
        price: Some(12_000),
        down_payment: Some(3_000),
        setting: Setting::Online,
        always: false,
    },
    Offer {
        name: "Portfolio review",
        words: "Bring your work; you go home with three things to do next.",
        minutes: 45,
        price: Some(8_000),
        down_payment: None,
        setting: Setting::InPerson,
        always: false,
    },
    Offer {
        name: "Advice by telephone, day and night",
        words: "Half an hour, whenever you need it.",
        minutes: 30,
        price: None,
        down_payment: None,
        setting: Setting::Phone,
        always: true,
    },
];

/// What the salon offers.
const HAIR: [Offer; 2] = [
    Offer {
        name: "Cut",
        words: "Wash, cut and blow-dry.",
        minutes: 45,
        price: Some(6_600),
        down_payment: None,
        setting: Setting::InPerson,
        always: false,
    },
    Offer {
        name: "Colour",
        words: "Colour and care.",
        minutes: 120,
        price: Some(14_300),
        down_payment: Some(3_000),
        setting: Setting::InPerson,
        always: false,
    },
];

fn plain_person(scope: &mut Scope<'_>, one: Plain, now: Timestamp) -> Result<UserId, StoreError> {
    let mut details = UserDetails::new(one.email, one.name, one.role);
    details.time_zone = Some(one.zone.into());
    Ok(UserDetails::insert(scope, &details, now)?.id)
}

/// A calendar that can't be read: nothing answers there. It makes nobody busy.
fn failed_feed(scope: &mut Scope<'_>, people: &[UserId], now: Timestamp) -> Result<(), StoreError> {
    let Some(owner) = people.get(3) else { return Ok(()) };
    let details = CalendarDetails {
        url: Some("http://127.0.0.1:9/grace.holt/private.ics".into()),
        stale_policy: StalePolicy::Ignore,
        ..calendar(*owner, "Private", CalendarKind::IcsUrl)
    };
    CalendarDetails::insert(scope, &details, now).map(drop)
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
    let (zone, bookings) = (free_busy::zone(demo.zone), calendars::NamedBookings::default());
    let reader = content::Reader { zone, addresses: Vec::new(), bookings };
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
    let [lena, marcus, priya, _, tomas, ..] = *people else { return Ok(()) };
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

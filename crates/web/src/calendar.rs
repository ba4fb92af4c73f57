//! `/app/calendar`: a week or a day of some people, with everything that takes their time.

use crate::hiring::{Badge, Named, Seen, options, people, seen, status};
use crate::kit::field::{Field, Kind};
use crate::kit::page::{Answered, Page};
use crate::kit::shell::Shell;
use crate::shop;
use actix_web::web;
use app::free_busy;
use app::interview_calendar::{self, CalendarDates};
use askama::Template;
use domain::access::actions::ReadCalendars;
use domain::access::{Action, Permit};
use domain::appointment::Appointment;
use domain::effect::Topic;
use domain::interview::InterviewStatus;
use domain::slot::SlotStatus;
use domain::{InterviewId, Refusal, UserId};
use persistence::store::collection::{Part, Sort, SortKey};
use persistence::store::interview_calendar::Filter;
use persistence::store::slots::Filter as SlotFilter;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Interval, IntervalSet, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Interviews and slots of a week that are shown, at most, and people.
const MOST: i64 = 500;
const PEOPLE: usize = 12;

/// All that takes people's time.
const HEARS: [Topic; 4] = [Topic::Interviews, Topic::Appointments, Topic::Slots, Topic::Busy];

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/app/calendar").route(web::get().to(look)));
}

/// What stands in the calendar.
struct Event {
    start: Timestamp,
    time: String,
    text: String,
    under: String,
    tone: &'static str,
    path: Option<String>,
    move_path: Option<String>,
    label: String,
}

/// One of its days.
struct Day {
    id: String,
    heading: String,
    is_today: bool,
    events: Vec<Event>,
}

#[derive(Template)]
#[template(path = "calendar.html")]
struct CalendarPage {
    shell: Shell,
    heading: String,
    zone: String,
    is_week: bool,
    date: Date,
    before: String,
    after: String,
    today: String,
    week: String,
    day: String,
    filter: Field,
    days: Vec<Day>,
    keys: bool,
}

/// What is asked for.
#[derive(Clone)]
struct Wanted {
    first: Date,
    days: i64,
    people: Vec<UserId>,
    window: Interval,
}

/// An interview at its time, or at that of the slot whose booking waits to be confirmed.
struct Meeting {
    seen: Seen,
    time: Interval,
    waits: bool,
}

/// What takes time.
struct Found {
    people: Vec<Named<UserId>>,
    /// Whose time it is.
    chosen: Vec<UserId>,
    meetings: Vec<Meeting>,
    slots: Vec<app::slots::SlotView>,
    appointments: Vec<Appointment>,
    /// Everything that takes somebody's time, whatever it is.
    busy: Vec<(UserId, Interval)>,
}

fn wanted(page: &Page<ReadCalendars>) -> Option<Wanted> {
    let asked = page.visitor.param("date").and_then(|text| Date::parse(text).ok());
    let date = asked.unwrap_or_else(|| page.clock.day_of(page.now));
    let is_week = page.visitor.param("view") != Some("day");
    let (first, days) = match is_week {
        true => (date.plus_days(1 - i64::from(date.weekday().number())), 7),
        false => (date, 1),
    };
    let zone = &page.clock.zone;
    let window = Interval::new(zone.start_of_day(first), zone.start_of_day(first.plus_days(days))).ok()?;
    let people = page.visitor.query.iter().filter(|(name, _)| name == "people");
    let people = people.flat_map(|(_, value)| value.split(',')).filter_map(|id| id.parse().ok()).map(UserId);
    let mut people: Vec<UserId> = people.take(PEOPLE).collect();
    people.sort_unstable();
    people.dedup();
    Some(Wanted { first, days, people, window })
}

fn find(tx: &mut Tx<'_>, page: &Asker, permit: &Permit, wanted: &Wanted) -> Result<Found, StoreError> {
    let own = [page.user];
    let asked = if wanted.people.is_empty() { own.as_slice() } else { wanted.people.as_slice() };
    let people = people(tx, permit, asked)?;
    let chosen = chosen(&people, wanted, page.user)?;
    let mut meetings = Vec::new();
    let mut slots = Vec::new();
    if let Some(permit) = &page.interviews {
        meetings = find_interviews(tx, permit, page, wanted, &chosen)?;
    }
    if let Some(permit) = &page.slots {
        // Whose slots one may not see has none here.
        for user in chosen.iter().filter(|user| permit.sees().shows(**user)) {
            let filter = SlotFilter {
                interviewer: Some(*user),
                from: Some(wanted.window.start()),
                to: Some(wanted.window.end()),
                ..SlotFilter::default()
            };
            let sort = Sort { key: SortKey::Start, descending: false };
            let part = Part { sort, after: None, limit: MOST };
            slots.extend(app::slots::list(tx, permit, filter, &part, page.now)?);
        }
    }
    let appointments = match &page.appointments {
        Some(reading) => shop::of_people(tx, reading, &chosen, wanted.window, MOST)?,
        None => Vec::new(),
    };
    let mut busy = Vec::new();
    for person in free_busy::of_users(tx, permit, &chosen, wanted.window, page.now)?.join() {
        let times = person.busy.clip(wanted.window);
        busy.extend(times.iter().map(|time| (person.user.id, time)));
    }
    Ok(Found { people, chosen, meetings, slots, appointments, busy })
}

/// Whose time is shown: those who are asked for, else who looks. An administrator of the platform, who is nobody of the company,
/// sees the first of its people.
fn chosen(people: &[Named<UserId>], wanted: &Wanted, user: UserId) -> Result<Vec<UserId>, Refusal> {
    let there: BTreeSet<UserId> = people.iter().map(|one| one.id).collect();
    if wanted.people.iter().any(|user| !there.contains(user)) {
        return Err(Refusal::not_found("user"));
    }
    Ok(match (wanted.people.is_empty(), there.contains(&user)) {
        (false, _) => wanted.people.clone(),
        (true, true) => vec![user],
        (true, false) => people.iter().take(PEOPLE).map(|one| one.id).collect(),
    })
}

fn find_interviews(
    tx: &mut Tx<'_>,
    permit: &Permit,
    page: &Asker,
    wanted: &Wanted,
    chosen: &[UserId],
) -> Result<Vec<Meeting>, StoreError> {
    let dates = CalendarDates {
        first: wanted.first,
        last: wanted.first.plus_days(wanted.days - 1),
        zone: Some(page.zone.clone()),
    };
    let mut times: BTreeMap<InterviewId, (Interval, bool)> = BTreeMap::new();
    for user in chosen {
        let filter = Filter { candidate: None, job: None, status: None, ai: None, interviewer: Some(*user) };
        for one in interview_calendar::list(tx, permit, &dates, &filter, None, MOST)? {
            times.insert(one.entry.interview, (one.entry.time, one.entry.pending.is_some()));
        }
    }
    let ids: Vec<InterviewId> = times.keys().copied().collect();
    let found = persistence::store::interviews::by_ids(&mut tx.scope(permit), &ids)?;
    let found = seen(tx, permit, found, page.now)?.into_iter();
    let meeting = |seen: Seen| {
        let (time, waits) = times.get(&seen.view.interview.id).copied()?;
        Some(Meeting { seen, time, waits })
    };
    Ok(found.filter_map(meeting).collect())
}

/// Who asks, and what for.
struct Asker {
    user: UserId,
    now: Timestamp,
    zone: scheduling_core::time::TimeZone,
    interviews: Option<Permit>,
    slots: Option<Permit>,
    appointments: Option<shop::Reading>,
}

async fn look(page: Page<ReadCalendars>) -> Answered {
    let texts = page.visitor.texts;
    let Some(wanted) = wanted(&page) else { return Err(page.missing("day")) };
    let asker = Asker {
        user: page.user,
        now: page.now,
        zone: page.clock.zone.clone(),
        interviews: page.permit_for(Action::ReadInterviews).ok(),
        slots: page.permit_for(Action::ReadSlots).ok(),
        appointments: shop::Reading::of(&page),
    };
    let asked = wanted.clone();
    let found = page.read(move |tx, permit| find(tx, &asker, permit, &asked)).await?;
    let link = |view: &str, date: Date| {
        let people: Vec<String> = wanted.people.iter().map(ToString::to_string).collect();
        let people = if people.is_empty() { String::new() } else { format!("&people={}", people.join(",")) };
        format!("/app/calendar?view={view}&date={date}{people}")
    };
    let is_week = wanted.days == 7;
    let view = if is_week { "week" } else { "day" };
    let date = page.visitor.param("date").and_then(|text| Date::parse(text).ok());
    let date = date.unwrap_or_else(|| page.clock.day_of(page.now));
    let last = wanted.first.plus_days(wanted.days - 1);
    let heading = match is_week {
        true => texts.values(
            "calendar-week",
            &[("from", &page.clock.short_date(wanted.first)), ("to", &page.clock.date(last))],
        ),
        false => page.clock.date(wanted.first),
    };
    let chosen = found.chosen.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    page.show(&CalendarPage {
        shell: page.shell(texts.say("nav-calendar")).hearing(&HEARS),
        heading,
        zone: texts.with("time-zone-note", "zone", &page.clock.zone_name()),
        is_week,
        date,
        before: link(view, wanted.first.plus_days(-wanted.days)),
        after: link(view, wanted.first.plus_days(wanted.days)),
        today: link(view, page.clock.day_of(page.now)),
        week: link("week", date),
        day: link("day", date),
        filter: Field::many("people", texts.say("calendar-people"), options(&found.people)).value(chosen),
        days: days(&page, &wanted, &found),
        keys: page.may(Action::ManageInterviews),
    })
}

fn days(page: &Page<ReadCalendars>, wanted: &Wanted, found: &Found) -> Vec<Day> {
    let mut by_day: BTreeMap<Date, Vec<Event>> = BTreeMap::new();
    for event in events(page, wanted, found) {
        by_day.entry(page.clock.day_of(event.start)).or_default().push(event);
    }
    let today = page.clock.day_of(page.now);
    let day = |date: Date| {
        let mut events = by_day.remove(&date).unwrap_or_default();
        events.sort_by_key(|event| event.start);
        Day { id: date.to_string(), heading: page.clock.short_date(date), is_today: date == today, events }
    };
    (0..wanted.days).map(|ahead| wanted.first.plus_days(ahead)).map(day).collect()
}

fn events(page: &Page<ReadCalendars>, wanted: &Wanted, found: &Found) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    // What is told already, of those whose time it takes.
    let mut told: Vec<(Option<UserId>, Interval)> = Vec::new();
    for meeting in &found.meetings {
        // What was cancelled takes no time, and hides nothing that does.
        if meeting.seen.view.interview.status != InterviewStatus::Cancelled {
            let people = meeting.seen.view.interviewers.iter();
            told.extend(people.map(|one| (Some(one.id), meeting.time)));
        }
        events.push(interview(page, wanted, meeting));
    }
    for one in &found.appointments {
        told.push((Some(one.staff_user), one.time));
        events.push(appointment(page, wanted, one));
    }
    let names = found.chosen.len() > 1;
    for view in &found.slots {
        let (time, holder) = (view.slot.details.time, view.slot.details.holder.interviewer());
        let Some(key) = slot_text(view.slot.status(page.now)) else { continue };
        let is_told = told.contains(&(holder, time));
        // A slot takes its holder's time with the first booking.
        if view.slot.current_bookings > 0 {
            told.push((holder, time));
        }
        if is_told {
            continue;
        }
        let name = view.interviewer_name.clone().filter(|_| names).unwrap_or_default();
        let event = plain(page, from_window(time, wanted), key, name, Some("/app/slots".into()));
        events.push(event);
    }
    for (user, time) in rest(page, found, &told) {
        let name = found.people.iter().find(|one| one.id == user).map(|one| one.name.clone());
        let name = name.filter(|_| names).unwrap_or_default();
        events.push(plain(page, time, "calendar-busy", name, None));
    }
    events
}

/// What a slot is called that takes place.
fn slot_text(status: SlotStatus) -> Option<&'static str> {
    match status {
        SlotStatus::Available => Some("calendar-slot"),
        SlotStatus::Booked => Some("calendar-slot-booked"),
        SlotStatus::Completed => Some("calendar-slot-over"),
        SlotStatus::Cancelled => None,
    }
}

/// What began before the first day that is shown stands on that day.
fn from_window(time: Interval, wanted: &Wanted) -> Interval {
    Interval::new(time.start().max(wanted.window.start()), time.end()).unwrap_or(time)
}

fn interview(page: &Page<ReadCalendars>, wanted: &Wanted, meeting: &Meeting) -> Event {
    let (texts, seen) = (page.visitor.texts, &meeting.seen);
    let stored = &seen.view.interview;
    let state = match meeting.waits {
        true => Badge { tone: "warn", text: texts.say("calendar-waits") },
        false => status(texts, stored.status),
    };
    let shown = from_window(meeting.time, wanted);
    let open = page.may(Action::ManageInterviews) && stored.status.is_open();
    let when = page.clock.interval(meeting.time);
    Event {
        start: shown.start(),
        time: page.clock.times(shown),
        text: seen.candidate.clone(),
        under: format!("{} · {}", seen.job, state.text),
        tone: if state.tone.is_empty() { "bad" } else { state.tone },
        label: texts
            .values("calendar-label", &[("what", &seen.candidate), ("when", &when), ("state", &state.text)]),
        path: Some(seen.path()),
        move_path: open.then(|| format!("{}/move", seen.path())),
    }
}

fn appointment(page: &Page<ReadCalendars>, wanted: &Wanted, one: &Appointment) -> Event {
    let shop::Shown { time, text, under, tone, label, path, move_path } = shop::shown(page, one);
    let shown = from_window(time, wanted);
    let (start, time) = (shown.start(), page.clock.times(shown));
    Event { start, time, text, under, tone, path: Some(path), move_path, label }
}

/// Busy time beside what was told already, day by day.
fn rest(
    page: &Page<ReadCalendars>,
    found: &Found,
    told: &[(Option<UserId>, Interval)],
) -> Vec<(UserId, Interval)> {
    let mut rest = Vec::new();
    for (user, time) in &found.busy {
        let own = told.iter().filter(|(who, _)| *who == Some(*user)).map(|(_, taken)| *taken);
        let left = IntervalSet::from(*time).subtract(&own.collect());
        for stretch in left.iter() {
            let mut start = stretch.start();
            while start < stretch.end() {
                let midnight = page.clock.zone.start_of_day(page.clock.day_of(start).plus_days(1));
                let end = midnight.min(stretch.end());
                let Ok(part) = Interval::new(start, end) else { break };
                rest.push((*user, part));
                start = end;
            }
        }
    }
    rest
}

fn plain(
    page: &Page<ReadCalendars>,
    time: Interval,
    key: &str,
    under: String,
    path: Option<String>,
) -> Event {
    let text = page.visitor.texts.say(key);
    Event {
        start: time.start(),
        time: page.clock.times(time),
        label: format!("{text}, {}", page.clock.interval(time)),
        text,
        under,
        tone: "outside",
        path,
        move_path: None,
    }
}

//! `/app`: today, what comes next, how it went, and what needs a decision.

mod figures;

use crate::charts::{self, Chart, Met};
use crate::hiring::{Badge, Seen, seen, status};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use crate::kit::who::advised;
use crate::shop;
use app::kit::collection;
use app::notifications as messages;
use app::{conflicts, effects, interviews};
use askama::Template;
use domain::access::actions::ReadInterviews;
use domain::access::{Action, Permit};
use domain::appointment::{Appointment, ServiceDetails};
use domain::conflict::Resolution;
use domain::directory::{Calendar, CalendarDetails, JobDetails, Trust};
use domain::effect::Topic;
use domain::interview::{InterviewStatus, rules};
use domain::message::MessageState;
use domain::{ConflictId, EffectId, InterviewId, MessageId};
use figures::{Work, figures};
use http_kit::{Routes, resource};
use persistence::store::collection::{ListRequest, Part, Sort, SortKey};
use persistence::store::interviews::Filter;
use persistence::store::{conflicts as conflict_store, messages as message_store};
use persistence::{StoreError, Tx, outbox};
use scheduling_core::time::{Interval, Timestamp};

/// Counts stop here: beyond, it is so many and more.
const MOST: usize = 99;
/// Days over which it is counted how interviews went.
const PAST_DAYS: i64 = 30;
/// Interviews that come next, beside those of today.
const NEXT: i64 = 8;

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource("/app").get(look));
}

/// A figure that leads to what it counts.
struct Tile {
    path: String,
    count: String,
    text: String,
    tone: &'static str,
}

/// An interview of the day.
struct Entry {
    path: String,
    time: String,
    who: String,
    under: String,
    state: Badge,
    room: Option<String>,
    can_join: bool,
    marks: Option<shop::Marks>,
    /// Where it stands in the list: what is ahead, then what is over.
    place: (u8, Timestamp),
}

#[derive(Template)]
#[template(path = "dashboard.html")]
struct Dashboard {
    shell: Shell,
    date: String,
    zone: String,
    decisions: Vec<Tile>,
    today: Vec<Entry>,
    next: Vec<Entry>,
    /// What is said where nothing comes next.
    none_next: String,
    figures: Vec<Tile>,
    /// Whether the company has interviews, or has nothing yet.
    hires: bool,
    charts: Vec<Chart>,
    /// Whether nothing can be booked yet, by whom may change that.
    is_new: bool,
    may_manage: bool,
    may_book: bool,
    /// Where marks lead back to.
    here: String,
}

/// What there is.
#[derive(Default)]
struct Found {
    today: Vec<Seen>,
    next: Vec<Seen>,
    upcoming: usize,
    completed: usize,
    no_shows: usize,
    conflicts: usize,
    calendars: usize,
    mail: usize,
    effects: usize,
    shop: shop::Day,
    met: Vec<Met>,
    work: Work,
    is_new: bool,
}

/// What is asked, each with its permit where who looks may ask it.
#[derive(Clone)]
struct Permits {
    interviews: Permit,
    appointments: Option<shop::Reading>,
    calendars: Option<Permit>,
    messages: Option<Permit>,
    effects: Option<Permit>,
    /// To see whether there is a first thing to book, where who looks may make it.
    first: Option<Permit>,
    /// To see what the company does.
    directory: Option<Permit>,
}

/// The stretches of time that are looked at.
#[derive(Clone, Copy)]
struct Windows {
    today: Interval,
    past: Interval,
    charts: Interval,
    now: Timestamp,
}

impl Windows {
    fn new(clock: &WallClock, now: Timestamp) -> Option<Self> {
        let date = clock.day_of(now);
        let (start, end) = (clock.zone.start_of_day(date), clock.zone.start_of_day(date.plus_days(1)));
        let past = Interval::new(start.plus_seconds(-PAST_DAYS * 86_400), end).ok()?;
        let charts = charts::reach(clock, date)?;
        Some(Self { today: Interval::new(start, end).ok()?, past, charts, now })
    }
}

fn part<Id>(descending: bool, limit: usize) -> Part<Id> {
    let sort = Sort { key: SortKey::Start, descending };
    Part { sort, after: None, limit: i64::try_from(limit).unwrap_or(100) }
}

fn count(
    tx: &mut Tx<'_>,
    permit: &Permit,
    status: InterviewStatus,
    window: Option<Interval>,
) -> Result<usize, StoreError> {
    let filter = Filter { status: Some(status), window, ..Filter::default() };
    Ok(interviews::list(tx, permit, &filter, &part(true, MOST + 1))?.len())
}

fn find(tx: &mut Tx<'_>, permits: &Permits, windows: Windows) -> Result<Found, StoreError> {
    let (permit, now) = (&permits.interviews, windows.now);
    let today = Filter { window: Some(windows.today), ..Filter::default() };
    let today = interviews::list(tx, permit, &today, &part::<InterviewId>(false, 200))?;
    let next = Filter {
        status: Some(InterviewStatus::Scheduled),
        starts_after: Some(windows.today.end().plus_seconds(-1)),
        ..Filter::default()
    };
    let upcoming = interviews::list(tx, permit, &next, &part::<InterviewId>(false, MOST + 1))?;
    let ahead = upcoming.len();
    let next = upcoming.into_iter().take(usize::try_from(NEXT).unwrap_or(8)).collect();
    let open = conflict_store::Filter { resolution: Some(Resolution::Pending), ..Default::default() };
    let mut found = Found {
        today: seen(tx, permit, today, now)?,
        next: seen(tx, permit, next, now)?,
        upcoming: ahead,
        completed: count(tx, permit, InterviewStatus::Completed, Some(windows.past))?,
        no_shows: count(tx, permit, InterviewStatus::NoShow, Some(windows.past))?,
        conflicts: conflicts::list(tx, permit, &open, &part::<ConflictId>(true, MOST + 1))?.len(),
        ..Found::default()
    };
    if let Some(reading) = &permits.appointments {
        found.shop = shop::day(tx, reading, windows.today, windows.past, MOST)?;
    }
    let appointments = permits.appointments.as_ref().map(shop::Reading::permit);
    found.met = charts::meetings(tx, permit, appointments, windows.charts)?;
    found.work = work(tx, permits, &found)?;
    found.is_new = permits.first.is_some() && found.met.is_empty() && found.work == Work::default();
    operate(tx, permits, now, &mut found)?;
    Ok(found)
}

/// Whether there are interviews or jobs, and whether there are appointments or services.
fn work(tx: &mut Tx<'_>, permits: &Permits, found: &Found) -> Result<Work, StoreError> {
    let Found { today, upcoming, completed, no_shows, .. } = found;
    let mut work = Work {
        hires: !today.is_empty() || upcoming + completed + no_shows > 0,
        takes_appointments: !found.shop.is_empty(),
    };
    let Some(permit) = &permits.directory else { return Ok(work) };
    if !work.hires {
        let jobs = ListRequest::<JobDetails> { limit: 1, ..ListRequest::default() };
        work.hires = !collection::list(tx, permit, &jobs)?.records.is_empty();
    }
    if !work.takes_appointments && permits.appointments.is_some() {
        let services = ListRequest::<ServiceDetails> { limit: 1, ..ListRequest::default() };
        work.takes_appointments = !collection::list(tx, permit, &services)?.records.is_empty();
    }
    Ok(work)
}

/// What needs somebody who looks after calendars, mail and background work.
fn operate(tx: &mut Tx<'_>, permits: &Permits, now: Timestamp, found: &mut Found) -> Result<(), StoreError> {
    if let Some(permit) = &permits.calendars {
        let request = ListRequest::<CalendarDetails> { limit: 500, ..ListRequest::default() };
        let calendars = collection::list(tx, permit, &request)?.records;
        found.calendars = calendars.iter().filter(|calendar| needs_a_look(calendar, now)).count();
    }
    if let Some(permit) = &permits.messages {
        for state in [MessageState::Failed, MessageState::Refused] {
            let filter = message_store::Filter { state: Some(state), ..Default::default() };
            found.mail += messages::list(tx, permit, &filter, &part::<MessageId>(true, MOST + 1))?.len();
        }
    }
    if let Some(permit) = &permits.effects {
        let filter = outbox::EntryFilter { dead: Some(true), kind: None };
        found.effects = effects::list(tx, permit, &filter, &part::<EffectId>(false, MOST + 1))?.len();
    }
    Ok(())
}

/// Whether a calendar can't be trusted, or is not known whole.
pub(crate) fn needs_a_look(calendar: &Calendar, now: Timestamp) -> bool {
    calendar.trust(now) != Trust::Fresh || calendar.kept.incomplete || calendar.kept.write_error.is_some()
}

fn permits(page: &Page<ReadInterviews>) -> Permits {
    Permits {
        interviews: page.permit.clone(),
        appointments: shop::Reading::of(page),
        calendars: page.permit_for(Action::ReadBusySources).ok(),
        messages: page.permit_for(Action::ReadMessages).ok(),
        effects: page.permit_for(Action::ManageEffects).ok(),
        first: page.permit_for(Action::ManageShop).ok(),
        directory: page.permit_for(Action::ReadDirectory).ok(),
    }
}

async fn look(page: Page<ReadInterviews>) -> Answered {
    let texts = page.visitor.texts;
    let Some(windows) = Windows::new(&page.clock, page.now) else { return Err(page.missing("day")) };
    let permits = permits(&page);
    let found = page.db.read(move |tx: &mut Tx<'_>| find(tx, &permits, windows)).await;
    let found: Found = found.map_err(|error| -> Refused { page.refuse(error) })?;
    let today = page.clock.day_of(page.now);
    let mut shell = page.shell(texts.say("nav-dashboard"));
    shell.undo = shop::undo(&page).or(shell.undo);
    page.show(&Dashboard {
        shell: shell.hearing(&[Topic::Interviews, Topic::Appointments, Topic::Conflicts]),
        date: page.clock.date(today),
        zone: texts.with("time-zone-note", "zone", &page.clock.zone_name()),
        decisions: decisions(texts, &found),
        figures: figures(texts, &found, &page.clock, page.now),
        hires: found.work.figures().0,
        charts: charts::charts(&page.clock, today, &found.met),
        is_new: found.is_new,
        today: entries(&page, &found, true),
        next: entries(&page, &found, false),
        none_next: none_next(&page, found.work),
        may_manage: page.may(Action::ManageInterviews),
        may_book: page.may(Action::BookAppointments),
        here: shop::here(&page),
    })
}

/// That nothing comes next, and what to do about it, or who can.
fn none_next(page: &Page<ReadInterviews>, work: Work) -> String {
    let (key, action) = match work.figures().0 {
        true => ("next-none", Action::ManageInterviews),
        false => ("next-none-appointments", Action::BookAppointments),
    };
    advised(page.visitor.texts, key, page.may(action), action)
}

fn told(count: usize) -> String {
    if count > MOST { format!("{MOST}+") } else { count.to_string() }
}

fn decisions(texts: Texts, found: &Found) -> Vec<Tile> {
    let all = [
        (found.conflicts, "decide-conflicts", "/app/conflicts", "bad"),
        (found.calendars, "decide-calendars", "/app/calendars", "warn"),
        (found.mail, "decide-mail", "/app/settings/outbox?state=failed", "warn"),
        (found.effects, "decide-effects", "/app/settings/effects", "warn"),
    ];
    let wanted = all.into_iter().filter(|(count, ..)| *count > 0);
    let tile = |(count, key, path, tone): (usize, &str, &str, &'static str)| Tile {
        path: path.into(),
        count: told(count),
        text: texts.count(key, count),
        tone,
    };
    wanted.map(tile).collect()
}

/// Interviews and appointments of a list, the next one on top.
fn entries(page: &Page<ReadInterviews>, found: &Found, is_today: bool) -> Vec<Entry> {
    let (interviews, booked) = match is_today {
        true => (&found.today, &found.shop.today),
        false => (&found.next, &found.shop.next),
    };
    let mut all: Vec<Entry> = interviews.iter().map(|seen| entry(page, seen, is_today)).collect();
    all.extend(booked.iter().map(|one| appointment(page, &found.shop, one, is_today)));
    all.sort_by_key(|entry| entry.place);
    if !is_today {
        all.truncate(usize::try_from(NEXT).unwrap_or(8));
    }
    all
}

fn appointment(page: &Page<ReadInterviews>, day: &shop::Day, one: &Appointment, is_today: bool) -> Entry {
    let shop::Listed { path, who, under, state, marks } = shop::listed(page, day, one);
    let time = match is_today {
        true => page.clock.times(one.time),
        false => page.clock.short(one.time.start(), page.now),
    };
    // What is over and was not marked yet waits for that.
    let waits = marks.as_ref().is_some_and(|marks| marks.can_mark);
    let rank = match (one.status.is_open() && one.time.end() > page.now, waits) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    };
    Entry {
        path,
        time,
        who,
        under,
        state,
        room: None,
        can_join: false,
        marks,
        place: (rank, one.time.start()),
    }
}

fn entry(page: &Page<ReadInterviews>, seen: &Seen, is_today: bool) -> Entry {
    let (interview, texts) = (&seen.view.interview, page.visitor.texts);
    let time = match interview.time {
        Some(time) if is_today => page.clock.times(time),
        Some(time) => page.clock.short(time.start(), page.now),
        None => texts.say("no-time"),
    };
    let room = interview.room_id.as_ref().zip(interview.time).filter(|_| interview.status.is_open());
    let under = [seen.job.clone(), seen.interviewers()].into_iter().filter(|text| !text.is_empty());
    Entry {
        path: seen.path(),
        time,
        who: seen.candidate.clone(),
        under: under.collect::<Vec<_>>().join(" · "),
        state: status(texts, interview.status),
        can_join: room.is_some_and(|(_, time)| rules::can_be_joined(time, page.now)),
        room: room.map(|(id, _)| format!("/rooms/{id}?as=interviewer")),
        marks: None,
        place: match interview.time {
            Some(time) if interview.status.is_open() && time.end() > page.now => (0, time.start()),
            time => (2, time.map_or(page.now, Interval::start)),
        },
    }
}

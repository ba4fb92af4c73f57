//! `/app/calendar`: a week or a day of some people, with everything that takes their time.

mod days;
mod events;
mod find;
mod grid;
mod taken;

use crate::assets;
use crate::hiring::options;
use crate::kit::field::{Field, Kind};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::Action as Way;
use crate::kit::shell::Shell;
use crate::kit::when::{Hours as CountedTo, WallClock};
use askama::Template;
use days::{Day, Days};
use domain::access::Action;
use domain::access::actions::ReadCalendars;
use domain::effect::Topic;
use find::{Asker, Found, MOST, Wanted};
use http_kit::{Routes, resource};
use scheduling_core::time::{Date, TimeZone};

pub(crate) use grid::rules;
pub(crate) use taken::{Busy, busy};

/// All that takes people's time.
const HEARS: [Topic; 4] = [Topic::Interviews, Topic::Appointments, Topic::Slots, Topic::Busy];

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource("/app/calendar").get(look));
}

#[derive(Template)]
#[template(path = "calendar.html")]
struct CalendarPage {
    shell: Shell,
    style: &'static str,
    script: &'static str,
    heading: String,
    zone: String,
    is_week: bool,
    date: Date,
    before: String,
    after: String,
    today: String,
    week: String,
    day: String,
    /// What can be made, by a form, and by a pointer that draws it.
    makes: Vec<Way>,
    draws: Vec<Way>,
    filter: Field,
    days: Vec<Day>,
    hours: Vec<Hour>,
    /// How many hours are drawn, and the first of them.
    drawn: i64,
    first: i64,
    /// The present on the clock of who looks.
    now: String,
    said: Said,
    /// What is not shown, where it is too much.
    more: Option<String>,
    moves: bool,
}

/// Texts of the script, which puts its own in place of the names in braces.
struct Said {
    moment: String,
    span: String,
    every: String,
    /// How the two halves of a day are told apart, where hours are counted to twelve.
    halves: Option<Halves>,
}

struct Halves {
    am: String,
    pm: String,
}

impl Said {
    fn of(clock: &WallClock) -> Self {
        let texts = clock.texts;
        let half = |key: &str| texts.with(key, "time", "{time}");
        Self {
            moment: texts.values("time-moment", &[("date", "{date}"), ("time", "{time}")]),
            span: texts.values("time-span", &[("start", "{start}"), ("end", "{end}")]),
            every: texts.with("calendar-every", "minutes", "{minutes}"),
            halves: (clock.hours == CountedTo::Twelve)
                .then(|| Halves { am: half("time-am"), pm: half("time-pm") }),
        }
    }
}

/// An hour beside the days.
struct Hour {
    row: i64,
    text: String,
}

async fn look(page: Page<ReadCalendars>) -> Answered {
    let texts = page.visitor.texts;
    let Some(wanted) = Wanted::of(&page) else { return Err(page.missing("day")) };
    let (asker, asked) = (Asker::of(&page), wanted.clone());
    let found = page.read(move |tx, permit| find::find(tx, &asker, permit, &asked)).await?;
    let events = events::events(&page, &found);
    let moves = events.iter().any(|event| event.moves.is_some());
    let Days { days, hours } = days::days(&page.clock, page.now, &wanted, &events);
    let (today, is_week) = (page.clock.day_of(page.now), wanted.is_week());
    let view = if is_week { "week" } else { "day" };
    // Hours of a clock that is never changed.
    let plain = WallClock { zone: TimeZone::utc(), ..page.clock.clone() };
    let midnight = plain.zone.start_of_day(wanted.first);
    let hour =
        |hour: i64| Hour { row: hours.row(hour), text: plain.time(midnight.plus_seconds(hour * 3600)) };
    let most = (MOST * found.chosen.len().max(1)).to_string();
    let chosen = found.chosen.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    page.show(&CalendarPage {
        shell: page.shell(texts.say("nav-calendar")).hearing(&HEARS),
        style: assets::calendar_style(),
        script: assets::calendar(),
        heading: heading(&page, &wanted),
        zone: texts.with("time-zone-note", "zone", &page.clock.zone_name()),
        is_week,
        date: wanted.date,
        before: wanted.link(view, wanted.first.plus_days(-wanted.days)),
        after: wanted.link(view, wanted.first.plus_days(wanted.days)),
        today: wanted.link(view, today),
        week: wanted.link("week", wanted.date),
        day: wanted.link("day", wanted.date),
        makes: makes(&page),
        draws: draws(&page, &found),
        filter: Field::many("people", texts.say("calendar-people"), options(&found.people)).value(chosen),
        days,
        hours: hours.all().map(hour).collect(),
        drawn: hours.count(),
        first: hours.first,
        now: page.clock.input(page.now),
        said: Said::of(&page.clock),
        more: found.is_cut.then(|| texts.with("calendar-more", "most", &most)),
        moves,
    })
}

fn heading(page: &Page<ReadCalendars>, wanted: &Wanted) -> String {
    if !wanted.is_week() {
        return page.clock.date(wanted.first);
    }
    let last = wanted.first.plus_days(wanted.days - 1);
    let (from, to) = (page.clock.short_date(wanted.first), page.clock.date(last));
    page.visitor.texts.values("calendar-week", &[("from", &from), ("to", &to)])
}

/// What takes time and can be made: the action, its text, and its form.
const MAKES: [(Action, &str, &str); 4] = [
    (Action::ManageInterviews, "interview-new", "/app/interviews/new"),
    (Action::BookAppointments, "appointment-new", "/app/appointments/new"),
    (Action::ManageSlots, "slot-new", "/app/slots/new"),
    (Action::ManageBusyPeriods, "busy-new", "/app/busy/new"),
];

fn makes(page: &Page<ReadCalendars>) -> Vec<Way> {
    let may = MAKES.into_iter().filter(|(action, ..)| page.may(*action));
    may.map(|(_, key, path)| Way { path: path.into(), text: page.say(key) }).collect()
}

/// The same for a time that a pointer has drawn: the script puts its day and hours in place of the names in braces.
fn draws(page: &Page<ReadCalendars>, found: &Found) -> Vec<Way> {
    let user = match found.chosen.as_slice() {
        [one] => one.to_string(),
        _ => page.user.to_string(),
    };
    let forms = [
        (
            Action::ManageInterviews,
            "interview-new",
            "/app/interviews/new?start={start}&minutes={minutes}".to_owned(),
        ),
        (
            Action::ManageSlots,
            "slot-new",
            format!(
                "/app/slots/new?interviewer={user}&start_date={{day}}&end_date={{last}}&start_time={{from}}\
                 &end_time={{to}}&duration_minutes={{minutes}}"
            ),
        ),
        (
            Action::ManageBusyPeriods,
            "busy-new",
            format!("/app/busy/new?user={user}&start={{start}}&end={{end}}"),
        ),
    ];
    let may = forms.into_iter().filter(|(action, ..)| page.may(*action));
    may.map(|(_, key, path)| Way { path, text: page.say(key) }).collect()
}

//! `/book/{company}/{service}` and its days: a month, and the times of one day.

use super::company::{Facts, Head};
use super::details;
use super::guest::{Guest, Sent};
use super::loaded::Loaded;
use super::search::{Search, Starts};
use super::way::Path;
use super::zone::{self, Why};
use crate::kit::month::{Look, Month, Way, day_name, first_of, last_of};
use crate::kit::page::Answered;
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use crate::kit::visitor::sent_to;
use crate::kit::when::WallClock;
use actix_web::http::StatusCode;
use actix_web::web;
use app::appointments::visits;
use app::shop::DAYS;
use askama::Template;
use domain::Refusal;
use http_kit::Problem;
use persistence::StoreError;
use scheduling_core::time::{Date, TimeZone, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Years before and after today's of which there are pages.
const YEARS: i64 = 2;
/// Days before the end of a month from which on the next one is looked at too.
const SOON: i64 = 10;

/// Times of a part of the day.
struct Group {
    heading: String,
    times: Vec<Time>,
}

/// A time that can be chosen.
struct Time {
    value: String,
    text: String,
}

/// The times of a day.
struct Day {
    heading: String,
    /// Heading and number, as it is announced.
    name: String,
    count: String,
    groups: Vec<Group>,
    /// Where clocks change on the day.
    note: Option<String>,
}

/// What is said where there is no time.
struct Empty {
    why: String,
    /// What to do next.
    ways: Vec<Way>,
}

/// Somebody who can be asked for.
struct Choice {
    path: String,
    text: String,
    is_current: bool,
}

/// The zone of the page, and how another one is chosen.
struct ZoneView {
    name: String,
    /// What stands in the field: the zone, or what was typed that is none.
    typed: String,
    words: String,
    is_guess: bool,
    /// What the script says where the device is in another zone.
    own: String,
    unknown: Option<String>,
    matches: Vec<Way>,
    names: Vec<&'static str>,
    action: String,
    staff: Option<i64>,
    /// An instant of the page that stays the same.
    at: Option<String>,
}

#[derive(Template)]
#[template(path = "book-service.html")]
struct Page {
    shell: Shell,
    head: Head,
    facts: Facts,
    /// That somebody was asked for who can't be booked.
    gone: Option<String>,
    staff: Vec<Choice>,
    month: Month,
    day: Option<Day>,
    empty: Option<Empty>,
    zone: ZoneView,
    /// The other way of counting hours.
    hours: Way,
    action: String,
}

pub(super) async fn look(guest: Guest, slugs: web::Path<(String, String)>) -> Answered {
    let (company, service) = slugs.into_inner();
    let loaded = Loaded::of(&guest, &company, &service, "").await?;
    show(&guest, &loaded, None).await
}

/// The page of a day; without one, of the first that has times.
pub(super) async fn show(guest: &Guest, loaded: &Loaded, date: Option<Date>) -> Answered {
    let at = guest.visitor.param("at").filter(|_| loaded.zone.unknown.is_none());
    if let Some(at) = at.and_then(|text| Timestamp::parse(text).ok()) {
        let day = loaded.path.day(loaded.zone.zone.local(at).date());
        return Err(Refused::to(loaded.led(guest, day, &["at"])));
    }
    let search = loaded.search(guest);
    let today = search.today();
    if date.is_some_and(|date| (date.year() - today.year()).abs() > YEARS) {
        return Err(guest.missing());
    }
    let (shows, starts) = match date {
        _ if !loaded.is_open() => (date.unwrap_or(today), Starts::new()),
        Some(date) => (date, search.between(first_of(date), last_of(date)).await?),
        None => first_month(&search).await?,
    };
    let selected = date.or_else(|| starts.keys().next().copied());
    let times = selected.and_then(|date| starts.get(&date));
    let clock = guest.clock(loaded.zone.zone.clone());
    let empty = match times {
        Some(_) => None,
        None => Some(empty(guest, loaded, selected, &starts).await?),
    };
    let head = Head::of(&loaded.front().front);
    let counts: BTreeMap<Date, usize> = starts.iter().map(|(date, starts)| (*date, starts.len())).collect();
    let page = Page {
        shell: loaded.shell(guest, &head),
        facts: Facts::of(guest.visitor.texts, &loaded.front().listed.service.details),
        gone: loaded.gone(guest),
        staff: choices(guest, loaded, date),
        month: Month::new(&Look {
            clock: &clock,
            shows,
            today,
            selected,
            counts: &counts,
            last: search.last(),
            address: &|date| loaded.path.day(date),
        }),
        day: selected.map(|date| day(&clock, date, times)),
        empty,
        zone: zone_view(guest, loaded, date, times),
        hours: guest.visitor.hours_switch(),
        action: date.map_or_else(|| loaded.path.first(), |date| loaded.path.day(date)),
        head,
    };
    guest.show(StatusCode::OK, &page)
}

/// The month that has the first free day, or this one.
async fn first_month(search: &Search<'_>) -> Result<(Date, Starts), Refused> {
    let today = search.today();
    // At the end of a month the first free day is often in the next one.
    let last = match last_of(today).epoch_day() - today.epoch_day() {
        ..SOON => today.plus_days(DAYS - 1),
        _ => last_of(today),
    };
    let mut starts = search.between(today, last).await?;
    let first = match starts.keys().next().copied() {
        Some(first) => first,
        None => match search.next(None).await? {
            Some(next) => next,
            None => return Ok((today, starts)),
        },
    };
    if starts.is_empty() || (last < last_of(first) && last < search.last()) {
        return Ok((first, search.between(first_of(first), last_of(first)).await?));
    }
    starts.retain(|date, _| *date <= last_of(first));
    Ok((first, starts))
}

fn day(clock: &WallClock, date: Date, times: Option<&BTreeSet<Timestamp>>) -> Day {
    let texts = clock.texts;
    let mut groups: [Vec<Time>; 3] = Default::default();
    for start in times.into_iter().flatten() {
        let part = part_of_day(clock.zone.local(*start).second_of_day());
        if let Some(group) = groups.get_mut(part) {
            group.push(Time { value: start.to_string(), text: clock.time(*start) });
        }
    }
    let named = ["book-morning", "book-afternoon", "book-evening"].into_iter().zip(groups);
    let groups = named.filter(|(_, times)| !times.is_empty());
    let (heading, count) =
        (day_name(clock, date), texts.count("month-times", times.map_or(0, BTreeSet::len)));
    Day {
        name: texts.values("month-day", &[("date", &heading), ("times", &count)]),
        heading,
        count,
        groups: groups.map(|(key, times)| Group { heading: texts.say(key), times }).collect(),
        note: clock.clock_change(date),
    }
}

/// Morning, afternoon or evening.
fn part_of_day(second: i64) -> usize {
    match second / 3600 {
        0..12 => 0,
        12..17 => 1,
        _ => 2,
    }
}

/// What a day without times says; `starts` are those of its month.
async fn empty(
    guest: &Guest,
    loaded: &Loaded,
    date: Option<Date>,
    starts: &Starts,
) -> Result<Empty, Refused> {
    let (texts, search) = (guest.visitor.texts, loaded.search(guest));
    let mut ways = Vec::new();
    let why = match date {
        _ if !loaded.is_open() => "book-why-off",
        None => "book-why-none",
        Some(date) => {
            if let Some(next) = next_date(&search, date, starts).await? {
                let day = day_name(&guest.clock(loaded.zone.zone.clone()), next);
                ways.push(Way {
                    path: loaded.path.day(next),
                    text: texts.with("book-next-day", "day", &day),
                });
            }
            search.why_none(date).await?
        }
    };
    if loaded.is_open() {
        ways.push(Way { path: loaded.path.why(date), text: texts.say("why-told-title") });
    }
    if loaded.path.staff.is_some() {
        ways.push(Way { path: loaded.path.staffed(None).first(), text: texts.say("book-with-others") });
    }
    ways.push(Way { path: loaded.path.company(), text: texts.say("book-other-services") });
    Ok(Empty { why: texts.say(why), ways })
}

/// The first date after one without times that has some, or the first at all; `starts` are those of its month.
async fn next_date(search: &Search<'_>, date: Date, starts: &Starts) -> Result<Option<Date>, Refused> {
    let after = date.plus_days(1);
    if let Some((next, _)) = starts.range(after..).next() {
        return Ok(Some(*next));
    }
    let next = match after <= search.last() {
        true => search.next(Some(after)).await?,
        false => None,
    };
    match next {
        // From today on nothing is there that is not there after today, which has no times.
        None if date > search.today() => search.next(None).await,
        next => Ok(next),
    }
}

fn choices(guest: &Guest, loaded: &Loaded, date: Option<Date>) -> Vec<Choice> {
    if loaded.front().staff.len() < 2 {
        return Vec::new();
    }
    let choice = |staff: Option<i64>, text: String| {
        let path = loaded.path.staffed(staff);
        let address = date.map_or_else(|| path.first(), |date| path.day(date));
        Choice { path: address, text, is_current: loaded.path.staff == staff }
    };
    let anybody = choice(None, guest.visitor.texts.say("book-anybody"));
    let each = loaded.front().staff.iter().map(|one| choice(Some(one.id.0), one.name.clone()));
    std::iter::once(anybody).chain(each).collect()
}

fn zone_view(
    guest: &Guest,
    loaded: &Loaded,
    date: Option<Date>,
    times: Option<&BTreeSet<Timestamp>>,
) -> ZoneView {
    let (texts, chosen) = (guest.visitor.texts, &loaded.zone);
    let at = times.and_then(|times| times.first().copied()).filter(|_| date.is_some());
    let here = |path: &Path| date.map_or_else(|| path.first(), |date| path.day(date));
    let matches = chosen.unknown.as_deref().map(|text| zone::links(text, &loaded.path, &here, at));
    let name = chosen.zone.name().replace('_', " ");
    let key = match chosen.why {
        Why::Chosen => "book-zone-chosen",
        Why::Place => "book-zone-place",
        Why::Guess => "book-zone-guess",
    };
    let bare = Path { staff: None, zone: None, ..loaded.path.clone() };
    ZoneView {
        words: texts.with(key, "zone", &name),
        is_guess: chosen.why == Why::Guess,
        own: texts.say("book-zone-own"),
        unknown: chosen.unknown.as_deref().map(|text| texts.with("book-zone-unknown", "text", text)),
        matches: matches.unwrap_or_default(),
        names: TimeZone::names().collect(),
        action: here(&bare),
        staff: loaded.path.staff,
        at: at.map(|at| at.to_string()),
        typed: chosen.unknown.clone().unwrap_or_else(|| name.clone()),
        name,
    }
}

pub(super) async fn hold(sent: Sent, slugs: web::Path<(String, String)>) -> Answered {
    let (company, service) = slugs.into_inner();
    let loaded = Loaded::here(&sent.guest, &company, &service).await?;
    hold_one(&sent, &loaded).await
}

/// Holds the time that was chosen, and leads to its page.
pub(super) async fn hold_one(sent: &Sent, loaded: &Loaded) -> Answered {
    let guest = &sent.guest;
    // Who chose a time with one person is not given it with another.
    if loaded.asks_in_vain(guest) {
        return Err(Refused::to(loaded.told(guest, loaded.path.first())));
    }
    let Some(start) = sent.form.get("start").and_then(|text| Timestamp::parse(text).ok()) else {
        return Err(Refused::to(loaded.path.first()));
    };
    if !loaded.is_open() || !loaded.search(guest).reaches(start) {
        return details::taken(guest, loaded, start, &sent.form).await;
    }
    let (visitor, now) = (guest.of_company(loaded.front().front.company.id), guest.now());
    let wanted = loaded.to_hold(guest, start).await?;
    match guest.db.write(move |tx| visits::hold(tx, &visitor, &wanted, now)).await {
        Ok(_) => guest.known(sent_to(&loaded.path.start(start))),
        Err(StoreError::Refused(Refusal::Unavailable { .. })) => {
            details::taken(guest, loaded, start, &sent.form).await
        }
        Err(StoreError::Refused(refusal @ Refusal::TooMany { .. })) => {
            let texts = guest.visitor.texts;
            let (shell, problem) = (guest.visitor.shell("book-title"), Problem::from(refusal));
            let words = texts.say("book-refused-too-many-requests");
            let refused = Refused::said(&guest.visitor, shell, problem.status(), "refused", Some(words));
            Err(refused.like(&problem))
        }
        Err(error) => Err(guest.refuse(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_three_parts() {
        let parts = [0, 43_199, 43_200, 61_199, 61_200, 86_399].map(part_of_day);
        assert_eq!(parts, [0, 0, 1, 1, 2, 2]);
    }
}

//! Moving an appointment: other times of the next days, and the question whether one of them is the right one.

use super::client::Client;
use super::facts::{Facts, Looks, ZoneView};
use super::refusals::words;
use crate::kit::page::Answered;
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use crate::kit::when::WallClock;
use actix_web::http::StatusCode;
use actix_web::web;
use app::appointments::{self, BookedPage, MoveAsked, OtherTimes};
use app::shop::ShopSlot;
use askama::Template;
use domain::appointment::StaffId;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Interval, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use url::form_urlencoded::Serializer;

/// Days with times that one page shows.
const DAYS: usize = 6;
/// Times that are proposed in place of one that is gone.
const NEAREST: usize = 3;
/// Days before it in which they are looked for.
const BEFORE: i64 = 7;

#[derive(Template)]
#[template(path = "booked-move.html")]
struct MovePage {
    shell: Shell,
    path: String,
    move_path: String,
    query: String,
    service: String,
    now: String,
    beside: Option<String>,
    /// What the limits say.
    limits: String,
    can_move: bool,
    zone: ZoneView,
    mistake: Option<String>,
    nearest: Vec<Time>,
    days: Vec<Day>,
    first: Option<String>,
    later: Option<String>,
    /// The same with others of the staff, or without them.
    whom: Option<Way>,
    contact: Option<String>,
    /// What the form of the zone keeps.
    kept: Vec<(&'static str, String)>,
}

struct Way {
    path: String,
    text: String,
}

/// A day with times.
struct Day {
    heading: String,
    count: String,
    times: Vec<Time>,
}

/// A time that can be chosen.
struct Time {
    path: String,
    text: String,
    with: Option<String>,
}

#[derive(Template)]
#[template(path = "booked-confirm.html")]
struct ConfirmPage {
    shell: Shell,
    path: String,
    query: String,
    back: String,
    service: String,
    old: String,
    new: String,
    beside: Option<String>,
    staff: Option<String>,
    /// What comes back of the money at the new time.
    refunds: Option<String>,
    limits: String,
    start: String,
    staff_id: i64,
    version: i64,
}

/// Other times as they were found.
struct Found {
    slots: Vec<ShopSlot>,
    names: BTreeMap<StaffId, String>,
}

impl Found {
    /// In order of start, one with each: with the same member of the staff where they have it.
    fn of(
        slots: impl Iterator<Item = ShopSlot>,
        page: &BookedPage,
        names: BTreeMap<StaffId, String>,
    ) -> Self {
        let own = &page.appointment;
        let mut found: Vec<ShopSlot> = Vec::new();
        for slot in slots {
            match found.last_mut().filter(|last| last.time.start() == slot.time.start()) {
                Some(last) if slot.staff == own.staff => *last = slot,
                Some(_) => {}
                None => found.push(slot),
            }
        }
        Self { slots: found, names }
    }

    /// The nearest ones, in order.
    fn nearest(&self, to: Timestamp) -> Vec<ShopSlot> {
        let mut all = self.slots.clone();
        all.sort_by_key(|slot| (slot.time.start().unix() - to.unix()).abs());
        all.truncate(NEAREST);
        all.sort_by_key(|slot| slot.time.start());
        all
    }
}

/// Which times a page asks for.
struct Asking {
    anybody: bool,
    from: Option<Date>,
}

impl Asking {
    fn of(client: &Client, page: &BookedPage) -> Self {
        let from = client.visitor.param("from").and_then(|text| Date::parse(text).ok());
        let anybody = page.moves.staff_change && client.visitor.param("who") == Some("any");
        Self { anybody, from }
    }

    /// The same around a time that could not be had.
    fn around(self, wanted: Option<Timestamp>, clock: &WallClock) -> Self {
        let from = wanted.map(|wanted| clock.day_of(wanted).plus_days(-BEFORE));
        Self { from: self.from.or(from), ..self }
    }

    /// The address that asks for this, with more.
    fn path(&self, client: &Client, looks: &Looks, more: &[(&str, &str)]) -> String {
        let mut query = Serializer::new(String::new());
        if !looks.query.is_empty() {
            query.append_pair("tz", looks.clock.zone.name());
        }
        if self.anybody {
            query.append_pair("who", "any");
        }
        query.extend_pairs(more);
        match query.finish() {
            query if query.is_empty() => format!("{}/move", client.path),
            query => format!("{}/move?{query}", client.path),
        }
    }
}

async fn find(
    client: &Client,
    page: &BookedPage,
    asking: &Asking,
    clock: &WallClock,
) -> Result<Found, Refused> {
    if page.moves.refusal.is_some() {
        return Ok(Found { slots: Vec::new(), names: BTreeMap::new() });
    }
    let asked = MoveAsked { from: asking.from, zone: Some(clock.zone.clone()), anybody: asking.anybody };
    let (holder, now) = (client.holder.clone(), client.visitor.now);
    let read = client.db.read(move |tx: &mut Tx<'_>| appointments::move_choices(tx, &holder, &asked, now));
    let choices = read.await.map_err(|error| client.refuse(error))?;
    let OtherTimes { gathered, client: time } = choices.times;
    let search = move || gathered.answer(false, Arc::new(AtomicBool::new(false)));
    // It may take a while, for which nobody else should wait.
    let answer = web::block(search).await.map_err(|error| client.failed(&error))?;
    let answer = answer.map_err(|refusal| client.refuse(StoreError::Refused(refusal)))?;
    Ok(Found::of(answer.slots().filter(|slot| time.has(slot)), page, choices.names))
}

/// The page with other times; after one that could not be had, `wanted`, with those that are nearest to it.
pub(super) async fn show(
    client: &Client,
    status: StatusCode,
    wanted: Option<Timestamp>,
    mistake: Option<String>,
) -> Answered {
    let page = client.page().await?;
    let looks = client.looks(&page);
    let asking = Asking::of(client, &page).around(wanted, &looks.clock);
    let found = find(client, &page, &asking, &looks.clock).await?;
    let (texts, now) = (client.texts(), client.visitor.now);
    let choice = Choice { client, looks: &looks, asking: &asking, found: &found, page: &page };
    let (days, later) = choice.days();
    let nearest = wanted.map(|wanted| found.nearest(wanted)).unwrap_or_default();
    let limits = match &page.moves.refusal {
        Some(refusal) => words(texts, refusal),
        None => texts.count("booked-moves-left", page.moves.left),
    };
    let is_later = asking.from.is_some_and(|from| from > looks.clock.day_of(now));
    let time = page.appointment.time;
    let view = MovePage {
        shell: Shell { title: texts.say("booked-move-title"), ..client.shell.clone() },
        path: client.path.clone(),
        move_path: format!("{}/move", client.path),
        query: looks.query.clone(),
        service: page.appointment.terms.service_name.clone(),
        now: texts.with("booked-move-now", "when", &looks.clock.interval(time)),
        beside: looks.beside(time),
        limits,
        can_move: page.moves.refusal.is_none(),
        zone: looks.zone(),
        mistake,
        nearest: nearest.iter().map(|slot| choice.dated(slot)).collect(),
        days,
        first: is_later.then(|| asking.path(client, &looks, &[])),
        later,
        whom: choice.whom(),
        contact: page.contact.clone(),
        kept: choice.kept(),
    };
    client.render(status, &view)
}

/// What the times of a page are made from.
struct Choice<'a> {
    client: &'a Client,
    looks: &'a Looks,
    asking: &'a Asking,
    found: &'a Found,
    page: &'a BookedPage,
}

impl Choice<'_> {
    /// The days of the page, and the address of later ones.
    fn days(&self) -> (Vec<Day>, Option<String>) {
        let (clock, texts) = (&self.looks.clock, self.client.texts());
        let mut days: Vec<(Date, Vec<Time>)> = Vec::new();
        let mut later = None;
        for slot in &self.found.slots {
            let date = clock.day_of(slot.time.start());
            let is_full = days.len() == DAYS;
            match days.last_mut() {
                Some((last, times)) if *last == date => times.push(self.time(slot)),
                _ if is_full => {
                    later = Some(self.asking.path(self.client, self.looks, &[("from", &date.to_string())]));
                    break;
                }
                _ => days.push((date, vec![self.time(slot)])),
            }
        }
        let day = |(date, times): (Date, Vec<Time>)| Day {
            heading: clock.date(date),
            count: texts.count("booked-times", times.len()),
            times,
        };
        (days.into_iter().map(day).collect(), later)
    }

    fn time(&self, slot: &ShopSlot) -> Time {
        let is_other = slot.staff != self.page.appointment.staff;
        let start = slot.time.start().to_string();
        let (staff, date) = (slot.staff.to_string(), self.looks.clock.day_of(slot.time.start()).to_string());
        let more = [("from", date.as_str()), ("start", start.as_str()), ("staff", staff.as_str())];
        Time {
            path: self.asking.path(self.client, self.looks, &more),
            text: self.looks.clock.time(slot.time.start()),
            with: self.found.names.get(&slot.staff).filter(|_| is_other).cloned(),
        }
    }

    /// The same with its day.
    fn dated(&self, slot: &ShopSlot) -> Time {
        Time { text: self.looks.clock.short(slot.time.start(), self.client.visitor.now), ..self.time(slot) }
    }

    fn whom(&self) -> Option<Way> {
        if !self.page.moves.staff_change {
            return None;
        }
        let anybody = !self.asking.anybody;
        let other = Asking { anybody, from: None };
        let key = if anybody { "booked-move-anybody" } else { "booked-move-same" };
        let name = self.page.staff_name.clone().unwrap_or_default();
        let text = self.client.texts().with(key, "name", &name);
        Some(Way { path: other.path(self.client, self.looks, &[]), text })
    }

    fn kept(&self) -> Vec<(&'static str, String)> {
        let who = self.asking.anybody.then(|| ("who", "any".to_owned()));
        let from = self.asking.from.map(|from| ("from", from.to_string()));
        who.into_iter().chain(from).collect()
    }
}

/// Asks whether that time is the right one.
pub(super) async fn ask(client: &Client, start: Timestamp) -> Answered {
    let page = client.page().await?;
    if page.moves.refusal.is_some() {
        return show(client, StatusCode::OK, None, None).await;
    }
    let looks = client.looks(&page);
    let asking = Asking::of(client, &page);
    let found = find(client, &page, &asking, &looks.clock).await?;
    let staff = client.visitor.param("staff").and_then(|text| text.parse().ok()).map(StaffId);
    let is_it =
        |slot: &&ShopSlot| slot.time.start() == start && staff.is_none_or(|staff| slot.staff == staff);
    let Some(slot) = found.slots.iter().find(is_it) else {
        let gone = client.texts().say("booked-cannot-slot-not-available");
        return show(client, StatusCode::CONFLICT, Some(start), Some(gone)).await;
    };
    let (texts, own) = (client.texts(), &page.appointment);
    let time: Interval = slot.time;
    let facts = Facts { texts, looks: &looks, page: &page, now: client.visitor.now };
    let view = ConfirmPage {
        shell: Shell { title: texts.say("booked-confirm-title"), ..client.shell.clone() },
        path: client.path.clone(),
        query: looks.query.clone(),
        back: asking.path(client, &looks, &[("from", &looks.clock.day_of(start).to_string())]),
        service: own.terms.service_name.clone(),
        old: looks.clock.interval(own.time),
        new: looks.clock.interval(time),
        beside: looks.beside(time),
        staff: found.names.get(&slot.staff).cloned().or_else(|| page.staff_name.clone()),
        refunds: facts.refunds_at(start),
        limits: texts.count("booked-moves-after", page.moves.left.saturating_sub(1)),
        start: start.to_string(),
        staff_id: slot.staff.0,
        version: own.metadata.version,
    };
    client.render(StatusCode::OK, &view)
}

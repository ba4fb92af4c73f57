//! Asks a template for its times while one request in ten books one of its people, and looks at every answer.
//!
//! A time that was booked when the question was sent must not be offered, and a time that nobody can have booked when the answer
//! came must be. Each booking is cancelled before its client books the next one; cancelling is not counted.

use super::fill::Filled;
use super::http::{self, Connection};
use super::people::instant;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// One request in so many is a booking.
const ONE_IN: usize = 10;
/// How long a booking is, and a meeting of the template, in seconds.
const BOOKED: i64 = 1_800;
const MEETING: i64 = 3_600;
/// Bookings of one time that are looked at: the last ones.
const KEPT: usize = 8;

/// What is booked, and who comes.
pub(super) struct Mixed {
    job: i64,
    panel: Vec<i64>,
    /// One for each client.
    candidates: Vec<i64>,
    times: Mutex<Vec<Time>>,
}

/// A start that is offered while nothing is booked.
struct Time {
    start: i64,
    /// As it stands in answers.
    text: String,
    /// Whether a client has it.
    is_chosen: bool,
    bookings: Vec<Booking>,
}

/// When a booking was sent, answered, and taken back.
#[derive(Debug, Clone, Copy)]
struct Booking {
    sent: Instant,
    done: Option<Instant>,
    leaving: Option<Instant>,
    left: Option<Instant>,
}

impl Booking {
    /// Whether it was there from one instant to the other.
    fn was_there(&self, from: Instant, to: Instant) -> bool {
        self.done.is_some_and(|done| done <= from) && self.leaving.is_none_or(|leaving| leaving >= to)
    }

    /// Whether it may have been there at some instant between.
    fn may_have_been(&self, from: Instant, to: Instant) -> bool {
        self.sent <= to && self.left.is_none_or(|left| left >= from)
    }
}

/// What a client has booked.
struct Held {
    place: usize,
    interview: String,
}

impl Mixed {
    /// Of the starts that this answer offers.
    pub(super) fn new(filled: &Filled, answer: &[u8]) -> Result<Self> {
        let answer: Value = serde_json::from_slice(answer)?;
        let texts = answer["availableSlots"].as_array().context("no slots")?;
        let time = |slot: &Value| -> Result<Time> {
            let text = slot["start"].as_str().context("no start")?;
            let start = filled.unix(text).with_context(|| text.to_owned())?;
            Ok(Time { start, text: format!("\"start\":\"{text}\""), is_chosen: false, bookings: Vec::new() })
        };
        Ok(Self {
            job: filled.job,
            panel: filled.panel.clone(),
            candidates: filled.candidates.clone(),
            times: Mutex::new(texts.iter().map(time).collect::<Result<_>>()?),
        })
    }

    fn times(&self) -> MutexGuard<'_, Vec<Time>> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks and books until the end; how long each answer took.
    pub(super) fn ask_until(
        &self,
        client: usize,
        question: &[u8],
        connection: &mut Connection,
        end: Instant,
    ) -> Result<Vec<Duration>> {
        let (mut times, mut held, mut number) = (Vec::new(), None, client);
        let mut before = Instant::now();
        while before < end {
            number += 1;
            if number.is_multiple_of(ONE_IN) {
                self.cancel(connection, held.take())?;
                before = Instant::now();
                held = self.book(client, connection)?;
            } else {
                self.ask(question, connection, before)?;
            }
            let after = Instant::now();
            times.push(after - before);
            before = after;
        }
        self.cancel(connection, held)?;
        Ok(times)
    }

    fn ask(&self, question: &[u8], connection: &mut Connection, from: Instant) -> Result<()> {
        let answer = connection.ask(question)?;
        let to = Instant::now();
        let body = String::from_utf8_lossy(answer.body);
        if answer.status != 200 {
            bail!("{}: {body}", answer.status);
        }
        let times = self.times();
        for time in times.iter() {
            let is_offered = body.contains(&time.text);
            let against = || {
                times
                    .iter()
                    .filter(|booked| {
                        time.start < booked.start + BOOKED && booked.start < time.start + MEETING
                    })
                    .flat_map(|booked| &booked.bookings)
            };
            if is_offered && against().any(|booking| booking.was_there(from, to)) {
                bail!("{} is offered, and was booked before it was asked for", time.text);
            }
            if !is_offered && !against().any(|booking| booking.may_have_been(from, to)) {
                bail!("{} is not offered, and nobody has booked it", time.text);
            }
        }
        Ok(())
    }

    /// Books a time that no other client has; none where they have all.
    fn book(&self, client: usize, connection: &mut Connection) -> Result<Option<Held>> {
        let (place, start) = {
            let mut times = self.times();
            // Not all begin at the first one.
            let count = times.len();
            let places = (0..count).map(|offset| (7 * client + offset) % count.max(1));
            let free = places.into_iter().find(|place| times.get(*place).is_some_and(|time| !time.is_chosen));
            let Some(time) = free.and_then(|place| times.get_mut(place)) else { return Ok(None) };
            time.is_chosen = true;
            if time.bookings.len() >= KEPT {
                time.bookings.remove(0);
            }
            let booking = Booking { sent: Instant::now(), done: None, leaving: None, left: None };
            time.bookings.push(booking);
            (free.unwrap_or_default(), time.start)
        };
        let person = self.panel.get(client % self.panel.len().max(1)).copied().unwrap_or_default();
        let body = json!({
            "candidate_id": self.candidates.get(client).copied().unwrap_or_default(), "job_id": self.job,
            "interview_type": "online", "scheduled_at": instant(start), "duration_minutes": BOOKED / 60,
            "interviewer_ids": [person],
        });
        let made = connection.json(&http::post("/api/v1/interviews", &body)).context("a booking")?;
        self.note(place, |booking| booking.done = Some(Instant::now()));
        let interview = made["id"].as_str().context("no id")?.to_owned();
        Ok(Some(Held { place, interview }))
    }

    fn cancel(&self, connection: &mut Connection, held: Option<Held>) -> Result<()> {
        let Some(Held { place, interview }) = held else { return Ok(()) };
        self.note(place, |booking| booking.leaving = Some(Instant::now()));
        let path = format!("/api/v1/interviews/{interview}/cancel");
        connection.json(&http::post(&path, &json!({"reason": "load"}))).context("cancelling")?;
        self.note(place, |booking| booking.left = Some(Instant::now()));
        if let Some(time) = self.times().get_mut(place) {
            time.is_chosen = false;
        }
        Ok(())
    }

    fn note(&self, place: usize, what: impl Fn(&mut Booking)) {
        let mut times = self.times();
        times.get_mut(place).and_then(|time| time.bookings.last_mut()).into_iter().for_each(what);
    }
}

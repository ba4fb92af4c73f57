//! A careful client: it sends each change with a key, and the same again until it is answered, whatever breaks.

use super::super::chance::Chance;
use super::super::http::{self, Connection};
use super::super::pause;
use super::journal::Journal;
use super::world::{Slot, World};
use anyhow::Result;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// The longest that a client thinks between two changes.
const THINKING: Duration = Duration::from_millis(160);
/// How long it waits before it sends the same again.
const AGAIN: Duration = Duration::from_millis(25);
/// What is not answered by then never will be.
pub(super) const PATIENCE: Duration = Duration::from_secs(120);
/// Slots that everybody wants.
const WANTED: usize = 8;

/// What all clients together saw.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// The storm is over.
    pub(super) stop: AtomicBool,
    /// Requests under way.
    pub(super) waiting: AtomicUsize,
    /// Requests whose connection broke, or that could not be sent.
    pub(super) broken: AtomicUsize,
    /// Answers of 503.
    pub(super) unavailable: AtomicUsize,
    /// Changes that were made although the first answer never came or was a 503: the key reply.
    pub(super) replayed: AtomicUsize,
    /// Of these, those that were answered with 503 and nothing else before.
    pub(super) denied: AtomicUsize,
}

pub(super) struct Client<'w> {
    number: usize,
    address: SocketAddr,
    world: &'w World,
    tally: &'w Tally,
    chance: Chance,
    connection: Option<Connection>,
    sent: usize,
    journal: Journal,
    /// The open interview of each candidate, by its position in the journal.
    open: Vec<Option<usize>>,
}

/// What a change was answered with.
struct Reply {
    status: u16,
    body: Value,
}

impl<'w> Client<'w> {
    pub(super) fn new(
        number: usize,
        seed: u64,
        address: SocketAddr,
        world: &'w World,
        tally: &'w Tally,
    ) -> Self {
        let chance = Chance::new(seed.wrapping_add(1 + u64::try_from(number).unwrap_or_default()) << 20);
        let open = vec![None; world.candidates.get(number).map_or(0, Vec::len)];
        let (connection, journal) = (None, Journal::default());
        Self { number, address, world, tally, chance, connection, sent: 0, journal, open }
    }

    /// Makes changes until the storm is over; answers what it was reply.
    pub(super) fn run(mut self) -> Journal {
        while !self.tally.stop.load(Relaxed) && self.journal.faults.len() < 10 {
            self.change_something();
            pause(self.chance.time(THINKING));
        }
        self.journal
    }

    fn change_something(&mut self) {
        let candidate = self.chance.below(self.open.len());
        let Some(at) = self.open.get(candidate).copied().flatten() else { return self.make(candidate) };
        let Some(interview) = self.journal.interviews.get(at) else { return };
        let (id, scheduled) = (interview.id.clone(), interview.status == "scheduled");
        let schedule = interview.live.and_then(|live| self.journal.schedules.get(live));
        let schedule = schedule.map(|schedule| (schedule.id.clone(), schedule.slot.clone()));
        let dice = self.chance.below(100);
        match (schedule, scheduled, dice) {
            (None, _, 0..85) => self.book(at, &id),
            (None, _, _) | (Some(_), true, 0..25) => self.cancel(candidate, at, &id),
            (Some((schedule, _)), false, 0..70) => self.confirm(at, &schedule),
            (Some((schedule, _)), _, 70..85) => self.unschedule(at, &schedule),
            (Some((schedule, slot)), _, _) => self.move_on(at, &schedule, &slot),
        }
    }

    fn make(&mut self, candidate: usize) {
        let world = self.world;
        let person = world.candidates.get(self.number).and_then(|own| own.get(candidate)).copied();
        let person = person.unwrap_or_default();
        let body = json!({
            "company_id": world.company, "candidate_id": person, "job_id": world.job, "interview_type": "offline",
        });
        let reply = self.post("/api/v1/interviews", &body);
        if let Some(id) = self.expect(&reply, 201, "pending") {
            if let Some(open) = self.open.get_mut(candidate) {
                *open = Some(self.journal.interviews.len());
            }
            self.journal.made(id, person);
        }
    }

    fn book(&mut self, at: usize, interview: &str) {
        let Some(slot) = self.slot() else { return };
        let body = json!({"interview_id": interview, "slot_id": slot.id});
        let reply = self.post("/api/interviews/schedules/book_interview/", &body);
        if self.refused(&reply) {
            return;
        }
        if let Some(id) = self.expect(&reply, 201, "pending") {
            self.journal.booked(at, id, slot);
        }
    }

    fn confirm(&mut self, at: usize, schedule: &str) {
        let reply = self.post(&path(schedule, "confirm_schedule"), &json!({}));
        if self.expect(&reply, 200, "confirmed").is_some() {
            self.journal.confirmed(at);
        }
    }

    fn move_on(&mut self, at: usize, schedule: &str, from: &Slot) {
        let Some(slot) = self.slot().filter(|slot| slot != from) else { return };
        let body = json!({"slot_id": slot.id, "reason": "another time"});
        let reply = self.post(&path(schedule, "reschedule"), &body);
        if self.refused(&reply) {
            return;
        }
        let live = self.journal.interviews.get(at).and_then(|interview| interview.live);
        let status = live.and_then(|live| self.journal.schedules.get(live)).map_or("", |old| old.status);
        if let Some(id) = self.expect(&reply, 200, status) {
            self.journal.moved(at, id, slot);
        }
    }

    fn unschedule(&mut self, at: usize, schedule: &str) {
        let reply = self.post(&path(schedule, "cancel_schedule"), &json!({"reason": "not now"}));
        if self.expect(&reply, 200, "cancelled").is_some() {
            self.journal.unscheduled(at);
        }
    }

    fn cancel(&mut self, candidate: usize, at: usize, interview: &str) {
        let reply = self.post(&format!("/api/v1/interviews/{interview}/cancel"), &json!({"reason": "over"}));
        if self.expect(&reply, 200, "cancelled").is_some() {
            self.journal.cancelled(at);
            if let Some(open) = self.open.get_mut(candidate) {
                *open = None;
            }
        }
    }

    /// Any slot, and sometimes one that everybody wants.
    fn slot(&mut self) -> Option<Slot> {
        let wanted = self.chance.percent(30);
        let slots = if wanted { self.world.slots.get(..WANTED)? } else { &self.world.slots };
        self.chance.one(slots).cloned()
    }

    /// Whether it was refused with a conflict, as bookings may be.
    fn refused(&mut self, reply: &Reply) -> bool {
        let Some(conflict) = reply.body["conflict_id"].as_str().filter(|_| reply.status == 409) else {
            return false;
        };
        self.journal.acknowledged += 1;
        self.journal.refused(conflict.to_owned());
        true
    }

    /// The id of what was done as it should be; a fault otherwise.
    fn expect(&mut self, reply: &Reply, status: u16, state: &str) -> Option<String> {
        let (id, said) = (reply.body["id"].as_str(), reply.body["status"].as_str());
        if reply.status == status && said == Some(state) && id.is_some() {
            self.journal.acknowledged += 1;
            return id.map(str::to_owned);
        }
        let fault = format!("{status} {state} was expected, {}: {}", reply.status, reply.body);
        self.journal.faults.push(fault);
        None
    }

    /// Sends a change until it is answered.
    fn post(&mut self, path: &str, body: &Value) -> Reply {
        self.sent += 1;
        let key = format!("Idempotency-Key: {}-{}", self.number, self.sent);
        let request = http::post_with(path, &key, body);
        let (begun, mut broken, mut denied) = (Instant::now(), false, false);
        while begun.elapsed() < PATIENCE {
            self.tally.waiting.fetch_add(1, Relaxed);
            let answer = self.once(&request);
            self.tally.waiting.fetch_sub(1, Relaxed);
            match answer {
                Ok((503, _, _)) => {
                    self.tally.unavailable.fetch_add(1, Relaxed);
                    denied = true;
                }
                Ok((status, body, replayed)) => {
                    self.tally.replayed.fetch_add(usize::from(replayed), Relaxed);
                    self.tally.denied.fetch_add(usize::from(replayed && denied && !broken), Relaxed);
                    return Reply { status, body };
                }
                Err(_) => {
                    self.tally.broken.fetch_add(1, Relaxed);
                    (self.connection, broken) = (None, true);
                }
            }
            pause(AGAIN);
        }
        Reply { status: 0, body: json!(format!("{path} was not answered")) }
    }

    /// Status, body, and whether the answer is one that was given before.
    fn once(&mut self, request: &[u8]) -> Result<(u16, Value, bool)> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(Connection::open(self.address)?),
        };
        let answer = connection.ask(request)?;
        Ok((answer.status, serde_json::from_slice(answer.body)?, answer.is_replayed()))
    }
}

fn path(schedule: &str, action: &str) -> String {
    format!("/api/interviews/schedules/{schedule}/{action}/")
}

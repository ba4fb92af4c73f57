//! Makes, over the product's API, what is to be booked: interviewers with slots, candidates who may be interviewed, and
//! an interview without a time for each booking to come.

use super::super::fill::{candidate, make, next_monday};
use super::super::http::{self, Connection};
use super::super::people::date_text;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// Interviewers whose slots are booked side by side.
const INTERVIEWERS: usize = 50;
/// Candidates; each has one interview at a time.
const CANDIDATES: usize = 1_000;
/// Bookings of one burst on slots of many interviewers.
const SPREAD: usize = 2_000;
/// Bookings of one burst on one slot, each of another candidate.
const HOT: usize = CANDIDATES;
/// Connections that fill the database.
const FILLERS: usize = 8;
/// Slots of half an hour on each day of an interviewer.
const A_DAY: usize = 48;

/// What one burst books: whole requests, each to be answered with 201.
pub(super) struct Work {
    pub(super) spread: Vec<Vec<u8>>,
    pub(super) hot: Vec<Vec<u8>>,
    hot_slot: String,
}

/// Work for so many bursts.
///
/// # Errors
/// Where the server refuses something.
pub(super) fn fill(address: SocketAddr, bursts: usize) -> Result<Vec<Work>> {
    let api = &mut Connection::open(address)?;
    let monday = next_monday()?;
    let hours = json!({"start": "00:00", "end": "24:00"});
    let company = make(api, "/api/v1/companies", &json!({"name": "Booking", "business_hours": hours}))?;
    let job = make(api, "/api/v1/jobs", &json!({"company_id": company, "title": "Engineer"}))?;
    let days = (bursts * SPREAD).div_ceil(INTERVIEWERS * A_DAY);
    let slots = slots(api, company, monday, days)?;
    let candidates = candidates(address, company, job)?;
    let mut work = Vec::with_capacity(bursts);
    for burst in 0..bursts {
        let first = burst * SPREAD;
        let spread = (first..first + SPREAD).map(|booking| {
            // By time first: neighbours belong to other interviewers and other candidates.
            let (time, holder) = (booking / INTERVIEWERS, booking % INTERVIEWERS);
            let slot = slots.get(holder).and_then(|own| own.get(time)).cloned();
            (candidates.get(booking % CANDIDATES).copied().unwrap_or_default(), slot.unwrap_or_default())
        });
        let hot_slot = hot_slot(api, company, monday, days, burst)?;
        let hot = candidates.iter().take(HOT).map(|candidate| (*candidate, hot_slot.clone()));
        let plans: Vec<(i64, String)> = spread.chain(hot).collect();
        let mut requests = side_by_side(address, &plans, |api, (candidate, slot)| {
            let body = json!({
                "company_id": company, "candidate_id": candidate, "job_id": job, "interview_type": "offline",
            });
            let made = api.json(&http::post("/api/v1/interviews", &body))?;
            Ok(request(&made["id"], slot))
        })?;
        let hot = requests.split_off(SPREAD);
        work.push(Work { spread: requests, hot, hot_slot });
    }
    Ok(work)
}

/// A booking as a careful client sends it: with a key, so that it can be sent again.
fn request(interview: &Value, slot: &str) -> Vec<u8> {
    let body = json!({"interview_id": interview, "slot_id": slot});
    let key = format!("Idempotency-Key: {}", interview.as_str().unwrap_or_default());
    http::post_with("/api/interviews/schedules/book_interview/", &key, &body)
}

/// The slots of each interviewer, in order of time.
fn slots(api: &mut Connection, company: i64, monday: i64, days: usize) -> Result<Vec<Vec<String>>> {
    let last = monday + i64::try_from(days)? - 1;
    let mut all = Vec::new();
    for number in 0..INTERVIEWERS {
        let user = interviewer(api, company, &format!("interviewer-{number}"))?;
        let body = json!({
            "interviewer_id": user, "company_id": company, "start_date": date_text(monday),
            "end_date": date_text(last), "start_time": "00:00", "end_time": "24:00",
            "days_of_week": [1, 2, 3, 4, 5, 6, 7], "slot_duration": 30, "break_duration": 0,
        });
        let made = api.json(&http::post("/api/interviews/slots/create_recurring/", &body))?;
        let ids = made["slots"].as_array().into_iter().flatten();
        let own: Vec<String> = ids.filter_map(|slot| slot["id"].as_str().map(str::to_owned)).collect();
        if own.len() != days * A_DAY {
            bail!("{} of {} slots were made", own.len(), days * A_DAY);
        }
        all.push(own);
    }
    Ok(all)
}

/// Somebody who interviews.
pub(crate) fn interviewer(api: &mut Connection, company: i64, name: &str) -> Result<i64> {
    let body = json!({
        "company_id": company, "name": name, "email": format!("{name}@example.com"), "role": "staff",
    });
    make(api, "/api/v1/users", &body)
}

/// A slot that takes everybody, after all other slots.
fn hot_slot(api: &mut Connection, company: i64, monday: i64, days: usize, burst: usize) -> Result<String> {
    let user = interviewer(api, company, &format!("hot-{burst}"))?;
    let date = date_text(monday + i64::try_from(days + burst)?);
    let body = json!({
        "company": company, "interviewer": user, "max_candidates": HOT,
        "start_time": format!("{date}T09:00:00Z"), "end_time": format!("{date}T10:00:00Z"),
    });
    let made = api.json(&http::post("/api/interviews/slots/", &body))?;
    made["id"].as_str().map(str::to_owned).context("a slot without an id")
}

fn candidates(address: SocketAddr, company: i64, job: i64) -> Result<Vec<i64>> {
    let numbers: Vec<usize> = (0..CANDIDATES).collect();
    side_by_side(address, &numbers, |api, number| candidate(api, company, job, &number.to_string()))
}

/// Does something for each item on several connections; the answers are in the order of the items.
pub(crate) fn side_by_side<I: Sync, T: Send>(
    address: SocketAddr,
    items: &[I],
    work: impl Fn(&mut Connection, &I) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let each = items.len().div_ceil(FILLERS).max(1);
    let run = |share: &[I]| -> Result<Vec<T>> {
        let mut api = Connection::open(address)?;
        share.iter().map(|item| work(&mut api, item)).collect()
    };
    let done: Vec<Result<Vec<T>>> = std::thread::scope(|scope| {
        let run = &run;
        let threads: Vec<_> = items.chunks(each).map(|share| scope.spawn(move || run(share))).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|_| bail!("a client panicked"))
        };
        threads.into_iter().map(join).collect()
    });
    let mut all = Vec::with_capacity(items.len());
    for share in done {
        all.extend(share?);
    }
    Ok(all)
}

/// Makes sure that the burst booked what it says.
///
/// # Errors
/// Where it did not.
pub(super) fn check(address: SocketAddr, work: &Work) -> Result<()> {
    let path = format!("/api/interviews/slots/{}", work.hot_slot);
    let slot = Connection::open(address)?.json(&http::get(&path))?;
    if slot["current_bookings"].as_u64() != Some(u64::try_from(work.hot.len())?) {
        bail!("the hot slot has {} bookings, {} were made", slot["current_bookings"], work.hot.len());
    }
    Ok(())
}

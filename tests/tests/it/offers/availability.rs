//! Interviews that are given their time directly: where availability has a panel free, they can meet.

use super::ask::{items, told};
use super::plan::{Event, Meeting, Plan};
use super::run::{Checked, in_many, same};
use super::world::World;
use scheduling_core::time::Timestamp;
use serde_json::Value;
use testkit::db::TestDb;
use testkit::{Case, at};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![what_availability_offers_is_booked]
}

async fn what_availability_offers_is_booked(db: TestDb) {
    in_many(db, check).await;
}

async fn check(world: &World<'_>, plan: &Plan) -> Checked {
    let meeting = &plan.meeting;
    let panel = world.panel(&meeting.people);
    let template = world.template(&panel, meeting.minutes).await;
    for pick in &meeting.picks {
        let answer = world.availability(template, window(world, meeting), &rules(meeting)).await;
        let offered = items(&answer, "availableSlots");
        if let Some(slot) = pick_of(&offered, *pick) {
            let start = slot["start"].as_str().unwrap_or_default();
            let met = world.meet(&panel, start, meeting.minutes).await;
            same(
                &format!("at {start}, as offered"),
                &told(&met),
                &reach(world, start).unwrap_or((201, String::new())),
            )?;
        }
        book_by_template(world, meeting, &panel, &offered, *pick).await?;
        let starts = answer["explanation"]["starts"].as_array().cloned().unwrap_or_default();
        let removed: Vec<Value> = starts.into_iter().filter(by_a_person).collect();
        if let Some(removed) = pick_of(&removed, *pick) {
            let start = removed["start"].as_str().unwrap_or_default();
            let met = world.meet(&panel, start, meeting.minutes).await;
            same(&format!("at {start}, as {removed}"), &told(&met), &refusal(world, plan, removed, start))?;
        }
    }
    Ok(())
}

/// A template that needs one of the panel: what it offers now can be booked by its id, with somebody whom it named, and not
/// any more once all whom it named are taken.
async fn book_by_template(
    world: &World<'_>,
    meeting: &Meeting,
    panel: &[i64],
    offered: &[Value],
    pick: usize,
) -> Checked {
    let Some(start) = pick_of(offered, pick + 1).and_then(|slot| slot["start"].as_str()) else {
        return Ok(());
    };
    let template = world.template_of_one(panel, meeting.minutes).await;
    let window = (at(start), at(start).plus_minutes(meeting.minutes));
    for _ in 0..=panel.len() {
        let now = world.availability(template, window, "").await;
        let named = items(&now, "availableSlots").first().map(|slot| slot["available"].clone());
        let met = world.meet_by(template, start).await;
        let expected = match &named {
            Some(_) => reach(world, start).unwrap_or((201, String::new())),
            None => reach(world, start).unwrap_or((409, "interviewer-unavailable".into())),
        };
        same(&format!("by template {template} at {start} of {named:?}"), &told(&met), &expected)?;
        let (Some(named), 201) = (named, met.status) else { return Ok(()) };
        let chosen = &met["interviewer_ids"][0];
        let known = named.as_array().is_some_and(|named| named.contains(chosen));
        same(&format!("{chosen} of {named}"), &known, &true)?;
    }
    Err(format!("more than {} were booked at {start}", panel.len()))
}

/// Two days, so that the explanation of each minute fits.
fn window(world: &World<'_>, meeting: &Meeting) -> (Timestamp, Timestamp) {
    let from = world.now.plus_minutes(meeting.from_day * 24 * 60);
    let days = if meeting.step == 1 { 1 } else { 8 };
    (from, from.plus_minutes(days * 24 * 60))
}

fn rules(meeting: &Meeting) -> String {
    let Meeting { step, notice, buffers: (before, after), .. } = meeting;
    format!(
        "step_minutes={step}&minimum_notice_minutes={notice}&buffer_before_minutes={before}\
         &buffer_after_minutes={after}&explain=true"
    )
}

fn pick_of(list: &[Value], pick: usize) -> Option<&Value> {
    list.get(pick % list.len().max(1))
}

/// Whether a person stands against the start, and not only what the question wishes for (buffers, notice).
fn by_a_person(start: &Value) -> bool {
    rules_of(start)
        .any(|rule| ["busy", "available", "untrusted_calendar", "cannot_interview"].contains(&rule))
}

fn rules_of(start: &Value) -> impl Iterator<Item = &str> {
    start["removedBy"].as_array().into_iter().flatten().filter_map(|removal| removal["rule"].as_str())
}

/// What the reach of interviews says: 2 hours to 90 days ahead.
fn reach(world: &World<'_>, start: &str) -> Option<(u16, String)> {
    let start = at(start);
    if start < world.now.plus_minutes(120) {
        Some((422, "too-soon".into()))
    } else {
        (start > world.now.plus_minutes(90 * 24 * 60)).then(|| (422, "too-far".into()))
    }
}

/// What is told for a start that people stand against.
fn refusal(world: &World<'_>, plan: &Plan, removed: &Value, start: &str) -> (u16, String) {
    let closed = plan.events.iter().any(|event| matches!(event, Event::Close));
    let left = plan.events.iter().any(|event| match event {
        Event::Leave { person } => world.panel(&plan.meeting.people).contains(&world.person(*person)),
        _ => false,
    });
    let nobody = rules_of(removed).any(|rule| rule == "cannot_interview");
    match reach(world, start) {
        _ if left && nobody => (422, "invalid".into()),
        Some(refusal) => refusal,
        None if closed => (409, "wrong-status".into()),
        None => (409, "interviewer-unavailable".into()),
    }
}

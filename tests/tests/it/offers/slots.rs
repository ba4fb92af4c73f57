//! Slots: what search offers, booking takes.

use super::ask::told;
use super::plan::{Event, Plan};
use super::run::{Checked, in_many, same};
use super::world::{SLOTS, World};
use serde_json::{Value, json};
use testkit::db::TestDb;
use testkit::{Case, at};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![what_search_offers_is_booked]
}

async fn what_search_offers_is_booked(db: TestDb) {
    in_many(db, check).await;
}

async fn check(world: &World<'_>, plan: &Plan) -> Checked {
    let offered = world.search(plan.page).await;
    let all = world.slots().await;
    agree(&offered, &all)?;
    let closed = plan.events.iter().any(|event| matches!(event, Event::Close));
    for (index, slot) in all.iter().enumerate() {
        let panel = world.panel(&plan.panels[index % plan.panels.len()]);
        fill(world, slot, &panel, closed).await?;
    }
    same("left on offer", &world.search(plan.page).await.iter().filter(|slot| near(world, slot)).count(), &0)
}

/// What search finds is what is shown as available, each once and soonest first.
fn agree(offered: &[Value], all: &[Value]) -> Checked {
    let key = |slot: &&Value| (slot["start_time"].to_string(), slot["id"].to_string());
    let mut expected: Vec<&Value> = all.iter().filter(|slot| slot["is_available"] == true).collect();
    expected.sort_by_key(key);
    same("search", &offered.iter().collect::<Vec<_>>(), &expected)
}

/// Whether interviews can be booked so far ahead.
fn near(world: &World<'_>, slot: &Value) -> bool {
    at(slot["start_time"].as_str().unwrap_or_default()) <= world.now.plus_minutes(90 * 24 * 60)
}

/// Books all places of a slot: the first try with a panel, as availability says that it must end, the others alone.
/// What is not offered is refused for its reason.
async fn fill(world: &World<'_>, slot: &Value, panel: &[i64], closed: bool) -> Checked {
    let id = slot["id"].as_str().unwrap_or_default();
    let seen = world.slot(slot).await;
    let others: Vec<i64> = panel.iter().copied().filter(|user| seen["interviewer"] != *user).collect();
    let expected = expected(world, &seen, closed);
    let free = world.are_free(&others, &seen).await;
    let with_panel = match (&expected, free) {
        ((201, _), false) => (409, "interviewer-unavailable".to_owned()),
        _ => expected,
    };
    same(&format!("with {panel:?} on {seen}"), &told(&world.book(id, panel).await), &with_panel)?;
    loop {
        let seen = world.slot(slot).await;
        let expected = self::expected(world, &seen, closed);
        same(&format!("alone on {seen}"), &told(&world.book(id, &[]).await), &expected)?;
        by_hand(world, &seen, id).await?;
        if expected.0 != 201 {
            return Ok(());
        }
    }
}

/// A place can be taken by a manual booking as long as the slot is offered, however far ahead.
async fn by_hand(world: &World<'_>, seen: &Value, id: &str) -> Checked {
    let available = world.slot(seen).await["is_available"] == true;
    let taken = world.app.post(&format!("{SLOTS}/{id}/book_slot"), json!({})).await;
    let expected = if available { (200, String::new()) } else { (409, "slot-not-bookable".to_owned()) };
    same(&format!("by hand on {seen}"), &told(&taken), &expected)
}

/// What booking an interview without a panel must come to.
fn expected(world: &World<'_>, slot: &Value, closed: bool) -> (u16, String) {
    let refused = |status, slug: &str| (status, slug.to_owned());
    let begun = at(slot["start_time"].as_str().unwrap_or_default()) <= world.now;
    match slot["status"].as_str().unwrap_or_default() {
        _ if !near(world, slot) => refused(422, "too-far"),
        "cancelled" | "completed" => refused(409, "slot-not-bookable"),
        "booked" => refused(409, "slot-full"),
        _ if begun || closed => refused(409, "slot-not-bookable"),
        _ if slot["is_available"] == true => (201, String::new()),
        _ => refused(409, "interviewer-unavailable"),
    }
}

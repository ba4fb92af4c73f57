//! The answer on the wire. It is written slot by slot from the core's answer; no list of slots is made.

use super::slots_out::write_slots;
use http_kit::{AnswerTooLarge, InstantOut, Rendered};
use scheduling_core::availability::Answer;
use utoipa::ToSchema;

/// A slot, for the document.
#[derive(ToSchema)]
#[schema(as = Slot)]
#[expect(dead_code, reason = "stands for the shape in the OpenAPI document; never made")]
pub(crate) struct SlotDoc {
    /// When it starts.
    start: InstantOut,
    /// When it ends: `duration_minutes` later.
    end: InstantOut,
    /// Every participant who is free for it, in the order of `participants`, and not only as many as are required.
    available: Vec<String>,
}

/// The slots, for the document.
#[derive(ToSchema)]
#[schema(as = QueryAnswer)]
#[expect(dead_code, reason = "stands for the shape in the OpenAPI document; never made")]
pub(crate) struct QueryOutDoc {
    /// In order of start.
    slots: Vec<SlotDoc>,
    /// Whether `limit` cut the list.
    truncated: bool,
}

/// The slots with the ids of who is free.
pub(super) fn rendered(answer: &Answer, ids: &[&str]) -> Result<Rendered, AnswerTooLarge> {
    Rendered::object(|body| {
        body.add_written("slots", |out| write_slots(out, answer, ids))?;
        body.add("truncated", &answer.truncated())
    })
}

//! The answer on the wire. It is written slot by slot from the core's answer; no list of slots is made.

use http_kit::InstantOut;
use scheduling_core::availability::{Answer, Slot};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use utoipa::ToSchema;

/// Slots with the ids of who is free.
pub(crate) struct QueryOut {
    answer: Answer,
    ids: Vec<String>,
}

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

impl QueryOut {
    pub(crate) fn new(answer: Answer, ids: Vec<String>) -> Self {
        Self { answer, ids }
    }
}

impl Serialize for QueryOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_struct("QueryOut", 2)?;
        body.serialize_field("slots", &Slots(self))?;
        body.serialize_field("truncated", &self.answer.truncated())?;
        body.end()
    }
}

struct Slots<'a>(&'a QueryOut);

impl Serialize for Slots<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.answer.slots().map(|slot| SlotOut { slot, ids: &self.0.ids }))
    }
}

struct SlotOut<'a> {
    slot: Slot<'a>,
    ids: &'a [String],
}

impl Serialize for SlotOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut slot = serializer.serialize_struct("Slot", 3)?;
        slot.serialize_field("start", &InstantOut(self.slot.start()))?;
        slot.serialize_field("end", &InstantOut(self.slot.end()))?;
        slot.serialize_field("available", &Available(self))?;
        slot.end()
    }
}

struct Available<'a>(&'a SlotOut<'a>);

impl Serialize for Available<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.slot.available().filter_map(|number| self.0.ids.get(number)))
    }
}

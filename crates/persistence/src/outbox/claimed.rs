//! Effects that a worker holds.

use super::payload::UnreadablePayload;
use domain::effect::Effect;
use domain::{CompanyId, EffectId};
use scheduling_core::time::Timestamp;

/// An effect that a worker has leased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedEffect {
    pub id: EffectId,
    pub company: CompanyId,
    pub kind: String,
    /// The effect, if this version of the program can read it.
    pub effect: Result<Effect, UnreadablePayload>,
    /// How often it was claimed, including this claim.
    pub attempts: i64,
    pub created_at: Timestamp,
}

/// The key of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub company: CompanyId,
    pub id: EffectId,
}

impl ClaimedEffect {
    /// Its key.
    #[must_use]
    pub fn key(&self) -> Key {
        Key { company: self.company, id: self.id }
    }
}

//! Effects that a worker holds.

use super::payload::Unread;
use domain::effect::Effect;
use domain::{CompanyId, EffectId};
use scheduling_core::time::Timestamp;

/// An effect that this worker holds until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    pub id: EffectId,
    pub company: CompanyId,
    pub kind: String,
    /// What is to be done, where this version of the program can read it.
    pub effect: Result<Effect, Unread>,
    /// How often it was claimed, this time included.
    pub attempts: i64,
    pub created_at: Timestamp,
}

/// Which effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub company: CompanyId,
    pub id: EffectId,
}

impl Claimed {
    /// Its key.
    #[must_use]
    pub fn key(&self) -> Key {
        Key { company: self.company, id: self.id }
    }
}

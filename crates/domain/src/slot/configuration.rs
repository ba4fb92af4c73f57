//! When AI interviewers of a type are offered, week by week, and with which settings.

use super::{AiKind, WeekdayHours};
use crate::{ConfigurationId, Record};

/// A stored configuration. Slots are generated from it; those that are made by hand need not keep to it, unlike a
/// person's to their patterns.
pub type Configuration = Record<ConfigurationId, ConfigurationDetails>;

/// What may be changed about a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigurationDetails {
    pub kind: AiKind,
    /// On the wall clock of the company's zone.
    pub week: WeekdayHours,
    /// A JSON object, which its slots take over as `ai_configuration`.
    pub settings: Option<String>,
}

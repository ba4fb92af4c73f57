//! When AI interviewers of a type are offered, week by week, and with which settings.

use super::{AiKind, PatternDetails};
use crate::Metadata;
use crate::{CompanyId, ConfigurationId};

/// A stored configuration. Slots are generated from it; those that are made by hand need not keep to it, unlike a
/// person's to their patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    pub id: ConfigurationId,
    pub company: CompanyId,
    pub details: ConfigurationDetails,
    pub metadata: Metadata,
}

/// What may be changed about a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigurationDetails {
    pub kind: AiKind,
    /// On the wall clock of the company's zone.
    pub week: PatternDetails,
    /// A JSON object, which its slots take over as `ai_configuration`.
    pub settings: Option<String>,
}

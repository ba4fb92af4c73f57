//! Availability patterns on the wire.

use super::week::{WeekIn, WeekPatch, whole_week};
use crate::kit::fields::given;
use app::patterns::PatternChange;
use domain::slot::{Pattern, PatternDetails};
use http_kit::{Checks, InstantOut, Patch, Problem, WholeNumber, WireDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A pattern to be made, or in `PUT` what takes the place of the changeable fields.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PatternIn {
    /// Whose availability it is; never changes.
    #[schema(value_type = i64)]
    pub(super) interviewer: WholeNumber,
    /// The interviewer's company; it need not be named.
    #[schema(value_type = Option<i64>)]
    pub(super) company: Option<WholeNumber>,
    /// 1 (Monday) to 7, in the interviewer's zone, as the times.
    #[schema(value_type = i64)]
    day_of_week: WholeNumber,
    /// 00:00 to 23:59.
    start_time: String,
    /// 00:00 to 24:00; before the start, it runs over midnight.
    end_time: String,
    /// Minutes of a slot that is generated from it: 1 to 1440 (60).
    #[schema(value_type = Option<i64>)]
    slot_duration: Option<WholeNumber>,
    /// Minutes between two of them: 0 to 1440 (15).
    #[schema(value_type = Option<i64>)]
    break_duration: Option<WholeNumber>,
    /// Whether the interviewer is to be had then (true), or is not.
    is_available: Option<bool>,
    /// How many slots a series makes on one day: 1 to 1440 (8).
    #[schema(value_type = Option<i64>)]
    max_slots_per_day: Option<WholeNumber>,
    /// The first date.
    valid_from: WireDate,
    /// The last date; null for ever.
    valid_until: Option<WireDate>,
}

impl PatternIn {
    pub(super) fn details(&self) -> Result<PatternDetails, Problem> {
        let mut checks = Checks::new();
        let week = WeekIn {
            day_of_week: self.day_of_week,
            times: (&self.start_time, &self.end_time),
            slot_duration: self.slot_duration,
            break_duration: self.break_duration,
            is_available: self.is_available,
            max_slots_per_day: self.max_slots_per_day,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        };
        match week.read(&mut checks) {
            Some(details) if checks.is_clean() => Ok(details),
            _ => Err(checks.refuse()),
        }
    }

    /// The change that puts this in the place of all that may change.
    pub(super) fn replacement(&self) -> Result<PatternChange, Problem> {
        Ok(whole_week(&self.details()?))
    }
}

/// A change of a pattern: what is absent stays. Whose it is never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PatternPatch {
    /// 1 (Monday) to 7.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = i64)]
    day_of_week: Option<WholeNumber>,
    /// 00:00 to 23:59.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    start_time: Option<String>,
    /// 00:00 to 24:00.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    end_time: Option<String>,
    /// 1 to 1440; null for 60.
    #[serde(default)]
    slot_duration: Patch<WholeNumber>,
    /// 0 to 1440; null for 15.
    #[serde(default)]
    break_duration: Patch<WholeNumber>,
    /// Null for true.
    #[serde(default)]
    is_available: Patch<bool>,
    /// 1 to 1440; null for 8.
    #[serde(default)]
    max_slots_per_day: Patch<WholeNumber>,
    /// The first date.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    valid_from: Option<WireDate>,
    /// The last date; null for ever.
    #[serde(default)]
    valid_until: Patch<WireDate>,
}

impl PatternPatch {
    pub(super) fn change(self) -> Result<PatternChange, Problem> {
        let mut checks = Checks::new();
        let week = WeekPatch {
            day_of_week: self.day_of_week,
            times: (self.start_time, self.end_time),
            slot_duration: self.slot_duration,
            break_duration: self.break_duration,
            is_available: self.is_available,
            max_slots_per_day: self.max_slots_per_day,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        };
        let change = week.read(&mut checks);
        checks.finish()?;
        Ok(change)
    }
}

/// An availability pattern.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AvailabilityPattern)]
pub(super) struct PatternOut {
    id: i64,
    interviewer: i64,
    company: i64,
    /// 1 (Monday) to 7.
    day_of_week: u8,
    /// `HH:MM:SS`
    start_time: String,
    /// `HH:MM:SS`
    end_time: String,
    slot_duration: i64,
    break_duration: i64,
    is_available: bool,
    max_slots_per_day: i64,
    valid_from: WireDate,
    valid_until: Option<WireDate>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<Pattern> for PatternOut {
    fn from(pattern: Pattern) -> Self {
        let (details, metadata) = (pattern.details, pattern.metadata);
        Self {
            id: pattern.id.0,
            interviewer: pattern.interviewer.0,
            company: pattern.company.0,
            day_of_week: details.day_of_week.number(),
            start_time: format!("{}:00", details.start),
            end_time: format!("{}:00", details.end),
            slot_duration: details.slot_minutes,
            break_duration: details.break_minutes,
            is_available: details.is_available,
            max_slots_per_day: details.max_slots_per_day,
            valid_from: details.valid_from.into(),
            valid_until: details.valid_until.map(WireDate),
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

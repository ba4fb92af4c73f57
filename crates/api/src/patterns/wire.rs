//! Availability patterns on the wire.

use super::week::{WeekIn, WeekPatch};
use crate::kit::dry_run::TakesAwayOut;
use crate::kit::fields::given;
use crate::kit::prelude::*;
use app::patterns::PatternEffect;
use domain::slot::{Pattern, PatternDetails};
use domain::{Refusal, UserId};
use http_kit::WireDate;

/// A pattern to be made, or in `PUT` what takes the place of the changeable fields.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PatternIn {
    /// Whose availability it is; never changes.
    #[schema(value_type = i64)]
    interviewer: WholeNumber,
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

impl CreateBody for PatternIn {
    type Details = PatternDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.company
    }

    fn details(self, checks: &mut Checks) -> Option<PatternDetails> {
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
        Some(PatternDetails { user: UserId(self.interviewer.0), week: week.read(checks)? })
    }
}

/// As a change: it puts all that may change in the place of what there is. Whose it is never changes.
impl UpdateBody for PatternIn {
    type Details = PatternDetails;

    fn change(self, checks: &mut Checks) -> Change<PatternDetails> {
        let wanted = self.details(checks);
        Box::new(move |pattern| match &wanted {
            Some(wanted) if wanted.user != pattern.user => {
                Err(Refusal::invalid("/interviewer", "never changes"))
            }
            wanted => {
                set(pattern, wanted);
                Ok(())
            }
        })
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

impl UpdateBody for PatternPatch {
    type Details = PatternDetails;

    fn change(self, checks: &mut Checks) -> Change<PatternDetails> {
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
        let week = week.read(checks);
        Box::new(move |pattern| {
            week.apply(&mut pattern.week);
            Ok(())
        })
    }
}

/// An availability pattern.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AvailabilityPattern)]
pub(crate) struct PatternOut {
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

/// A new availability pattern, and what it does to the times of its interviewer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewAvailabilityPattern)]
pub(super) struct NewPatternOut {
    #[serde(flatten)]
    pattern: PatternOut,
    /// The time and the slots that it closes; absent where it closes nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    takes_away: Option<TakesAwayOut>,
    /// Another pattern that says the same already; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    same_as: Option<i64>,
}

impl NewPatternOut {
    pub(super) fn new(pattern: Pattern, effect: PatternEffect) -> Self {
        Self {
            pattern: pattern.into(),
            takes_away: effect.takes_away.map(Into::into),
            same_as: effect.same_as.map(|pattern| pattern.0),
        }
    }
}

impl From<Pattern> for PatternOut {
    fn from(pattern: Pattern) -> Self {
        let (PatternDetails { user, week }, metadata) = (pattern.details, pattern.metadata);
        Self {
            id: pattern.id.0,
            interviewer: user.0,
            company: pattern.company.0,
            day_of_week: week.day_of_week.number(),
            start_time: format!("{}:00", week.start),
            end_time: format!("{}:00", week.end),
            slot_duration: week.slot_minutes,
            break_duration: week.break_minutes,
            is_available: week.is_available,
            max_slots_per_day: week.max_slots_per_day,
            valid_from: week.valid_from.into(),
            valid_until: week.valid_until.map(WireDate),
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

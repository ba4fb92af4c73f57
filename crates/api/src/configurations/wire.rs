//! AI configurations on the wire: availability patterns with a type and settings in place of the interviewer.

use crate::kit::fields::{given, patched, settings};
use crate::kit::prelude::*;
use crate::patterns::week::{WeekIn, WeekPatch};
use crate::wire::ai_interview_type::AiInterviewType;
use domain::slot::{AiKind, Configuration, ConfigurationDetails};
use http_kit::WireDate;
use serde_json::{Map, Value};

const SETTINGS: &str = "/ai_settings";

/// A configuration to be made, or in `PUT` what takes the place of the changeable fields.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfigurationIn {
    /// What the AI interviewer asks about.
    interview_type: AiInterviewType,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    company: Option<WholeNumber>,
    /// 1 (Monday) to 7, in the company's zone, as the times.
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
    /// Whether slots are offered then (true), or are not whatever other configurations say.
    is_available: Option<bool>,
    /// How many slots are generated on one day: 1 to 1440 (8).
    #[schema(value_type = Option<i64>)]
    max_slots_per_day: Option<WholeNumber>,
    /// The first date.
    valid_from: WireDate,
    /// The last date; null for ever.
    valid_until: Option<WireDate>,
    /// Settings of the AI interviewer, which slots take over as `ai_configuration`.
    #[schema(value_type = Option<Object>)]
    ai_settings: Option<Map<String, Value>>,
}

impl CreateBody for ConfigurationIn {
    type Details = ConfigurationDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.company
    }

    fn details(self, checks: &mut Checks) -> Option<ConfigurationDetails> {
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
        let week = week.read(checks);
        let settings = self.ai_settings.and_then(|given| settings(checks, SETTINGS, given));
        Some(ConfigurationDetails { kind: self.interview_type.into(), week: week?, settings })
    }
}

/// As a change: it puts all that may change in the place of what there is.
impl UpdateBody for ConfigurationIn {
    type Details = ConfigurationDetails;

    fn change(self, checks: &mut Checks) -> Change<ConfigurationDetails> {
        let wanted = self.details(checks);
        Box::new(move |configuration| {
            set(configuration, &wanted);
            Ok(())
        })
    }
}

/// A change of a configuration: what is absent stays. The company never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfigurationPatch {
    /// What the AI interviewer asks about.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    interview_type: Option<AiInterviewType>,
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
    /// Settings of the AI interviewer, or null.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    ai_settings: Patch<Map<String, Value>>,
}

impl UpdateBody for ConfigurationPatch {
    type Details = ConfigurationDetails;

    fn change(self, checks: &mut Checks) -> Change<ConfigurationDetails> {
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
        let kind = self.interview_type.map(AiKind::from);
        let settings = patched(self.ai_settings, |given| settings(checks, SETTINGS, given));
        Box::new(move |configuration| {
            week.apply(&mut configuration.week);
            set(&mut configuration.kind, &kind);
            set(&mut configuration.settings, &settings);
            Ok(())
        })
    }
}

/// An AI configuration.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AiConfiguration)]
pub(crate) struct ConfigurationOut {
    id: i64,
    company: i64,
    interview_type: AiInterviewType,
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
    #[schema(value_type = Option<Object>)]
    ai_settings: Option<Value>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<Configuration> for ConfigurationOut {
    fn from(configuration: Configuration) -> Self {
        let (details, metadata) = (configuration.details, configuration.metadata);
        Self {
            id: configuration.id.0,
            company: configuration.company.0,
            interview_type: details.kind.into(),
            day_of_week: details.week.day_of_week.number(),
            start_time: format!("{}:00", details.week.start),
            end_time: format!("{}:00", details.week.end),
            slot_duration: details.week.slot_minutes,
            break_duration: details.week.break_minutes,
            is_available: details.week.is_available,
            max_slots_per_day: details.week.max_slots_per_day,
            valid_from: details.week.valid_from.into(),
            valid_until: details.week.valid_until.map(WireDate),
            ai_settings: details.settings.and_then(|text| serde_json::from_str(&text).ok()),
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

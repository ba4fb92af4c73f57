//! Interviews on the wire.

use crate::kit::fields::{given, line, minutes, notes, patched, patched_or};
use app::interviews::{ByTemplate, InterviewChange, NewInterview};
use domain::interview::{InterviewDetails, InterviewStatus, InterviewType, MAX_PANEL};
use domain::room::RoomStatus;
use domain::{CandidateId, JobId, TemplateId, UserId};
use http_kit::{Checks, InstantIn, Patch, Problem, UpTo, WholeNumber, wire_enum};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use utoipa::ToSchema;

/// Characters of a place, and of a reason, at most.
pub(super) const LOCATION: usize = 500;
pub(super) const REASON: usize = 500;
/// The largest number of a round: what every reader of JSON can hold.
const LARGEST_ROUND: i64 = (1 << 53) - 1;
/// Characters of a round, at most.
const ROUND: usize = 200;
/// Minutes of an interview that says nothing else.
pub(super) const DURATION: i64 = 60;

wire_enum! {
    /// Where an interview is held.
    pub(super) enum InterviewTypeName {
        Online = "online",
        Offline = "offline",
    }
}

impl From<InterviewTypeName> for InterviewType {
    fn from(name: InterviewTypeName) -> Self {
        match name {
            InterviewTypeName::Online => Self::Online,
            InterviewTypeName::Offline => Self::Offline,
        }
    }
}

impl From<InterviewType> for InterviewTypeName {
    fn from(kind: InterviewType) -> Self {
        match kind {
            InterviewType::Online => Self::Online,
            InterviewType::Offline => Self::Offline,
        }
    }
}

wire_enum! {
    /// Where an interview stands.
    pub(super) enum InterviewStatusName {
        /// It has no time yet.
        Pending = "pending",
        Scheduled = "scheduled",
        /// Somebody has joined.
        InProgress = "in_progress",
        Completed = "completed",
        Cancelled = "cancelled",
        /// It is over, and the candidate never joined.
        NoShow = "no_show",
    }
}

impl From<InterviewStatusName> for InterviewStatus {
    fn from(name: InterviewStatusName) -> Self {
        match name {
            InterviewStatusName::Pending => Self::Pending,
            InterviewStatusName::Scheduled => Self::Scheduled,
            InterviewStatusName::InProgress => Self::InProgress,
            InterviewStatusName::Completed => Self::Completed,
            InterviewStatusName::Cancelled => Self::Cancelled,
            InterviewStatusName::NoShow => Self::NoShow,
        }
    }
}

impl From<InterviewStatus> for InterviewStatusName {
    fn from(status: InterviewStatus) -> Self {
        match status {
            InterviewStatus::Pending => Self::Pending,
            InterviewStatus::Scheduled => Self::Scheduled,
            InterviewStatus::InProgress => Self::InProgress,
            InterviewStatus::Completed => Self::Completed,
            InterviewStatus::Cancelled => Self::Cancelled,
            InterviewStatus::NoShow => Self::NoShow,
        }
    }
}

wire_enum! {
    /// Whether the people of an interview have somewhere to meet online.
    pub(super) enum RoomStatusName {
        /// The company's provider has not made the room yet.
        Pending = "pending",
        Ready = "ready",
        /// The provider did not make it, and is not asked again by itself.
        Failed = "failed",
    }
}

impl From<RoomStatus> for RoomStatusName {
    fn from(status: RoomStatus) -> Self {
        match status {
            RoomStatus::Pending => Self::Pending,
            RoomStatus::Ready => Self::Ready,
            RoomStatus::Failed => Self::Failed,
        }
    }
}

/// Which round of interviews it is: a number or a text.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Round {
    Number(#[serde(deserialize_with = "number")] WholeNumber),
    Text(String),
}

/// A whole number, however it is written. Not by `Whole` itself: to an untagged enumeration `2.0` is no integer.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<WholeNumber, D::Error> {
    let number = serde_json::Number::deserialize(deserializer)?;
    WholeNumber::deserialize(number).map_err(serde::de::Error::custom)
}

impl Round {
    /// As JSON, to be shown again as it was given.
    pub(super) fn read(self, checks: &mut Checks) -> Option<String> {
        match self {
            Self::Number(number) => checks
                .in_range("/round", number, -LARGEST_ROUND..=LARGEST_ROUND)
                .map(|number| number.to_string()),
            Self::Text(text) => {
                line(checks, "/round", &text, ROUND).map(|text| Value::from(text).to_string())
            }
        }
    }
}

/// An interview to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InterviewIn {
    /// A candidate who is on the shortlist for the job, with interviews enabled.
    #[schema(value_type = i64)]
    candidate_id: WholeNumber,
    #[schema(value_type = i64)]
    job_id: WholeNumber,
    interview_type: InterviewTypeName,
    /// 2 hours to 90 days from now; without it the interview is `pending`, to be booked to a slot.
    scheduled_at: Option<InstantIn>,
    /// 1 to 1440 (60, or the template's).
    #[schema(value_type = Option<i64>)]
    duration_minutes: Option<WholeNumber>,
    /// The panel: users who may hold interviews, each once.
    #[schema(value_type = Option<Vec<i64>>)]
    interviewer_ids: Option<UpTo<WholeNumber, 1000>>,
    /// In place of `interviewer_ids`, and with `scheduled_at`: a template whose groups say how many of whom are needed. Of
    /// those who are free the ones with the fewest booked minutes in that week are chosen.
    #[schema(value_type = Option<i64>)]
    template_id: Option<WholeNumber>,
    round: Option<Round>,
    /// Up to 500 characters.
    location: Option<String>,
    /// Up to 5000 characters.
    notes: Option<String>,
    /// The company; administrators may name it, else it is the candidate's.
    #[schema(value_type = Option<i64>)]
    pub(super) company_id: Option<WholeNumber>,
}

impl InterviewIn {
    pub(super) fn new_interview(self) -> Result<NewInterview, Problem> {
        let mut checks = Checks::new();
        let start = self.scheduled_at.and_then(|at| checks.instant("/scheduled_at", at));
        let given = self.duration_minutes.map(|given| minutes(&mut checks, "/duration_minutes", given, 1));
        let template =
            self.template_id.map(|id| ByTemplate { template: TemplateId(id.0), minutes: given.flatten() });
        if template.is_some() && self.interviewer_ids.as_ref().is_some_and(|ids| !ids.is_empty()) {
            checks.note("/interviewer_ids", "the template chooses them; leave them out");
        }
        if template.is_some() && self.scheduled_at.is_none() {
            checks.note("/scheduled_at", "is needed with template_id: who is free depends on it");
        }
        let details = InterviewDetails {
            interview_type: self.interview_type.into(),
            duration_minutes: given.flatten().unwrap_or(DURATION),
            interviewers: panel(&mut checks, &self.interviewer_ids.unwrap_or_default()),
            round: self.round.and_then(|round| round.read(&mut checks)),
            location: self.location.and_then(|text| line(&mut checks, "/location", &text, LOCATION)),
            notes: self.notes.and_then(|text| notes(&mut checks, "/notes", &text)),
        };
        checks.finish()?;
        Ok(NewInterview {
            candidate: CandidateId(self.candidate_id.0),
            job: JobId(self.job_id.0),
            start,
            details,
            template,
        })
    }
}

pub(super) fn panel(checks: &mut Checks, ids: &[WholeNumber]) -> Vec<UserId> {
    if ids.len() > MAX_PANEL {
        checks.note("/interviewer_ids", format!("must name at most {MAX_PANEL} people"));
        return Vec::new();
    }
    ids.iter().map(|id| UserId(id.0)).collect()
}

/// What takes the place of all that may change about an interview. Candidate and job stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InterviewPut {
    interview_type: InterviewTypeName,
    /// 2 hours to 90 days from now where it is another; without it the time is given back.
    scheduled_at: Option<InstantIn>,
    /// 1 to 1440 (60).
    #[schema(value_type = Option<i64>)]
    duration_minutes: Option<WholeNumber>,
    /// The panel: users who may hold interviews, each once.
    #[schema(value_type = Option<Vec<i64>>)]
    interviewer_ids: Option<UpTo<WholeNumber, 1000>>,
    round: Option<Round>,
    /// Up to 500 characters.
    location: Option<String>,
    /// Up to 5000 characters.
    notes: Option<String>,
    /// For the log, up to 500 characters.
    reason: Option<String>,
}

impl InterviewPut {
    pub(super) fn change(self) -> Result<InterviewChange, Problem> {
        let mut checks = Checks::new();
        let duration = self.duration_minutes.unwrap_or(WholeNumber(DURATION));
        let change = InterviewChange {
            interview_type: Some(self.interview_type.into()),
            start: Some(self.scheduled_at.and_then(|at| checks.instant("/scheduled_at", at))),
            duration_minutes: minutes(&mut checks, "/duration_minutes", duration, 1),
            interviewers: Some(panel(&mut checks, &self.interviewer_ids.unwrap_or_default())),
            round: Some(self.round.and_then(|round| round.read(&mut checks))),
            location: Some(self.location.and_then(|text| line(&mut checks, "/location", &text, LOCATION))),
            notes: Some(self.notes.and_then(|text| notes(&mut checks, "/notes", &text))),
            reason: self.reason.and_then(|text| line(&mut checks, "/reason", &text, REASON)),
        };
        checks.finish()?;
        Ok(change)
    }
}

/// A change of an interview: what is absent stays. Candidate and job never change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InterviewPatch {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    interview_type: Option<InterviewTypeName>,
    /// 2 hours to 90 days from now, or null to give the time back.
    #[serde(default)]
    scheduled_at: Patch<InstantIn>,
    /// 1 to 1440; null for 60.
    #[serde(default)]
    duration_minutes: Patch<WholeNumber>,
    /// The panel: users who may hold interviews, each once; null for nobody.
    #[serde(default)]
    #[schema(value_type = Option<Vec<i64>>)]
    interviewer_ids: Patch<UpTo<WholeNumber, 1000>>,
    /// A number or a text, or null.
    #[serde(default)]
    round: Patch<Round>,
    /// Up to 500 characters, or null.
    #[serde(default)]
    location: Patch<String>,
    /// Up to 5000 characters, or null.
    #[serde(default)]
    notes: Patch<String>,
    /// For the log, up to 500 characters.
    reason: Option<String>,
}

impl InterviewPatch {
    pub(super) fn change(self) -> Result<InterviewChange, Problem> {
        let mut checks = Checks::new();
        let change = InterviewChange {
            interview_type: self.interview_type.map(Into::into),
            start: patched(self.scheduled_at, |at| checks.instant("/scheduled_at", at)),
            duration_minutes: patched_or(
                self.duration_minutes,
                || DURATION,
                |given| minutes(&mut checks, "/duration_minutes", given, 1),
            ),
            interviewers: patched_or(self.interviewer_ids, Vec::new, |ids| Some(panel(&mut checks, &ids))),
            round: patched(self.round, |round| round.read(&mut checks)),
            location: patched(self.location, |text| line(&mut checks, "/location", &text, LOCATION)),
            notes: match self.notes {
                Patch::Set(text) => Some(notes(&mut checks, "/notes", &text)),
                Patch::Clear => Some(None),
                Patch::Keep => None,
            },
            reason: self.reason.and_then(|text| line(&mut checks, "/reason", &text, REASON)),
        };
        checks.finish()?;
        Ok(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: Option<&str>) {
        let round = serde_json::from_str::<Round>(json).ok().and_then(|round| round.read(&mut Checks::new()));
        assert_eq!(round.as_deref(), expected, "{json}");
    }

    #[test]
    fn a_round_is_a_whole_number_or_a_text() {
        check("2", Some("2"));
        check("2.0", Some("2"));
        check("-1", Some("-1"));
        check("\"final\"", Some("\"final\""));
        check("2.5", None);
        check("9007199254740992", None);
        check("true", None);
    }
}

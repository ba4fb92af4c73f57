//! Why a time can't be had, as answers tell it.

use crate::fields::InstantOut;
use domain::Because;
use domain::because::Names;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One reason why a time can't be had.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Because)]
pub struct BecauseOut {
    /// `busy`, `buffer`, `available`, `working_hours`, `day_off`, `minimum_notice` and the like, as the explanation of
    /// availability says them; `untrusted_calendar`; `cannot_interview`; `overlap` with another slot; `already_scheduled`;
    /// `slot_full`, `slot_cancelled`, `slot_begun`.
    #[schema(value_type = String)]
    rule: &'static str,
    /// The interviewer whose rule it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    user_id: Option<i64>,
    /// Their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    user_name: Option<String>,
    /// The first later instant at which this rule alone would let a meeting start, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<InstantOut>,
    /// The availability pattern that closes the time, or opens it next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pattern_id: Option<i64>,
    /// What has the time, for those who may read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    booking_id: Option<Uuid>,
    /// Of what kind that is: `slot`, `schedule` or `interview`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    booking: Option<&'static str>,
    /// Who is met in it, and for what.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    booking_title: Option<String>,
    /// The calendar that can't be trusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    calendar_id: Option<i64>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    calendar_name: Option<String>,
}

impl BecauseOut {
    /// These reasons, with what those are called whom they name.
    #[must_use]
    pub fn all(reasons: &[Because], names: &Names) -> Vec<Self> {
        reasons.iter().map(|reason| Self::named(reason, names)).collect()
    }

    fn named(reason: &Because, names: &Names) -> Self {
        let user_name = reason.user.and_then(|user| names.users.get(&user).cloned());
        let booking_title = reason.booking.and_then(|booking| names.bookings.get(&booking.id).cloned());
        let calendar_name = reason.calendar.and_then(|calendar| names.calendars.get(&calendar).cloned());
        Self {
            rule: reason.rule,
            user_id: reason.user.map(|user| user.0),
            user_name,
            until: reason.until.map(InstantOut::from),
            pattern_id: reason.pattern.map(|pattern| pattern.0),
            booking_id: reason.booking.map(|booking| booking.id),
            booking: reason.booking.map(|booking| booking.kind),
            booking_title,
            calendar_id: reason.calendar.map(|calendar| calendar.0),
            calendar_name,
        }
    }
}

//! `?dry_run=true`: what a change of somebody's time would break, with nothing changed.

use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::granted::NamesCompany;
use crate::wire::conflict_type::ConflictTypeName;
use app::conflicts::{BrokenBooking, preview_conflicts};
use app::patterns::{PatternEffect, TakesAway};
use domain::access::Permit;
use domain::idempotency::StoredResponse;
use http_kit::{Answer, IdempotentResponse, InstantOut, Problem, Query, WholeNumber};
use persistence::{Database, StoreError, Tx};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The query string of changes that can be tried first.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DryRunQuery {
    /// The company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// Only say which bookings it would break (200 `{"conflicts": [...]}`), and change nothing.
    dry_run: Option<bool>,
}

impl DryRunQuery {
    /// Where the change is to happen.
    pub(crate) fn place(self) -> Place {
        Place::of(self.company_id)
    }

    /// Whether it is not to happen.
    pub(crate) fn is_dry(self) -> bool {
        self.dry_run == Some(true)
    }
}

impl NamesCompany for DryRunQuery {
    fn read(text: &str) -> Result<Self, Problem> {
        Ok(Query::parse(text)?.0)
    }

    fn place(&self) -> Place {
        Self::place(*self)
    }

    fn is_dry(&self) -> bool {
        Self::is_dry(*self)
    }
}

/// What a change would break. The document has it on whatever takes `dry_run` (`openapi::dry_run`).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WouldBreak)]
pub(crate) struct DryRunReport {
    conflicts: Vec<BrokenOut>,
    /// Of availability patterns: the time and the slots that it would close.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    takes_away: Option<TakesAwayOut>,
    /// Of a new availability pattern: another that says the same already.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    same_as: Option<i64>,
}

/// What a new availability pattern, or a change of one, closes that was open before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TakesAway)]
pub(crate) struct TakesAwayOut {
    /// Hours of the next 14 days, rounded down.
    hours: i64,
    /// Slots that nobody can book any more.
    slots: usize,
    /// Their ids, the soonest 100.
    slot_ids: Vec<Uuid>,
}

impl From<TakesAway> for TakesAwayOut {
    fn from(takes: TakesAway) -> Self {
        Self {
            hours: takes.seconds / 3_600,
            slots: takes.slots.len(),
            slot_ids: takes.slots.into_iter().take(100).map(|id| id.0).collect(),
        }
    }
}

/// A booking that would be broken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BrokenBooking)]
struct BrokenOut {
    /// Null where it is an appointment.
    interview: Option<Uuid>,
    /// Null where it is an interview.
    appointment: Option<Uuid>,
    schedule: Option<Uuid>,
    slot: Option<Uuid>,
    conflict_type: ConflictTypeName,
    start: Option<InstantOut>,
    end: Option<InstantOut>,
    /// The candidate's, or the client's.
    candidate_name: String,
}

impl From<BrokenBooking> for BrokenOut {
    fn from(broken: BrokenBooking) -> Self {
        let conflict = broken.conflict;
        Self {
            interview: conflict.meeting.interview().map(|id| id.0),
            appointment: conflict.meeting.appointment().map(|id| id.0),
            schedule: conflict.schedule.map(|id| id.0),
            slot: conflict.slot.map(|id| id.0),
            conflict_type: conflict.conflict_type.into(),
            start: broken.time.map(|time| time.start().into()),
            end: broken.time.map(|time| time.end().into()),
            candidate_name: broken.guest_name,
        }
    }
}

/// Runs `work`, says what it would break, and undoes it. No answer is kept under a client's key, as nothing was changed.
///
/// # Errors
/// Those of `work`.
pub(crate) async fn dry_run<T>(
    db: &Database,
    permit: Permit,
    work: impl Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<IdempotentResponse, Problem> {
    let broken = db.write(move |tx| Ok(preview_conflicts(tx, &permit, |tx| work(tx))?.broken)).await;
    report(broken.map_err(failure::problem)?, None)
}

/// The same of an availability pattern, which also says what it would do.
///
/// # Errors
/// Those of `work`.
pub(crate) async fn dry_run_of_pattern<T: Send + 'static>(
    db: &Database,
    permit: Permit,
    work: impl Fn(&mut Tx<'_>) -> Result<(T, PatternEffect), StoreError> + Send + 'static,
) -> Result<IdempotentResponse, Problem> {
    let preview = db.write(move |tx| preview_conflicts(tx, &permit, |tx| work(tx))).await;
    let preview = preview.map_err(failure::problem)?;
    report(preview.broken, Some(preview.done.1))
}

fn report(broken: Vec<BrokenBooking>, pattern: Option<PatternEffect>) -> Result<IdempotentResponse, Problem> {
    let conflicts = broken.into_iter().map(BrokenOut::from).collect();
    let effect = pattern.unwrap_or_default();
    Answer::ok(DryRunReport {
        conflicts,
        takes_away: effect.takes_away.map(Into::into),
        same_as: effect.same_as.map(|pattern| pattern.0),
    })
    .keep()
}

/// 204, beside answers with a body.
pub(crate) fn gone() -> IdempotentResponse {
    StoredResponse { status: 204, headers: Vec::new(), body: Vec::new() }.into()
}

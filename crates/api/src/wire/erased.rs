//! What erasing somebody came to.

use persistence::store::candidate_erasure::Erased;
use serde::Serialize;
use utoipa::ToSchema;

/// How many records something was taken out of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ErasedRecords)]
pub(crate) struct ErasedOut {
    interviews: usize,
    schedules: usize,
    log_lines: usize,
    conflicts: usize,
    ai_results: usize,
    messages: usize,
    deliveries: usize,
    /// Answers that were kept under an `Idempotency-Key`.
    kept_answers: usize,
}

impl From<Erased> for ErasedOut {
    fn from(erased: Erased) -> Self {
        let Erased {
            interviews,
            schedules,
            log_lines,
            conflicts,
            ai_results,
            messages,
            deliveries,
            kept_answers,
        } = erased;
        Self { interviews, schedules, log_lines, conflicts, ai_results, messages, deliveries, kept_answers }
    }
}

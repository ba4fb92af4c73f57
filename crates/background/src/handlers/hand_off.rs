//! Hands an AI interview that begins to the AI service: a webhook event with a token for the result.

use super::Task;
use crate::outcome::Outcome;
use app::accounts::{Token, TokenKind};
use app::ai_interviews::{self, HandOff, HandOffToken};
use domain::InterviewId;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn in_transaction(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    interview: InterviewId,
    starts_at: Timestamp,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let token = Token::new(TokenKind::HandOff).map_err(|error| error.to_string());
    let token = token
        .and_then(|token| HandOffToken::new(token, &task.worker.vault).map_err(|error| error.to_string()));
    let token = match token {
        Ok(token) => token,
        Err(why) => return Ok(Outcome::Retry(why)),
    };
    let hand_off = HandOff {
        interview,
        starts_at,
        event: task.claimed.id.0,
        token: &token,
        public_url: task.worker.public_url.as_str(),
    };
    if !ai_interviews::hand_off(tx, &task.permit, &hand_off, now)? {
        tracing::debug!(%interview, "not handed off: the interview was cancelled or moved");
    }
    Ok(Outcome::Done)
}

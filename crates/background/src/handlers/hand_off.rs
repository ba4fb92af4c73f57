//! Hands an AI interview that begins to the AI service: a webhook event with a token for the result.

use super::Task;
use crate::outcome::Outcome;
use app::accounts::{Token, TokenKind};
use app::ai_interviews::{self, HandOffToken};
use domain::InterviewId;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn in_transaction(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    handed: (InterviewId, Timestamp),
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let token = Token::new(TokenKind::HandOff).map_err(|error| error.to_string());
    let token = token
        .and_then(|token| HandOffToken::new(token, &task.worker.vault).map_err(|error| error.to_string()));
    let token = match token {
        Ok(token) => token,
        Err(why) => return Ok(Outcome::Retry(why)),
    };
    let with = (&token, task.worker.public_url.as_str());
    let on = ai_interviews::hand_off(tx, &task.permit, handed, task.claimed.id.0, with, now)?;
    if !on {
        tracing::debug!(interview = %handed.0, "not handed off: the interview was cancelled or moved");
    }
    Ok(Outcome::Done)
}

//! Interviews that an AI service holds: handed over when they begin, and their results taken.

use crate::history::{self, Actor, Change};
use crate::sealed::places::HAND_OFF_TOKEN;
use crate::sealed::{Vault, VaultError};
use crate::tokens::{Token, hash_of};
use crate::webhooks::{HandedOver, fan_out};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::Permit;
use domain::event::{Event, EventKind};
use domain::interview::{Interview, InterviewStatus};
use domain::{CompanyId, InterviewId, Refusal};
use persistence::store::ai_results::{self as store, AiResult};
use persistence::store::interviews;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How long after its end the result of an interview may be told, in seconds: a week.
const RESULT_WITHIN: i64 = 7 * 24 * 3600;

/// The token of a hand-off, in the form for the database and in the form for the webhook.
#[derive(Debug, Clone)]
pub struct HandOffToken {
    token: Token,
    sealed: String,
}

impl HandOffToken {
    /// Seals a new token.
    ///
    /// # Errors
    /// Where the operating system gives no random bytes.
    pub fn new(token: Token, vault: &Vault) -> Result<Self, VaultError> {
        let sealed = vault.seal(HAND_OFF_TOKEN, token.reveal())?;
        Ok(Self { token, sealed })
    }
}

/// An interview that is to be handed over.
#[derive(Debug, Clone, Copy)]
pub struct HandOff<'a> {
    pub interview: InterviewId,
    pub starts_at: Timestamp,
    /// The id of the event that hands it over.
    pub event: Uuid,
    pub token: &'a HandOffToken,
    pub public_url: &'a str,
}

/// Hands an interview over to the company's AI service, by an event that carries a token for its result. Means nothing where the interview was cancelled, or starts at another time by now; whether it was handed
/// over.
///
/// # Errors
/// Failures of the database.
pub fn hand_off(
    tx: &mut Tx<'_>,
    permit: &Permit,
    hand_off: &HandOff<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let HandOff { interview: id, starts_at, event, token, public_url } = *hand_off;
    let scope = &mut tx.scope(permit);
    let interview = match interviews::get(scope, id) {
        Ok(interview) => interview,
        Err(StoreError::Refused(_)) => return Ok(false),
        Err(error) => return Err(error),
    };
    let (Some(time), Some(ai)) = (begins(&interview, starts_at), interview.ai) else { return Ok(false) };
    store::allow(scope, &interview, &token.token.hash(), time.end().plus_seconds(RESULT_WITHIN))?;
    let handed_over = HandedOver {
        ai_interview_type: ai.name(),
        configuration: store::configuration(scope, &interview)?,
        callback_url: format!("{public_url}/api/v1/interviews/{id}/ai-result"),
        sealed_token: token.sealed.clone(),
    };
    let told = Event::new(EventKind::AiInterviewBegins, now, None).about(&interview);
    fan_out(scope, event, &told, Some(&handed_over), now)?;
    Ok(true)
}

/// The time of an interview that still begins then.
fn begins(interview: &Interview, starts_at: Timestamp) -> Option<Interval> {
    let on = matches!(interview.status, InterviewStatus::Scheduled | InterviewStatus::InProgress);
    interview.time.filter(|time| on && time.start() == starts_at)
}

/// The company of the interview whose result the token's bearer may tell; `None` where that is not this interview.
///
/// # Errors
/// Failures of the database.
pub fn bearer(
    tx: &mut Tx<'_>,
    token: &str,
    interview: InterviewId,
    now: Timestamp,
) -> Result<Option<CompanyId>, StoreError> {
    let found = store::bearer(tx, &hash_of(token), now)?;
    Ok(found.filter(|(_, of)| *of == interview).map(|(company, _)| company))
}

/// Takes the result of an interview, a JSON object. The same result told again changes nothing.
///
/// # Errors
/// `NotFound`; `WrongState` for an interview that no AI holds, that was cancelled or has not begun, and where another
/// result was told before.
pub fn receive(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: InterviewId,
    actor: &Actor,
    details: &Value,
    now: Timestamp,
) -> Result<AiResult, StoreError> {
    let scope = &mut tx.scope(permit);
    let interview = interviews::lock(scope, id, &[])?;
    let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(details.to_string()));
    if let Some(earlier) = store::get(scope, interview.company, id)? {
        return if earlier.digest == digest { Ok(earlier) } else { Err(told_before().into()) };
    }
    require_held(&interview, now)?;
    let result = AiResult { details: details.clone(), digest, received_at: now };
    if !store::insert(scope, &interview, &result)? {
        return Err(told_before().into());
    }
    let event = Event::new(EventKind::AiInterviewFinished, now, actor.user).about(&interview);
    history::record(scope, actor, &interview, &event, &Change::default(), now)?;
    Ok(result)
}

fn told_before() -> Refusal {
    let detail = "another result of this interview was reported before; results never change".into();
    Refusal::WrongState { slug: "result-differs", detail }
}

/// Refuses a result of what was not held by an AI service.
fn require_held(interview: &Interview, now: Timestamp) -> Result<(), Refusal> {
    let wrong = |detail: &str| Err(Refusal::WrongState { slug: "wrong-status", detail: detail.into() });
    match (interview.ai, interview.status, interview.time) {
        (None, ..) => wrong("the interview is not held by an AI interviewer"),
        (_, InterviewStatus::Cancelled | InterviewStatus::Pending, _) | (_, _, None) => {
            wrong("the interview was cancelled, or has no time")
        }
        (_, _, Some(time)) if now < time.start() => wrong("the interview has not begun"),
        _ => Ok(()),
    }
}

/// The interview, and its result where one was told.
///
/// # Errors
/// `NotFound`, also where nothing was told yet.
pub fn result(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: InterviewId,
) -> Result<(Interview, AiResult), StoreError> {
    let scope = &mut tx.scope(permit);
    let interview = interviews::get(scope, id)?;
    let result = store::get(scope, interview.company, id)?;
    Ok((interview, result.ok_or_else(|| Refusal::not_found("result"))?))
}

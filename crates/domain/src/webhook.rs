//! Webhooks: where a company has its events sent, and what becomes of each.

use crate::event::EventKind;
use crate::{CompanyId, Record, WebhookId};
use scheduling_core::time::Timestamp;
use std::fmt;
use uuid::Uuid;

/// How long an old secret signs beside the new one, in seconds: a day.
pub const OLD_SECRET_FOR: i64 = 24 * 3600;
/// How long a webhook may fail before it is disabled, in seconds: three days.
pub const FAILING_FOR: i64 = 3 * 24 * 3600;
/// Pauses after failed attempts, in seconds: about three days, as Standard Webhooks recommends.
const PAUSES: [i64; 9] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600];

/// A stored webhook.
pub type Webhook = Record<WebhookId, WebhookDetails, WebhookState>;

/// How a webhook fares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebhookState {
    /// Of the first failure after the last success.
    pub failing_since: Option<Timestamp>,
    /// When and why the product stopped sending, where it did.
    pub disabled: Option<Disabled>,
}

/// What is said about a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookDetails {
    /// `http` or `https`.
    pub url: String,
    pub description: Option<String>,
    /// The events that it wants; `None` is all.
    pub events: Option<Vec<EventKind>>,
    /// Whether events are sent to it.
    pub active: bool,
    /// What signs its events; never shown.
    pub secrets: SealedSecrets,
}

impl WebhookDetails {
    /// Whether it is to hear of events of this kind.
    #[must_use]
    pub fn wants(&self, kind: EventKind) -> bool {
        self.active && self.events.as_ref().is_none_or(|events| events.contains(&kind))
    }
}

/// That the product stopped sending by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disabled {
    pub at: Timestamp,
    pub reason: String,
}

/// Secrets of a webhook, sealed as they are stored.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedSecrets {
    pub current: String,
    /// The one before, and until when it signs.
    pub old: Option<(String, Timestamp)>,
}

impl fmt::Debug for SealedSecrets {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SealedSecrets(***)")
    }
}

impl SealedSecrets {
    /// Those of a new webhook.
    #[must_use]
    pub fn new(current: String) -> Self {
        Self { current, old: None }
    }

    /// Puts a new secret in the place of the current one, which signs beside it for another day.
    pub fn rotate(&mut self, new: String, now: Timestamp) {
        let current = std::mem::replace(&mut self.current, new);
        self.old = Some((current, now.plus_seconds(OLD_SECRET_FOR)));
    }

    /// Those that sign at `now`, the newest first.
    #[must_use]
    pub fn good_at(&self, now: Timestamp) -> Vec<&str> {
        let old = self.old.as_ref().filter(|(_, until)| now < *until).map(|(secret, _)| secret.as_str());
        std::iter::once(self.current.as_str()).chain(old).collect()
    }
}

/// What became of one event for one webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryStatus {
    /// To be tried, or tried again.
    Waiting,
    /// The webhook took it.
    Delivered,
    /// Given up.
    Failed,
}

impl DeliveryStatus {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Delivered, Self::Failed];

    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    /// The status of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// One event for one webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub id: Uuid,
    pub company: CompanyId,
    pub webhook: WebhookId,
    /// Stays the same over attempts and replays.
    pub event: Uuid,
    /// The type of the event, by its name; also `webhook.test`.
    pub kind: String,
    /// JSON, without the token of a hand-off.
    pub body: String,
    /// The token of a hand-off, sealed.
    pub token: Option<String>,
    pub status: DeliveryStatus,
    pub attempts: i64,
    pub last_attempt: Option<Timestamp>,
    pub next_attempt: Option<Timestamp>,
    /// What came back last.
    pub last: Attempt,
    pub created_at: Timestamp,
}

/// What came back from one attempt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attempt {
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// The beginning of the answer's body.
    pub response: Option<String>,
    /// Why there was no answer, or none that counts.
    pub error: Option<String>,
}

impl Attempt {
    /// Whether the receiver took the event: any status of success.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// Whether the receiver wants no events any more (RFC 9110, section 15.5.11).
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.status == Some(410)
    }
}

/// When to try again after so many failed attempts; `None` when it is to be given up. `spread` is from 0 to 99 and keeps
/// those apart that failed together.
#[must_use]
pub fn next_attempt(attempts: i64, now: Timestamp, spread: i64) -> Option<Timestamp> {
    let index = usize::try_from(attempts - 1).unwrap_or_default();
    let pause = PAUSES.get(index)?;
    Some(now.plus_seconds(pause + pause * spread / 1000))
}

/// Why a webhook is to be disabled after this failure, where it is.
#[must_use]
pub fn disabled_by(attempt: &Attempt, failing_since: Timestamp, now: Timestamp) -> Option<&'static str> {
    if attempt.is_gone() {
        return Some("the receiver answered 410 (gone)");
    }
    let long = now.unix() - failing_since.unix() >= FAILING_FOR;
    long.then_some("every attempt failed for three days")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::saturating_from_unix(1_800_000_000 + seconds)
    }

    #[test]
    fn retries_go_on_for_three_days() {
        let (mut now, mut attempts) = (at(0), 1);
        while let Some(next) = next_attempt(attempts, now, 0) {
            assert!(next > now);
            (now, attempts) = (next, attempts + 1);
        }
        assert_eq!(attempts, 10);
        assert!((72..80).contains(&((now.unix() - at(0).unix()) / 3600)), "{now}");
        assert_eq!(next_attempt(2, at(0), 99), Some(at(300 + 29)));
    }

    #[test]
    fn a_webhook_is_disabled_when_it_says_so_or_fails_for_long() {
        let check = |status: Option<u16>, failing_for: i64, disabled: bool| {
            let attempt = Attempt { status, ..Attempt::default() };
            let seen = disabled_by(&attempt, at(0), at(failing_for));
            assert_eq!(seen.is_some(), disabled, "{status:?} after {failing_for} s");
        };
        check(Some(500), 0, false);
        check(Some(500), FAILING_FOR - 1, false);
        check(Some(500), FAILING_FOR, true);
        check(None, FAILING_FOR, true);
        check(Some(410), 0, true);
        check(Some(404), 0, false);
    }

    #[test]
    fn an_old_secret_signs_until_it_runs_out() {
        let mut secrets = SealedSecrets::new("old".into());
        secrets.rotate("new".into(), at(0));
        assert_eq!(secrets.good_at(at(OLD_SECRET_FOR - 1)), ["new", "old"]);
        assert_eq!(secrets.good_at(at(OLD_SECRET_FOR)), ["new"]);
        assert_eq!(format!("{secrets:?}"), "SealedSecrets(***)");
    }

    #[test]
    fn only_active_webhooks_that_want_an_event_get_it() {
        let check = |events: Option<&[EventKind]>, active: bool, expected: bool| {
            let events = events.map(<[EventKind]>::to_vec);
            let secrets = SealedSecrets::new(String::new());
            let details = WebhookDetails { url: String::new(), description: None, events, active, secrets };
            assert_eq!(details.wants(EventKind::SlotCancelled), expected, "{details:?}");
        };
        check(None, true, true);
        check(None, false, false);
        check(Some(&[EventKind::SlotCancelled]), true, true);
        check(Some(&[EventKind::InterviewCreated]), true, false);
        check(Some(&[]), true, false);
    }
}

//! Webhooks on the wire.

use crate::kit::fields::{URL, given, line, note_all, patched};
use app::directory::home_problem;
use app::webhooks::{NewSecret, WebhookChange};
use domain::access::Permit;
use domain::event::EventKind;
use domain::webhook::{Webhook, WebhookDetails};
use http_kit::{Checks, InstantOut, Patch, Problem, WholeNumber};
use integrations::webhooks::WebhookClient;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Characters of a description, at most.
const DESCRIPTION: usize = 500;

/// A new webhook.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookIn)]
pub(super) struct WebhookIn {
    /// Where events are sent by `POST`: an http or https URL of up to 2000 characters, without credentials.
    url: String,
    /// Up to 500 characters.
    description: Option<String>,
    /// The types of the events to send (all), for example `interview.scheduled`.
    events: Option<Vec<String>>,
    /// Whether events are sent (true).
    active: Option<bool>,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    pub(super) company_id: Option<WholeNumber>,
}

impl WebhookIn {
    pub(super) fn details(self, client: &WebhookClient, permit: &Permit) -> Result<WebhookDetails, Problem> {
        let mut checks = Checks::new();
        note_all(&mut checks, home_problem(permit));
        let url = url(&mut checks, client, &self.url);
        let description = self.description.and_then(|text| description(&mut checks, &text));
        let events = self.events.and_then(|names| events(&mut checks, &names));
        match url {
            Some(url) if checks.is_clean() => {
                Ok(WebhookDetails { url, description, events, active: self.active.unwrap_or(true) })
            }
            _ => Err(checks.refuse()),
        }
    }
}

/// A change of a webhook: what is absent stays. The company never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookPatch)]
pub(super) struct WebhookPatch {
    /// An http or https URL of up to 2000 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    url: Option<String>,
    /// Up to 500 characters; null for none.
    #[serde(default)]
    description: Patch<String>,
    /// The types of the events to send; null for all.
    #[serde(default)]
    events: Patch<Vec<String>>,
    /// Whether events are sent. True also for one that was disabled, which then has a clean sheet.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    active: Option<bool>,
}

impl WebhookPatch {
    pub(super) fn change(self, client: &WebhookClient) -> Result<WebhookChange, Problem> {
        let mut checks = Checks::new();
        let change = WebhookChange {
            url: self.url.and_then(|text| url(&mut checks, client, &text)),
            description: patched(self.description, |text| description(&mut checks, &text)),
            events: patched(self.events, |names| events(&mut checks, &names)),
            active: self.active,
        };
        checks.finish()?;
        Ok(change)
    }
}

fn url(checks: &mut Checks, client: &WebhookClient, given: &str) -> Option<String> {
    let text = line(checks, "/url", given, URL)?;
    match client.check(&text) {
        Ok(()) => Some(text),
        Err(error) => {
            checks.note("/url", error.to_string());
            None
        }
    }
}

fn description(checks: &mut Checks, given: &str) -> Option<String> {
    line(checks, "/description", given, DESCRIPTION)
}

fn events(checks: &mut Checks, names: &[String]) -> Option<Vec<EventKind>> {
    if names.is_empty() {
        checks.note("/events", "must name an event; leave it out, or null, for all");
        return None;
    }
    let mut kinds = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        match EventKind::named(name) {
            Some(kind) if kinds.contains(&kind) => {}
            Some(kind) => kinds.push(kind),
            None => {
                let known: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.name()).collect();
                checks.note(format!("/events/{index}"), format!("must be one of {}", known.join(", ")));
            }
        }
    }
    Some(kinds)
}

/// A webhook, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Webhook)]
pub(super) struct WebhookOut {
    id: i64,
    company_id: i64,
    url: String,
    description: Option<String>,
    /// The types of the events that are sent; null for all.
    events: Option<Vec<&'static str>>,
    /// Whether events are sent.
    active: bool,
    /// Since when every attempt has failed; null where the last succeeded.
    failing_since: Option<InstantOut>,
    /// When the product stopped sending by itself, because the receiver was gone or failed for three days.
    disabled_at: Option<InstantOut>,
    disabled_reason: Option<String>,
    /// Until when the secret before the last rotation signs too.
    old_secret_until: Option<InstantOut>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<Webhook> for WebhookOut {
    fn from(webhook: Webhook) -> Self {
        let (details, metadata) = (webhook.details, webhook.metadata);
        let events = details.events.map(|kinds| kinds.into_iter().map(EventKind::name).collect());
        let (disabled_at, disabled_reason) = match webhook.disabled {
            Some(disabled) => (Some(disabled.at.into()), Some(disabled.reason)),
            None => (None, None),
        };
        Self {
            id: webhook.id.0,
            company_id: webhook.company.0,
            url: details.url,
            description: details.description,
            events,
            active: details.active,
            failing_since: webhook.failing_since.map(InstantOut::from),
            disabled_at,
            disabled_reason,
            old_secret_until: webhook.old_secret_until.map(InstantOut::from),
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

/// A webhook with its new secret.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookWithSecret)]
pub(super) struct WithSecretOut {
    #[serde(flatten)]
    about: WebhookOut,
    /// Shown this once: `whsec_` and base64. It verifies the signatures of Standard Webhooks.
    secret: String,
}

impl WithSecretOut {
    pub(super) fn new(webhook: Webhook, secret: NewSecret) -> Self {
        Self { about: webhook.into(), secret: secret.text }
    }
}

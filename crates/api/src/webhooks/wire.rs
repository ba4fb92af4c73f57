//! Webhooks on the wire.

use crate::kit::fields::{URL, given, line, patched};
use crate::kit::prelude::*;
use app::webhooks::NewSecret;
use domain::event::EventKind;
use domain::webhook::{SealedSecrets, Webhook, WebhookDetails};
use integrations::webhooks::WebhookClient;

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
    /// The types of the events to send (all), for example `interview.scheduled`; at most 100.
    #[schema(value_type = Option<Vec<String>>)]
    events: Option<UpTo<String, 100>>,
    /// Whether events are sent (true).
    active: Option<bool>,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

/// A new webhook with what its body does not say.
pub(super) struct NewWebhook<'a> {
    pub(super) body: WebhookIn,
    /// Judges the address.
    pub(super) client: &'a WebhookClient,
    pub(super) sealed_secret: String,
}

impl CreateBody for NewWebhook<'_> {
    type Details = WebhookDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.body.company_id
    }

    fn details(self, checks: &mut Checks) -> Option<WebhookDetails> {
        let Self { body, client, sealed_secret } = self;
        let url = url(checks, client, &body.url);
        let description = body.description.and_then(|text| description(checks, &text));
        let events = body.events.and_then(|names| events(checks, &names));
        let (active, secrets) = (body.active.unwrap_or(true), SealedSecrets::new(sealed_secret));
        Some(WebhookDetails { url: url?, description, events, active, secrets })
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
    #[schema(value_type = Option<Vec<String>>)]
    events: Patch<UpTo<String, 100>>,
    /// Whether events are sent. True also for one that was disabled, which then has a clean sheet.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    active: Option<bool>,
}

/// A change with what judges its address.
pub(super) struct WebhookChange<'a> {
    pub(super) body: WebhookPatch,
    pub(super) client: &'a WebhookClient,
}

impl UpdateBody for WebhookChange<'_> {
    type Details = WebhookDetails;

    fn change(self, checks: &mut Checks) -> Change<WebhookDetails> {
        let Self { body, client } = self;
        let url = body.url.and_then(|text| url(checks, client, &text));
        let description = patched(body.description, |text| description(checks, &text));
        let events = patched(body.events, |names| events(checks, &names));
        Box::new(move |webhook| {
            set(&mut webhook.url, &url);
            set(&mut webhook.description, &description);
            set(&mut webhook.events, &events);
            set(&mut webhook.active, &body.active);
            Ok(())
        })
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
        match EventKind::named(&name.to_ascii_lowercase()) {
            Some(kind) if kinds.contains(&kind) => {}
            Some(kind) => kinds.push(kind),
            None => {
                let known: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.name()).collect();
                checks.note(
                    format!("/events/{index}"),
                    format!("must be one of {}; without `events` all are sent", known.join(", ")),
                );
            }
        }
    }
    Some(kinds)
}

/// A webhook, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Webhook)]
pub(crate) struct WebhookOut {
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
        let (details, state, metadata) = (webhook.details, webhook.kept, webhook.metadata);
        let events = details.events.map(|kinds| kinds.into_iter().map(EventKind::name).collect());
        let (disabled_at, disabled_reason) = match state.disabled {
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
            failing_since: state.failing_since.map(InstantOut::from),
            disabled_at,
            disabled_reason,
            old_secret_until: details.secrets.old.map(|(_, until)| until.into()),
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

//! Stripe: Checkout Sessions, refunds and disputes.
//!
//! After Stripe's API reference: "Checkout Sessions", "Payment Intents", "Refunds", "Disputes", "Idempotent requests". Each
//! `POST` carries a key that says what is asked for, and not which attempt it is.

use super::client::{Answer, PaymentClient};
use super::form::Form;
use super::{After, NewRefund, NewSession, PaymentError, Refund, Session, SessionState, read};
use domain::money::{Money, stripe};
use reqwest::{Method, header};
use serde_json::Value;
use std::fmt;
use url::Url;

const STRIPE: &str = "Stripe";
/// The version of the interface that this was written for.
const VERSION: &str = "2024-06-20";
/// Characters of Stripe's words that are repeated, at most.
const WORDS: usize = 300;
/// Characters of the name of what is paid, at most.
const TITLE: usize = 250;

/// The secret key of an account. `Debug` masks it.
#[derive(Clone, PartialEq, Eq)]
pub struct StripeKey(String);

impl StripeKey {
    /// A key as Stripe shows it; `None` for what can't be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        let good = visible && (8..=255).contains(&text.len()) && !text.starts_with("pk_");
        good.then(|| Self(text.to_owned()))
    }

    /// Whether it moves real money; `None` where it does not say.
    #[must_use]
    pub fn is_live(&self) -> Option<bool> {
        let (_, rest) = self.0.split_once('_')?;
        match rest.split_once('_')?.0 {
            "live" => Some(true),
            "test" => Some(false),
            _ => None,
        }
    }
}

impl fmt::Debug for StripeKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("StripeKey(***)")
    }
}

/// Payments at Stripe, of one company.
#[derive(Debug, Clone)]
pub struct Stripe {
    client: PaymentClient,
    key: StripeKey,
    api: Url,
}

impl Stripe {
    /// Payments of the account with that key. `api` is where Stripe is, without `/v1`.
    #[must_use]
    pub fn new(client: PaymentClient, key: StripeKey, api: Url) -> Self {
        Self { client, key, api }
    }

    fn url(&self, segments: &[&str]) -> Result<Url, PaymentError> {
        let mut url = self.api.clone();
        match url.path_segments_mut() {
            Ok(mut path) => drop(path.pop_if_empty().push("v1").extend(segments)),
            Err(()) => return Err(PaymentError::refused(STRIPE, "its address can't be used")),
        }
        Ok(url)
    }

    async fn get(&self, segments: &[&str], query: &[(&str, &str)]) -> Result<Value, PaymentError> {
        let mut url = self.url(segments)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.send(self.client.request(Method::GET, url)).await
    }

    async fn post(&self, segments: &[&str], key: &str, form: &Form) -> Result<Value, PaymentError> {
        let request = self.client.request(Method::POST, self.url(segments)?);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.header("Idempotency-Key", key).body(form.encoded())).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Value, PaymentError> {
        let request = request.bearer_auth(&self.key.0).header("Stripe-Version", VERSION);
        let answer = self.client.send(STRIPE, request).await?;
        if answer.status.is_success() { Ok(answer.json) } else { Err(self.failure(&answer)) }
    }

    /// What a failure means. Errors that say nothing of the request are asked again with the same key.
    fn failure(&self, answer: &Answer) -> PaymentError {
        let error = &answer.json["error"];
        let said = error["message"].as_str().unwrap_or("it gave no reason").replace(&self.key.0, "***");
        let words: String = said.chars().take(WORDS).collect();
        let status = answer.status.as_u16();
        let reason = format!("{words} ({status})");
        match status {
            401 | 403 => PaymentError::Credentials { provider: STRIPE, reason },
            404 => PaymentError::Gone { provider: STRIPE },
            409 | 425 | 429 | 500.. => {
                PaymentError::TryAgain { provider: STRIPE, reason, after: answer.after }
            }
            400..500 => PaymentError::refused(STRIPE, reason),
            _ => PaymentError::again(STRIPE, reason),
        }
    }

    fn garbage() -> PaymentError {
        PaymentError::again(STRIPE, "its answer can't be understood")
    }

    fn units(amount: Money) -> Result<i64, PaymentError> {
        stripe::units(amount).map_err(|problem| PaymentError::refused(STRIPE, problem.to_string()))
    }

    fn session_of(json: &Value) -> Result<Session, PaymentError> {
        read::session(json).ok_or_else(Self::garbage)
    }

    /// How a page stands: what was really received for it, or whether anything may still come, says its payment intent. Where
    /// that is not shown, the page's own words count.
    async fn look_at(&self, id: &str) -> Result<Session, PaymentError> {
        let page = self.get(&["checkout", "sessions", id], &[]).await?;
        let session = Self::session_of(&page)?;
        let asks = session.paid.is_some() || session.state == SessionState::Processing;
        let Some(intent) = read::id(&page["payment_intent"]).filter(|_| asks) else { return Ok(session) };
        match self.get(&["payment_intents", &intent], &[]).await {
            Ok(intent) => Ok(read::with_intent(session, &intent)),
            Err(PaymentError::Gone { .. }) => Ok(session),
            Err(error) => Err(error),
        }
    }

    /// All that is in a list of what belongs to a charge; a bounded number, as one charge has few.
    async fn list(&self, what: &str, charge: &str) -> Result<Vec<Value>, PaymentError> {
        let query = [("payment_intent", charge), ("limit", "100")];
        match self.get(&[what], &query).await {
            Ok(json) => json["data"].as_array().cloned().ok_or_else(Self::garbage),
            Err(PaymentError::Gone { .. }) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

fn session_form(wanted: &NewSession, units: i64) -> Form {
    let payment = wanted.payment;
    let title: String = wanted.title.chars().take(TITLE).collect();
    let item = "line_items[0][price_data]";
    Form::default()
        .with("mode", "payment")
        .with("client_reference_id", payment)
        .with("line_items[0][quantity]", 1)
        .with(format!("{item}[currency]"), wanted.amount.currency().code().to_ascii_lowercase())
        .with(format!("{item}[unit_amount]"), units)
        .with(format!("{item}[product_data][name]"), title)
        .with("metadata[payment]", payment)
        .with("payment_intent_data[metadata][payment]", payment)
        .with("expires_at", wanted.until.unix())
        .with("success_url", &wanted.paid_url)
        .with("cancel_url", &wanted.back_url)
}

impl Stripe {
    /// Makes a page, or finds the one that was made for its key.
    ///
    /// # Errors
    /// [`PaymentError`] says whether to ask again.
    pub async fn make_session(&self, wanted: &NewSession) -> Result<Session, PaymentError> {
        let form = session_form(wanted, Self::units(wanted.amount)?);
        let key = format!("session-{}-{}", wanted.payment, wanted.number);
        let made = async { Self::session_of(&self.post(&["checkout", "sessions"], &key, &form).await?) };
        self.client.within(STRIPE, made).await
    }

    /// How a page stands.
    ///
    /// # Errors
    /// As above.
    pub async fn session(&self, id: &str) -> Result<Session, PaymentError> {
        self.client.within(STRIPE, self.look_at(id)).await
    }

    /// Closes a page, and says how it stands then: something may have been paid before.
    ///
    /// # Errors
    /// As above.
    pub async fn end_session(&self, id: &str) -> Result<Session, PaymentError> {
        let ended = async {
            let key = format!("end-{id}");
            match self.post(&["checkout", "sessions", id, "expire"], &key, &Form::default()).await {
                Ok(json) => Self::session_of(&json),
                // It is not open any more: what it is, is to be seen.
                Err(PaymentError::Refused { .. }) => self.look_at(id).await,
                Err(error) => Err(error),
            }
        };
        self.client.within(STRIPE, ended).await
    }

    /// Sends money back, or finds the refund that was made for its key: for about a day, then Stripe has forgotten the key.
    ///
    /// # Errors
    /// As above.
    pub async fn refund(&self, wanted: &NewRefund) -> Result<Refund, PaymentError> {
        let form = Form::default()
            .with("payment_intent", &wanted.charge)
            .with("amount", Self::units(wanted.amount)?)
            .with("metadata[payment]", wanted.payment)
            .with("metadata[refund]", wanted.refund)
            .with("metadata[attempt]", wanted.number);
        let key = format!("refund-{}-{}", wanted.refund, wanted.number);
        let made = async {
            let json = self.post(&["refunds"], &key, &form).await?;
            read::refund(&json).ok_or_else(Self::garbage)
        };
        self.client.within(STRIPE, made).await
    }

    /// What became of a charge since.
    ///
    /// # Errors
    /// As above.
    pub async fn after(&self, charge: &str) -> Result<After, PaymentError> {
        let seen = async {
            let refunds = self.list("refunds", charge).await?;
            let disputes = self.list("disputes", charge).await?;
            let refunds = refunds.iter().map(read::refund).collect::<Option<Vec<_>>>();
            let disputes = disputes.iter().filter_map(read::dispute).collect();
            Ok(After { refunds: refunds.ok_or_else(Self::garbage)?, disputes })
        };
        self.client.within(STRIPE, seen).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_say_whether_they_move_real_money_and_are_never_shown() {
        let live = |text: &str| StripeKey::parse(text).map(|key| key.is_live());
        assert_eq!(live("sk_live_51abc"), Some(Some(true)));
        assert_eq!(live("rk_test_51abc"), Some(Some(false)));
        assert_eq!(live("sk_whatever"), Some(None));
        assert_eq!((live("pk_test_51abc"), live("short"), live("sk_test_ 51abc")), (None, None, None));
        let shown = format!("{:?}", StripeKey::parse("sk_test_51abc"));
        assert!(!shown.contains("51abc"), "{shown}");
    }
}

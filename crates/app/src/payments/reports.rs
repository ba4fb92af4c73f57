//! What providers report of themselves.
//!
//! A report is no source of facts: it says that there is something to see. What it is about is fetched and folded in by
//! [`sync`](super::sync), so that the order of reports, and how often each comes, do not matter.

use super::at_provider::Payments;
use super::provider::unsealed;
use domain::access::Permit;
use domain::effect::{Due, Effect};
use domain::money::PaymentProvider;
use domain::{CompanyId, PaymentId, Refusal};
use integrations::payments::verify;
use persistence::store::{
    companies, payment_entries, payment_providers, payments as store, provider_events as events,
};
use persistence::{Scope, StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;
use serde_json::Value;

/// Characters of a report's id and of its kind, at most.
const LONGEST: usize = 255;

/// What a report is worth.
#[derive(Debug, Clone, PartialEq)]
pub enum Judged {
    /// The company is not there, or never had such a provider.
    NoCompany,
    /// It does not come from the provider, or can't be read.
    Unbelieved,
    /// It is of no use.
    Useless,
    /// It is to be noted.
    Believed(Box<Event>),
}

/// A report as it came.
#[derive(Debug, Clone)]
pub struct Report {
    pub signature: String,
    pub body: Vec<u8>,
}

/// A report that is believed.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    id: String,
    kind: String,
    /// What it is about.
    object: Value,
}

/// Judges a report. Nothing is written, and no turn to write taken, for what anybody may send.
///
/// # Errors
/// Failures of the database.
pub fn judge(
    tx: &mut Tx<'_>,
    payments: &Payments,
    company: CompanyId,
    report: &Report,
    now: Timestamp,
) -> Result<Judged, StoreError> {
    let scope = &mut tx.scope(&Permit::guest(company));
    match companies::get(scope, company) {
        Err(StoreError::Refused(Refusal::NotFound { .. })) => return Ok(Judged::NoCompany),
        found => drop(found?),
    }
    let providers = payment_providers::all(scope)?;
    if providers.is_empty() {
        return Ok(Judged::NoCompany);
    }
    let Some(provider) = sender(payments, &providers, report, now)? else { return Ok(Judged::Unbelieved) };
    let Ok(event) = serde_json::from_slice::<Value>(&report.body) else { return Ok(Judged::Unbelieved) };
    let text = |name: &str| event[name].as_str().filter(|text| !text.is_empty() && text.len() <= LONGEST);
    let (Some(id), Some(kind)) = (text("id"), text("type")) else { return Ok(Judged::Unbelieved) };
    if !is_for(provider, &event) || !concerns_money(kind) {
        return Ok(Judged::Useless);
    }
    let object = event["data"]["object"].clone();
    Ok(Judged::Believed(Box::new(Event { id: id.to_owned(), kind: kind.to_owned(), object })))
}

/// Notes a report and has the provider asked what it is about, in one transaction: each report once.
///
/// # Errors
/// Failures of the database.
pub fn note(tx: &mut Tx<'_>, company: CompanyId, event: &Event, now: Timestamp) -> Result<(), StoreError> {
    let scope = &mut tx.scope(&Permit::guest(company));
    if !events::insert(scope, &event.id, &event.kind, now)? {
        return Ok(());
    }
    match subject(scope, company, &event.object)? {
        Some(payment) => look_now(scope, company, payment, now),
        None => Ok(()),
    }
}

/// The account whose secret the report is signed with: that of today, or one whose money is still out there.
fn sender<'p>(
    payments: &Payments,
    providers: &'p [PaymentProvider],
    report: &Report,
    now: Timestamp,
) -> Result<Option<&'p PaymentProvider>, StoreError> {
    for provider in providers {
        let secrets = payments.open(provider).map_err(unsealed)?;
        if verify(&report.signature, &secrets.webhook, &report.body, now.unix()).is_ok() {
            return Ok(Some(provider));
        }
    }
    Ok(None)
}

/// Whether a report is of the account's own doings, and of its mode: not of another account that is connected to it.
fn is_for(provider: &PaymentProvider, event: &Value) -> bool {
    let mode = event["livemode"].as_bool();
    let same_mode = provider.live.is_none() || mode.is_none() || provider.live == mode;
    event["account"].is_null() && same_mode
}

fn concerns_money(kind: &str) -> bool {
    ["checkout.session.", "payment_intent.", "charge.", "refund."].iter().any(|of| kind.starts_with(of))
}

/// The payment that the object belongs to: by what we gave it to carry, or by what it is a part of.
fn subject(
    scope: &mut Scope<'_>,
    company: CompanyId,
    object: &Value,
) -> Result<Option<PaymentId>, StoreError> {
    let named = [&object["metadata"]["payment"], &object["client_reference_id"]];
    for id in named.iter().filter_map(|value| value.as_str()?.parse().ok()).map(PaymentId) {
        match store::get(scope, id) {
            Ok(bill) => return Ok(Some(bill.payment.id)),
            Err(StoreError::Refused(Refusal::NotFound { .. })) => {}
            Err(error) => return Err(error),
        }
    }
    for value in [&object["payment_intent"], &object["id"]] {
        let id = value.as_str().or_else(|| value["id"].as_str()).filter(|id| id.len() <= LONGEST);
        if let Some(id) = id
            && let Some(payment) = payment_entries::payment_about(scope, company, id)?
        {
            return Ok(Some(payment));
        }
    }
    Ok(None)
}

fn look_now(
    scope: &mut Scope<'_>,
    company: CompanyId,
    payment: PaymentId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let bill = store::get(scope, payment)?;
    if bill.payment.provider.is_none() {
        return Ok(());
    }
    store::forget_look(scope, &bill.payment, now)?;
    let due = Due { effect: Effect::SyncPayment { payment }, at: now };
    Ok(outbox::enqueue(scope, company, &[due], now)?)
}

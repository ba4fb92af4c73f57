//! A company's provider of payments: what its owners say about it.

use super::at_provider::{Payments, Secrets};
use crate::kit::Precondition;
use crate::sealed::VaultError;
use domain::access::Permit;
use domain::money::{Money, PaymentProvider, stripe};
use domain::{CompanyId, FieldProblem, Refusal};
use integrations::payments::StripeKey;
use persistence::store::{companies, payment_providers as store};
use persistence::{DbError, Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

const WHAT: &str = "payment provider";
/// Characters of the secret of reports.
const WEBHOOK_SECRET: std::ops::RangeInclusive<usize> = 8..=255;

/// What an owner says of an account with Stripe; what is `None` stays as it is stored.
#[derive(Clone, Default)]
pub struct WantedStripe {
    pub secret_key: Option<String>,
    pub webhook_secret: Option<String>,
}

/// The provider in use, if any, and the version of this setting; 0 where nobody ever said anything.
#[derive(Debug, Clone)]
pub struct PaymentSetting {
    pub company: CompanyId,
    pub provider: Option<PaymentProvider>,
    pub version: i64,
    pub updated_at: Option<Timestamp>,
}

impl PaymentSetting {
    fn of(company: CompanyId, latest: Option<PaymentProvider>) -> Self {
        let version = latest.as_ref().map_or(0, |provider| provider.metadata.version);
        let updated_at = latest.as_ref().map(|provider| provider.metadata.updated_at);
        Self { company, provider: latest.filter(|provider| provider.in_use), version, updated_at }
    }
}

/// The scope of that company, where the permit reaches it and it is there.
fn within<'s>(scope: &'s mut Scope<'_>, company: CompanyId) -> Result<Scope<'s>, StoreError> {
    companies::get(scope, company)?;
    Ok(scope.for_company(company)?)
}

/// Which provider takes a company's payments.
///
/// # Errors
/// `NotFound` for the company.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, company: CompanyId) -> Result<PaymentSetting, StoreError> {
    let mut scope = tx.scope(permit);
    let latest = store::latest(&mut within(&mut scope, company)?)?;
    Ok(PaymentSetting::of(company, latest))
}

/// Chooses the provider of the payments that begin from now on; `None` is the company itself. Those that have begun stay
/// where they are, and so do their refunds.
///
/// # Errors
/// `NotFound` for the company, `VersionMismatch`, `Invalid` with pointers, also where a service has a price that Stripe can't
/// carry.
pub fn put(
    tx: &mut Tx<'_>,
    permit: &Permit,
    payments: &Payments,
    company: CompanyId,
    wanted: Option<&WantedStripe>,
    expected: &Precondition,
    now: Timestamp,
) -> Result<PaymentSetting, StoreError> {
    let mut scope = tx.scope(permit);
    let scope = &mut within(&mut scope, company)?;
    expected.retry(|| {
        let latest = store::latest(scope)?;
        expected.check(WHAT, latest.as_ref().map_or(0, |latest| latest.metadata.version))?;
        let put = match wanted {
            None => retire(scope, latest, now)?,
            Some(wanted) => Some(replace(scope, payments, latest, wanted, now)?),
        };
        Ok(PaymentSetting::of(company, put))
    })
}

fn retire(
    scope: &mut Scope<'_>,
    latest: Option<PaymentProvider>,
    now: Timestamp,
) -> Result<Option<PaymentProvider>, StoreError> {
    match latest {
        Some(latest) if latest.in_use => {
            store::update(scope, &PaymentProvider { in_use: false, ..latest }, now).map(Some)
        }
        nothing => Ok(nothing),
    }
}

fn replace(
    scope: &mut Scope<'_>,
    payments: &Payments,
    latest: Option<PaymentProvider>,
    wanted: &WantedStripe,
    now: Timestamp,
) -> Result<PaymentProvider, StoreError> {
    let company = scope.company().ok_or_else(|| Refusal::not_found("company"))?;
    let stored = latest.as_ref().map(|latest| payments.open(latest)).transpose();
    // What can't be opened any more can be given anew.
    let (secrets, mut problems) = completed(wanted, stored.unwrap_or_default());
    problems.extend(uncarried_services(scope)?);
    let (Some(secrets), true) = (secrets, problems.is_empty()) else {
        return Err(Refusal::Invalid(problems).into());
    };
    let live = StripeKey::parse(&secrets.key).and_then(|key| key.is_live());
    let credentials = payments.seal(company, &secrets).map_err(unsealed)?;
    match latest {
        // Its payments stay within reach: only the mode tells two accounts apart.
        Some(old) if old.live == live => {
            store::update(scope, &PaymentProvider { live, credentials, in_use: true, ..old }, now)
        }
        latest => {
            let version = retire(scope, latest, now)?.map_or(0, |latest| latest.metadata.version) + 1;
            store::insert(scope, live, &credentials, version, now)
        }
    }
}

/// What is stored with what is given, and what is wrong with it.
fn completed(wanted: &WantedStripe, stored: Option<Secrets>) -> (Option<Secrets>, Vec<FieldProblem>) {
    let (old_key, old_webhook) = stored.map(|old| (old.key, old.webhook)).unzip();
    let mut problems = Vec::new();
    let key = wanted.secret_key.clone().or(old_key);
    let webhook = wanted.webhook_secret.clone().or(old_webhook);
    let mut note = |field: &str, detail: &str| {
        problems.push(FieldProblem::new(format!("/stripe/{field}"), detail));
    };
    match &key {
        None => note("secret_key", "is needed"),
        Some(key) if StripeKey::parse(key).is_none() => {
            note("secret_key", "must be a secret key of Stripe's");
        }
        Some(_) => {}
    }
    let is_secret = |text: &String| {
        WEBHOOK_SECRET.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
    };
    match &webhook {
        None => note("webhook_secret", "is needed"),
        Some(text) if !is_secret(text) => note("webhook_secret", "must be the signing secret of a webhook"),
        Some(_) => {}
    }
    (key.zip(webhook).map(|(key, webhook)| Secrets { key, webhook }), problems)
}

/// A problem for each service whose price the provider can't carry.
fn uncarried_services(scope: &mut Scope<'_>) -> Result<Vec<FieldProblem>, StoreError> {
    let mut problems = Vec::new();
    for found in store::amounts_of_services(scope)? {
        if let Err(problem) = stripe::units(found.amount) {
            problems
                .push(FieldProblem::new("/provider", format!("the service {}: {problem}", found.service)));
        }
    }
    Ok(problems)
}

/// Refuses amounts that the company's provider can't carry, where it has one; each with its pointer, all at once.
///
/// # Errors
/// `Invalid` at the pointers.
pub(crate) fn require_carried(scope: &mut Scope<'_>, asked: &[(Money, &str)]) -> Result<(), StoreError> {
    if asked.is_empty() || store::in_use(scope)?.is_none() {
        return Ok(());
    }
    let problem = |(amount, pointer): &(Money, &str)| {
        let problem = stripe::units(*amount).err()?;
        Some(FieldProblem::new(*pointer, problem.to_string()))
    };
    let problems: Vec<FieldProblem> = asked.iter().filter_map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems).into()) }
}

pub(super) fn unsealed(error: VaultError) -> StoreError {
    match error {
        VaultError::Store(error) => error,
        other => DbError::other(other.to_string()).into(),
    }
}

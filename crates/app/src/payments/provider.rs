//! A company's provider of payments: what its owners say about it.

use super::at_provider::{Payments, Secrets};
use crate::kit::Precondition;
use crate::sealed::VaultError;
use domain::access::Permit;
use domain::effect::EffectKind;
use domain::money::{Money, PaymentProvider, stripe};
use domain::{CompanyId, FieldProblem, Refusal};
use integrations::payments::StripeKey;
use persistence::store::{companies, payment_providers as store};
use persistence::{DbError, Scope, StoreError, Tx, outbox};
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
/// where they are, and so do their refunds. What could not be asked of a provider is asked again at once.
///
/// # Errors
/// `NotFound` for the company, `VersionMismatch`, `Invalid` with pointers, also where a service has a price that Stripe can't
/// carry; `Duplicate` where another first choice was faster.
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
        let accounts = store::all(scope)?;
        expected.check(WHAT, accounts.first().map_or(0, |latest| latest.metadata.version))?;
        let put = match wanted {
            None => retire(scope, accounts.first(), now)?,
            Some(wanted) => Some(replace(scope, payments, &accounts, wanted, now)?),
        };
        outbox::make_due_now(scope, company, EffectKind::SyncPayment, now)?;
        Ok(PaymentSetting::of(company, put))
    })
}

/// The account that was put last, out of use.
fn retire(
    scope: &mut Scope<'_>,
    latest: Option<&PaymentProvider>,
    now: Timestamp,
) -> Result<Option<PaymentProvider>, StoreError> {
    match latest {
        Some(latest) if latest.in_use => {
            let retired = PaymentProvider { in_use: false, ..latest.clone() };
            store::update(scope, &retired, latest.metadata.version + 1, now).map(Some)
        }
        nothing => Ok(nothing.cloned()),
    }
}

/// Puts an account into use. `accounts` are those of the company, the newest first: one of each mode, which alone tells them apart.
/// That of the same mode is changed, so that its payments stay within reach.
fn replace(
    scope: &mut Scope<'_>,
    payments: &Payments,
    accounts: &[PaymentProvider],
    wanted: &WantedStripe,
    now: Timestamp,
) -> Result<PaymentProvider, StoreError> {
    let company = scope.company().ok_or_else(|| Refusal::not_found("company"))?;
    let latest = accounts.first();
    // What can't be opened any more can be given anew.
    let opened = |account: Option<&PaymentProvider>| payments.open(account?).ok();
    let key = wanted.secret_key.clone().or_else(|| opened(latest).map(|old| old.key));
    let live = match key.as_deref().and_then(StripeKey::parse) {
        Some(key) => key.is_live(),
        None => latest.and_then(|latest| latest.live),
    };
    let same = accounts.iter().find(|account| account.live == live);
    let webhook = wanted.webhook_secret.clone().or_else(|| opened(same).map(|old| old.webhook));
    let mut problems = faults(key.as_deref(), webhook.as_deref());
    problems.extend(uncarried_services(scope)?);
    let (Some((key, webhook)), true) = (key.zip(webhook), problems.is_empty()) else {
        return Err(Refusal::Invalid(problems).into());
    };
    let credentials = payments.seal(company, &Secrets { key, webhook }).map_err(unsealed)?;
    let before = match latest {
        Some(latest) if same.is_some_and(|same| same.id == latest.id) => latest.metadata.version,
        latest => retire(scope, latest, now)?.map_or(0, |latest| latest.metadata.version),
    };
    match same {
        Some(same) => {
            let changed = PaymentProvider { credentials, in_use: true, ..same.clone() };
            store::update(scope, &changed, before + 1, now)
        }
        None => store::insert(scope, live, &credentials, before + 1, now),
    }
}

/// What is wrong with an account's key and its secret of reports.
fn faults(key: Option<&str>, webhook: Option<&str>) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut note = |field: &str, detail: &str| {
        problems.push(FieldProblem::new(format!("/stripe/{field}"), detail));
    };
    match key {
        None => note("secret_key", "is needed"),
        Some(key) if StripeKey::parse(key).is_none() => {
            note("secret_key", "must be a secret key of Stripe's");
        }
        Some(_) => {}
    }
    let is_secret =
        |text: &str| WEBHOOK_SECRET.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    match webhook {
        None => note("webhook_secret", "is needed: none is stored for keys of this mode"),
        Some(text) if !is_secret(text) => note("webhook_secret", "must be the signing secret of a webhook"),
        Some(_) => {}
    }
    problems
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

//! Who is concerned by an appointment.

use domain::access::{Permit, Sees};
use domain::appointment::Client;
use domain::commitment::Subject;
use domain::{CompanyId, Refusal, UserId};
use persistence::store::{candidates, users};
use persistence::{Scope, StoreError};
use std::collections::{BTreeMap, BTreeSet};

/// Whose time an appointment of this client takes: the client's, and that of the user or the candidate who has the same
/// address, because they are one person.
pub(super) fn of_client(
    scope: &mut Scope<'_>,
    company: CompanyId,
    client: &Client,
) -> Result<BTreeSet<Subject>, StoreError> {
    let mut all = of_clients(scope, company, std::iter::once(client))?;
    Ok(all.remove(&client.key()).unwrap_or_default())
}

/// The same of several, by their keys; one query for each table.
pub(super) fn of_clients<'c>(
    scope: &mut Scope<'_>,
    company: CompanyId,
    clients: impl Iterator<Item = &'c Client>,
) -> Result<BTreeMap<String, BTreeSet<Subject>>, StoreError> {
    let mut all: BTreeMap<String, BTreeSet<Subject>> =
        clients.map(|client| (client.key(), BTreeSet::from([client.subject()]))).collect();
    let keys: BTreeSet<String> = all.keys().cloned().collect();
    let scope = &mut scope.everybodys();
    let scope = &mut scope.for_company(company)?;
    for user in users::by_emails(scope, &keys)? {
        if let Some(subjects) = all.get_mut(&user.details.email_key()) {
            subjects.insert(Subject::User(user.id));
        }
    }
    for (email_key, subject) in candidates::subjects_by_emails(scope, &keys)? {
        if let Some(subjects) = all.get_mut(&email_key) {
            subjects.insert(subject);
        }
    }
    Ok(all)
}

/// Whether a visitor has to show a code in any case: of a candidate's time nobody is told anything who has not.
pub(super) fn is_candidate(
    scope: &mut Scope<'_>,
    company: CompanyId,
    client: &Client,
) -> Result<bool, StoreError> {
    let scope = &mut scope.everybodys();
    let scope = &mut scope.for_company(company)?;
    Ok(!candidates::subjects_by_emails(scope, &BTreeSet::from([client.key()]))?.is_empty())
}

/// Whether the client is known in the company: they have booked before, or they can log in.
pub(super) fn is_known(
    scope: &mut Scope<'_>,
    company: CompanyId,
    client: &Client,
) -> Result<bool, StoreError> {
    let scope = &mut scope.everybodys();
    let scope = &mut scope.for_company(company)?;
    let user = users::by_email(scope, &client.key())?;
    if user.is_some_and(|user| user.company == Some(company)) {
        return Ok(true);
    }
    persistence::store::appointments::is_known(scope, company, &client.key())
}

/// The client for whom a time is asked, where that is said already. Customers ask for themselves.
///
/// # Errors
/// `Invalid` at `/client/email` for a customer who names somebody else.
pub(super) fn client_named(
    scope: &mut Scope<'_>,
    permit: &Permit,
    given: Option<&Client>,
) -> Result<Option<Client>, StoreError> {
    match (permit.sees(), given) {
        (Sees::Only(user), None) => own_client(scope, user).map(Some),
        (Sees::Only(_), Some(client)) => is_own(scope, permit, client).map(|_| Some(client.clone())),
        (Sees::Everything, client) => Ok(client.cloned()),
    }
}

/// The client that a customer is.
fn own_client(scope: &mut Scope<'_>, user: UserId) -> Result<Client, StoreError> {
    let found = users::by_ids(&mut scope.everybodys(), &[user])?.pop();
    let user = found.ok_or_else(|| Refusal::not_found("user"))?.details;
    Ok(Client { name: user.name, email: user.email, phone: None, address: None })
}

/// Whether the caller is the client whom they name.
///
/// # Errors
/// `Invalid` at `/client/email` for a customer who is not.
pub(super) fn is_own(scope: &mut Scope<'_>, permit: &Permit, client: &Client) -> Result<bool, StoreError> {
    let own = match permit.member() {
        Some(user) => own_client(scope, user)?.key() == client.key(),
        None => false,
    };
    match (permit.sees(), own) {
        (Sees::Only(_), false) => {
            Err(Refusal::invalid("/client/email", "must be your own: you request in your own name").into())
        }
        _ => Ok(own),
    }
}

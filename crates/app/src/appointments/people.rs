//! Who is concerned by an appointment.

use domain::access::{Permit, Sees};
use domain::appointment::Client;
use domain::commitment::Subject;
use domain::directory::{Candidate, CandidateDetails};
use domain::{CompanyId, Refusal, UserId};
use persistence::store::candidates::CandidateFilter;
use persistence::store::collection::{Collection, ListRequest};
use persistence::store::users;
use persistence::{Scope, StoreError};
use std::collections::BTreeSet;

/// Whose time an appointment of this client takes: the client's, and that of the user or the candidate who has the same
/// address, because they are one person.
pub(super) fn of_client(
    scope: &mut Scope<'_>,
    company: CompanyId,
    client: &Client,
) -> Result<BTreeSet<Subject>, StoreError> {
    let scope = &mut scope.everybodys();
    let scope = &mut scope.for_company(company)?;
    let key = client.key();
    let user = users::by_email(scope, &key)?.filter(|user| user.company == Some(company));
    let candidates = candidates(scope, client)?;
    let candidates = candidates.into_iter().map(|one| Subject::of_candidate(one.id, one.kept.user));
    let mut all: BTreeSet<Subject> = candidates.collect();
    all.extend(user.map(|user| Subject::User(user.id)));
    all.insert(client.subject());
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
    Ok(!candidates(scope, client)?.is_empty())
}

fn candidates(scope: &mut Scope<'_>, client: &Client) -> Result<Vec<Candidate>, StoreError> {
    let request = ListRequest::<CandidateDetails> {
        filter: CandidateFilter { email: Some(client.email.clone()), ..CandidateFilter::default() },
        ..ListRequest::default()
    };
    Ok(CandidateDetails::list(scope, &request)?.records)
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

//! Who is concerned by an appointment.

use domain::CompanyId;
use domain::appointment::Client;
use domain::commitment::Subject;
use persistence::store::candidates::CandidateFilter;
use persistence::store::collection::{Collection, ListRequest};
use persistence::store::users;
use persistence::{Scope, StoreError};
use std::collections::BTreeSet;

use domain::directory::{Candidate, CandidateDetails};

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

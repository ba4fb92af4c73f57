//! `/app/companies`: which company the platform's administrators look at.

use crate::kit::page::Anybodys;
use crate::kit::page::{Answered, COMPANY};
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use crate::kit::visitor::{Visitor, sent_to};
use actix_web::http::StatusCode;
use app::kit::collection;
use askama::Template;
use domain::access::{Action, Caller, Permit, authorise};
use domain::directory::{Company, CompanyDetails};
use http_kit::{Data, Problem, Routes, resource};
use persistence::store::collection::{ListRequest, Sort, SortKey};
use persistence::{Database, Tx};

/// Companies that the page shows.
const MOST: usize = 200;

pub(crate) fn routes(routes: &mut Routes) {
    let page = resource("/app/companies").get(list).post(choose);
    routes.service(page);
}

#[derive(Template)]
#[template(path = "companies.html")]
struct Companies {
    shell: Shell,
    companies: Vec<Company>,
}

/// The permit of an administrator; to the log-in without one.
fn admin(visitor: &Visitor) -> Result<Permit, Refused> {
    let Some(session) = &visitor.session else { return Err(Refused::log_in(visitor)) };
    let caller: &Caller = &session.caller;
    authorise(caller, Action::ManageCompanies, None)
        .map_err(|refusal| Refused::of(visitor, visitor.shell("companies-title"), refusal.into()))
}

async fn list(visitor: Visitor, db: Data<Database>) -> Answered {
    let permit = admin(&visitor)?;
    let sort = Sort { key: SortKey::Name, descending: false };
    let request = ListRequest::<CompanyDetails> { sort, limit: MOST, ..ListRequest::default() };
    let found = db.read(move |tx: &mut Tx<'_>| collection::list(tx, &permit, &request)).await;
    let shell = visitor.shell("companies-title");
    let found = found.map_err(|error| Refused::of(&visitor, shell.clone(), error))?;
    let page = Companies { shell, companies: found.records };
    visitor.show(StatusCode::OK, &page).map_err(|problem| Refused::bare(&problem))
}

async fn choose(sent: Anybodys) -> Answered {
    let Anybodys { visitor, form } = sent;
    admin(&visitor)?;
    let id: i64 = form.get("company").and_then(|id| id.parse().ok()).unwrap_or_default();
    let mut response = sent_to("/app?done=chosen");
    let (id, seconds) = (id.to_string(), app::accounts::SESSION_SECONDS);
    let cookie = visitor.cookie(COMPANY, &id, seconds);
    response.add_cookie(&cookie).map_err(|error| Refused::bare(&Problem::internal(&error)))?;
    Ok(response)
}

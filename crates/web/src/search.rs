//! `/app/search`: people and jobs by a part of their name or address.

use crate::kit::list::Asked;
use crate::kit::list::by;
use crate::kit::page::{Answered, Page};
use crate::kit::shell::Shell;
use actix_web::web;
use app::kit::collection;
use askama::Template;
use domain::access::actions::ReadDirectory;
use domain::directory::{CandidateDetails, JobDetails, UserDetails};
use persistence::store::collection::{ListRequest, SearchText, SortKey};
use persistence::{StoreError, Tx};

/// Hits of each kind.
const MOST: usize = 20;

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/app/search").route(web::get().to(look)));
}

/// Hits of one kind.
struct Group {
    heading: String,
    hits: Vec<Hit>,
}

struct Hit {
    path: String,
    text: String,
    under: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    shell: Shell,
    text: String,
    words: String,
    groups: Vec<Group>,
}

/// What was found, of each kind.
struct Found {
    candidates: Vec<Hit>,
    jobs: Vec<Hit>,
    users: Vec<Hit>,
}

fn find(tx: &mut Tx<'_>, permit: &domain::access::Permit, search: &SearchText) -> Result<Found, StoreError> {
    let search = Some(search.clone());
    let request =
        ListRequest::<CandidateDetails> { search: search.clone(), limit: MOST, ..ListRequest::default() };
    let candidates = collection::list(tx, permit, &request)?.records.into_iter().map(|one| Hit {
        path: format!("/app/candidates/{}", one.id),
        text: one.details.name,
        under: one.details.email,
    });
    let candidates = candidates.collect();
    let request = ListRequest::<JobDetails> { search: search.clone(), limit: MOST, ..ListRequest::default() };
    let jobs = collection::list(tx, permit, &request)?.records.into_iter().map(|one| Hit {
        path: format!("/app/candidates?job={}", one.id),
        text: one.details.title,
        under: String::new(),
    });
    let jobs = jobs.collect();
    let request = ListRequest::<UserDetails> { search, limit: MOST, ..ListRequest::default() };
    let users = collection::list(tx, permit, &request)?.records.into_iter().map(|one| Hit {
        path: format!("/app/calendar?people={}", one.id),
        text: one.details.name,
        under: one.details.email,
    });
    Ok(Found { candidates, jobs, users: users.collect() })
}

async fn look(page: Page<ReadDirectory>) -> Answered {
    let texts = page.visitor.texts;
    let asked = Asked::new(&page.visitor, by(SortKey::Name));
    let text = page.visitor.param("q").unwrap_or_default().to_owned();
    let mut groups = Vec::new();
    if let Some(search) = asked.search() {
        let found = page.read(move |tx, permit| find(tx, permit, &search)).await?;
        let all = [
            ("nav-candidates", found.candidates),
            ("nav-jobs", found.jobs),
            ("settings-people", found.users),
        ];
        let group = |(key, hits): (&str, Vec<Hit>)| Group { heading: texts.say(key), hits };
        groups.extend(all.into_iter().filter(|(_, hits)| !hits.is_empty()).map(group));
    }
    let words = match (text.is_empty(), groups.is_empty()) {
        (true, _) => texts.say("search-ask"),
        (false, true) => texts.with("search-none", "text", &text),
        (false, false) => texts.with("search-for", "text", &text),
    };
    page.show(&SearchPage { shell: page.shell(texts.say("search-title")), text, words, groups })
}

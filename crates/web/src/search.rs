//! `/app/search`: pages, people, bookings and services by a part of their name or address.

use crate::hiring::{seen, status};
use crate::kit::list::Asked;
use crate::kit::list::by;
use crate::kit::page::{Answered, Page};
use crate::kit::shell::{self, Shell};
use crate::kit::when::WallClock;
use crate::{settings, shop};
use app::appointments::{self, ClientFilter};
use app::interviews;
use app::kit::collection;
use askama::Template;
use domain::access::actions::ReadDirectory;
use domain::access::{Action, Permit};
use domain::appointment::ServiceDetails;
use domain::directory::{CandidateDetails, JobDetails, UserDetails};
use domain::text::folded;
use domain::{CandidateId, InterviewId};
use http_kit::{Routes, resource};
use persistence::store::appointments::Filter as AppointmentFilter;
use persistence::store::collection::{ListRequest, Part, SearchText, Sort, SortKey};
use persistence::store::interviews::Filter as InterviewFilter;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Hits of each kind.
const MOST: usize = 10;
/// Candidates whose interviews are shown, and interviews of each.
const INTERVIEWED: usize = 5;
const INTERVIEWS: i64 = 3;

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource("/app/search").get(look));
}

/// Hits of one kind.
struct Group {
    heading: String,
    hits: Vec<Hit>,
}

#[derive(Debug, PartialEq, Eq)]
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
    wrong: Option<String>,
    words: String,
    groups: Vec<Group>,
}

/// What was found, of each kind, with the key of its heading.
type Found = Vec<(&'static str, Vec<Hit>)>;

/// What is looked through, each with its permit where who looks may read it.
struct Reading {
    search: SearchText,
    directory: Permit,
    interviews: Option<Permit>,
    appointments: Option<Permit>,
    clock: WallClock,
    now: Timestamp,
}

impl Reading {
    /// The first records of a collection in which the text is.
    fn records<D: collection::Rules>(
        &self,
        tx: &mut Tx<'_>,
    ) -> Result<Vec<collection::Stored<D>>, StoreError> {
        let request =
            ListRequest::<D> { search: Some(self.search.clone()), limit: MOST, ..ListRequest::default() };
        Ok(collection::list(tx, &self.directory, &request)?.records)
    }

    fn find(&self, tx: &mut Tx<'_>) -> Result<Found, StoreError> {
        let candidates = self.records::<CandidateDetails>(tx)?;
        let ids: Vec<CandidateId> = candidates.iter().map(|one| one.id).collect();
        let hit = |path: String, text: String, under: String| Hit { path, text, under };
        let people = candidates
            .into_iter()
            .map(|one| hit(format!("/app/candidates/{}", one.id), one.details.name, one.details.email));
        let people = people.collect();
        let users = self.records::<UserDetails>(tx)?.into_iter();
        let users = users
            .map(|one| hit(format!("/app/calendar?people={}", one.id), one.details.name, one.details.email));
        let users = users.collect();
        let jobs = self.records::<JobDetails>(tx)?.into_iter();
        let jobs =
            jobs.map(|one| hit(format!("/app/candidates?job={}", one.id), one.details.title, String::new()));
        let jobs = jobs.collect();
        let services = self.records::<ServiceDetails>(tx)?.into_iter();
        let services =
            services.map(|one| hit(format!("/app/services/{}", one.id), one.details.name, String::new()));
        let services = services.collect();
        Ok(vec![
            ("nav-candidates", people),
            ("interview-list", self.interviews(tx, &ids)?),
            ("nav-clients", self.clients(tx)?),
            ("appointment-list", self.appointments(tx)?),
            ("nav-services", services),
            ("nav-jobs", jobs),
            ("settings-people", users),
        ])
    }

    /// The newest interviews of the candidates who were found.
    fn interviews(&self, tx: &mut Tx<'_>, candidates: &[CandidateId]) -> Result<Vec<Hit>, StoreError> {
        let Some(permit) = &self.interviews else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for candidate in candidates.iter().take(INTERVIEWED) {
            let filter = InterviewFilter { candidate: Some(*candidate), ..InterviewFilter::default() };
            let sort = Sort { key: SortKey::Start, descending: true };
            let part = Part::<InterviewId> { sort, after: None, limit: INTERVIEWS };
            found.extend(interviews::list(tx, permit, &filter, &part)?);
        }
        let texts = self.clock.texts;
        let hit = |one: crate::hiring::Seen| {
            let interview = &one.view.interview;
            let when = match interview.time {
                Some(time) => self.clock.short_span(time, self.now),
                None => texts.say("no-time"),
            };
            Hit {
                path: one.path(),
                text: texts.values("interview-of", &[("candidate", &one.candidate), ("job", &one.job)]),
                under: format!("{when} · {}", status(texts, interview.status).text),
            }
        };
        Ok(seen(tx, permit, found, self.now)?.into_iter().map(hit).collect())
    }

    fn clients(&self, tx: &mut Tx<'_>) -> Result<Vec<Hit>, StoreError> {
        let Some(permit) = &self.appointments else { return Ok(Vec::new()) };
        let filter = ClientFilter { search: Some(self.search.clone()), ..ClientFilter::default() };
        let found = appointments::clients(tx, permit, &filter, i64::try_from(MOST).unwrap_or(10))?;
        let hit = |one: appointments::ClientSummary| Hit {
            path: format!("/app/clients/{}", one.newest.id),
            text: one.newest.client.name,
            under: one.newest.client.email,
        };
        Ok(found.into_iter().map(hit).collect())
    }

    fn appointments(&self, tx: &mut Tx<'_>) -> Result<Vec<Hit>, StoreError> {
        let Some(permit) = &self.appointments else { return Ok(Vec::new()) };
        let filter = AppointmentFilter { search: Some(self.search.clone()), ..AppointmentFilter::default() };
        let sort = Sort { key: SortKey::Start, descending: true };
        let part = Part { sort, after: None, limit: i64::try_from(MOST).unwrap_or(10) };
        let found = appointments::list(tx, permit, &filter, &part)?;
        let hit = |one: domain::appointment::Appointment| Hit {
            path: format!("/app/appointments/{}", one.id),
            text: format!("{} · {}", one.client.name, one.terms.service_name),
            under: format!(
                "{} · {}",
                self.clock.short_span(one.time, self.now),
                shop::status_text(self.clock.texts, one.status)
            ),
        };
        Ok(found.into_iter().map(hit).collect())
    }
}

/// The pages that who looks may see, whose names in the page's language have the text in them.
fn pages(page: &Page<ReadDirectory>, text: &str) -> Vec<Hit> {
    let texts = page.visitor.texts;
    let places =
        shell::PLACES.iter().map(|(path, key, _, action)| ((*path).to_owned(), texts.say(key), *action));
    let settings = settings::PLACES.iter().map(|(name, _, action)| {
        (format!("/app/settings/{name}"), texts.say(&format!("settings-{name}")), *action)
    });
    let forms = FORMS.iter().map(|(path, key, action)| ((*path).to_owned(), texts.say(key), *action));
    let all = places.chain(settings).chain(forms).filter(|(.., action)| page.may(*action));
    matching(all.map(|(path, text, _)| (path, text)), text)
}

/// Pages that no navigation lists.
const FORMS: [(&str, &str, Action); 15] = [
    ("/app/why", "why-title", Action::ReadCalendars),
    ("/app/hours/interviews/new", "interview-hours-new", Action::ManagePatterns),
    ("/app/interviews/new", "interview-new", Action::ManageInterviews),
    ("/app/candidates/new", "candidate-new", Action::ManageJobs),
    ("/app/jobs/new", "job-new", Action::ManageJobs),
    ("/app/slots/new", "slot-new", Action::ManageSlots),
    ("/app/appointments/new", "appointment-new", Action::BookAppointments),
    ("/app/services/new", "service-new", Action::ManageShop),
    ("/app/settings/people/new", "user-new", Action::ManageUsers),
    ("/app/settings/templates/new", "template-new", Action::ManageTemplates),
    ("/app/settings/log-in", "sso-openid", Action::ChangeCompany),
    ("/app/settings/rooms/address", "rooms-of-address", Action::ManageProviders),
    ("/app/settings/rooms/zoom", "rooms-of-zoom", Action::ManageProviders),
    ("/app/settings/rooms/google-service", "rooms-of-google-service", Action::ManageProviders),
    ("/app/settings/rooms/teams", "rooms-of-teams", Action::ManageProviders),
];

/// Those whose names have the text in them, whatever its case.
fn matching(all: impl Iterator<Item = (String, String)>, text: &str) -> Vec<Hit> {
    let wanted = folded(text);
    let found = all.filter(|(_, name)| folded(name).contains(&wanted));
    found.map(|(path, text)| Hit { path, text, under: String::new() }).take(MOST).collect()
}

async fn look(page: Page<ReadDirectory>) -> Answered {
    let texts = page.visitor.texts;
    let asked = Asked::new(&page.visitor, by(SortKey::Name));
    let text = page.visitor.param("q").unwrap_or_default().to_owned();
    let wrong = asked.search_problem();
    let mut groups = Vec::new();
    if let Some(search) = asked.search().filter(|_| wrong.is_none()) {
        let reading = Reading {
            search,
            directory: page.permit.clone(),
            interviews: page.permit_for(Action::ReadInterviews).ok(),
            appointments: page.permit_for(Action::ReadAppointments).ok(),
            clock: page.clock.clone(),
            now: page.now,
        };
        let mut all = vec![("search-pages", pages(&page, &text))];
        all.extend(page.read(move |tx, _| reading.find(tx)).await?);
        let group = |(key, hits): (&str, Vec<Hit>)| Group { heading: texts.say(key), hits };
        groups.extend(all.into_iter().filter(|(_, hits)| !hits.is_empty()).map(group));
    }
    let words = match (text.is_empty() || wrong.is_some(), groups.is_empty()) {
        (true, _) => texts.say("search-ask"),
        (false, true) => texts.with("search-none", "text", &text),
        (false, false) => texts.with("search-for", "text", &text),
    };
    page.show(&SearchPage { shell: page.shell(texts.say("search-title")), text, wrong, words, groups })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_found_by_a_part_of_their_name_whatever_its_case() {
        let all = || [("/a", "Kalender"), ("/b", "Kalender von außen"), ("/c", "Heute")].into_iter();
        let found = |text: &str| -> Vec<String> {
            let all = all().map(|(path, name)| (path.to_owned(), name.to_owned()));
            matching(all, text).into_iter().map(|hit| hit.path).collect()
        };
        assert_eq!(found("kalender"), ["/a", "/b"]);
        assert_eq!((found("AUSSEN"), found("Außen")), (vec!["/b".to_owned()], vec!["/b".to_owned()]));
        assert_eq!(found("x"), [""; 0]);
    }
}

//! `/app/candidates`: the list, with the shortlist of a job, and the form of a candidate.

use super::jobs::{search_filter, state_filter, ticked};
use super::names::{self, Named, choosing, jobs, options};
use crate::kit::field::{Field, Kind};
use crate::kit::input::{Input, NAME};
use crate::kit::list::{Asked, Bulk, Cell, Column, Empty, ListPage, Row, Table, by};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::sheet::{self, Sheet, View, id_in};
use crate::kit::sheet_forms;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use crate::kit::who::advised;
use actix_web::http::StatusCode;
use actix_web::web;
use app::interviews::{shortlist_many, standings_for};
use app::kit::collection::{self, Stored};
use app::rooms::RoomSeed;
use domain::access::actions::{ManageInterviews, ManageJobs, ReadDirectory};
use domain::access::{Action, Asks, Permit};
use domain::directory::{Candidate, CandidateDetails};
use domain::interview::{MatchChange, MatchResult};
use domain::{CandidateId, JobId, Refusal};
use http_kit::{Form, Problem, Routes, cookies, resource};
use persistence::store::candidates::CandidateFilter;
use persistence::store::collection::{ListRequest, Listed, SortKey};
use persistence::{StoreError, Tx};
use url::form_urlencoded::Serializer;

/// Candidates whom one form may shortlist: as many as a page shows, and room for those of scripts.
const MOST: usize = 200;

pub(crate) fn routes(routes: &mut Routes) {
    let list_route = resource(CandidateDetails::PATH).get(list);
    routes
        .service(list_route)
        .service(resource("/app/candidates/bulk").post(bulk))
        .service(resource("/app/candidates/{id}/gates").post(toggle));
    sheet_forms::form_routes::<CandidateDetails>(routes);
}

impl Sheet for CandidateDetails {
    const PATH: &'static str = "/app/candidates";
    const KEY: &'static str = "candidate";
    type Read = ReadDirectory;
    type Write = ManageJobs;
    type Around = ();

    fn fields(texts: Texts, _: &()) -> Vec<Field> {
        vec![
            Field::line("name", texts.say("name")).autocomplete("off").required(),
            Field { autocomplete: "off", ..Field::typed("email", "email", texts.say("email")) }.required(),
            Field { autocomplete: "off", ..Field::typed("tel", "phone", texts.say("phone")) },
            Field::zone("time_zone", texts.say("time-zone")).hint(texts.say("candidate-zone-hint")),
            Field::new("active", texts.say("candidate-active"), Kind::Check)
                .hint(texts.say("candidate-active-hint")),
        ]
    }

    fn value(&self, name: &str) -> String {
        match name {
            "name" => self.name.clone(),
            "email" => self.email.clone(),
            "phone" => self.phone.clone().unwrap_or_default(),
            "time_zone" => self.time_zone.clone().unwrap_or_default(),
            _ => ticked(self.active),
        }
    }

    fn usual(name: &str, _: &WallClock) -> String {
        ticked(name == "active")
    }

    fn read(input: &mut Input<'_>, _: Option<&Self>) -> Option<Self> {
        let (name, email) = (input.line("name", NAME), input.email("email"));
        let (phone, time_zone) = (input.optional("phone", 50), input.zone("time_zone"));
        let active = input.ticked("active");
        Some(Self { name: name?, email: email?, phone: phone?, time_zone: time_zone?, active })
    }

    fn filters(texts: Texts, asked: &Asked<'_>) -> (Vec<Field>, CandidateFilter) {
        let mut fields = vec![search_filter(texts, asked)];
        let job = asked.number("job").map(JobId);
        if job.is_some() {
            let choice = [("", "filter-all"), ("yes", "yes"), ("no", "no")];
            let choice = choice.map(|(value, key)| (value.to_owned(), texts.say(key)));
            let value = asked.param("shortlisted").unwrap_or_default();
            fields.push(Field::select("shortlisted", texts.say("shortlisted"), choice).value(value));
        }
        fields.push(state_filter(texts, asked, "active", "inactive"));
        let filter = CandidateFilter {
            email: None,
            job,
            shortlisted: job.and_then(|_| asked.flag("shortlisted")),
            interview_enabled: job.and_then(|_| asked.flag("enabled")),
            active: asked.flag("active"),
        };
        (fields, filter)
    }

    fn columns(texts: Texts, asked: &Asked<'_>) -> Vec<Column> {
        vec![
            asked.sorted(SortKey::Name, "name", texts.say("name")),
            Asked::column(texts.say("time-zone")),
            Asked::column(texts.say("state")),
        ]
    }

    fn cells(record: &Stored<Self>, view: &View<'_>) -> Vec<Cell> {
        let details = &record.details;
        let (tone, state) = match (record.kept.erased_at, details.active) {
            (Some(_), _) => ("", "erased"),
            (None, true) => ("good", "active"),
            (None, false) => ("", "inactive"),
        };
        vec![
            Cell::Link {
                path: Self::shown(record.id),
                text: details.name.clone(),
                under: details.email.clone(),
            },
            Cell::text(details.time_zone.clone().unwrap_or_default()),
            Cell::badge(tone, view.texts.say(state)),
        ]
    }

    fn shown(id: CandidateId) -> String {
        format!("{}/{id}", Self::PATH)
    }
}

/// What the list shows.
struct Found {
    jobs: Vec<Named<JobId>>,
    listed: Listed<CandidateDetails>,
    /// How far each has got for the job that is asked for.
    gates: Vec<MatchResult>,
}

fn find(
    tx: &mut Tx<'_>,
    permit: &Permit,
    interviews: Option<&Permit>,
    request: &ListRequest<CandidateDetails>,
) -> Result<Found, StoreError> {
    let jobs = jobs(tx, permit, request.filter.job)?;
    let listed = collection::list(tx, permit, request)?;
    let ids: Vec<CandidateId> = listed.records.iter().map(|record| record.id).collect();
    let gates = match (request.filter.job, interviews) {
        (Some(job), Some(permit)) if !ids.is_empty() => standings_for(tx, permit, job, &ids)?,
        _ => Vec::new(),
    };
    Ok(Found { jobs, listed, gates })
}

async fn list(page: Page<ReadDirectory>) -> Answered {
    let texts = page.visitor.texts;
    let asked = Asked::new(&page.visitor, by(SortKey::Name));
    let (mut filters, filter) = CandidateDetails::filters(texts, &asked);
    let request: ListRequest<CandidateDetails> = asked.request(filter);
    if asked.wants_csv() {
        return Ok(sheet::whole(&page, request));
    }
    let job = request.filter.job;
    let interviews = page.permit_for(Action::ReadInterviews).ok();
    let found = page.read(move |tx, permit| find(tx, permit, interviews.as_ref(), &request)).await?;
    let mut choice = vec![(String::new(), texts.say("filter-all"))];
    choice.extend(options(&found.jobs));
    let chosen = job.map(|job| job.to_string()).unwrap_or_default();
    filters.insert(1, Field::select("job", texts.say("job"), choice).value(chosen.clone()));
    let (manages, writes) = (page.may(Action::ManageInterviews), page.may(ManageJobs::ACTION));
    // Without the word of what was done last: forms that lead back here say what they did.
    let here = asked.link(&[]);
    let view = View { texts, clock: &page.clock, now: page.now, may_write: writes };
    let row = |(at, record): (usize, &Candidate)| {
        let mut cells = CandidateDetails::cells(record, &view);
        if let Some(gates) = found.gates.get(at) {
            cells.extend(switches(texts, record, gates, &here, manages));
        }
        let label = texts.with("pick-one", "name", &record.details.name);
        Row { pick: manages.then(|| (record.id.to_string(), label)), cells }
    };
    let rows: Vec<Row> = found.listed.records.iter().enumerate().map(row).collect();
    let mut columns = CandidateDetails::columns(texts, &asked);
    if job.is_some() {
        let more = ["shortlist", "interviews-enabled", "online-enabled"];
        columns.extend(more.map(|key| Asked::column(texts.say(key))));
    }
    let heading = texts.say("candidate-list");
    page.show(&ListPage {
        shell: page.shell(&heading).hearing(CandidateDetails::HEARS),
        intro: None,
        create: if writes { vec![new(texts)] } else { Vec::new() },
        path: CandidateDetails::PATH.into(),
        filters,
        is_filtered: asked.is_filtered(),
        next: asked.next(&found.listed),
        first: asked.first(),
        csv: Some(asked.link(&[("format", "csv"), ("after", "")])),
        empty: empty(texts, &asked, writes, manages),
        bulk: (manages && !rows.is_empty()).then(|| bulk_bar(texts, &found.jobs, &chosen, &here)),
        table: Table { caption: heading.clone(), columns, rows },
        heading,
    })
}

fn new(texts: Texts) -> Way {
    Way { path: "/app/candidates/new".into(), text: texts.say("candidate-new") }
}

fn empty(texts: Texts, asked: &Asked<'_>, writes: bool, manages: bool) -> Empty {
    let all = Way { path: CandidateDetails::PATH.into(), text: texts.say("filter-clear") };
    if asked.number("job").is_some() && asked.param("q").is_none() {
        return Empty {
            why: advised(texts, "candidate-none-of-job", manages, Action::ManageInterviews),
            actions: vec![all],
        };
    }
    match asked.is_filtered() {
        true => Empty { why: texts.say("empty-filtered"), actions: vec![all] },
        false => Empty {
            why: advised(texts, "candidate-none", writes, ManageJobs::ACTION),
            actions: writes.then(|| new(texts)).into_iter().collect(),
        },
    }
}

fn bulk_bar(texts: Texts, jobs: &[Named<JobId>], chosen: &str, here: &str) -> Bulk {
    let buttons = ["shortlist", "enable", "invite", "remove"];
    Bulk {
        action: "/app/candidates/bulk".into(),
        fields: vec![
            Field::select("for", texts.say("bulk-job"), choosing(texts, options(jobs))).value(chosen),
        ],
        buttons: buttons.map(|one| (one.to_owned(), texts.say(&format!("bulk-{one}")))).to_vec(),
        hidden: vec![("back".into(), here.to_owned())],
    }
}

/// The three switches of a candidate for a job.
pub(super) fn switches(
    texts: Texts,
    record: &Candidate,
    gates: &MatchResult,
    back: &str,
    may_change: bool,
) -> Vec<Cell> {
    let [shortlisted, enabled, online] = gates.flags();
    let one = |what: &'static str, is_on: bool, key: &str, possible: bool| {
        let state = texts.say(if is_on { "yes" } else { "no" });
        if !may_change || !possible {
            return Cell::text(state);
        }
        let label = texts.values("switch-label", &[("what", &texts.say(key)), ("who", &record.details.name)]);
        let fields = vec![
            ("job", gates.job.to_string()),
            ("what", what.to_owned()),
            ("to", if is_on { "no" } else { "yes" }.to_owned()),
            ("back", back.to_owned()),
        ];
        let action = format!("/app/candidates/{}/gates", record.id);
        Cell::Button { action, fields, text: state, label, is_on: Some(is_on) }
    };
    vec![
        one("shortlist", shortlisted, "shortlist", true),
        one("interview", enabled, "interviews-enabled", shortlisted),
        one("online", online, "online-enabled", shortlisted),
    ]
}

/// Where a form leads back to.
pub(crate) fn back<'f>(form: &'f Form, otherwise: &'f str) -> &'f str {
    let own = form.get("back").and_then(cookies::own_path);
    own.filter(|path| path.starts_with("/app")).unwrap_or(otherwise)
}

/// The rooms of one change.
pub(crate) fn seed<A: Asks>(page: &Page<A>) -> Result<RoomSeed, Refused> {
    RoomSeed::new().map_err(|error| page.fail(&Problem::internal(&error)))
}

async fn change(
    page: &Page<ManageInterviews>,
    job: JobId,
    candidates: Vec<CandidateId>,
    change: MatchChange,
    to: &str,
) -> Answered {
    let (seed, now) = (seed(page)?, page.now);
    let work = move |tx: &mut Tx<'_>, permit: &Permit| {
        shortlist_many(tx, permit, job, &candidates, change, &seed, now)
    };
    match Outcome::of(page, page.write(work).await)? {
        Outcome::Done(_) => Ok(done(to, "shortlisted")),
        Outcome::Wrong(errors) => {
            let detail = errors.0.into_iter().map(|wrong| wrong.text).collect::<Vec<_>>().join("; ");
            let shell = page.shell(page.say("refused-refused"));
            Err(Refused::said(&page.visitor, shell, StatusCode::CONFLICT, "refused", Some(detail)))
        }
        Outcome::Overtaken => Err(page.refuse(Refusal::VersionMismatch { what: "candidate" }.into())),
    }
}

async fn toggle(sent: Submitted<ManageInterviews>, id: web::Path<String>) -> Answered {
    let Submitted { page, form } = sent;
    let candidate: CandidateId = id_in(&page, &id, "candidate")?;
    let job: JobId = id_in(&page, form.get("job").unwrap_or_default(), "job")?;
    let to = form.get("to") == Some("yes");
    let keep = MatchChange { shortlisted: true, interview_enabled: None, online_interview_enabled: None };
    let wanted = match form.get("what") {
        Some("interview") => MatchChange { interview_enabled: Some(to), ..keep },
        Some("online") => MatchChange { online_interview_enabled: Some(to), ..keep },
        _ => MatchChange { shortlisted: to, ..keep },
    };
    let permit = directory(&page)?;
    let there =
        page.db.read(move |tx: &mut Tx<'_>| collection::get::<CandidateDetails>(tx, &permit, candidate));
    there.await.map_err(|error| page.refuse(error))?;
    let path = CandidateDetails::shown(candidate);
    let path = back(&form, &path).to_owned();
    change(&page, job, vec![candidate], wanted, &path).await
}

async fn bulk(sent: Submitted<ManageInterviews>) -> Answered {
    let Submitted { page, form } = sent;
    let named = form.get("for").unwrap_or_default();
    if named.is_empty() {
        let shell = page.shell(page.say("refused-refused"));
        let words = Some(page.say("bulk-no-job"));
        return Err(Refused::said(&page.visitor, shell, StatusCode::UNPROCESSABLE_ENTITY, "refused", words));
    }
    let job: JobId = id_in(&page, named, "job")?;
    let mut candidates: Vec<CandidateId> =
        form.all("pick").filter_map(|id| id.parse().ok()).map(CandidateId).take(MOST).collect();
    candidates.sort_unstable();
    candidates.dedup();
    let path = back(&form, CandidateDetails::PATH).to_owned();
    if candidates.is_empty() {
        return Ok(crate::kit::visitor::sent_to(&path));
    }
    if form.get("do") == Some("invite") {
        let mut query = Serializer::new(String::new());
        query.append_pair("job", named).append_pair("back", &path);
        query.extend_pairs(candidates.iter().map(|id| ("candidate", id.to_string())));
        return Ok(crate::kit::visitor::sent_to(&format!("/app/scheduling-links/new?{}", query.finish())));
    }
    let none = MatchChange { shortlisted: true, interview_enabled: None, online_interview_enabled: None };
    let wanted = match form.get("do") {
        Some("enable") => MatchChange { online_interview_enabled: Some(true), ..none },
        Some("remove") => MatchChange { shortlisted: false, ..none },
        _ => none,
    };
    change(&page, job, candidates, wanted, &path).await
}

/// The permit to read names, for pages of those who may see interviews.
pub(super) fn directory<A: Asks>(page: &Page<A>) -> Result<Permit, Refused> {
    names::directory(&page.caller, page.company).map_err(|error| page.refuse(error))
}

//! `/app/candidates/{id}`: one candidate, how far they have got for each job, their interviews, and what was done.

use super::candidates::{directory, switches};
use super::links::{self, Sealing, Showing, ShownLink};
use super::names::{Line, Seen, jobs, seen, status, timeline};
use crate::kit::list::{Asked, Cell, Column, Row, Table};
use crate::kit::page::{Answered, Page};
use crate::kit::sheet::id_in;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::who::advised;
use actix_web::{HttpRequest, web};
use app::interviews::standings_of;
use app::kit::collection;
use app::scheduling_links::LinkView;
use app::sealed::Vault;
use askama::Template;
use domain::access::Action;
use domain::access::Permit;
use domain::access::actions::ReadDirectory;
use domain::directory::{Candidate, CandidateDetails, JobDetails};
use domain::interview::{MatchResult, rules};
use domain::{CandidateId, InterviewId, JobId};
use http_kit::{Data, Routes, public_address, resource};
use persistence::store::collection::{Collection, Part, Sort, SortKey};
use persistence::store::interviews::Filter;
use persistence::{StoreError, Tx};
use scheduling_core::time::{TimeZone, Timestamp};
use std::collections::HashMap;

/// Jobs whose standing a page shows beside those of which somebody has said something, of which it shows more; and interviews.
const JOBS: usize = 20;
const RESULTS: i64 = 200;
const INTERVIEWS: i64 = 30;

pub(crate) fn routes(routes: &mut Routes) {
    // After `/app/candidates/new`, which is no id.
    routes.service(resource("/app/candidates/{id}").get(look));
}

#[derive(Template)]
#[template(path = "candidate.html")]
struct CandidatePage {
    shell: Shell,
    candidate: Candidate,
    local_time: Option<String>,
    may_edit: bool,
    may_make_jobs: bool,
    /// What is said where there is no job.
    none_of_jobs: String,
    jobs: Table,
    interviews: Vec<Shown>,
    /// None for those who make no links.
    links: Option<Vec<ShownLink>>,
    lines: Vec<Line>,
}

/// One of their interviews.
struct Shown {
    path: String,
    when: String,
    job: String,
    who: String,
    tone: &'static str,
    state: String,
    room: Option<String>,
    can_join: bool,
}

/// How far they have got for a job.
struct Standing {
    gates: MatchResult,
    title: String,
    is_open: bool,
}

/// What there is of a candidate.
struct Found {
    candidate: Candidate,
    standings: Vec<Standing>,
    interviews: Vec<Seen>,
    links: Option<Vec<LinkView>>,
    lines: Vec<Line>,
}

fn find(
    tx: &mut Tx<'_>,
    directory: &Permit,
    interviews: &Permit,
    id: CandidateId,
    now: Timestamp,
) -> Result<Found, StoreError> {
    let candidate = collection::get::<CandidateDetails>(tx, directory, id)?;
    let standings = standings(tx, directory, interviews, &candidate)?;
    let filter = Filter { candidate: Some(id), ..Filter::default() };
    let sort = Sort { key: SortKey::Start, descending: true };
    let part: Part<InterviewId> = Part { sort, after: None, limit: INTERVIEWS };
    let found = app::interviews::list(tx, interviews, &filter, &part)?;
    let interviews = seen(tx, interviews, found, now)?;
    Ok(Found { candidate, standings, interviews, links: None, lines: Vec::new() })
}

/// The jobs of which somebody has said something for them, and then other open ones.
fn standings(
    tx: &mut Tx<'_>,
    directory: &Permit,
    interviews: &Permit,
    candidate: &Candidate,
) -> Result<Vec<Standing>, StoreError> {
    let results = standings_of(tx, interviews, candidate.id, RESULTS)?;
    let ids: Vec<JobId> = results.iter().map(|gates| gates.job).collect();
    let named = JobDetails::by_ids(&mut tx.scope(directory), &ids)?;
    let named: HashMap<JobId, JobDetails> = named.into_iter().map(|job| (job.id, job.details)).collect();
    let one = |gates: MatchResult| {
        let job = named.get(&gates.job)?;
        Some(Standing { gates, title: job.title.clone(), is_open: job.active })
    };
    let mut all: Vec<Standing> = results.into_iter().filter_map(one).collect();
    // Of a closed job whose shortlist they are not on, there is nothing left to say.
    all.retain(|standing| standing.is_open || standing.gates.flags().contains(&true));
    let others = jobs(tx, directory, None)?.into_iter().filter(|job| !named.contains_key(&job.id));
    let others = others.take(JOBS.saturating_sub(all.len()));
    let company = candidate.company;
    all.extend(others.map(|job| Standing {
        gates: MatchResult::new(company, candidate.id, job.id),
        title: job.name,
        is_open: true,
    }));
    Ok(all)
}

async fn look(
    page: Page<ReadDirectory>,
    id: web::Path<String>,
    vault: Data<Vault>,
    request: HttpRequest,
) -> Answered {
    let id: CandidateId = id_in(&page, &id, "candidate")?;
    let (texts, now, clock) = (page.visitor.texts, page.now, page.clock.clone());
    let directory = directory(&page)?;
    let interviews = page.permit_for(Action::ReadInterviews)?;
    let manages = page.permit_for(Action::ManageInterviews).ok();
    let sealing = Sealing { vault: (*vault).clone(), public_url: public_address(&request) };
    let work = move |tx: &mut Tx<'_>| {
        let mut found = find(tx, &directory, &interviews, id, now)?;
        let ids: Vec<InterviewId> = found.interviews.iter().map(|seen| seen.view.interview.id).collect();
        found.lines = timeline(tx, &interviews, &ids, &clock, now)?;
        let of_candidate = |permit| links::of_candidate(tx, permit, id, &sealing, now);
        found.links = manages.as_ref().map(of_candidate).transpose()?;
        Ok::<_, StoreError>(found)
    };
    let mut found = page.db.read(work).await.map_err(|error| page.refuse(error))?;
    let may_manage = page.may(Action::ManageInterviews);
    let shown = |seen: &Seen| shown(&page, texts, seen);
    let interviews = found.interviews.iter().map(shown).collect();
    let titles = found.standings.iter().map(|one| (one.gates.job, one.title.clone())).collect();
    let showing = Showing { texts, clock: &page.clock, titles: &titles, now };
    let links = found.links.take().map(|links| showing.all(links));
    page.show(&CandidatePage {
        shell: page.shell(found.candidate.details.name.clone()),
        local_time: local_time(&page, &found.candidate),
        may_make_jobs: page.may(Action::ManageJobs),
        none_of_jobs: advised(texts, "job-none", page.may(Action::ManageJobs), Action::ManageJobs),
        may_edit: page.may(Action::ManageJobs) && found.candidate.kept.erased_at.is_none(),
        jobs: table(texts, &found, may_manage),
        interviews,
        links,
        lines: found.lines,
        candidate: found.candidate,
    })
}

/// What time it is where they are.
fn local_time(page: &Page<ReadDirectory>, candidate: &Candidate) -> Option<String> {
    let zone = TimeZone::named(candidate.details.time_zone.as_deref()?).ok()?;
    let clock = crate::kit::when::WallClock { zone, ..page.clock.clone() };
    Some(page.visitor.texts.with("local-time", "time", &clock.time(page.now)))
}

fn table(texts: Texts, found: &Found, may_manage: bool) -> Table {
    let columns = ["job", "shortlist", "interviews-enabled", "online-enabled", "actions"];
    let columns: Vec<Column> = columns.map(|key| Asked::column(texts.say(key))).into();
    let back = format!("/app/candidates/{}", found.candidate.id);
    let row = |standing: &Standing| {
        let gates = &standing.gates;
        let title = match standing.is_open {
            true => standing.title.clone(),
            false => format!("{} ({})", standing.title, texts.say("job-closed")),
        };
        let mut cells = vec![Cell::text(title)];
        cells.extend(switches(texts, &found.candidate, gates, &back, may_manage));
        let [_, enabled, _] = gates.flags();
        let to = format!("/app/interviews/new?candidate={}&job={}", found.candidate.id, gates.job);
        cells.push(match enabled && may_manage && standing.is_open {
            true => Cell::link(to, texts.say("interview-new")),
            false => Cell::text(""),
        });
        Row { pick: None, cells }
    };
    Table { caption: texts.say("standing"), columns, rows: found.standings.iter().map(row).collect() }
}

fn shown(page: &Page<ReadDirectory>, texts: Texts, seen: &Seen) -> Shown {
    let interview = &seen.view.interview;
    let state = status(texts, interview.status);
    let room = interview.room_id.as_ref().zip(interview.time).filter(|_| interview.status.is_open());
    Shown {
        path: seen.path(),
        when: match interview.time {
            Some(time) => page.clock.short_span(time, page.now),
            None => texts.say("no-time"),
        },
        job: seen.job.clone(),
        who: seen.interviewers(),
        tone: state.tone,
        state: state.text,
        can_join: room.is_some_and(|(_, time)| rules::can_be_joined(time, page.now)),
        room: room.map(|(id, _)| format!("/rooms/{id}?as=interviewer")),
    }
}

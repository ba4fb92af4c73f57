//! The people of the company, for fields that choose among them.

use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use app::interviews::{self, InterviewView};
use app::kit::collection;
use domain::access::{Action, Caller, Permit, authorise};
use domain::directory::{JobDetails, UserDetails};
use domain::interview::{Interview, InterviewStatus};
use domain::{CandidateId, CompanyId, InterviewId, JobId, UserId};
use persistence::store::collection::{Collection, ListRequest, Part, Sort, SortKey};
use persistence::store::interview_logs::Entry;
use persistence::store::jobs::JobFilter;
use persistence::store::users::UserFilter;
use persistence::store::{candidates, users};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::{BTreeSet, HashMap};

/// People whom a field offers, at most.
const MOST: usize = 500;

/// Somebody, as a field offers them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named<Id> {
    pub(crate) id: Id,
    pub(crate) name: String,
}

pub(crate) type People = Vec<Named<UserId>>;

/// A permit to read the directory, for everybody who may see the page at all.
pub(crate) fn directory(caller: &Caller, company: CompanyId) -> Result<Permit, StoreError> {
    Ok(authorise(caller, Action::ReadDirectory, Some(company))?)
}

const BY_NAME: Sort = Sort { key: SortKey::Name, descending: false };

/// Those who may hold interviews, in order of name.
///
/// # Errors
/// Failures of the database.
pub(crate) fn people(tx: &mut Tx<'_>, permit: &Permit) -> Result<People, StoreError> {
    let filter = UserFilter { role: None, active: Some(true) };
    let request = ListRequest::<UserDetails> { filter, sort: BY_NAME, limit: MOST, ..ListRequest::default() };
    let found = collection::list(tx, permit, &request)?.records;
    let interviewers = found.into_iter().filter(|user| user.details.role.may_interview());
    Ok(interviewers.map(|user| Named { id: user.id, name: user.details.name }).collect())
}

/// The jobs that are open, in order of title.
///
/// # Errors
/// Failures of the database.
pub(crate) fn jobs(tx: &mut Tx<'_>, permit: &Permit) -> Result<Vec<Named<JobId>>, StoreError> {
    let filter = JobFilter { active: Some(true) };
    let request = ListRequest::<JobDetails> { filter, sort: BY_NAME, limit: MOST, ..ListRequest::default() };
    let found = collection::list(tx, permit, &request)?.records;
    Ok(found.into_iter().map(|job| Named { id: job.id, name: job.details.title }).collect())
}

/// As a field offers them.
pub(crate) fn options<Id: std::fmt::Display>(named: &[Named<Id>]) -> Vec<(String, String)> {
    named.iter().map(|one| (one.id.to_string(), one.name.clone())).collect()
}

/// An interview with the names beside its ids.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) view: InterviewView,
    pub(crate) candidate: String,
    pub(crate) job: String,
}

impl Seen {
    /// Who interviews.
    pub(crate) fn interviewers(&self) -> String {
        self.view.interviewers.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The address of its page.
    pub(crate) fn path(&self) -> String {
        format!("/app/interviews/{}", self.view.interview.id)
    }
}

/// These interviews with their names; one query per table.
///
/// # Errors
/// Failures of the database.
pub(crate) fn seen(
    tx: &mut Tx<'_>,
    permit: &Permit,
    found: Vec<Interview>,
    now: Timestamp,
) -> Result<Vec<Seen>, StoreError> {
    let views = interviews::shown(tx, permit, found, now)?;
    let scope = &mut tx.scope(permit);
    let ids: BTreeSet<CandidateId> = views.iter().map(|view| view.interview.candidate).collect();
    let candidates: HashMap<CandidateId, String> =
        candidates::names(scope, &Vec::from_iter(ids))?.into_iter().collect();
    let ids: BTreeSet<JobId> = views.iter().map(|view| view.interview.job).collect();
    let jobs: HashMap<JobId, String> = JobDetails::by_ids(scope, &Vec::from_iter(ids))?
        .into_iter()
        .map(|job| (job.id, job.details.title))
        .collect();
    let one = |view: InterviewView| Seen {
        candidate: candidates.get(&view.interview.candidate).cloned().unwrap_or_default(),
        job: jobs.get(&view.interview.job).cloned().unwrap_or_default(),
        view,
    };
    Ok(views.into_iter().map(one).collect())
}

/// The state of an interview, and its colour.
pub(crate) fn status(texts: Texts, status: InterviewStatus) -> Badge {
    let tone = match status {
        InterviewStatus::Pending => "warn",
        InterviewStatus::Scheduled => "calm",
        InterviewStatus::InProgress | InterviewStatus::Completed => "good",
        InterviewStatus::Cancelled => "",
        InterviewStatus::NoShow => "bad",
    };
    Badge { tone, text: texts.say(&format!("interview-{}", status.name())) }
}

/// A state in words and in a colour.
#[derive(Debug, Clone)]
pub(crate) struct Badge {
    pub(crate) tone: &'static str,
    pub(crate) text: String,
}

/// A line of what was done to an interview.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) at: Timestamp,
    pub(crate) when: String,
    pub(crate) what: String,
    pub(crate) who: String,
    pub(crate) reason: Option<String>,
}

/// The history of these interviews, the newest first.
///
/// # Errors
/// Failures of the database.
pub(crate) fn timeline(
    tx: &mut Tx<'_>,
    permit: &Permit,
    interviews: &[InterviewId],
    clock: &WallClock,
    now: Timestamp,
) -> Result<Vec<Line>, StoreError> {
    let mut entries: Vec<Entry> = Vec::new();
    for id in interviews.iter().take(LOGS) {
        let part = Part { sort: Sort { descending: true, ..Sort::default() }, after: None, limit: LINES };
        entries.extend(interviews::logs(tx, permit, *id, &part)?);
    }
    let ids: BTreeSet<UserId> = entries.iter().filter_map(|entry| user_of(&entry.actor)).collect();
    let names: HashMap<UserId, String> = users::by_ids(&mut tx.scope(permit), &Vec::from_iter(ids))?
        .into_iter()
        .map(|user| (user.id, user.details.name))
        .collect();
    let line = |entry: Entry| Line {
        at: entry.at,
        when: clock.short(entry.at, now),
        what: action(clock, &entry),
        who: actor(clock.texts, &entry.actor, &names),
        reason: entry.reason,
    };
    let mut lines: Vec<Line> = entries.into_iter().map(line).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.at));
    Ok(lines)
}

/// Interviews whose history a page shows, and lines of each.
const LOGS: usize = 10;
const LINES: i64 = 40;

fn user_of(actor: &str) -> Option<UserId> {
    actor.strip_prefix("user:")?.parse().ok().map(UserId)
}

fn actor(texts: Texts, actor: &str, names: &HashMap<UserId, String>) -> String {
    if let Some(name) = user_of(actor).and_then(|user| names.get(&user)) {
        return name.clone();
    }
    let known = texts.known(&format!("actor-{actor}"));
    known.unwrap_or_else(|| actor.split_once(' ').map_or(actor, |(_, name)| name).to_owned())
}

/// What was done, with the time that it led to.
fn action(clock: &WallClock, entry: &Entry) -> String {
    let texts = clock.texts;
    let what =
        texts.known(&format!("log-{}", entry.action)).unwrap_or_else(|| entry.action.replace('_', " "));
    let new: Option<serde_json::Value> =
        entry.new.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let start = new.as_ref().and_then(|new| new.get("start").or_else(|| new.get("scheduled_at")));
    let start = start.and_then(|start| Timestamp::parse(start.as_str()?).ok());
    match start
        .filter(|_| matches!(entry.action.as_str(), "scheduled" | "rescheduled" | "booked" | "confirmed"))
    {
        Some(start) => texts.values("log-with-time", &[("what", &what), ("time", &clock.plain(start))]),
        None => what,
    }
}

//! The people of the company, for fields that choose among them.

use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use app::interviews::{self, InterviewView};
use app::kit::collection;
use domain::access::{Action, Caller, Permit, authorise};
use domain::directory::{CandidateDetails, JobDetails};
use domain::interview::{Interview, InterviewStatus};
use domain::{CandidateId, CompanyId, InterviewId, JobId, UserId};
use persistence::store::candidates::{self, CandidateFilter};
use persistence::store::collection::{Collection, ListRequest, Part, Sort, SortKey};
use persistence::store::interview_logs::Entry;
use persistence::store::jobs::JobFilter;
use persistence::store::{interviewers, users};
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

/// The first of those who may hold interviews, in order of name, and these others, who are asked for or stored already.
///
/// # Errors
/// Failures of the database.
pub(crate) fn people(tx: &mut Tx<'_>, permit: &Permit, also: &[UserId]) -> Result<People, StoreError> {
    let scope = &mut tx.scope(permit);
    let found = interviewers::first(scope, i64::try_from(MOST).unwrap_or(500))?;
    let mut people: People = found.into_iter().map(|(id, name)| Named { id, name }).collect();
    let known: BTreeSet<UserId> = people.iter().map(|one| one.id).collect();
    let others: Vec<UserId> = also.iter().copied().filter(|id| !known.contains(id)).collect();
    let others = users::by_ids(scope, &others)?.into_iter();
    people.extend(others.map(|user| Named { id: user.id, name: user.details.name }));
    Ok(people)
}

/// The first of the jobs that are open, in order of title, and this other one, which is asked for already.
///
/// # Errors
/// Failures of the database.
pub(crate) fn jobs(
    tx: &mut Tx<'_>,
    permit: &Permit,
    also: Option<JobId>,
) -> Result<Vec<Named<JobId>>, StoreError> {
    let filter = JobFilter { active: Some(true) };
    let request = ListRequest::<JobDetails> { filter, sort: BY_NAME, limit: MOST, ..ListRequest::default() };
    let mut found = collection::list(tx, permit, &request)?.records;
    let other: Vec<JobId> = also.filter(|id| found.iter().all(|job| job.id != *id)).into_iter().collect();
    found.extend(JobDetails::by_ids(&mut tx.scope(permit), &other)?);
    Ok(found.into_iter().map(|job| Named { id: job.id, name: job.details.title }).collect())
}

/// The first of the candidates who can be booked, in order of name, and this other one, who is asked for already.
///
/// # Errors
/// Failures of the database.
pub(super) fn applicants(
    tx: &mut Tx<'_>,
    permit: &Permit,
    also: Option<CandidateId>,
) -> Result<Vec<Named<CandidateId>>, StoreError> {
    let filter = CandidateFilter { active: Some(true), ..CandidateFilter::default() };
    let request =
        ListRequest::<CandidateDetails> { filter, sort: BY_NAME, limit: MOST, ..ListRequest::default() };
    let found = collection::list(tx, permit, &request)?.records;
    let mut all: Vec<Named<CandidateId>> =
        found.into_iter().map(|one| Named { id: one.id, name: one.details.name }).collect();
    if let Some(id) = also.filter(|id| all.iter().all(|one| one.id != *id)) {
        let other = candidates::names(&mut tx.scope(permit), &[id])?;
        all.extend(other.into_iter().map(|(id, name)| Named { id, name }));
    }
    Ok(all)
}

/// A panel as a form has it; `None` where the same people are in it. Who stays keeps their place, and nobody is named twice.
pub(crate) fn panel(stored: &[UserId], given: &[UserId]) -> Option<Vec<UserId>> {
    let wanted: BTreeSet<UserId> = given.iter().copied().collect();
    let before: BTreeSet<UserId> = stored.iter().copied().collect();
    if wanted == before {
        return None;
    }
    let mut panel: Vec<UserId> = stored.iter().copied().filter(|user| wanted.contains(user)).collect();
    let mut named = before;
    panel.extend(given.iter().copied().filter(|user| named.insert(*user)));
    Some(panel)
}

/// As a field offers them.
pub(crate) fn options<Id: std::fmt::Display>(named: &[Named<Id>]) -> Vec<(String, String)> {
    named.iter().map(|one| (one.id.to_string(), one.name.clone())).collect()
}

/// The same with an empty one first: nobody is chosen who was not meant.
pub(crate) fn choosing(texts: Texts, options: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut all = vec![(String::new(), texts.say("choose-one"))];
    all.extend(options);
    all
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

pub(crate) fn user_of(actor: &str) -> Option<UserId> {
    actor.strip_prefix("user:")?.parse().ok().map(UserId)
}

pub(crate) fn actor(texts: Texts, actor: &str, names: &HashMap<UserId, String>) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panel_that_nobody_touches_stays_as_it_is() {
        let users = |ids: &[i64]| ids.iter().copied().map(UserId).collect::<Vec<_>>();
        let check = |stored: &[i64], given: &[i64], expected: Option<&[i64]>| {
            let seen = panel(&users(stored), &users(given));
            assert_eq!(seen, expected.map(users), "{stored:?} {given:?}");
        };
        check(&[3, 1, 2], &[1, 2, 3], None);
        check(&[], &[], None);
        check(&[3, 1, 2], &[1, 2, 3, 3], None);
        check(&[3, 1, 2], &[2, 3], Some(&[3, 2]));
        check(&[3, 1], &[4, 1, 3, 4], Some(&[3, 1, 4]));
        check(&[], &[2, 1], Some(&[2, 1]));
        check(&[1], &[], Some(&[]));
    }
}

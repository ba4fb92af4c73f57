//! Links by which candidates choose their time: made for one or many, shown beside a candidate, revoked.

use super::candidates::back;
use super::hourless;
use super::interview_forms::PANEL;
use super::jobs::ticked;
use super::names::{Named, choosing, directory, jobs, options, people};
use crate::kit::field::{Field, FormPage, Kind, filled, valued};
use crate::kit::input::{Errors, Input, TITLE};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused, words};
use crate::kit::sheet::id_in;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use actix_web::http::StatusCode;
use actix_web::web;
use app::kit::{Precondition, collection};
use app::patterns::unrestricted;
use app::scheduling_links::{self as links, LinkView, MAX_LINKS, NewLink, NewLinks};
use app::sealed::Vault;
use domain::access::Permit;
use domain::access::actions::ManageInterviews;
use domain::directory::TemplateDetails;
use domain::interview::{InterviewType, LINK_CHANGE_MINUTES, LINK_DAYS, LINK_MOVES, LinkPanel, LinkStatus};
use domain::{CandidateId, JobId, Refusal, SchedulingLinkId, TemplateId, UserId};
use http_kit::{Form, Routes, resource};
use persistence::store::candidates;
use persistence::store::collection::{ListRequest, Part, Sort, SortKey};
use persistence::store::scheduling_links::SchedulingLinkFilter;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::{BTreeSet, HashMap};

const PATH: &str = "/app/scheduling-links";
/// Links that a candidate's page shows, and templates that the form offers.
const SHOWN: i64 = 20;
const TEMPLATES: usize = 200;
/// Days that are offered where nobody says otherwise.
const DAYS: i64 = 14;

pub(crate) fn routes(routes: &mut Routes) {
    let new = resource("/app/scheduling-links/new");
    routes
        .service(new.get(blank).post(create))
        .service(resource("/app/scheduling-links/{id}/revoke").post(revoke));
}

/// One of a candidate's links, as their page shows it.
pub(super) struct ShownLink {
    pub(super) id: String,
    pub(super) job: String,
    pub(super) tone: &'static str,
    pub(super) state: String,
    pub(super) until: String,
    /// Where there is still something to choose or to change by it.
    pub(super) url: Option<String>,
    pub(super) interview: Option<String>,
    pub(super) revoke: Option<String>,
}

/// The newest links of a candidate.
///
/// # Errors
/// Failures of the database.
pub(super) fn of_candidate(
    tx: &mut Tx<'_>,
    permit: &Permit,
    candidate: CandidateId,
    sealing: &Sealing,
    now: Timestamp,
) -> Result<Vec<LinkView>, StoreError> {
    let filter = SchedulingLinkFilter { candidate: Some(candidate), ..SchedulingLinkFilter::default() };
    let sort = Sort { key: SortKey::Id, descending: true };
    let found = links::list(tx, permit, &filter, &Part { sort, after: None, limit: SHOWN })?;
    links::shown(tx, permit, found, &sealing.vault, &sealing.public_url, now)
}

/// What the addresses of links are made with.
pub(super) struct Sealing {
    pub(super) vault: Vault,
    pub(super) public_url: String,
}

/// What the page of a candidate shows links with.
pub(super) struct Showing<'a> {
    pub(super) texts: Texts,
    pub(super) clock: &'a WallClock,
    pub(super) titles: &'a HashMap<JobId, String>,
    pub(super) now: Timestamp,
}

impl Showing<'_> {
    /// These links, as the page shows them.
    pub(super) fn all(&self, found: Vec<LinkView>) -> Vec<ShownLink> {
        found.into_iter().map(|view| self.one(view)).collect()
    }

    fn one(&self, LinkView { link, status, url }: LinkView) -> ShownLink {
        let (tone, state) = match status {
            LinkStatus::Open => ("calm", "link-open"),
            LinkStatus::Booked => ("good", "link-booked"),
            LinkStatus::Expired => ("", "link-expired"),
            LinkStatus::Revoked => ("", "link-revoked"),
        };
        let works = matches!(status, LinkStatus::Open | LinkStatus::Booked);
        let until = self.clock.short(link.details.expires_at, self.now);
        ShownLink {
            id: link.id.to_string(),
            job: self.titles.get(&link.details.job).cloned().unwrap_or_default(),
            tone,
            state: self.texts.say(state),
            until: self.texts.with("link-until", "time", &until),
            url: works.then_some(url),
            interview: link.kept.interview.map(|id| format!("/app/interviews/{id}")),
            revoke: works.then(|| format!("{PATH}/{}/revoke", link.id)),
        }
    }
}

/// What the form offers.
struct Around {
    jobs: Vec<Named<JobId>>,
    templates: Vec<Named<TemplateId>>,
    people: Vec<Named<UserId>>,
    /// Those of them who have no interview hours.
    without: BTreeSet<UserId>,
}

async fn around(
    page: &Page<ManageInterviews>,
    job: Option<JobId>,
    panel: Vec<UserId>,
) -> Result<Around, Refused> {
    let permit = directory(&page.caller, page.company).map_err(|error| page.refuse(error))?;
    let (company, now) = (page.company, page.now);
    let work = move |tx: &mut Tx<'_>| {
        let sort = Sort { key: SortKey::Name, descending: false };
        let request = ListRequest::<TemplateDetails> { sort, limit: TEMPLATES, ..ListRequest::default() };
        let templates = collection::list(tx, &permit, &request)?.records.into_iter();
        let people = people(tx, &permit, &panel)?;
        let ids: Vec<UserId> = people.iter().map(|one| one.id).collect();
        Ok::<_, StoreError>(Around {
            jobs: jobs(tx, &permit, job)?,
            templates: templates.map(|one| Named { id: one.id, name: one.details.name }).collect(),
            without: unrestricted(tx, &permit, company, &ids, now)?,
            people,
        })
    };
    page.db.read(work).await.map_err(|error| page.refuse(error))
}

fn fields(texts: Texts, around: &Around) -> Vec<Field> {
    let types =
        InterviewType::ALL.map(|one| (one.name().to_owned(), texts.say(&format!("type-{}", one.name()))));
    let mut templates = vec![(String::new(), texts.say("link-template-none"))];
    templates.extend(options(&around.templates));
    vec![
        Field::select("job_id", texts.say("job"), choosing(texts, options(&around.jobs))).required(),
        Field::select("template_id", texts.say("link-template"), templates)
            .hint(texts.say("link-template-hint")),
        hourless::panel(texts, &around.people, &around.without),
        Field::typed("number", "duration_minutes", texts.say("interview-minutes"))
            .hint(texts.say("link-minutes-hint")),
        Field::select("interview_type", texts.say("interview-type"), types),
        Field::line("location", texts.say("interview-location")).hint(texts.say("interview-location-hint")),
        Field::typed("date", "last_day", texts.say("link-last-day"))
            .hint(texts.say("link-last-day-hint"))
            .required(),
        Field::typed("datetime-local", "expires_at", texts.say("link-expires"))
            .hint(texts.say("link-expires-hint")),
        Field::typed("number", "moves", texts.say("link-moves")).required(),
        Field::typed("number", "change_hours", texts.say("link-change")).required(),
        Field::new("notify", texts.say("link-notify"), Kind::Check),
    ]
}

/// For whom the links are.
fn asked(ids: impl Iterator<Item = i64>) -> Vec<CandidateId> {
    let mut all: Vec<CandidateId> = ids.take(MAX_LINKS).map(CandidateId).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn form(
    page: &Page<ManageInterviews>,
    status: StatusCode,
    candidates: &[CandidateId],
    to: &str,
    fields: Vec<Field>,
    errors: Errors,
) -> Answered {
    let texts = page.visitor.texts;
    let heading = texts.say(if candidates.len() == 1 { "link-new" } else { "link-new-many" });
    let mut hidden: Vec<(String, String)> =
        candidates.iter().map(|id| ("candidate".to_owned(), id.to_string())).collect();
    hidden.push(("back".into(), to.to_owned()));
    let for_whom = texts.count("link-candidates", candidates.len());
    let zone = texts.with("time-zone-note", "zone", &page.clock.zone_name());
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: Some(format!("{} {for_whom}. {zone}", texts.say("link-new-intro"))),
            action: format!("{PATH}/new"),
            fields,
            hidden,
            errors,
            submit: texts.say("link-make"),
            back: Way { path: to.to_owned(), text: texts.say("candidate-list") },
            danger: None,
            keeps: None,
            zones: Vec::new(),
        },
    )
}

async fn blank(page: Page<ManageInterviews>) -> Answered {
    let texts = page.visitor.texts;
    let named = page.visitor.query.iter().filter(|(name, _)| name == "candidate");
    let candidates = asked(named.filter_map(|(_, id)| id.parse().ok()));
    let Some(first) = candidates.first() else { return Err(page.missing("candidate")) };
    let to = format!("/app/candidates/{first}");
    let to = page.visitor.param("back").and_then(http_kit::cookies::own_path).unwrap_or(&to).to_owned();
    let job = page.visitor.param("job").unwrap_or_default().to_owned();
    let around = around(&page, job.parse().ok().map(JobId), Vec::new()).await?;
    let last_day = page.clock.day_of(page.now).plus_days(DAYS - 1).to_string();
    let usual = |name: &str| match name {
        "job_id" => job.clone(),
        "interview_type" => "online".to_owned(),
        "last_day" => last_day.clone(),
        "moves" => "1".to_owned(),
        "change_hours" => "24".to_owned(),
        "notify" => ticked(true),
        _ => String::new(),
    };
    let fields = valued(fields(texts, &around), usual);
    form(&page, StatusCode::OK, &candidates, &to, fields, Errors::default())
}

/// What a form says; what is wrong with it is noted in `input`.
fn said(input: &mut Input<'_>, clock: &WallClock) -> Option<NewLink> {
    let job = input.choice("job_id", |text| text.parse().ok().map(JobId));
    let template = input.choice("template_id", |text| match text {
        "" => Some(None),
        text => text.parse().ok().filter(|id| *id > 0).map(Some),
    });
    let interviewers: Vec<UserId> = input.ids("interviewer_ids").into_iter().map(UserId).collect();
    let minutes = input.number_or_none("duration_minutes", 1..=1440);
    let kind = input.choice("interview_type", InterviewType::named);
    let (location, expires_at) =
        (input.optional("location", TITLE), input.instant_or_none("expires_at", clock));
    let last_day = input.date("last_day");
    let moves = input.number("moves", LINK_MOVES);
    let hours = input.number("change_hours", 0..=*LINK_CHANGE_MINUTES.end() / 60);
    let panel = match template? {
        Some(template) if interviewers.is_empty() => LinkPanel::Template(TemplateId(template)),
        None if (1..=PANEL).contains(&interviewers.len()) => {
            LinkPanel::People { interviewers, minutes: minutes?.unwrap_or(60) }
        }
        // Neither, or both: people who are named beside a template would not be asked.
        _ => {
            input.wrong("interviewer_ids", "input-panel-or-template");
            return None;
        }
    };
    Some(NewLink {
        job: job?,
        panel,
        interview_type: kind?,
        location: location?,
        first_day: None,
        last_day: Some(last_day?),
        expires_at: expires_at?,
        moves: moves?,
        change_minutes: hours? * 60,
        notify: input.ticked("notify"),
    })
}

/// The one of many whom a refusal is about, and why.
fn blamed(texts: Texts, error: &StoreError, candidates: &[CandidateId]) -> Option<(CandidateId, String)> {
    let (pointer, why) = match error {
        StoreError::Refused(Refusal::Several { first, problems }) => {
            (&problems.first()?.pointer, words(texts, first))
        }
        StoreError::Refused(Refusal::NotFound { pointer: Some(pointer), .. }) => {
            (pointer, texts.say("input-not-there"))
        }
        _ => return None,
    };
    let place: usize = pointer.strip_prefix("/candidates/")?.parse().ok()?;
    Some((*candidates.get(place)?, why))
}

/// What stands against a candidate has no field in the form; it says who is meant.
async fn against(page: &Page<ManageInterviews>, id: CandidateId, why: String) -> Result<Errors, Refused> {
    let found = page.read(move |tx, permit| candidates::names(&mut tx.scope(permit), &[id])).await?;
    let mut errors = Errors::default();
    let said = match found.first() {
        Some((_, name)) => format!("{name}: {why}"),
        None => why,
    };
    errors.add("", said);
    Ok(errors)
}

async fn create(sent: Submitted<ManageInterviews>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let (texts, now) = (page.visitor.texts, page.now);
    let candidates = asked(typed.all("candidate").filter_map(|id| id.parse().ok()));
    let Some(first) = candidates.first() else { return Err(page.missing("candidate")) };
    let to = back(&typed, &format!("/app/candidates/{first}")).to_owned();
    let mut input = Input::new(&typed, texts);
    let link = said(&mut input, &page.clock).filter(|_| input.errors.is_empty());
    let mut whom = None;
    let outcome = match link {
        Some(link) => {
            let new = NewLinks { candidates: candidates.clone(), link };
            let work = move |tx: &mut Tx<'_>, permit: &Permit| links::create_many(tx, permit, &new, now);
            let made = page.once(&to, |_| true, work).await?;
            whom = made.as_ref().err().and_then(|error| blamed(texts, error, &candidates));
            Outcome::of(&page, made)?
        }
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(_) => Ok(done(&to, "link-made")),
        Outcome::Wrong(errors) => {
            let errors = match whom {
                Some((id, why)) => against(&page, id, why).await?,
                None => errors,
            };
            let fields = again(&page, &typed, &errors).await?;
            form(&page, StatusCode::UNPROCESSABLE_ENTITY, &candidates, &to, fields, errors)
        }
        Outcome::Overtaken => Err(page.missing("candidate")),
    }
}

/// The fields with what was typed.
async fn again(page: &Page<ManageInterviews>, typed: &Form, errors: &Errors) -> Result<Vec<Field>, Refused> {
    let job = typed.get("job_id").and_then(|text| text.trim().parse().ok()).map(JobId);
    let panel = typed.all("interviewer_ids").filter_map(|text| text.trim().parse().ok()).map(UserId);
    let around = around(page, job, panel.take(PANEL).collect()).await?;
    Ok(filled(fields(page.visitor.texts, &around), typed, errors))
}

async fn revoke(sent: Submitted<ManageInterviews>, id: web::Path<String>) -> Answered {
    let Submitted { page, form } = sent;
    let (id, now): (SchedulingLinkId, _) = (id_in(&page, &id, "scheduling link")?, page.now);
    let ended = page
        .write(move |tx, permit| links::revoke(tx, permit, id, &Precondition::default(), now))
        .await
        .map_err(|error| page.refuse(error))?;
    let candidate = format!("/app/candidates/{}", ended.details.candidate);
    Ok(done(back(&form, &candidate), "link-revoked"))
}

const _: () = assert!(DAYS <= LINK_DAYS, "what the form proposes can be made");

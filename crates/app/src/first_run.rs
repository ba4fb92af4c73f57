//! The first company of an empty installation: made once, by the first who comes, who owns it. And the first thing that can be booked
//! there: a service, or a job.

use crate::interviews;
use crate::kit::{Precondition, collection};
use crate::rooms::RoomSeed;
use crate::scheduling_links::{self, NewLink};
use domain::access::{Action, Caller, PasswordHash, Permit, Role, authorise};
use domain::appointment::{ServiceDetails, ServiceId, Setting, StaffDetails};
use domain::directory::{CandidateDetails, CompanyDetails, JobDetails, TemplateDetails, UserDetails};
use domain::interview::{InterviewType, LinkPanel, SchedulingLink, Toggle};
use domain::slot::{PatternDetails, WeekdayHours};
use domain::{CompanyId, JobId, Refusal, UserId};
use persistence::store::collection::{Collection, ListRequest};
use persistence::store::shop::staff::StaffFilter;
use persistence::store::{passwords, settings};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Date, TimeOfDay, TimeZone, Timestamp, Weekday};

/// The setting that says that it was made.
const MADE: &str = "first_company";
/// Minutes of the first interviews.
const MINUTES: i64 = 60;
/// Until how long before the first interview its candidate may change it.
const CHANGE_MINUTES: i64 = 24 * 60;

/// What the first who comes says.
#[derive(Debug, Clone)]
pub struct FirstRun {
    pub name: String,
    pub email: String,
    pub password: PasswordHash,
    pub company: String,
    /// An IANA name.
    pub time_zone: String,
}

/// Whether there is no company and no user yet.
///
/// # Errors
/// Failures of the database.
pub fn is_empty(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let scope = &mut tx.scope(&authorise(&Caller::platform_admin(), Action::ManageCompanies, None)?);
    let companies = ListRequest::<CompanyDetails> { limit: 1, ..ListRequest::default() };
    let users = ListRequest::<UserDetails> { limit: 1, ..ListRequest::default() };
    Ok(CompanyDetails::list(scope, &companies)?.records.is_empty()
        && UserDetails::list(scope, &users)?.records.is_empty())
}

/// Refuses where there is a company or a user already: asked before a password is hashed, which costs much.
///
/// # Errors
/// `WrongState` (`wrong-status`).
pub fn require_empty(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    if is_empty(tx)? { Ok(()) } else { Err(made_already().into()) }
}

fn made_already() -> Refusal {
    let detail = "this installation has its first company already".into();
    Refusal::WrongState { slug: "wrong-status", detail }
}

/// Makes the company, and its owner with weekly hours from Monday to Friday. However many come at once, one of them does it.
///
/// # Errors
/// `WrongState` (`wrong-status`) where it was made already.
pub fn make(tx: &mut Tx<'_>, first: &FirstRun, now: Timestamp) -> Result<CompanyId, StoreError> {
    if !settings::claim(tx, MADE, now)? || !is_empty(tx)? {
        return Err(made_already().into());
    }
    let scope = &mut tx.scope(&authorise(&Caller::platform_admin(), Action::ManageCompanies, None)?);
    let details =
        CompanyDetails { time_zone: first.time_zone.clone(), ..CompanyDetails::named(first.company.clone()) };
    let company = CompanyDetails::insert(scope, &details, now)?.id;
    let scope = &mut scope.for_company(company)?;
    let owner = UserDetails::new(first.email.clone(), first.name.clone(), Role::Owner);
    let owner = UserDetails::insert(scope, &owner, now)?.id;
    passwords::set(scope, owner, &first.password)?;
    make_hours(scope, owner, &first.time_zone, now)?;
    Ok(company)
}

/// A first service, as somebody says it who offers it themselves.
#[derive(Debug, Clone)]
pub struct FirstService {
    pub name: String,
    /// 1 to 1440.
    pub minutes: i64,
    pub user: UserId,
}

/// Makes the service, and a profile for who offers it. Who has one keeps it: where it is not active, it is again, since nobody has two.
/// The hours are those of the company.
///
/// # Errors
/// Those of making a service.
pub fn make_service(
    tx: &mut Tx<'_>,
    permit: &Permit,
    first: &FirstService,
    now: Timestamp,
) -> Result<ServiceId, StoreError> {
    let filter = StaffFilter { user: Some(first.user), ..StaffFilter::default() };
    let request = ListRequest::<StaffDetails> { filter, limit: 1, ..ListRequest::default() };
    let known = collection::list(tx, permit, &request)?.records;
    let staff = match known.first() {
        Some(profile) if profile.details.active => profile.id,
        Some(profile) => {
            let activate = |profile: &mut StaffDetails| {
                profile.active = true;
                Ok(())
            };
            collection::update(tx, permit, profile.id, &Precondition::default(), activate, now)?.id
        }
        None => collection::create(tx, permit, &profile(first.user), now)?.id,
    };
    let service = ServiceDetails {
        name: first.name.clone(),
        description: None,
        duration_minutes: first.minutes,
        price: None,
        down_payment: None,
        image_url: None,
        reschedule_limit: None,
        allow_rescheduling: true,
        cancellation_policy: None,
        location_type: Setting::InPerson,
        location: None,
        staff: vec![staff],
        active: true,
    };
    Ok(collection::create(tx, permit, &service, now)?.id)
}

/// Of somebody for whom what the company's settings say counts.
fn profile(user: UserId) -> StaffDetails {
    StaffDetails {
        user,
        services: Vec::new(),
        slot_duration_minutes: None,
        lead_time: None,
        finish_time: None,
        appointment_buffer_minutes: None,
        work_on_saturday: None,
        work_on_sunday: None,
        active: true,
    }
}

/// Makes a job, and where none is there yet, a template to interview by with this user.
///
/// # Errors
/// Those of making a job.
pub fn make_job(
    tx: &mut Tx<'_>,
    permit: &Permit,
    title: &str,
    template: &str,
    user: UserId,
    now: Timestamp,
) -> Result<JobId, StoreError> {
    let job = JobDetails { title: title.to_owned(), active: true };
    let job = collection::create(tx, permit, &job, now)?.id;
    let request = ListRequest::<TemplateDetails> { limit: 1, ..ListRequest::default() };
    if collection::list(tx, permit, &request)?.records.is_empty() {
        let details = TemplateDetails::new(template.to_owned(), MINUTES, vec![user]);
        collection::create(tx, permit, &details, now)?;
    }
    Ok(job)
}

/// A first candidate.
#[derive(Debug, Clone)]
pub struct FirstCandidate {
    pub name: String,
    pub email: String,
    pub job: JobId,
    /// Who interviews.
    pub user: UserId,
}

/// Makes a candidate who may be interviewed for the job, and a link by which they choose the time. Nobody is sent anything.
///
/// # Errors
/// Those of making a candidate and a link.
pub fn make_candidate(
    tx: &mut Tx<'_>,
    jobs: &Permit,
    permit: &Permit,
    first: &FirstCandidate,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<SchedulingLink, StoreError> {
    let details = CandidateDetails {
        name: first.name.clone(),
        email: first.email.clone(),
        phone: None,
        time_zone: None,
        active: true,
    };
    let candidate = collection::create(tx, jobs, &details, now)?.id;
    interviews::shortlist(tx, permit, candidate, first.job, true, seed, now)?;
    let toggle = Toggle { interview_enabled: true, online_interview_enabled: Some(true) };
    interviews::toggle(tx, permit, candidate, first.job, toggle, seed, now)?;
    let new = NewLink {
        job: first.job,
        panel: LinkPanel::People { interviewers: vec![first.user], minutes: MINUTES },
        interview_type: InterviewType::Online,
        location: None,
        first_day: None,
        last_day: None,
        expires_at: None,
        moves: 1,
        change_minutes: CHANGE_MINUTES,
        notify: false,
    };
    scheduling_links::create(tx, permit, candidate, &new, now)
}

/// From nine to five, Monday to Friday, from today on.
fn make_hours(scope: &mut Scope<'_>, owner: UserId, zone: &str, now: Timestamp) -> Result<(), StoreError> {
    let zone = TimeZone::named(zone).unwrap_or_else(|_| TimeZone::utc());
    let today: Date = zone.local(now).date();
    let times = (TimeOfDay::from_minutes(9 * 60), TimeOfDay::from_minutes(17 * 60));
    let (Ok(start), Ok(end)) = times else { return Ok(()) };
    for day in (1..=5).filter_map(|day| Weekday::new(day).ok()) {
        let week = WeekdayHours {
            day_of_week: day,
            start,
            end,
            slot_minutes: MINUTES,
            break_minutes: 0,
            is_available: true,
            max_slots_per_day: 8,
            valid_from: today,
            valid_until: None,
        };
        PatternDetails::insert(scope, &PatternDetails { user: owner, week }, now)?;
    }
    Ok(())
}

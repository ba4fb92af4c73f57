//! The first company of an empty installation: made once, by the first who comes, who owns it.

use domain::access::{Action, Caller, PasswordHash, Role, authorise};
use domain::directory::{CompanyDetails, JobDetails, TemplateDetails, UserDetails};
use domain::slot::{PatternDetails, WeekdayHours};
use domain::{CompanyId, Refusal, UserId};
use persistence::store::collection::{Collection, ListRequest};
use persistence::store::{passwords, settings};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Date, TimeOfDay, TimeZone, Timestamp, Weekday};

/// The setting that says that it was made.
const MADE: &str = "first_company";
/// Minutes of the first interviews.
const MINUTES: i64 = 60;

/// What the first who comes says.
#[derive(Debug, Clone)]
pub struct FirstRun {
    pub name: String,
    pub email: String,
    pub password: PasswordHash,
    pub company: String,
    /// An IANA name.
    pub time_zone: String,
    /// The title of the first job, and the name of its template.
    pub job: String,
    pub template: String,
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

/// Makes the company, its owner with weekly hours from Monday to Friday, a job, and a template to interview by. However many come at
/// once, one of them does it.
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
    let job = JobDetails { title: first.job.clone(), active: true };
    JobDetails::insert(scope, &job, now)?;
    let template = TemplateDetails::new(first.template.clone(), MINUTES, vec![owner]);
    TemplateDetails::insert(scope, &template, now)?;
    make_hours(scope, owner, &first.time_zone, now)?;
    Ok(company)
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

//! Users: everybody with an account or a calendar.

use super::{Result, acceptable, calendars, changed, expect_version, ids, refusals};
use crate::Scope;
use crate::db::DbError;
use crate::db::connection::load_scoped;
use crate::db::fragments::id_in;
use crate::db::types::DbTimestamp;
use crate::schema::{commitments, subjects, template_interviewers, users};
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::Metadata;
use domain::access::{Reach, Role};
use domain::commitment::Subject;
use domain::directory::{User, UserDetails};
use domain::{CompanyId, Refusal, UserId};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

const WHAT: &str = "user";

#[derive(Queryable)]
pub(super) struct Row {
    id: i64,
    company_id: Option<i64>,
    email: String,
    name: String,
    role: String,
    time_zone: Option<String>,
    active: bool,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
}

/// All but the password's hash, which only log-in has to see.
pub(super) const COLUMNS: (
    users::id,
    users::company_id,
    users::email,
    users::name,
    users::role,
    users::time_zone,
    users::active,
    users::version,
    users::created_at,
    users::updated_at,
) = (
    users::id,
    users::company_id,
    users::email,
    users::name,
    users::role,
    users::time_zone,
    users::active,
    users::version,
    users::created_at,
    users::updated_at,
);

impl Row {
    pub(super) fn user(self) -> Result<User> {
        let role = Role::named(&self.role).ok_or_else(|| DbError::corrupt("users.role", &self.role))?;
        Ok(User {
            id: UserId(self.id),
            company: self.company_id.map(CompanyId),
            details: UserDetails {
                email: self.email,
                name: self.name,
                role,
                time_zone: self.time_zone,
                active: self.active,
            },
            metadata: Metadata {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        })
    }
}

/// A page of users.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, after: Option<UserId>, limit: i64) -> Result<Vec<User>> {
    let mut query = users::table.select(COLUMNS).order(users::id).limit(limit).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(users::company_id.eq(company.0));
    }
    if let Some(after) = after {
        query = query.filter(users::id.gt(after.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::user).collect()
}

/// One user.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such user.
pub fn get(scope: &mut Scope<'_>, id: UserId) -> Result<User> {
    let found = by_ids(scope, &[id])?.pop();
    Ok(found.ok_or_else(|| Refusal::not_found(WHAT))?)
}

/// The user of that e-mail, in the form of `UserDetails::email_key`, where the scope reaches them.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn by_email(scope: &mut Scope<'_>, email_key: &str) -> Result<Option<User>> {
    let mut query = users::table.select(COLUMNS).filter(users::email_key.eq(email_key)).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(users::company_id.eq(company.0));
    }
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    row.map(Row::user).transpose()
}

/// Those of these users that the scope reaches, in order of id; one query however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn by_ids(scope: &mut Scope<'_>, users: &[UserId]) -> Result<Vec<User>> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let query = users::table.select(COLUMNS).filter(id_in(users::id, &ids(users))).order(users::id);
    let rows: Vec<Row> = load_scoped!(scope, users::company_id, query)?;
    rows.into_iter().map(Row::user).collect()
}

/// These users, in the order given: for ids that a request's body names. `pointer` says where the one at an index
/// stands.
///
/// # Errors
/// [`Refusal::NotFound`] with the pointer of the first that is not there.
pub fn require(
    scope: &mut Scope<'_>,
    users: &[UserId],
    pointer: impl Fn(usize) -> String,
) -> Result<Vec<User>> {
    let found: HashMap<UserId, User> =
        by_ids(scope, users)?.into_iter().map(|user| (user.id, user)).collect();
    let mut all = Vec::with_capacity(users.len());
    for (index, id) in users.iter().enumerate() {
        match found.get(id) {
            Some(user) => all.push(user.clone()),
            None => return Err(Refusal::NotFound { what: WHAT, pointer: Some(pointer(index)) }.into()),
        }
    }
    Ok(all)
}

/// Makes a user: in the scope's company, or an administrator of the platform where the scope reaches all.
///
/// # Errors
/// [`Refusal::Duplicate`] for an e-mail that somebody has; [`Refusal::Invalid`] where role and scope don't go together.
pub fn insert(scope: &mut Scope<'_>, details: &UserDetails, now: Timestamp) -> Result<User> {
    let company = match (scope.reach(), details.role) {
        (Reach::Platform, Role::Admin) => None,
        (Reach::Platform, _) => Some(scope.home()?),
        (Reach::Company(company), _) => Some(company),
    };
    check_role(company, details.role)?;
    let row: Row = diesel::insert_into(users::table)
        .values((
            users::company_id.eq(company.map(|company| company.0)),
            users::email.eq(&details.email),
            users::email_key.eq(details.email_key()),
            users::name.eq(&details.name),
            users::role.eq(details.role.name()),
            users::time_zone.eq(&details.time_zone),
            users::active.eq(details.active),
            users::version.eq(1),
            users::created_at.eq(DbTimestamp::from(now)),
            users::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(COLUMNS)
        .get_result(scope.connection())?;
    row.user()
}

fn check_role(company: Option<CompanyId>, role: Role) -> Result<()> {
    if (role == Role::Admin) == company.is_none() {
        return Ok(());
    }
    Err(Refusal::invalid("/role", "an admin belongs to no company, everybody else to one").into())
}

/// Changes a user; `expected` is the version that the caller knows.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`], [`Refusal::Duplicate`], [`Refusal::Invalid`].
pub fn update(
    scope: &mut Scope<'_>,
    id: UserId,
    details: &UserDetails,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<User> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    check_role(stored.company, details.role)?;
    let (low, high) = acceptable(expected);
    let row: Option<Row> = diesel::update(users::table.find(id.0).filter(users::version.between(low, high)))
        .set((
            users::email.eq(&details.email),
            users::email_key.eq(details.email_key()),
            users::name.eq(&details.name),
            users::role.eq(details.role.name()),
            users::time_zone.eq(&details.time_zone),
            users::active.eq(details.active),
            users::version.eq(users::version + 1),
            users::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(COLUMNS)
        .get_result(scope.connection())
        .optional()?;
    let user = changed(WHAT, row)?.user()?;
    if let Some(company) = stored.company.filter(|_| stored.details.time_zone != details.time_zone) {
        calendars::void_expansion(scope, company, Some(id), now)?;
    }
    Ok(user)
}

/// Deletes a user whom nothing names any more, together with their calendars and busy periods.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`], [`Refusal::StillReferenced`].
pub fn delete(scope: &mut Scope<'_>, id: UserId, expected: Option<i64>) -> Result<()> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    if let Some(company) = stored.company {
        refuse_if_named(scope, company, id)?;
    }
    let subject = Subject::User(id).to_string();
    scope
        .savepoint(|scope| {
            if let Some(company) = stored.company {
                diesel::delete(subjects::table.find((company.0, subject))).execute(scope.connection())?;
            }
            diesel::delete(users::table.find(id.0)).execute(scope.connection())?;
            Ok(())
        })
        .map_err(|error| refusals::still_referenced(WHAT, error))
}

fn refuse_if_named(scope: &mut Scope<'_>, company: CompanyId, id: UserId) -> Result<()> {
    let refuse = |by| Err(Refusal::StillReferenced { what: WHAT, by }.into());
    let templates = template_interviewers::table
        .filter(template_interviewers::company_id.eq(company.0))
        .filter(template_interviewers::user_id.eq(id.0));
    if diesel::select(exists(templates)).get_result(scope.connection())? {
        return refuse("an interview template");
    }
    let bookings = commitments::table
        .filter(commitments::company_id.eq(company.0))
        .filter(commitments::user_id.eq(id.0));
    if diesel::select(exists(bookings)).get_result(scope.connection())? {
        return refuse("a booking");
    }
    Ok(())
}

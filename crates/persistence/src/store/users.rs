//! Users: everybody with an account or a calendar.

use super::collection::{Beside, Collection, Columns, Stored, collection, found, reached};
use super::{Result, StoreError, calendars, persons};
use crate::Scope;
use crate::db::DbError;
use crate::db::connection::AnyConnection;
use crate::db::fragments::{Texts, text_in};
use crate::schema::{commitments, template_interviewers, users};
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::access::{Reach, Role};
use domain::directory::{User, UserDetails};
use domain::text::folded;
use domain::{CompanyId, Refusal, UserId};
use scheduling_core::time::Timestamp;
use std::collections::{BTreeSet, HashMap};

/// All but the password's hash, which only log-in has to see.
#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = users, treat_none_as_null = true)]
pub(super) struct Values {
    email: String,
    email_key: String,
    name: String,
    name_key: String,
    role: String,
    time_zone: Option<String>,
    active: bool,
}

impl Columns for Values {
    type Details = UserDetails;

    fn of(user: &UserDetails) -> Result<Self> {
        Ok(Self {
            email: user.email.clone(),
            email_key: user.email_key(),
            name: user.name.clone(),
            name_key: folded(&user.name),
            role: user.role.name().to_owned(),
            time_zone: user.time_zone.clone(),
            active: user.active,
        })
    }

    fn details(self) -> Result<UserDetails> {
        let role = Role::named(&self.role).ok_or_else(|| DbError::corrupt("users.role", &self.role))?;
        Ok(UserDetails {
            email: self.email,
            name: self.name,
            role,
            time_zone: self.time_zone,
            active: self.active,
        })
    }
}

/// What a list of users can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    pub role: Option<Role>,
    pub active: Option<bool>,
}

collection! {
    UserDetails "user", UserId(i64);
    table: users as Values { email, email_key, name, name_key, role, time_zone, active };
    owner: none;
    sort: Name by name_key (String);
    search: name_key, email_key in search_users;
    list: UserFilter, |query, request| {
        if let Some(role) = request.filter.role {
            query = query.filter(users::role.eq(role.name()));
        }
        if let Some(active) = request.filter.active {
            query = query.filter(users::active.eq(active));
        }
    };
    company: home;
    beside: own;
}

/// Where a new user belongs: to the scope's company, or to none for an administrator of the platform, whom only a scope of
/// the whole platform makes.
fn home(scope: &Scope<'_>, user: &UserDetails) -> Result<Option<CompanyId>> {
    let company = match (scope.reach(), user.role) {
        (Reach::Platform, Role::Admin) => None,
        (Reach::Platform, _) => Some(scope.home()?),
        (Reach::Company(company), _) => Some(company),
    };
    if user.role == Role::Admin && company.is_some() {
        let detail = "an admin belongs to no company, everybody else to one";
        return Err(Refusal::invalid("/role", detail).into());
    }
    Ok(company)
}

impl Beside for UserDetails {
    /// Calendars are read in their owner's zone, and by the address that declines in them. A candidate of that address is the
    /// same person.
    fn written(
        scope: &mut Scope<'_>,
        before: Option<&Stored<Self>>,
        details: &Self,
        after: &mut Stored<Self>,
        now: Timestamp,
    ) -> Result<()> {
        let moved = before.map(|before| &before.details).is_some_and(|before| {
            (&before.time_zone, before.email_key()) != (&details.time_zone, details.email_key())
        });
        if let Some(company) = after.company.filter(|_| moved) {
            calendars::void_expansion(scope, company, Some(after.id), now)?;
        }
        let key = before.map(|before| before.details.email_key());
        if key.as_ref() != Some(&details.email_key()) {
            persons::of_user(scope, after, key.as_deref(), now)?;
        }
        Ok(())
    }

    /// Calendars and busy periods go with their user; whatever else names one keeps them.
    fn deleting(scope: &mut Scope<'_>, user: &Stored<Self>, now: Timestamp) -> Result<()> {
        let Some(company) = user.company else { return Ok(()) };
        persons::part_from(scope, company, user, now)?;
        refuse_if_named(scope, company, user.id)
    }
}

fn refuse_if_named(scope: &mut Scope<'_>, company: CompanyId, id: UserId) -> Result<()> {
    let refuse = |by| Err(Refusal::StillReferenced { what: UserDetails::NAME, by }.into());
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

/// One user.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such user.
pub fn get(scope: &mut Scope<'_>, id: UserId) -> Result<User> {
    UserDetails::get(scope, id)
}

/// The user of that e-mail, in the form of `UserDetails::email_key`, where the scope reaches them.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn by_email(scope: &mut Scope<'_>, email_key: &str) -> Result<Option<User>> {
    let query = users::table.select(columns()).filter(users::email_key.eq(email_key)).into_boxed();
    let row: Option<StoredRow> =
        reached(scope, users::company_id, query).first(scope.connection()).optional()?;
    match found(scope, row) {
        Ok(user) => Ok(Some(user)),
        Err(StoreError::Refused(Refusal::NotFound { .. })) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Those of these e-mails, in the form of `UserDetails::email_key`, whom the scope reaches; one query however many.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn by_emails(scope: &mut Scope<'_>, email_keys: &BTreeSet<String>) -> Result<Vec<User>> {
    let keys: Texts = email_keys.iter().cloned().collect();
    let query = users::table.select(columns()).filter(text_in(users::email_key, &keys)).into_boxed();
    let rows: Vec<StoredRow> = reached(scope, users::company_id, query).load(scope.connection())?;
    rows.into_iter().map(|row| found(scope, Some(row))).collect()
}

/// Whether somebody else than this user is an active owner of the scope's company. On PostgreSQL the owners' rows are locked, so
/// that of two owners who stop being one at the same time, the second sees the first.
///
/// # Errors
/// [`Refusal::Invalid`] where the scope reaches all companies.
pub fn has_other_owner(scope: &mut Scope<'_>, user: UserId) -> Result<bool> {
    let company = scope.home()?;
    let owners = users::table
        .select(users::id)
        .filter(users::company_id.eq(company.0))
        .filter(users::role.eq(Role::Owner.name()))
        .filter(users::active.eq(true))
        .order(users::id);
    let ids: Vec<i64> = match scope.connection() {
        AnyConnection::Pg(connection) => owners.for_update().load(connection)?,
        AnyConnection::Sqlite(connection) => owners.load(connection)?,
    };
    Ok(ids.iter().any(|id| *id != user.0))
}

/// Those of these users that the scope reaches, in order of id; one query however many.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn by_ids(scope: &mut Scope<'_>, users: &[UserId]) -> Result<Vec<User>> {
    UserDetails::by_ids(scope, users)
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
            None => {
                let pointer = Some(pointer(index));
                return Err(Refusal::NotFound { what: UserDetails::NAME, pointer }.into());
            }
        }
    }
    Ok(all)
}

//! `/api/v1/users`.

use crate::kit::company_param::{ListQuery, Place};
use crate::kit::dry_run::{DryRunQuery, dry_run};
use crate::kit::failure;
use crate::kit::fields::{NAME, email, given, line, note_all, password, patched, patched_or, zone};
use crate::kit::idempotent::{Once, idempotent};
use crate::wire::role::RoleName;
use actix_web::{Responder, delete, get, patch, post, web};
use app::accounts::{Accounts, hash_of};
use app::directory::Precondition;
use app::directory::users::{self, NewPassword, UserChange};
use domain::access::{Action, Caller, Permit, Role};
use domain::directory::{User, UserDetails};
use domain::{FieldProblem, UserId};
use http_kit::{
    Answer, Authenticated, Checks, Data, Idempotency, IfMatch, InstantOut, Json, NoContent, Now, Page, Patch,
    PresentedToken, Problem, Query, WholeNumber,
};
use persistence::{Database, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_users)
        .service(create_user)
        .service(get_user)
        .service(update_user)
        .service(delete_user);
}

/// What is wrong with this caller handing out that role where the permit reaches.
pub(crate) fn role_problem(caller: &Caller, permit: &Permit, role: Role) -> Option<FieldProblem> {
    if !caller.role.may_grant(role) {
        return Some(FieldProblem::new("/role", "is above your own role"));
    }
    users::role_problem(permit, role)
}

/// A new user.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UserIn {
    /// One address, unique over the platform whatever its case.
    email: String,
    /// 1 to 200 characters.
    name: String,
    /// `admin` only by the platform's administrators, and without a company.
    role: RoleName,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// 12 to 200 characters; without one the user can't log in.
    #[schema(write_only)]
    password: Option<String>,
    /// IANA name; the company's where it is not given.
    time_zone: Option<String>,
    /// Whether the user can be booked and can log in (true).
    active: Option<bool>,
}

impl UserIn {
    fn details(self, caller: &Caller, permit: &Permit) -> Result<(UserDetails, Option<String>), Problem> {
        let mut checks = Checks::new();
        let role = Role::from(self.role);
        let email = email(&mut checks, "/email", &self.email);
        let name = line(&mut checks, "/name", &self.name, NAME);
        note_all(&mut checks, role_problem(caller, permit, role));
        let time_zone = self.time_zone.as_deref().and_then(|name| zone(&mut checks, "/time_zone", name));
        let password = self.password.and_then(|text| password(&mut checks, "/password", text));
        let (true, Some(email), Some(name)) = (checks.is_clean(), email, name) else {
            return Err(checks.refuse());
        };
        Ok((UserDetails { email, name, role, time_zone, active: self.active.unwrap_or(true) }, password))
    }
}

/// A change of a user: what is absent stays. The company never changes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UserPatch {
    /// One address, unique over the platform whatever its case.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    email: Option<String>,
    /// 1 to 200 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// A user of a company can't become `admin`, and an `admin` nothing else.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    role: Option<RoleName>,
    /// 12 to 200 characters. A new one ends the user's other sessions.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, write_only)]
    password: Option<String>,
    /// IANA name; null lets the company's count.
    #[serde(default)]
    time_zone: Patch<String>,
    /// Whether the user can be booked and can log in; null is true. False ends the user's sessions.
    #[serde(default)]
    active: Patch<bool>,
}

impl UserPatch {
    /// The change, and the new password, which is hashed before it becomes part of it.
    fn change(self, caller: &Caller) -> Result<(UserChange, Option<String>), Problem> {
        let mut checks = Checks::new();
        let role = self.role.map(Role::from);
        if role.is_some_and(|role| !caller.role.may_grant(role)) {
            checks.note("/role", "is above your own role");
        }
        let password = self.password.and_then(|text| password(&mut checks, "/password", text));
        let change = UserChange {
            email: self.email.and_then(|text| email(&mut checks, "/email", &text)),
            name: self.name.and_then(|name| line(&mut checks, "/name", &name, NAME)),
            role,
            time_zone: patched(self.time_zone, |name| zone(&mut checks, "/time_zone", &name)),
            active: patched_or(self.active, || true, Some),
            password: None,
        };
        checks.finish()?;
        Ok((change, password))
    }
}

/// A user.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(crate) struct UserOut {
    id: i64,
    /// Null for the platform's administrators.
    company_id: Option<i64>,
    email: String,
    name: String,
    role: RoleName,
    /// IANA name; null where the company's counts.
    time_zone: Option<String>,
    /// Whether the user can be booked and can log in.
    active: bool,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<User> for UserOut {
    fn from(user: User) -> Self {
        let (details, metadata) = (user.details, user.metadata);
        Self {
            id: user.id.0,
            company_id: user.company.map(|company| company.0),
            email: details.email,
            name: details.name,
            role: details.role.into(),
            time_zone: details.time_zone,
            active: details.active,
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

#[utoipa::path(
    tag = "Users",
    summary = "List users",
    params(ListQuery),
    responses((status = 200, description = "A page, in order of id", body = Page<UserOut>)),
)]
#[get("/api/v1/users")]
async fn list_users(
    caller: Authenticated,
    Query(query): Query<ListQuery>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let (permit, page) = query.admit::<i64>(&caller, Action::ReadDirectory, "users")?;
    let (after, fetch) = (page.after.map(UserId), page.fetch());
    let rows = db.read(move |tx| users::list(tx, &permit, after, fetch)).await.map_err(failure::problem)?;
    Ok(Answer::page(page.page(rows, |user| user.id.0).map(UserOut::from)))
}

#[utoipa::path(
    tag = "Users",
    summary = "Make a user",
    description = "409 `duplicate` if a user has this e-mail already.",
    params(Place),
    request_body = UserIn,
    responses((status = 201, description = "The user, with its `Location`", body = UserOut)),
)]
#[post("/api/v1/users")]
async fn create_user(
    caller: Authenticated,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    accounts: Data<Accounts>,
    Json(body): Json<UserIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit_for(&caller, Action::ManageUsers, body.company_id)?;
    let (details, password) = body.details(&caller, &permit)?;
    let hash = match password {
        Some(password) => Some(accounts.hash(password).await.map_err(|error| failure::database(&error))?),
        None => None,
    };
    let work = move |tx: &mut Tx<'_>| users::make(tx, &permit, &details, hash.as_ref(), now);
    idempotent(&db, Once::new(&key, &caller, now), work, |user| {
        let (path, version) = (format!("/api/v1/users/{}", user.id), user.metadata.version);
        Answer::created(path, UserOut::from(user)).version(version)
    })
    .await
}

#[utoipa::path(
    tag = "Users",
    summary = "Read a user",
    params(("id" = i64, Path, description = "The user's id"), Place),
    responses((status = 200, description = "The user", body = UserOut)),
)]
#[get("/api/v1/users/{id}")]
async fn get_user(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadDirectory)?;
    let id = UserId(*id);
    let user = db.read(move |tx| users::get(tx, &permit, id)).await.map_err(failure::problem)?;
    let version = user.metadata.version;
    Ok(Answer::ok(UserOut::from(user)).version(version))
}

#[utoipa::path(
    tag = "Users",
    summary = "Change a user",
    description = "Honours `If-Match`.",
    params(("id" = i64, Path, description = "The user's id"), DryRunQuery),
    request_body = UserPatch,
    responses((status = 200, description = "The user after the change", body = UserOut)),
)]
#[patch("/api/v1/users/{id}")]
async fn update_user(
    shown: (Authenticated, PresentedToken),
    id: web::Path<i64>,
    Query(dry): Query<DryRunQuery>,
    if_match: IfMatch,
    Now(now): Now,
    stores: (Data<Database>, Data<Accounts>),
    Json(body): Json<UserPatch>,
) -> Result<impl Responder, Problem> {
    let ((caller, PresentedToken(token)), (db, accounts)) = (shown, stores);
    let permit = dry.place().permit(&caller, Action::ManageUsers)?;
    let (id, expected) = (UserId(*id), Precondition::new(if_match.into_versions()));
    let (mut change, password) = body.change(&caller)?;
    if let Some(password) = password {
        let hash = accounts.hash(password).await.map_err(|error| failure::database(&error))?;
        change.password = Some(NewPassword { hash, kept_session: Some(hash_of(&token)) });
    }
    let told = permit.clone();
    let work = move |tx: &mut Tx<'_>| users::change(tx, &permit, id, &change, &expected, now);
    if dry.is_dry() {
        return dry_run(&db, told, work).await;
    }
    let user = db.write(work).await.map_err(failure::problem)?;
    let version = user.metadata.version;
    Answer::ok(UserOut::from(user)).version(version).keep()
}

#[utoipa::path(
    tag = "Users",
    summary = "Delete a user",
    description = "With their calendars and busy periods. Users whom a template or a booking names can't be deleted (409 \
                   `still-referenced`); `{\"active\": false}` is for them. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The user's id"), Place),
    responses((status = 204, description = "They are gone")),
)]
#[delete("/api/v1/users/{id}")]
async fn delete_user(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageUsers)?;
    let (id, expected) = (UserId(*id), Precondition::new(if_match.into_versions()));
    db.write(move |tx| users::remove(tx, &permit, id, &expected)).await.map_err(failure::problem)?;
    Ok(NoContent)
}

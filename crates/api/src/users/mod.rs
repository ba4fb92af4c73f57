//! `/api/v1/users`.

use crate::kit::collection::checked_change;
use crate::kit::dry_run::DryRunQuery;
use crate::kit::failure;
use crate::kit::fields::{NAME, email, given, line, note_all, password, patched, patched_or, zone};
use crate::kit::prelude::*;
use crate::wire::role::RoleName;
use app::accounts::{Accounts, hash_of};
use app::directory::users::{self, NewPassword};
use domain::FieldProblem;
use domain::access::actions::{ManageUsers, ReadDirectory};
use domain::access::{Caller, PasswordHash, Permit, Role};
use domain::directory::{User, UserDetails};
use http_kit::{Data, PresentedToken, Problem};
use persistence::store::users::UserFilter;

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

impl Resource for UserDetails {
    const PATH: &'static str = "/api/v1/users";
    type Out = UserOut;
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

/// A new user with who makes them, and where.
struct NewUser {
    body: UserIn,
    caller: Caller,
    permit: Permit,
}

impl CreateBody for NewUser {
    type Details = UserDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.body.company_id
    }

    /// What is wrong is said with the role: administrators are made outside of companies.
    fn place_problem(&self, _: &Permit) -> Option<FieldProblem> {
        None
    }

    fn details(self, checks: &mut Checks) -> Option<UserDetails> {
        let body = self.body;
        let email = email(checks, "/email", &body.email);
        let name = line(checks, "/name", &body.name, NAME);
        note_all(checks, role_problem(&self.caller, &self.permit, body.role.into()));
        let time_zone = body.time_zone.as_deref().and_then(|name| zone(checks, "/time_zone", name));
        if let Some(text) = body.password {
            password(checks, "/password", text);
        }
        let (role, active) = (body.role.into(), body.active.unwrap_or(true));
        Some(UserDetails { email: email?, name: name?, role, time_zone, active })
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

/// A change with who makes it.
struct UserChange {
    body: UserPatch,
    caller: Caller,
}

impl UpdateBody for UserChange {
    type Details = UserDetails;

    fn change(self, checks: &mut Checks) -> Change<UserDetails> {
        let body = self.body;
        let role = body.role.map(Role::from);
        if role.is_some_and(|role| !self.caller.role.may_grant(role)) {
            checks.note("/role", "is above your own role");
        }
        if let Some(text) = body.password {
            password(checks, "/password", text);
        }
        let email = body.email.and_then(|text| email(checks, "/email", &text));
        let name = body.name.and_then(|name| line(checks, "/name", &name, NAME));
        let time_zone = patched(body.time_zone, |name| zone(checks, "/time_zone", &name));
        let active = patched_or(body.active, || true, Some);
        Box::new(move |user| {
            set(&mut user.email, &email);
            set(&mut user.name, &name);
            set(&mut user.role, &role);
            set(&mut user.time_zone, &time_zone);
            set(&mut user.active, &active);
            Ok(())
        })
    }
}

/// The hash of a password that was checked. Hashing takes longer than a transaction should last.
async fn hashed(accounts: &Accounts, password: Option<String>) -> Result<Option<PasswordHash>, Problem> {
    let Some(password) = password else { return Ok(None) };
    Ok(Some(accounts.hash(password).await.map_err(|error| failure::database(&error))?))
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

/// Which users are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct UserParams {
    /// Only users whose name or e-mail holds this, in any case.
    q: Option<String>,
    /// Only users of this role.
    #[param(inline)]
    role: Option<RoleName>,
    /// Only users who can be booked and log in, or who can't.
    active: Option<bool>,
    /// The order (`id`).
    #[param(value_type = Option<SortByName>)]
    sort: Option<SortByName>,
}

impl ListParams for UserParams {
    type Details = UserDetails;

    fn narrow(self) -> Narrow<UserDetails> {
        Narrow::new(UserFilter { role: self.role.map(Role::from), active: self.active }, self.q, self.sort)
    }
}

#[utoipa::path(
    tag = "Users",
    summary = "List users",
    params(ListQuery, UserParams),
    responses((status = 200, description = "A page", body = Page<UserOut>)),
)]
#[get("/api/v1/users")]
async fn list_users(granted: Granted<ReadDirectory, ListOf<UserParams>>) -> Answered {
    granted.list().await
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
    granted: Granted<ManageUsers>,
    accounts: Data<Accounts>,
    Json(body): Json<UserIn>,
) -> Answered {
    let password = body.password.clone();
    let (caller, permit) = (granted.caller.clone(), granted.permit_for(body.company_id, "/company_id")?);
    let new = granted.checked(NewUser { body, caller, permit })?;
    let hash = hashed(&accounts, password).await?;
    let also = move |tx: &mut persistence::Tx<'_>, permit: &Permit, id| match &hash {
        Some(hash) => users::set_password(tx, permit, id, hash),
        None => Ok(()),
    };
    granted.create_and(new, also).await
}

#[utoipa::path(
    tag = "Users",
    summary = "Read a user",
    params(("id" = i64, Path, description = "The user's id"), Place),
    responses((status = 200, description = "The user", body = UserOut)),
)]
#[get("/api/v1/users/{id}")]
async fn get_user(granted: Granted<ReadDirectory>, id: web::Path<i64>) -> Answered {
    granted.get::<UserDetails>(*id).await
}

#[utoipa::path(
    tag = "Users",
    summary = "Change a user",
    description = "The last active owner of a company stays one (409 `last-owner`). The address of a candidate who has something \
                   booked at the same time is refused (409 `overlap`). Honours `If-Match`.",
    params(("id" = i64, Path, description = "The user's id"), DryRunQuery),
    request_body = UserPatch,
    responses((status = 200, description = "The user after the change", body = UserOut)),
)]
#[patch("/api/v1/users/{id}")]
async fn update_user(
    granted: Granted<ManageUsers, DryRunQuery>,
    PresentedToken(token): PresentedToken,
    id: web::Path<i64>,
    accounts: Data<Accounts>,
    Json(body): Json<UserPatch>,
) -> Answered {
    let password = body.password.clone();
    let change = checked_change(UserChange { body, caller: granted.caller.clone() })?;
    let password = hashed(&accounts, password).await?;
    let password = password.map(|hash| NewPassword { hash, kept_session: Some(hash_of(&token)) });
    let also = move |tx: &mut persistence::Tx<'_>, permit: &Permit, id| match &password {
        Some(password) => users::change_password(tx, permit, id, password),
        None => Ok(()),
    };
    granted.update_and::<UserDetails>(*id, change, also).await
}

#[utoipa::path(
    tag = "Users",
    summary = "Delete a user",
    description = "With their calendars and busy periods. Users whom a template or a booking names can't be deleted (409 \
                   `still-referenced`); `{\"active\": false}` is for them. The last active owner of a company stays \
                   (409 `last-owner`). Honours `If-Match`.",
    params(("id" = i64, Path, description = "The user's id"), Place),
    responses((status = 204, description = "They are gone")),
)]
#[delete("/api/v1/users/{id}")]
async fn delete_user(granted: Granted<ManageUsers>, id: web::Path<i64>) -> Answered {
    granted.delete::<UserDetails>(*id).await
}

//! `notification-settings` of companies.

use super::wire::{language, minutes_before};
use crate::kit::allowed::Allowed;
use crate::kit::failure;
use crate::kit::fields::{NAME, email, line};
use crate::kit::routes::ServiceConfig;
use crate::wire::role::RoleName;
use actix_web::{Responder, web};
use app::directory::Precondition;
use app::notifications;
use domain::CompanyId;
use domain::access::{Action, Role, actions, authorise};
use domain::message::NotificationSettings;
use http_kit::{
    Answer, Authenticated, Checks, Data, EmptyQuery, IfMatch, Json, Now, Problem, UpTo, WholeNumber, get, put,
};
use persistence::Database;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_notification_settings).service(put_notification_settings);
}

/// How a company tells people; what is left out is the default.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewNotificationSettings)]
#[serde(deny_unknown_fields)]
struct SettingsIn {
    /// For those who have chosen none: `en` (the default), `de` or `fr`.
    language: Option<String>,
    /// In whose name mail goes out, 1 to 200 characters; the company's name where it is absent.
    sender_name: Option<String>,
    /// Where answers go, if not to the sender.
    reply_to: Option<String>,
    /// Minutes before an interview: up to five different numbers from 5 to 43200 (1440 and 60).
    #[schema(value_type = Option<Vec<i64>>)]
    reminder_minutes_before: Option<UpTo<WholeNumber, 100>>,
    /// Who is told of conflicts: some of `owner`, `hr_manager` and `recruiter` (all of them).
    #[schema(value_type = Option<Vec<RoleName>>)]
    conflict_roles: Option<UpTo<RoleName, 100>>,
}

impl SettingsIn {
    fn settings(self) -> Result<NotificationSettings, Problem> {
        let mut checks = Checks::new();
        let default = NotificationSettings::default();
        let minutes = self.reminder_minutes_before.map(|given| minutes_before(&mut checks, &given));
        let tag = self.language.and_then(|tag| language(&mut checks, &tag));
        let settings = NotificationSettings {
            language: tag.unwrap_or(default.language),
            sender_name: self.sender_name.and_then(|name| line(&mut checks, "/sender_name", &name, NAME)),
            reply_to: self.reply_to.and_then(|address| email(&mut checks, "/reply_to", &address)),
            reminder_minutes_before: minutes.unwrap_or(default.reminder_minutes_before),
            conflict_roles: match self.conflict_roles {
                Some(names) => roles(&mut checks, &names),
                None => default.conflict_roles,
            },
        };
        checks.finish()?;
        Ok(settings)
    }
}

fn roles(checks: &mut Checks, names: &[RoleName]) -> Vec<Role> {
    let given: Vec<Role> = names.iter().map(|name| Role::from(*name)).collect();
    let known = NotificationSettings::CONFLICT_ROLES;
    if given.iter().any(|role| !known.contains(role)) {
        checks.note("/conflict_roles", "must be some of owner, hr_manager and recruiter");
    }
    known.into_iter().filter(|role| given.contains(role)).collect()
}

/// How a company tells people.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationSettings)]
struct SettingsOut {
    language: String,
    /// Null where it is the company's name.
    sender_name: Option<String>,
    reply_to: Option<String>,
    reminder_minutes_before: Vec<i64>,
    conflict_roles: Vec<RoleName>,
}

impl From<NotificationSettings> for SettingsOut {
    fn from(said: NotificationSettings) -> Self {
        Self {
            language: said.language,
            sender_name: said.sender_name,
            reply_to: said.reply_to,
            reminder_minutes_before: said.reminder_minutes_before,
            conflict_roles: said.conflict_roles.into_iter().map(RoleName::from).collect(),
        }
    }
}

#[utoipa::path(
    tag = "Notifications",
    summary = "Read a company's notification settings",
    params(("id" = i64, Path, description = "The company's id")),
    responses((status = 200, description = "The settings", body = SettingsOut)),
)]
#[get("/api/v1/companies/{id}/notification-settings")]
async fn get_notification_settings(
    caller: Authenticated,
    id: web::Path<i64>,
    _: EmptyQuery,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ChangeCompany, None)?;
    let company = CompanyId(*id);
    let found =
        db.read(move |tx| notifications::settings(tx, &permit, company)).await.map_err(failure::problem)?;
    Ok(Answer::ok(SettingsOut::from(found.said)).version(found.version))
}

#[utoipa::path(
    tag = "Notifications",
    summary = "Set a company's notification settings",
    description = "Where the times of reminders are others than before, those of the interviews ahead follow within a \
                   minute. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The company's id")),
    request_body = SettingsIn,
    responses((status = 200, description = "The settings from now on", body = SettingsOut)),
)]
#[put("/api/v1/companies/{id}/notification-settings")]
async fn put_notification_settings(
    caller: Allowed<actions::ChangeCompany>,
    id: web::Path<i64>,
    _: EmptyQuery,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<SettingsIn>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ChangeCompany, None)?;
    let (company, said) = (CompanyId(*id), body.settings()?);
    let expected = Precondition::new(if_match.into_versions());
    let work = move |tx: &mut persistence::Tx<'_>| {
        notifications::put_settings(tx, &permit, company, &said, &expected, now)
    };
    let put = db.write(work).await.map_err(failure::problem)?;
    Ok(Answer::ok(SettingsOut::from(put.said)).version(put.version))
}

//! How people want to be told, and how companies tell them. What nobody has said yet is the default, of version 0.

use super::{Result, changed};
use crate::Scope;
use crate::db::DbError;
use crate::db::connection::on_backend;
use crate::db::fragments::{Texts, text_in};
use crate::db::types::DbTimestamp;
use crate::schema::{notification_preferences as preferences, notification_settings as settings};
use diesel::prelude::*;
use domain::CompanyId;
use domain::access::Role;
use domain::message::{NotificationSettings, Person, Preferences};
use scheduling_core::time::Timestamp;
use serde_json::Value;
use std::collections::HashMap;

type PreferenceRow = (String, Option<String>, bool, bool, bool, Option<Value>, i64);

/// What these people have said, with its version; who has said nothing is not there.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn preferences_of(
    scope: &mut Scope<'_>,
    company: CompanyId,
    people: &[Person],
) -> Result<HashMap<Person, (Preferences, i64)>> {
    let names: Texts = people.iter().map(Person::to_string).collect();
    let rows: Vec<PreferenceRow> = preferences::table
        .select((
            preferences::person,
            preferences::language,
            preferences::invitations,
            preferences::reminders,
            preferences::alerts,
            preferences::reminder_minutes_before,
            preferences::version,
        ))
        .filter(preferences::company_id.eq(company.0))
        .filter(text_in(preferences::person, &names))
        .load(scope.connection())?;
    let mut found = HashMap::new();
    for (person, language, invitations, reminders, alerts, minutes, version) in rows {
        let column = "notification_preferences.person";
        let person = Person::parse(&person).ok_or_else(|| DbError::corrupt(column, &person))?;
        let reminder_minutes_before = minutes.as_ref().map(numbers).transpose()?;
        let said = Preferences { language, invitations, reminders, alerts, reminder_minutes_before };
        found.insert(person, (said, version));
    }
    Ok(found)
}

/// Stores what somebody says, in place of version `from`; answers the new version.
///
/// # Errors
/// [`Refusal::VersionMismatch`](domain::Refusal::VersionMismatch) where another version is stored.
pub fn put_preferences(
    scope: &mut Scope<'_>,
    company: CompanyId,
    person: Person,
    said: &Preferences,
    from: i64,
    now: Timestamp,
) -> Result<i64> {
    let minutes = said.reminder_minutes_before.as_deref().map(Value::from);
    let values = (
        preferences::language.eq(&said.language),
        preferences::invitations.eq(said.invitations),
        preferences::reminders.eq(said.reminders),
        preferences::alerts.eq(said.alerts),
        preferences::reminder_minutes_before.eq(minutes),
        preferences::version.eq(from + 1),
        preferences::updated_at.eq(DbTimestamp::from(now)),
    );
    let rows = if from == 0 {
        let key = (
            preferences::company_id.eq(company.0),
            preferences::person.eq(person.to_string()),
            preferences::user_id.eq(person.user().map(|user| user.0)),
            preferences::candidate_id.eq(person.candidate().map(|candidate| candidate.0)),
        );
        on_backend!(scope.connection(), |connection| diesel::insert_into(preferences::table)
            .values((key, values))
            .on_conflict_do_nothing()
            .execute(connection))?
    } else {
        let row = preferences::table.find((company.0, person.to_string()));
        diesel::update(row.filter(preferences::version.eq(from))).set(values).execute(scope.connection())?
    };
    changed("notification preferences", (rows == 1).then_some(from + 1))
}

/// How the company tells people, and the version of that.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn settings_of(scope: &mut Scope<'_>, company: CompanyId) -> Result<(NotificationSettings, i64)> {
    type Row = (String, Option<String>, Option<String>, Value, Value, i64);
    let row: Option<Row> = settings::table
        .find(company.0)
        .select((
            settings::language,
            settings::sender_name,
            settings::reply_to,
            settings::reminder_minutes_before,
            settings::conflict_roles,
            settings::version,
        ))
        .first(scope.connection())
        .optional()?;
    let Some((language, sender_name, reply_to, minutes, roles, version)) = row else {
        return Ok((NotificationSettings::default(), 0));
    };
    let reminder_minutes_before = numbers(&minutes)?;
    let conflict_roles = roles.as_array().into_iter().flatten();
    let conflict_roles = conflict_roles.filter_map(Value::as_str).filter_map(Role::named).collect();
    let said =
        NotificationSettings { language, sender_name, reply_to, reminder_minutes_before, conflict_roles };
    Ok((said, version))
}

/// Stores how the company tells people, in place of version `from`; answers the new version.
///
/// # Errors
/// [`Refusal::VersionMismatch`](domain::Refusal::VersionMismatch) where another version is stored.
pub fn put_settings(
    scope: &mut Scope<'_>,
    company: CompanyId,
    said: &NotificationSettings,
    from: i64,
    now: Timestamp,
) -> Result<i64> {
    let roles: Vec<Value> = said.conflict_roles.iter().map(|role| Value::from(role.name())).collect();
    let values = (
        settings::language.eq(&said.language),
        settings::sender_name.eq(&said.sender_name),
        settings::reply_to.eq(&said.reply_to),
        settings::reminder_minutes_before.eq(Value::from(said.reminder_minutes_before.as_slice())),
        settings::conflict_roles.eq(Value::from(roles)),
        settings::version.eq(from + 1),
        settings::updated_at.eq(DbTimestamp::from(now)),
    );
    let rows = if from == 0 {
        on_backend!(scope.connection(), |connection| diesel::insert_into(settings::table)
            .values((settings::company_id.eq(company.0), values))
            .on_conflict_do_nothing()
            .execute(connection))?
    } else {
        let row = settings::table.find(company.0);
        diesel::update(row.filter(settings::version.eq(from))).set(values).execute(scope.connection())?
    };
    changed("notification settings", (rows == 1).then_some(from + 1))
}

fn numbers(json: &Value) -> Result<Vec<i64>> {
    let list = json.as_array().map(|list| list.iter().filter_map(Value::as_i64).collect());
    Ok(list.ok_or_else(|| DbError::corrupt("reminder_minutes_before", json))?)
}

//! How companies let appointments be booked; the defaults count where nobody has said anything.

use super::parts::time;
use super::policies;
use crate::Scope;
use crate::db::DbError;
use crate::db::fragments::id_in;
use crate::db::types::DbTimestamp;
use crate::schema::shop_settings as settings;
use crate::store::{Result, changed};
use diesel::prelude::*;
use domain::appointment::{ShopSettings, StoredShopSettings};
use domain::{CompanyId, Metadata, Record};
use scheduling_core::time::Timestamp;
use serde_json::Value;

/// What refusals call them.
pub const WHAT: &str = "appointment settings";

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = settings, treat_none_as_null = true)]
struct Values {
    slot_duration_minutes: i64,
    lead_minute: i64,
    finish_minute: i64,
    work_on_saturday: bool,
    work_on_sunday: bool,
    appointment_buffer_minutes: i64,
    website_name: Option<String>,
    default_reschedule_limit: i64,
    allow_staff_change_on_reschedule: bool,
    cancellation_policy: Value,
    no_show_refund_percent: i64,
    reminder_hours_before: Value,
    minimum_notice_minutes: i64,
    maximum_notice_days: i64,
    thank_you_url: Option<String>,
}

impl Values {
    fn of(given: &ShopSettings) -> Self {
        Self {
            slot_duration_minutes: given.slot_duration_minutes,
            lead_minute: i64::from(given.lead_time.minutes()),
            finish_minute: i64::from(given.finish_time.minutes()),
            work_on_saturday: given.work_on_saturday,
            work_on_sunday: given.work_on_sunday,
            appointment_buffer_minutes: given.appointment_buffer_minutes,
            website_name: given.website_name.clone(),
            default_reschedule_limit: given.default_reschedule_limit,
            allow_staff_change_on_reschedule: given.allow_staff_change_on_reschedule,
            cancellation_policy: policies::encode(&given.cancellation_policy),
            no_show_refund_percent: given.no_show_refund_percent,
            reminder_hours_before: Value::from(given.reminder_hours_before.as_slice()),
            minimum_notice_minutes: given.minimum_notice_minutes,
            maximum_notice_days: given.maximum_notice_days,
            thank_you_url: given.thank_you_url.clone(),
        }
    }

    fn settings(self) -> Result<ShopSettings> {
        let reminders = self.reminder_hours_before.as_array();
        let reminders: Option<Vec<i64>> = reminders.and_then(|all| all.iter().map(Value::as_i64).collect());
        let corrupt = || DbError::corrupt("shop_settings.reminder_hours_before", &self.reminder_hours_before);
        Ok(ShopSettings {
            slot_duration_minutes: self.slot_duration_minutes,
            lead_time: time("shop_settings.lead_minute", self.lead_minute)?,
            finish_time: time("shop_settings.finish_minute", self.finish_minute)?,
            work_on_saturday: self.work_on_saturday,
            work_on_sunday: self.work_on_sunday,
            appointment_buffer_minutes: self.appointment_buffer_minutes,
            default_reschedule_limit: self.default_reschedule_limit,
            allow_staff_change_on_reschedule: self.allow_staff_change_on_reschedule,
            cancellation_policy: policies::decode(
                "shop_settings.cancellation_policy",
                &self.cancellation_policy,
            )?,
            no_show_refund_percent: self.no_show_refund_percent,
            reminder_hours_before: reminders.ok_or_else(corrupt)?,
            minimum_notice_minutes: self.minimum_notice_minutes,
            maximum_notice_days: self.maximum_notice_days,
            website_name: self.website_name,
            thank_you_url: self.thank_you_url,
        })
    }
}

type Row = (i64, Values, (i64, DbTimestamp, DbTimestamp));

#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    (
        settings::company_id,
        (
            settings::slot_duration_minutes,
            settings::lead_minute,
            settings::finish_minute,
            settings::work_on_saturday,
            settings::work_on_sunday,
            settings::appointment_buffer_minutes,
            settings::website_name,
            settings::default_reschedule_limit,
            settings::allow_staff_change_on_reschedule,
            settings::cancellation_policy,
            settings::no_show_refund_percent,
            settings::reminder_hours_before,
            settings::minimum_notice_minutes,
            settings::maximum_notice_days,
            settings::thank_you_url,
        ),
        (settings::version, settings::created_at, settings::updated_at),
    )
}

fn record(row: Row) -> Result<StoredShopSettings> {
    let (company, values, (version, created_at, updated_at)) = row;
    let metadata = Metadata { version, created_at: created_at.instant(), updated_at: updated_at.instant() };
    let company = CompanyId(company);
    Ok(Record { id: company, company, details: values.settings()?, kept: (), metadata })
}

/// The settings of a company; the defaults, as version 0, where nobody has said anything.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn get(scope: &mut Scope<'_>, company: CompanyId) -> Result<StoredShopSettings> {
    let asked = [company.0].into_iter().collect();
    let row: Option<Row> = settings::table
        .select(columns())
        .filter(id_in(settings::company_id, &asked))
        .first(scope.connection())
        .optional()?;
    match row {
        Some(row) => record(row),
        None => {
            let metadata = Metadata { version: 0, ..Metadata::new(Timestamp::MIN) };
            Ok(Record { id: company, company, details: ShopSettings::default(), kept: (), metadata })
        }
    }
}

/// Puts these settings in the place of those that were read, on condition that nobody has changed them since.
///
/// # Errors
/// [`Refusal::VersionMismatch`](domain::Refusal::VersionMismatch).
pub fn put(
    scope: &mut Scope<'_>,
    before: &StoredShopSettings,
    given: &ShopSettings,
    now: Timestamp,
) -> Result<StoredShopSettings> {
    let (company, at) = (before.company.0, DbTimestamp::from(now));
    let row: Option<Row> = if before.metadata.version == 0 {
        let new = (
            settings::company_id.eq(company),
            Values::of(given),
            (settings::version.eq(1), settings::created_at.eq(at), settings::updated_at.eq(at)),
        );
        let inserted = crate::db::connection::on_backend!(scope.connection(), |connection| {
            diesel::insert_into(settings::table)
                .values(new)
                .on_conflict_do_nothing()
                .returning(columns())
                .get_result(connection)
        });
        inserted.optional()?
    } else {
        let read = before.metadata.version;
        diesel::update(settings::table.find(company).filter(settings::version.eq(read)))
            .set((Values::of(given), settings::version.eq(read + 1), settings::updated_at.eq(at)))
            .returning(columns())
            .get_result(scope.connection())
            .optional()?
    };
    record(changed(WHAT, row)?)
}

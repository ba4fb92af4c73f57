//! Figures over all companies, for those who run the installation. They name nobody.

use super::Result;
use crate::Tx;
use crate::db::fragments::{Ids, Uuids, id_in, uuid_in};
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{calendars, conflicts, messages, schedules, webhook_deliveries, webhooks};
use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use domain::directory::CalendarKind;
use domain::message::MessageState;
use domain::webhook::DeliveryStatus;
use scheduling_core::time::Timestamp;

/// So many in each state; what has no entry has none.
pub type Counts = Vec<(String, i64)>;

/// What is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    pub calendars: CalendarCounts,
    /// By state.
    pub messages: Counts,
    /// How many wait that the mail server did not take yet.
    pub mail_not_taken: i64,
    /// Since when the oldest message waits that is to be sent.
    pub mail_waits_since: Option<Timestamp>,
    /// By status.
    pub deliveries: Counts,
    /// Since when the oldest delivery waits for another attempt.
    pub deliveries_wait_since: Option<Timestamp>,
    pub webhooks: WebhookCounts,
    /// Bookings to slots, by status.
    pub schedules: Counts,
    /// By resolution.
    pub conflicts: Counts,
}

/// Calendars. One may count more than once, except for `all`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CalendarCounts {
    pub all: i64,
    /// The newest reading failed.
    pub failing: i64,
    /// Not read for so long that bookings are no longer held against it.
    pub lapsed: i64,
    /// Feeds and servers that were never read.
    pub unread: i64,
    /// Busy time was lost in the newest reading.
    pub incomplete: i64,
    /// Bookings can't be written into it.
    pub unwritable: i64,
}

/// Webhooks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WebhookCounts {
    pub active: i64,
    /// Active, and failing.
    pub failing: i64,
    /// Switched off because they failed for long.
    pub disabled: i64,
}

/// Counts. Reads whole tables or their indexes: to be asked once a minute or so.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn look(tx: &mut Tx<'_>, now: Timestamp) -> Result<Overview> {
    let waiting_mail = messages::table.filter(messages::state.eq(MessageState::Waiting.name()));
    let mail_waits_since: Option<DbTimestamp> =
        waiting_mail.select(min(messages::queued_at)).first(tx.connection())?;
    let mail_not_taken: i64 =
        waiting_mail.filter(messages::attempts.gt(0)).count().get_result(tx.connection())?;
    let waiting = webhook_deliveries::table
        .filter(webhook_deliveries::status.eq(DeliveryStatus::Waiting.name()))
        .filter(webhook_deliveries::attempts.gt(0));
    let deliveries_wait_since: Option<DbTimestamp> =
        waiting.select(min(webhook_deliveries::created_at)).first(tx.connection())?;
    Ok(Overview {
        calendars: of_calendars(tx, now)?,
        messages: messages::table
            .group_by(messages::state)
            .select((messages::state, count_star()))
            .load(tx.connection())?,
        mail_not_taken,
        mail_waits_since: mail_waits_since.map(DbTimestamp::instant),
        deliveries: webhook_deliveries::table
            .group_by(webhook_deliveries::status)
            .select((webhook_deliveries::status, count_star()))
            .load(tx.connection())?,
        deliveries_wait_since: deliveries_wait_since.map(DbTimestamp::instant),
        webhooks: of_webhooks(tx)?,
        schedules: schedules::table
            .group_by(schedules::status)
            .select((schedules::status, count_star()))
            .load(tx.connection())?,
        conflicts: conflicts::table
            .group_by(conflicts::resolution)
            .select((conflicts::resolution, count_star()))
            .load(tx.connection())?,
    })
}

fn of_calendars(tx: &mut Tx<'_>, now: Timestamp) -> Result<CalendarCounts> {
    let at = DbTimestamp::from(now);
    let table = calendars::table;
    let fetched = [CalendarKind::IcsUrl.name(), CalendarKind::Caldav.name()];
    let unread = table.filter(calendars::last_synced_at.is_null()).filter(calendars::kind.eq_any(fetched));
    Ok(CalendarCounts {
        all: table.count().get_result(tx.connection())?,
        failing: table.filter(calendars::failures.gt(0)).count().get_result(tx.connection())?,
        lapsed: table.filter(calendars::trusted_until.lt(at)).count().get_result(tx.connection())?,
        unread: unread.count().get_result(tx.connection())?,
        incomplete: table.filter(calendars::incomplete.eq(true)).count().get_result(tx.connection())?,
        unwritable: table.filter(calendars::write_error.is_not_null()).count().get_result(tx.connection())?,
    })
}

fn of_webhooks(tx: &mut Tx<'_>) -> Result<WebhookCounts> {
    let active = webhooks::table.filter(webhooks::active.eq(true));
    let failing = active.filter(webhooks::failing_since.is_not_null());
    let disabled = webhooks::table.filter(webhooks::disabled_at.is_not_null());
    Ok(WebhookCounts {
        active: active.count().get_result(tx.connection())?,
        failing: failing.count().get_result(tx.connection())?,
        disabled: disabled.count().get_result(tx.connection())?,
    })
}

/// Removes messages that were sent, or given up, before `until`, about `at_most`. Those stay that are still to be sent, and
/// those of interviews that are not over: by them it is known who was told what.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn remove_old_messages(tx: &mut Tx<'_>, until: Timestamp, at_most: i64) -> Result<usize> {
    let until = DbTimestamp::from(until);
    let old = || {
        messages::table
            .filter(messages::state.ne(MessageState::Waiting.name()))
            .filter(messages::created_at.lt(until))
            .filter(messages::queued_at.lt(until))
            .filter(messages::ends_at.is_null().or(messages::ends_at.lt(until)))
    };
    let keys: Vec<(i64, DbUuid)> =
        old().select((messages::company_id, messages::id)).limit(at_most).load(tx.connection())?;
    let companies: Ids = keys.iter().map(|(company, _)| *company).collect();
    let ids: Uuids = keys.iter().map(|(_, id)| id.0).collect();
    // Asked again: one may have been queued anew meanwhile.
    let still_old = old().filter(id_in(messages::company_id, &companies)).filter(uuid_in(messages::id, &ids));
    Ok(diesel::delete(still_old).execute(tx.connection())?)
}

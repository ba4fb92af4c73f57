//! `/api/v1/appointments/config`: how a company lets appointments be booked.

use super::hours::{clock, time, time_out};
use super::services::https;
use crate::kit::dry_run::{DryRunQuery, dry_run};
use crate::kit::failure;
use crate::kit::fields::{NAME, line, minutes, note_all};
use crate::kit::prelude::*;
use crate::wire::cancellation_policy::{PolicyIn, TierIn, TierOut, policy, policy_out};
use actix_web::Responder;
use app::kit::Precondition;
use app::shop::settings;
use domain::access::actions::{ChangeCompany, ReadDirectory};
use domain::appointment::{
    MAX_NOTICE_DAYS, MAX_NOTICE_MINUTES, MAX_REMINDER_HOURS, MAX_REMINDERS, MAX_RESCHEDULE_LIMIT,
    ShopSettings, StoredShopSettings,
};
use http_kit::{Answer, IfMatch, Problem, put};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_appointment_config).service(put_appointment_config);
}

/// How a company lets appointments be booked; what is left out is the default.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAppointmentConfig)]
struct ConfigIn {
    /// How far apart the starts are that are offered: 1 to 1440 (30).
    #[schema(value_type = Option<i64>)]
    slot_duration_minutes: Option<WholeNumber>,
    /// When work begins where no working hours say so, 00:00 to 23:59 (09:00).
    lead_time: Option<String>,
    /// When it ends, 00:00 to 24:00 (17:00); before the beginning, it runs over midnight.
    finish_time: Option<String>,
    /// (false)
    work_on_saturday: Option<bool>,
    /// (false)
    work_on_sunday: Option<bool>,
    /// The pause between two bookings: 0 to 1440 (0).
    #[schema(value_type = Option<i64>)]
    appointment_buffer_minutes: Option<WholeNumber>,
    /// 1 to 200 characters.
    website_name: Option<String>,
    /// How often an appointment may be moved where its service does not say so: 0 to 1000 (3).
    #[schema(value_type = Option<i64>)]
    default_reschedule_limit: Option<WholeNumber>,
    /// Whether an appointment may be moved to somebody else (true).
    allow_staff_change_on_reschedule: Option<bool>,
    /// What comes back of the money (all until 24 hours before, then nothing).
    #[schema(value_type = Option<Vec<TierIn>>)]
    cancellation_policy: Option<PolicyIn>,
    /// What comes back to those who did not come: 0 to 100 (0).
    #[schema(value_type = Option<i64>)]
    no_show_refund_percent: Option<WholeNumber>,
    /// Up to ten different numbers from 1 to 720 (24 and 1).
    #[schema(value_type = Option<Vec<i64>>)]
    reminder_hours_before: Option<UpTo<WholeNumber, MAX_REMINDERS>>,
    /// Nothing starts sooner: 0 to 525600 (0).
    #[schema(value_type = Option<i64>)]
    minimum_notice_minutes: Option<WholeNumber>,
    /// Nothing starts later: 1 to 365 (365).
    #[schema(value_type = Option<i64>)]
    maximum_notice_days: Option<WholeNumber>,
    /// Where clients are sent who have booked: an address of `https`.
    thank_you_url: Option<String>,
}

impl ConfigIn {
    fn settings(self) -> Result<ShopSettings, Problem> {
        let mut checks = Checks::new();
        let mut settings = ShopSettings::default();
        self.fill_times(&mut checks, &mut settings);
        self.fill_rules(&mut checks, &mut settings);
        if let Some(given) = &self.cancellation_policy {
            set(&mut settings.cancellation_policy, &policy(&mut checks, "/cancellation_policy", given));
        }
        if let Some(given) = &self.reminder_hours_before {
            settings.reminder_hours_before = reminders(&mut checks, given);
        }
        settings.website_name =
            self.website_name.and_then(|name| line(&mut checks, "/website_name", &name, NAME));
        settings.thank_you_url =
            self.thank_you_url.and_then(|url| https(&mut checks, "/thank_you_url", &url));
        note_all(&mut checks, settings.problems());
        checks.finish()?;
        Ok(settings)
    }

    fn fill_times(&self, checks: &mut Checks, settings: &mut ShopSettings) {
        let slot = self.slot_duration_minutes;
        let slot = slot.and_then(|given| minutes(checks, "/slot_duration_minutes", given, 1));
        set(&mut settings.slot_duration_minutes, &slot);
        let lead = self.lead_time.as_deref().and_then(|text| time(checks, "/lead_time", text));
        set(&mut settings.lead_time, &lead);
        let finish = self.finish_time.as_deref().and_then(|text| clock(checks, "/finish_time", text));
        set(&mut settings.finish_time, &finish);
        let buffer = self.appointment_buffer_minutes;
        let buffer = buffer.and_then(|given| minutes(checks, "/appointment_buffer_minutes", given, 0));
        set(&mut settings.appointment_buffer_minutes, &buffer);
        set(&mut settings.work_on_saturday, &self.work_on_saturday);
        set(&mut settings.work_on_sunday, &self.work_on_sunday);
    }

    fn fill_rules(&self, checks: &mut Checks, settings: &mut ShopSettings) {
        let mut number = |pointer, given: Option<WholeNumber>, least, most| {
            given.and_then(|given| checks.in_range(pointer, given, least..=most))
        };
        let limit = self.default_reschedule_limit;
        let limit = number("/default_reschedule_limit", limit, 0, MAX_RESCHEDULE_LIMIT);
        let percent = number("/no_show_refund_percent", self.no_show_refund_percent, 0, 100);
        let least = number("/minimum_notice_minutes", self.minimum_notice_minutes, 0, MAX_NOTICE_MINUTES);
        let most = number("/maximum_notice_days", self.maximum_notice_days, 1, MAX_NOTICE_DAYS);
        set(&mut settings.default_reschedule_limit, &limit);
        set(&mut settings.no_show_refund_percent, &percent);
        set(&mut settings.minimum_notice_minutes, &least);
        set(&mut settings.maximum_notice_days, &most);
        set(&mut settings.allow_staff_change_on_reschedule, &self.allow_staff_change_on_reschedule);
    }
}

/// Hours before the start, the earliest first.
fn reminders(checks: &mut Checks, given: &[WholeNumber]) -> Vec<i64> {
    let mut hours = Vec::with_capacity(given.len());
    for (at, number) in given.iter().enumerate() {
        let pointer = format!("/reminder_hours_before/{at}");
        hours.extend(checks.in_range(&pointer, *number, 1..=MAX_REMINDER_HOURS));
    }
    hours
}

/// How a company lets appointments be booked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentConfig)]
pub(crate) struct ConfigOut {
    company_id: i64,
    slot_duration_minutes: i64,
    /// `HH:MM:SS`
    lead_time: String,
    /// `HH:MM:SS`
    finish_time: String,
    work_on_saturday: bool,
    work_on_sunday: bool,
    appointment_buffer_minutes: i64,
    website_name: Option<String>,
    default_reschedule_limit: i64,
    allow_staff_change_on_reschedule: bool,
    cancellation_policy: Vec<TierOut>,
    no_show_refund_percent: i64,
    reminder_hours_before: Vec<i64>,
    minimum_notice_minutes: i64,
    maximum_notice_days: i64,
    thank_you_url: Option<String>,
}

impl From<StoredShopSettings> for ConfigOut {
    fn from(stored: StoredShopSettings) -> Self {
        let settings = stored.details;
        Self {
            company_id: stored.company.0,
            slot_duration_minutes: settings.slot_duration_minutes,
            lead_time: time_out(settings.lead_time),
            finish_time: time_out(settings.finish_time),
            work_on_saturday: settings.work_on_saturday,
            work_on_sunday: settings.work_on_sunday,
            appointment_buffer_minutes: settings.appointment_buffer_minutes,
            website_name: settings.website_name,
            default_reschedule_limit: settings.default_reschedule_limit,
            allow_staff_change_on_reschedule: settings.allow_staff_change_on_reschedule,
            cancellation_policy: policy_out(&settings.cancellation_policy),
            no_show_refund_percent: settings.no_show_refund_percent,
            reminder_hours_before: settings.reminder_hours_before,
            minimum_notice_minutes: settings.minimum_notice_minutes,
            maximum_notice_days: settings.maximum_notice_days,
            thank_you_url: settings.thank_you_url,
        }
    }
}

fn answer(stored: StoredShopSettings) -> Answer<ConfigOut> {
    let version = stored.metadata.version;
    Answer::ok(ConfigOut::from(stored)).version(version)
}

#[utoipa::path(
    tag = "Appointments: settings",
    summary = "Read how appointments are booked",
    description = "The defaults, as version 0, where nobody has changed anything. Administrators name the company.",
    params(Place),
    responses((status = 200, description = "The settings", body = ConfigOut)),
)]
#[get("/api/v1/appointments/config")]
async fn get_appointment_config(granted: Granted<ReadDirectory>) -> Answered {
    let permit = granted.permit;
    let stored = granted.db.read(move |tx| settings::get(tx, &permit)).await.map_err(failure::problem)?;
    Ok(answer(stored).respond_to(&granted.request))
}

#[utoipa::path(
    tag = "Appointments: settings",
    summary = "Set how appointments are booked",
    description = "Replaces all of it: what is left out becomes the default. Bookings that it breaks become conflicts. \
                   Administrators name the company.",
    params(DryRunQuery),
    request_body = ConfigIn,
    responses((status = 200, description = "The settings from now on", body = ConfigOut)),
)]
#[put("/api/v1/appointments/config")]
async fn put_appointment_config(
    granted: Granted<ChangeCompany, DryRunQuery>,
    if_match: IfMatch,
    Json(body): Json<ConfigIn>,
) -> Answered {
    let given = body.settings()?;
    let precondition = Precondition::new(if_match.into_versions());
    let (permit, now, dry) = (granted.permit, granted.now, granted.query.is_dry());
    let shown = permit.clone();
    let work = move |tx: &mut persistence::Tx<'_>| settings::put(tx, &permit, &given, &precondition, now);
    if dry {
        return Ok(dry_run(&granted.db, shown, work).await?.respond_to(&granted.request));
    }
    let stored = granted.db.write(work).await.map_err(failure::problem)?;
    Ok(answer(stored).respond_to(&granted.request))
}

//! How a company lets appointments be booked.

use super::CancellationPolicy;
use crate::{CompanyId, FieldProblem, Record};
use scheduling_core::time::TimeOfDay;

/// The settings of a company. Their id is the company's, and their version is 0 as long as nobody has changed them.
pub type StoredShopSettings = Record<CompanyId, ShopSettings>;

/// The furthest that appointments can be booked ahead, in days.
pub const MAX_NOTICE_DAYS: i64 = 365;
/// The longest notice, in minutes: as far as appointments can be booked ahead.
pub const MAX_NOTICE_MINUTES: i64 = MAX_NOTICE_DAYS * 1440;
/// Reminders of one appointment, at most.
pub const MAX_REMINDERS: usize = 10;
/// The earliest reminder, in hours before the start.
pub const MAX_REMINDER_HOURS: i64 = 30 * 24;

/// What is said of an end that is the beginning too.
pub(super) const DIFFER: &str = "must differ from the start";

/// What may be changed about them, all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopSettings {
    /// How far apart starts are that are offered: 1 to 1440.
    pub slot_duration_minutes: i64,
    /// When work begins where no hours say so.
    pub lead_time: TimeOfDay,
    /// When it ends; over midnight where it is before the beginning.
    pub finish_time: TimeOfDay,
    pub work_on_saturday: bool,
    pub work_on_sunday: bool,
    /// The pause between two bookings: 0 to 1440.
    pub appointment_buffer_minutes: i64,
    pub website_name: Option<String>,
    /// How often an appointment may be moved where its service does not say so.
    pub default_reschedule_limit: i64,
    pub allow_staff_change_on_reschedule: bool,
    /// What comes back of the money where a service does not say so.
    pub cancellation_policy: CancellationPolicy,
    /// 0 to 100.
    pub no_show_refund_percent: i64,
    /// The earliest first; none twice.
    pub reminder_hours_before: Vec<i64>,
    /// 0 to [`MAX_NOTICE_MINUTES`].
    pub minimum_notice_minutes: i64,
    /// 1 to [`MAX_NOTICE_DAYS`].
    pub maximum_notice_days: i64,
    /// An address of `https`.
    pub thank_you_url: Option<String>,
}

impl Default for ShopSettings {
    fn default() -> Self {
        let at = |hour: u16| TimeOfDay::from_minutes(hour * 60).unwrap_or(TimeOfDay::MIDNIGHT);
        Self {
            slot_duration_minutes: 30,
            lead_time: at(9),
            finish_time: at(17),
            work_on_saturday: false,
            work_on_sunday: false,
            appointment_buffer_minutes: 0,
            website_name: None,
            default_reschedule_limit: 3,
            allow_staff_change_on_reschedule: true,
            cancellation_policy: CancellationPolicy::default(),
            no_show_refund_percent: 0,
            reminder_hours_before: vec![24, 1],
            minimum_notice_minutes: 0,
            maximum_notice_days: 365,
            thank_you_url: None,
        }
    }
}

impl ShopSettings {
    /// What is wrong with values that are good by themselves.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.lead_time == self.finish_time {
            problems.push(FieldProblem::new("/finish_time", DIFFER));
        }
        problems.extend(super::service::named_twice("/reminder_hours_before", &self.reminder_hours_before));
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_that_says_nothing_is_open_from_nine_to_five() {
        let settings = ShopSettings::default();
        assert_eq!(
            (settings.lead_time.to_string(), settings.finish_time.to_string()),
            ("09:00".into(), "17:00".into())
        );
        assert!(settings.problems().is_empty());
        let wrong =
            ShopSettings { finish_time: settings.lead_time, reminder_hours_before: vec![1, 1], ..settings };
        let pointers: Vec<String> = wrong.problems().into_iter().map(|problem| problem.pointer).collect();
        assert_eq!(pointers, ["/finish_time", "/reminder_hours_before/1"]);
    }
}

//! What figures are made of.

use domain::appointment::{Appointment, AppointmentStatus, ServiceId, StaffId};
use scheduling_core::time::TimeZone;
use std::collections::BTreeMap;

/// How many appointments there were of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub requested: i64,
    pub booked: i64,
    pub completed: i64,
    pub cancelled: i64,
    pub no_show: i64,
    /// Booked of requested, rounded half up; none where nothing was requested.
    pub conversion_percent: Option<i64>,
    /// Booked minutes of worked minutes; none where nobody works.
    pub utilisation_percent: Option<i64>,
}

impl Totals {
    fn count(&mut self, appointment: &Appointment) {
        self.booked += 1;
        match appointment.status {
            AppointmentStatus::Completed => self.completed += 1,
            AppointmentStatus::Cancelled => self.cancelled += 1,
            AppointmentStatus::NoShow => self.no_show += 1,
            AppointmentStatus::PendingPayment | AppointmentStatus::Confirmed => {}
        }
    }

    pub(super) fn finish(&mut self) {
        self.conversion_percent = percent(self.booked, self.requested);
    }
}

/// A share in whole per cent, half up.
pub(super) fn percent(of: i64, all: i64) -> Option<i64> {
    (all > 0).then(|| (of * 200 + all).div_euclid(2 * all))
}

/// Money of one currency, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// What bookings asked for.
    pub booked: i64,
    /// Before refunds.
    pub paid: i64,
    pub refunded: i64,
    pub due: i64,
}

/// The figures.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    pub zone: String,
    pub totals: Totals,
    pub by_service: BTreeMap<i64, Totals>,
    pub by_staff: BTreeMap<i64, Totals>,
    pub by_hour: [i64; 24],
    /// Monday first.
    pub by_weekday: [i64; 7],
    pub money: BTreeMap<String, Sums>,
    /// Seconds that are booked with each of the staff, those of cancelled appointments left out.
    pub(super) booked_seconds: BTreeMap<i64, i64>,
}

impl Figures {
    pub(super) fn add(&mut self, appointment: &Appointment, zone: &TimeZone) {
        self.totals.count(appointment);
        self.by_service.entry(appointment.service.0).or_default().count(appointment);
        self.by_staff.entry(appointment.staff.0).or_default().count(appointment);
        let local = zone.local(appointment.time.start());
        let hour = usize::try_from(local.second_of_day() / 3_600).unwrap_or_default();
        let weekday = usize::from(local.date().weekday().number()).saturating_sub(1);
        if let Some(count) = self.by_hour.get_mut(hour) {
            *count += 1;
        }
        if let Some(count) = self.by_weekday.get_mut(weekday) {
            *count += 1;
        }
        if appointment.status != AppointmentStatus::Cancelled {
            *self.booked_seconds.entry(appointment.staff.0).or_default() += appointment.time.seconds();
        }
        // What was booked in one call was asked for by that.
        if appointment.request.is_none() {
            self.request(appointment.service, appointment.staff, 1);
        }
    }

    pub(super) fn request(&mut self, service: ServiceId, staff: StaffId, count: i64) {
        self.totals.requested += count;
        self.by_service.entry(service.0).or_default().requested += count;
        self.by_staff.entry(staff.0).or_default().requested += count;
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn shares_round_half_up() {
        assert_eq!(
            (percent(1, 3), percent(2, 3), percent(1, 200), percent(0, 5)),
            (Some(33), Some(67), Some(1), Some(0))
        );
        assert_eq!((percent(1, 201), percent(0, 0)), (Some(0), None));
    }
}

//! Staff: the profiles of users who offer services.

use super::service::{MAX_LINKS, named_twice};
use super::{ServiceId, ShopSettings, StaffId};
use crate::{FieldProblem, Record, UserId};
use scheduling_core::time::TimeOfDay;

/// A stored profile.
pub type Staff = Record<StaffId, StaffDetails>;

/// What may be changed about a profile. What is `None` comes from the settings of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffDetails {
    /// Whose profile it is; never changes, and no user has two.
    pub user: UserId,
    /// What they offer, in order of id; nothing twice.
    pub services: Vec<ServiceId>,
    /// 1 to 1440.
    pub slot_duration_minutes: Option<i64>,
    pub lead_time: Option<TimeOfDay>,
    pub finish_time: Option<TimeOfDay>,
    /// 0 to 1440.
    pub appointment_buffer_minutes: Option<i64>,
    pub work_on_saturday: Option<bool>,
    pub work_on_sunday: Option<bool>,
    /// Inactive staff stay in history and can't be booked.
    pub active: bool,
}

/// What counts for somebody, with what they leave open taken from the settings of the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkTerms {
    pub slot_duration_minutes: i64,
    pub appointment_buffer_minutes: i64,
    pub lead_time: TimeOfDay,
    pub finish_time: TimeOfDay,
    pub work_on_saturday: bool,
    pub work_on_sunday: bool,
}

impl StaffDetails {
    /// What counts for them.
    #[must_use]
    pub fn terms(&self, settings: &ShopSettings) -> WorkTerms {
        WorkTerms {
            slot_duration_minutes: self.slot_duration_minutes.unwrap_or(settings.slot_duration_minutes),
            appointment_buffer_minutes: self
                .appointment_buffer_minutes
                .unwrap_or(settings.appointment_buffer_minutes),
            lead_time: self.lead_time.unwrap_or(settings.lead_time),
            finish_time: self.finish_time.unwrap_or(settings.finish_time),
            work_on_saturday: self.work_on_saturday.unwrap_or(settings.work_on_saturday),
            work_on_sunday: self.work_on_sunday.unwrap_or(settings.work_on_sunday),
        }
    }

    /// What is wrong with values that are good by themselves.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.lead_time.is_some() && self.lead_time == self.finish_time {
            problems.push(FieldProblem::new("/finish_time", super::settings::DIFFER));
        }
        if self.services.len() > MAX_LINKS {
            problems.push(FieldProblem::new("/services", format!("must be at most {MAX_LINKS}")));
        }
        problems.extend(named_twice("/services", &self.services));
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_staff_leave_open_comes_from_the_settings() {
        let settings = ShopSettings { work_on_sunday: true, ..ShopSettings::default() };
        let time = |text| TimeOfDay::parse(text).expect("a time");
        let staff = StaffDetails {
            user: UserId(1),
            services: Vec::new(),
            slot_duration_minutes: Some(20),
            lead_time: None,
            finish_time: Some(time("12:00")),
            appointment_buffer_minutes: None,
            work_on_saturday: Some(true),
            work_on_sunday: None,
            active: true,
        };
        let expected = WorkTerms {
            slot_duration_minutes: 20,
            appointment_buffer_minutes: 0,
            lead_time: time("09:00"),
            finish_time: time("12:00"),
            work_on_saturday: true,
            work_on_sunday: true,
        };
        assert_eq!(staff.terms(&settings), expected);
        assert!(staff.problems().is_empty());
        let wrong = StaffDetails {
            lead_time: staff.finish_time,
            services: vec![ServiceId(2), ServiceId(2)],
            ..staff
        };
        let pointers: Vec<String> = wrong.problems().into_iter().map(|problem| problem.pointer).collect();
        assert_eq!(pointers, ["/finish_time", "/services/1"]);
    }
}

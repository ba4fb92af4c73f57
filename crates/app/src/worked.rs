//! What is said of when staff work, read once for all of them.

use domain::CompanyId;
use domain::appointment::{ShopSettings, SpecialHours, Staff, StaffId, Work, WorkingHours};
use persistence::store::shop::work;
use persistence::{Scope, StoreError};
use scheduling_core::calendar::DaysOff;
use scheduling_core::time::{Interval, IntervalSet, TimeZone, Timestamp};
use std::collections::HashMap;

/// How far from a window, in days, lie dates whose hours may reach into it: a local date is at most a day from that of UTC, and hours
/// run over midnight.
const DAYS_AROUND: i64 = 3;

/// The weekly and the special hours of some staff.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hours {
    weekly: HashMap<StaffId, Vec<WorkingHours>>,
    /// Everybody's under `None`.
    special: HashMap<Option<StaffId>, Vec<SpecialHours>>,
}

impl Hours {
    /// Reads those that may reach into the window; one query for each table, however many staff there are.
    pub(crate) fn read(
        scope: &mut Scope<'_>,
        company: CompanyId,
        of: &[StaffId],
        window: Interval,
    ) -> Result<Self, StoreError> {
        let date = |at: Timestamp| TimeZone::utc().local(at).date();
        let (first, last) =
            (date(window.start()).plus_days(-DAYS_AROUND), date(window.end()).plus_days(DAYS_AROUND));
        let mut hours = Self::default();
        for one in work::weekly(scope, company, of)? {
            hours.weekly.entry(one.details.staff).or_default().push(one);
        }
        for one in work::special(scope, company, of, first, last)? {
            hours.special.entry(one.details.staff).or_default().push(one);
        }
        Ok(hours)
    }

    /// When somebody works, on the wall clock of their zone, but for these days off.
    pub(crate) fn of<'a>(
        &'a self,
        staff: &Staff,
        settings: &ShopSettings,
        zone: &'a TimeZone,
        days_off: Vec<DaysOff>,
    ) -> Work<'a> {
        let special = |whose| self.special.get(&whose).into_iter().flatten().map(|one| &one.details);
        Work {
            zone,
            terms: staff.details.terms(settings),
            weekly: self.weekly.get(&staff.id).into_iter().flatten().map(|one| &one.details).collect(),
            special: special(None).chain(special(Some(staff.id))).collect(),
            days_off,
        }
    }
}

/// The time that somebody works around a window.
pub(crate) fn worked(work: &Work<'_>, window: Interval) -> IntervalSet {
    work.worked().shifts(window).iter().flat_map(|shift| shift.time.iter()).collect()
}

//! What is said of when staff work, read once for all of them.

use domain::CompanyId;
use domain::appointment::{ShopSettings, SpecialHours, Staff, StaffId, Work, WorkingHours};
use persistence::store::shop::work;
use persistence::{Scope, StoreError};
use scheduling_core::calendar::DaysOff;
use scheduling_core::time::{Interval, IntervalSet, TimeZone, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;

/// How far from a window, in days, lie dates whose hours may reach into it: a local date is at most a day from that of UTC, and hours
/// run over midnight.
const DAYS_AROUND: i64 = 3;

/// What is said of when one member of the staff works, or everybody: nothing in it depends on the clock.
#[derive(Debug, Clone, Default)]
pub(crate) struct WorkTimes {
    weekly: Vec<WorkingHours>,
    special: Vec<SpecialHours>,
}

impl WorkTimes {
    /// About how many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        let breaks = self.weekly.iter().map(|one| size_of_val(one.details.hours.breaks.as_slice()));
        let spans = self.special.iter().map(|one| size_of_val(one.details.intervals.as_slice()));
        size_of::<Self>()
            + size_of_val(self.weekly.as_slice())
            + size_of_val(self.special.as_slice())
            + breaks.chain(spans).sum::<usize>()
    }
}

/// The weekly and the special hours of some staff.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hours {
    /// Everybody's under `None`.
    of: HashMap<Option<StaffId>, Arc<WorkTimes>>,
}

impl FromIterator<(Option<StaffId>, Arc<WorkTimes>)> for Hours {
    fn from_iter<T: IntoIterator<Item = (Option<StaffId>, Arc<WorkTimes>)>>(all: T) -> Self {
        Self { of: all.into_iter().collect() }
    }
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
        let mut all: HashMap<Option<StaffId>, WorkTimes> = HashMap::new();
        for one in work::weekly(scope, company, of)? {
            all.entry(Some(one.details.staff)).or_default().weekly.push(one);
        }
        for one in work::special(scope, company, of, first, last)? {
            all.entry(one.details.staff).or_default().special.push(one);
        }
        Ok(all.into_iter().map(|(whose, times)| (whose, Arc::new(times))).collect())
    }

    /// What is said of one member of the staff, or of everybody.
    pub(crate) fn times(&self, whose: Option<StaffId>) -> Arc<WorkTimes> {
        self.of.get(&whose).cloned().unwrap_or_default()
    }

    /// When somebody works, on the wall clock of their zone, but for these days off.
    pub(crate) fn of<'a>(
        &'a self,
        staff: &Staff,
        settings: &ShopSettings,
        zone: &'a TimeZone,
        days_off: Vec<DaysOff>,
    ) -> Work<'a> {
        let (own, everybodys) = (self.of.get(&Some(staff.id)), self.of.get(&None));
        let special = |of: Option<&'a Arc<WorkTimes>>| of.into_iter().flat_map(|times| &times.special);
        Work {
            zone,
            terms: staff.details.terms(settings),
            weekly: own.into_iter().flat_map(|times| &times.weekly).map(|one| &one.details).collect(),
            special: special(everybodys).chain(special(own)).map(|one| &one.details).collect(),
            days_off,
        }
    }
}

/// The time that somebody works around a window.
pub(crate) fn worked(work: &Work<'_>, window: Interval) -> IntervalSet {
    work.worked().shifts(window).iter().flat_map(|shift| shift.time.iter()).collect()
}

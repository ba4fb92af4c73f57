//! Days off of one member of the staff, or of the whole company.

use super::parts::date;
use crate::db::DbError;
use crate::schema::days_off;
use crate::store::Result;
use crate::store::collection::{Columns, collection};
use diesel::prelude::*;
use domain::appointment::{DayOffDetails, DayOffId, StaffId};
use scheduling_core::calendar::DaysOff;
use scheduling_core::time::Date;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = days_off, treat_none_as_null = true)]
pub(in crate::store) struct Values {
    staff_id: Option<i64>,
    first_date: String,
    last_date: String,
    description: Option<String>,
}

impl Columns for Values {
    type Details = DayOffDetails;

    fn of(off: &DayOffDetails) -> Result<Self> {
        Ok(Self {
            staff_id: off.staff.map(|staff| staff.0),
            first_date: off.days.first().to_string(),
            last_date: off.days.last().to_string(),
            description: off.description.clone(),
        })
    }

    fn details(self) -> Result<DayOffDetails> {
        Ok(DayOffDetails {
            staff: self.staff_id.map(StaffId),
            days: days(&self.first_date, &self.last_date)?,
            description: self.description,
        })
    }
}

/// Days that were stored as two dates.
pub(super) fn days(first: &str, last: &str) -> Result<DaysOff> {
    let days = DaysOff::new(date("days_off.first_date", first)?, date("days_off.last_date", last)?);
    Ok(days.map_err(|_| DbError::corrupt("days_off.last_date", last))?)
}

/// What a list of days off can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct DayOffFilter {
    /// Only theirs; those of the whole company are not among them.
    pub staff: Option<StaffId>,
    /// Only those of everybody.
    pub everybodys: bool,
    /// They end on this date or later.
    pub from: Option<Date>,
    /// They begin on this date or earlier.
    pub to: Option<Date>,
}

collection! {
    DayOffDetails "day off", DayOffId(i64);
    table: days_off as Values { staff_id, first_date, last_date, description };
    owner: of_staff;
    sort: Start by first_date (String);
    list: DayOffFilter, |query, request| {
        if let Some(staff) = request.filter.staff {
            query = query.filter(days_off::staff_id.eq(staff.0));
        }
        if request.filter.everybodys {
            query = query.filter(days_off::staff_id.is_null());
        }
        if let Some(from) = request.filter.from {
            query = query.filter(days_off::last_date.ge(from.to_string()));
        }
        if let Some(to) = request.filter.to {
            query = query.filter(days_off::first_date.le(to.to_string()));
        }
    };
}

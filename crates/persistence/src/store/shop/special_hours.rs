//! Other hours on single dates, of one member of the staff or of everybody.

use super::parts::{date, decode_spans, encode_spans};
use crate::schema::special_hours;
use crate::store::Result;
use crate::store::collection::{Columns, collection};
use diesel::prelude::*;
use domain::appointment::{SpecialHoursDetails, SpecialHoursId, StaffId};
use scheduling_core::time::Date;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = special_hours, treat_none_as_null = true)]
pub(in crate::store) struct Values {
    staff_id: Option<i64>,
    date: String,
    intervals: serde_json::Value,
}

impl Columns for Values {
    type Details = SpecialHoursDetails;

    fn of(special: &SpecialHoursDetails) -> Result<Self> {
        Ok(Self {
            staff_id: special.staff.map(|staff| staff.0),
            date: special.date.to_string(),
            intervals: encode_spans(&special.intervals),
        })
    }

    fn details(self) -> Result<SpecialHoursDetails> {
        Ok(SpecialHoursDetails {
            staff: self.staff_id.map(StaffId),
            date: date("special_hours.date", &self.date)?,
            intervals: decode_spans("special_hours.intervals", &self.intervals)?,
        })
    }
}

/// What a list of special hours can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct SpecialHoursFilter {
    /// Only theirs; everybody's are not among them.
    pub staff: Option<StaffId>,
    /// Only those of everybody.
    pub everybodys: bool,
    /// The first date.
    pub from: Option<Date>,
    /// The last date.
    pub to: Option<Date>,
}

collection! {
    SpecialHoursDetails "special hours", SpecialHoursId(i64);
    table: special_hours as Values { staff_id, date, intervals };
    owner: of_staff;
    sort: Start by date (String);
    list: SpecialHoursFilter, |query, request| {
        if let Some(staff) = request.filter.staff {
            query = query.filter(special_hours::staff_id.eq(staff.0));
        }
        if request.filter.everybodys {
            query = query.filter(special_hours::staff_id.is_null());
        }
        if let Some(from) = request.filter.from {
            query = query.filter(special_hours::date.ge(from.to_string()));
        }
        if let Some(to) = request.filter.to {
            query = query.filter(special_hours::date.le(to.to_string()));
        }
    };
}

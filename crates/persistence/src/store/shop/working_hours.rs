//! When staff work, week by week.

use super::parts::{decode_spans, encode_spans, span};
use crate::db::DbError;
use crate::schema::working_hours;
use crate::store::Result;
use crate::store::collection::{Columns, collection};
use diesel::prelude::*;
use domain::appointment::{StaffId, WorkingHoursDetails, WorkingHoursId};
use scheduling_core::calendar::DayHours;
use scheduling_core::time::Weekday;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = working_hours, treat_none_as_null = true)]
pub(in crate::store) struct Values {
    staff_id: i64,
    day_of_week: i64,
    starts_minute: i64,
    ends_minute: i64,
    breaks: serde_json::Value,
}

impl Columns for Values {
    type Details = WorkingHoursDetails;

    fn of(week: &WorkingHoursDetails) -> Result<Self> {
        Ok(Self {
            staff_id: week.staff.0,
            day_of_week: i64::from(week.day_of_week.number()),
            starts_minute: i64::from(week.hours.span.start().minutes()),
            ends_minute: i64::from(week.hours.span.end().minutes()),
            breaks: encode_spans(&week.hours.breaks),
        })
    }

    fn details(self) -> Result<WorkingHoursDetails> {
        let day = u8::try_from(self.day_of_week).ok().and_then(|day| Weekday::new(day).ok());
        Ok(WorkingHoursDetails {
            staff: StaffId(self.staff_id),
            day_of_week: day
                .ok_or_else(|| DbError::corrupt("working_hours.day_of_week", self.day_of_week))?,
            hours: DayHours {
                span: span("working_hours.starts_minute", self.starts_minute, self.ends_minute)?,
                breaks: decode_spans("working_hours.breaks", &self.breaks)?,
            },
        })
    }
}

/// What a list of working hours can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct WorkingHoursFilter {
    pub staff: Option<StaffId>,
}

collection! {
    WorkingHoursDetails "working hours", WorkingHoursId(i64);
    table: working_hours as Values { staff_id, day_of_week, starts_minute, ends_minute, breaks };
    owner: of_staff;
    sort: ;
    list: WorkingHoursFilter, |query, request| {
        if let Some(staff) = request.filter.staff {
            query = query.filter(working_hours::staff_id.eq(staff.0));
        }
    };
}

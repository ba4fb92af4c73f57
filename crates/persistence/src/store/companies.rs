//! Companies. A scope of one company sees that one.

use super::collection::{Beside, Collection, Columns, Stored, collection};
use super::{Result, calendars, slugs};
use crate::db::DbError;
use crate::schema::{companies, users};
use crate::{Scope, ledger};
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::directory::{BusinessHours, Company, CompanyDetails};
use domain::text::folded;
use domain::{CompanyId, Refusal};
use scheduling_core::time::{TimeOfDay, Timestamp};

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = companies)]
pub(super) struct Values {
    name: String,
    name_key: String,
    time_zone: String,
    opens_at: i64,
    closes_at: i64,
    ai_parallel: i64,
    active: bool,
    suspended: bool,
}

impl Columns for Values {
    type Details = CompanyDetails;

    fn of(company: &CompanyDetails) -> Result<Self> {
        Ok(Self {
            name: company.name.clone(),
            name_key: folded(&company.name),
            time_zone: company.time_zone.clone(),
            opens_at: i64::from(company.business_hours.start.minutes()),
            closes_at: i64::from(company.business_hours.end.minutes()),
            ai_parallel: company.ai_parallel,
            active: company.active,
            suspended: company.suspended,
        })
    }

    fn details(self) -> Result<CompanyDetails> {
        let business_hours =
            BusinessHours { start: time_of_day(self.opens_at)?, end: time_of_day(self.closes_at)? };
        Ok(CompanyDetails {
            name: self.name,
            time_zone: self.time_zone,
            business_hours,
            ai_parallel: self.ai_parallel,
            active: self.active,
            suspended: self.suspended,
        })
    }
}

fn time_of_day(minutes: i64) -> Result<TimeOfDay> {
    let time = u16::try_from(minutes).ok().and_then(|minutes| TimeOfDay::from_minutes(minutes).ok());
    Ok(time.ok_or_else(|| DbError::corrupt("companies.opens_at", minutes))?)
}

/// What a list of companies can be narrowed by: nothing beside `q`.
#[derive(Debug, Clone, Default)]
pub struct CompanyFilter {}

collection! {
    CompanyDetails "company", CompanyId(i64);
    table: companies as Values { name, name_key, time_zone, opens_at, closes_at, ai_parallel, active, suspended };
    owner: none;
    sort: Name by name_key (String);
    search: name_key in search_companies;
    list: CompanyFilter, |query, request| {};
    company: itself;
    beside: own;
}

impl Beside for CompanyDetails {
    /// A new company gets an address. Calendars of people without a zone of their own are read in the company's.
    fn written(
        scope: &mut Scope<'_>,
        before: Option<&Stored<Self>>,
        details: &Self,
        after: &mut Stored<Self>,
        now: Timestamp,
    ) -> Result<()> {
        match before {
            None => slugs::make_of_company(scope, after.id, &details.name, now),
            Some(before) if before.details.time_zone != details.time_zone => {
                calendars::void_expansion(scope, after.id, None, now)
            }
            Some(_) => Ok(()),
        }
    }

    /// Only a company that has never had anybody in it goes.
    fn deleting(scope: &mut Scope<'_>, company: &Stored<Self>, _now: Timestamp) -> Result<()> {
        let anybody = exists(users::table.filter(users::company_id.eq(company.id.0)));
        if diesel::select(anybody).get_result(scope.connection())? {
            return Err(Refusal::StillReferenced { what: Self::NAME, by: "a user" }.into());
        }
        Ok(ledger::forget_versions(scope, company.id)?)
    }
}

/// One company.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such company.
pub fn get(scope: &mut Scope<'_>, id: CompanyId) -> Result<Company> {
    CompanyDetails::get(scope, id)
}

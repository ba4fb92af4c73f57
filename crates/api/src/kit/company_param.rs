//! Which company a request is about, and what part of a list it asks for.
//!
//! Administrators of the platform name the company, in the body or in the query; for everybody else it is their own,
//! and naming another one looks as if it did not exist.

use domain::access::{Action, Caller, Permit, authorise};
use domain::{CompanyId, FieldProblem};
use http_kit::{Problem, WholeNumber};
use serde::Deserialize;
use utoipa::IntoParams;

/// The query string of calls about one object, and of those that make one.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Place {
    /// The company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

impl Place {
    /// The company that a query names, where it names one.
    pub(crate) fn of(company_id: Option<WholeNumber>) -> Self {
        Self { company_id }
    }

    /// The company that it names.
    pub(crate) fn company(self) -> Option<CompanyId> {
        self.company_id.map(company)
    }

    /// Whether the caller may do this there.
    ///
    /// # Errors
    /// 403, or 404 for a company that is not the caller's.
    pub(crate) fn permit(self, caller: &Caller, action: Action) -> Result<Permit, Problem> {
        Ok(authorise(caller, action, self.company_id.map(company))?)
    }

    /// The same for a body that names the company.
    ///
    /// # Errors
    /// Also 422 where body and query name two companies.
    pub(crate) fn permit_for(
        self,
        caller: &Caller,
        action: Action,
        in_body: Option<WholeNumber>,
    ) -> Result<Permit, Problem> {
        self.agree(in_body, "/company_id")?;
        Ok(authorise(caller, action, in_body.or(self.company_id).map(company))?)
    }

    /// Refuses a body that names another company than the query, at `pointer`.
    ///
    /// # Errors
    /// 422.
    pub(crate) fn agree(self, in_body: Option<WholeNumber>, pointer: &str) -> Result<(), Problem> {
        match (in_body, self.company_id) {
            (Some(body), Some(query)) if body != query => {
                let detail = "is another company than the query names";
                Err(Problem::invalid(vec![FieldProblem::new(pointer, detail)]))
            }
            _ => Ok(()),
        }
    }
}

fn company(id: WholeNumber) -> CompanyId {
    CompanyId(id.0)
}

/// The query string of a list.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Only what belongs to this company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl ListQuery {
    /// The company that is named.
    pub(crate) fn place(&self) -> Place {
        Place::of(self.company_id)
    }

    /// How many items are asked for.
    pub(crate) fn limit(&self) -> Option<WholeNumber> {
        self.limit
    }

    /// Where the page begins.
    pub(crate) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }
}

//! `Granted<A>`: a caller who may take the action `A` where the request asks for it.
//!
//! As an extractor it has looked at credentials, `company_id` and the matrix before a handler runs, and carries the
//! permit. A handler that takes one can't forget the check, and has no other way to what is stored.

use crate::kit::company_param::Place;
use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest, HttpRequest};
use domain::CompanyId;
use domain::access::{Asks, Caller, Permit, authorise};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use http_kit::{Authenticated, Data, Idempotency, Judging, Now, Problem, Query, WholeNumber, refused_query};
use persistence::Database;
use scheduling_core::time::Timestamp;
use serde::Deserialize;
use std::marker::PhantomData;

/// A caller who may take the action `A`, with the request's query string `Q` and what a use case needs.
pub(crate) struct Granted<A, Q = Place> {
    pub(crate) caller: Caller,
    pub(crate) permit: Permit,
    pub(crate) query: Q,
    pub(crate) db: Database,
    pub(crate) now: Timestamp,
    /// The client's key, where it is a `POST`.
    pub(crate) key: Option<Idempotency>,
    pub(crate) request: HttpRequest,
    action: PhantomData<A>,
}

/// A query string that may name the company.
pub(crate) trait NamesCompany: Sized {
    /// Reads it; a parameter that is not known is refused.
    ///
    /// # Errors
    /// 400, 422.
    fn read(text: &str) -> Result<Self, Problem>;

    /// The company that it names.
    fn place(&self) -> Place;

    /// Whether the request only asks what a change would break.
    fn is_dry(&self) -> bool {
        false
    }
}

impl NamesCompany for Place {
    fn read(text: &str) -> Result<Self, Problem> {
        Ok(Query::parse(text)?.0)
    }

    fn place(&self) -> Place {
        *self
    }
}

/// The query string of calls about one company, which take no parameter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NoQuery;

impl NamesCompany for NoQuery {
    fn read(text: &str) -> Result<Self, Problem> {
        #[derive(Deserialize)]
        struct Nothing {}
        Query::<Nothing>::parse(text).map(|_| Self)
    }

    fn place(&self) -> Place {
        Place::of(None)
    }
}

impl<A: Asks, Q: NamesCompany> Granted<A, Q> {
    /// The permit where the request's body may name the company too, at `pointer`.
    ///
    /// # Errors
    /// 422 where body and query name two companies; 403, 404.
    pub(crate) fn permit_for(&self, in_body: Option<WholeNumber>, pointer: &str) -> Result<Permit, Problem> {
        let place = self.query.place();
        place.agree(in_body, pointer)?;
        let Some(named) = in_body else { return Ok(self.permit.clone()) };
        let permit = authorise(&self.caller, A::ACTION, Some(CompanyId(named.0)));
        Ok(permit.map_err(|refusal| refusal.at(pointer))?)
    }
}

impl<A: Asks + 'static, Q: NamesCompany + 'static> FromRequest for Granted<A, Q> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (judging, request) = (Judging::begin(request), request.clone());
        async move {
            let granted = Self::judge(request).await;
            judging.end();
            granted
        }
        .boxed_local()
    }
}

impl<A: Asks, Q: NamesCompany> Granted<A, Q> {
    async fn judge(request: HttpRequest) -> Result<Self, Problem> {
        let Authenticated(caller) = Authenticated::extract(&request).await?;
        let key = match *request.method() {
            Method::POST => Some(Idempotency::extract(&request).await?),
            _ => None,
        };
        let query = Q::read(request.query_string()).map_err(|problem| refused_query(&request, problem))?;
        let permit = authorise(&caller, A::ACTION, query.place().company())?;
        let Data(db) = Data::<Database>::extract(&request).await?;
        let Now(now) = Now::extract(&request).await?;
        Ok(Self { caller, permit, query, db, now, key, request, action: PhantomData })
    }
}

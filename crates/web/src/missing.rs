//! What there is no page of, for people who are logged in, and for everybody else.

use crate::kit::page::{Answered, Page};
use crate::kit::refused::Refused;
use crate::kit::visitor::Passerby;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use domain::access::actions::UseOwnAccount;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use http_kit::{Routes, resource};

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource("/app/{rest:.*}").get(look));
}

async fn look(page: Page<UseOwnAccount>) -> Answered {
    Err(page.missing("page"))
}

/// Says that there is nothing at this address, in the language of who looks.
pub(crate) fn nowhere(request: HttpRequest) -> LocalBoxFuture<'static, HttpResponse> {
    async move {
        let page = match Passerby::extract(&request).await {
            Ok(Passerby(visitor)) => Refused::plain(&visitor, StatusCode::NOT_FOUND, "not-found"),
            Err(problem) => Refused::bare(&problem),
        };
        page.error_response()
    }
    .boxed_local()
}

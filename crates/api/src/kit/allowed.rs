//! `Allowed<A>`: a caller whose role may take the action `A`, before the body of the request is judged.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use domain::access::{Asks, Caller, authorise};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use http_kit::{Authenticated, Judging, Problem};
use std::marker::PhantomData;
use std::ops::Deref;

/// A caller whose role may take the action `A` at all. Which company it is about is said by the query or by the body: the handler
/// asks for the permit.
pub(crate) struct Allowed<A> {
    caller: Caller,
    action: PhantomData<A>,
}

impl<A> Deref for Allowed<A> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<A: Asks + 'static> FromRequest for Allowed<A> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (judging, request) = (Judging::begin(request), request.clone());
        async move {
            let allowed = allowed(&request, A::ACTION).await;
            judging.end();
            allowed.map(|caller| Self { caller, action: PhantomData })
        }
        .boxed_local()
    }
}

async fn allowed(request: &HttpRequest, action: domain::access::Action) -> Result<Caller, Problem> {
    let Authenticated(caller) = Authenticated::extract(request).await?;
    authorise(&caller, action, None)?;
    Ok(caller)
}

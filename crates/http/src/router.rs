//! Hands each request to its handler, by the table of all patterns.

use crate::fallback::fallback;
use crate::routes::Routes;
use crate::table::{Found, Table};
use actix_web::dev::{Service, ServiceFactory, ServiceRequest, ServiceResponse, always_ready};
use actix_web::{Error, Route};
use futures_util::future::{LocalBoxFuture, try_join_all};
use std::sync::Arc;

/// The service of a [`Route`].
type Handler = <Route as ServiceFactory<ServiceRequest>>::Service;

/// The handlers of one thread, in the order of the table.
pub(crate) struct Router {
    table: Arc<Table>,
    routes: Vec<Route>,
}

impl Router {
    pub(crate) fn new(table: Arc<Table>, routes: Routes) -> Self {
        let routes = routes.0.into_iter().flat_map(|resource| resource.routes).map(|(_, route)| route);
        Self { table, routes: routes.chain([Route::new().to(fallback)]).collect() }
    }
}

impl ServiceFactory<ServiceRequest> for Router {
    type Response = ServiceResponse;
    type Error = Error;
    type Config = ();
    type Service = Routing;
    type InitError = ();
    type Future = LocalBoxFuture<'static, Result<Routing, ()>>;

    fn new_service(&self, _: ()) -> Self::Future {
        let table = Arc::clone(&self.table);
        let handlers = try_join_all(self.routes.iter().map(|route| route.new_service(())));
        Box::pin(async move { Ok(Routing { table, handlers: handlers.await? }) })
    }
}

/// What a thread routes by.
pub(crate) struct Routing {
    table: Arc<Table>,
    /// Of each route; the last is for what no route takes.
    handlers: Vec<Handler>,
}

impl Service<ServiceRequest> for Routing {
    type Response = ServiceResponse;
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<ServiceResponse, Error>>;

    always_ready!();

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let found = self.table.find(request.match_info().as_str(), request.method());
        let (number, variables) = match found {
            Found::Route { number, variables, .. } => {
                (number, variables.into_iter().map(|(name, value)| (name, value.to_owned())).collect())
            }
            Found::OtherMethods { .. } | Found::Nothing => (self.handlers.len() - 1, Vec::new()),
        };
        for (name, value) in variables {
            request.match_info_mut().add_static(name, value);
        }
        self.handlers[number].call(request)
    }
}

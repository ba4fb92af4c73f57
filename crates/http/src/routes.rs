//! The registration of handlers: which method of which path each of them takes.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::http::Method;
use actix_web::{FromRequest, Handler, Responder, Route, web};
use std::borrow::Cow;

/// A handler that knows its method and the pattern of its path: `#[get("/things/{id}")]` and its like make one of a function.
pub trait Endpoint {
    /// As [`resource`] takes it.
    const PATTERN: &'static str;
    /// The one method that it takes.
    fn method() -> Method;
    /// The handler.
    fn route() -> Route;
}

/// Registers an endpoint with actix-web's own router, for servers that are not a [`crate::Server`].
pub fn register<E: Endpoint>(config: &mut AppService) {
    web::resource(E::PATTERN).route(E::route().method(E::method())).register(config);
}

/// What one path pattern takes.
pub struct Resource {
    pub(crate) pattern: Cow<'static, str>,
    pub(crate) routes: Vec<(Method, Route)>,
}

/// A path pattern that takes nothing yet: `/things/{id}/parts`, where `{id}` stands for one segment, or, as `{rest:.*}` at the end,
/// for all that follow. Segments are words or variables as a whole.
pub fn resource(pattern: impl Into<Cow<'static, str>>) -> Resource {
    Resource { pattern: pattern.into(), routes: Vec::new() }
}

impl Resource {
    /// Answers `GET` with this handler, and `HEAD` with its head.
    #[must_use]
    pub fn get<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route(Method::GET, Route::new().to(handler))
    }

    /// Answers `POST` with this handler.
    #[must_use]
    pub fn post<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route(Method::POST, Route::new().to(handler))
    }

    fn route(mut self, method: Method, route: Route) -> Self {
        self.routes.push((method, route));
        self
    }
}

/// All that a server answers, in the order in which it was registered.
#[derive(Default)]
pub struct Routes(pub(crate) Vec<Resource>);

impl Routes {
    /// Adds what a path pattern takes.
    pub fn service(&mut self, resource: Resource) -> &mut Self {
        self.0.push(resource);
        self
    }

    /// Adds an endpoint.
    pub fn endpoint<E: Endpoint>(&mut self, _: E) -> &mut Self {
        self.service(resource(E::PATTERN).route(E::method(), E::route()))
    }

    /// Each method and pattern.
    pub fn patterns(&self) -> impl Iterator<Item = (Method, &str)> {
        self.0.iter().flat_map(|one| one.routes.iter().map(|(method, _)| (method.clone(), &*one.pattern)))
    }
}

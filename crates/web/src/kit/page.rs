//! `Page<A>`: a page of somebody who may take the action `A`, and `Submitted<A>`: a form that they send.
//!
//! As extractors they have looked at the session, the matrix and the form's token before a handler runs. A handler that takes
//! one can't forget the checks, and has no other way to what is stored.

use crate::kit::log_in;
use crate::kit::refused::{Refused, problem_words};
use crate::kit::sent_form;
use crate::kit::shell::Shell;
use crate::kit::visitor::Visitor;
use crate::kit::when::WallClock;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use app::accounts;
use app::kit::collection;
use askama::Template;
use domain::access::{Action, Asks, Caller, Permit, allows, authorise};
use domain::directory::CompanyDetails;
use domain::idempotency::RequestKey;
use domain::{CompanyId, Refusal, UserId};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use http_kit::{Data, Form, ImageForm, Problem, SessionCaller};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::{TimeZone, Timestamp};
use std::marker::PhantomData;

/// What a handler of a page answers.
pub(crate) type Answered = Result<HttpResponse, Refused>;

/// A page of somebody who may take the action `A`.
pub(crate) struct Page<A> {
    pub(crate) visitor: Visitor,
    pub(crate) caller: Caller,
    pub(crate) permit: Permit,
    pub(crate) company: CompanyId,
    pub(crate) user: UserId,
    pub(crate) db: Database,
    pub(crate) now: Timestamp,
    /// On the wall of who looks.
    pub(crate) clock: WallClock,
    /// The form that was sent, where one was.
    pub(crate) sent: Option<RequestKey>,
    frame: Shell,
    action: PhantomData<A>,
}

impl<A: Asks> Page<A> {
    async fn of(visitor: Visitor, request: &HttpRequest) -> Result<Self, Refused> {
        let Some(SessionCaller { caller, .. }) = visitor.session.clone() else {
            return Err(Refused::log_in(&visitor));
        };
        let Ok(Data(db)) = Data::<Database>::extract(request).await else {
            return Err(Refused::plain(&visitor, StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
        };
        let home = home(&visitor, &db, &caller, request).await?;
        let frame = visitor.shell("product").with(&caller, &home.name, &home.company_name, request.path());
        let granted = authorise(&caller, A::ACTION, Some(home.company));
        let permit = granted.map_err(|refusal| Refused::of(&visitor, frame.clone(), refusal.into()))?;
        let (texts, now) = (visitor.texts, visitor.now);
        Ok(Self {
            clock: WallClock::new(texts, home.zone).with_hours(visitor.hours),
            company: home.company,
            user: home.user,
            visitor,
            caller,
            permit,
            db,
            now,
            sent: None,
            frame,
            action: PhantomData,
        })
    }

    /// The frame of the page.
    pub(crate) fn shell(&self, title: impl Into<String>) -> Shell {
        Shell { title: title.into(), ..self.frame.clone() }
    }

    /// A text.
    pub(crate) fn say(&self, key: &str) -> String {
        self.visitor.texts.say(key)
    }

    /// Whether who looks may take this action too.
    pub(crate) fn may(&self, action: Action) -> bool {
        allows(self.caller.role, action)
    }

    /// A permit for another action, where the page does several things.
    ///
    /// # Errors
    /// The page that says that they may not.
    pub(crate) fn permit_for(&self, action: Action) -> Result<Permit, Refused> {
        authorise(&self.caller, action, Some(self.company)).map_err(|refusal| self.refuse(refusal.into()))
    }

    /// The page of what went wrong.
    pub(crate) fn refuse(&self, error: StoreError) -> Refused {
        Refused::of(&self.visitor, self.frame.clone(), error)
    }

    /// The page of something that is not there.
    pub(crate) fn missing(&self, what: &'static str) -> Refused {
        self.refuse(Refusal::not_found(what).into())
    }

    /// The page of a problem.
    pub(crate) fn fail(&self, problem: &Problem) -> Refused {
        let shell = self.frame.clone();
        let detail = Some(problem_words(self.visitor.texts, problem));
        Refused::said(&self.visitor, shell, problem.status(), "refused", detail).like(problem)
    }

    /// What a reading transaction finds.
    ///
    /// # Errors
    /// The page of what went wrong.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>, &Permit) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Refused> {
        let permit = self.permit.clone();
        let found = self.db.read(move |tx: &mut Tx<'_>| work(tx, &permit)).await;
        found.map_err(|error| self.refuse(error))
    }

    /// What a writing transaction does; a refusal is for the handler to show.
    ///
    /// # Errors
    /// What the use case refuses.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>, &Permit) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = self.permit.clone();
        self.db.write(move |tx: &mut Tx<'_>| work(tx, &permit)).await
    }

    /// The page itself.
    ///
    /// # Errors
    /// Where it can't be made.
    pub(crate) fn show(&self, page: &impl Template) -> Answered {
        self.show_as(StatusCode::OK, page)
    }

    /// The same with another status.
    ///
    /// # Errors
    /// Where it can't be made.
    pub(crate) fn show_as(&self, status: StatusCode, page: &impl Template) -> Answered {
        self.visitor.show(status, page).map_err(|problem| self.fail(&problem))
    }
}

/// Where somebody is at home.
struct Home {
    user: UserId,
    name: String,
    company: CompanyId,
    company_name: String,
    zone: TimeZone,
}

/// The cookie that holds which company an administrator looks at.
pub(crate) const COMPANY: &str = "meridian_company";

async fn home(
    visitor: &Visitor,
    db: &Database,
    caller: &Caller,
    request: &HttpRequest,
) -> Result<Home, Refused> {
    let shell = || visitor.shell("product");
    let chosen = || request.cookie(COMPANY)?.value().parse().ok().map(CompanyId);
    let Some(company) = caller.company.or_else(chosen) else {
        return Err(Refused::to("/app/companies".into()));
    };
    let permit = authorise(caller, Action::UseOwnAccount, None)
        .map_err(|refusal| Refused::of(visitor, shell(), refusal.into()))?;
    let found = db.read(move |tx| {
        let user = accounts::own_user(tx, &permit)?.ok_or_else(|| Refusal::not_found("user"))?;
        let company = collection::get::<CompanyDetails>(tx, &permit, company)?;
        Ok::<_, StoreError>((user, company))
    });
    let (user, company) = match found.await {
        Ok(found) => found,
        // An administrator's choice that is gone.
        Err(StoreError::Refused(Refusal::NotFound { .. })) if caller.company.is_none() => {
            return Err(Refused::to("/app/companies".into()));
        }
        Err(error) => return Err(Refused::of(visitor, shell(), error)),
    };
    let zone = user.details.time_zone.as_deref().unwrap_or(&company.details.time_zone);
    Ok(Home {
        user: user.id,
        zone: TimeZone::named(zone).unwrap_or_else(|_| TimeZone::utc()),
        name: user.details.name,
        company: company.id,
        company_name: company.details.name,
    })
}

/// A handler's answer as an error that actix knows.
fn told(problem: &Problem) -> Refused {
    Refused::bare(problem)
}

impl<A: Asks + 'static> FromRequest for Page<A> {
    type Error = Refused;
    type Future = LocalBoxFuture<'static, Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        async move {
            let visitor = Visitor::extract(&request).await.map_err(|problem| told(&problem))?;
            Self::of(visitor, &request).await
        }
        .boxed_local()
    }
}

/// A form that somebody sends who may take the action `A`.
pub(crate) struct Submitted<A> {
    pub(crate) page: Page<A>,
    pub(crate) form: Form,
}

impl<A: Asks + 'static> FromRequest for Submitted<A> {
    type Error = Refused;
    type Future = LocalBoxFuture<'static, Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, form) = (request.clone(), Form::from_request(request, payload));
        async move {
            let visitor = Visitor::extract(&request).await.map_err(|problem| told(&problem))?;
            let form = form.await.map_err(|problem| Refused::unread(&visitor, &problem))?;
            if visitor.session.is_none() {
                return Err(log_in::instead_of(&visitor, &request, &form).await);
            }
            if !visitor.guard.admits(form.get("csrf").unwrap_or_default(), visitor.now) {
                return Err(Refused::plain(&visitor, StatusCode::FORBIDDEN, "stale"));
            }
            let page = Page::of(visitor, &request).await?;
            let sent = sent_form::key_of(page.company, page.user, request.path(), &form);
            Ok(Self { page: Page { sent: Some(sent), ..page }, form })
        }
        .boxed_local()
    }
}

/// A picture that somebody sends by a form who may take the action `A`.
pub(crate) struct SubmittedImage<A> {
    pub(crate) page: Page<A>,
    pub(crate) file: Bytes,
}

impl<A: Asks + 'static> FromRequest for SubmittedImage<A> {
    type Error = Refused;
    type Future = LocalBoxFuture<'static, Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, form) = (request.clone(), ImageForm::from_request(request, payload));
        async move {
            let visitor = Visitor::extract(&request).await.map_err(|problem| told(&problem))?;
            if visitor.session.is_none() {
                return Err(Refused::log_in(&visitor));
            }
            let sent = form.await;
            let page = Page::of(visitor, &request).await?;
            let ImageForm { file, fields } = sent.map_err(|problem| page.fail(&problem))?;
            let visitor = &page.visitor;
            if !visitor.guard.admits(fields.get("csrf").unwrap_or_default(), visitor.now) {
                return Err(Refused::plain(visitor, StatusCode::FORBIDDEN, "stale"));
            }
            Ok(Self { page, file })
        }
        .boxed_local()
    }
}

/// A form that anybody sends.
pub(crate) struct Anybodys {
    pub(crate) visitor: Visitor,
    pub(crate) form: Form,
}

impl FromRequest for Anybodys {
    type Error = Refused;
    type Future = LocalBoxFuture<'static, Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, form) = (request.clone(), Form::from_request(request, payload));
        async move {
            let visitor = Visitor::extract(&request).await.map_err(|problem| told(&problem))?;
            let form = form.await.map_err(|problem| Refused::unread(&visitor, &problem))?;
            if !visitor.guard.admits(form.get("csrf").unwrap_or_default(), visitor.now) {
                return Err(Refused::plain(&visitor, StatusCode::FORBIDDEN, "stale"));
            }
            Ok(Self { visitor, form })
        }
        .boxed_local()
    }
}

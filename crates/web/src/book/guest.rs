//! Who looks at a page of a company without an account: a browser, known by a cookie of its own.

use crate::kit::page::{Answered, Anybodys};
use crate::kit::refused::Refused;
use crate::kit::visitor::{Visitor, raw_cookie};
use crate::kit::when::WallClock;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use app::accounts::{hash_of, network, random_password};
use app::appointments::visits;
use app::known_people::KnownPeople;
use app::sealed::Vault;
use askama::Template;
use domain::CompanyId;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use http_kit::{ClientAddress, Data, Form, Problem};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::{TimeZone, Timestamp};

/// The cookie by which a browser is known.
const COOKIE: &str = "meridian_visitor";
/// Seconds for which it is kept: a day longer than what is known of a hold.
const KEPT: i64 = 2 * 86_400;
/// The cookie that keeps what was typed into a form. It stands in no address, as it names people.
pub(super) const TYPED: &str = "meridian_typed";

/// A browser of somebody without an account.
pub(super) struct Guest {
    pub(super) visitor: Visitor,
    pub(super) db: Database,
    pub(super) people: KnownPeople,
    pub(super) vault: Vault,
    /// What was typed into a form before.
    pub(super) typed: Option<String>,
    secret: String,
    network: Option<String>,
}

impl Guest {
    async fn of(request: &HttpRequest, visitor: Visitor) -> Result<Self, Problem> {
        let Data(db) = Data::<Database>::extract(request).await?;
        let Data(people) = Data::<KnownPeople>::extract(request).await?;
        let Data(vault) = Data::<Vault>::extract(request).await?;
        let address = ClientAddress::extract(request).await.map_or(None, |found| found.0);
        let kept = |name: &str| request.cookie(name).map(|cookie| cookie.value().to_owned());
        let is_ours = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let known =
            kept(COOKIE).filter(|secret| (16..=200).contains(&secret.len()) && secret.bytes().all(is_ours));
        let secret = match known {
            Some(secret) => secret,
            None => random_password().map_err(|error| Problem::internal(&error))?,
        };
        Ok(Self {
            typed: raw_cookie(request, TYPED),
            network: address.map(|address| vault.tag("visitor's network", &network(address).to_string())),
            visitor,
            db,
            people,
            vault,
            secret,
        })
    }

    pub(super) fn now(&self) -> Timestamp {
        self.visitor.now
    }

    /// As the use cases know the browser.
    pub(super) fn of_company(&self, company: CompanyId) -> visits::Visitor {
        visits::Visitor { company, browser: hash_of(&self.secret).0, network: self.network.clone() }
    }

    /// A clock on the wall of who looks.
    pub(super) fn clock(&self, zone: TimeZone) -> WallClock {
        WallClock::new(self.visitor.texts, zone).with_hours(self.visitor.hours)
    }

    /// A page for this browser.
    pub(super) fn show(&self, status: StatusCode, page: &impl Template) -> Answered {
        let response = self.visitor.show(status, page).map_err(|problem| Refused::bare(&problem))?;
        self.visitor.keep_zone(self.known(response)?).map_err(|problem| Refused::bare(&problem))
    }

    /// An answer after which the browser is known, for as long as after the first: a cookie that ends while a time is held would
    /// make a stranger of who holds it.
    pub(super) fn known(&self, mut response: HttpResponse) -> Answered {
        let cookie = self.visitor.cookie(COOKIE, &self.secret, KEPT);
        response.add_cookie(&cookie).map_err(|error| Refused::bare(&Problem::internal(&error)))?;
        Ok(response)
    }

    /// The page of what went wrong.
    pub(super) fn refuse(&self, error: StoreError) -> Refused {
        Refused::of(&self.visitor, self.visitor.shell("refused-broken"), error)
    }

    /// The page of something that is not there.
    pub(super) fn missing(&self) -> Refused {
        Refused::plain(&self.visitor, StatusCode::NOT_FOUND, "not-found")
    }

    /// What a reading transaction finds.
    ///
    /// # Errors
    /// The page of what went wrong.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Refused> {
        self.db.read(work).await.map_err(|error| self.refuse(error))
    }
}

impl FromRequest for Guest {
    type Error = Refused;
    type Future = LocalBoxFuture<'static, Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        async move {
            let visitor = Visitor::extract(&request).await.map_err(|problem| Refused::bare(&problem))?;
            Self::of(&request, visitor).await.map_err(|problem| Refused::bare(&problem))
        }
        .boxed_local()
    }
}

/// A form of such a browser.
pub(super) struct Sent {
    pub(super) guest: Guest,
    pub(super) form: Form,
    /// When the form was shown.
    pub(super) shown: Timestamp,
}

impl FromRequest for Sent {
    type Error = Refused;
    type Future = LocalBoxFuture<'static, Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, sent) = (request.clone(), Anybodys::from_request(request, payload));
        async move {
            let Anybodys { visitor, form } = sent.await?;
            let guest = Guest::of(&request, visitor).await.map_err(|problem| Refused::bare(&problem))?;
            let token = form.get("csrf").unwrap_or_default();
            let shown = token.split('.').next().and_then(|at| at.parse().ok());
            let shown = shown.map_or(Timestamp::MIN, Timestamp::saturating_from_unix);
            Ok(Self { guest, form, shown })
        }
        .boxed_local()
    }
}

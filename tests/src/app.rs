//! The server under test and the client that asks it.

use crate::beside::run;
use crate::described::PUBLIC_URL;
use crate::{Answer, Beside, Described};
use api::{AppointmentBookings, Bookings, StoredCredentials};
use app::accounts::sso::SingleSignOn;
use app::accounts::{Accounts, LoginLimit};
use app::calls::Ice;
use app::known_callers::KnownCallers;
use app::known_people::KnownPeople;
use app::payments::Payments;
use app::rooms::{RoomUrl, Rooms};
use app::sealed::Vault;
use domain::directory::CompanyLimits;
use http_kit::{Clock, Credentials, MemoryBudget, Server};
use integrations::calendars::feed::{self, FeedClient};
use integrations::outbound::{Limits, Networks};
use integrations::payments::{self, PaymentClient};
use integrations::rooms::{self, RoomClient};
use integrations::sso::{self, SsoClient};
use integrations::webhooks::{self, WebhookClient};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;
use testkit::at;
use testkit::db::TestDb;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// The platform's own token on every server under test.
pub const ADMIN_TOKEN: &str = "the platform's token";

/// What the clock of a new server shows: the Monday of the examples.
pub const NOW: &str = testkit::seed::NOW;

/// The sender of mail.
pub const SENDER: &str = "Meridian <noreply@meridian.test>";

/// What differs from test to test.
struct Parts {
    login_limit: LoginLimit,
    sso: Limits,
    room_urls: Vec<RoomUrl>,
    stripe: String,
    limits: CompanyLimits,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            login_limit: LoginLimit(Some(10)),
            sso: sso_limits(),
            room_urls: Vec::new(),
            stripe: "http://127.0.0.1:9".into(),
            limits: CompanyLimits::default(),
        }
    }
}

/// A server for one test. It stops, and its database goes away, when this is dropped.
pub struct App {
    // Before the database, so that the server is told to stop first.
    _stop: oneshot::Sender<()>,
    address: SocketAddr,
    client: Client,
    rooms: Rooms,
    payments: Payments,
    /// The time that the server sees; stands still unless the test moves it.
    pub clock: Clock,
    /// What all large requests share.
    pub memory: MemoryBudget,
    /// What the server remembers of people's time.
    pub known: KnownPeople,
    /// The server's database, for what a test has to see, break or make past the API.
    pub db: TestDb,
}

impl App {
    /// Starts a server on this database, at a free port.
    ///
    /// # Panics
    /// Where it can't be started.
    pub async fn start(db: TestDb) -> Self {
        Self::with(db, Parts::default()).await
    }

    /// The same where providers of rooms are at these addresses.
    ///
    /// # Panics
    /// Where it can't be started.
    pub async fn with_rooms_at(db: TestDb, room_urls: Vec<RoomUrl>) -> Self {
        Self::with(db, Parts { room_urls, ..Parts::default() }).await
    }

    /// The same where Stripe is at this address.
    ///
    /// # Panics
    /// Where it can't be started.
    pub async fn with_stripe_at(db: TestDb, stripe: String) -> Self {
        Self::with(db, Parts { stripe, ..Parts::default() }).await
    }

    /// The same where log-in providers are asked under these limits.
    ///
    /// # Panics
    /// Where it can't be started.
    pub async fn with_sso_limits(db: TestDb, limits: Limits) -> Self {
        Self::with(db, Parts { sso: limits, ..Parts::default() }).await
    }

    /// The same with another limit of failed log-ins.
    ///
    /// # Panics
    /// Where it can't be started.
    pub async fn with_login_limit(db: TestDb, login_limit: LoginLimit) -> Self {
        Self::with(db, Parts { login_limit, ..Parts::default() }).await
    }

    /// The same with other limits of companies.
    ///
    /// # Panics
    /// Where it can't be started.
    pub async fn with_limits(db: TestDb, limits: CompanyLimits) -> Self {
        Self::with(db, Parts { limits, ..Parts::default() }).await
    }

    async fn with(db: TestDb, mut parts: Parts) -> Self {
        let rooms = rooms(std::mem::take(&mut parts.room_urls));
        let payments = payments(&parts.stripe);
        db.seal_with(std::sync::Arc::new(vault()));
        let clock = Clock::standing_at(at(NOW));
        let memory = MemoryBudget::default();
        let known = KnownPeople::new((*db).clone(), 16 << 20);
        let server = server(&db, parts, &clock, &memory, &known);
        let (stop, address) = run(server.provide(rooms.clone()).provide(payments.clone()));
        Self { _stop: stop, address, client: client(), rooms, payments, clock, memory, known, db }
    }

    /// Starts another server on the database and the clock of this one.
    ///
    /// # Panics
    /// Where it can't be started.
    #[must_use]
    pub fn beside(&self) -> Beside {
        let known = KnownPeople::new((*self.db).clone(), 16 << 20);
        let server = server(&self.db, Parts::default(), &self.clock, &self.memory, &known);
        let server = server.provide(self.rooms.clone()).provide(self.payments.clone());
        let (stop, address) = run(server);
        Beside::new(stop, address, self.client.clone())
    }

    /// A worker on the server's database and clock.
    #[must_use]
    pub fn worker(&self) -> background::Worker {
        let clock = self.clock.clone();
        background::Worker {
            db: (*self.db).clone(),
            feeds: feeds(),
            webhooks: webhooks(),
            vault: vault(),
            rooms: self.rooms.clone(),
            payments: self.payments.clone(),
            public_url: PUBLIC_URL.into(),
            in_flight: background::InFlight::default(),
            retention: background::Retention::default(),
            skew: background::Skew::default(),
            mail: mail(),
            clock: std::sync::Arc::new(move || clock.now()),
        }
    }

    /// Where the server listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A request of the platform's administrator, for what the short forms below leave out: other headers, other
    /// bodies. It is sent by [`App::send`].
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.anonymous(method, path).bearer_auth(ADMIN_TOKEN)
    }

    /// A request without credentials.
    pub fn anonymous(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    /// A request with this token.
    pub fn request_by(&self, token: &str, method: Method, path: &str) -> RequestBuilder {
        self.anonymous(method, path).bearer_auth(token)
    }

    /// Sends a request, reads the whole answer, and holds it against the OpenAPI document.
    ///
    /// # Panics
    /// Where none comes, or one that the document does not describe.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.build().expect("a request");
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let answer = Answer::read(self.client.execute(request).await.expect("an answer")).await;
        Described::get().check(&method, &path, &answer);
        answer
    }

    /// `GET`, as the platform's administrator, like all of these.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// `POST` with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    /// `PUT` with a JSON body.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    /// `PATCH` with a JSON body.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(&body)).await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// As the short forms, with one more header, for example `If-Match`.
    pub async fn with_header(
        &self,
        method: Method,
        path: &str,
        header: (&str, &str),
        body: Option<Value>,
    ) -> Answer {
        let request = self.request(method, path).header(header.0, header.1);
        self.send(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    /// Writes what it can of these bytes to a connection that the server may close early; the first that it answers.
    ///
    /// # Panics
    /// Where there is no connection, or neither answer nor end within ten seconds.
    pub async fn shout(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.expect("a connection");
        let mut seen = vec![0; 4096];
        let talk = async {
            // The server closes before it has heard everything.
            let _ = stream.write_all(bytes).await;
            stream.read(&mut seen).await.unwrap_or_default()
        };
        let count = tokio::time::timeout(Duration::from_secs(10), talk).await.expect("an answer or an end");
        String::from_utf8_lossy(seen.get(..count).unwrap_or_default()).into_owned()
    }

    /// Writes these bytes to a connection, and reads until the answer's JSON body ends or the server closes: for
    /// requests that no client would send.
    ///
    /// # Panics
    /// Where there is no connection, or no end of the answer within ten seconds.
    pub async fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.expect("a connection");
        stream.write_all(bytes).await.expect("the request is taken");
        let mut seen = Vec::new();
        let mut buffer = [0; 4096];
        let reading = async {
            while let Ok(count) = stream.read(&mut buffer).await {
                seen.extend(buffer.iter().take(count));
                if count == 0 || seen.ends_with(b"}") {
                    break;
                }
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), reading).await.expect("an answer");
        String::from_utf8_lossy(&seen).into_owned()
    }
}

/// What fetches calendars, in the server under test. They may be on loopback, where the tests' own calendar servers are,
/// and are given up after a few seconds.
///
/// # Panics
/// Where TLS can't be set up.
#[must_use]
pub fn feeds() -> FeedClient {
    let limits = Limits { networks: Networks::all_private(), total: Duration::from_secs(5), ..feed::LIMITS };
    FeedClient::new(limits).expect("a client for feeds")
}

/// Webhooks too may be on loopback, and are given up after a second.
fn webhooks() -> WebhookClient {
    let limits =
        Limits { networks: Networks::all_private(), total: Duration::from_secs(1), ..webhooks::LIMITS };
    WebhookClient::new(limits).expect("a client for webhooks")
}

/// The same, given up after half a minute.
///
/// # Panics
/// Where TLS can't be set up.
#[must_use]
pub fn patient_webhooks() -> WebhookClient {
    let limits =
        Limits { networks: Networks::all_private(), total: Duration::from_secs(30), ..webhooks::LIMITS };
    WebhookClient::new(limits).expect("a client for webhooks")
}

/// A server with all but what is asked of others.
fn server(db: &TestDb, parts: Parts, clock: &Clock, memory: &MemoryBudget, known: &KnownPeople) -> Server {
    let stored = StoredCredentials::new(KnownCallers::beside(known));
    Server::new()
        .memory(memory.clone())
        .unread_time(Duration::from_secs(1))
        .workers(2)
        .clock(clock.clone())
        .credentials(Credentials::new(Some(ADMIN_TOKEN)).and(stored))
        .provide(known.clone())
        .provide((**db).clone())
        .provide(Bookings::start(db).expect("threads"))
        .provide(AppointmentBookings::start(db).expect("threads"))
        .provide(Accounts::new(parts.login_limit))
        .provide(single_sign_on(parts.sso))
        .provide(feeds())
        .provide(parts.limits)
        .provide(webhooks())
        .provide(vault())
        .provide(ice())
}

/// Servers by which browsers find a way to each other, which no test asks.
fn ice() -> Ice {
    Ice::new(vec!["stun:stun.test".into(), "turn:turn.test".into()], Some("shared".into()))
}

/// Providers of rooms too may be on loopback, and are given up after a second.
fn rooms(urls: Vec<RoomUrl>) -> Rooms {
    let limits = Limits { networks: Networks::all_private(), total: Duration::from_secs(1), ..rooms::LIMITS };
    Rooms::new(RoomClient::new(limits).expect("a client for rooms"), vault(), urls)
}

/// Stripe too may be on loopback, and is given up after some seconds: a busy machine is slow to answer.
fn payments(stripe: &str) -> Payments {
    let limits =
        Limits { networks: Networks::all_private(), total: Duration::from_secs(5), ..payments::LIMITS };
    let client = PaymentClient::new(limits).expect("a client for payments");
    Payments::new(client, vault(), stripe.parse().expect("an address"), PUBLIC_URL)
}

/// What seals secrets in the server under test.
///
/// # Panics
/// Where it can't be made.
#[must_use]
pub fn vault() -> Vault {
    Vault::new("the key of all tests").expect("a vault")
}

/// Mail is kept: no test has a mail server unless it starts one.
fn mail() -> background::MailConfig {
    let settings = background::MailSettings {
        smtp_url: None,
        from: SENDER,
        roots: None,
        public_url: "http://localhost:8080",
    };
    background::MailConfig::new(settings).expect("a sender")
}

/// Log-in providers may be on loopback too, and are given up after a few seconds.
#[must_use]
pub fn sso_limits() -> Limits {
    Limits { networks: Networks::all_private(), total: Duration::from_secs(5), ..sso::LIMITS }
}

fn single_sign_on(limits: Limits) -> SingleSignOn {
    SingleSignOn::new(SsoClient::new(limits).expect("a client for log-in providers"), vault(), PUBLIC_URL)
}

/// A client that follows no redirect, so that one would be seen.
fn client() -> Client {
    // The client wants a TLS provider even where nobody speaks TLS; the first test installs it for all.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}

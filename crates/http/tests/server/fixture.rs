//! The server under test, its handlers, and helpers.

use actix_web::{HttpResponse, web};
use domain::Refusal;
use http_kit::{
    Answer, Authenticated, Data, IfMatch, Json, MaybeAnonymous, NoContent, Now, Page, PageRequest, Problem,
    Query, Routes, Server, WholeNumber, get, post,
};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Thing {
    name: String,
    size: WholeNumber,
}

#[derive(Deserialize)]
struct Filter {
    limit: Option<WholeNumber>,
    cursor: Option<String>,
}

#[post("/things")]
async fn make(Json(thing): Json<Thing>) -> Answer<Thing> {
    Answer::created("/things/7", thing).version(1)
}

#[post("/big")]
async fn big(Json(thing): Json<Thing, { 2 << 20 }>) -> Answer<usize> {
    Answer::ok(thing.name.len())
}

#[get("/things")]
async fn list(Query(filter): Query<Filter>) -> Result<Answer<Page<i64>>, Problem> {
    let page = PageRequest::<i64>::new("things", filter.limit, filter.cursor.as_deref())?;
    let rows = (1..=5).filter(|id| *id > page.after.unwrap_or(0)).collect();
    Ok(Answer::page(page.page(rows, |id| *id)))
}

#[get("/things/{id}")]
async fn one(id: web::Path<i64>) -> Result<Answer<i64>, Problem> {
    if *id == 7 { Ok(Answer::ok(*id).version(3)) } else { Err(Refusal::not_found("thing").into()) }
}

#[http_kit::delete("/things/{id}")]
async fn remove(_id: web::Path<i64>, if_match: IfMatch) -> Result<NoContent, Problem> {
    if_match.check("thing", 3)?;
    Ok(NoContent)
}

#[get("/panics")]
async fn panics() -> HttpResponse {
    panic!("this handler is broken")
}

#[get("/secret")]
async fn secret(caller: Authenticated) -> String {
    caller.role.name().to_owned()
}

#[get("/visit")]
async fn visit(visitor: MaybeAnonymous) -> &'static str {
    match visitor {
        MaybeAnonymous::Known(_) => "known",
        MaybeAnonymous::Unknown => "unknown",
    }
}

#[get("/now")]
async fn now(Now(now): Now, greeting: Data<String>) -> String {
    format!("{} {now}", *greeting)
}

#[get("/not-provided")]
async fn not_provided(_: Data<u128>) -> &'static str {
    "never"
}

#[get("/slow")]
async fn slow(gate: Data<std::sync::Arc<tokio::sync::Notify>>) -> &'static str {
    gate.notify_one();
    tokio::time::sleep(Duration::from_millis(300)).await;
    "done"
}

#[get("/wordless")]
async fn wordless() -> HttpResponse {
    HttpResponse::Conflict().finish()
}

fn routes(routes: &mut Routes) {
    routes.endpoint(make).endpoint(big).endpoint(list).endpoint(one).endpoint(remove).endpoint(panics);
    routes
        .endpoint(secret)
        .endpoint(visit)
        .endpoint(now)
        .endpoint(not_provided)
        .endpoint(slow)
        .endpoint(wordless);
}

/// A server for one test; it stops when this is dropped.
pub(crate) struct Fixture {
    pub(crate) address: SocketAddr,
    client: Client,
    _stop: oneshot::Sender<()>,
}

pub(crate) fn server() -> Server {
    Server::new().workers(1).provide("hello".to_owned()).routes(routes)
}

pub(crate) fn start(server: Server) -> Fixture {
    let (stop, stopped) = oneshot::channel::<()>();
    let stop_signal = async move {
        let _ = stopped.await;
    };
    let address = "127.0.0.1:0".parse().expect("an address");
    let running = server.start(address, stop_signal).expect("a server");
    let address = running.address();
    tokio::spawn(running.finished());
    Fixture { address, client: client(), _stop: stop }
}

/// A client that follows no redirect, so that one would be seen.
pub(crate) fn client() -> Client {
    // The client wants a TLS provider even where nobody speaks TLS; the first test installs it for all.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}

impl Fixture {
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("an answer")
    }

    /// Writes raw bytes and reads until the server has nothing more to say.
    pub(crate) async fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.expect("a connection");
        stream.write_all(bytes).await.expect("written");
        let mut seen = Vec::new();
        let mut buffer = [0; 4096];
        while let Ok(Ok(count)) = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut buffer)).await
        {
            if count == 0 {
                break;
            }
            seen.extend_from_slice(&buffer[..count]);
            if seen.ends_with(b"}") {
                break;
            }
        }
        String::from_utf8_lossy(&seen).into_owned()
    }
}

pub(crate) fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// Checks that an answer is a whole problem of that status and kind, and gives its body.
pub(crate) async fn check_problem(response: Response, status: u16, slug: &str) -> Value {
    assert_eq!(response.status().as_u16(), status);
    assert_eq!(header(&response, "content-type"), "application/problem+json");
    let id = header(&response, "x-request-id");
    let body: Value = response.json().await.expect("a JSON body");
    assert_eq!(body["type"], format!("/problems/{slug}"), "{body}");
    assert_eq!(body["status"], status, "{body}");
    assert_eq!(body["instance"], id, "{body}");
    assert_eq!(id.len(), 36);
    assert!(body["title"].as_str().is_some_and(|title| !title.is_empty()));
    assert!(body["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    body
}

pub(crate) async fn post_text(
    fixture: &Fixture,
    content_type: &str,
    body: impl Into<reqwest::Body>,
) -> Response {
    let request = fixture.request(Method::POST, "/things").header("content-type", content_type);
    request.body(body).send().await.expect("an answer")
}

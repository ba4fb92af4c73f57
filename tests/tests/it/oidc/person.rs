//! Somebody with a browser: keeps cookies, and logs in at the real provider.

use e2e::{Answer, App, PUBLIC_URL};
use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use scheduling_core::time::Timestamp;
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};
use url::Url;

/// The real provider reads the machine's clock, so the server has to as well.
pub(crate) fn catch_up(app: &App) {
    #[expect(clippy::disallowed_methods, reason = "another program's clock is the machine's")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970");
    app.clock
        .set(Timestamp::saturating_from_unix(i64::try_from(now.as_secs()).expect("a time that is near")));
}

/// A browser; cookies of the product and of the provider lie apart.
pub(crate) struct Person {
    client: Client,
    pub(crate) here: BTreeMap<String, String>,
    there: BTreeMap<String, String>,
}

impl Person {
    pub(crate) fn new() -> Self {
        let client = Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { client, here: BTreeMap::new(), there: BTreeMap::new() }
    }

    /// Asks the product, with this browser's cookies.
    pub(crate) async fn visit(&mut self, app: &App, path: &str) -> Answer {
        let request = app.anonymous(Method::GET, path).header(COOKIE, line(&self.here));
        let answer = app.send(request.header("accept", "text/html")).await;
        keep(&mut self.here, &answer.headers);
        answer
    }

    /// Sets out to log in at the company's provider: the address to which the browser is sent.
    pub(crate) async fn set_out(&mut self, app: &App, company: i64) -> String {
        catch_up(app);
        let sent = self.visit(app, &format!("/auth/oidc/{company}")).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        sent.header("location").to_owned()
    }

    /// Logs in at the provider as that account: where the provider sends the browser then, as path and query.
    pub(crate) async fn log_in_there(&mut self, authorization_url: &str, account: &str) -> String {
        let mut at = Url::parse(authorization_url).expect("a URL");
        for _ in 0..12 {
            let response = if at.path().starts_with("/interaction/") && !at.path().ends_with("/abort") {
                self.submit(&at, account).await
            } else {
                self.ask(self.client.get(at.clone())).await
            };
            let status = response.status();
            let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            let Some(location) = location.map(str::to_owned) else {
                panic!("{status} at {at}: {}", response.text().await.unwrap_or_default());
            };
            at = at.join(&location).expect("a URL");
            if at.host_str() == Some("localhost") {
                return format!("{}?{}", at.path(), at.query().unwrap_or_default());
            }
        }
        panic!("the provider sends people around in circles");
    }

    /// Fills in whichever form the provider shows: who one is, or that one agrees.
    async fn submit(&mut self, at: &Url, account: &str) -> Response {
        let page = self.ask(self.client.get(at.clone())).await.text().await.expect("a page");
        let prompt = if page.contains("value=\"login\"") { "login" } else { "consent" };
        let body = format!("prompt={prompt}&login={account}&password=any");
        let form = "application/x-www-form-urlencoded";
        self.ask(self.client.post(at.clone()).header("content-type", form).body(body)).await
    }

    async fn ask(&mut self, request: reqwest::RequestBuilder) -> Response {
        let response = request.header(COOKIE, line(&self.there)).send().await.expect("an answer");
        keep(&mut self.there, response.headers());
        response
    }

    /// The whole way with this browser.
    pub(crate) async fn log_in(&mut self, app: &App, company: i64, account: &str) -> Answer {
        let there = self.set_out(app, company).await;
        assert!(there.contains("code_challenge_method=S256"), "{there}");
        assert!(there.contains(&format!("redirect_uri={}", encoded(PUBLIC_URL))), "{there}");
        let back = Self::new().log_in_there(&there, account).await;
        catch_up(app);
        self.visit(app, &back).await
    }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn line(cookies: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("; ")
}

fn keep(cookies: &mut BTreeMap<String, String>, headers: &HeaderMap) {
    for set in headers.get_all(SET_COOKIE) {
        let set = set.to_str().expect("a cookie");
        let (name, value) = set.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
        if value.is_empty() || set.contains("Max-Age=0") || set.contains("expires=Thu, 01 Jan 1970") {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

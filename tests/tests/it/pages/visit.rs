//! A browser without scripts.

use e2e::{Answer, App, PASSWORD};
use reqwest::Method;

/// Somebody's browser.
pub(crate) struct Browser<'a> {
    app: &'a App,
    /// The session and the form cookie, as the header has them.
    cookies: String,
}

impl<'a> Browser<'a> {
    /// One that nobody is logged in with.
    pub(crate) fn new(app: &'a App) -> Self {
        Self { app, cookies: String::new() }
    }

    /// One in which this account is logged in by the page.
    pub(crate) async fn of(app: &'a App, email: &str) -> Self {
        let mut browser = Self::new(app);
        let entered = browser.enter(email, PASSWORD, "/app").await;
        assert_eq!((entered.status, entered.header("location")), (303, "/app"), "{}", entered.text);
        browser
    }

    /// Logs in by the page.
    pub(crate) async fn enter(&mut self, email: &str, password: &str, next: &str) -> Answer {
        let page = self.get("/login").await;
        self.keep(&page);
        let csrf = token(&page.text);
        let fields = [("csrf", csrf.as_str()), ("email", email), ("password", password), ("next", next)];
        let answer = self.post("/login", &fields).await;
        self.keep(&answer);
        answer
    }

    /// Opens the first form, with its cookie.
    pub(crate) async fn start(&mut self) -> Answer {
        let page = self.get("/start").await;
        self.keep(&page);
        page
    }

    /// Keeps the cookies of an answer.
    fn keep(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all("set-cookie") {
            let pair = cookie.to_str().expect("a cookie").split(';').next().unwrap_or_default().to_owned();
            let name = pair.split('=').next().unwrap_or_default().to_owned();
            let kept = self.cookies.split("; ").filter(|one| !one.is_empty() && !one.starts_with(&name));
            let mut kept: Vec<String> = kept.map(str::to_owned).collect();
            kept.push(pair);
            self.cookies = kept.join("; ");
        }
    }

    /// Forgets the session.
    pub(crate) fn forget(&mut self) {
        self.cookies.clear();
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = self.app.anonymous(Method::GET, path).header("accept", "text/html");
        self.app.send(request.header("cookie", &self.cookies)).await
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.app.anonymous(Method::POST, path).header("cookie", &self.cookies);
        let form = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        self.app.send(form).await
    }

    /// Sends a form of that page with these fields, and the page's own hidden ones.
    pub(crate) async fn submit(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let shown = self.get(page).await;
        assert_eq!(shown.status, 200, "{page}: {}", shown.text);
        let (csrf, version) = (token(&shown.text), value(&shown.text, "version"));
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend(version.as_deref().map(|version| ("version", version)));
        all.extend(fields);
        self.post(action, &all).await
    }
}

/// The token of a page's forms.
pub(crate) fn token(page: &str) -> String {
    value(page, "csrf").unwrap_or_default()
}

/// The value of the first hidden field of that name.
fn value(page: &str, name: &str) -> Option<String> {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    rest.split('"').next().map(str::to_owned)
}

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
        let page = self.visit("/login").await;
        let csrf = token(&page.text);
        let fields = [("csrf", csrf.as_str()), ("email", email), ("password", password), ("next", next)];
        let answer = self.post("/login", &fields).await;
        self.keep(&answer);
        answer
    }

    /// Opens the first form, with its cookie.
    pub(crate) async fn start(&mut self) -> Answer {
        self.visit("/start").await
    }

    /// Opens a page, and keeps its cookies.
    pub(crate) async fn visit(&mut self, path: &str) -> Answer {
        let page = self.get(path).await;
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

    /// What the browser shows with each request.
    pub(crate) fn cookies(&self) -> &str {
        &self.cookies
    }

    /// Sends a form, and keeps the cookies of its answer.
    pub(crate) async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, fields).await;
        self.keep(&answer);
        answer
    }

    /// Holds this cookie, in place of one of the same name.
    pub(crate) fn hold(&mut self, pair: &str) {
        let name = pair.split('=').next().unwrap_or_default();
        let kept = self.cookies.split("; ").filter(|one| !one.is_empty() && !one.starts_with(name));
        let kept: Vec<&str> = kept.chain([pair]).collect();
        self.cookies = kept.join("; ");
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
        self.post_from(None, path, fields).await
    }

    /// The same of a browser that says in this header where the form comes from.
    pub(crate) async fn post_from(
        &self,
        from: Option<(&str, &str)>,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = self.app.anonymous(Method::POST, path).header("cookie", &self.cookies);
        if let Some((name, value)) = from {
            request = request.header(name, value);
        }
        let form = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        let answer = self.app.send(form).await;
        stays_here(&answer);
        says_when_to_come_again(&answer);
        answer
    }

    /// Follows the redirects of a form's answer as a browser does, which follows none to another server.
    pub(crate) async fn led(&self, answer: Answer) -> Answer {
        let mut answer = answer;
        for _ in 0..5 {
            if answer.status != 303 {
                return answer;
            }
            stays_here(&answer);
            answer = self.get(answer.header("location")).await;
        }
        panic!("redirects have no end: {}", answer.header("location"))
    }

    /// Sends a file by a form.
    pub(crate) async fn send_file(&self, path: &str, csrf: &str, file: &[u8]) -> Answer {
        let mut body = b"--b\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n".to_vec();
        body.extend_from_slice(csrf.as_bytes());
        body.extend_from_slice(
            b"\r\n--b\r\ncontent-disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n",
        );
        body.extend_from_slice(b"content-type: image/png\r\n\r\n");
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--b--\r\n");
        let request = self.app.anonymous(Method::POST, path).header("cookie", &self.cookies);
        let form = request.header("content-type", "multipart/form-data; boundary=b").body(body);
        let answer = self.app.send(form).await;
        stays_here(&answer);
        says_when_to_come_again(&answer);
        answer
    }

    /// Chooses the company that an administrator looks at.
    pub(crate) async fn choose(&mut self, company: i64) {
        let page = self.get("/app/companies").await;
        let company = company.to_string();
        let chosen =
            self.post("/app/companies", &[("csrf", &token(&page.text)), ("company", &company)]).await;
        assert_eq!(chosen.status, 303, "{}", chosen.text);
        self.keep(&chosen);
    }

    /// Sends a form of that page with these fields, and the page's own hidden ones.
    pub(crate) async fn submit(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let shown = self.get(page).await;
        assert_eq!(shown.status, 200, "{page}: {}", shown.text);
        let csrf = token(&shown.text);
        let hidden = ["version", "shown"].map(|name| (name, value(&shown.text, name)));
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend(hidden.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))));
        all.extend(fields);
        self.post(action, &all).await
    }
}

/// The answer to a form leads to this server alone: `form-action 'self'` stops every redirect to another one.
fn stays_here(answer: &Answer) {
    let location = answer.header("location");
    let is_own = location.is_empty() || (location.starts_with('/') && !location.starts_with("//"));
    assert!(is_own, "a form's answer leads to another server: {location}");
}

/// Who comes too often is told when to come again.
fn says_when_to_come_again(answer: &Answer) {
    let is_told = answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0);
    assert!(answer.status != 429 || is_told, "{:?}", answer.headers);
}

/// The token of a page's forms.
pub(crate) fn token(page: &str) -> String {
    value(page, "csrf").unwrap_or_default()
}

/// The value of the first field of that name.
pub(crate) fn value(page: &str, name: &str) -> Option<String> {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    rest.split('"').next().map(str::to_owned)
}

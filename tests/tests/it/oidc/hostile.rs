//! What a provider may say, and what is not believed.

use super::untrusted_provider::{CONFIGURATION, Key, UntrustedProvider, unsigned};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use e2e::{Answer, App, check_problem, sso_limits};
use integrations::outbound::Limits;
use integrations::sso;
use reqwest::Method;
use ring::hmac;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::db::TestDb;
use testkit::{Case, at};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        only_a_token_for_us_now_and_for_this_log_in_is_believed,
        only_the_providers_own_signature_is_good,
        new_keys_are_fetched_once,
        keys_are_fetched_whatever_they_are_called,
        userinfo_adds_what_the_token_leaves_out,
        documents_that_lead_astray_are_not_followed,
        silence_ends,
        private_addresses_are_not_asked,
    ]
}

const SECRET: &str = "a secret that two share";

/// A server, an untrusted provider, and a company that trusts it.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) provider: UntrustedProvider,
    key: Key,
    pub(crate) company: i64,
}

impl World {
    pub(crate) async fn new(db: TestDb) -> Self {
        Self::with(db, sso_limits()).await
    }

    async fn with(db: TestDb, limits: Limits) -> Self {
        let (app, provider, key) =
            (App::with_sso_limits(db, limits).await, UntrustedProvider::start().await, Key::new("1"));
        provider.say("/jwks", &json!({"keys": [{"kty": "of tomorrow"}, key.public()]}));
        let company = app.company("Acme").await;
        let body = json!({
            "issuer": provider.issuer(), "client_id": "meridian", "client_secret": SECRET,
            "group_roles": {"hr": "hr_manager"},
        });
        let put = app.put(&format!("/api/v1/companies/{company}/identity-provider"), body).await;
        assert_eq!(put.status, 201, "{}", put.text);
        Self { app, provider, key, company }
    }

    /// Begins a log-in: its state and its nonce.
    async fn begin(&self) -> (String, String) {
        let request = self.app.anonymous(Method::POST, "/api/v1/auth/oidc/start");
        let begun = self.app.send(request.json(&json!({"company_id": self.company}))).await;
        assert_eq!(begun.status, 200, "{}", begun.text);
        let url = url::Url::parse(begun["authorization_url"].as_str().expect("a URL")).expect("a URL");
        let of =
            |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        assert_eq!(of("code_challenge_method").as_deref(), Some("S256"));
        assert_eq!(of("scope").as_deref(), Some("openid email profile groups"));
        (of("state").expect("a state"), of("nonce").expect("a nonce"))
    }

    /// Good claims, with these in their place; null leaves one out.
    pub(crate) fn claims(&self, nonce: &str, change: &Value) -> Value {
        let now = self.app.clock.now().unix();
        let mut claims = json!({
            "iss": self.provider.issuer(), "aud": "meridian", "sub": "ann", "nonce": nonce, "iat": now, "exp": now + 300,
            "email": "ann@example.com", "email_verified": true, "groups": ["hr"],
        });
        for (name, value) in change.as_object().into_iter().flatten() {
            claims[name] = value.clone();
            if value.is_null() {
                claims.as_object_mut().expect("an object").remove(name);
            }
        }
        claims
    }

    /// Comes back with a code for which the provider gives this token.
    pub(crate) async fn finish(&self, state: &str, token: Option<&str>) -> Answer {
        let mut answer = json!({"access_token": "abc", "token_type": "Bearer", "expires_in": 60});
        if let Some(token) = token {
            answer["id_token"] = token.into();
        }
        self.provider.say("/token", &answer);
        let path = format!("/auth/oidc/callback?code=1&state={state}&session_state=theirs");
        self.app.send(self.app.anonymous(Method::GET, &path)).await
    }

    /// A token of these claims, as the provider signs it.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.key.token(claims)
    }

    /// The whole way with a token of these claims.
    pub(crate) async fn log_in(&self, change: &Value) -> Answer {
        let (state, nonce) = self.begin().await;
        self.finish(&state, Some(&self.key.token(&self.claims(&nonce, change)))).await
    }
}

fn check(case: &str, answer: &Answer, good: bool) {
    if good {
        assert_eq!(answer.status, 200, "{case}: {}", answer.text);
        return;
    }
    check_problem(case, answer, 502, "identity-provider-failed", &[]);
    assert!(!answer.header("retry-after").is_empty(), "{case}");
    for secret in [SECRET, "eyJ", "ann"] {
        assert!(!answer.text.contains(secret), "{case}: {}", answer.text);
    }
}

async fn only_a_token_for_us_now_and_for_this_log_in_is_believed(db: TestDb) {
    let world = World::new(db).await;
    let now = world.app.clock.now().unix();
    for (case, change, good) in [
        ("as it should be", json!({}), true),
        ("another's nonce", json!({"nonce": "another"}), false),
        ("no nonce", json!({"nonce": null}), false),
        ("for another client", json!({"aud": "another"}), false),
        ("for others too", json!({"aud": ["meridian", "another"]}), false),
        ("for us alone, in a list", json!({"aud": ["meridian"]}), true),
        ("made for another client", json!({"azp": "another"}), false),
        ("made for us", json!({"azp": "meridian"}), true),
        ("of another issuer", json!({"iss": "https://login.example.com"}), false),
        ("just expired", json!({"exp": now - 59}), true),
        ("expired", json!({"exp": now - 60}), false),
        ("never expiring", json!({"exp": null}), false),
        ("from a clock that is ahead", json!({"iat": now + 60}), true),
        ("from the future", json!({"iat": now + 61}), false),
    ] {
        check(case, &world.log_in(&change).await, good);
    }
    let (state, _) = world.begin().await;
    check("no token", &world.finish(&state, None).await, false);
    let (state, _) = world.begin().await;
    check("no token at all", &world.finish(&state, Some("abc")).await, false);
}

/// Makes a token of these claims that its provider did not sign.
type Forge = Box<dyn Fn(&Value) -> String + Send>;

async fn only_the_providers_own_signature_is_good(db: TestDb) {
    let world = World::new(db).await;
    let shared = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let forgeries: [(&str, Forge); 4] = [
        ("another key of that name", Box::new(|claims| Key::new("1").token(claims))),
        ("no signature", Box::new(|claims| format!("{}.", unsigned(&json!({"alg": "none"}), claims)))),
        (
            "signed with the client's secret",
            Box::new(move |claims| {
                let text = unsigned(&json!({"alg": "HS256"}), claims);
                format!("{text}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&shared, text.as_bytes())))
            }),
        ),
        ("claims of another token", {
            let signed = world.key.token(&json!({}));
            let signature = signed.rsplit('.').next().unwrap_or_default().to_owned();
            Box::new(move |claims| {
                format!("{}.{signature}", unsigned(&json!({"alg": "ES256", "kid": "1"}), claims))
            })
        }),
    ];
    for (case, forge) in forgeries {
        let (state, nonce) = world.begin().await;
        let token = forge(&world.claims(&nonce, &json!({})));
        check(case, &world.finish(&state, Some(&token)).await, false);
    }
    check("its own", &world.log_in(&json!({})).await, true);
}

async fn new_keys_are_fetched_once(db: TestDb) {
    let mut world = World::new(db).await;
    check("at first", &world.log_in(&json!({})).await, true);
    check("from memory", &world.log_in(&json!({})).await, true);
    assert_eq!((world.provider.asked(CONFIGURATION), world.provider.asked("/jwks")), (1, 1));
    world.key = Key::new("2");
    check("of a key that is not there", &world.log_in(&json!({})).await, false);
    assert_eq!(world.provider.asked("/jwks"), 2, "asked once more");
    world.key = Key::new("3");
    world.provider.say("/jwks", &json!({"keys": [world.key.public()]}));
    check("within a minute", &world.log_in(&json!({})).await, false);
    assert_eq!(world.provider.asked("/jwks"), 2, "once a minute");
    world.app.clock.advance(60);
    check("of a new key", &world.log_in(&json!({})).await, true);
    assert_eq!(world.provider.asked("/jwks"), 3);
    world.app.clock.advance(600);
    check("after ten minutes", &world.log_in(&json!({})).await, true);
    assert_eq!(world.provider.asked("/jwks"), 4);
}

/// Another key under the same name, and keys without names.
async fn keys_are_fetched_whatever_they_are_called(db: TestDb) {
    let mut world = World::new(db).await;
    check("at first", &world.log_in(&json!({})).await, true);
    world.key = Key::new("1");
    world.provider.say("/jwks", &json!({"keys": [world.key.public()]}));
    check("another key of that name", &world.log_in(&json!({})).await, true);
    assert_eq!(world.provider.asked("/jwks"), 2);
    for old in [None, Some(Key::nameless())] {
        world.app.clock.advance(60);
        world.key = Key::nameless();
        let keys: Vec<Value> = old.iter().chain([&world.key]).map(Key::public).collect();
        world.provider.say("/jwks", &json!({"keys": keys}));
        check("of no name", &world.log_in(&json!({})).await, true);
    }
    assert_eq!(world.provider.asked("/jwks"), 4);
}

async fn userinfo_adds_what_the_token_leaves_out(db: TestDb) {
    let world = World::new(db).await;
    let short = json!({"groups": null, "email": null, "email_verified": null});
    let whole = json!({"sub": "ann", "email": "ann@example.com", "email_verified": true, "groups": ["hr"]});
    world.provider.say("/me", &whole);
    check("a short token", &world.log_in(&short).await, true);
    assert_eq!(world.provider.asked("/me"), 1);
    check("a whole token", &world.log_in(&json!({})).await, true);
    assert_eq!(world.provider.asked("/me"), 1, "nothing is asked that is known");
    let mut other = whole.clone();
    other["sub"] = "bob".into();
    world.provider.say("/me", &other);
    check("somebody else", &world.log_in(&short).await, false);
    let mut unverified = whole;
    unverified["email_verified"] = false.into();
    world.provider.say("/me", &unverified);
    check("known by the subject, whatever the address", &world.log_in(&short).await, true);
    unverified["sub"] = "cat".into();
    unverified["email"] = "cat@example.com".into();
    world.provider.say("/me", &unverified);
    let mut cat = short.clone();
    cat["sub"] = "cat".into();
    check_problem("unverified", &world.log_in(&cat).await, 403, "login-refused", &[]);
}

async fn start(world: &World) -> Answer {
    let request = world.app.anonymous(Method::POST, "/api/v1/auth/oidc/start");
    world.app.send(request.json(&json!({"company_id": world.company}))).await
}

async fn documents_that_lead_astray_are_not_followed(db: TestDb) {
    let world = World::new(db).await;
    let issuer = world.provider.issuer();
    let document = |change: Value| {
        let mut document = json!({
            "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"),
            "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
        });
        for (name, value) in change.as_object().into_iter().flatten() {
            document[name] = value.clone();
        }
        document
    };
    for (case, change, good) in [
        ("another's", json!({"issuer": "https://login.example.com"}), false),
        ("a script in place of a page", json!({"authorization_endpoint": "javascript:alert(1)"}), false),
        ("keys from our own network", json!({"jwks_uri": "http://10.0.0.1/jwks"}), false),
        ("keys from a file", json!({"jwks_uri": "file:///etc/passwd"}), false),
        ("no keys", json!({"jwks_uri": null}), false),
        ("as it should be", json!({}), true),
    ] {
        world.provider.say(CONFIGURATION, &document(change));
        check(case, &start(&world).await, good);
    }
    world.app.clock.advance(600);
    let there = format!("Location: {issuer}/elsewhere");
    world.provider.say("/elsewhere", &document(json!({})));
    world.provider.say_with(CONFIGURATION, "302 Found", &there, "");
    check("a redirect", &start(&world).await, false);
    assert_eq!(world.provider.asked("/elsewhere"), 0);
    world.provider.say_with(CONFIGURATION, "200 OK", "X: y", &"x".repeat(1024 * 1024 + 1));
    check("too large", &start(&world).await, false);
    world.provider.say_with(CONFIGURATION, "500 Oops", "X: y", "");
    check_problem("broken", &start(&world).await, 503, "identity-provider-unavailable", &[]);
}

async fn silence_ends(db: TestDb) {
    let limits = Limits { total: Duration::from_secs(2), ..sso_limits() };
    let world = World::with(db, limits).await;
    let slug = "identity-provider-unavailable";
    let (state, _) = world.begin().await;
    world.provider.be_silent("/token");
    let path = format!("/auth/oidc/callback?code=1&state={state}");
    let answer = world.app.send(world.app.anonymous(Method::GET, &path)).await;
    check_problem("no token comes", &answer, 503, slug, &[]);
    world.app.clock.set(at("2025-01-20T09:00:00Z"));
    world.provider.be_silent(CONFIGURATION);
    check_problem("no document comes", &start(&world).await, 503, slug, &[]);
}

async fn private_addresses_are_not_asked(db: TestDb) {
    let app = App::with_sso_limits(db, sso::LIMITS).await;
    let provider = UntrustedProvider::start().await;
    let company = app.company("Acme").await;
    let path = format!("/api/v1/companies/{company}/identity-provider");
    for issuer in [
        provider.issuer(),
        "https://10.0.0.1".into(),
        "https://localhost".into(),
        "http://a.example.com".into(),
    ] {
        let put = app.put(&path, json!({"issuer": issuer, "client_id": "meridian"})).await;
        check_problem(&issuer, &put, 422, "invalid", &["/issuer"]);
    }
    // One that was allowed once, or whose name means another address now.
    let put = app.put(&path, json!({"issuer": "https://login.example.com", "client_id": "meridian"})).await;
    assert_eq!(put.status, 201, "{}", put.text);
    app.db.raw().execute(&format!("UPDATE identity_providers SET issuer = '{}'", provider.issuer()));
    let request =
        app.anonymous(Method::POST, "/api/v1/auth/oidc/start").json(&json!({"company_id": company}));
    check("a private address", &app.send(request).await, false);
    assert_eq!(provider.asked(CONFIGURATION), 0);
}

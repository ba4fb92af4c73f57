//! A provider that says what the test tells it to, true or not.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A key for ES256, with its name, if it has one.
pub(crate) struct Key {
    name: Option<&'static str>,
    pair: EcdsaKeyPair,
}

impl Key {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name: Some(name), ..Self::nameless() }
    }

    pub(crate) fn nameless() -> Self {
        let random = SystemRandom::new();
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random);
        Self { name: None, pair: pair.expect("a key") }
    }

    /// As providers publish it (RFC 7517).
    pub(crate) fn public(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let part = |from: usize| point.get(from..from + 32).map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        let mut key = json!({"kty": "EC", "crv": "P-256", "use": "sig", "x": part(1), "y": part(33)});
        self.put_name(&mut key);
        key
    }

    fn put_name(&self, head: &mut Value) {
        if let Some(name) = self.name {
            head["kid"] = name.into();
        }
    }

    /// A token with these claims (RFC 7519).
    pub(crate) fn token(&self, claims: &Value) -> String {
        let mut head = json!({"alg": "ES256"});
        self.put_name(&mut head);
        let signed = unsigned(&head, claims);
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).expect("a signature");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Head and claims as they are signed.
pub(crate) fn unsigned(head: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(head), part(claims))
}

/// The provider.
#[derive(Clone)]
pub(crate) struct UntrustedProvider {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Whole answers, by path.
    answers: BTreeMap<String, String>,
    asked: Vec<String>,
}

impl UntrustedProvider {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let provider = Self { address, state: Arc::default() };
        let server = provider.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(server.clone().answer(stream));
            }
        });
        let issuer = provider.issuer();
        let at = |path: &str| format!("{issuer}{path}");
        provider.say(
            CONFIGURATION,
            &json!({
                "issuer": issuer, "authorization_endpoint": at("/auth"), "token_endpoint": at("/token"),
                "userinfo_endpoint": at("/me"), "jwks_uri": at("/jwks"), "response_types_supported": ["code"],
                "subject_types_supported": ["public"], "scopes_supported": ["openid", "groups"],
                "id_token_signing_alg_values_supported": ["ES256", "an algorithm of tomorrow"],
            }),
        );
        provider
    }

    async fn answer(self, mut stream: TcpStream) {
        let mut request = vec![0; 16_384];
        let count = stream.read(&mut request).await.unwrap_or_default();
        let text = String::from_utf8_lossy(request.get(..count).unwrap_or_default()).into_owned();
        let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
        let answer = {
            let mut state = self.lock();
            state.asked.push(path.clone());
            state.answers.get(&path).cloned()
        };
        let missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        match answer.as_deref() {
            Some("") => tokio::time::sleep(std::time::Duration::from_secs(30)).await,
            // The client may have gone; that is its own affair.
            answer => drop(stream.write_all(answer.unwrap_or(missing).as_bytes()).await),
        }
    }

    pub(crate) fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on: this document at that path.
    pub(crate) fn say(&self, path: &str, document: &Value) {
        self.say_with(path, "200 OK", "Content-Type: application/json", &document.to_string());
    }

    pub(crate) fn say_with(&self, path: &str, status: &str, header: &str, body: &str) {
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status}\r\n{header}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        self.lock().answers.insert(path.to_owned(), answer);
    }

    /// From now on: nothing, for very long.
    pub(crate) fn be_silent(&self, path: &str) {
        self.lock().answers.insert(path.to_owned(), String::new());
    }

    /// How often that path was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        self.lock().asked.iter().filter(|asked| *asked == path).count()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where providers say what they are.
pub(crate) const CONFIGURATION: &str = "/.well-known/openid-configuration";

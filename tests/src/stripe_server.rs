//! Stripe on loopback, as its reference describes it: Checkout Sessions, payment intents, refunds, disputes, keys that make a
//! request once, and signed events. It has faults where a test wants them.

mod http;

use self::http::{Asked, read, respond};
use ring::hmac;
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// The key of the account, in its test mode.
pub const STRIPE_KEY: &str = "sk_test_51meridian";
/// The secret with which its events are signed.
pub const STRIPE_SECRET: &str = "whsec_of_these_tests";

/// What goes wrong with the next `POST`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StripeFault {
    /// 500, and nothing is done.
    Down,
    /// It is done, and 500 is answered.
    Forgetful,
    /// It is done, and the answer never comes.
    Silent,
}

/// How the next refunds end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StripeRefunds {
    Succeed,
    Wait,
    /// 400, for want of money.
    Refuse,
}

struct Kept {
    path: String,
    form: Form,
    answer: Reply,
}

#[derive(Clone)]
struct Reply {
    status: u16,
    body: Value,
}

type Form = Vec<(String, String)>;

struct State {
    /// Seconds since 1970 on Stripe's clock.
    now: i64,
    objects: HashMap<String, Value>,
    made: usize,
    keys: HashMap<String, Kept>,
    faults: VecDeque<StripeFault>,
    refunds: StripeRefunds,
    asked: Vec<String>,
}

/// The server. It runs until the test ends.
#[derive(Clone)]
pub struct StripeServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl StripeServer {
    /// Starts one whose clock shows that second.
    ///
    /// # Panics
    /// Where there is no free port.
    pub async fn start(now: i64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = State {
            now,
            objects: HashMap::new(),
            made: 0,
            keys: HashMap::new(),
            faults: VecDeque::new(),
            refunds: StripeRefunds::Succeed,
            asked: Vec::new(),
        };
        let server = Self { address, state: Arc::new(Mutex::new(state)) };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        server
    }

    /// Where it is, without `/v1`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves Stripe's clock.
    pub fn set_clock(&self, now: i64) {
        self.state().now = now;
    }

    /// Has the next `POST`s fail, one each.
    pub fn fail(&self, faults: &[StripeFault]) {
        self.state().faults.extend(faults);
    }

    /// How refunds end from now on.
    pub fn refunds_are(&self, refunds: StripeRefunds) {
        self.state().refunds = refunds;
    }

    /// Method and path of what was asked.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    /// All objects of a kind, in the order in which they were made.
    #[must_use]
    pub fn all(&self, kind: &str) -> Vec<Value> {
        self.state().all(kind)
    }

    /// The newest page for paying.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn session(&self) -> Value {
        self.all("checkout.session").pop().expect("a session")
    }

    /// The client pays on a page; answers the payment intent's id.
    ///
    /// # Panics
    /// Where there is no such page, or it is not open.
    pub fn pay(&self, session: &str) -> String {
        let mut state = self.state();
        let found = state.objects.get(session).cloned().expect("a session");
        assert_eq!(found["status"], "open", "{found}");
        let intent = state.new_id("pi");
        let body = json!({
            "id": intent, "object": "payment_intent", "status": "succeeded", "currency": found["currency"],
            "amount_received": found["amount_total"], "metadata": found["metadata"], "livemode": false,
        });
        state.objects.insert(intent.clone(), body);
        let session = state.objects.get_mut(session).expect("a session");
        session["status"] = json!("complete");
        session["payment_status"] = json!("paid");
        session["payment_intent"] = json!(intent);
        session["url"] = Value::Null;
        intent
    }

    /// Sets a field of an object.
    ///
    /// # Panics
    /// Where there is no such object.
    pub fn set(&self, id: &str, field: &str, value: Value) {
        self.state().objects.get_mut(id).expect("an object")[field] = value;
    }

    /// A bank takes a payment back; answers the dispute's id.
    #[must_use]
    pub fn dispute(&self, intent: &str) -> String {
        let mut state = self.state();
        let of = state.objects.get(intent).cloned().unwrap_or_default();
        let id = state.new_id("dp");
        let body = json!({
            "id": id, "object": "dispute", "status": "needs_response", "payment_intent": intent,
            "amount": of["amount_received"], "currency": of["currency"],
        });
        state.objects.insert(id.clone(), body);
        id
    }

    /// Somebody makes a refund at Stripe itself.
    #[must_use]
    pub fn refund_by_hand(&self, intent: &str, amount: i64) -> String {
        let mut state = self.state();
        let form =
            vec![("payment_intent".to_owned(), intent.to_owned()), ("amount".to_owned(), amount.to_string())];
        let reply = state.make_refund(&form);
        reply.body["id"].as_str().unwrap_or_default().to_owned()
    }

    /// An event about an object, as its body.
    #[must_use]
    pub fn event(&self, id: &str, kind: &str, object: &str) -> Value {
        let object = self.state().objects.get(object).cloned().unwrap_or_default();
        json!({"id": id, "object": "event", "type": kind, "livemode": false, "data": {"object": object}})
    }

    /// The header that says that Stripe signed a body at that second.
    #[must_use]
    pub fn signature(secret: &str, time: i64, body: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let tag = hmac::sign(&key, format!("{time}.{body}").as_bytes());
        let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("t={time},v1={hex}")
    }

    async fn serve(self, mut stream: TcpStream) {
        let Some(asked) = read(&mut stream).await else { return };
        let fault = {
            let mut state = self.state();
            state.asked.push(format!("{} {}", asked.method, asked.path));
            (asked.method == "POST").then(|| state.faults.pop_front()).flatten()
        };
        if fault == Some(StripeFault::Down) {
            return respond(&mut stream, &Reply { status: 500, body: json!({}) }).await;
        }
        let reply = self.state().answer(&asked);
        match fault {
            Some(StripeFault::Forgetful) => {
                respond(&mut stream, &Reply { status: 500, body: json!({}) }).await;
            }
            Some(StripeFault::Silent) => tokio::time::sleep(Duration::from_secs(60)).await,
            _ => respond(&mut stream, &reply).await,
        }
    }
}

impl State {
    fn new_id(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}_{:04}", self.made)
    }

    fn all(&self, kind: &str) -> Vec<Value> {
        let mut all: Vec<Value> =
            self.objects.values().filter(|one| one["object"] == kind).cloned().collect();
        all.sort_by_key(|one| one["id"].as_str().unwrap_or_default().to_owned());
        all
    }

    fn answer(&mut self, asked: &Asked) -> Reply {
        if asked.token.as_deref() != Some(STRIPE_KEY) {
            return refused(401, "Invalid API Key provided");
        }
        if asked.method == "GET" {
            return self.get(asked);
        }
        let Some(key) = asked.key.clone() else { return refused(400, "every POST here carries a key") };
        if let Some(kept) = self.keys.get(&key) {
            return match kept.path == asked.path && kept.form == asked.form {
                true => kept.answer.clone(),
                false => {
                    refused(400, "Keys can only be used with the same parameters they were first used with")
                }
            };
        }
        let answer = self.post(asked);
        let kept = Kept { path: asked.path.clone(), form: asked.form.clone(), answer: answer.clone() };
        self.keys.insert(key, kept);
        answer
    }

    fn get(&self, asked: &Asked) -> Reply {
        let segments: Vec<&str> = asked.path.trim_start_matches("/v1/").split('/').collect();
        let of_intent = |kind: &str| {
            let intent = asked.query.iter().find(|(name, _)| name == "payment_intent");
            let wanted = intent.map(|(_, id)| json!(id)).unwrap_or_default();
            let all = self.all(kind).into_iter().filter(|one| one["payment_intent"] == wanted);
            Reply { status: 200, body: json!({"object": "list", "data": all.collect::<Vec<_>>()}) }
        };
        match segments.as_slice() {
            ["refunds"] => of_intent("refund"),
            ["disputes"] => of_intent("dispute"),
            [.., id] => match self.objects.get(*id) {
                Some(object) => Reply { status: 200, body: object.clone() },
                None => refused(404, "No such object"),
            },
            [] => refused(404, "No such object"),
        }
    }

    fn post(&mut self, asked: &Asked) -> Reply {
        let segments: Vec<&str> = asked.path.trim_start_matches("/v1/").split('/').collect();
        match segments.as_slice() {
            ["checkout", "sessions"] => self.make_session(&asked.form),
            ["checkout", "sessions", id, "expire"] => match self.objects.get_mut(*id) {
                Some(session) if session["status"] == "open" => {
                    session["status"] = json!("expired");
                    session["url"] = Value::Null;
                    Reply { status: 200, body: session.clone() }
                }
                Some(_) => refused(400, "Only Checkout Sessions with a status in [\"open\"] can be expired"),
                None => refused(404, "No such checkout.session"),
            },
            ["refunds"] => self.make_refund(&asked.form),
            _ => refused(404, "Unrecognized request URL"),
        }
    }

    fn make_session(&mut self, form: &Form) -> Reply {
        let expires: i64 = field(form, "expires_at").parse().unwrap_or_default();
        if !(self.now + 1800..=self.now + 86_400).contains(&expires) {
            return refused(400, "The `expires_at` timestamp must be at least 30 minutes from creation");
        }
        let amount: i64 = field(form, "line_items[0][price_data][unit_amount]").parse().unwrap_or_default();
        let id = self.new_id("cs_test");
        let body = json!({
            "id": id, "object": "checkout.session", "status": "open", "payment_status": "unpaid",
            "payment_intent": Value::Null, "amount_total": amount, "expires_at": expires, "livemode": false,
            "currency": field(form, "line_items[0][price_data][currency]"),
            "client_reference_id": field(form, "client_reference_id"),
            "metadata": {"payment": field(form, "metadata[payment]")},
            "url": format!("https://checkout.stripe.example/{id}"),
        });
        self.objects.insert(id, body.clone());
        Reply { status: 200, body }
    }

    fn make_refund(&mut self, form: &Form) -> Reply {
        let intent = field(form, "payment_intent");
        let Some(of) = self.objects.get(&intent).cloned() else {
            return refused(404, "No such payment_intent");
        };
        if self.refunds == StripeRefunds::Refuse {
            return refused(400, "Insufficient funds in your Stripe balance to refund this amount");
        }
        let refunds = self.all("refund");
        let going =
            refunds.iter().filter(|one| one["payment_intent"] == json!(intent) && one["status"] != "failed");
        let gone: i64 = going.filter_map(|one| one["amount"].as_i64()).sum();
        let amount: i64 = field(form, "amount").parse().unwrap_or_default();
        if gone + amount > of["amount_received"].as_i64().unwrap_or_default() {
            return refused(400, "Refund amount is greater than unrefunded amount on charge");
        }
        let status = if self.refunds == StripeRefunds::Wait { "pending" } else { "succeeded" };
        let id = self.new_id("re");
        let body = json!({
            "id": id, "object": "refund", "status": status, "payment_intent": intent, "amount": amount,
            "currency": of["currency"],
            "metadata": {
                "payment": field(form, "metadata[payment]"), "refund": field(form, "metadata[refund]"),
                "attempt": field(form, "metadata[attempt]"),
            },
        });
        self.objects.insert(id, body.clone());
        Reply { status: 200, body }
    }
}

fn refused(status: u16, message: &str) -> Reply {
    Reply { status, body: json!({"error": {"message": message, "type": "invalid_request_error"}}) }
}

fn field(form: &Form, name: &str) -> String {
    form.iter().find(|(given, _)| given == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

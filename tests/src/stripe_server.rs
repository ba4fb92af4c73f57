//! Stripe on loopback, as its reference describes it: Checkout Sessions, payment intents, refunds, disputes, keys that make a
//! request once, for a day, and signed events. It has faults where a test wants them.

mod http;
mod state;

use self::http::{read, respond};
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
    at: i64,
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

    /// Has no other `POST` fail.
    pub fn heal(&self) {
        self.state().faults.clear();
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
        let intent = self.complete(session, "paid");
        self.set(&intent, "status", json!("succeeded"));
        let total = self.state().objects.get(session).expect("a session")["amount_total"].clone();
        self.set(&intent, "amount_received", total);
        intent
    }

    /// The same by a way of paying that takes days: the money is on its way.
    ///
    /// # Panics
    /// As [`pay`](Self::pay).
    #[must_use]
    pub fn begin_paying(&self, session: &str) -> String {
        self.complete(session, "unpaid")
    }

    /// Makes another page like that one, on which nothing is paid yet.
    ///
    /// # Panics
    /// Where there is no such page.
    #[must_use]
    pub fn another_page(&self, session: &str) -> Value {
        let mut state = self.state();
        let mut page = state.objects.get(session).cloned().expect("a session");
        let id = state.new_id("cs_test");
        page["id"] = json!(id);
        page["url"] = json!(format!("https://checkout.stripe.example/{id}"));
        page["status"] = json!("open");
        page["payment_status"] = json!("unpaid");
        page["payment_intent"] = Value::Null;
        state.objects.insert(id, page.clone());
        page
    }

    fn complete(&self, session: &str, payment_status: &str) -> String {
        let mut state = self.state();
        let found = state.objects.get(session).cloned().expect("a session");
        assert_eq!(found["status"], "open", "{found}");
        let intent = state.new_id("pi");
        let body = json!({
            "id": intent, "object": "payment_intent", "status": "processing", "currency": found["currency"],
            "amount_received": 0, "metadata": found["metadata"], "livemode": false,
        });
        state.objects.insert(intent.clone(), body);
        let session = state.objects.get_mut(session).expect("a session");
        session["status"] = json!("complete");
        session["payment_status"] = json!(payment_status);
        session["payment_intent"] = json!(intent);
        session["url"] = Value::Null;
        intent
    }

    /// Forgets an object: it is asked for in vain from now on.
    pub fn forget(&self, id: &str) {
        self.state().objects.remove(id);
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

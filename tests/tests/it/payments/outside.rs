//! Somebody else's Stripe as a witness: localstripe, which knows intents, refunds and signed reports. It has neither pages for
//! paying, nor disputes, nor keys that make a request once; of these the server of these tests alone says what Stripe does.

use super::world::World;
use domain::money::account::RefundStatus;
use domain::money::{Currency, Money};
use e2e::STRIPE_SECRET;
use integrations::outbound::{Limits, Networks};
use integrations::payments::{LIMITS, NewRefund, OurRefund, PaymentClient, Stripe, StripeKey};
use reqwest::Client;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use testkit::Case;
use testkit::db::TestDb;
use uuid::Uuid;

const KEY: &str = "sk_test_outside";

pub(crate) fn cases() -> Vec<Case> {
    let with_peer = testkit::cases![refunds_are_made_as_another_stripe_wants_them, reports_of_another_stripe];
    testkit::needing(missing().as_deref(), with_peer)
}

#[expect(clippy::disallowed_methods, reason = "where the peers are is told to the tests, not to the product")]
fn folder() -> (PathBuf, bool) {
    let given = std::env::var_os("MERIDIAN_PEERS").filter(|path| !path.is_empty());
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/peers");
    (given.clone().map_or(usual, PathBuf::from), given.is_some())
}

/// Why there is none, if there need not be one.
fn missing() -> Option<String> {
    let (folder, demanded) = folder();
    let libraries = std::fs::read_dir(folder.join("venv/lib")).into_iter().flatten().flatten();
    let there = libraries.into_iter().any(|one| one.path().join("site-packages/localstripe").exists());
    assert!(there || !demanded, "MERIDIAN_PEERS is set, and there is no localstripe in it");
    (!there).then(|| "no localstripe; .ci/peers/install gets it".into())
}

/// A running one.
struct Outside {
    child: Child,
    lines: Mutex<Receiver<Value>>,
    url: String,
}

impl Outside {
    fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/payments/other_stripe.py");
        let mut command = Command::new(folder().0.join("venv/bin/python"));
        let mut child =
            command.arg(script).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let Ok(value) = serde_json::from_str(&line) else { continue };
                if send.send(value).is_err() {
                    break;
                }
            }
        });
        let first: Value = lines.recv_timeout(Duration::from_secs(60)).expect("its port");
        Self { child, lines: Mutex::new(lines), url: format!("http://127.0.0.1:{}", first["port"]) }
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Value {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Client::new().post(format!("{}{path}", self.url)).bearer_auth(KEY);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        let text = answer.text().await.expect("a body");
        assert!(status.is_success(), "{path}: {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// An intent of a hundred euros that is paid.
    async fn intent(&self) -> String {
        let card = [
            ("type", "card"),
            ("card[number]", "4242424242424242"),
            ("card[exp_month]", "12"),
            ("card[exp_year]", "2040"),
            ("card[cvc]", "123"),
        ];
        let method = self.post("/v1/payment_methods", &card).await;
        let intent = [
            ("amount", "10000"),
            ("currency", "eur"),
            ("confirm", "true"),
            ("payment_method", method["id"].as_str().unwrap_or_default()),
            ("metadata[payment]", "outside"),
        ];
        let intent = self.post("/v1/payment_intents", &intent).await;
        assert_eq!(intent["status"], "succeeded", "{intent}");
        intent["id"].as_str().unwrap_or_default().to_owned()
    }

    /// How the next report was taken.
    async fn told(&self) -> Value {
        for _ in 0..300 {
            if let Ok(told) = self.lines.lock().expect("its lines").try_recv() {
                return told;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no report");
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        // A process that is gone needs no stopping.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn refunds_are_made_as_another_stripe_wants_them(_: TestDb) {
    let outside = Outside::start();
    let charge = outside.intent().await;
    let limits = Limits { networks: Networks::all_private(), ..LIMITS };
    let client = PaymentClient::new(limits).expect("a client");
    let key = StripeKey::parse(KEY).expect("a key");
    let stripe = Stripe::new(client, key, outside.url.parse().expect("an address"));
    let amount = Money::new(2_500, Currency::of_code("EUR").expect("euro")).expect("an amount");
    let (payment, refund) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let wanted = NewRefund { payment, refund, number: 3, charge: charge.clone(), amount };
    let made = stripe.refund(&wanted).await.expect("a refund");
    assert_eq!((made.amount, made.status), (amount, RefundStatus::Succeeded));
    assert_eq!(made.ours, Some(OurRefund { refund, number: 3 }));
    let path = format!("{}/v1/refunds/{}", outside.url, made.id);
    let seen = Client::new().get(path).bearer_auth(KEY).send().await.expect("an answer").text().await;
    let seen: Value = serde_json::from_str(&seen.expect("a body")).expect("JSON");
    assert_eq!((&seen["amount"], &seen["payment_intent"]), (&json!(2_500), &json!(charge)));
    assert_eq!(seen["metadata"]["payment"], json!(payment.to_string()), "{seen}");
    let nobody = NewRefund { charge: "pi_nobody".into(), ..wanted };
    assert!(stripe.refund(&nobody).await.is_err());
}

/// It signs as Stripe does: with the secret of the company it is believed, with another it is not.
async fn reports_of_another_stripe(db: TestDb) {
    let world = World::new(db).await;
    let outside = Outside::start();
    #[expect(clippy::disallowed_methods, reason = "another program's clock is the machine's")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_secs();
    world.pass(i64::try_from(now).expect("a time") - world.app.clock.now().unix());
    let url = format!("http://{}/webhooks/stripe/{}", world.app.address(), world.shop.company);
    for (secret, expected) in
        [("whsec_another", "failed with response code 400"), (STRIPE_SECRET, "successfully delivered")]
    {
        let hook = [("url", url.as_str()), ("secret", secret), ("events[0]", "payment_intent.succeeded")];
        outside.post("/_config/webhooks/meridian", &hook).await;
        outside.intent().await;
        let told = outside.told().await;
        assert_eq!(told["taken"], expected, "{told}");
    }
}

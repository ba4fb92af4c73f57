//! What Stripe knows, and what it answers.

use super::http::Asked;
use super::{Form, Kept, Reply, STRIPE_KEY, State, StripeRefunds};
use serde_json::{Value, json};

/// How long Stripe knows a key, in seconds.
const KEPT: i64 = 86_400;

impl State {
    pub(super) fn new_id(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}_{:04}", self.made)
    }

    pub(super) fn all(&self, kind: &str) -> Vec<Value> {
        let mut all: Vec<Value> =
            self.objects.values().filter(|one| one["object"] == kind).cloned().collect();
        all.sort_by_key(|one| one["id"].as_str().unwrap_or_default().to_owned());
        all
    }

    pub(super) fn answer(&mut self, asked: &Asked) -> Reply {
        if asked.token.as_deref() != Some(STRIPE_KEY) {
            return refused(401, "Invalid API Key provided");
        }
        if asked.method == "GET" {
            return self.get(asked);
        }
        let Some(key) = asked.key.clone() else { return refused(400, "every POST here carries a key") };
        if let Some(kept) = self.keys.get(&key).filter(|kept| self.now < kept.at + KEPT) {
            return match kept.path == asked.path && kept.form == asked.form {
                true => kept.answer.clone(),
                false => {
                    refused(400, "Keys can only be used with the same parameters they were first used with")
                }
            };
        }
        let answer = self.post(asked);
        let (path, form) = (asked.path.clone(), asked.form.clone());
        let kept = Kept { path, form, answer: answer.clone(), at: self.now };
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
            "success_url": field(form, "success_url"), "cancel_url": field(form, "cancel_url"),
        });
        self.objects.insert(id, body.clone());
        Reply { status: 200, body }
    }

    pub(super) fn make_refund(&mut self, form: &Form) -> Reply {
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

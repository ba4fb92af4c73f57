//! What these tests start from: a shop whose service costs a hundred euros, a quarter of them beforehand, and Stripe.

use crate::appointments::start::{APPOINTMENTS, BOOK, TEN, booking, messages, with};
use crate::shop::start::{SERVICES, Shop};
use app::payments::sync::{self, NextStep};
use domain::money::entry::{EntryKind, NewEntry};
use domain::money::{Currency, Money};
use domain::{CompanyId, PaymentId};
use e2e::{Answer, App, STRIPE_KEY, STRIPE_SECRET, StripeServer};
use persistence::store::{payment_entries, payments};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::at;
use testkit::db::TestDb;

pub(crate) const PAYMENTS: &str = "/api/v1/appointments/payments";
const NOW: &str = "2025-01-20T08:00:00Z";

pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) stripe: StripeServer,
    pub(crate) shop: Shop,
}

/// An appointment that was booked, and its payment.
pub(crate) struct Booked {
    pub(crate) id: String,
    pub(crate) answer: Answer,
}

impl Booked {
    /// What a booking was answered with.
    pub(crate) fn of(answer: Answer) -> Self {
        Self { id: answer["id"].as_str().unwrap_or_default().to_owned(), answer }
    }

    pub(crate) fn path(&self) -> String {
        format!("{APPOINTMENTS}/{}", self.id)
    }

    /// The path of the page that leads to where it is paid.
    pub(crate) fn pay_path(&self) -> String {
        let url = self.answer["payment_url"].as_str().unwrap_or_default();
        url.find("/pay/")
            .map(|at| url[at..].to_owned())
            .unwrap_or_else(|| panic!("no page: {}", self.answer.text))
    }
}

impl World {
    /// Nobody has chosen a provider.
    pub(crate) async fn offline(db: TestDb) -> Self {
        let stripe = StripeServer::start(at(NOW).unix()).await;
        let app = App::with_stripe_at(db, stripe.url()).await;
        app.clock.set(at(NOW));
        let shop = Shop::open(&app, "UTC").await;
        let world = Self { app, stripe, shop };
        let price = |amount| json!({"amount": amount, "currency": "EUR"});
        world.service(json!({"price": price(10_000), "down_payment": price(2_500)})).await;
        world
    }

    /// The company has chosen Stripe.
    pub(crate) async fn new(db: TestDb) -> Self {
        let world = Self::offline(db).await;
        let put = world.app.put(&world.provider(), account(STRIPE_KEY)).await;
        assert_eq!(put.status, 200, "{}", put.text);
        world
    }

    /// Changes the service.
    pub(crate) async fn service(&self, change: Value) {
        let changed = self.app.patch(&format!("{SERVICES}/{}", self.shop.service), change).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
    }

    pub(crate) fn provider(&self) -> String {
        format!("/api/v1/companies/{}/payment-provider", self.shop.company)
    }

    /// Books ten o'clock, to be paid in full.
    pub(crate) async fn book(&self, name: &str) -> Booked {
        self.book_as(name, "full").await
    }

    pub(crate) async fn book_as(&self, name: &str, payment_type: &str) -> Booked {
        let body = with(booking(&self.shop, TEN, name), &json!({"payment_type": payment_type}));
        Booked::of(self.app.make(BOOK, body).await)
    }

    /// Moves both clocks.
    pub(crate) fn pass(&self, seconds: i64) {
        let now = self.app.clock.now().plus_seconds(seconds);
        self.app.clock.set(now);
        self.stripe.set_clock(now.unix());
    }

    /// Does all that is due now.
    pub(crate) async fn work(&self) {
        for _ in 0..8 {
            self.app.worker().run_once().await;
        }
    }

    /// The same, again and again for so many seconds.
    pub(crate) async fn work_for(&self, seconds: i64) {
        for _ in 0..seconds / 5 {
            self.work().await;
            self.pass(5);
        }
        self.work().await;
    }

    /// Asks Stripe about a payment as the worker does, before it does anything else.
    pub(crate) async fn ask_stripe(&self, booked: &Booked) {
        let id = self.payment_id(booked).await;
        let (permit, now) = (testkit::seed::owner(CompanyId(self.shop.company)), self.app.clock.now());
        let beginner = permit.clone();
        let begun = self.app.db.write(move |tx| sync::begin(tx, &beginner, id, now)).await;
        let NextStep::Ask(task) = begun.expect("a step") else {
            panic!("there is nothing to ask: {}", self.payment(booked).await)
        };
        let facts = sync::run(&self.app.worker().payments, &task).await.expect("an answer");
        let settled = self.app.db.write(move |tx| {
            let arrived: sync::Arrived<'_> = &app::appointments::money_arrived;
            sync::settle(tx, &permit, &task, Some(&facts), arrived, now)
        });
        settled.await.expect("it is written");
    }

    /// The client pays a second time, on another page that is known here.
    pub(crate) async fn pay_again(&self, booked: &Booked) {
        let page = self.stripe.another_page(&self.newest("checkout.session"));
        let text = |name: &str| page[name].as_str().map(str::to_owned);
        let (id, permit) =
            (self.payment_id(booked).await, testkit::seed::owner(CompanyId(self.shop.company)));
        let now = self.app.clock.now();
        let amount =
            Currency::of_code("EUR").and_then(|euro| Money::new(10_000, euro).ok()).expect("an amount");
        let open = NewEntry {
            number: 2,
            provider_id: text("id"),
            link: text("url"),
            until: Some(now.plus_minutes(31)),
            ..NewEntry::new(EntryKind::SessionOpen, amount)
        };
        let written = self.app.db.write(move |tx| {
            let scope = &mut tx.scope(&permit);
            let payment = payments::get(scope, id)?.payment;
            payment_entries::append(scope, &payment, &open, now)
        });
        assert!(written.await.expect("it is written").is_some());
        let session = page["id"].as_str().unwrap_or_default();
        self.stripe.pay(session);
        self.report_event("evt_again", "checkout.session.completed", session).await;
        self.work().await;
    }

    async fn payment_id(&self, booked: &Booked) -> PaymentId {
        let payment = self.payment(booked).await;
        payment["id"].as_str().and_then(|text| text.parse().ok()).map(PaymentId).expect("a payment")
    }

    /// How often clients were told that their money goes back.
    pub(crate) async fn told_of_money(&self) -> usize {
        messages(&self.app, &self.shop).await.iter().filter(|one| one["kind"] == "money_returned").count()
    }

    /// Opens a page as somebody without an account.
    pub(crate) async fn open(&self, path: &str) -> Answer {
        self.app.send(self.app.anonymous(Method::GET, path)).await
    }

    /// Books, and has the client pay on Stripe's page; nobody has heard of it. Answers the intent too.
    pub(crate) async fn paid_at_stripe(&self, name: &str) -> (Booked, String) {
        let booked = self.book(name).await;
        self.work().await;
        let session = self.stripe.session();
        let intent = self.stripe.pay(session["id"].as_str().unwrap_or_default());
        (booked, intent)
    }

    /// Books, pays, and has it noticed.
    pub(crate) async fn confirmed(&self, name: &str) -> (Booked, String) {
        let (booked, intent) = self.paid_at_stripe(name).await;
        let told = self
            .report_event("evt_paid", "checkout.session.completed", &self.newest("checkout.session"))
            .await;
        assert_eq!(told.status, 200, "{}", told.text);
        self.work().await;
        self.check(&booked, "confirmed", "paid").await;
        (booked, intent)
    }

    /// The id of the page for paying that is open, once it is made: a call that a busy machine answered too late is made again.
    pub(crate) async fn open_page(&self) -> String {
        for _ in 0..12 {
            self.work().await;
            let newest = self.stripe.all("checkout.session").pop();
            if let Some(open) = newest.filter(|one| one["status"] == "open") {
                return open["id"].as_str().unwrap_or_default().to_owned();
            }
            self.pass(5);
        }
        panic!("no page for paying was made");
    }

    /// The id of the newest object of a kind.
    pub(crate) fn newest(&self, kind: &str) -> String {
        let all = self.stripe.all(kind);
        all.last().and_then(|one| one["id"].as_str()).unwrap_or_default().to_owned()
    }

    /// Stripe reports an event about an object.
    pub(crate) async fn report_event(&self, event: &str, kind: &str, object: &str) -> Answer {
        let body = self.stripe.event(event, kind, object).to_string();
        self.report(&body, STRIPE_SECRET, self.app.clock.now().unix()).await
    }

    /// A report as it is signed with that secret at that second.
    pub(crate) async fn report(&self, body: &str, secret: &str, time: i64) -> Answer {
        let path = format!("/webhooks/stripe/{}", self.shop.company);
        let request = self.app.anonymous(Method::POST, &path).header("content-type", "application/json");
        let signature = StripeServer::signature(secret, time, body);
        self.app.send(request.header("Stripe-Signature", signature).body(body.to_owned())).await
    }

    /// The payment of an appointment.
    pub(crate) async fn payment(&self, booked: &Booked) -> Value {
        let page = self.app.get(&format!("{PAYMENTS}?appointment={}", booked.id)).await;
        assert_eq!(page.status, 200, "{}", page.text);
        page["items"][0].clone()
    }

    /// How the appointment and its payment stand.
    pub(crate) async fn check(&self, booked: &Booked, appointment: &str, payment: &str) {
        let read = self.app.get(&booked.path()).await;
        let of = self.payment(booked).await;
        assert_eq!((&read["status"], &of["status"]), (&json!(appointment), &json!(payment)), "{of}");
    }

    /// How its refunds stand.
    pub(crate) async fn refunds(&self, booked: &Booked) -> Vec<(i64, String)> {
        let payment = self.payment(booked).await;
        let refunds = payment["refunds"].as_array().cloned().unwrap_or_default();
        let of = |one: &Value| {
            (
                one["amount"]["amount"].as_i64().unwrap_or_default(),
                one["status"].as_str().unwrap_or_default().to_owned(),
            )
        };
        refunds.iter().map(of).collect()
    }

    pub(crate) async fn cancel(&self, booked: &Booked) -> Answer {
        let done = self.app.post(&format!("{}/cancel", booked.path()), json!({"reason": "ill"})).await;
        assert_eq!(done.status, 200, "{}", done.text);
        done
    }
}

/// An account with Stripe.
pub(crate) fn account(key: &str) -> Value {
    json!({"provider": "stripe", "stripe": {"secret_key": key, "webhook_secret": STRIPE_SECRET}})
}

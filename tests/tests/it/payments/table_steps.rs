//! The steps of the table, done for real, and what is seen afterwards.

use super::table::{Combination, Money, Step, Taker};
use super::world::{Booked, PAYMENTS, World};
use crate::appointments::start::{BOOK, actions, bare, booking, messages, with};
use crate::shop::start::{CONFIG, SERVICES};
use e2e::{Answer, StripeFault, StripeRefunds};
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};
use testkit::at;

/// What can be seen of an appointment and its money.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    pub(super) status: String,
    /// The time of day.
    pub(super) start: String,
    pub(super) paid: bool,
    pub(super) payment: Option<String>,
    pub(super) entries: Vec<String>,
    pub(super) refunds: Vec<String>,
    pub(super) answered: Value,
    pub(super) ledger: Vec<String>,
    pub(super) told: Vec<String>,
    pub(super) log: Vec<String>,
    pub(super) free: bool,
}

/// Tuesday of a week, at that time of day.
fn tuesday(week: i64, time: &str) -> Timestamp {
    at(&format!("2025-01-21T{time}:00Z")).plus_minutes(week * 7 * 1440)
}

impl World {
    /// Tiers that give back all, a half and nothing; 30 % for who does not come; no reminders.
    pub(super) async fn settle_terms(&self) {
        let tiers = json!([
            {"hours_before": 24, "refund_percent": 100}, {"hours_before": 2, "refund_percent": 50},
        ]);
        self.service(json!({"cancellation_policy": tiers})).await;
        let config = json!({"reminder_hours_before": [], "no_show_refund_percent": 30});
        let put = self.app.put(&format!("{CONFIG}?company_id={}", self.shop.company), config).await;
        assert_eq!(put.status, 200, "{}", put.text);
    }

    fn go_to(&self, time: Timestamp) {
        let now = self.app.clock.now();
        self.pass(time.unix() - now.unix());
    }
}

/// A week of the table.
struct Week<'a> {
    world: &'a World,
    combination: Combination,
    week: i64,
}

/// Does a step, and looks. It begins on Monday at eight.
pub(super) async fn run(world: &World, combination: Combination, week: i64) -> Seen {
    let this = Week { world, combination, week };
    world.go_to(tuesday(week, "08:00").plus_minutes(-1440));
    let booked = this.book(&this.client(), "10:00").await;
    assert_eq!(booked.answer.status, 201, "{combination:?}: {}", booked.answer.text);
    let late = matches!(combination.step, Step::LateTimeFree | Step::LateTimeGone);
    if late {
        this.pay_late(&booked).await;
    } else {
        this.pay(&booked).await;
    }
    let answered = this.step(&booked).await;
    world.work().await;
    let seen = this.look(&booked, answered).await;
    this.clear(&booked).await;
    seen
}

impl Week<'_> {
    fn client(&self) -> String {
        format!("Ana{}", self.week)
    }

    async fn book(&self, client: &str, time: &str) -> Booked {
        let start = tuesday(self.week, time).to_string();
        let payment_type = self.combination.money.payment_type();
        let body = with(booking(&self.world.shop, &start, client), &json!({"payment_type": payment_type}));
        Booked::of(self.world.app.post(BOOK, body).await)
    }

    async fn mark_paid(&self, booked: &Booked) {
        let payment = self.world.payment(booked).await;
        let path = format!("{PAYMENTS}/{}", payment["id"].as_str().unwrap_or_default());
        let marked = bare(&self.world.app, &path, "mark-paid").await;
        assert_eq!(marked.status, 200, "{}", marked.text);
    }

    /// The client pays at once, and it is noticed.
    async fn pay(&self, booked: &Booked) {
        let Combination { money, taker, .. } = self.combination;
        match taker {
            _ if money == Money::Nothing => {}
            Taker::Offline => self.mark_paid(booked).await,
            Taker::Stripe => {
                let session = self.world.open_page().await;
                self.world.stripe.pay(&session);
                let event = format!("evt_{}", self.week);
                let told = self.world.report_event(&event, "checkout.session.completed", &session).await;
                assert_eq!(told.status, 200, "{}", told.text);
            }
        }
        self.world.work().await;
    }

    /// The client pays, and nobody hears of it before half an hour is over; somebody else may want the time by then.
    async fn pay_late(&self, booked: &Booked) {
        let world = self.world;
        world.work().await;
        if self.combination.waits() {
            world.stripe.pay(&world.open_page().await);
            // Stripe can't be asked to close the page, so that the money is not seen yet.
            world.stripe.fail(&[StripeFault::Down; 3]);
        }
        world.pass(31 * 60);
        world.app.worker().run_once().await;
        if self.combination.step == Step::LateTimeGone {
            let other = self.book(&format!("Bob{}", self.week), "10:00").await;
            let expected = if self.combination.waits() { 201 } else { 409 };
            assert_eq!(other.answer.status, expected, "{:?}: {}", self.combination, other.answer.text);
        }
        if !self.combination.waits() {
            return self.pay(booked).await;
        }
        world.stripe.heal();
        // How long the next attempt waits is partly chance, and grows with each that failed.
        for _ in 0..6 {
            world.work().await;
            world.pass(60);
        }
        world.work().await;
    }

    async fn post(&self, booked: &Booked, action: &str, body: Value) -> Answer {
        let answer = self.world.app.post(&format!("{}/{action}", booked.path()), body).await;
        assert!(answer.status < 300, "{:?}: {}", self.combination, answer.text);
        answer
    }

    async fn price(&self, amount: i64) {
        self.world.service(json!({"price": {"amount": amount, "currency": "EUR"}})).await;
    }

    /// What happens; answers what was said of a refund.
    async fn step(&self, booked: &Booked) -> Value {
        let (world, week) = (self.world, self.week);
        let thirteen = json!({"start": tuesday(week, "13:00").to_string(), "reason": "later"});
        let cancel = async || self.post(booked, "cancel", json!({"reason": "ill"})).await["refund"].clone();
        match self.combination.step {
            Step::Book | Step::LateTimeFree | Step::LateTimeGone => {}
            Step::AskToMove => {
                let body = json!({"start": tuesday(week, "10:30").to_string(), "ask": true});
                assert_eq!(self.post(booked, "reschedule", body).await.status, 202);
            }
            Step::Move => drop(self.post(booked, "reschedule", thirteen).await),
            Step::MoveDearer | Step::MoveCheaper => {
                let dearer = self.combination.step == Step::MoveDearer;
                self.price(if dearer { 20_000 } else { 5_000 }).await;
                self.post(booked, "reschedule", thirteen).await;
                self.price(10_000).await;
            }
            Step::CancelEarly => return cancel().await,
            Step::CancelLater | Step::CancelTooLate => {
                let later = self.combination.step == Step::CancelLater;
                world.go_to(tuesday(week, if later { "08:00" } else { "08:01" }));
                return cancel().await;
            }
            Step::NoShow => {
                world.go_to(tuesday(week, "10:00"));
                assert_eq!(bare(&world.app, &booked.path(), "mark-no-show").await.status, 200);
                world.go_to(tuesday(week, "10:00").plus_minutes(1440));
            }
            Step::RefundFails => {
                world.stripe.refunds_are(StripeRefunds::Refuse);
                return cancel().await;
            }
        }
        Value::Null
    }

    async fn look(&self, booked: &Booked, answered: Value) -> Seen {
        let world = self.world;
        let read = world.app.get(&booked.path()).await;
        let payment = world.payment(booked).await;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let entry = |one: &Value| {
            format!("{} {} {}", text(&one["kind"]), text(&one["status"]), one["amount"]["amount"])
        };
        let refund = |one: &Value| format!("{} {}", one["amount"]["amount"], text(&one["status"]));
        let address = format!("{}@example.com", self.client().to_lowercase());
        let mut told: Vec<String> = messages(&world.app, &world.shop)
            .await
            .iter()
            .filter(|one| one["to_address"] == json!(address))
            .map(|one| text(&one["kind"]))
            .collect();
        told.sort();
        Seen {
            status: text(&read["status"]),
            start: text(&read["start"]).get(11..16).unwrap_or_default().to_owned(),
            paid: read["paid"] == true,
            payment: payment["status"].as_str().map(str::to_owned),
            entries: items(&payment["entries"]).iter().map(entry).collect(),
            refunds: items(&payment["refunds"]).iter().map(refund).collect(),
            answered,
            ledger: self.ledger(&address),
            told,
            log: actions(&world.app, &booked.path()).await,
            free: self.offered().await,
        }
    }

    /// Whose time the client's bookings take: `user appointment booked`.
    fn ledger(&self, address: &str) -> Vec<String> {
        let sql = format!(
            "SELECT subject || ' ' || source_kind || ' ' || state AS text FROM commitments WHERE source_id IN \
             (SELECT source_id FROM commitments WHERE subject = 'customer:{address}') ORDER BY source_kind, subject"
        );
        let bare = |line: String| {
            let (subject, rest) = line.split_once(' ').unwrap_or_default();
            format!("{} {rest}", subject.split(':').next().unwrap_or_default())
        };
        self.world.app.db.raw().texts(&sql).into_iter().map(bare).collect()
    }

    /// Whether ten o'clock is offered.
    async fn offered(&self) -> bool {
        let start = tuesday(self.week, "10:00").to_string();
        let date = start.get(..10).unwrap_or_default();
        let path = format!("{SERVICES}/{}/slots?date={date}", self.world.shop.service);
        let slots = self.world.app.get(&path).await;
        assert_eq!(slots.status, 200, "{}", slots.text);
        slots["items"].as_array().into_iter().flatten().any(|slot| slot["start"] == json!(start))
    }

    /// What was left to be tried again is done, so that the next week begins anew.
    async fn clear(&self, booked: &Booked) {
        if self.combination.step != Step::RefundFails {
            return;
        }
        self.world.stripe.refunds_are(StripeRefunds::Succeed);
        self.world.work_for(120).await;
        if self.combination.waits() {
            self.world.check(booked, "cancelled", "refunded").await;
        }
    }
}

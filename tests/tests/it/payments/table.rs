//! What is asked for, who takes the money, and what then happens: every combination, held against one function that says what is
//! to come of it.

use super::table_steps::{Seen, run};
use super::world::World;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        nothing_is_asked_for_offline,
        nothing_is_asked_for_at_stripe,
        a_down_payment_offline,
        a_down_payment_at_stripe,
        the_whole_price_offline,
        the_whole_price_at_stripe,
    ]
}

/// What a booking asks for of a price of a hundred euros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Money {
    Nothing,
    Down,
    Full,
}

impl Money {
    pub(super) fn payment_type(self) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::Down => "down",
            Self::Full => "full",
        }
    }

    fn amount(self) -> i64 {
        match self {
            Self::Nothing => 0,
            Self::Down => 2_500,
            Self::Full => 10_000,
        }
    }
}

/// Who takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taker {
    Offline,
    Stripe,
}

/// What then happens. But for late money, it is paid before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Book,
    /// To half an hour later, so that both times overlap.
    AskToMove,
    Move,
    /// The price has gone up meanwhile.
    MoveDearer,
    MoveCheaper,
    /// The tiers give back all, a half, and nothing.
    CancelEarly,
    CancelLater,
    CancelTooLate,
    /// The company gives 30 % back.
    NoShow,
    /// The money comes after half an hour.
    LateTimeFree,
    /// The same, and somebody else wants the time.
    LateTimeGone,
    /// As early as can be, and Stripe refuses.
    RefundFails,
}

const STEPS: [Step; 12] = [
    Step::Book,
    Step::AskToMove,
    Step::Move,
    Step::MoveDearer,
    Step::MoveCheaper,
    Step::CancelEarly,
    Step::CancelLater,
    Step::CancelTooLate,
    Step::NoShow,
    Step::LateTimeFree,
    Step::LateTimeGone,
    Step::RefundFails,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Combination {
    pub(super) money: Money,
    pub(super) taker: Taker,
    pub(super) step: Step,
}

impl Combination {
    /// Whether the appointment waits for its money.
    pub(super) fn waits(self) -> bool {
        self.money != Money::Nothing && self.taker == Taker::Stripe
    }

    /// Whether its money came when its time had been given to somebody else.
    fn lost(self) -> bool {
        self.waits() && self.step == Step::LateTimeGone
    }

    /// How much comes back, in per cent of what was paid.
    fn percent(self) -> i64 {
        match self.step {
            Step::CancelEarly | Step::RefundFails => 100,
            Step::CancelLater => 50,
            Step::NoShow => 30,
            _ if self.lost() => 100,
            _ => 0,
        }
    }

    fn refund(self) -> i64 {
        self.money.amount() * self.percent() / 100
    }

    fn refund_failed(self) -> bool {
        self.step == Step::RefundFails && self.taker == Taker::Stripe
    }

    fn status(self) -> &'static str {
        match self.step {
            Step::CancelEarly | Step::CancelLater | Step::CancelTooLate | Step::RefundFails => "cancelled",
            Step::NoShow => "no_show",
            _ if self.lost() => "cancelled",
            _ => "confirmed",
        }
    }

    /// The time of day at which the appointment is.
    fn start(self) -> &'static str {
        match self.step {
            Step::Move | Step::MoveDearer | Step::MoveCheaper => "13:00",
            _ => "10:00",
        }
    }

    fn payment(self) -> Option<&'static str> {
        let (paid, back) = (self.money.amount(), self.refund());
        if paid == 0 {
            return None;
        }
        Some(match back {
            0 => "paid",
            _ if self.refund_failed() => "paid",
            _ if back == paid => "refunded",
            _ => "partly_refunded",
        })
    }

    /// Kind, status and amount of each entry, in order.
    fn entries(self) -> Vec<String> {
        let (paid, back) = (self.money.amount(), self.refund());
        if paid == 0 {
            return Vec::new();
        }
        let mut entries = vec![("charge", "due", paid)];
        match self.taker {
            Taker::Offline => entries.push(("mark_paid", "paid", paid)),
            Taker::Stripe => entries.extend([("charge", "started", paid), ("charge", "pending", paid)]),
        }
        let late = matches!(self.step, Step::LateTimeFree | Step::LateTimeGone);
        if self.waits() && late {
            // Its time was given up, and nothing was asked for any more.
            entries.push(("charge", "cancelled", paid));
        }
        if self.taker == Taker::Stripe {
            // The page is closed by being used; where nothing is asked for any more, what is noted of its end is that.
            let ended = if late { 0 } else { paid };
            entries.extend([("charge", "paid", paid), ("charge", "expired", ended)]);
        }
        if self.waits() && self.step == Step::LateTimeFree {
            entries.push(("charge", "due", paid));
        }
        if back > 0 && !self.lost() {
            // So much less is asked for: it is not kept.
            entries.push(("charge", "cancelled", back));
        }
        if back > 0 && self.taker == Taker::Stripe {
            entries.push(("refund", "pending", back));
        }
        if back > 0 {
            entries.push(("refund", if self.refund_failed() { "failed" } else { "succeeded" }, back));
        }
        entries.iter().map(|(kind, status, amount)| format!("{kind} {status} {amount}")).collect()
    }

    fn refunds(self) -> Vec<String> {
        let status = if self.refund_failed() { "failed" } else { "succeeded" };
        let back = self.refund();
        if back > 0 { vec![format!("{back} {status}")] } else { Vec::new() }
    }

    /// What cancelling answered of the refund.
    fn answered(self) -> Value {
        let cancels = matches!(self.step, Step::CancelEarly | Step::CancelLater | Step::RefundFails);
        if !cancels || self.refund() == 0 {
            return Value::Null;
        }
        json!({"amount": self.refund(), "currency": "EUR", "percent": self.percent()})
    }

    /// Whose time is taken, and for what.
    fn ledger(self) -> Vec<String> {
        let own = ["customer appointment booked", "user appointment booked"];
        let asked = ["customer request held", "user request held"];
        match self.step {
            Step::AskToMove => own.iter().chain(&asked).map(|line| (*line).to_owned()).collect(),
            _ if self.status() == "cancelled" => Vec::new(),
            _ => own.iter().map(|line| (*line).to_owned()).collect(),
        }
    }

    /// What the client was told, in order of kind.
    fn told(self) -> Vec<&'static str> {
        match self.step {
            Step::Book | Step::NoShow | Step::LateTimeFree => vec!["invitation"],
            Step::AskToMove => vec!["invitation", "move_asked"],
            Step::Move | Step::MoveDearer | Step::MoveCheaper => vec!["invitation", "time_changed"],
            // Nobody is told that something is cancelled who was never told that it is booked.
            Step::LateTimeGone if self.lost() => vec!["money_returned"],
            Step::LateTimeGone => vec!["invitation"],
            Step::CancelEarly | Step::CancelLater | Step::CancelTooLate | Step::RefundFails => {
                vec!["cancelled", "invitation"]
            }
        }
    }

    /// What the log says was done, in order.
    fn log(self) -> Vec<&'static str> {
        let booked = if self.waits() { vec!["booked", "confirmed"] } else { vec!["booked"] };
        let then: &[&str] = match self.step {
            Step::Book => &[],
            Step::AskToMove => &["move_asked"],
            Step::Move | Step::MoveDearer | Step::MoveCheaper => &["rescheduled"],
            Step::CancelEarly | Step::CancelLater | Step::CancelTooLate | Step::RefundFails => &["cancelled"],
            Step::NoShow => &["no_show"],
            Step::LateTimeFree if self.waits() => return vec!["booked", "cancelled", "confirmed"],
            Step::LateTimeGone if self.lost() => return vec!["booked", "cancelled"],
            Step::LateTimeFree | Step::LateTimeGone => &[],
        };
        [&booked[..], then].concat()
    }

    /// Whether another client gets ten o'clock afterwards, where that is still ahead.
    fn free(self) -> bool {
        let moved = matches!(self.step, Step::Move | Step::MoveDearer | Step::MoveCheaper);
        let cancelled = matches!(self.step, Step::CancelEarly | Step::CancelLater | Step::CancelTooLate);
        moved || cancelled || self.step == Step::RefundFails
    }

    /// What is to come of it.
    fn expected(self) -> Seen {
        Seen {
            status: self.status().into(),
            start: self.start().into(),
            paid: self.money != Money::Nothing,
            payment: self.payment().map(Into::into),
            entries: self.entries(),
            refunds: self.refunds(),
            answered: self.answered(),
            ledger: self.ledger(),
            told: self.told().into_iter().map(Into::into).collect(),
            log: self.log().into_iter().map(Into::into).collect(),
            free: self.free(),
        }
    }
}

/// Every step, each in a week and with a client of its own.
async fn check(db: TestDb, money: Money, taker: Taker) {
    let world = match taker {
        Taker::Offline => World::offline(db).await,
        Taker::Stripe => World::new(db).await,
    };
    world.settle_terms().await;
    let mut wrong = Vec::new();
    for (week, step) in (0..).zip(STEPS) {
        let combination = Combination { money, taker, step };
        let seen = run(&world, combination, week).await;
        let expected = combination.expected();
        if seen != expected {
            wrong.push(format!("{combination:?}\n    seen:     {seen:?}\n    expected: {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn nothing_is_asked_for_offline(db: TestDb) {
    check(db, Money::Nothing, Taker::Offline).await;
}

async fn nothing_is_asked_for_at_stripe(db: TestDb) {
    check(db, Money::Nothing, Taker::Stripe).await;
}

async fn a_down_payment_offline(db: TestDb) {
    check(db, Money::Down, Taker::Offline).await;
}

async fn a_down_payment_at_stripe(db: TestDb) {
    check(db, Money::Down, Taker::Stripe).await;
}

async fn the_whole_price_offline(db: TestDb) {
    check(db, Money::Full, Taker::Offline).await;
}

async fn the_whole_price_at_stripe(db: TestDb) {
    check(db, Money::Full, Taker::Stripe).await;
}

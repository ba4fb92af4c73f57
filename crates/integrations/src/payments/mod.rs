//! Payments that a provider takes: [`Stripe`], by pages that it hosts (Checkout), over its HTTP interface.
//!
//! Making a page or a refund may each be asked for again after a failure, with the same key: the provider does it once.
//! Nothing here waits and asks again by itself; [`PaymentError`] says whether and when that is of use.

mod client;
mod error;
mod form;
mod read;
mod signature;
mod stripe;

pub use client::{LIMITS, PaymentClient};
pub use error::PaymentError;
pub use signature::{BadSignature, TOLERANCE, verify};
pub use stripe::{Stripe, StripeKey};

use domain::money::Money;
use domain::money::account::RefundStatus;
use scheduling_core::time::Timestamp;
use std::fmt;
use uuid::Uuid;

/// A page that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// The payment that it is for.
    pub payment: Uuid,
    /// Which of that payment's pages: with the payment it is the key under which the provider makes it once.
    pub number: i64,
    pub amount: Money,
    /// What the client sees that they pay for.
    pub title: String,
    /// When the page closes.
    pub until: Timestamp,
    /// Where the client goes from there who has paid.
    pub paid_url: String,
    /// Where the client goes who has not.
    pub back_url: String,
}

/// How a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    Open,
    /// Nothing more comes from it.
    Ended,
    /// The client has done their part, and the money is on its way.
    Processing,
}

/// A page at the provider.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    pub id: String,
    /// The payment that it was made for.
    pub payment: Option<Uuid>,
    pub state: SessionState,
    /// Where it is, while it is open. Who has it can pay, and nothing else.
    pub link: Option<String>,
    /// What was paid there.
    pub paid: Option<Charge>,
    /// Whether it moves real money.
    pub live: Option<bool>,
}

impl fmt::Debug for Session {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Session({}, {:?}, paid: {:?})", self.id, self.state, self.paid)
    }
}

/// Money that the provider took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    pub id: String,
    pub amount: Money,
}

/// A refund that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRefund {
    pub payment: Uuid,
    pub refund: Uuid,
    /// Which attempt at it: with the refund it is the key under which the provider makes it once.
    pub number: i64,
    /// What of which it is.
    pub charge: String,
    pub amount: Money,
}

/// A refund at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    pub id: String,
    /// Which of ours it is; `None` where somebody made it at the provider.
    pub ours: Option<OurRefund>,
    pub amount: Money,
    pub status: RefundStatus,
    /// Why it failed, in the provider's words.
    pub reason: Option<String>,
}

/// A refund of ours, and which attempt at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OurRefund {
    pub refund: Uuid,
    pub number: i64,
}

/// How a dispute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputeState {
    Opened,
    Won,
    Lost,
}

/// Money that the client's bank took back, or may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    pub id: String,
    pub amount: Money,
    pub state: DisputeState,
}

/// What became of a charge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct After {
    pub refunds: Vec<Refund>,
    pub disputes: Vec<Dispute>,
}

//! Money: integers in a currency's minor unit, shares of it, and the account of a payment.

pub mod account;
mod amount;
mod currency;
pub mod entry;
mod payment;
mod percent;
pub mod plan;
mod state;
pub mod stripe;
pub mod written;

pub use amount::{MAX_AMOUNT, Money, MoneyProblem};
pub use currency::{Currency, MAX_EXPONENT};
pub use payment::{Bill, Payment, PaymentProvider};
pub use percent::{Percent, share};

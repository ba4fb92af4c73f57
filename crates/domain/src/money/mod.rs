//! Money: integers in a currency's minor unit, shares of it, and the account of a payment.

mod amount;
mod currency;
mod percent;
pub mod stripe;

pub use amount::{MAX_AMOUNT, Money, MoneyProblem};
pub use currency::{Currency, MAX_EXPONENT};
pub use percent::{Percent, share};

//! Money on the wire: minor units beside a currency.

use domain::money::{Currency, Money};
use http_kit::{Checks, WholeNumber};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An amount in the minor unit of its currency.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MoneyIn, example = json!({"amount": 12500, "currency": "EUR"}))]
pub(crate) struct MoneyIn {
    /// Minor units: 12500 are 125.00 EUR, or 12500 JPY. 0 to 999,999,999,999.
    #[schema(value_type = i64)]
    amount: WholeNumber,
    /// ISO 4217 code of a currency in circulation.
    currency: String,
}

impl MoneyIn {
    /// The amount, where both of its parts are good.
    pub(crate) fn check(&self, checks: &mut Checks, pointer: &str) -> Option<Money> {
        let currency = Currency::of_code(&self.currency);
        if currency.is_none() {
            checks.note(
                format!("{pointer}/currency"),
                "must be the ISO 4217 code of a currency in circulation, such as EUR",
            );
        }
        let amount =
            checks.in_range(&format!("{pointer}/amount"), self.amount, 0..=domain::money::MAX_AMOUNT);
        Money::new(amount?, currency?).ok()
    }
}

/// An amount in the minor unit of its currency.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Money, example = json!({"amount": 12500, "currency": "EUR"}))]
pub(crate) struct MoneyOut {
    /// Minor units: 12500 are 125.00 EUR, or 12500 JPY.
    amount: i64,
    /// ISO 4217 code.
    currency: &'static str,
}

impl From<Money> for MoneyOut {
    fn from(money: Money) -> Self {
        Self { amount: money.amount(), currency: money.currency().code() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(amount: i64, currency: &str, expected: &[&str]) {
        let given = MoneyIn { amount: WholeNumber(amount), currency: currency.into() };
        let mut checks = Checks::new();
        let read = given.check(&mut checks, "/price");
        assert_eq!(read.is_some(), expected.is_empty());
        let problem = checks.refuse();
        let pointers: Vec<&str> = problem.errors().iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, expected, "{amount} {currency}");
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        check(12500, "EUR", &[]);
        check(0, "jpy", &[]);
        check(-1, "XAU", &["/price/currency", "/price/amount"]);
        check(i64::MAX, "EUR", &["/price/amount"]);
        check(1, "", &["/price/currency"]);
    }
}

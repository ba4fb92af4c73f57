//! An amount of money, never negative, and never without its currency.

use super::Currency;

/// The largest amount, in minor units: twelve digits. Sums of millions of them fit, and so do they into JSON's numbers.
pub const MAX_AMOUNT: i64 = 999_999_999_999;

/// An amount in the minor unit of its currency: 0 to [`MAX_AMOUNT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    amount: i64,
    currency: Currency,
}

/// Why a number is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyProblem {
    #[error("must not be negative")]
    Negative,
    #[error("must be at most {MAX_AMOUNT}")]
    TooMuch,
}

impl Money {
    /// So many minor units.
    pub fn new(amount: i64, currency: Currency) -> Result<Self, MoneyProblem> {
        match amount {
            ..0 => Err(MoneyProblem::Negative),
            0..=MAX_AMOUNT => Ok(Self { amount, currency }),
            _ => Err(MoneyProblem::TooMuch),
        }
    }

    /// Nothing, in a currency.
    #[must_use]
    pub fn zero(currency: Currency) -> Self {
        Self { amount: 0, currency }
    }

    /// Minor units.
    #[must_use]
    pub fn amount(self) -> i64 {
        self.amount
    }

    #[must_use]
    pub fn currency(self) -> Currency {
        self.currency
    }

    #[must_use]
    pub fn is_zero(self) -> bool {
        self.amount == 0
    }

    /// The smaller of the two; `None` where the currencies differ.
    #[must_use]
    pub fn at_most(self, other: Self) -> Option<Self> {
        self.same(other)?;
        Some(if other.amount < self.amount { other } else { self })
    }

    /// Whether it is above the other; `None` where the currencies differ.
    #[must_use]
    pub fn exceeds(self, other: Self) -> Option<bool> {
        self.same(other)?;
        Some(self.amount > other.amount)
    }

    fn same(self, other: Self) -> Option<()> {
        (self.currency == other.currency).then_some(())
    }
}

/// As people write it: `125.00 EUR`.
impl std::fmt::Display for Money {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let places = usize::from(self.currency.exponent());
        let unit = 10_i64.pow(u32::from(self.currency.exponent()));
        let (whole, rest) = (self.amount / unit, self.amount % unit);
        match places {
            0 => write!(out, "{whole} {}", self.currency),
            _ => write!(out, "{whole}.{rest:0places$} {}", self.currency),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::currency::tests::all;
    use super::*;

    fn money(amount: i64, code: &str) -> Money {
        Money::new(amount, Currency::of_code(code).unwrap()).unwrap()
    }

    #[test]
    fn amounts_are_bounded_in_every_currency() {
        for currency in all() {
            assert_eq!(Money::new(-1, currency), Err(MoneyProblem::Negative));
            assert_eq!(Money::new(i64::MIN, currency), Err(MoneyProblem::Negative));
            assert_eq!(Money::new(MAX_AMOUNT + 1, currency), Err(MoneyProblem::TooMuch));
            assert_eq!(Money::new(MAX_AMOUNT, currency).map(Money::amount), Ok(MAX_AMOUNT), "{currency}");
        }
    }

    #[test]
    fn currencies_do_not_mix() {
        let (euro, yen) = (money(5, "EUR"), money(5, "JPY"));
        assert_eq!((euro.at_most(yen), euro.exceeds(yen)), (None, None));
        assert_eq!((euro.exceeds(money(4, "EUR")), euro.exceeds(euro)), (Some(true), Some(false)));
        assert_eq!(euro.at_most(money(4, "EUR")), Some(money(4, "EUR")));
    }

    #[test]
    fn people_read_amounts_in_the_major_unit() {
        let told = [
            (12500, "EUR", "125.00 EUR"),
            (5, "USD", "0.05 USD"),
            (500, "JPY", "500 JPY"),
            (1234, "KWD", "1.234 KWD"),
        ];
        for (amount, code, expected) in told {
            assert_eq!(money(amount, code).to_string(), expected);
        }
    }
}

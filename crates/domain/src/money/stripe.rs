//! What Stripe can carry, and in which units it counts.
//!
//! Stripe's amounts differ from ISO 4217's minor units for a few currencies. Only the client for Stripe converts, with the
//! functions here; everything else counts as ISO does.

use super::{Currency, Money};

/// Why Stripe can't take an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Uncarried {
    #[error("Stripe takes no payments in this currency")]
    Currency,
    #[error("Stripe takes multiples of {0} only in this currency")]
    NotAMultiple(i64),
    #[error("Stripe takes at most {0} in this currency")]
    TooMuch(i64),
}

/// Currencies in circulation that Stripe does not take.
const UNKNOWN: &str = "BTN CUP ERN GHS IQD IRR KPW LYD MRU SDG SSP STN SVC SYP TMT VED VES ZWG";

/// Currencies of three decimal places whose last digit has to be 0, because networks of cards have two.
const ENDING_IN_ZERO: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];

/// Currencies without decimal places that Stripe counts in hundredths all the same.
const IN_HUNDREDTHS: [&str; 2] = ["ISK", "UGX"];

/// ISO 4217 has two decimal places, Stripe none.
const IN_WHOLES: [&str; 1] = ["MGA"];

/// How many digits an amount may have; eight where nothing is said.
const DIGITS: [(&str, u32); 6] = [("IDR", 12), ("COP", 10), ("HUF", 10), ("JPY", 10), ("INR", 9), ("LBP", 9)];

/// Multiples of so many minor units are what Stripe can carry. Refunds are rounded to them.
#[must_use]
pub fn step(currency: Currency) -> i64 {
    match currency.code() {
        code if ENDING_IN_ZERO.contains(&code) => 10,
        code if IN_WHOLES.contains(&code) => 100,
        _ => 1,
    }
}

/// The number that says the amount to Stripe.
pub fn units(money: Money) -> Result<i64, Uncarried> {
    let currency = money.currency();
    if UNKNOWN.split(' ').any(|code| code == currency.code()) {
        return Err(Uncarried::Currency);
    }
    let step = step(currency);
    if money.amount() % step != 0 {
        return Err(Uncarried::NotAMultiple(step));
    }
    let units = match currency.code() {
        code if IN_HUNDREDTHS.contains(&code) => money.amount().saturating_mul(100),
        code if IN_WHOLES.contains(&code) => money.amount() / 100,
        _ => money.amount(),
    };
    let most = most_units(currency);
    if units > most {
        return Err(Uncarried::TooMuch(minor_units(most, currency)));
    }
    Ok(units)
}

/// The amount that Stripe says with that number; `None` where it is none of ours.
#[must_use]
pub fn money(units: i64, currency: Currency) -> Option<Money> {
    let hundredths = IN_HUNDREDTHS.contains(&currency.code());
    if hundredths && units % 100 != 0 {
        return None;
    }
    Money::new(minor_units(units, currency), currency).ok()
}

fn minor_units(units: i64, currency: Currency) -> i64 {
    match currency.code() {
        code if IN_HUNDREDTHS.contains(&code) => units / 100,
        code if IN_WHOLES.contains(&code) => units.saturating_mul(100),
        _ => units,
    }
}

fn most_units(currency: Currency) -> i64 {
    let digits = DIGITS.iter().find(|(code, _)| *code == currency.code()).map_or(8, |(_, digits)| *digits);
    10_i64.pow(digits) - 1
}

#[cfg(test)]
mod tests {
    use super::super::currency::tests::all;
    use super::*;

    fn check(code: &str, amount: i64, expected: Result<i64, Uncarried>) {
        let currency = Currency::of_code(code).unwrap();
        let given = Money::new(amount, currency).unwrap();
        assert_eq!(units(given), expected, "{given}");
        if let Ok(units) = expected {
            assert_eq!(money(units, currency), Some(given), "{given} and back");
        }
    }

    #[test]
    fn stripe_counts_most_currencies_as_iso_does() {
        check("EUR", 12_500, Ok(12_500));
        check("JPY", 500, Ok(500));
        check("EUR", 99_999_999, Ok(99_999_999));
        check("EUR", 100_000_000, Err(Uncarried::TooMuch(99_999_999)));
        check("IDR", 999_999_999_999, Ok(999_999_999_999));
    }

    #[test]
    fn stripe_counts_a_few_in_its_own_way() {
        check("ISK", 5, Ok(500));
        check("UGX", 12, Ok(1200));
        check("ISK", 1_000_000, Err(Uncarried::TooMuch(999_999)));
        check("MGA", 500, Ok(5));
        check("MGA", 550, Err(Uncarried::NotAMultiple(100)));
        check("KWD", 5120, Ok(5120));
        check("KWD", 5124, Err(Uncarried::NotAMultiple(10)));
        check("LYD", 5000, Err(Uncarried::Currency));
        let krona = Currency::of_code("ISK").unwrap();
        assert_eq!((money(550, krona), money(-100, krona)), (None, None));
    }

    #[test]
    fn what_is_carried_comes_back_the_same_in_every_currency() {
        for currency in all() {
            for steps in [0, 1, 7, 999] {
                let given = Money::new(steps * step(currency), currency).unwrap();
                match units(given) {
                    Ok(units) => assert_eq!(money(units, currency), Some(given)),
                    Err(problem) => assert_eq!(problem, Uncarried::Currency, "{given}"),
                }
            }
        }
    }

    #[test]
    fn exceptions_are_currencies() {
        let named = UNKNOWN.split(' ').chain(ENDING_IN_ZERO).chain(IN_HUNDREDTHS).chain(IN_WHOLES);
        for code in named.chain(DIGITS.map(|(code, _)| code)) {
            assert!(Currency::of_code(code).is_some(), "{code}");
        }
    }
}

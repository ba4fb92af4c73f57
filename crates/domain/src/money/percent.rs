//! Shares of amounts.

use super::Money;

/// A share: 0 to 100 per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Percent(u8);

impl Percent {
    /// Nothing of it.
    pub const NONE: Self = Self(0);
    /// All of it.
    pub const ALL: Self = Self(100);

    /// So many per cent; `None` above 100.
    #[must_use]
    pub fn new(percent: u8) -> Option<Self> {
        (percent <= 100).then_some(Self(percent))
    }

    /// The number, 0 to 100.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }
}

/// A share of an amount: half up to a multiple of `step` minor units, and never above what is left.
///
/// `step` is 1 for most currencies; Stripe wants coarser multiples of a few ([`super::stripe::step`]). `None` where `left` is of
/// another currency.
#[must_use]
pub fn share(of: Money, percent: Percent, step: i64, left: Money) -> Option<Money> {
    let step = i128::from(step.max(1));
    let hundredths = i128::from(of.amount()) * i128::from(percent.0);
    // Half up: half a step is added, and what is above a whole step falls away.
    let steps = (hundredths + 50 * step).div_euclid(100 * step);
    let whole_left = i128::from(left.amount()).div_euclid(step) * step;
    let amount = (steps * step).min(whole_left).min(i128::from(super::MAX_AMOUNT));
    let rounded = Money::new(i64::try_from(amount).ok()?, of.currency()).ok()?;
    rounded.at_most(left)
}

#[cfg(test)]
mod tests {
    use super::super::currency::tests::all;
    use super::super::{Currency, MAX_AMOUNT};
    use super::*;
    use proptest::prelude::*;

    fn check(of: i64, percent: u8, step: i64, left: i64, expected: i64) {
        for currency in all() {
            let money = |amount| Money::new(amount, currency).unwrap();
            let share = share(money(of), Percent::new(percent).unwrap(), step, money(left));
            assert_eq!(share, Some(money(expected)), "{percent} % of {of} by {step}, {left} left");
        }
    }

    #[test]
    fn shares_round_half_up() {
        check(12500, 50, 1, 12500, 6250);
        check(101, 50, 1, 101, 51);
        check(99, 50, 1, 99, 50);
        check(1, 50, 1, 1, 1);
        check(1, 49, 1, 1, 0);
        check(333, 33, 1, 333, 110);
        check(350, 33, 1, 350, 116);
        check(50, 1, 1, 50, 1);
        check(49, 1, 1, 49, 0);
        check(0, 100, 1, 0, 0);
        check(MAX_AMOUNT, 100, 1, MAX_AMOUNT, MAX_AMOUNT);
    }

    #[test]
    fn shares_are_multiples_where_the_provider_wants_them() {
        check(12350, 50, 10, 12350, 6180);
        check(12340, 50, 10, 12340, 6170);
        check(300, 50, 100, 300, 200);
        check(300, 49, 100, 300, 100);
    }

    #[test]
    fn shares_are_never_above_what_is_left() {
        check(1000, 100, 1, 400, 400);
        check(1000, 50, 1, 0, 0);
        check(1000, 50, 10, 405, 400);
        assert_eq!((Percent::new(100), Percent::new(101)), (Some(Percent::ALL), None));
        let (euro, yen) = (Currency::of_code("EUR").unwrap(), Currency::of_code("JPY").unwrap());
        assert_eq!(share(Money::zero(euro), Percent::ALL, 1, Money::zero(yen)), None);
    }

    proptest! {
        #[test]
        fn a_share_is_near_its_percentage_and_within_what_is_left(
            of in 0..=MAX_AMOUNT, percent in 0_u8..=100, left in 0..=MAX_AMOUNT, step in prop::sample::select(vec![1, 10, 100]),
        ) {
            let currency = Currency::of_code("EUR").unwrap();
            let money = |amount| Money::new(amount, currency).unwrap();
            let got = share(money(of), Percent::new(percent).unwrap(), step, money(left)).unwrap().amount();
            prop_assert!(got <= left && got % step == 0);
            let far = (i128::from(got) * 100 - i128::from(of) * i128::from(percent)).abs();
            let cut = got == left / step * step || got == MAX_AMOUNT / step * step;
            prop_assert!(cut || far <= 50 * i128::from(step), "{got}");
        }
    }
}

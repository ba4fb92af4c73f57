//! The terms of a booking: what it costs, what is asked for, and what comes back; as they were when it was made.

use super::{CancellationPolicy, Setting};
use crate::Refusal;
use crate::money::Money;
use crate::names::names;

names! {
    /// What part of the price a booking asks for.
    PaymentType {
        None = "none",
        Full = "full",
        /// The down payment.
        Down = "down",
    }
}

impl PaymentType {
    /// What is asked for: nothing where there is no price.
    ///
    /// # Errors
    /// `Invalid` at `/payment_type` for all of a price, or a part of it, that there is not.
    pub fn amount(self, price: Option<Money>, down_payment: Option<Money>) -> Result<Option<Money>, Refusal> {
        let missing = |what| Refusal::invalid("/payment_type", format!("the service has no {what}"));
        match self {
            Self::None => Ok(price.map(|price| Money::zero(price.currency()))),
            Self::Full => price.map(Some).ok_or_else(|| missing("price")),
            Self::Down => down_payment.map(Some).ok_or_else(|| missing("down payment")),
        }
    }

    /// What those who book for themselves can choose, the usual one first.
    #[must_use]
    pub fn offered(price: Option<Money>, down_payment: Option<Money>) -> Vec<Self> {
        let some = |money: Option<Money>| money.is_some_and(|money| !money.is_zero());
        match (some(price), some(down_payment)) {
            (false, _) => vec![Self::None],
            (true, false) => vec![Self::Full],
            (true, true) => vec![Self::Down, Self::Full],
        }
    }
}

/// What a booking was made for. What changes about its service later does not change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub service_name: String,
    pub setting: Setting,
    pub location: Option<String>,
    pub price: Option<Money>,
    pub payment_type: PaymentType,
    /// What the booking asks for, whatever was paid since.
    pub amount_to_pay: Option<Money>,
    pub policy: CancellationPolicy,
}

impl Terms {
    /// Whether there is money to be paid for it.
    #[must_use]
    pub fn asks_for_money(&self) -> bool {
        self.amount_to_pay.is_some_and(|amount| !amount.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn what_is_asked_for() {
        let euros = |amount| Money::new(amount, Currency::of_code("EUR").expect("euro")).expect("an amount");
        let (price, down) = (Some(euros(10_000)), Some(euros(2_500)));
        let asked =
            |kind: PaymentType, price, down| kind.amount(price, down).map_err(|refusal| refusal.slug());
        assert_eq!(asked(PaymentType::None, price, down), Ok(Some(euros(0))));
        assert_eq!(asked(PaymentType::None, None, None), Ok(None));
        assert_eq!(asked(PaymentType::Full, price, down), Ok(price));
        assert_eq!(asked(PaymentType::Down, price, down), Ok(down));
        assert_eq!(asked(PaymentType::Full, None, None), Err("invalid"));
        assert_eq!(asked(PaymentType::Down, price, None), Err("invalid"));
    }

    #[test]
    fn names_round_trip() {
        for &kind in PaymentType::ALL {
            assert_eq!(PaymentType::named(kind.name()), Some(kind));
        }
    }
}

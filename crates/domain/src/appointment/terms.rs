//! The terms of a booking: what it costs, what is asked for, and what comes back; as they were when it was made.

use super::{CancellationPolicy, ServiceDetails, Setting};
use crate::Refusal;
use crate::money::Money;
use crate::names::names;
use scheduling_core::time::TimeZone;

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

/// What a service is offered for. It stands while somebody holds a time of it, whatever is said of the service since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub service_name: String,
    pub setting: Setting,
    pub location: Option<String>,
    pub price: Option<Money>,
    pub down_payment: Option<Money>,
    pub policy: CancellationPolicy,
    /// The zone of the dates and times of day of the policy; `None` for offers from before that was kept.
    pub policy_zone: Option<String>,
}

impl Offer {
    /// What a service is offered for now; `usual` is the policy of a company whose services say nothing else, and `zone` its zone.
    #[must_use]
    pub fn of(service: &ServiceDetails, usual: &CancellationPolicy, zone: &TimeZone) -> Self {
        Self {
            service_name: service.name.clone(),
            setting: service.location_type,
            location: service.location.clone(),
            price: service.price,
            down_payment: service.down_payment,
            policy: service.cancellation_policy.as_ref().unwrap_or(usual).clone(),
            policy_zone: Some(zone.name().to_owned()),
        }
    }

    /// What a booking of that type asks for.
    ///
    /// # Errors
    /// As [`PaymentType::amount`].
    pub fn amount(&self, payment_type: PaymentType) -> Result<Option<Money>, Refusal> {
        payment_type.amount(self.price, self.down_payment)
    }

    /// The terms of a booking of that type.
    ///
    /// # Errors
    /// As [`PaymentType::amount`].
    pub fn terms(&self, payment_type: PaymentType) -> Result<Terms, Refusal> {
        Ok(Terms {
            service_name: self.service_name.clone(),
            setting: self.setting,
            location: self.location.clone(),
            price: self.price,
            payment_type,
            amount_to_pay: self.amount(payment_type)?,
            policy: self.policy.clone(),
            policy_zone: self.policy_zone.clone(),
        })
    }

    /// The zone of the dates of its policy, for a company that is in that zone now.
    #[must_use]
    pub fn zone_of_policy(&self, company: &TimeZone) -> TimeZone {
        zone_kept(self.policy_zone.as_deref(), company)
    }

    /// The service as it was offered, beside what is said of it now.
    #[must_use]
    pub fn service(&self, now: &ServiceDetails) -> ServiceDetails {
        ServiceDetails {
            name: self.service_name.clone(),
            location_type: self.setting,
            location: self.location.clone(),
            price: self.price,
            down_payment: self.down_payment,
            cancellation_policy: Some(self.policy.clone()),
            ..now.clone()
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
    /// The zone of the dates and times of day of the policy; `None` for bookings from before that was kept.
    pub policy_zone: Option<String>,
}

/// The zone that was kept, or else the company's.
fn zone_kept(kept: Option<&str>, company: &TimeZone) -> TimeZone {
    kept.and_then(|name| TimeZone::named(name).ok()).unwrap_or_else(|| company.clone())
}

impl Terms {
    /// Whether there is money to be paid for it.
    #[must_use]
    pub fn asks_for_money(&self) -> bool {
        self.amount_to_pay.is_some_and(|amount| !amount.is_zero())
    }

    /// The zone of the dates of its policy, for a company that is in that zone now. What was promised stays at its instant where the
    /// company goes to another one.
    #[must_use]
    pub fn zone_of_policy(&self, company: &TimeZone) -> TimeZone {
        zone_kept(self.policy_zone.as_deref(), company)
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
    fn an_offer_stands_whatever_the_service_becomes() {
        let euros = |amount| Money::new(amount, Currency::of_code("EUR").expect("euro")).ok();
        let usual = CancellationPolicy::default();
        let zone = TimeZone::utc();
        let shown = ServiceDetails {
            name: "Cut".into(),
            price: euros(5_000),
            down_payment: euros(1_000),
            location: Some("Room 1".into()),
            ..service()
        };
        let offer = Offer::of(&shown, &usual, &zone);
        let own = CancellationPolicy(Vec::new());
        let dearer = ServiceDetails {
            name: "Trim".into(),
            description: Some("New".into()),
            price: euros(8_000),
            down_payment: None,
            location: None,
            location_type: Setting::Online,
            cancellation_policy: Some(own.clone()),
            ..shown.clone()
        };
        assert_eq!(Offer::of(&dearer, &usual, &zone).policy, own);
        let terms = offer.terms(PaymentType::Down).expect("there is a down payment");
        assert_eq!((terms.price, terms.amount_to_pay), (euros(5_000), euros(1_000)));
        assert_eq!((terms.service_name.as_str(), terms.policy), ("Cut", usual.clone()));
        let refused =
            Offer::of(&dearer, &usual, &zone).terms(PaymentType::Down).map_err(|refusal| refusal.slug());
        assert_eq!(refused, Err("invalid"));
        let held = offer.service(&dearer);
        assert_eq!(Offer::of(&held, &own, &zone), offer);
        assert_eq!(held.description, dearer.description);
    }

    #[test]
    fn a_policy_keeps_the_zone_that_it_was_promised_in() {
        let zone = |name| TimeZone::named(name).expect("a zone");
        let (then, now) = (zone("America/New_York"), zone("Asia/Tokyo"));
        let offer = Offer::of(&service(), &CancellationPolicy::default(), &then);
        let terms = offer.terms(PaymentType::None).expect("it costs nothing");
        assert_eq!((offer.zone_of_policy(&now), terms.zone_of_policy(&now)), (then.clone(), then));
        for kept in [None, Some("Mars/Olympus".to_owned())] {
            let old = Terms { policy_zone: kept, ..terms.clone() };
            assert_eq!(old.zone_of_policy(&now), now, "{old:?}");
        }
    }

    fn service() -> ServiceDetails {
        ServiceDetails {
            name: String::new(),
            description: None,
            duration_minutes: 60,
            price: None,
            down_payment: None,
            image_url: None,
            reschedule_limit: None,
            allow_rescheduling: true,
            cancellation_policy: None,
            location_type: Setting::InPerson,
            location: None,
            staff: Vec::new(),
            active: true,
        }
    }

    #[test]
    fn names_round_trip() {
        for &kind in PaymentType::ALL {
            assert_eq!(PaymentType::named(kind.name()), Some(kind));
        }
    }
}

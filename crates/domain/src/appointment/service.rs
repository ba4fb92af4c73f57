//! Services: what clients book.

use super::{CancellationPolicy, ServiceId, Setting, StaffId};
use crate::money::Money;
use crate::{FieldProblem, Record};
use scheduling_core::time::Interval;

/// A stored service.
pub type Service = Record<ServiceId, ServiceDetails>;

/// The longest service, in minutes: a day.
pub const MAX_DURATION: i64 = 1440;
/// The staff of one service, at most, and the services of one member of the staff.
pub const MAX_LINKS: usize = 1000;
/// How often an appointment may be moved, at most.
pub const MAX_RESCHEDULE_LIMIT: i64 = 1000;

/// What may be changed about a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceDetails {
    /// Not empty.
    pub name: String,
    pub description: Option<String>,
    /// 1 to 1440.
    pub duration_minutes: i64,
    /// `None` where nothing is said of money.
    pub price: Option<Money>,
    /// A part of the price, in its currency.
    pub down_payment: Option<Money>,
    pub image_url: Option<String>,
    /// How often an appointment may be moved; `None` where the settings of the company count.
    pub reschedule_limit: Option<i64>,
    pub allow_rescheduling: bool,
    /// `None` where that of the company counts.
    pub cancellation_policy: Option<CancellationPolicy>,
    pub location_type: Setting,
    pub location: Option<String>,
    /// Who offers it, in order of id; nobody twice.
    pub staff: Vec<StaffId>,
    /// An inactive service stays in history and can't be booked.
    pub active: bool,
}

impl ServiceDetails {
    /// The service as it was booked: what is booked keeps its length, whatever the service takes by now.
    #[must_use]
    pub fn lasting(self, booked: Interval) -> Self {
        Self { duration_minutes: booked.seconds() / 60, ..self }
    }

    /// Why this member of the staff can't be booked for it, where they can't.
    #[must_use]
    pub fn closed_for(&self, staff: StaffId) -> Option<&'static str> {
        match (self.active, self.staff.contains(&staff)) {
            (false, _) => Some("the service can't be booked any more"),
            (true, false) => Some("the member of staff does not offer the service any more"),
            (true, true) => None,
        }
    }

    /// What is wrong with values that are good by themselves.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Self::payment_problems(self.price, self.down_payment);
        if self.staff.len() > MAX_LINKS {
            problems.push(FieldProblem::new("/staff", format!("must be at most {MAX_LINKS}")));
        }
        problems.extend(named_twice("/staff", &self.staff));
        problems
    }

    /// What is wrong with a down payment beside its price: it is a part of one.
    #[must_use]
    pub fn payment_problems(price: Option<Money>, down_payment: Option<Money>) -> Vec<FieldProblem> {
        let at = |pointer: &str, detail: &str| vec![FieldProblem::new(pointer, detail)];
        match (price, down_payment) {
            (_, None) => Vec::new(),
            (None, Some(_)) => at("/down_payment", "needs a price, of which it is a part"),
            (Some(price), Some(part)) => match part.exceeds(price) {
                None => at("/down_payment/currency", "must be the currency of the price"),
                Some(true) => at("/down_payment/amount", "must not be above the price"),
                Some(false) => Vec::new(),
            },
        }
    }
}

/// What a list names for the second time.
#[must_use]
pub fn named_twice<Id: Copy + Ord>(pointer: &str, ids: &[Id]) -> Vec<FieldProblem> {
    let mut seen = std::collections::BTreeSet::new();
    let twice = ids.iter().enumerate().filter(|(_, id)| !seen.insert(**id));
    twice.map(|(at, _)| FieldProblem::new(format!("{pointer}/{at}"), "is named twice")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn money(amount: i64, code: &str) -> Option<Money> {
        Some(Money::new(amount, Currency::of_code(code).expect("a currency")).expect("an amount"))
    }

    #[test]
    fn a_down_payment_is_a_part_of_the_price() {
        let check = |price, down_payment, expected: &[&str]| {
            let problems = ServiceDetails::payment_problems(price, down_payment);
            let pointers: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
            assert_eq!(pointers, expected, "{price:?} {down_payment:?}");
        };
        check(None, None, &[]);
        check(money(100, "EUR"), None, &[]);
        check(money(100, "EUR"), money(100, "EUR"), &[]);
        check(money(100, "EUR"), money(101, "EUR"), &["/down_payment/amount"]);
        check(money(100, "EUR"), money(1, "JPY"), &["/down_payment/currency"]);
        check(None, money(1, "EUR"), &["/down_payment"]);
    }

    fn service() -> ServiceDetails {
        ServiceDetails {
            name: "Cut".into(),
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
            staff: vec![StaffId(1)],
            active: true,
        }
    }

    #[test]
    fn what_is_booked_keeps_its_length() {
        let start = scheduling_core::time::Timestamp::saturating_from_unix(1_800_000_000);
        let booked = Interval::new(start, start.plus_minutes(45)).expect("a time");
        assert_eq!(service().lasting(booked).duration_minutes, 45);
    }

    #[test]
    fn a_service_is_closed_when_it_is_inactive_or_not_offered() {
        assert_eq!(service().closed_for(StaffId(1)), None);
        assert!(service().closed_for(StaffId(2)).is_some_and(|why| why.contains("does not offer")));
        let inactive = ServiceDetails { active: false, ..service() };
        assert!(inactive.closed_for(StaffId(1)).is_some_and(|why| why.contains("can't be booked")));
    }

    #[test]
    fn nobody_is_named_twice() {
        let problems = named_twice("/staff", &[StaffId(1), StaffId(2), StaffId(1)]);
        assert_eq!(problems, [FieldProblem::new("/staff/2", "is named twice")]);
    }
}

//! Services, those who offer them, and appointments of the days before and after: what came of them, and what was paid. All of it
//! is made by the use cases, each at the time at which somebody would have made it.

use crate::appointments::{self, Booking, NewBooking};
use crate::kit::Precondition;
use crate::kit::collection;
use crate::payments;
use crate::rooms::RoomSeed;
use crate::shop::{Asked, AskedShop, ShopSlot, gather};
use domain::access::{Action, Caller, Permit, Role, authorise};
use domain::appointment::{
    Appointment, Client, DayOffDetails, MarkKind, Notes, PaymentType, ServiceDetails, ServiceId, Setting,
    StaffDetails, StaffId, WorkingHoursDetails,
};
use domain::money::{Currency, Money};
use domain::{AppointmentId, CompanyId, UserId};
use persistence::store::collection::Part;
use persistence::store::payments::Filter;
use persistence::{StoreError, Tx};
use scheduling_core::calendar::{DayHours, DaysOff, WallSpan};
use scheduling_core::time::{Date, SECONDS_PER_DAY, TimeOfDay, TimeZone, Timestamp, Weekday};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Clients, who book in turn.
const CLIENTS: [&str; 9] = [
    "Ida Brandt",
    "Jonas Keller",
    "Katya Petrova",
    "Liam Byrne",
    "Mina Haas",
    "Noah Roth",
    "Olga Simic",
    "Pavel Dvorak",
    "Quinn Adler",
];
/// Days before today and after it on which there are appointments.
const DAYS: std::ops::RangeInclusive<i64> = -6..=8;
/// How long before a day of the past its appointments were booked, in seconds.
const AHEAD: i64 = 2 * SECONDS_PER_DAY;

/// A service that is made.
#[derive(Clone, Copy)]
pub(super) struct Offer {
    pub(super) name: &'static str,
    pub(super) words: &'static str,
    pub(super) minutes: i64,
    /// Minor units; nothing is said of money where it is `None`.
    pub(super) price: Option<i64>,
    pub(super) down_payment: Option<i64>,
    pub(super) setting: Setting,
    /// Whether it is offered day and night, so that there is one under way whenever somebody looks.
    pub(super) always: bool,
}

/// What is made for whom.
pub(super) struct Trade<'s> {
    pub(super) company: CompanyId,
    pub(super) owner: UserId,
    pub(super) zone: TimeZone,
    pub(super) currency: &'static str,
    pub(super) seed: &'s RoomSeed,
    pub(super) now: Timestamp,
}

/// A service, and who offers it.
struct Offered {
    service: ServiceId,
    price: bool,
    always: bool,
}

impl Trade<'_> {
    /// Makes the services, the profiles of these people, who offer all but what is offered day and night, which the last of them
    /// does; and the appointments.
    pub(super) fn fill(
        &self,
        tx: &mut Tx<'_>,
        offers: &[Offer],
        people: &[UserId],
    ) -> Result<(), StoreError> {
        let mut offered = Vec::new();
        for offer in offers {
            let service = self.service(tx, offer)?;
            offered.push(Offered { service, price: offer.price.is_some(), always: offer.always });
        }
        let staff = self.staff(tx, &offered, people)?;
        let mut turn = 0;
        for days in DAYS {
            for one in &offered {
                self.day(tx, one, days, &mut turn)?;
            }
        }
        self.one_goes_back(tx)?;
        self.holidays(tx, staff.first().copied())
    }

    /// May do what the company's owner may.
    fn permit(&self, action: Action) -> Result<Permit, StoreError> {
        let owner =
            Caller { role: Role::Owner, company: Some(self.company), user: Some(self.owner), key: None };
        Ok(authorise(&owner, action, Some(self.company))?)
    }

    fn money(&self, amount: Option<i64>) -> Option<Money> {
        Money::new(amount?, Currency::of_code(self.currency)?).ok()
    }

    fn service(&self, tx: &mut Tx<'_>, offer: &Offer) -> Result<ServiceId, StoreError> {
        let details = ServiceDetails {
            name: offer.name.into(),
            description: Some(offer.words.into()),
            duration_minutes: offer.minutes,
            price: self.money(offer.price),
            down_payment: self.money(offer.down_payment),
            image_url: None,
            reschedule_limit: None,
            allow_rescheduling: true,
            cancellation_policy: None,
            location_type: offer.setting,
            location: (offer.setting == Setting::InPerson).then(|| "1 Harbour Street".into()),
            staff: Vec::new(),
            active: true,
        };
        Ok(collection::create(tx, &self.permit(Action::ManageShop)?, &details, self.made_at())?.id)
    }

    /// Before the first appointment was booked.
    fn made_at(&self) -> Timestamp {
        self.now.plus_seconds(-30 * SECONDS_PER_DAY)
    }

    fn staff(
        &self,
        tx: &mut Tx<'_>,
        offered: &[Offered],
        people: &[UserId],
    ) -> Result<Vec<StaffId>, StoreError> {
        let permit = self.permit(Action::ManageShop)?;
        let mut staff = Vec::new();
        for (at, user) in people.iter().enumerate() {
            let is_last = at + 1 == people.len();
            let services = offered.iter().filter(|one| !one.always || is_last).map(|one| one.service);
            let details = StaffDetails {
                user: *user,
                services: services.collect(),
                slot_duration_minutes: None,
                lead_time: None,
                finish_time: None,
                appointment_buffer_minutes: None,
                work_on_saturday: None,
                work_on_sunday: None,
                active: true,
            };
            staff.push(collection::create(tx, &permit, &details, self.made_at())?.id);
        }
        if let Some(last) = staff.last().copied().filter(|_| offered.iter().any(|one| one.always)) {
            self.day_and_night(tx, last)?;
        }
        Ok(staff)
    }

    fn day_and_night(&self, tx: &mut Tx<'_>, staff: StaffId) -> Result<(), StoreError> {
        let permit = self.permit(Action::ManageHours)?;
        let Ok(span) = WallSpan::new(TimeOfDay::MIDNIGHT, TimeOfDay::END_OF_DAY) else { return Ok(()) };
        for day_of_week in Weekday::ALL {
            let hours = DayHours { span, breaks: Vec::new() };
            let details = WorkingHoursDetails { staff, day_of_week, hours };
            collection::create(tx, &permit, &details, self.made_at())?;
        }
        Ok(())
    }

    /// Books some of what is offered on that day, and says how it went where that is over.
    fn day(&self, tx: &mut Tx<'_>, one: &Offered, days: i64, turn: &mut usize) -> Result<(), StoreError> {
        let today = self.zone.local(self.now).date();
        let date = today.plus_days(days);
        let asked_at = self.now.min(self.zone.start_of_day(date).plus_seconds(-AHEAD));
        let starts = self.starts(tx, one.service, date, asked_at)?;
        // Of what is offered day and night, what is under way now, and what comes next.
        let wanted: Vec<ShopSlot> = match (one.always, days) {
            (true, 0) => {
                let begun = starts.iter().rposition(|slot| slot.time.start() <= self.now);
                let from = begun.map_or(0, |at| at.saturating_sub(1));
                starts.into_iter().skip(from).take(3).collect()
            }
            (true, _) => starts.into_iter().skip(20).take(1).collect(),
            (false, _) => starts.into_iter().skip(turn.rem_euclid(3)).step_by(7).take(2).collect(),
        };
        for slot in wanted {
            *turn += 1;
            if let Some(made) = self.book(tx, one, slot, *turn, asked_at)? {
                self.went(tx, &made, *turn)?;
            }
        }
        Ok(())
    }

    fn starts(
        &self,
        tx: &mut Tx<'_>,
        service: ServiceId,
        date: Date,
        at: Timestamp,
    ) -> Result<Vec<ShopSlot>, StoreError> {
        let asked = AskedShop {
            service,
            staff: None,
            zone: Some(self.zone.clone()),
            when: Asked::Date(date),
            booked: None,
            explain: false,
        };
        let permit = self.permit(Action::ReadShop)?;
        let answer = gather(tx, &permit, &asked, at)?.answer(false, Arc::new(AtomicBool::new(false)))?;
        Ok(answer.slots().collect())
    }

    /// Books it; `None` where the time can't be had, which nobody minds here.
    fn book(
        &self,
        tx: &mut Tx<'_>,
        one: &Offered,
        slot: ShopSlot,
        turn: usize,
        at: Timestamp,
    ) -> Result<Option<Appointment>, StoreError> {
        let name = CLIENTS.get(turn.rem_euclid(CLIENTS.len())).copied().unwrap_or("Ida Brandt");
        let new = NewBooking {
            service: one.service,
            staff: Some(slot.staff),
            start: slot.time.start(),
            client: Client {
                name: name.into(),
                email: format!("{}@clients.example", name.to_lowercase().replace(' ', ".")),
                phone: Some(format!("+49 30 5550{:02}", turn.rem_euclid(CLIENTS.len()))),
                address: None,
            },
            notes: Notes { want_reminder: true, additional_info: None, internal: None },
            payment_type: if one.price { PaymentType::Full } else { PaymentType::None },
        };
        let permit = self.permit(Action::BookAppointments)?;
        let booking = Booking { permit, new, seed: self.seed.clone(), now: at };
        let made = tx.savepoint(|tx| appointments::book(tx, &booking));
        match made {
            Ok(made) => Ok(Some(made.appointment)),
            Err(StoreError::Refused(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What was paid, and whether the client came, of what has been.
    fn went(&self, tx: &mut Tx<'_>, made: &Appointment, turn: usize) -> Result<(), StoreError> {
        let seen = made.time.start().plus_minutes(5);
        // What is under way waits for somebody to say so.
        if made.time.end() > self.now {
            return Ok(());
        }
        let kind = if turn.rem_euclid(6) == 2 { MarkKind::NoShow } else { MarkKind::Arrived };
        let permit = self.permit(Action::ManageAppointments)?;
        appointments::mark(tx, &permit, made.id, kind, &Precondition::default(), seen)?;
        if kind == MarkKind::Arrived && turn.rem_euclid(5) != 3 {
            self.pay(tx, made.id, made.time.end())?;
        }
        Ok(())
    }

    fn pay(&self, tx: &mut Tx<'_>, id: AppointmentId, at: Timestamp) -> Result<(), StoreError> {
        let permit = self.permit(Action::ManagePayments)?;
        let part = Part { sort: persistence::store::collection::Sort::default(), after: None, limit: 1 };
        for bill in payments::list(tx, &permit, &Filter { appointment: Some(id) }, &part)? {
            payments::mark_paid(tx, &permit, bill.payment.id, at)?;
        }
        Ok(())
    }

    /// One that was paid beforehand is cancelled, and its money goes back.
    fn one_goes_back(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let permit = self.permit(Action::ManageAppointments)?;
        let filter = persistence::store::appointments::Filter {
            status: Some(domain::appointment::AppointmentStatus::Confirmed),
            ..Default::default()
        };
        let sort = persistence::store::collection::Sort {
            key: persistence::store::collection::SortKey::Start,
            descending: true,
        };
        let part = Part { sort, after: None, limit: 10 };
        let found = appointments::list(tx, &permit, &filter, &part)?;
        let Some(one) = found.into_iter().find(|one| one.terms.asks_for_money()) else { return Ok(()) };
        self.pay(tx, one.id, self.now)?;
        let reason = "The client has moved away.";
        appointments::cancel(tx, &permit, one.id, reason, &Precondition::default(), self.now).map(drop)
    }

    /// Days off of one of them, some weeks ahead.
    fn holidays(&self, tx: &mut Tx<'_>, staff: Option<StaffId>) -> Result<(), StoreError> {
        let first = self.zone.local(self.now).date().plus_days(28);
        let Ok(days) = DaysOff::new(first, first.plus_days(6)) else { return Ok(()) };
        let details = DayOffDetails { staff, days, description: Some("Holiday".into()) };
        collection::create(tx, &self.permit(Action::ManageHours)?, &details, self.now).map(drop)
    }
}

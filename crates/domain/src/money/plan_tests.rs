//! Tests of what is asked next.

use super::super::entry::{Entry, EntryKind, NewEntry};
use super::super::{Currency, Payment};
use super::*;
use crate::ids::{AppointmentId, CompanyId, PaymentId, PaymentProviderId};

const NOW: i64 = 1_800_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::saturating_from_unix(NOW + seconds)
}

fn money(amount: i64) -> Money {
    Money::new(amount, Currency::of_code("EUR").unwrap()).unwrap()
}

fn payment(pay_until: Option<i64>) -> Payment {
    Payment {
        id: PaymentId(Uuid::nil()),
        company: CompanyId(1),
        appointment: AppointmentId(Uuid::nil()),
        place: 1,
        currency: Currency::of_code("EUR").unwrap(),
        provider: Some(PaymentProviderId(Uuid::nil())),
        title: "Cut".into(),
        pay_until: pay_until.map(at),
        looked_at: None,
        look_at: None,
        leased_until: None,
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    }
}

fn session(kind: EntryKind, number: i64) -> NewEntry {
    let open = kind == EntryKind::SessionOpen;
    let provider_id = open.then(|| format!("cs_{number}"));
    let link = open.then(|| "https://pay".to_owned());
    let until = Some(at(SESSION_SECONDS));
    NewEntry { number, until, provider_id, link, ..NewEntry::new(kind, money(500)) }
}

fn refund(kind: EntryKind, number: i64, provider_id: Option<&str>) -> NewEntry {
    NewEntry {
        number,
        refund: Some(Uuid::nil()),
        charge: Some("pi_1".into()),
        provider_id: provider_id.map(str::to_owned),
        ..NewEntry::new(kind, money(500))
    }
}

#[track_caller]
fn check(payment: &Payment, said: &[NewEntry], now: i64, expected: &Step) {
    let entries = (1_u128..).zip(said);
    let entries: Vec<Entry> =
        entries.map(|(id, said)| Entry { id: Uuid::from_u128(id), at: at(0), said: said.clone() }).collect();
    let account = Account::of(payment.currency, payment.provider.is_some(), &entries);
    assert_eq!(next(payment, &account, at(now)), *expected, "{said:?}");
}

#[test]
fn a_page_is_made_while_it_is_wanted_and_closed_after() {
    use EntryKind as K;
    let due = NewEntry::new(K::Due, money(500));
    let (wanted, over) = (payment(Some(1800)), payment(None));
    check(&wanted, std::slice::from_ref(&due), 0, &Step::StartSession { number: 1, amount: money(500) });
    let make = Step::MakeSession { number: 1, amount: money(500), until: at(SESSION_SECONDS) };
    let started = [due.clone(), session(K::SessionStarted, 1)];
    check(&wanted, &started, 0, &make);
    // Nobody heard the answer: the page may be there, and has to be known to be closed.
    check(&over, &started, 0, &make);
    let open = [&started[..], &[session(K::SessionOpen, 1)]].concat();
    check(&wanted, &open, 0, &Step::Look);
    let end = Step::EndSession { number: 1, id: "cs_1".into() };
    check(&over, &open, 0, &end);
    check(&wanted, &open, 1800, &end);
    check(&wanted, &[&open[..], &[NewEntry::new(K::Due, money(1))]].concat(), 0, &end);
    check(&over, &[&open[..], &[session(K::SessionEnded, 1)]].concat(), 0, &Step::Nothing);
    let refused = [&started[..], &[session(K::SessionRefused, 1)]].concat();
    check(&wanted, &refused, 0, &Step::StartSession { number: 2, amount: money(500) });
    let refusals: Vec<NewEntry> = (1..=5).map(|number| session(K::SessionRefused, number)).collect();
    check(&wanted, &[&[due], &refusals[..]].concat(), 0, &Step::Nothing);
    check(&Payment { provider: None, ..payment(Some(1800)) }, &open, 0, &Step::Nothing);
}

#[test]
fn refunds_are_made_watched_and_tried_again() {
    use EntryKind as K;
    let paid = NewEntry { provider_id: Some("pi_1".into()), ..NewEntry::new(K::Paid, money(500)) };
    let payment = payment(None);
    let make =
        |number| Step::MakeRefund { refund: Uuid::nil(), number, charge: "pi_1".into(), amount: money(500) };
    let begun = [paid.clone(), refund(K::RefundPending, 1, None)];
    check(&payment, &begun, 0, &make(1));
    check(&payment, &[&begun[..], &[refund(K::RefundPending, 1, Some("re_1"))]].concat(), 0, &Step::Look);
    let failed = [&begun[..], &[refund(K::RefundFailed, 1, Some("re_1"))]].concat();
    let asked = Payment { looked_at: Some(at(0)), ..payment.clone() };
    check(&asked, &failed, 0, &Step::Wait(at(20)));
    check(&asked, &failed, 20, &Step::StartRefund { refund: Uuid::nil(), number: 2 });
    check(&payment, &[&failed[..], &[refund(K::RefundPending, 2, None)]].concat(), 20, &make(2));
    // What was refused here is there all the same.
    let noted = [&begun[..], &[refund(K::RefundFailed, 1, None)]].concat();
    check(&asked, &noted, 20, &Step::StartRefund { refund: Uuid::nil(), number: 2 });
    let there = refund(K::RefundSucceeded, 1, Some("re_1"));
    check(&asked, &[&noted[..], &[there]].concat(), 20, &Step::Wait(at(86_400)));
    let disputed = NewEntry {
        provider_id: Some("dp_1".into()),
        charge: Some("pi_1".into()),
        ..NewEntry::new(K::DisputeOpened, money(500))
    };
    check(&payment, &[&begun[..], &[disputed]].concat(), 0, &Step::Look);
    assert_eq!((again_at(1, at(0)), again_at(12, at(0))), (at(20), at(86_400)));
}

#[test]
fn charges_are_watched_for_months_and_not_for_ever() {
    let paid = NewEntry { provider_id: Some("pi_1".into()), ..NewEntry::new(EntryKind::Paid, money(500)) };
    let due = NewEntry::new(EntryKind::Due, money(500));
    let later = Payment { looked_at: Some(at(0)), ..payment(None) };
    check(&later, &[due.clone(), paid.clone()], 10, &Step::Wait(at(86_400)));
    check(&later, &[due.clone(), paid.clone()], 86_400, &Step::Look);
    check(&later, &[due, paid], WATCHED, &Step::Nothing);
}

//! Tests of accounts.

use super::*;
use proptest::prelude::*;

fn euro() -> Currency {
    Currency::of_code("EUR").unwrap()
}

fn money(amount: i64) -> Money {
    Money::new(amount, euro()).unwrap()
}

fn entry(number: u128, said: NewEntry) -> Entry {
    Entry { id: Uuid::from_u128(number), at: Timestamp::saturating_from_unix(1_800_000_000), said }
}

fn account(online: bool, said: &[NewEntry]) -> Account {
    let entries: Vec<Entry> = (1..).zip(said).map(|(number, said)| entry(number, said.clone())).collect();
    Account::of(euro(), online, &entries)
}

fn due(amount: i64) -> NewEntry {
    NewEntry::new(EntryKind::Due, money(amount))
}

fn waived(amount: i64) -> NewEntry {
    NewEntry::new(EntryKind::Waived, money(amount))
}

fn paid(id: &str, amount: i64) -> NewEntry {
    NewEntry { provider_id: Some(id.into()), ..NewEntry::new(EntryKind::Paid, money(amount)) }
}

fn refund(kind: EntryKind, id: u128, charge: &str, number: i64, amount: i64) -> NewEntry {
    let (refund, charge) = (Some(Uuid::from_u128(id)), Some(charge.to_owned()));
    NewEntry { refund, charge, number, ..NewEntry::new(kind, money(amount)) }
}

fn dispute(kind: EntryKind, charge: &str, amount: i64) -> NewEntry {
    let (provider_id, charge) = (Some(format!("dp_{charge}")), Some(charge.to_owned()));
    NewEntry { provider_id, charge, ..NewEntry::new(kind, money(amount)) }
}

#[track_caller]
fn check(online: bool, said: &[NewEntry], status: PaymentStatus, left: i64) {
    let account = account(online, said);
    assert_eq!((account.status(), account.left()), (status, money(left)), "{said:?}");
}

#[test]
fn what_is_asked_for_is_paid_or_cancelled() {
    use PaymentStatus as S;
    check(false, &[due(500)], S::Due, 0);
    check(true, &[due(500)], S::Pending, 0);
    check(false, &[due(500), waived(500)], S::Cancelled, 0);
    check(false, &[due(500), NewEntry::new(EntryKind::MarkedPaid, money(500))], S::Paid, 500);
    check(true, &[due(500), paid("a", 500)], S::Paid, 500);
    check(true, &[due(500), paid("a", 500), paid("a", 500)], S::Paid, 500);
    check(true, &[due(500), paid("a", 500), due(200)], S::Pending, 500);
    let refused = NewEntry { number: 1, ..NewEntry::new(EntryKind::SessionRefused, money(500)) };
    check(true, &[due(500), refused], S::Failed, 0);
}

#[test]
fn what_came_goes_back_once() {
    use EntryKind as K;
    use PaymentStatus as S;
    let begun = [due(500), paid("a", 500), refund(K::RefundPending, 9, "a", 1, 200)];
    let with = |more: &[NewEntry]| [&begun[..], more].concat();
    check(true, &begun, S::Paid, 300);
    check(true, &with(&[refund(K::RefundSucceeded, 9, "a", 1, 200)]), S::PartlyRefunded, 300);
    let all = [refund(K::RefundSucceeded, 9, "a", 1, 200), refund(K::RefundSucceeded, 8, "a", 1, 300)];
    check(true, &with(&all), S::Refunded, 0);
    // A failed attempt is followed by another; what it is to bring back stays taken.
    check(true, &with(&[refund(K::RefundFailed, 9, "a", 1, 200)]), S::Paid, 300);
    let later = [refund(K::RefundFailed, 9, "a", 1, 200), refund(K::RefundSucceeded, 9, "a", 1, 200)];
    check(true, &with(&later), S::Paid, 300);
    check(true, &with(&[refund(K::RefundSucceeded, 9, "a", 2, 200)]), S::PartlyRefunded, 300);
    // One that was given up is made by hand: it is begun no more.
    check(true, &with(&[refund(K::RefundFailed, 9, "a", MOST_ATTEMPTS, 200)]), S::Paid, 300);
}

/// Nobody heard that it was made, and asking again was refused: that was noted, and then it is seen.
#[test]
fn what_is_seen_at_the_provider_wins_over_what_was_noted() {
    use EntryKind as K;
    use PaymentStatus as S;
    let attempt = |kind, number| refund(kind, 9, "a", number, 500);
    let seen = |kind, id: &str| NewEntry { provider_id: Some(id.into()), ..attempt(kind, 1) };
    let noted = [due(500), paid("a", 500), attempt(K::RefundPending, 1), attempt(K::RefundFailed, 1)];
    let with = |more: &[NewEntry]| [&noted[..], more].concat();
    check(true, &noted, S::Paid, 0);
    check(true, &with(&[seen(K::RefundPending, "re_1")]), S::Paid, 0);
    check(true, &with(&[seen(K::RefundSucceeded, "re_1")]), S::Refunded, 0);
    check(
        true,
        &with(&[attempt(K::RefundFailed, MOST_ATTEMPTS), seen(K::RefundSucceeded, "re_1")]),
        S::Refunded,
        0,
    );
    // The bank sends it back: what succeeded there fails there.
    check(true, &with(&[seen(K::RefundSucceeded, "re_1"), seen(K::RefundFailed, "re_1")]), S::Paid, 0);
    // Made twice, and one of them is enough.
    check(true, &with(&[seen(K::RefundSucceeded, "re_2"), seen(K::RefundFailed, "re_1")]), S::Refunded, 0);
}

#[test]
fn a_percentage_is_never_taken_of_more_than_is_asked_for() {
    let share = |said: &[NewEntry], percent| account(true, said).share(Percent::new(percent).unwrap(), 1);
    let twice = [due(500), paid("a", 500), paid("b", 500)];
    assert_eq!(share(&twice, 50), money(250));
    assert_eq!(share(&twice, 100), money(500));
    assert_eq!(share(&[due(500), paid("a", 300)], 50), money(150));
    assert_eq!(share(&[due(500), waived(500), paid("a", 500)], 50), money(0));
}

#[test]
fn what_a_bank_took_can_not_go_back_twice() {
    use EntryKind as K;
    use PaymentStatus as S;
    let opened = [due(500), paid("a", 500), dispute(K::DisputeOpened, "a", 500)];
    check(true, &opened, S::Paid, 0);
    check(true, &[&opened[..], &[dispute(K::DisputeWon, "a", 500)]].concat(), S::Paid, 500);
    check(true, &[&opened[..], &[dispute(K::DisputeLost, "a", 500)]].concat(), S::Paid, 0);
    check(
        true,
        &[due(500), paid("a", 500), dispute(K::DisputeWon, "a", 500), opened[2].clone()],
        S::Paid,
        500,
    );
}

/// What could not be sent back is tried again, and was sent back by hand meanwhile.
#[test]
fn no_more_is_given_back_than_came() {
    use EntryKind as K;
    let given_back = |said: &[NewEntry]| account(true, said).given_back();
    let failed = refund(K::RefundFailed, 9, "a", 1, 500);
    let by_hand = refund(K::RefundSucceeded, 8, "a", 1, 500);
    assert_eq!(given_back(&[due(500), paid("a", 500)]), money(0));
    assert_eq!(given_back(&[due(500), paid("a", 500), failed.clone()]), money(500));
    assert_eq!(given_back(&[due(500), paid("a", 500), failed, by_hand]), money(500));
    let given_up = refund(K::RefundFailed, 9, "a", MOST_ATTEMPTS, 500);
    assert_eq!(given_back(&[due(500), paid("a", 500), given_up]), money(0));
}

#[test]
fn what_came_too_much_goes_back() {
    let excess = |said: &[NewEntry]| account(true, said).excess().amount();
    assert_eq!(excess(&[due(500), paid("a", 500)]), 0);
    assert_eq!(excess(&[due(500), paid("a", 500), paid("b", 500)]), 500);
    assert_eq!(excess(&[due(500), waived(500), paid("a", 500)]), 500);
    let going = refund(EntryKind::RefundPending, 9, "a", 1, 500);
    assert_eq!(excess(&[due(500), waived(500), paid("a", 500), going.clone()]), 0);
    assert_eq!(excess(&[due(500), paid("a", 500), going]), 0);
}

/// The entries of a payment whose appointment is cancelled then.
fn cancelled(said: &[NewEntry], percent: u8) -> Vec<NewEntry> {
    [said, &written(&account(true, said), &Deed::Cancel(percent), 77)].concat()
}

#[test]
fn what_is_not_kept_goes_back_whenever_it_comes() {
    let excess = |said: &[NewEntry], more: NewEntry| account(true, &[said, &[more]].concat()).excess();
    let again = paid("b", 500);
    let once = [due(500), paid("a", 500)];
    for percent in [0, 50, 100] {
        let cancelled = cancelled(&once, percent);
        assert_eq!(account(true, &cancelled).excess(), money(0), "{percent}");
        assert_eq!(excess(&cancelled, again.clone()), money(500), "{percent}");
    }
    // Somebody sent a part back at the provider before.
    let by_hand = refund(EntryKind::RefundSucceeded, 8, "a", 1, 200);
    let by_hand = cancelled(&[once[0].clone(), once[1].clone(), by_hand], 50);
    assert_eq!(account(true, &by_hand).held(), money(50));
    assert_eq!(excess(&by_hand, again), money(500));
    // A refund that was given up is made by hand: nobody begins another.
    let last = refund(EntryKind::RefundFailed, 77_000, "a", MOST_ATTEMPTS, 500);
    assert_eq!(excess(&cancelled(&once, 100), last), money(0));
}

#[test]
fn money_that_comes_later_goes_back_by_itself_and_not_by_a_charge_that_was_given_up() {
    let given_up = refund(EntryKind::RefundFailed, 9, "a", MOST_ATTEMPTS, 500);
    let said = [due(500), waived(500), paid("a", 500), given_up, paid("b", 500)];
    let again = account(true, &said);
    let part = RefundPart { charge: "b".into(), amount: money(500), at_provider: true };
    assert_eq!((again.excess(), again.parts(again.excess())), (money(500), vec![part]));
    let begun = refund(EntryKind::RefundPending, 8, "b", 1, 500);
    assert_eq!(account(true, &[&said[..], &[begun]].concat()).excess(), money(0));
}

#[test]
fn what_a_bank_gives_back_after_the_cancellation_goes_to_the_client() {
    use EntryKind as K;
    let disputed = |amount| [due(500), paid("a", 500), dispute(K::DisputeOpened, "a", amount)];
    let check = |amount, percent, at_once, won| {
        let cancelled = cancelled(&disputed(amount), percent);
        assert_eq!(account(true, &disputed(amount)).share(Percent::new(percent).unwrap(), 1), money(at_once));
        let after = |kind| account(true, &[&cancelled[..], &[dispute(kind, "a", amount)]].concat()).excess();
        assert_eq!(
            (after(K::DisputeWon), after(K::DisputeLost)),
            (money(won), money(0)),
            "{amount} {percent}"
        );
    };
    check(500, 100, 0, 500);
    check(500, 50, 0, 250);
    check(500, 0, 0, 0);
    check(200, 100, 300, 200);
    check(200, 50, 50, 200);
}

#[test]
fn a_refund_takes_from_all_that_came() {
    let account = account(true, &[due(700), paid("a", 500), paid("b", 200)]);
    let part =
        |charge: &str, amount| RefundPart { charge: charge.into(), amount: money(amount), at_provider: true };
    assert_eq!(account.parts(money(600)), [part("a", 500), part("b", 100)]);
    assert_eq!(account.parts(money(9000)), [part("a", 500), part("b", 200)]);
    assert_eq!(account.parts(money(0)), []);
    assert_eq!(account.share(Percent::new(50).unwrap(), 1), money(350));
}

/// What may happen to a payment.
#[derive(Debug, Clone)]
enum Deed {
    Ask(i64),
    Waive(i64),
    Pay(u8, i64),
    MarkPaid(i64),
    Refund(u8),
    Cancel(u8),
    RefundExcess,
    Settle(u8, bool),
    Dispute(u8, i64, bool),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let amount = || 0_i64..1000;
    let deed = prop_oneof![
        amount().prop_map(Deed::Ask),
        amount().prop_map(Deed::Waive),
        (0_u8..3, amount()).prop_map(|(charge, amount)| Deed::Pay(charge, amount)),
        amount().prop_map(Deed::MarkPaid),
        (0_u8..=100).prop_map(Deed::Refund),
        (0_u8..=100).prop_map(Deed::Cancel),
        Just(Deed::RefundExcess),
        (any::<u8>(), any::<bool>()).prop_map(|(which, good)| Deed::Settle(which, good)),
        (0_u8..3, amount(), any::<bool>())
            .prop_map(|(charge, amount, won)| Deed::Dispute(charge, amount, won)),
    ];
    prop::collection::vec(deed, 0..40)
}

/// The entries that the product writes for a deed, as the account stands.
fn written(account: &Account, deed: &Deed, number: u128) -> Vec<NewEntry> {
    use EntryKind as K;
    let refunds = |wanted: Money| {
        let parts = account.parts(wanted).into_iter().zip(0_u128..);
        let new = |(part, at): (RefundPart, u128)| {
            refund(K::RefundPending, number * 1_000 + at, &part.charge, 1, part.amount.amount())
        };
        parts.map(new).collect::<Vec<_>>()
    };
    let less = |amount: Money| waived(amount.amount());
    match deed {
        Deed::Ask(amount) => vec![due(*amount)],
        Deed::Waive(amount) => vec![waived(*amount)],
        Deed::Pay(charge, amount) => vec![paid(&format!("pi{charge}"), *amount)],
        Deed::MarkPaid(amount) => vec![NewEntry::new(K::MarkedPaid, money(*amount))],
        Deed::Refund(percent) | Deed::Cancel(percent) => {
            let percent = Percent::new(*percent).unwrap();
            let unpaid = matches!(deed, Deed::Cancel(_)).then(|| less(account.to_pay()));
            let said = unpaid.into_iter().chain([less(account.forgone(percent, 1))]);
            said.chain(refunds(account.share(percent, 1))).collect()
        }
        Deed::RefundExcess => refunds(account.excess()),
        Deed::Settle(which, good) => {
            let count = account.refunds().count().max(1);
            let Some(found) = account.refunds().nth(usize::from(*which) % count) else { return Vec::new() };
            let last = found.attempts.keys().next_back().copied().unwrap_or(1);
            let kind = if *good { K::RefundSucceeded } else { K::RefundFailed };
            let settled = refund(kind, found.id.as_u128(), &found.charge, last, found.amount.amount());
            let again =
                refund(K::RefundPending, found.id.as_u128(), &found.charge, last + 1, found.amount.amount());
            if *good { vec![settled] } else { vec![settled, again] }
        }
        Deed::Dispute(charge, amount, won) => {
            let kind = if *won { K::DisputeWon } else { K::DisputeOpened };
            vec![dispute(kind, &format!("pi{charge}"), *amount)]
        }
    }
}

fn play(deeds: &[Deed]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (number, deed) in (1..).zip(deeds) {
        let account = Account::of(euro(), true, &entries);
        for said in written(&account, deed, number) {
            let known = |entry: &Entry| said.key().is_some() && entry.said.key() == said.key();
            if !entries.iter().any(known) {
                entries.push(entry(u128::try_from(entries.len()).unwrap() + 1, said));
            }
        }
    }
    entries
}

proptest! {
    #[test]
    fn refunds_never_exceed_charges(deeds in deeds()) {
        let entries = play(&deeds);
        for count in 0..=entries.len() {
            let account = Account::of(euro(), true, &entries[..count]);
            prop_assert!(account.refunded().amount() <= account.charged().amount());
            prop_assert!(account.left().amount() <= account.charged().amount());
            let going: i64 = account.refunds().filter(|one| !one.is_given_up()).map(|one| one.amount.amount()).sum();
            prop_assert!(going <= account.charged().amount(), "{going} of {:?}", account.charged());
            let parts: i64 = account.parts(account.left()).iter().map(|part| part.amount.amount()).sum();
            prop_assert_eq!(parts, account.left().amount());
            prop_assert!(account.excess().amount() <= account.left().amount());
        }
    }

    /// Whatever came before, between and after: of an appointment that is cancelled with everything back, nothing stays.
    #[test]
    fn nothing_stays_of_what_is_cancelled_in_full(before in deeds(), after in deeds()) {
        let brings = |deed: &Deed| matches!(deed, Deed::Pay(..) | Deed::Dispute(..) | Deed::MarkPaid(_));
        let after = after.into_iter().filter(brings);
        let won = (0..3).map(|charge| Deed::Dispute(charge, 0, true));
        let deeds: Vec<Deed> = before.into_iter().chain([Deed::Cancel(100)]).chain(after).chain(won).collect();
        let entries = play(&[&deeds[..], &[Deed::RefundExcess]].concat());
        let account = Account::of(euro(), true, &entries);
        if !account.refunds().any(Refund::is_given_up) {
            prop_assert_eq!((account.asked(), account.left()), (money(0), money(0)));
        }
    }

    #[test]
    fn order_and_repetition_do_not_matter(deeds in deeds(), seed in any::<u64>()) {
        let entries = play(&deeds);
        // The provider may tell everything twice, in any order; what the product says itself it says once.
        let facts = entries.iter().filter(|entry| entry.said.key().is_some());
        let again = facts.map(|fact| Entry { id: Uuid::from_u128(fact.id.as_u128() + 1000), ..fact.clone() });
        let mut shuffled: Vec<Entry> = again.chain(entries.iter().cloned()).collect();
        let mut state = seed;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, usize::try_from(state >> 33).unwrap() % (at + 1));
        }
        let (one, other) = (Account::of(euro(), true, &entries), Account::of(euro(), true, &shuffled));
        let sums = |account: &Account| {
            (account.asked(), account.charged(), account.refunded(), account.left(), account.excess(), account.status())
        };
        prop_assert_eq!(sums(&one), sums(&other));
        let refunds = |account: &Account| account.refunds().cloned().collect::<Vec<_>>();
        prop_assert_eq!(refunds(&one), refunds(&other));
    }
}

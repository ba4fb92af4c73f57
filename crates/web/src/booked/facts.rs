//! What the page of an appointment says.

use super::elsewhere::{Elsewhere, Entry};
use super::refusals::words;
use crate::kit::month::Way;
use crate::kit::refunds;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::visitor::Mail;
use crate::kit::when::WallClock;
use app::appointments::{BookedPage, MailStanding, PageMoney};
use app::payments;
use askama::Template;
use domain::appointment::{AppointmentStatus, transitions};
use domain::interview::rules::{can_be_joined, joined_from};
use domain::money::Money;
use scheduling_core::time::{TimeZone, Timestamp};
use uuid::Uuid;

/// On which clocks somebody looks.
pub(super) struct Looks {
    pub(super) clock: WallClock,
    pub(super) company: WallClock,
    /// Whether it is not known where they live, so that the company's zone is a guess.
    pub(super) is_guess: bool,
    /// Whether mail is sent.
    pub(super) mail: Mail,
    /// A zone that there is not, as it was asked for.
    pub(super) wrong: Option<String>,
    /// The query that keeps the zone.
    pub(super) query: String,
    /// The switch to the other way of counting hours.
    pub(super) hours: Way,
}

/// The zone of a page, and how it is changed.
pub(super) struct ZoneView {
    /// As the address has it.
    pub(super) value: String,
    pub(super) words: String,
    /// What the field shows: what was typed, where that is no zone.
    pub(super) typed: String,
    pub(super) wrong: Option<String>,
    pub(super) zones: Vec<&'static str>,
    pub(super) hours: Way,
}

impl Looks {
    pub(super) fn zone(&self) -> ZoneView {
        let (texts, name) = (self.clock.texts, self.clock.zone_name());
        let key = if self.is_guess { "booked-zone-guess" } else { "booked-zone" };
        ZoneView {
            words: texts.with(key, "zone", &name),
            value: self.clock.zone.name().to_owned(),
            typed: self.wrong.clone().unwrap_or_else(|| self.clock.zone.name().to_owned()),
            wrong: self.wrong.as_ref().map(|wrong| texts.with("booked-zone-wrong", "zone", wrong)),
            zones: TimeZone::names().collect(),
            hours: self.hours.clone(),
        }
    }

    /// The same time on the company's clock, where that shows another.
    pub(super) fn beside(&self, time: scheduling_core::time::Interval) -> Option<String> {
        let differs = self.clock.span(time) != self.company.span(time);
        differs.then(|| self.company.interval(time))
    }
}

/// The page.
#[derive(Template)]
#[template(path = "booked.html")]
pub(super) struct BookedView {
    pub(super) shell: Shell,
    pub(super) path: String,
    pub(super) list: Option<&'static str>,
    /// The query that keeps the zone.
    pub(super) query: String,
    pub(super) service: String,
    pub(super) company: String,
    pub(super) staff: Option<String>,
    pub(super) standing: String,
    pub(super) tone: &'static str,
    /// What became of the mail, while that matters.
    pub(super) mail: Option<String>,
    pub(super) time: String,
    pub(super) beside: Option<String>,
    pub(super) place: Option<String>,
    pub(super) room: Option<RoomView>,
    pub(super) money: Vec<Amount>,
    pub(super) pay: Option<PayView>,
    pub(super) zone: ZoneView,
    /// What the client is asked about another time.
    pub(super) asked: Option<AskedMove>,
    /// Whether it lies ahead and stands.
    pub(super) is_ahead: bool,
    pub(super) elsewhere: Vec<Elsewhere>,
    /// Whether this page moves and cancels.
    pub(super) is_manager: bool,
    pub(super) moves: MovesView,
    /// What comes back to somebody who cancels now; where it can be cancelled.
    pub(super) cancel: Option<String>,
    /// And until when.
    pub(super) refunds: Option<String>,
    pub(super) contact: Option<String>,
    /// Where the same is booked again, once it is over.
    pub(super) again: Option<String>,
    pub(super) mistake: Option<String>,
    /// What the form of the zone keeps: nothing.
    pub(super) kept: Vec<(&'static str, String)>,
}

/// A question whether another time suits, in words.
pub(super) struct AskedMove {
    pub(super) id: Uuid,
    pub(super) words: String,
    /// What comes back of the money at that time.
    pub(super) refunds: Option<String>,
}

/// Where an online appointment takes place.
pub(super) struct RoomView {
    pub(super) link: String,
    pub(super) is_open: bool,
    /// From when it is open, where it is not yet.
    pub(super) opens: Option<String>,
}

/// An amount with its name.
pub(crate) struct Amount {
    pub(crate) label: String,
    pub(crate) value: String,
}

impl Amount {
    fn new(texts: Texts, key: &str, money: Money) -> Self {
        Self { label: texts.say(key), value: amount(texts, money) }
    }
}

/// What is to be paid online now.
pub(super) struct PayView {
    pub(super) path: String,
    pub(super) button: String,
    pub(super) until: Option<String>,
}

/// Whether it can be moved.
pub(super) struct MovesView {
    pub(super) words: String,
    pub(super) is_open: bool,
}

/// What stands around the facts.
pub(super) struct Around {
    pub(super) shell: Shell,
    pub(super) path: String,
    /// The list that it is in, for somebody who has one.
    pub(super) list: Option<&'static str>,
    /// Whether they may move and cancel it.
    pub(super) is_manager: bool,
    pub(super) mistake: Option<String>,
}

/// What the page is made from.
pub(super) struct Facts<'a> {
    pub(super) texts: Texts,
    pub(super) looks: &'a Looks,
    pub(super) page: &'a BookedPage,
    pub(super) now: Timestamp,
}

/// How an appointment stands, in a sentence.
pub(crate) fn standing_of(texts: Texts, status: AppointmentStatus) -> String {
    texts.say(&format!("booked-is-{}", status.name()))
}

/// The colour of a state.
pub(crate) fn tone_of(status: AppointmentStatus) -> &'static str {
    match status {
        AppointmentStatus::Confirmed => "good",
        AppointmentStatus::PendingPayment => "warn",
        AppointmentStatus::Cancelled | AppointmentStatus::NoShow => "bad",
        AppointmentStatus::Completed => "",
    }
}

/// What came, what is to be paid, and what went back: for the client, and for those who serve them.
pub(crate) fn sums(texts: Texts, money: &PageMoney, to_pay: &str) -> Vec<Amount> {
    let all = [("booked-paid", money.paid), (to_pay, money.to_pay), ("booked-returned", money.returned)];
    all.into_iter().filter_map(|(key, money)| Some(Amount::new(texts, key, money?))).collect()
}

/// An amount as people of a language write it.
pub(crate) fn amount(texts: Texts, money: Money) -> String {
    let text = money.to_string();
    let (number, code) = text.rsplit_once(' ').unwrap_or((&text, ""));
    texts.values("booked-amount", &[("number", &decimal(texts, number)), ("currency", code)])
}

fn decimal(texts: Texts, number: &str) -> String {
    number.replace('.', &texts.say("booked-decimal"))
}

impl Facts<'_> {
    fn status(&self) -> AppointmentStatus {
        self.page.appointment.status
    }

    fn is_ahead(&self) -> bool {
        self.status().is_open() && self.now < self.page.appointment.time.end()
    }

    fn heading(&self) -> String {
        let key = match self.status() {
            AppointmentStatus::Confirmed if self.is_ahead() => "booked-you-are",
            AppointmentStatus::PendingPayment => "booked-unpaid",
            AppointmentStatus::Cancelled => "booked-cancelled",
            _ => "booked-over",
        };
        self.texts.say(key)
    }

    /// The page for somebody who looks at it like that.
    pub(super) fn view(&self, around: Around) -> BookedView {
        let Around { shell, path, list, is_manager, mistake } = around;
        let (texts, page, looks) = (self.texts, self.page, self.looks);
        let appointment = &page.appointment;
        let is_ahead = self.is_ahead();
        BookedView {
            shell: Shell { title: self.heading(), ..shell },
            path,
            list,
            mistake,
            is_manager,
            elsewhere: Entry::of(page).links(),
            query: looks.query.clone(),
            service: appointment.terms.service_name.clone(),
            company: page.company_name.clone(),
            staff: page.staff_name.clone(),
            standing: standing_of(texts, self.status()),
            tone: tone_of(self.status()),
            mail: self.mail(),
            time: looks.clock.interval(appointment.time),
            beside: looks.beside(appointment.time),
            place: page.place.clone(),
            room: self.room(),
            money: self.money(),
            pay: self.pay(),
            zone: looks.zone(),
            asked: page.asked.map(|asked| {
                let when = looks.clock.interval(asked.time);
                let values = [("company", page.company_name.as_str()), ("when", when.as_str())];
                AskedMove {
                    id: asked.id,
                    words: texts.values("booked-asked-words", &values),
                    refunds: self.refunds_at(asked.time.start()),
                }
            }),
            is_ahead,
            moves: self.moves(),
            cancel: transitions::require_cancellable(appointment, self.now).is_ok().then(|| self.refund()),
            refunds: self.refunds(),
            contact: page.contact.clone(),
            again: page.again.clone().filter(|_| !is_ahead),
            kept: Vec::new(),
        }
    }

    fn mail(&self) -> Option<String> {
        let mail = self.looks.mail.standing(self.page.mail);
        let key = match mail {
            MailStanding::Awaited => "booked-mail-awaited",
            MailStanding::Sent => "booked-mail-sent",
            MailStanding::Kept => "booked-mail-kept",
            MailStanding::Failed => "booked-mail-failed",
        };
        // Before it is paid, nobody is told that it is booked.
        let is_told = self.status() == AppointmentStatus::Confirmed;
        let says = self.is_ahead() && (is_told || mail == MailStanding::Kept);
        says.then(|| self.texts.say(key))
    }

    fn room(&self) -> Option<RoomView> {
        let link = self.page.meeting_link.clone().filter(|_| self.is_ahead())?;
        let is_confirmed = self.status() == AppointmentStatus::Confirmed;
        let time = self.page.appointment.time;
        let from = Some(joined_from(time)).filter(|from| self.now < *from);
        let opens = from.map(|from| self.looks.clock.moment(from));
        Some(RoomView {
            link,
            is_open: is_confirmed && can_be_joined(time, self.now),
            opens: opens.map(|when| self.texts.with("booked-join-later", "when", &when)),
        })
    }

    fn money(&self) -> Vec<Amount> {
        let money = &self.page.money;
        let price = self.page.appointment.terms.price.filter(|price| !price.is_zero());
        let price = price.map(|price| Amount::new(self.texts, "booked-price", price));
        let to_pay = if money.online.is_some() { "booked-to-pay" } else { "booked-to-pay-there" };
        price.into_iter().chain(sums(self.texts, money, to_pay)).collect()
    }

    fn pay(&self) -> Option<PayView> {
        let payment = self.page.money.online.filter(|_| self.status().is_open())?;
        let to_pay = amount(self.texts, self.page.money.to_pay?);
        let until = self.page.appointment.pay_until.map(|until| self.looks.clock.moment(until));
        Some(PayView {
            path: payments::path(payment),
            button: self.texts.with("booked-pay", "amount", &to_pay),
            until: until.map(|until| self.texts.with("booked-pay-until", "until", &until)),
        })
    }

    fn moves(&self) -> MovesView {
        let moves = &self.page.moves;
        match &moves.refusal {
            Some(refusal) => MovesView { words: words(self.texts, refusal), is_open: false },
            None => MovesView { words: self.texts.count("booked-moves-left", moves.left), is_open: true },
        }
    }

    /// What comes back until when, where money is asked for.
    pub(super) fn refunds(&self) -> Option<String> {
        self.refunds_at(self.page.appointment.time.start())
    }

    /// The same for another start: its policy stays, and counts from there.
    pub(super) fn refunds_at(&self, start: Timestamp) -> Option<String> {
        let terms = &self.page.appointment.terms;
        let company = TimeZone::named(&self.page.zone).ok().filter(|_| terms.asks_for_money())?;
        let zone = terms.zone_of_policy(&company);
        Some(refunds::words(self.texts, &self.looks.clock, &terms.policy, start, &zone, self.now))
    }

    /// What comes back to somebody who cancels now.
    pub(super) fn refund(&self) -> String {
        let (texts, money) = (self.texts, &self.page.money);
        let percent = self.page.refund_percent.to_string();
        match (money.paid, money.refund) {
            (Some(paid), Some(refund)) => texts.values(
                "booked-refund",
                &[("refund", &amount(texts, refund)), ("paid", &amount(texts, paid)), ("percent", &percent)],
            ),
            (Some(paid), None) => texts.with("booked-refund-none", "paid", &amount(texts, paid)),
            (None, _) if self.page.appointment.terms.asks_for_money() => {
                texts.with("booked-refund-unpaid", "percent", &percent)
            }
            (None, _) => texts.say("booked-refund-free"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::texts::Language;
    use domain::money::Currency;

    #[test]
    fn amounts_are_written_as_each_language_does() {
        let money = |amount, code| {
            Money::new(amount, Currency::of_code(code).expect("a currency")).expect("an amount")
        };
        let check = |language, money, expected: &str| assert_eq!(amount(Texts(language), money), expected);
        check(Language::English, money(12_500, "EUR"), "125.00 EUR");
        check(Language::German, money(12_500, "EUR"), "125,00 EUR");
        check(Language::English, money(500, "JPY"), "500 JPY");
    }
}

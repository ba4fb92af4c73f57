//! The question before a client cancels: what ends, what comes back of the money, and what does not.

use super::client::Client;
use super::facts::{Facts, amount};
use crate::kit::page::Answered;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use app::appointments::BookedPage;
use askama::Template;
use domain::appointment::transitions;
use domain::money::Money;

#[derive(Template)]
#[template(path = "booked-cancel.html")]
struct CancelPage {
    shell: Shell,
    path: String,
    query: String,
    service: String,
    company: String,
    time: String,
    beside: Option<String>,
    staff: Option<String>,
    money: Vec<Part>,
    /// What comes back, in a sentence.
    refund: String,
    /// And until when.
    refunds: Option<String>,
    seen: String,
    mistake: Option<String>,
}

/// A part of the money.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    label: String,
    value: String,
    is_strong: bool,
}

/// What the question showed: the appointment as it stood, and what would come back. Who cancels agrees to that.
pub(super) fn seen(page: &BookedPage) -> String {
    let refund = page.money.refund.map(|refund| refund.to_string()).unwrap_or_default();
    format!("{} {refund}", page.appointment.metadata.version)
}

/// Asks whether it is to be cancelled; where it can't be any more, the page of the appointment says how it stands.
pub(super) async fn ask(client: &Client, status: StatusCode, mistake: Option<String>) -> Answered {
    let page = client.page().await?;
    let now = client.visitor.now;
    if !client.holder.may_manage() || transitions::require_cancellable(&page.appointment, now).is_err() {
        return client.look().await;
    }
    let (texts, looks) = (client.texts(), client.looks(&page));
    let facts = Facts { texts, looks: &looks, page: &page, now };
    let view = CancelPage {
        shell: Shell { title: texts.say("booked-cancel-title"), ..client.shell.clone() },
        path: client.path.clone(),
        query: looks.query.clone(),
        service: page.appointment.terms.service_name.clone(),
        company: page.company_name.clone(),
        time: looks.clock.interval(page.appointment.time),
        beside: looks.beside(page.appointment.time),
        staff: page.staff_name.clone(),
        money: parts(texts, page.money.paid, page.money.refund),
        refund: facts.refund(),
        refunds: facts.refunds(),
        seen: seen(&page),
        mistake,
    };
    client.render(status, &view)
}

/// Of what was paid, what comes back and what is kept.
fn parts(texts: Texts, paid: Option<Money>, refund: Option<Money>) -> Vec<Part> {
    let Some(paid) = paid else { return Vec::new() };
    let refund = refund.unwrap_or_else(|| Money::zero(paid.currency()));
    let kept = Money::new(paid.amount().saturating_sub(refund.amount()), paid.currency());
    let part = |key: &str, money: Money, is_strong: bool| Part {
        label: texts.say(key),
        value: amount(texts, money),
        is_strong,
    };
    let kept = kept.ok().map(|kept| part("booked-kept", kept, false));
    [part("booked-paid", paid, false), part("booked-comes-back", refund, true)]
        .into_iter()
        .chain(kept)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::Currency;

    #[test]
    fn what_comes_back_and_what_is_kept_are_named() {
        let euros =
            |amount| Money::new(amount, Currency::of_code("EUR").expect("a currency")).expect("an amount");
        let check = |paid: Option<i64>, refund: Option<i64>, expected: &[&str]| {
            let parts = parts(Texts::default(), paid.map(euros), refund.map(euros));
            let values: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
            assert_eq!(values, expected);
        };
        check(Some(5000), Some(2500), &["50.00 EUR", "25.00 EUR", "25.00 EUR"]);
        check(Some(5000), None, &["50.00 EUR", "0.00 EUR", "50.00 EUR"]);
        check(Some(5000), Some(5000), &["50.00 EUR", "50.00 EUR", "0.00 EUR"]);
        check(None, None, &[]);
    }
}

//! Where clients pay: the link leads on to the provider's page, and says how things stand when they come back.
//!
//! Opening it changes nothing. Who has the link sees no more than that something is to be paid, as the provider's page shows it.

use crate::assets;
use crate::linked::{failed, render};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use app::payments;
use app::payments::page::{self, Paying};
use askama::Template;
use domain::PaymentId;
use http_kit::{Anonymous, Data, Now};
use persistence::Database;

/// Seconds after which the page is asked for again while the provider's is being made.
const AGAIN: u8 = 2;

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/pay/{payment}").route(web::get().to(look)));
}

#[derive(Template)]
#[template(path = "pay.html")]
struct Page {
    style: &'static str,
    icon: &'static str,
    title: &'static str,
    text: &'static str,
    /// Where the client goes on to pay.
    link: Option<String>,
    again: Option<u8>,
}

/// From where the client comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Came {
    ByLink,
    /// From the provider's page, having paid.
    Paid,
    /// From the provider's page, having not.
    Back,
}

impl Came {
    fn of(query: &str) -> Self {
        let is = |word: &str| query.split('&').any(|part| part.split('=').next() == Some(word));
        match (is(page::PAID), is(page::BACK)) {
            (true, _) => Self::Paid,
            (false, true) => Self::Back,
            (false, false) => Self::ByLink,
        }
    }
}

async fn look(_: Anonymous, request: HttpRequest, Now(now): Now, db: Data<Database>) -> HttpResponse {
    let id = request.match_info().get("payment").and_then(|text| text.parse().ok()).map(PaymentId);
    let Some(id) = id else { return show(StatusCode::NOT_FOUND, &unknown()) };
    let came = Came::of(request.query_string());
    match (db.read(move |tx| page::look(tx, id, now)).await, came) {
        (Ok(Paying::Leads(to)), Came::ByLink) => leads(&to),
        // Leading back to the provider at once would be a circle.
        (Ok(Paying::Leads(_) | Paying::Awaited), Came::Paid) => show(StatusCode::OK, &on_its_way()),
        (Ok(Paying::Leads(_)), Came::Back) => show(StatusCode::OK, &unpaid(id)),
        (Ok(Paying::Awaited), _) => show(StatusCode::OK, &awaited()),
        (Ok(Paying::Paid), _) => show(StatusCode::OK, &paid()),
        (Ok(Paying::Cancelled), _) => show(StatusCode::OK, &cancelled()),
        (Ok(Paying::Over), _) => show(StatusCode::OK, &over()),
        (Ok(Paying::Unknown), _) => show(StatusCode::NOT_FOUND, &unknown()),
        (Err(error), _) => failed(&error),
    }
}

fn leads(to: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .finish()
}

fn show(status: StatusCode, page: &Page) -> HttpResponse {
    render(status, page)
}

fn says(title: &'static str, text: &'static str) -> Page {
    Page { style: assets::style(), icon: assets::icon(), title, text, link: None, again: None }
}

fn awaited() -> Page {
    let text = "The page on which you pay is being made. This page leads you there.";
    Page { again: Some(AGAIN), ..says("One moment", text) }
}

fn on_its_way() -> Page {
    let text = "We are waiting to hear that it has arrived. This page says so as soon as it has.";
    Page { again: Some(AGAIN), ..says("Your payment is on its way", text) }
}

fn unpaid(id: PaymentId) -> Page {
    let text = "Your time is held for a while. The appointment is confirmed once you have paid.";
    Page { link: Some(payments::path(id)), ..says("You have not paid yet", text) }
}

fn paid() -> Page {
    says("Thank you", "Your payment has arrived, and your appointment is confirmed.")
}

fn cancelled() -> Page {
    let text = "Nothing is to be paid any more. If money comes back to you, it is on its way.";
    says("Your appointment is cancelled", text)
}

fn over() -> Page {
    let text = "There is nothing to pay here, or the time to pay is over. If you have paid all the same, you get your \
                appointment or your money.";
    says("Nothing to pay", text)
}

fn unknown() -> Page {
    let text = "It may be incomplete. Open the link whole, or ask those who gave it to you.";
    says("This link leads to no payment", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_says_from_where_a_client_comes() {
        let check = |query: &str, expected: Came| assert!(Came::of(query) == expected, "{query}");
        check("", Came::ByLink);
        check("paid", Came::Paid);
        check("back", Came::Back);
        check("utm=1&paid=1", Came::Paid);
        check("unpaid&backwards", Came::ByLink);
    }
}

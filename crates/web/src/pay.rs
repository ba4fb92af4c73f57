//! Where clients pay: the link leads on to the provider's page, and says how things stand when they come back.
//!
//! Opening it changes nothing. Who has the link sees no more than that something is to be paid, as the provider's page shows it.
//! After a form a page leads on, not a redirect: the policy of pages says `form-action 'self'`, and browsers follow no redirect to
//! another server then.

use crate::kit::page::Answered;
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use crate::kit::visitor::Visitor;
use crate::linked::private;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use app::payments;
use app::payments::page::{self, Paying};
use askama::Template;
use domain::PaymentId;
use http_kit::{Anonymous, Data, Routes, resource};
use persistence::Database;

/// Seconds after which the page is asked for again while the provider's is being made.
const AGAIN: u8 = 2;
/// The query of the page that follows a form.
const BOOKED: &str = "booked";

/// Where a form leads whose answer is to be paid, by the path of its payment.
pub(crate) fn after_form(path: &str) -> String {
    format!("{path}?{BOOKED}")
}

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource("/pay/{payment}").get(look));
}

#[derive(Template)]
#[template(path = "pay.html")]
struct Page {
    shell: Shell,
    text: String,
    /// Where the client goes on to pay.
    link: Option<String>,
    /// Whether the page goes on there by itself.
    leads: bool,
    again: Option<u8>,
}

/// From where the client comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Came {
    ByLink,
    /// From the form by which they have booked.
    Booked,
    /// From the provider's page, having paid.
    Paid,
    /// From the provider's page, having not.
    Back,
}

impl Came {
    fn of(query: &str) -> Self {
        let is = |word: &str| query.split('&').any(|part| part.split('=').next() == Some(word));
        let known = [(page::PAID, Self::Paid), (page::BACK, Self::Back), (BOOKED, Self::Booked)];
        known.into_iter().find(|(word, _)| is(word)).map_or(Self::ByLink, |(_, came)| came)
    }
}

async fn look(_: Anonymous, visitor: Visitor, request: HttpRequest, db: Data<Database>) -> Answered {
    let now = visitor.now;
    let id = request.match_info().get("payment").and_then(|text| text.parse().ok()).map(PaymentId);
    let Some(id) = id else { return show(&visitor, StatusCode::NOT_FOUND, &says(&visitor, "unknown")) };
    let came = Came::of(request.query_string());
    let found = db.read(move |tx| page::look(tx, id, now)).await;
    let found = found.map_err(|error| Refused::of(&visitor, visitor.shell("refused-broken"), error))?;
    let page = match (found, came) {
        (Paying::Leads(to), Came::ByLink) => return Ok(leads(&to)),
        (Paying::Leads(to), Came::Booked) => Page { link: Some(to), leads: true, ..says(&visitor, "leads") },
        // Leading back to the provider at once would be a circle.
        (Paying::Leads(_) | Paying::Awaited, Came::Paid) => again(says(&visitor, "on-its-way")),
        (Paying::Leads(_), Came::Back) => Page { link: Some(payments::path(id)), ..says(&visitor, "unpaid") },
        (Paying::Awaited, _) => again(says(&visitor, "awaited")),
        (Paying::Paid, _) => says(&visitor, "paid"),
        (Paying::Cancelled, _) => says(&visitor, "cancelled"),
        (Paying::Over, _) => says(&visitor, "over"),
        (Paying::Unknown, _) => return show(&visitor, StatusCode::NOT_FOUND, &says(&visitor, "unknown")),
    };
    show(&visitor, StatusCode::OK, &page)
}

fn leads(to: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .finish()
}

fn show(visitor: &Visitor, status: StatusCode, page: &Page) -> Answered {
    visitor.show(status, page).map(private).map_err(|problem| Refused::bare(&problem))
}

/// A page that is asked for once more by itself.
fn again(page: Page) -> Page {
    Page { again: Some(AGAIN), ..page }
}

fn says(visitor: &Visitor, what: &str) -> Page {
    let text = visitor.texts.say(&format!("pay-{what}-words"));
    Page { shell: visitor.shell(&format!("pay-{what}")), text, link: None, leads: false, again: None }
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
        check("booked", Came::Booked);
        check("utm=1&paid=1", Came::Paid);
        check("unpaid&backwards", Came::ByLink);
    }
}

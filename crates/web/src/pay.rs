//! Where clients pay: the link leads on to the provider's page, and says how things stand when they come back.
//!
//! Opening it changes nothing. Who has the link sees no more than that something is to be paid, as the provider's page shows it.

use crate::assets;
use crate::linked::{failed, render};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use app::payments::page::{self, Paying};
use askama::Template;
use domain::PaymentId;
use http_kit::{Anonymous, Data, Now};
use persistence::Database;

/// Seconds after which the page is asked for again while the provider's is being made.
const AGAIN: u8 = 2;

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/pay/{payment}").route(web::get().to(look)).route(web::head().to(look)));
}

#[derive(Template)]
#[template(path = "pay.html")]
struct Page {
    style: &'static str,
    icon: &'static str,
    title: &'static str,
    text: &'static str,
    again: Option<u8>,
}

async fn look(_: Anonymous, request: HttpRequest, Now(now): Now, db: Data<Database>) -> HttpResponse {
    let id = request.match_info().get("payment").and_then(|text| text.parse().ok()).map(PaymentId);
    let found = match id {
        Some(id) => db.read(move |tx| page::look(tx, id, now)).await,
        None => Ok(Paying::Unknown),
    };
    match found {
        Ok(Paying::Leads(to)) => leads(&to),
        Ok(Paying::Awaited) => {
            let text = "The page on which you pay is being made. This page leads you there.";
            show(StatusCode::OK, "One moment", text, Some(AGAIN))
        }
        Ok(Paying::Paid) => show(
            StatusCode::OK,
            "Thank you",
            "Your payment has arrived, and your appointment is confirmed.",
            None,
        ),
        Ok(Paying::Over) => {
            let text = "There is nothing to pay here, or the time to pay is over. If you have paid all the same, you get your \
                        appointment or your money.";
            show(StatusCode::OK, "Nothing to pay", text, None)
        }
        Ok(Paying::Unknown) => {
            let text = "It may be incomplete. Open the link whole, or ask those who gave it to you.";
            show(StatusCode::NOT_FOUND, "This link leads to no payment", text, None)
        }
        Err(error) => failed(&error),
    }
}

fn leads(to: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .finish()
}

fn show(status: StatusCode, title: &'static str, text: &'static str, again: Option<u8>) -> HttpResponse {
    render(status, &Page { style: assets::style(), icon: assets::icon(), title, text, again })
}

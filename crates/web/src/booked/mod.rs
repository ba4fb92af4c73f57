//! The pages of an appointment, for whom has the link in its mail.
//!
//! Programs that look for harm in mail open every link in it. So opening a page changes nothing, and a button does.

mod cancelling;
mod client;
mod elsewhere;
mod facts;
mod moving;
mod pages;
mod refusals;
mod room;

pub(crate) use client::Client;
pub(crate) use elsewhere::{Elsewhere, Entry};
pub(crate) use facts::{Amount, amount, standing_of, sums, tone_of};
pub(crate) use room::in_room;

use crate::kit::page::Answered;
use crate::kit::refused::Refused;
use crate::kit::visitor::Visitor;
use crate::linked::private;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, dev};
use app::appointments::{self, Holder};
use app::sealed::Vault;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use http_kit::{Anonymous, Data, Form, Routes, public_address, resource};
use persistence::Database;

pub(crate) fn routes(routes: &mut Routes) {
    let one = |tail: &str| resource(format!("/booked/{{token}}{tail}"));
    routes
        .service(one("").get(look).post(act))
        .service(one("/move").get(choose))
        .service(one("/cancel").get(ask_cancel))
        .service(one("/appointment.ics").get(file));
}

/// Who has a link that opens something.
struct Linked(Client);

impl FromRequest for Linked {
    type Error = Refused;
    type Future = LocalBoxFuture<'static, Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let request = request.clone();
        async move {
            let bare = |problem: http_kit::Problem| Refused::bare(&problem);
            let visitor = Visitor::extract(&request).await.map_err(bare)?;
            let Data(db) = Data::<Database>::extract(&request).await.map_err(bare)?;
            let Data(vault) = Data::<Vault>::extract(&request).await.map_err(bare)?;
            let token = request.match_info().query("token");
            let Some(link) = appointments::opened(token, &vault) else { return Err(nothing(&visitor)) };
            let shell = visitor.shell("booked-title");
            Ok(Self(Client {
                holder: Holder::Link(link),
                path: format!("/booked/{token}"),
                list: None,
                shell,
                visitor,
                zone: None,
                db,
                public_url: public_address(&request),
            }))
        }
        .boxed_local()
    }
}

/// The same for every link that opens nothing.
fn nothing(visitor: &Visitor) -> Refused {
    Refused::said(visitor, visitor.shell("refused-link"), StatusCode::NOT_FOUND, "link", None)
}

async fn look(_: Anonymous, linked: Linked) -> Answered {
    linked.0.look().await.map(private)
}

async fn act(_: Anonymous, linked: Linked, form: Form) -> Answered {
    linked.0.act(&form).await.map(private)
}

async fn choose(_: Anonymous, linked: Linked) -> Answered {
    linked.0.choose().await.map(private)
}

async fn ask_cancel(_: Anonymous, linked: Linked) -> Answered {
    linked.0.ask_cancel().await.map(private)
}

async fn file(_: Anonymous, linked: Linked) -> Answered {
    linked.0.file().await.map(private)
}

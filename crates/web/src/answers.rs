//! The page on which an invitation is answered, without an account.
//!
//! Programs that look for harm in mail open every link in it. So opening the page changes nothing, and a
//! button sends the answer. The link itself is what allows it: it is sealed, of one person and one invitation, and ends when
//! the interview begins.

use crate::linked::{failed, render};
use crate::{assets, when};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use app::answers::{self, AnswerLink, AnswerPage};
use app::sealed::Vault;
use askama::Template;
use domain::message::Reply;
use http_kit::{Anonymous, Data, Form, Now};
use persistence::{Database, Tx};
use scheduling_core::time::{TimeZone, Timestamp};

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    let page = web::resource("/answers/{token}").route(web::get().to(look)).route(web::post().to(give));
    config.service(page);
}

#[derive(Template)]
#[template(path = "answer.html")]
struct Page {
    style: &'static str,
    icon: &'static str,
    job: String,
    company: String,
    /// On the company's clock; none where it has none.
    time: Option<String>,
    /// Whether it can be answered.
    open: bool,
    /// What was answered, in words.
    said: Option<&'static str>,
    /// Whether that was just now.
    thanks: bool,
    mistake: bool,
    /// The answer that the link in the mail offered.
    offered: Option<Reply>,
}

#[derive(Template)]
#[template(path = "wrong_answer.html")]
struct Wrong {
    style: &'static str,
    icon: &'static str,
}

async fn look(
    _: Anonymous,
    request: HttpRequest,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
) -> HttpResponse {
    let Some(link) = link(&request, &vault, now) else { return wrong() };
    let offered = request.query_string().strip_prefix("answer=").and_then(Reply::named);
    show(&db, link, |page| Page { offered, ..page }, StatusCode::OK).await
}

async fn give(
    _: Anonymous,
    request: HttpRequest,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
    form: Form,
) -> HttpResponse {
    let Some(link) = link(&request, &vault, now) else { return wrong() };
    let Some(reply) = form.get("answer").and_then(Reply::named) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return show(&db, link, |page| Page { mistake: true, ..page }, status).await;
    };
    match db.write(move |tx: &mut Tx<'_>| answers::answer(tx, &link, reply, now)).await {
        Ok(true) => show(&db, link, |page| Page { thanks: true, ..page }, StatusCode::OK).await,
        Ok(false) => show(&db, link, |page| page, StatusCode::CONFLICT).await,
        Err(error) => failed(&error),
    }
}

fn link(request: &HttpRequest, vault: &Vault, now: Timestamp) -> Option<AnswerLink> {
    answers::opened(request.match_info().query("token"), vault, now)
}

async fn show(
    db: &Database,
    link: AnswerLink,
    change: impl FnOnce(Page) -> Page,
    status: StatusCode,
) -> HttpResponse {
    match db.read(move |tx| answers::look(tx, &link)).await {
        Ok(Some(found)) => render(status, &change(page(found))),
        Ok(None) => wrong(),
        Err(error) => failed(&error),
    }
}

fn page(found: AnswerPage) -> Page {
    let zone = TimeZone::named(&found.zone).unwrap_or_else(|_| TimeZone::utc());
    Page {
        style: assets::style(),
        icon: assets::icon(),
        job: found.job_title,
        company: found.company_name,
        time: found.time.map(|time| when::interval(time, &zone)),
        open: found.is_current,
        said: found.reply.map(|reply| match reply {
            Reply::Accepted => "You have accepted the invitation.",
            Reply::Declined => "You have declined the invitation.",
            Reply::Tentative => "You have said that you may come.",
        }),
        thanks: false,
        mistake: false,
        offered: None,
    }
}

/// The same for every link that answers nothing.
fn wrong() -> HttpResponse {
    render(StatusCode::NOT_FOUND, &Wrong { style: assets::style(), icon: assets::icon() })
}

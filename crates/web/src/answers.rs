//! The page on which an invitation is answered, without an account.
//!
//! Programs that look for harm in mail open every link in it. So opening the page changes nothing, and a
//! button sends the answer. The link itself is what allows it: it is sealed, of one person and one invitation, and ends when
//! the interview begins.

use crate::kit::page::Answered;
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use crate::kit::visitor::Visitor;
use crate::kit::when::WallClock;
use crate::linked::private;
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use app::answers::{self, AnswerLink, AnswerPage};
use app::sealed::Vault;
use askama::Template;
use domain::message::Reply;
use http_kit::{Anonymous, Data, Form, Routes, resource};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::{TimeZone, Timestamp};

pub(crate) fn routes(routes: &mut Routes) {
    let page = resource("/answers/{token}").get(look).post(give);
    routes.service(page);
}

#[derive(Template)]
#[template(path = "answer.html")]
struct Page {
    shell: Shell,
    company: String,
    /// On the company's clock; none where it has none.
    time: Option<String>,
    /// Whether it can be answered.
    open: bool,
    /// What was answered, in words.
    said: Option<String>,
    /// Whether that was just now.
    thanks: bool,
    mistake: bool,
    /// The answer that the link in the mail offered.
    offered: Option<Reply>,
}

#[derive(Template)]
#[template(path = "wrong_answer.html")]
struct Wrong {
    shell: Shell,
}

async fn look(
    _: Anonymous,
    visitor: Visitor,
    request: HttpRequest,
    db: Data<Database>,
    vault: Data<Vault>,
) -> Answered {
    let Some(link) = link(&request, &vault, visitor.now) else { return wrong(&visitor) };
    let offered = visitor.param("answer").and_then(Reply::named);
    show(&visitor, &db, link, |page| Page { offered, ..page }, StatusCode::OK).await
}

async fn give(
    _: Anonymous,
    visitor: Visitor,
    request: HttpRequest,
    db: Data<Database>,
    vault: Data<Vault>,
    form: Form,
) -> Answered {
    let now = visitor.now;
    let Some(link) = link(&request, &vault, now) else { return wrong(&visitor) };
    let Some(reply) = form.get("answer").and_then(Reply::named) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return show(&visitor, &db, link, |page| Page { mistake: true, ..page }, status).await;
    };
    let answered = link.clone();
    match db.write(move |tx: &mut Tx<'_>| answers::answer(tx, &answered, reply, now)).await {
        Ok(true) => show(&visitor, &db, link, |page| Page { thanks: true, ..page }, StatusCode::OK).await,
        Ok(false) => show(&visitor, &db, link, |page| page, StatusCode::CONFLICT).await,
        Err(error) => Err(failed(&visitor, error)),
    }
}

fn link(request: &HttpRequest, vault: &Vault, now: Timestamp) -> Option<AnswerLink> {
    answers::opened(request.match_info().query("token"), vault, now)
}

async fn show(
    visitor: &Visitor,
    db: &Database,
    link: AnswerLink,
    change: impl FnOnce(Page) -> Page,
    status: StatusCode,
) -> Answered {
    let found = db.read(move |tx| answers::look(tx, &link)).await.map_err(|error| failed(visitor, error))?;
    match found {
        Some(found) => render(visitor, status, &change(page(visitor, found))),
        None => wrong(visitor),
    }
}

fn failed(visitor: &Visitor, error: StoreError) -> Refused {
    Refused::of(visitor, visitor.shell("refused-broken"), error)
}

fn render(visitor: &Visitor, status: StatusCode, page: &impl Template) -> Answered {
    visitor.show(status, page).map(private).map_err(|problem| Refused::bare(&problem))
}

fn page(visitor: &Visitor, found: AnswerPage) -> Page {
    let texts = visitor.texts;
    let zone = TimeZone::named(&found.zone).unwrap_or_else(|_| TimeZone::utc());
    let clock = WallClock::new(texts, zone).with_hours(visitor.hours);
    Page {
        shell: Shell {
            title: texts.with("answer-title", "job", &found.job_title),
            ..visitor.shell("answer-wrong")
        },
        company: found.company_name,
        time: found.time.map(|time| clock.interval(time)),
        open: found.is_current,
        said: found.reply.map(|reply| {
            texts.say(match reply {
                Reply::Accepted => "answer-said-accepted",
                Reply::Declined => "answer-said-declined",
                Reply::Tentative => "answer-said-tentative",
            })
        }),
        thanks: false,
        mistake: false,
        offered: None,
    }
}

/// The same for every link that answers nothing.
fn wrong(visitor: &Visitor) -> Answered {
    render(visitor, StatusCode::NOT_FOUND, &Wrong { shell: visitor.shell("answer-wrong") })
}

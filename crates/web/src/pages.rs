//! The pages themselves.

use crate::kit::visitor::sent_to;
use crate::{assets, text};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use http_kit::problem::catalogue::{self, Kind};
use http_kit::{Anonymous, BrowserSession, Problem, html};

#[derive(Template)]
#[template(path = "problems.html")]
struct Problems {
    style: &'static str,
    icon: &'static str,
    kinds: &'static [&'static Kind],
}

#[derive(Template)]
#[template(path = "problem.html")]
struct One {
    style: &'static str,
    icon: &'static str,
    kind: &'static Kind,
    explanation: Vec<text::Piece<'static>>,
}

#[derive(Template)]
#[template(path = "outbox.html")]
struct Outbox {
    style: &'static str,
    icon: &'static str,
    script: &'static str,
}

#[derive(Template)]
#[template(path = "password-reset.html")]
struct PasswordReset {
    style: &'static str,
    icon: &'static str,
    script: &'static str,
}

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/admin/outbox").route(web::get().to(outbox)))
        .service(web::resource("/password-reset").route(web::get().to(password_reset)))
        .service(web::resource("/problems").route(web::get().to(problems)))
        .service(web::resource("/problems/{slug}").route(web::get().to(problem)));
}

/// Who is logged in has the outbox among the settings; with a token it is asked for here.
async fn outbox(session: BrowserSession) -> Result<HttpResponse, Problem> {
    if session.0.is_some() {
        return Ok(sent_to("/app/settings/outbox"));
    }
    show(&Outbox { style: assets::style(), icon: assets::icon(), script: assets::outbox() })
}

async fn password_reset(_: Anonymous) -> Result<HttpResponse, Problem> {
    let script = assets::password_reset();
    show(&PasswordReset { style: assets::style(), icon: assets::icon(), script })
}

async fn problems(_: Anonymous) -> Result<HttpResponse, Problem> {
    show(&Problems { style: assets::style(), icon: assets::icon(), kinds: catalogue::ALL })
}

async fn problem(_: Anonymous, slug: web::Path<String>) -> Result<HttpResponse, Problem> {
    let kind = catalogue::named(&slug).ok_or_else(|| Problem::not_found("problem"))?;
    let explanation = text::pieces(kind.explanation);
    show(&One { style: assets::style(), icon: assets::icon(), kind, explanation })
}

fn show(page: &impl Template) -> Result<HttpResponse, Problem> {
    let text = page.render().map_err(|error| Problem::internal(&error))?;
    Ok(html::page(StatusCode::OK, text))
}

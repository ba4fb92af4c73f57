//! The pages themselves.

use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::visitor::{Passerby, sent_to};
use crate::{assets, text};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use http_kit::problem::catalogue::{self, Kind};
use http_kit::{BrowserSession, Problem, Routes, html, resource};

/// A kind of problem in the language of who looks.
struct Told {
    slug: &'static str,
    status: u16,
    title: String,
}

impl Told {
    fn of(texts: Texts, kind: &Kind) -> Self {
        let title = texts.known(&format!("problem-{}", kind.slug));
        Self {
            slug: kind.slug,
            status: kind.status.as_u16(),
            title: title.unwrap_or_else(|| kind.title.to_owned()),
        }
    }
}

#[derive(Template)]
#[template(path = "problems.html")]
struct Problems {
    shell: Shell,
    intro: Vec<text::Piece>,
    kinds: Vec<Told>,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct One {
    shell: Shell,
    kind: Told,
    explanation: Vec<text::Piece>,
    instance: Vec<text::Piece>,
}

#[derive(Template)]
#[template(path = "outbox.html")]
struct Outbox {
    style: &'static str,
    icon: &'static str,
    script: &'static str,
}

pub(crate) fn routes(routes: &mut Routes) {
    routes
        .service(resource("/admin/outbox").get(outbox))
        .service(resource("/problems").get(problems))
        .service(resource("/problems/{slug}").get(problem));
}

/// Who is logged in has the outbox among the settings; with a token it is asked for here.
async fn outbox(session: BrowserSession) -> Result<HttpResponse, Problem> {
    if session.0.is_some() {
        return Ok(sent_to("/app/settings/outbox"));
    }
    show(&Outbox { style: assets::style(), icon: assets::icon(), script: assets::outbox() })
}

async fn problems(Passerby(visitor): Passerby) -> Result<HttpResponse, Problem> {
    let texts = visitor.texts;
    let kinds = catalogue::ALL.iter().map(|kind| Told::of(texts, kind)).collect();
    let intro = text::pieces(&texts.say("problems-intro"));
    visitor.show(StatusCode::OK, &Problems { shell: visitor.shell("problems-title"), intro, kinds })
}

async fn problem(Passerby(visitor): Passerby, slug: web::Path<String>) -> Result<HttpResponse, Problem> {
    let kind = catalogue::named(&slug).ok_or_else(|| Problem::not_found("problem"))?;
    let texts = visitor.texts;
    let words = texts.known(&format!("problem-{}-words", kind.slug));
    let kind_told = Told::of(texts, kind);
    let page = One {
        shell: Shell { title: kind_told.title.clone(), ..visitor.shell("problems-title") },
        kind: kind_told,
        explanation: text::pieces(words.as_deref().unwrap_or(kind.explanation)),
        instance: text::pieces(&texts.say("problems-instance")),
    };
    visitor.show(StatusCode::OK, &page)
}

fn show(page: &impl Template) -> Result<HttpResponse, Problem> {
    let text = page.render().map_err(|error| Problem::internal(&error))?;
    Ok(html::page(StatusCode::OK, text))
}

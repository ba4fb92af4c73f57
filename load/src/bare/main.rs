//! What `cargo run -p load` measures the product against, and what tidies up after it.
//!
//! `bare serve URL` answers with as little work as the same framework, database driver and serialiser allow; the
//! figures of the product are ratios to it. `bare keep FOLDER [URL]` makes databases, and removes everything once its
//! caller is gone, however the caller ended. Both end when their standard input does. `bare book` books on SQLite,
//! `bare slots` writes what is searched. `bare ask` and `bare run` do the SQL of their standard input.

mod ask;
mod booking;
mod keep;
mod question;
mod rows;
mod slots;

use actix_web::error::{ErrorInternalServerError, ErrorNotFound};
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, get, post};
use anyhow::{Context, Result, bail};
use question::Question;
use rows::Rows;
use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

/// The size of the constant answer.
const CONSTANT: usize = 10_000;
/// The largest body that is read: the limit of the product's stateless query.
const LARGEST: usize = 16 << 20;

#[actix_web::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["serve", url] => serve(url).await,
        ["keep", folder] => keep::keep(Path::new(folder), None),
        ["keep", folder, url] => keep::keep(Path::new(folder), Some(url)),
        ["book-prepare", url] => booking::prepare(url),
        ["analyze", url] => booking::analyze(url),
        ["book", url, clients, seconds] => booking::book(url, clients, seconds),
        ["slots", url, numbers @ ..] => slots::fill(url, numbers),
        ["ask", url] => input().and_then(|sql| ask::ask(url, &sql)),
        ["run", url] => input().and_then(|sql| ask::run(url, &sql)),
        _ => Err(anyhow::anyhow!(
            "bare serve URL | bare keep FOLDER [URL] | bare book-prepare URL | bare analyze URL | \
             bare book URL CLIENTS SECONDS | bare slots URL NUMBERS | bare ask URL | bare run URL"
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell where this fails too.
            let _ = writeln!(std::io::stderr(), "bare: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Says a line to the caller, who waits for it.
fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// All of the standard input.
fn input() -> Result<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

async fn serve(url: &str) -> Result<()> {
    let rows = Data::new(Rows::open(url)?);
    let constant = Data::new(constant());
    // Workers, keep-alive and time-outs are the framework's own, as many threads as the product's server has.
    let http = HttpServer::new(move || {
        App::new()
            .app_data(web::PayloadConfig::new(LARGEST))
            .app_data(rows.clone())
            .app_data(constant.clone())
            .service(answer_constant)
            .service(answer_rows)
            .service(answer_question)
    })
    .shutdown_signal(input_ends())
    .bind("127.0.0.1:0")
    .context("no free port")?;
    let address = *http.addrs().first().context("no address")?;
    say(&address.to_string())?;
    Ok(http.run().await?)
}

/// Completes when nobody holds the other end of the standard input any more.
async fn input_ends() {
    let waited = web::block(|| std::io::stdin().read_to_end(&mut Vec::new()));
    // Whatever broke, there is nobody to serve.
    let _ = waited.await;
}

/// A JSON text of 10 kB.
fn constant() -> Bytes {
    let frame = r#"{"text":""}"#;
    let filling = "x".repeat(CONSTANT.saturating_sub(frame.len()));
    Bytes::from(format!(r#"{{"text":"{filling}"}}"#))
}

fn json(body: impl Into<Bytes>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(body.into())
}

/// The floor of any answer of this size.
#[get("/constant")]
async fn answer_constant(constant: Data<Bytes>) -> HttpResponse {
    json(constant.get_ref().clone())
}

/// The floor of an answer from the database. The query is the owner's number, so that no pattern has to be matched.
#[get("/rows")]
async fn answer_rows(rows: Data<Rows>, request: HttpRequest) -> actix_web::Result<HttpResponse> {
    let owner = request.query_string().parse().map_err(ErrorNotFound)?;
    let found = web::block(move || rows.of_owner(owner)).await?.map_err(ErrorInternalServerError)?;
    Ok(json(serde_json::to_vec(&found)?))
}

/// The floor of an answer to a question that has to be read first.
#[post("/question")]
async fn answer_question(body: Bytes) -> actix_web::Result<HttpResponse> {
    let question: Question<'_> = serde_json::from_slice(&body)?;
    // Using what was read keeps the reading from being optimised away.
    Ok(json(format!(r#"{{"busy":{}}}"#, question.busy())))
}

/// Databases are named by number, so that runs beside each other do not meet.
fn check_name(name: &str) -> Result<()> {
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        bail!("{name}: no name for a database");
    }
    Ok(())
}

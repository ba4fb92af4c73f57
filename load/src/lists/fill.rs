//! The companies: made over the API, their records written past it.

use super::super::fill::make;
use super::super::http::{self, Connection};
use super::super::server::Server;
use super::super::sql::Sql;
use anyhow::{Context, Result};
use serde_json::json;
use std::path::Path;

/// What is written, for either database: `fill.sql` says in which words.
const STATEMENTS: &str = include_str!("fill.sql");
/// When the first record was made, in seconds since 1970; the first interview is on that day.
pub(super) const MADE: i64 = 1_700_000_000;

/// What there is to ask about.
pub(super) struct Filled {
    pub(super) company: i64,
    /// How many of each there are.
    pub(super) size: i64,
    /// Of whom a hundred interviews are.
    pub(super) interviewer: i64,
    /// The job of a hundred candidates.
    pub(super) job: i64,
}

/// Fills a new database: the company that is asked about, and another one of a fifth of the smallest size.
///
/// # Errors
/// Where the server or the database refuses something.
pub(super) fn fill(programs: &Path, server: &Server<'_>, url: &str, size: i64) -> Result<Filled> {
    crate::say(&format!("writing {size} users, jobs, candidates and interviews"));
    let sql = Sql::new(programs, url);
    let mut companies = Vec::new();
    for (name, size) in [("Asked", size), ("Other", 200)] {
        // Anew for each company: the server closes what has been idle while rows were written.
        let api = &mut Connection::open(server.address)?;
        let company = make(api, "/api/v1/companies", &json!({"name": name}))?;
        sql.run(&statements(url, company, size))?;
        companies.push(company);
    }
    if !url.starts_with("sqlite") {
        sql.run("VACUUM ANALYZE")?;
    }
    let company = companies.first().copied().context("no company")?;
    let api = &mut Connection::open(server.address)?;
    let mut first = |path: &str| -> Result<i64> {
        let page = api.json(&http::get(&format!("{path}?company_id={company}&limit=8")))?;
        page["items"][7]["id"].as_i64().context("too few")
    };
    Ok(Filled { company, size, interviewer: first("/api/v1/users")?, job: first("/api/v1/jobs")? })
}

/// The statements of one company, in the words of the database.
fn statements(url: &str, company: i64, size: i64) -> String {
    let group = company % 10;
    let [at, id] = if url.starts_with("sqlite") {
        [
            ("(".to_owned(), ") * 1000000"),
            (format!("unhex('0190000{group}000070008000' || printf('%012x', "), "))"),
        ]
    } else {
        [
            ("to_timestamp(".to_owned(), ")"),
            (format!("('0190000{group}-0000-7000-8000-' || lpad(to_hex("), "), 12, '0'))::uuid"),
        ]
    };
    let text = STATEMENTS.replace("<at>", &at.0).replace("</at>", at.1).replace("<id>", &id.0);
    let text = text.replace("</id>", id.1).replace("{company}", &company.to_string());
    text.replace("{size}", &size.to_string()).replace("{made}", &MADE.to_string())
}

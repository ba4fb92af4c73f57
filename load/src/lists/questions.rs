//! What is asked of a company.

use super::super::drive::Target;
use super::super::http::{Connection, get};
use super::super::people::date_text;
use super::super::server::Server;
use super::fill::{Filled, MADE};
use anyhow::{Context, Result};

/// All questions; the same ones in the same order for every company.
///
/// # Errors
/// Where one of them is not answered.
pub(super) fn of(server: &Server<'_>, filled: &Filled) -> Result<Vec<Target>> {
    let mut targets = Vec::new();
    let mut add = |name, path: &str| -> Result<()> {
        targets.push(Target::new(name, server.place(), get(path), 0)?);
        Ok(())
    };
    let list = |of: &str, query: &str| format!("/api/v1/{of}?company_id={}&limit=50{query}", filled.company);
    for (name, of, query) in candidates(filled).into_iter().chain(others(filled)) {
        add(name, &list(of, &query))?;
    }
    for (name, of, query) in [
        ("candidates: by name, 6th page", "candidates", "&sort=name"),
        ("candidates: q, half of all, by name, 6th page", "candidates", "&q=anders&sort=name"),
        ("interviews: all, 6th page", "interviews", ""),
        ("interviews: by start, 6th page", "interviews", "&sort=start"),
    ] {
        add(name, &after(server, &list(of, query), 5)?)?;
    }
    if filled.size > 10_000 {
        crate::say("walking to the thousandth page");
    }
    let half = usize::try_from(filled.size / 100)?;
    add("candidates: by name, in the middle", &after(server, &list("candidates", "&sort=name"), half)?)?;
    let last = list("interviews", "&sort=start");
    add(
        "interviews: by start, among those without",
        &after(server, &last, usize::try_from(filled.size * 92 / 5000)?)?,
    )?;
    Ok(targets)
}

/// What is asked, of which list, in which words.
type Question = (&'static str, &'static str, String);

fn candidates(filled: &Filled) -> Vec<Question> {
    let of_job = format!("&job_id={}", filled.job);
    vec![
        ("candidates: all", "candidates", String::new()),
        ("candidates: q, half of all", "candidates", "&q=ANDERS".into()),
        ("candidates: q, half of all, by name", "candidates", "&q=anders&sort=name".into()),
        ("candidates: q, one in a hundred", "candidates", "&q=quist".into()),
        ("candidates: q, one in a hundred, by name", "candidates", "&q=quist&sort=name".into()),
        ("candidates: q, five", "candidates", "&q=Zyrkow".into()),
        ("candidates: q, five, by name", "candidates", "&q=zyrkow&sort=name".into()),
        ("candidates: q, nobody", "candidates", "&q=qqqq".into()),
        ("candidates: q, an e-mail", "candidates", format!("&q=k500%40c{}", filled.company)),
        ("candidates: email", "candidates", format!("&email=K500%40c{}.test", filled.company)),
        ("candidates: of a job, shortlisted", "candidates", format!("{of_job}&shortlisted=true")),
        (
            "candidates: of a job, enabled, by name",
            "candidates",
            format!("{of_job}&interview_enabled=true&sort=name"),
        ),
        ("candidates: by name", "candidates", "&sort=name".into()),
        ("candidates: by name, down", "candidates", "&sort=-name".into()),
        ("candidates: by age, down", "candidates", "&sort=-created_at".into()),
    ]
}

fn others(filled: &Filled) -> Vec<Question> {
    let interviewer = filled.interviewer;
    // A week with twenty interviews a day, in the middle of all days.
    let day = MADE / 86_400 + filled.size / 40;
    let (from, to) = (date_text(day), date_text(day + 7));
    let week = format!("&from={from}T00:00:00Z&to={to}T00:00:00Z");
    vec![
        ("users: role, five", "users", "&role=hr_manager".into()),
        ("users: role, nearly all, by name", "users", "&role=staff&sort=name".into()),
        ("users: inactive, one in a hundred", "users", "&active=false".into()),
        ("users: active, by age, down", "users", "&active=true&sort=-created_at".into()),
        ("jobs: inactive, one in a hundred, by name", "jobs", "&active=false&sort=name".into()),
        ("jobs: active", "jobs", "&active=true".into()),
        ("interviews: all", "interviews", String::new()),
        ("interviews: a week", "interviews", week.clone()),
        ("interviews: a week, by start", "interviews", format!("{week}&sort=start")),
        ("interviews: from a day on, by start", "interviews", format!("&from={from}T00:00:00Z&sort=start")),
        ("interviews: to a day, latest first", "interviews", format!("&to={to}T00:00:00Z&sort=-start")),
        ("interviews: of an interviewer", "interviews", format!("&interviewer_id={interviewer}")),
        (
            "interviews: of an interviewer, by start",
            "interviews",
            format!("&interviewer_id={interviewer}&sort=start"),
        ),
        ("interviews: an interviewer's week", "interviews", format!("&interviewer_id={interviewer}{week}")),
        ("interviews: by start", "interviews", "&sort=start".into()),
        ("interviews: latest first", "interviews", "&sort=-start".into()),
    ]
}

/// The path of the page that comes after so many.
fn after(server: &Server<'_>, path: &str, pages: usize) -> Result<String> {
    let api = &mut Connection::open(server.address)?;
    let mut at = path.to_owned();
    for _ in 0..pages {
        let page = api.json(&get(&at))?;
        at = format!("{path}&cursor={}", page["next"].as_str().context("too few")?);
    }
    Ok(at)
}

//! The first and the last day that there is, at every door that takes a date or an instant: an answer, or words that say what is wrong.

use crate::shop::start::Shop;
use e2e::{App, Described};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![no_date_is_too_far_away_to_be_answered, figures_of_the_last_day_say_what_is_wrong]
}

/// A parameter that says when.
struct When {
    name: String,
    is_date: bool,
}

/// The ends of time as a parameter has them, and their neighbours.
fn ends(is_date: bool) -> [&'static str; 6] {
    match is_date {
        true => ["0001-01-01", "0001-01-02", "0001-12-31", "9999-01-01", "9999-12-30", "9999-12-31"],
        false => [
            "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:01Z",
            "0001-12-31T23:59:59Z",
            "9999-01-01T00:00:00Z",
            "9999-12-31T23:59:58Z",
            "9999-12-31T23:59:59Z",
        ],
    }
}

/// What has to be said beside them, as a query string begins.
fn others(operation: &Value) -> String {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let needed = parameters.filter(|one| one["in"] == "query" && one["required"] == true);
    needed.map(|one| format!("{}=1&", one["name"].as_str().unwrap_or_default())).collect()
}

/// The parameters of an operation that say when.
fn whens(described: &Described, operation: &Value) -> Vec<When> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let of_query = parameters.filter(|one| one["in"] == "query");
    let when = |one: &Value| {
        let format = format_of(described, &one["schema"])?;
        let name = one["name"].as_str()?.to_owned();
        matches!(format.as_str(), "date" | "date-time").then(|| When { name, is_date: format == "date" })
    };
    of_query.filter_map(when).collect()
}

fn format_of(described: &Described, schema: &Value) -> Option<String> {
    if let Some(format) = schema["format"].as_str() {
        return Some(format.to_owned());
    }
    if let Some(name) = schema["$ref"].as_str() {
        return format_of(described, described.at(name.strip_prefix('#')?));
    }
    let all = ["oneOf", "anyOf", "allOf"].iter().flat_map(|key| schema[key].as_array().into_iter().flatten());
    all.filter_map(|one| format_of(described, one)).next()
}

async fn no_date_is_too_far_away_to_be_answered(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "Pacific/Kiritimati").await;
    app.template(shop.company, &[shop.user]).await;
    let described = Described::get();
    let mut asked = 0;
    for operation in described.operations().iter().filter(|one| one.method == Method::GET) {
        let said = described.of(operation);
        let whens = whens(described, said);
        // The first of each collection is there: all of them have the id 1.
        let path: String = operation
            .path
            .split('/')
            .map(|part| if part.starts_with('{') { "1" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        for lower in 0..6 {
            for upper in 0..6 {
                let query = |(at, when): (usize, &When)| {
                    format!("{}={}&", when.name, ends(when.is_date)[if at == 0 { lower } else { upper }])
                };
                if whens.is_empty() || (whens.len() == 1 && upper > 0) {
                    continue;
                }
                let times: String = whens.iter().enumerate().map(query).collect();
                let dates: Vec<&str> = whens.iter().map(|when| when.name.as_str()).collect();
                let beside = others(said);
                let beside: String = beside
                    .split_inclusive('&')
                    .filter(|one| !dates.contains(&one.trim_end_matches("=1&")))
                    .collect();
                for zone in ["", "America/Los_Angeles"] {
                    let zoned = said.to_string().contains("\"time_zone\"") && !zone.is_empty();
                    let zone = if zoned { format!("time_zone={zone}&") } else { String::new() };
                    let path = format!("{path}?company_id={}&{beside}{times}{zone}", shop.company);
                    let path = path.trim_end_matches('&');
                    let answer = app.get(path).await;
                    assert!(answer.status < 500, "{path}: {}", answer.text);
                    if answer.status == 422 {
                        let errors = answer["errors"].as_array().map_or(0, Vec::len);
                        assert!(errors > 0, "{path}: {}", answer.text);
                    }
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 300, "{asked}");
}

async fn figures_of_the_last_day_say_what_is_wrong(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let ask = async |first: &str, last: &str| {
        let dates = format!("start_date={first}&end_date={last}");
        app.get(&format!("/api/v1/appointments/stats?company_id={}&{dates}", shop.company)).await
    };
    for (first, last) in [("0001-01-01", "0001-12-31"), ("9999-01-01", "9999-12-30")] {
        let answer = ask(first, last).await;
        assert_eq!((answer.status, &answer["totals"]["booked"]), (200, &json!(0)), "{}", answer.text);
    }
    let answer = ask("9999-12-31", "9999-12-31").await;
    e2e::check_problem("the last day", &answer, 422, "invalid", &["/end_date"]);
    assert!(answer.text.contains("beyond the end of time"), "{}", answer.text);
}

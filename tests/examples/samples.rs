//! Prints bodies of every sample as JSON, for programs that fill a server: `samples COMPANY USER STAFF COUNT`.

use e2e::samples::{SAMPLES, World};
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let given: Vec<i64> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let [company, user, staff, count] = given[..] else { return ExitCode::FAILURE };
    let (world, count) = (World { company, user, staff }, u32::try_from(count).unwrap_or_default());
    let samples: Vec<_> = SAMPLES
        .iter()
        .map(|sample| {
            let bodies: Vec<_> = (0..count).map(|number| (sample.body)(&world, number)).collect();
            json!({"path": sample.path, "bodies": bodies})
        })
        .collect();
    match writeln!(std::io::stdout(), "{}", json!(samples)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

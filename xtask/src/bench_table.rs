//! The table of `docs/performance.md`: what criterion measured last, as ratios to the lower bound.

use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;

pub(crate) fn print() -> Result<()> {
    let mut inputs: Vec<String> = fs::read_dir("tests/bench/inputs")?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
        .collect();
    inputs.sort();
    crate::say("| input | bound | search | ratio | with who is free | naive | naive / search |");
    crate::say("| --- | --- | --- | --- | --- | --- | --- |");
    for input in inputs {
        let time = |what: &str| median(&input, what);
        let (bound, engine, naive) = (time("bound")?, time("engine")?, time("naive")?);
        let full = time("engine_with_available")?;
        let (ratio, gain) = (engine / bound, naive / engine);
        crate::say(&format!(
            "| {input} | {:.2} us | {:.2} us | {ratio:.2} | {:.2} us | {:.0} us | {gain:.0} |",
            bound / 1e3,
            engine / 1e3,
            full / 1e3,
            naive / 1e3
        ));
    }
    Ok(())
}

/// Nanoseconds.
fn median(input: &str, what: &str) -> Result<f64> {
    let path = format!("target/criterion/{input}/{what}/new/estimates.json");
    let text =
        fs::read(&path).with_context(|| format!("{path}: run cargo bench -p scheduling-core first"))?;
    let estimates: Value = serde_json::from_slice(&text)?;
    estimates["median"]["point_estimate"].as_f64().context("no median")
}

//! What could not be read of a calendar, as it is stored: a JSON list of pairs.

use crate::db::DbError;
use crate::store::Result;
use domain::directory::{LeftOut, LeftOutLine};

/// The lines as they are stored.
pub(super) fn written(left_out: &LeftOut) -> String {
    let lines = left_out.lines.iter().take(LeftOut::LINES);
    let pairs = lines.map(|line| serde_json::json!([line.line, line.reason.replace('\0', "\u{fffd}")]));
    serde_json::Value::Array(pairs.collect()).to_string()
}

pub(super) fn read(count: i64, stored: &str) -> Result<LeftOut> {
    let pairs: Vec<(i64, String)> =
        serde_json::from_str(stored).map_err(|_| DbError::corrupt("calendars.left_out", stored))?;
    let lines = pairs.into_iter().map(|(line, reason)| LeftOutLine { line, reason }).collect();
    Ok(LeftOut { count, lines })
}

//! Starts as a form offers them: one of several.

use super::offers::Time;
use domain::appointment::{ServiceId, StaffId};
use scheduling_core::time::Date;
use std::collections::HashMap;

/// A start that can be chosen.
pub(super) struct Start {
    pub(super) value: String,
    pub(super) text: String,
    /// Who can be had then.
    pub(super) who: String,
    pub(super) is_chosen: bool,
}

/// Where it is explained why a day has none.
pub(super) fn why(service: ServiceId, staff: Option<StaffId>, date: Date) -> String {
    let staff = staff.map(|staff| format!("&staff={staff}")).unwrap_or_default();
    format!("/app/why?about=service-{service}&from={date}&days=1{staff}")
}

/// Those of a day. Where none was chosen, the first one is.
pub(super) fn starts(times: &[Time], names: &HashMap<StaffId, String>, chosen: Option<&str>) -> Vec<Start> {
    let known = times.iter().position(|time| Some(time.value.as_str()) == chosen);
    let one = |(at, time): (usize, &Time)| {
        let who = time.staff.iter().filter_map(|staff| names.get(staff)).map(String::as_str);
        Start {
            value: time.value.clone(),
            text: time.text.clone(),
            who: who.collect::<Vec<_>>().join(", "),
            is_chosen: at == known.unwrap_or(0),
        }
    };
    times.iter().enumerate().map(one).collect()
}

//! When a company is open.

use scheduling_core::time::TimeOfDay;

/// The daily opening time of a company, in its own zone. Where `end` is not after `start`, it runs over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BusinessHours {
    pub start: TimeOfDay,
    pub end: TimeOfDay,
}

impl Default for BusinessHours {
    /// 08:00 to 22:00, the default.
    fn default() -> Self {
        let at = |minutes| TimeOfDay::from_minutes(minutes).unwrap_or(TimeOfDay::MIDNIGHT);
        Self { start: at(8 * 60), end: at(22 * 60) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_open_from_eight_to_ten_unless_it_says_otherwise() {
        let hours = BusinessHours::default();
        assert_eq!((hours.start.to_string(), hours.end.to_string()), ("08:00".into(), "22:00".into()));
    }
}

//! The body of the stateless query, read into borrowed values and nothing more.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "reading the fields is the work that is measured")]
pub(crate) struct Question<'a> {
    #[serde(borrow)]
    now: &'a str,
    window: Span<'a>,
    duration_minutes: i64,
    step_minutes: i64,
    time_zone: &'a str,
    minimum_notice_minutes: i64,
    limit: i64,
    participants: Vec<Participant<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "reading the fields is the work that is measured")]
struct Participant<'a> {
    #[serde(borrow)]
    id: &'a str,
    time_zone: &'a str,
    working_hours: Vec<Hours<'a>>,
    busy: Vec<Span<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "reading the fields is the work that is measured")]
struct Hours<'a> {
    days: Vec<u8>,
    #[serde(borrow)]
    start: &'a str,
    end: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "reading the fields is the work that is measured")]
struct Span<'a> {
    #[serde(borrow)]
    start: &'a str,
    end: &'a str,
}

impl Question<'_> {
    /// How many busy periods there are.
    pub(crate) fn busy(&self) -> usize {
        self.participants.iter().map(|participant| participant.busy.len()).sum()
    }
}

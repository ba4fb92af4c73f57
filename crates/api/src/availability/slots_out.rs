//! Slots as JSON, written from the bitmap straight into the answer: nothing is allocated for a slot.

use scheduling_core::availability::Answer;
use serde::Serialize;
use std::io::{self, Write};

/// Bytes of a slot beside the names in it.
const BARE: usize = 80;

/// Writes the slots of an answer, each with the names of all who are free for it: `[{"start":…,"end":…,"available":[…]},…]`.
/// `names` are those of the participants, by their numbers.
///
/// # Errors
/// Those of the writer.
pub(super) fn write_slots<N: Serialize>(out: &mut dyn Write, answer: &Answer, names: &[N]) -> io::Result<()> {
    let names = Names::of(names)?;
    // One slot after the other is put together here.
    let mut text = Vec::with_capacity(BARE + names.text.len());
    out.write_all(b"[")?;
    for slot in answer.slots() {
        text.extend_from_slice(b"{\"start\":\"");
        text.extend_from_slice(&slot.start().rfc3339());
        text.extend_from_slice(b"\",\"end\":\"");
        text.extend_from_slice(&slot.end().rfc3339());
        text.extend_from_slice(b"\",\"available\":[");
        let free = slot.available().filter_map(|number| names.get(number));
        for (number, name) in free.enumerate() {
            text.extend_from_slice(if number == 0 { b"" } else { b"," });
            text.extend_from_slice(name);
        }
        text.extend_from_slice(b"]}");
        out.write_all(&text)?;
        text.clear();
        text.push(b',');
    }
    out.write_all(b"]")
}

/// The names of the participants as JSON, one after the other.
struct Names {
    text: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Names {
    fn of<N: Serialize>(names: &[N]) -> io::Result<Self> {
        let mut all = Self { text: Vec::new(), ends: Vec::with_capacity(names.len()) };
        for name in names {
            serde_json::to_writer(&mut all.text, name)?;
            all.ends.push(all.text.len());
        }
        Ok(all)
    }

    fn get(&self, number: usize) -> Option<&[u8]> {
        let begin = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(begin..*self.ends.get(number)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_kit::InstantOut;
    use scheduling_core::availability::{Group, Participant, Query, search};
    use scheduling_core::time::{Interval, TimeZone, Timestamp};
    use serde_json::json;

    /// The same, slot by slot, as values.
    fn as_values<N: Serialize>(answer: &Answer, names: &[N]) -> String {
        let slots = answer.slots().map(|slot| {
            let free: Vec<&N> = slot.available().filter_map(|number| names.get(number)).collect();
            let (start, end) = (InstantOut(slot.start()), InstantOut(slot.end()));
            let [start, end] = [json!(start), json!(end)];
            format!("{{\"start\":{start},\"end\":{end},\"available\":{}}}", json!(free))
        });
        format!("[{}]", slots.collect::<Vec<_>>().join(","))
    }

    fn check<N: Serialize>(answer: &Answer, names: &[N]) {
        let mut written = Vec::new();
        write_slots(&mut written, answer, names).expect("a vector takes all");
        assert_eq!(String::from_utf8(written).expect("UTF-8"), as_values(answer, names));
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    #[test]
    fn what_is_written_is_what_the_values_are() {
        let window = Interval::new(at("2026-10-24T22:00:00Z"), at("2026-10-26T03:00:00Z")).expect("a window");
        let berlin = TimeZone::named("Europe/Berlin").expect("a zone");
        let texts = ["Ann", "\"quoted\" \\ \u{1}", "ünïcode \u{1F600}", ""];
        for limit in [0, 1, 7, 1000] {
            let query = Query::new(window, 45).and_then(|query| query.step_minutes(20)).expect("a query");
            let mut query = query.zone(berlin.clone()).limit(limit);
            for number in 0..4_i64 {
                let from = window.start().plus_minutes(100 * number);
                let busy = (0..6).filter_map(|hour| {
                    let start = from.plus_minutes(hour * 200);
                    Interval::new(start, start.plus_minutes(70)).ok()
                });
                query.add(Participant::always_free().busy(busy));
            }
            query.groups([Group::at_least(1, 0..4).expect("a group")]);
            let answer = search(&query);
            assert!(limit == 0 || answer.slots().count() > 0);
            check(&answer, &texts);
            check(&answer, &[i64::MAX, -1, 0, 7]);
            check(&answer, &texts[..2]);
            check::<i64>(&answer, &[]);
        }
    }
}

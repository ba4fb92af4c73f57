//! What an appointment says, as JSON. The time has columns of its own.

use domain::message::Facts;
use scheduling_core::time::Interval;
use serde_json::{Value, json};

pub(super) fn write(facts: &Facts) -> Value {
    json!({
        "title": facts.title,
        "place": facts.place,
        "link": facts.link,
        "online": facts.online,
        "people": facts.people,
    })
}

/// `None` for what another version wrote, of which less is known then.
pub(super) fn read(facts: &Value, time: Interval) -> Option<Facts> {
    let text = |name: &str| facts.get(name).and_then(Value::as_str).map(str::to_owned);
    let people = facts.get("people")?.as_array()?.iter();
    Some(Facts {
        time,
        title: text("title")?,
        place: text("place"),
        link: text("link"),
        online: facts.get("online")?.as_bool()?,
        people: people.map(|name| name.as_str().map(str::to_owned)).collect::<Option<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use scheduling_core::time::Timestamp;

    #[test]
    fn facts_round_trip() {
        let start = Timestamp::saturating_from_unix(1_800_000_000);
        let time = Interval::new(start, start.plus_minutes(30)).expect("half an hour");
        let facts = Facts {
            time,
            title: "Welder".into(),
            place: Some("Room 1".into()),
            link: None,
            online: true,
            people: vec!["Ann".into()],
        };
        assert_eq!(read(&write(&facts), time), Some(facts));
        assert_eq!(read(&json!({"title": "Welder"}), time), None);
    }
}

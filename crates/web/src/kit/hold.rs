//! A time that is held, as its page shows it: until when, how long still, and how it is held longer.

use super::when::WallClock;
use scheduling_core::time::Timestamp;

/// What stands for the time that is left until it is said.
const LEFT: &str = "{left}";

/// A time that is held. The script keeps what is left up to date, says two minutes before the end that it comes, and at the end
/// that it has come.
pub(crate) struct Hold {
    /// Seconds that are left.
    pub(crate) left: i64,
    /// What stands before the time that is left, that time, and what stands after it.
    pub(crate) before: String,
    pub(crate) minutes: String,
    pub(crate) after: String,
    pub(crate) soon: String,
    pub(crate) over: String,
    pub(crate) prolong: Option<Prolong>,
}

/// The button that holds it longer.
pub(crate) struct Prolong {
    pub(crate) value: &'static str,
    pub(crate) text: String,
}

impl Hold {
    /// In the words of these keys: `{key}`, `{key}-soon` and `{key}-over`.
    pub(crate) fn new(clock: &WallClock, key: &str, until: Timestamp, now: Timestamp) -> Self {
        let texts = clock.texts;
        let left = (until.unix() - now.unix()).max(0);
        let words = texts.values(key, &[("time", &clock.zoned_time(until)), ("left", LEFT)]);
        let (before, after) = words.split_once(LEFT).unwrap_or((&words, ""));
        Self {
            left,
            before: before.to_owned(),
            minutes: texts.count("time-minutes", usize::try_from((left + 59) / 60).unwrap_or_default()),
            after: after.to_owned(),
            soon: texts.say(&format!("{key}-soon")),
            over: texts.say(&format!("{key}-over")),
            prolong: None,
        }
    }

    /// The same with a button that holds it longer: what the form does then, and what the button says.
    pub(crate) fn prolonged_by(self, value: &'static str, text: String) -> Self {
        Self { prolong: Some(Prolong { value, text }), ..self }
    }
}

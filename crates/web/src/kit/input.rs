//! Reading what a form says: every check runs, so that all that is wrong is said at once.

use crate::kit::detail;
use crate::kit::refused::{rule_words, words};
use crate::kit::steps::{self, PolicyKind};
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use crate::kit::zones;
use app::accounts::PASSWORD_LENGTH;
use app::kit::addresses::is_address;
use domain::Refusal;
use http_kit::Form;
use scheduling_core::time::{Date, TimeOfDay, Timestamp};
use std::ops::RangeInclusive;

/// Characters of a name, at most.
pub(crate) const NAME: usize = 200;
/// Characters of a title, at most.
pub(crate) const TITLE: usize = 500;
/// Characters of notes, at most.
pub(crate) const NOTES: usize = 5000;
/// The hidden field that says which instant a form showed. What people read of it does not: an hour may come twice, and
/// seconds are not shown.
pub(crate) const SHOWN: &str = "shown";

/// What is wrong with a form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Errors(pub(crate) Vec<Wrong>);

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// Where; empty where it is no field's fault.
    pub(crate) field: String,
    pub(crate) text: String,
}

impl Errors {
    pub(crate) fn add(&mut self, field: &str, text: String) {
        self.0.push(Wrong { field: field.to_owned(), text });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with this field.
    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.text.as_str())
    }

    /// That somebody else was faster, on a form that shows how it stands now.
    pub(crate) fn overtaken(texts: Texts) -> Self {
        Self(vec![Wrong { field: String::new(), text: texts.say("both-heading") }])
    }

    /// What a use case refused, at the fields that it blames.
    pub(crate) fn refused(texts: Texts, refusal: &Refusal) -> Self {
        let mut errors = Self::default();
        match refusal {
            Refusal::Invalid(problems) | Refusal::Several { problems, .. } => {
                for problem in problems {
                    errors.add(field_of(&problem.pointer), detail::said(texts, &problem.detail));
                }
            }
            Refusal::SameAddress(_) => errors.add("email", words(texts, refusal)),
            Refusal::Duplicate { field, .. } => errors.add(field, words(texts, refusal)),
            Refusal::NotFound { pointer: Some(pointer), .. } => {
                errors.add(field_of(pointer), texts.say("input-not-there"));
            }
            Refusal::Rule { pointer, .. } => errors.add(field_of(pointer), rule_words(texts, refusal)),
            Refusal::Unavailable { pointer: Some(pointer), .. } => {
                errors.add(field_of(pointer), words(texts, refusal));
            }
            other => errors.add("", words(texts, other)),
        }
        errors
    }
}

/// The field that a pointer is within: `/interviewers/0` is in `interviewers`. Forms have the fields of a client beside the others.
fn field_of(pointer: &str) -> &str {
    let pointer = pointer.strip_prefix("/client/").unwrap_or(pointer);
    pointer.trim_start_matches('/').split('/').next().unwrap_or_default()
}

/// A form that is read.
pub(crate) struct Input<'f> {
    form: &'f Form,
    texts: Texts,
    pub(crate) errors: Errors,
}

impl<'f> Input<'f> {
    pub(crate) fn new(form: &'f Form, texts: Texts) -> Self {
        Self { form, texts, errors: Errors::default() }
    }

    /// Notes that a field is wrong.
    pub(crate) fn wrong(&mut self, name: &str, key: &str) {
        let text = self.texts.say(key);
        self.errors.add(name, text);
    }

    fn raw(&self, name: &str) -> &'f str {
        self.form.get(name).unwrap_or_default().trim()
    }

    /// What was typed, with its spaces.
    pub(crate) fn exact(&self, name: &str) -> &'f str {
        self.form.get(name).unwrap_or_default()
    }

    /// What is typed of a secret, where something is.
    pub(crate) fn secret(&self, name: &str) -> Option<String> {
        Some(self.raw(name).to_owned()).filter(|text| !text.is_empty())
    }

    /// A password that is set; `None` where it is too short or too long.
    pub(crate) fn new_password(&mut self, name: &str) -> Option<String> {
        let text = self.exact(name);
        if PASSWORD_LENGTH.contains(&text.chars().count()) {
            return Some(text.to_owned());
        }
        self.wrong(name, "input-password");
        None
    }

    /// The lines that the steps of a policy stand for; `None` where they are not to count, and filled in all the same.
    pub(crate) fn steps(&mut self, name: &str) -> Option<String> {
        let lines = steps::lines(self.form, name);
        if lines.is_err() {
            self.wrong(name, "policy-unused");
        }
        lines.ok()
    }

    /// Whether steps are chosen for a policy.
    pub(crate) fn is_steps(&self, name: &str) -> bool {
        self.raw(&format!("{name}_kind")) == PolicyKind::Steps.name()
    }

    /// A line that has to be there.
    pub(crate) fn line(&mut self, name: &str, longest: usize) -> Option<String> {
        let text = self.raw(name);
        if text.is_empty() {
            self.wrong(name, "input-missing");
            return None;
        }
        self.short(name, text, longest, false)
    }

    /// A line that may be left out; `None` where it is wrong.
    pub(crate) fn optional(&mut self, name: &str, longest: usize) -> Option<Option<String>> {
        match self.raw(name) {
            "" => Some(None),
            text => self.short(name, text, longest, false).map(Some),
        }
    }

    /// Several lines that may be left out; `None` where they are wrong.
    pub(crate) fn notes(&mut self, name: &str) -> Option<Option<String>> {
        match self.raw(name) {
            "" => Some(None),
            text => self.short(name, text, NOTES, true).map(Some),
        }
    }

    /// This text of a field, where it is no longer than that.
    pub(crate) fn short(&mut self, name: &str, text: &str, longest: usize, lines: bool) -> Option<String> {
        let allowed = |c: char| lines && matches!(c, '\n' | '\r' | '\t');
        if text.chars().any(|c| c.is_control() && !allowed(c)) {
            self.wrong(name, "input-control");
            return None;
        }
        if text.chars().count() > longest {
            let text = self.texts.with("input-too-long", "most", &longest.to_string());
            self.errors.add(name, text);
            return None;
        }
        Some(text.to_owned())
    }

    /// An address that mail can be sent to.
    pub(crate) fn email(&mut self, name: &str) -> Option<String> {
        let text = self.line(name, 254)?;
        if is_address(&text) {
            return Some(text);
        }
        self.wrong(name, "input-email");
        None
    }

    /// A time zone that may be left out, or the only one whose name holds what was typed; `None` where there is no such zone.
    pub(crate) fn zone(&mut self, name: &str) -> Option<Option<String>> {
        let text = self.raw(name);
        match zones::named(text) {
            _ if text.is_empty() => Some(None),
            Some(zone) => Some(Some(zone.name().to_owned())),
            None => {
                self.wrong(name, "input-zone");
                None
            }
        }
    }

    /// A number that has to be there.
    pub(crate) fn number(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let read = self.raw(name).parse().ok().filter(|number| range.contains(number));
        if read.is_none() {
            self.out_of_range(name, range);
        }
        read
    }

    /// Notes that a field says no number of these.
    pub(crate) fn out_of_range(&mut self, name: &str, range: RangeInclusive<i64>) {
        let (least, most) = (range.start().to_string(), range.end().to_string());
        let text = self.texts.values("input-range", &[("least", &least), ("most", &most)]);
        self.errors.add(name, text);
    }

    /// A number that may be left out; `None` where it is wrong.
    pub(crate) fn number_or_none(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<Option<i64>> {
        match self.raw(name) {
            "" => Some(None),
            _ => self.number(name, range).map(Some),
        }
    }

    /// What this reads of a field; where it reads nothing, the words of the key say what the field takes.
    fn told<T>(&mut self, name: &str, key: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let read = read(self.raw(name));
        if read.is_none() {
            self.wrong(name, key);
        }
        read
    }

    /// One of those that are offered: of a list or of buttons. What is typed has words of its own.
    pub(crate) fn choice<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        self.told(name, "input-choice", read)
    }

    /// A date that has to be there.
    pub(crate) fn date(&mut self, name: &str) -> Option<Date> {
        self.told(name, "input-date", |text| Date::parse(text).ok())
    }

    /// A date that may be left out; `None` where it is wrong.
    pub(crate) fn date_or_none(&mut self, name: &str) -> Option<Option<Date>> {
        match self.raw(name) {
            "" => Some(None),
            _ => self.date(name).map(Some),
        }
    }

    /// A time of day that has to be there.
    pub(crate) fn time_of_day(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Option<TimeOfDay>,
    ) -> Option<TimeOfDay> {
        self.told(name, "input-clock", read)
    }

    /// A time of day that may be left out; `None` where it is wrong.
    pub(crate) fn time_of_day_or_none(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Option<TimeOfDay>,
    ) -> Option<Option<TimeOfDay>> {
        match self.raw(name) {
            "" => Some(None),
            _ => self.time_of_day(name, read).map(Some),
        }
    }

    /// A time on that clock.
    pub(crate) fn instant(&mut self, name: &str, clock: &WallClock) -> Option<Timestamp> {
        let read = clock.read(self.raw(name));
        if read.is_none() {
            self.wrong(name, "input-time");
        }
        read
    }

    /// The same, which may be left out; `None` where it is wrong.
    pub(crate) fn instant_or_none(&mut self, name: &str, clock: &WallClock) -> Option<Option<Timestamp>> {
        match self.raw(name) {
            "" => Some(None),
            _ => self.instant(name, clock).map(Some),
        }
    }

    /// The time of a form that says in [`SHOWN`] which one it showed: that one, unless somebody has typed another. `None`
    /// where it is wrong.
    pub(crate) fn moved(&mut self, name: &str, clock: &WallClock) -> Option<Option<Timestamp>> {
        let shown = Timestamp::parse(self.raw(SHOWN)).ok();
        match shown.filter(|at| clock.input(*at) == self.raw(name)) {
            Some(at) => Some(Some(at)),
            None => self.instant_or_none(name, clock),
        }
    }

    /// A time of a form that shows the one that is stored: that one, unless somebody has typed another, as an hour may come
    /// twice.
    pub(crate) fn kept(
        &mut self,
        name: &str,
        clock: &WallClock,
        stored: Option<Timestamp>,
    ) -> Option<Timestamp> {
        let shown = stored.filter(|at| clock.input(*at) == self.raw(name));
        shown.or_else(|| self.instant(name, clock))
    }

    /// Whether a box is ticked.
    pub(crate) fn ticked(&self, name: &str) -> bool {
        self.raw(name) == "yes"
    }

    /// All that boxes of this name say.
    pub(crate) fn all(&self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.form.all(name)
    }

    /// Several numbers of boxes or of a list.
    pub(crate) fn ids(&self, name: &'f str) -> Vec<i64> {
        self.form.all(name).filter_map(|text| text.trim().parse().ok()).collect()
    }

    /// The version that the form was made from.
    pub(crate) fn version(&self) -> Option<Vec<i64>> {
        self.raw("version").parse().ok().map(|version| vec![version])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scheduling_core::time::TimeZone;

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let form = Form::parse(b"name=&email=x&zone=Nowhere&minutes=0&notes=a%0Ab&title=a%0Ab");
        let mut input = Input::new(&form, Texts::default());
        assert_eq!(input.line("name", 5), None);
        assert_eq!(input.email("email"), None);
        assert_eq!(input.zone("zone"), None);
        assert_eq!(input.number("minutes", 1..=9), None);
        assert_eq!(input.line("title", 9), None);
        assert_eq!(input.notes("notes"), Some(Some("a\nb".into())));
        let fields: Vec<&str> = input.errors.0.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["name", "email", "zone", "minutes", "title"]);
    }

    #[test]
    fn what_is_typed_is_no_choice() {
        let form = Form::parse(b"day=yesterday&from=soon&until=&last=&kind=x");
        let mut input = Input::new(&form, Texts::default());
        let time = |text: &str| TimeOfDay::parse(text).ok();
        assert_eq!((input.date("day"), input.date("first")), (None, None));
        assert_eq!((input.time_of_day("from", time), input.time_of_day("until", time)), (None, None));
        assert_eq!(
            (input.date_or_none("last"), input.time_of_day_or_none("until", time)),
            (Some(None), Some(None))
        );
        assert_eq!(input.choice("kind", |_| None::<()>), None);
        let said: Vec<&str> = input.errors.0.iter().map(|wrong| wrong.text.as_str()).collect();
        let (date, time) = ("Enter a date.", "Enter a time such as 09:30.");
        assert_eq!(said, [date, date, time, time, "Choose one of those that are offered."]);
    }

    #[test]
    fn zones_are_read_as_they_are_shown() {
        let form = Form::parse(b"zone=America/New+York&none=&part=berlin");
        let mut input = Input::new(&form, Texts::default());
        assert_eq!(input.zone("zone"), Some(Some("America/New_York".into())));
        assert_eq!(input.zone("none"), Some(None));
        assert_eq!(input.zone("part"), Some(Some("Europe/Berlin".into())));
    }

    #[test]
    fn a_time_that_nobody_touches_stays_the_instant_that_it_was() {
        let zone = TimeZone::named("Europe/Berlin").expect("a zone");
        let clock = WallClock::new(Texts::default(), zone);
        let check = |typed: &str, shown: &str, expected: Option<&str>| {
            let form = Form::parse(format!("start={typed}&shown={shown}").as_bytes());
            let seen = Input::new(&form, Texts::default()).moved("start", &clock);
            let expected = expected.map(|text| Timestamp::parse(text).expect("an instant"));
            assert_eq!(seen, Some(expected), "{typed} {shown}");
        };
        // The second 02:30 of the night in which clocks are set back, and seconds.
        check("2026-10-25T02:30", "2026-10-25T01:30:00Z", Some("2026-10-25T01:30:00Z"));
        check("2026-07-01T09:30", "2026-07-01T07:30:15Z", Some("2026-07-01T07:30:15Z"));
        check("2026-10-25T02:30", "", Some("2026-10-25T00:30:00Z"));
        check("2026-10-25T02:45", "2026-10-25T01:30:00Z", Some("2026-10-25T00:45:00Z"));
        check("2026-10-25T01:30:00Z", "", Some("2026-10-25T01:30:00Z"));
        check("", "2026-10-25T01:30:00Z", None);
        check("", "", None);
    }

    #[test]
    fn refusals_stand_at_the_fields_that_they_blame() {
        let refusal = Refusal::invalid("/interviewers/1", "is named twice");
        let errors = Errors::refused(Texts::default(), &refusal);
        assert_eq!(errors.of("interviewers"), Some("is named twice"));
    }
}

//! In which zone times are shown to people whom this server does not know, or knows by a link: one rule for all pages of theirs.

use super::zones::named;
use scheduling_core::time::TimeZone;

/// The cookie that holds the zone that somebody chose.
pub(crate) const COOKIE: &str = "meridian_zone";
/// Characters of what is said again that is no zone.
const LONGEST: usize = 60;

/// Who says in which zone times are shown: the first of these that does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The address, or a form.
    Asked,
    /// The account that is logged in.
    Account,
    /// The browser, in which it was chosen before.
    Kept,
    /// What others have told of them.
    Told,
    /// The company, whose own zone it is: a guess.
    Company,
}

/// What is known beside what the visitor chose.
#[derive(Debug, Default)]
pub(crate) struct Known<'k> {
    pub(crate) account: Option<TimeZone>,
    pub(crate) told: Option<&'k str>,
    pub(crate) company: &'k str,
}

/// The zone of a page.
#[derive(Debug)]
pub(crate) struct ShownZone {
    pub(crate) zone: TimeZone,
    pub(crate) source: Source,
    /// What was typed that is the name of no zone.
    pub(crate) unknown: Option<String>,
}

impl ShownZone {
    /// The zone for somebody who asks for that one, and whose browser keeps the other one.
    pub(crate) fn of(asked: Option<&str>, kept: Option<TimeZone>, known: Known<'_>) -> Self {
        let found = asked.and_then(named);
        let unknown = asked.filter(|_| found.is_none()).map(|text| text.chars().take(LONGEST).collect());
        let there = |name: &str| TimeZone::named(name).ok();
        let all = [
            (found, Source::Asked),
            (known.account, Source::Account),
            (kept, Source::Kept),
            (known.told.and_then(there), Source::Told),
            (there(known.company), Source::Company),
        ];
        let first = all.into_iter().find_map(|(zone, source)| Some((zone?, source)));
        let (zone, source) = first.unwrap_or_else(|| (TimeZone::utc(), Source::Company));
        Self { zone, source, unknown }
    }

    /// Its name, where somebody has chosen it or is known by it.
    pub(crate) fn own(&self) -> Option<String> {
        (self.source != Source::Company).then(|| self.zone.name().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_chose_comes_before_what_is_known_of_them() {
        let zone = |name: &str| TimeZone::named(name).ok();
        let known = |account: &str, told: Option<&'static str>| Known {
            account: zone(account),
            told,
            company: "Europe/Berlin",
        };
        let check = |asked: Option<&str>, kept: &str, known: Known<'_>, expected: (&str, Source)| {
            let shown = ShownZone::of(asked, zone(kept), known);
            assert_eq!((shown.zone.name(), shown.source), expected, "{asked:?} {kept}");
        };
        let tokyo = Some("Asia/Tokyo");
        check(Some("new york"), "UTC", known("UTC", tokyo), ("America/New_York", Source::Asked));
        check(None, "America/New_York", known("UTC", tokyo), ("UTC", Source::Account));
        check(None, "America/New_York", known("", tokyo), ("America/New_York", Source::Kept));
        check(Some("Mars"), "", known("", tokyo), ("Asia/Tokyo", Source::Told));
        check(None, "", known("", Some("Mars")), ("Europe/Berlin", Source::Company));
        check(None, "", Known::default(), ("UTC", Source::Company));
        let unknown = ShownZone::of(Some(&"x".repeat(100)), None, Known::default()).unknown;
        assert_eq!(unknown, Some("x".repeat(LONGEST)));
        assert_eq!(ShownZone::of(None, zone("UTC"), Known::default()).own().as_deref(), Some("UTC"));
        assert_eq!(ShownZone::of(None, None, known("", None)).own(), None);
    }
}

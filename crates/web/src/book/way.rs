//! The addresses of a service's pages: every state has its own.

use scheduling_core::time::{Date, Timestamp};
use url::form_urlencoded::Serializer;

/// Where somebody is among the pages of a service.
#[derive(Debug, Clone, Default)]
pub(super) struct Path {
    pub(super) company: String,
    pub(super) service: String,
    /// The member of staff who is asked for.
    pub(super) staff: Option<i64>,
    /// The zone that the address names.
    pub(super) zone: Option<String>,
}

impl Path {
    /// A page below that of the first free day; that page itself where there is no tail.
    pub(super) fn to(&self, tail: &str) -> String {
        let Self { company, service, .. } = self;
        let path = match tail {
            "" => format!("/book/{company}/{service}"),
            tail => format!("/book/{company}/{service}/{tail}"),
        };
        let mut query = Serializer::new(String::new());
        if let Some(staff) = self.staff {
            query.append_pair("staff", &staff.to_string());
        }
        if let Some(zone) = &self.zone {
            query.append_pair("tz", zone);
        }
        match query.finish() {
            query if query.is_empty() => path,
            query => format!("{path}?{query}"),
        }
    }

    /// The services of the company.
    pub(super) fn company(&self) -> String {
        format!("/book/{}", self.company)
    }

    /// The first free day.
    pub(super) fn first(&self) -> String {
        self.to("")
    }

    pub(super) fn day(&self, date: Date) -> String {
        self.to(&date.to_string())
    }

    /// Why there are no times from this day on.
    pub(super) fn why(&self, from: Option<Date>) -> String {
        let path = self.to("why");
        let joint = if path.contains('?') { '&' } else { '?' };
        from.map_or_else(|| path.clone(), |date| format!("{path}{joint}from={date}"))
    }

    pub(super) fn start(&self, at: Timestamp) -> String {
        self.to(&at.to_string())
    }

    /// The same for another member of staff, or for anybody.
    pub(super) fn staffed(&self, staff: Option<i64>) -> Self {
        Self { staff, ..self.clone() }
    }

    /// The same in another zone.
    pub(super) fn zoned(&self, zone: &str) -> Self {
        Self { zone: Some(zone.to_owned()), ..self.clone() }
    }
}

/// The same address with what else was asked for: all of the query but those that the address has itself, or that do not count.
pub(super) fn carried(path: String, query: &[(String, String)], but: &[&str]) -> String {
    let mut more = Serializer::new(String::new());
    for (name, value) in query.iter().filter(|(name, _)| !but.contains(&name.as_str())) {
        more.append_pair(name, value);
    }
    match (more.finish(), path.contains('?')) {
        (more, _) if more.is_empty() => path,
        (more, true) => format!("{path}&{more}"),
        (more, false) => format!("{path}?{more}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_an_address() {
        let path = Path { company: "salon".into(), service: "cut".into(), ..Path::default() };
        let date = Date::parse("2026-12-08").expect("a date");
        let at = Timestamp::parse("2026-12-08T09:00:00Z").expect("an instant");
        assert_eq!((path.company(), path.first()), ("/book/salon".into(), "/book/salon/cut".into()));
        assert_eq!(path.day(date), "/book/salon/cut/2026-12-08");
        let full = path.staffed(Some(3)).zoned("Europe/Berlin");
        assert_eq!(full.start(at), "/book/salon/cut/2026-12-08T09:00:00Z?staff=3&tz=Europe%2FBerlin");
        assert_eq!(path.why(None), "/book/salon/cut/why");
        assert_eq!(full.why(Some(date)), "/book/salon/cut/why?staff=3&tz=Europe%2FBerlin&from=2026-12-08");
        assert_eq!(full.staffed(None).first(), "/book/salon/cut?tz=Europe%2FBerlin");
    }

    #[test]
    fn what_else_was_asked_for_goes_along() {
        let query = [("tz", "Mars"), ("at", "2026-12-08T09:00:00Z"), ("staff", "x")];
        let query = query.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let check = |path: &str, but: &[&str], expected: &str| {
            assert_eq!(carried(path.into(), &query, but), expected);
        };
        check("/book/a", &["staff"], "/book/a?tz=Mars&at=2026-12-08T09%3A00%3A00Z");
        check("/book/a?tz=UTC", &["staff", "tz"], "/book/a?tz=UTC&at=2026-12-08T09%3A00%3A00Z");
        check("/book/a", &["staff", "tz", "at"], "/book/a");
    }
}

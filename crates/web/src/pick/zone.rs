//! Whose clock the page shows, and the addresses of pages on it.

use crate::kit::visitor::Visitor;
use crate::kit::when::WallClock;
use crate::kit::zone::{Known, Source};
use app::scheduling_links::PickPage;
use url::form_urlencoded::Serializer;

/// Whose clock the page shows, and how that is known.
pub(super) struct Zone {
    pub(super) clock: WallClock,
    source: Source,
    /// What was asked for that is no zone.
    pub(super) wrong: Option<String>,
}

impl Zone {
    pub(super) fn of(visitor: &Visitor, asked: Option<&str>, page: &PickPage) -> Self {
        let known =
            Known { told: page.candidate_zone.as_deref(), company: &page.company_zone, ..Known::default() };
        let shown = visitor.zone_of(asked, known);
        let clock = WallClock::new(visitor.texts, shown.zone).with_hours(visitor.hours);
        Self { clock, source: shown.source, wrong: shown.unknown }
    }

    /// Whether nobody has said it.
    pub(super) fn is_guess(&self) -> bool {
        self.source == Source::Company
    }

    /// Addresses of a page in this zone.
    pub(super) fn links<'a>(&'a self, path: &'a str) -> Links<'a> {
        Links { path, zone: (self.source == Source::Asked).then(|| self.clock.zone.name()) }
    }
}

/// Addresses of a page.
pub(super) struct Links<'a> {
    path: &'a str,
    pub(super) zone: Option<&'a str>,
}

impl Links<'_> {
    fn query(&self, more: &[(&str, &str)]) -> String {
        let pairs = self.zone.map(|zone| ("tz", zone)).into_iter().chain(more.iter().copied());
        Serializer::new(String::new()).extend_pairs(pairs).finish()
    }

    pub(super) fn to(&self, more: &[(&str, &str)]) -> String {
        format!("{}?{}", self.path, self.query(more))
    }

    pub(super) fn here(&self) -> String {
        self.zone.map_or_else(|| self.path.to_owned(), |_| self.to(&[]))
    }

    pub(super) fn with(&self) -> String {
        self.zone.map_or_else(|| format!("{}?", self.path), |_| format!("{}&", self.to(&[])))
    }
}

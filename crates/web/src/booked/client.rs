//! The client of one appointment before its pages: by a link, or logged in. Both see and do the same.

use super::facts::Looks;
use crate::kit::page::Answered;
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::visitor::Visitor;
use crate::kit::when::WallClock;
use crate::kit::zone::{Known, ShownZone, Source};
use actix_web::http::StatusCode;
use app::appointments::{self, BookedPage, Holder};
use domain::Refusal;
use http_kit::Problem;
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::TimeZone;
use url::form_urlencoded::byte_serialize;

/// Somebody at the pages of an appointment.
pub(crate) struct Client {
    pub(crate) holder: Holder,
    /// The path of the page; the others are below it.
    pub(crate) path: String,
    /// The list that it is in, for somebody who has one.
    pub(crate) list: Option<&'static str>,
    pub(crate) shell: Shell,
    pub(crate) visitor: Visitor,
    /// The zone that they are known to live in.
    pub(crate) zone: Option<TimeZone>,
    pub(crate) db: Database,
    pub(crate) public_url: String,
}

impl Client {
    pub(super) fn texts(&self) -> Texts {
        self.visitor.texts
    }

    pub(super) fn refuse(&self, error: StoreError) -> Refused {
        match error {
            StoreError::Refused(Refusal::NotFound { .. }) => self.nothing(),
            error => Refused::of(&self.visitor, self.shell.clone(), error),
        }
    }

    pub(super) fn nothing(&self) -> Refused {
        let key = if self.list.is_some() { "not-found" } else { "link" };
        Refused::said(&self.visitor, self.shell.clone(), StatusCode::NOT_FOUND, key, None)
    }

    pub(super) fn render(&self, status: StatusCode, page: &impl askama::Template) -> Answered {
        let shown = self.visitor.show(status, page).and_then(|shown| self.visitor.keep_zone(shown));
        shown.map_err(|problem| Refused::bare(&problem))
    }

    /// The zone of its pages, of an appointment at a company in that zone.
    pub(super) fn zone_at(&self, company: &str) -> ShownZone {
        let known = Known { account: self.zone.clone(), company, ..Known::default() };
        self.visitor.zone_of(self.visitor.param("tz"), known)
    }

    fn clock(&self, zone: TimeZone) -> WallClock {
        WallClock::new(self.texts(), zone).with_hours(self.visitor.hours)
    }

    /// What the client asked for of zones.
    pub(super) fn looks(&self, page: &BookedPage) -> Looks {
        let company = TimeZone::named(&page.zone).unwrap_or_else(|_| TimeZone::utc());
        let shown = self.zone_at(&page.zone);
        let name: String = byte_serialize(shown.zone.name().as_bytes()).collect();
        Looks {
            mail: self.visitor.mail,
            wrong: shown.unknown,
            is_guess: shown.source == Source::Company,
            clock: self.clock(shown.zone),
            company: self.clock(company),
            hours: self.visitor.hours_switch(),
            query: match shown.source {
                Source::Asked => format!("?tz={name}"),
                _ => String::new(),
            },
        }
    }

    pub(super) async fn page(&self) -> Result<BookedPage, Refused> {
        let (holder, url, now) = (self.holder.clone(), self.public_url.clone(), self.visitor.now);
        let found = self.db.read(move |tx: &mut Tx<'_>| appointments::look(tx, &holder, &url, now)).await;
        found.map_err(|error| self.refuse(error))?.ok_or_else(|| self.nothing())
    }

    /// A page that failed for a reason of ours.
    pub(super) fn failed(&self, error: &(dyn std::error::Error + 'static)) -> Refused {
        Refused::bare(&Problem::internal(error))
    }
}

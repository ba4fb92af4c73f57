//! A service as its pages show it, and where somebody is among them.

use super::company::Head;
use super::guest::Guest;
use super::search::Search;
use super::way::{Path, carried};
use super::zone::Zone;
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use actix_web::web;
use app::appointments::visits::{self, Wanted};
use app::shop::pages::{self, ServiceFront};
use app::shop::{KnownFront, known_front};
use domain::appointment::StaffId;
use http_kit::Problem;
use scheduling_core::time::Timestamp;

/// A service, and where somebody is among its pages.
pub(super) struct Loaded {
    pub(super) known: KnownFront,
    pub(super) path: Path,
    pub(super) zone: Zone,
}

/// What an address says to which somebody was led who asked for a person whom nobody can book here (any more).
const GONE: &str = "gone";

impl Loaded {
    /// Reads them. Addresses of before lead on, and so do those of people who do not offer the service: there the page says so.
    ///
    /// # Errors
    /// The page of what is not there, or the way to the right one.
    pub(super) async fn of(guest: &Guest, company: &str, service: &str, tail: &str) -> Result<Self, Refused> {
        let loaded = Self::load(guest, company, service).await?;
        let (front, path) = (loaded.front(), &loaded.path);
        let moved = front.front.slug != company || front.listed.slug != service;
        if moved || loaded.asks_in_vain(guest) {
            return Err(Refused::to(loaded.led(guest, loaded.told(guest, path.to(tail)), &[])));
        }
        Ok(loaded)
    }

    /// Whether the address asks for somebody whom nobody can book here.
    pub(super) fn asks_in_vain(&self, guest: &Guest) -> bool {
        guest.visitor.param("staff").is_some() && self.path.staff.is_none()
    }

    /// An address whose page says that the person who was asked for can't be booked, where that is so.
    pub(super) fn told(&self, guest: &Guest, address: String) -> String {
        match self.asks_in_vain(guest) {
            true => carried(address, &[(GONE.to_owned(), "staff".to_owned())], &[]),
            false => address,
        }
    }

    /// That the person who was asked for can't be booked any more, and with whom the times are, where somebody was led here for that.
    pub(super) fn gone(&self, guest: &Guest) -> Option<String> {
        guest.visitor.param(GONE).filter(|_| self.path.staff.is_none())?;
        let texts = guest.visitor.texts;
        let names: Vec<&str> = self.front().staff.iter().map(|one| one.name.as_str()).collect();
        Some(match names.is_empty() {
            true => texts.say("book-staff-gone"),
            false => texts.with("book-staff-gone-others", "staff", &names.join(", ")),
        })
    }

    /// An address with what else was asked for, but for these.
    pub(super) fn led(&self, guest: &Guest, address: String, but: &[&str]) -> String {
        // A zone that is none stays as it was typed: the page says so.
        let zone = self.path.zone.as_ref().map(|_| "tz");
        let but: Vec<&str> = ["staff", GONE].into_iter().chain(zone).chain(but.iter().copied()).collect();
        carried(address, &guest.visitor.query, &but)
    }

    /// The same for a form, which is not sent elsewhere. What is offered is asked anew each time, because forms change it.
    ///
    /// # Errors
    /// The page of what is not there.
    pub(super) async fn here(guest: &Guest, company: &str, service: &str) -> Result<Self, Refused> {
        let loaded = Self::load(guest, company, service).await?;
        Ok(Self { known: loaded.known.asked_anew(), ..loaded })
    }

    async fn load(guest: &Guest, company: &str, service: &str) -> Result<Self, Refused> {
        let found = known_front(&guest.people, company, service, guest.now()).await;
        let known = found.map_err(|error| guest.refuse(error))?.ok_or_else(|| guest.missing())?;
        let front = &known.front;
        let asked = guest.visitor.param("staff").and_then(|id| id.parse().ok());
        let zone = Zone::of(guest, front);
        let path = Path {
            company: front.front.slug.clone(),
            service: front.listed.slug.clone(),
            staff: asked.filter(|id| front.staff.iter().any(|one| one.id.0 == *id)),
            zone: guest
                .visitor
                .param("tz")
                .filter(|_| zone.unknown.is_none())
                .map(|_| zone.zone.name().to_owned()),
        };
        Ok(Self { known, path, zone })
    }

    /// The service as visitors see it.
    pub(super) fn front(&self) -> &ServiceFront {
        &self.known.front
    }

    pub(super) fn search<'l>(&'l self, guest: &'l Guest) -> Search<'l> {
        Search { guest, known: &self.known, staff: self.path.staff, zone: &self.zone.zone }
    }

    pub(super) fn wanted(&self, start: Timestamp) -> Wanted {
        let staff = self.path.staff.map(StaffId);
        Wanted { service: self.front().listed.service.id, staff, start, offered: None }
    }

    /// The same for a form that may hold it: with the number of starts of its day, where that counts.
    ///
    /// # Errors
    /// The page of what went wrong.
    pub(super) async fn to_hold(&self, guest: &Guest, start: Timestamp) -> Result<Wanted, Refused> {
        let (visitor, now) = (guest.of_company(self.front().front.company.id), guest.now());
        let (wanted, asked) = (self.wanted(start), self.wanted(start));
        let day = guest.read(move |tx| visits::day_of(tx, &visitor, &asked, now)).await?;
        let Some(day) = day else { return Ok(wanted) };
        // It takes a while, for which nobody else should wait.
        let counted = web::block(move || visits::starts_of(day)).await;
        let counted = counted.map_err(|error| Refused::bare(&Problem::internal(&error)))?;
        Ok(Wanted { offered: Some(counted.map_err(|refusal| guest.refuse(refusal.into()))?), ..wanted })
    }

    /// Whether anything can be booked.
    pub(super) fn is_open(&self) -> bool {
        let front = self.front();
        pages::is_open(&front.front.company.details, &front.listed.service.details) && !front.staff.is_empty()
    }

    pub(super) fn shell(&self, guest: &Guest, head: &Head) -> Shell {
        let title = format!("{} · {}", self.front().listed.service.details.name, head.company);
        Shell { title, ..guest.visitor.shell("book-title") }
    }
}

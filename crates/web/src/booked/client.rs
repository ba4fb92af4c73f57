//! The client of one appointment before its pages: by a link, or logged in. Both see and do the same.

use super::facts::{Around, Facts, Looks};
use super::moving;
use crate::kit::page::Answered;
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::visitor::{Visitor, sent_to};
use crate::kit::when::WallClock;
use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use app::appointments::{self, BookedPage, Holder, Link, LinkPurpose, Wished};
use app::kit::Precondition;
use domain::Refusal;
use domain::appointment::StaffId;
use http_kit::{Form, Problem};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::{TimeZone, Timestamp};
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

/// What a button came to.
pub(super) enum Done {
    /// The key of what was done.
    Well(&'static str),
    /// It can't be done, for this reason where there is one.
    Not(Option<Refusal>),
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
        self.visitor.show(status, page).map_err(|problem| Refused::bare(&problem))
    }

    /// What the client asked for of zones.
    pub(super) fn looks(&self, page: &BookedPage) -> Looks {
        let company = TimeZone::named(&page.zone).unwrap_or_else(|_| TimeZone::utc());
        let given = self.visitor.param("tz").map(|name| name.replace(' ', "_"));
        let chosen = given.as_deref().and_then(|name| TimeZone::named(name).ok());
        let known = chosen.clone().or_else(|| self.zone.clone());
        Looks {
            wrong: given.filter(|_| chosen.is_none()),
            is_guess: known.is_none(),
            clock: WallClock::new(self.texts(), known.unwrap_or_else(|| company.clone())),
            company: WallClock::new(self.texts(), company),
            query: chosen.map_or_else(String::new, |zone| {
                let name: String = byte_serialize(zone.name().as_bytes()).collect();
                format!("?tz={name}")
            }),
        }
    }

    pub(super) async fn page(&self) -> Result<BookedPage, Refused> {
        let (holder, url, now) = (self.holder.clone(), self.public_url.clone(), self.visitor.now);
        let found = self.db.read(move |tx: &mut Tx<'_>| appointments::look(tx, &holder, &url, now)).await;
        found.map_err(|error| self.refuse(error))?.ok_or_else(|| self.nothing())
    }

    /// The page.
    pub(crate) async fn look(&self) -> Answered {
        self.show(StatusCode::OK, None).await
    }

    async fn show(&self, status: StatusCode, mistake: Option<String>) -> Answered {
        let page = self.page().await?;
        let looks = self.looks(&page);
        let facts = Facts { texts: self.texts(), looks: &looks, page: &page, now: self.visitor.now };
        let around = Around {
            shell: self.shell.clone(),
            path: self.path.clone(),
            list: self.list,
            is_manager: self.holder.may_manage(),
            mistake,
        };
        self.render(status, &facts.view(around))
    }

    /// What a button of the page does.
    pub(crate) async fn act(&self, form: &Form) -> Answered {
        let done = match form.get("do").unwrap_or_default() {
            "move" => return self.move_to(form).await,
            wanted => self.done(wanted.to_owned()).await?,
        };
        match done {
            Done::Well(key) => Ok(self.back(key)),
            Done::Not(_) => {
                let mistake = self.texts().say("booked-too-late");
                self.show(StatusCode::CONFLICT, Some(mistake)).await
            }
        }
    }

    async fn done(&self, wanted: String) -> Result<Done, Refused> {
        let (holder, now) = (self.holder.clone(), self.visitor.now);
        let work = move |tx: &mut Tx<'_>| match (&holder, wanted.as_str()) {
            (holder, "cancel") if holder.may_manage() => {
                appointments::cancel_by(tx, holder, now).map(|_| Done::Well("booked-cancelled"))
            }
            (Holder::Link(link), answer) => answered(tx, *link, answer, now),
            _ => Ok(Done::Not(None)),
        };
        self.settled(self.db.write(work).await)
    }

    /// What came of a change; what is not there is a page of its own.
    fn settled(&self, result: Result<Done, StoreError>) -> Result<Done, Refused> {
        match result {
            Err(StoreError::Refused(refusal @ Refusal::NotFound { pointer: None, .. })) => {
                Err(self.refuse(refusal.into()))
            }
            Err(StoreError::Refused(refusal)) => Ok(Done::Not(Some(refusal))),
            done => done.map_err(|error| self.refuse(error)),
        }
    }

    /// Back to the page, so that loading it again changes nothing.
    fn back(&self, key: &str) -> HttpResponse {
        let zone = self.visitor.param("tz").map_or_else(String::new, |name| {
            let name: String = byte_serialize(name.as_bytes()).collect();
            format!("tz={name}&")
        });
        sent_to(&format!("{}?{zone}done={key}", self.path))
    }

    async fn move_to(&self, form: &Form) -> Answered {
        let start = form.get("start").and_then(|text| Timestamp::parse(text).ok());
        let staff = form.get("staff").and_then(|text| text.parse().ok()).map(StaffId);
        let version = form.get("version").and_then(|text| text.parse().ok());
        let (Some(start), Some(version)) = (start, version) else {
            let mistake = self.texts().say("booked-cannot-choose");
            return moving::show(self, StatusCode::UNPROCESSABLE_ENTITY, None, Some(mistake)).await;
        };
        let (holder, now) = (self.holder.clone(), self.visitor.now);
        let (wished, expected) = (Wished { start, staff }, Precondition::new(Some(vec![version])));
        let work = move |tx: &mut Tx<'_>| {
            let done = appointments::move_by(tx, &holder, wished, &expected, now);
            done.map(|_| Done::Well("booked-moved"))
        };
        match self.settled(self.db.write(work).await)? {
            Done::Well(key) => Ok(self.back(key)),
            Done::Not(refusal) => {
                let mistake = refusal.map(|refusal| moving::words(self.texts(), &refusal));
                moving::show(self, StatusCode::CONFLICT, Some(start), mistake).await
            }
        }
    }

    /// Other times, and the question whether one of them is the right one.
    pub(crate) async fn choose(&self) -> Answered {
        match self.visitor.param("start").and_then(|text| Timestamp::parse(text).ok()) {
            Some(start) => moving::ask(self, start).await,
            None => moving::show(self, StatusCode::OK, None, None).await,
        }
    }

    /// The calendar file.
    pub(crate) async fn file(&self) -> Answered {
        let (holder, url, now) = (self.holder.clone(), self.public_url.clone(), self.visitor.now);
        let found = self.db.read(move |tx: &mut Tx<'_>| appointments::file(tx, &holder, &url, now)).await;
        let text = found.map_err(|error| self.refuse(error))?.ok_or_else(|| self.nothing())?;
        Ok(HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, "text/calendar; charset=utf-8"))
            .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"appointment.ics\""))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(text))
    }

    /// A page that failed for a reason of ours.
    pub(super) fn failed(&self, error: &(dyn std::error::Error + 'static)) -> Refused {
        Refused::bare(&Problem::internal(error))
    }
}

/// The answer of a link that asks whether a move suits.
fn answered(tx: &mut Tx<'_>, link: Link, answer: &str, now: Timestamp) -> Result<Done, StoreError> {
    let LinkPurpose::Agree(question) = link.purpose else { return Ok(Done::Not(None)) };
    let (company, appointment) = (link.company, link.appointment);
    match answer {
        "agree" => {
            appointments::agree(tx, company, appointment, question, now).map(|_| Done::Well("booked-agreed"))
        }
        "decline" => appointments::decline(tx, company, appointment, question, now)
            .map(|_| Done::Well("booked-declined")),
        _ => Ok(Done::Not(None)),
    }
}

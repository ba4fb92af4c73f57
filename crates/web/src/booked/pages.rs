//! What the pages of an appointment show and do, for whom they are.

use super::client::Client;
use super::facts::{Around, Facts};
use super::refusals::words;
use super::{cancelling, moving};
use crate::kit::page::Answered;
use crate::kit::refused::Refused;
use crate::kit::visitor::sent_to;
use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use app::appointments::{self, Holder, Reader, Wished};
use app::kit::Precondition;
use domain::Refusal;
use domain::appointment::{AppointmentStatus, StaffId};
use http_kit::Form;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;
use url::form_urlencoded::byte_serialize;
use uuid::Uuid;

/// What a button came to.
enum Done {
    /// The key of what was done.
    Well(&'static str),
    /// It can't be done, for this reason where there is one.
    Not(Option<Refusal>),
    /// It is not as the question showed it any more.
    Overtaken,
}

impl Client {
    /// The page.
    pub(crate) async fn look(&self) -> Answered {
        self.show(StatusCode::OK, None).await
    }

    async fn show(&self, status: StatusCode, mistake: Option<String>) -> Answered {
        let page = self.page().await?;
        let looks = self.looks(&page);
        let is_cancelled = page.appointment.status == AppointmentStatus::Cancelled;
        let facts = Facts { texts: self.texts(), looks: &looks, page: &page, now: self.visitor.now };
        let around = Around {
            shell: self.visitor.settled(self.shell.clone(), is_cancelled),
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
            "agree" => self.answer(form, true).await?,
            "decline" => self.answer(form, false).await?,
            wanted => self.done(wanted.to_owned(), form.get("seen").map(str::to_owned)).await?,
        };
        match done {
            Done::Well(key) => Ok(self.back(key)),
            Done::Not(_) => {
                let mistake = self.texts().say("booked-too-late");
                self.show(StatusCode::CONFLICT, Some(mistake)).await
            }
            Done::Overtaken => {
                let mistake = self.texts().say("booked-cancel-changed");
                cancelling::ask(self, StatusCode::CONFLICT, Some(mistake)).await
            }
        }
    }

    /// What a button does; `seen` is what the question before it showed.
    async fn done(&self, wanted: String, seen: Option<String>) -> Result<Done, Refused> {
        let (holder, url, now) = (self.holder.clone(), self.public_url.clone(), self.visitor.now);
        let work = move |tx: &mut Tx<'_>| match (&holder, wanted.as_str()) {
            (holder, "cancel") if holder.may_manage() => {
                if let Some(seen) = &seen
                    && appointments::look(tx, holder, &url, now)?.is_some_and(|page| {
                        page.appointment.status.is_open() && cancelling::seen(&page) != *seen
                    })
                {
                    return Ok(Done::Overtaken);
                }
                appointments::cancel_by(tx, holder, now).map(|_| Done::Well("booked-cancelled"))
            }
            _ => Ok(Done::Not(None)),
        };
        self.settled(self.db.write(work).await)
    }

    /// The answer to the question whether a move suits: that of the link, else the one that the page showed.
    async fn answer(&self, form: &Form, suits: bool) -> Result<Done, Refused> {
        let shown = form.get("question").and_then(|text| text.parse().ok());
        let (holder, now) = (self.holder.clone(), self.visitor.now);
        let work = move |tx: &mut Tx<'_>| answered(tx, &holder, shown, suits, now);
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
                let mistake = refusal.map(|refusal| words(self.texts(), &refusal));
                moving::show(self, StatusCode::CONFLICT, Some(start), mistake).await
            }
            Done::Overtaken => moving::show(self, StatusCode::CONFLICT, Some(start), None).await,
        }
    }

    /// Other times, and the question whether one of them is the right one.
    pub(crate) async fn choose(&self) -> Answered {
        match self.visitor.param("start").and_then(|text| Timestamp::parse(text).ok()) {
            Some(start) => moving::ask(self, start).await,
            None => moving::show(self, StatusCode::OK, None, None).await,
        }
    }

    /// The question whether it is to be cancelled.
    pub(crate) async fn ask_cancel(&self) -> Answered {
        cancelling::ask(self, StatusCode::OK, None).await
    }

    /// The calendar file.
    pub(crate) async fn file(&self) -> Answered {
        let (holder, url, now) = (self.holder.clone(), self.public_url.clone(), self.visitor.now);
        let reader = Reader { language: self.texts().0.tag(), zone: self.zone_at("").own() };
        let work = move |tx: &mut Tx<'_>| appointments::file(tx, &holder, &url, &reader, now);
        let found = self.db.read(work).await;
        let text = found.map_err(|error| self.refuse(error))?.ok_or_else(|| self.nothing())?;
        Ok(HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, "text/calendar; charset=utf-8"))
            .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"appointment.ics\""))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(text))
    }
}

/// Takes the answer of whom the page is for.
fn answered(
    tx: &mut Tx<'_>,
    holder: &Holder,
    shown: Option<Uuid>,
    suits: bool,
    now: Timestamp,
) -> Result<Done, StoreError> {
    let Some(link) = appointments::asked_of(tx, holder, shown, now)? else { return Ok(Done::Not(None)) };
    match suits {
        true => appointments::agree(tx, &link, now).map(|_| Done::Well("booked-agreed")),
        false => appointments::decline(tx, &link, now).map(|_| Done::Well("booked-declined")),
    }
}

//! `/book/{company}/{service}/{when}`: a day, or a start with its form.

use super::details;
use super::guest::{Guest, Sent};
use super::loaded::Loaded;
use super::service;
use crate::kit::page::Answered;
use actix_web::web;
use scheduling_core::time::{Date, Timestamp};

/// What an address names.
enum When {
    Day(Date),
    Start(Timestamp),
}

impl When {
    fn parse(text: &str) -> Option<Self> {
        let day = Date::parse(text).ok().map(Self::Day);
        day.or_else(|| Timestamp::parse(text).ok().map(Self::Start))
    }
}

type Slugs = web::Path<(String, String, String)>;

pub(super) async fn look(guest: Guest, slugs: Slugs) -> Answered {
    let (company, service, when) = slugs.into_inner();
    let Some(parsed) = When::parse(&when) else { return Err(guest.missing()) };
    let loaded = Loaded::of(&guest, &company, &service, &when).await?;
    match parsed {
        When::Day(date) => service::show(&guest, &loaded, Some(date)).await,
        When::Start(start) => details::look(&guest, &loaded, start).await,
    }
}

pub(super) async fn act(sent: Sent, slugs: Slugs) -> Answered {
    let (company, service, when) = slugs.into_inner();
    let Some(parsed) = When::parse(&when) else { return Err(sent.guest.missing()) };
    let loaded = Loaded::here(&sent.guest, &company, &service).await?;
    match parsed {
        When::Day(_) => service::hold_one(&sent, &loaded).await,
        When::Start(start) => details::act(&sent, &loaded, start).await,
    }
}

//! The style sheet, the icon and the scripts, which are part of the program.
//!
//! Their paths hold a fingerprint of their content, so that browsers may keep them for ever and still see a
//! new release at once.

use crate::calendar;
use actix_web::{HttpResponse, web};
use http_kit::problem::catalogue;
use http_kit::{Anonymous, Problem, Routes, html, resource};
use std::hash::{DefaultHasher, Hasher};
use std::sync::LazyLock;

/// A file that is part of the program.
struct Asset {
    path: String,
    content_type: &'static str,
    content: &'static str,
}

impl Asset {
    fn new(stem: &str, extension: &str, content_type: &'static str, content: &'static str) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(content.as_bytes());
        Self { path: format!("/assets/{stem}-{:016x}.{extension}", hasher.finish()), content_type, content }
    }
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("style", "css", "text/css; charset=utf-8", include_str!("../assets/style.css"))
});
static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("../assets/icon.svg")));
static OUTBOX: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("outbox", "js", "text/javascript; charset=utf-8", include_str!("../assets/outbox.js"))
});

static PASSWORD_RESET: LazyLock<Asset> = LazyLock::new(|| {
    let text = include_str!("../assets/password-reset.js");
    Asset::new("password-reset", "js", "text/javascript; charset=utf-8", text)
});

static ROOM: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("room", "js", "text/javascript; charset=utf-8", include_str!("../assets/room.js"))
});

static CALL: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("call", "js", "text/javascript; charset=utf-8", include_str!("../assets/call.js"))
});

static ICONS: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icons", "svg", "image/svg+xml", include_str!("../assets/icons.svg")));
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let text = concat!(include_str!("../assets/app.js"), include_str!("../assets/kept.js"));
    Asset::new("app", "js", "text/javascript; charset=utf-8", text)
});

static LIVE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("live", "js", "text/javascript; charset=utf-8", include_str!("../assets/live.js"))
});

/// One file, with what all pages do: the first view of a page that people book on loads few.
static BOOK: LazyLock<Asset> = LazyLock::new(|| {
    let text = concat!(
        include_str!("../assets/app.js"),
        include_str!("../assets/kept.js"),
        include_str!("../assets/book.js")
    );
    Asset::new("book", "js", "text/javascript; charset=utf-8", text)
});

/// The calendar's own rules, and those of the rows and lanes that it draws with.
static CALENDAR_STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let text = format!("{}{}", include_str!("../assets/calendar.css"), calendar::rules());
    Asset::new("calendar", "css", "text/css; charset=utf-8", text.leak())
});

static CALENDAR: LazyLock<Asset> = LazyLock::new(|| {
    let text = include_str!("../assets/calendar.js");
    Asset::new("calendar", "js", "text/javascript; charset=utf-8", text)
});

/// The paths of what every page loads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paths {
    pub(crate) style: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) icons: &'static str,
    pub(crate) script: &'static str,
    /// Of pages that hear of changes.
    pub(crate) live: &'static str,
}

impl Paths {
    pub(crate) fn get() -> Self {
        Self {
            style: &STYLE.path,
            icon: &ICON.path,
            icons: &ICONS.path,
            script: &SCRIPT.path,
            live: &LIVE.path,
        }
    }
}

/// The path of the calendar's style sheet.
pub(crate) fn calendar_style() -> &'static str {
    &CALENDAR_STYLE.path
}

/// The path of the calendar's script.
pub(crate) fn calendar() -> &'static str {
    &CALENDAR.path
}

/// The path of the script of the pages on which people book.
pub(crate) fn book() -> &'static str {
    &BOOK.path
}

/// The path of the script with which a new password is set.
pub(crate) fn password_reset() -> &'static str {
    &PASSWORD_RESET.path
}

/// The path of the script of rooms' pages.
pub(crate) fn room() -> &'static str {
    &ROOM.path
}

/// The path of the script of calls in rooms.
pub(crate) fn call() -> &'static str {
    &CALL.path
}

/// The path of the outbox's script.
pub(crate) fn outbox() -> &'static str {
    &OUTBOX.path
}

/// The path of the style sheet.
pub(crate) fn style() -> &'static str {
    &STYLE.path
}

/// The path of the icon.
pub(crate) fn icon() -> &'static str {
    &ICON.path
}

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource("/assets/{name}").get(asset));
}

async fn asset(_: Anonymous, name: web::Path<String>) -> Result<HttpResponse, Problem> {
    let path = format!("/assets/{name}");
    let all = [
        &*STYLE,
        &*ICON,
        &*OUTBOX,
        &*PASSWORD_RESET,
        &*ROOM,
        &*CALL,
        &*ICONS,
        &*SCRIPT,
        &*LIVE,
        &*BOOK,
        &*CALENDAR_STYLE,
        &*CALENDAR,
    ];
    let found = all.into_iter().find(|asset| asset.path == path);
    let asset = found.ok_or_else(|| Problem::new(&catalogue::NOT_FOUND, "there is nothing at this path"))?;
    Ok(html::asset(asset.content_type, asset.content.as_bytes(), true))
}

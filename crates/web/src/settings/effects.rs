//! `/app/settings/effects`: work in the background that was given up, to be tried again.

use crate::kit::list::{Asked, Cell, Empty, ListPage, Row, Table};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::Action as Way;
use crate::kit::sheet::id_in;
use actix_web::web;
use app::effects;
use domain::EffectId;
use domain::access::actions::ManageEffects;
use http_kit::{Routes, resource};
use persistence::outbox::{EntryFilter, OutboxEntry};
use persistence::store::collection::{Part, Sort};

const PATH: &str = "/app/settings/effects";
/// Effects that the page shows.
const MOST: i64 = 200;

pub(crate) fn routes(routes: &mut Routes) {
    routes
        .service(resource(PATH).get(list))
        .service(resource("/app/settings/effects/{id}/again").post(again));
}

async fn list(page: Page<ManageEffects>) -> Answered {
    let texts = page.visitor.texts;
    let filter = EntryFilter { dead: Some(true), kind: None };
    let part = Part { sort: Sort::default(), after: None, limit: MOST };
    let found = page.read(move |tx, permit| effects::list(tx, permit, &filter, &part)).await?;
    let row = |entry: &OutboxEntry| {
        let again = Cell::Button {
            action: format!("{PATH}/{}/again", entry.id),
            fields: Vec::new(),
            text: texts.say("effect-again"),
            label: texts.with("effect-again-one", "kind", &entry.kind),
            is_on: None,
        };
        let cells = vec![
            Cell::text(entry.kind.replace('_', " ")),
            Cell::text(entry.last_error.clone().unwrap_or_default()),
            Cell::text(entry.attempts.to_string()),
            Cell::text(entry.dead_at.map(|at| page.clock.short(at, page.now)).unwrap_or_default()),
            again,
        ];
        Row { pick: None, cells }
    };
    let heading = texts.say("settings-effects");
    let columns = ["effect-kind", "effect-error", "effect-attempts", "effect-given-up", "actions"];
    page.show(&ListPage {
        shell: page.shell(&heading),
        intro: Some(texts.say("settings-effects-words")),
        create: Vec::new(),
        path: PATH.into(),
        filters: Vec::new(),
        is_filtered: false,
        next: None,
        first: None,
        csv: None,
        empty: Empty {
            why: texts.say("effect-none"),
            actions: vec![Way { path: "/app".into(), text: texts.say("go-dashboard") }],
        },
        bulk: None,
        table: Table {
            caption: heading.clone(),
            columns: columns.map(|key| Asked::column(texts.say(key))).into(),
            rows: found.iter().map(row).collect(),
        },
        heading,
    })
}

async fn again(sent: Submitted<ManageEffects>, id: web::Path<String>) -> Answered {
    let page = sent.page;
    let (id, now): (EffectId, _) = (id_in(&page, &id, "effect")?, page.now);
    let replayed = page.write(move |tx, permit| effects::replay(tx, permit, id, now)).await;
    match Outcome::of(&page, replayed)? {
        Outcome::Done(_) => Ok(done(PATH, "replayed")),
        _ => Err(page.missing("effect")),
    }
}

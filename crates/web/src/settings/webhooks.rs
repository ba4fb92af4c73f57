//! `/app/settings/webhooks`: where events go, and how each delivery went.

use super::people::ShownOnce;
use crate::hiring::state_filter;
use crate::kit::field::{Field, FormPage, Kind, filled, valued};
use crate::kit::input::{Errors, Input, TITLE};
use crate::kit::list::{Asked, Cell, Column, Empty, ListPage, Row, Table, newest};
use crate::kit::outcome::{Outcome, done, settled};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::sheet::{Sheet, View, id_in};
use crate::kit::sheet_forms;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use actix_web::http::StatusCode;
use actix_web::web;
use app::kit::collection::{self, Stored};
use app::kit::limits::{Limited, within};
use app::sealed::Vault;
use app::webhooks::{self, NewSecret};
use domain::WebhookId;
use domain::access::Permit;
use domain::access::actions::ManageWebhooks;
use domain::directory::CompanyLimits;
use domain::event::EventKind;
use domain::webhook::{Delivery, DeliveryStatus, SealedSecrets, WebhookDetails};
use http_kit::{Data, Problem, Routes, resource};
use persistence::Tx;
use persistence::store::collection::SortKey;
use persistence::store::webhooks::WebhookFilter;
use url::Url;
use uuid::Uuid;

const PATH: &str = "/app/settings/webhooks";
/// Bytes of an address, at most.
const LONGEST: usize = 2000;

pub(crate) fn routes(routes: &mut Routes) {
    let new = resource("/app/settings/webhooks/new");
    routes.service(new.get(blank).post(create));
    sheet_forms::routes::<WebhookDetails>(routes);
    routes
        .service(resource("/app/settings/webhooks/{id}").get(deliveries))
        .service(resource("/app/settings/webhooks/{id}/test").post(test))
        .service(resource("/app/settings/webhooks/{id}/{delivery}/again").post(again));
}

impl Sheet for WebhookDetails {
    const PATH: &'static str = PATH;
    const KEY: &'static str = "hook";
    type Read = ManageWebhooks;
    type Write = ManageWebhooks;
    type Around = ();

    fn fields(texts: Texts, _: &()) -> Vec<Field> {
        let kinds = EventKind::ALL.iter().map(|kind| (kind.name().to_owned(), kind.name().to_owned()));
        vec![
            Field::typed("url", "url", texts.say("hook-url")).hint(texts.say("hook-url-hint")).required(),
            Field::line("description", texts.say("hook-description")),
            Field::many("events", texts.say("hook-events"), kinds).hint(texts.say("hook-events-hint")),
            Field::new("active", texts.say("hook-active"), Kind::Check),
        ]
    }

    fn value(&self, name: &str) -> String {
        match name {
            "url" => self.url.clone(),
            "description" => self.description.clone().unwrap_or_default(),
            "events" => {
                let events = self.events.iter().flatten().map(|kind| kind.name());
                events.collect::<Vec<_>>().join(",")
            }
            _ if self.active => "yes".to_owned(),
            _ => String::new(),
        }
    }

    fn usual(name: &str, _: &WallClock) -> String {
        if name == "active" { "yes".into() } else { String::new() }
    }

    fn read(input: &mut Input<'_>, before: Option<&Self>) -> Option<Self> {
        let url = address(input);
        let description = input.optional("description", TITLE);
        let events: Vec<EventKind> = input.all("events").filter_map(EventKind::named).collect();
        let active = input.ticked("active");
        // A new one gets its secret where it is made.
        let secrets =
            before.map_or_else(|| SealedSecrets::new(String::new()), |before| before.secrets.clone());
        Some(Self {
            url: url?,
            description: description?,
            events: (!events.is_empty()).then_some(events),
            active,
            secrets,
        })
    }

    fn filters(texts: Texts, asked: &Asked<'_>) -> (Vec<Field>, WebhookFilter) {
        let field = state_filter(texts, asked, "active", "inactive");
        (vec![field], WebhookFilter { active: asked.flag("active") })
    }

    fn columns(texts: Texts, _: &Asked<'_>) -> Vec<Column> {
        ["hook-url", "state", "hook-events", "created"].map(|key| Asked::column(texts.say(key))).into()
    }

    fn cells(record: &Stored<Self>, view: &View<'_>) -> Vec<Cell> {
        let (texts, details) = (view.texts, &record.details);
        let (tone, key) = match (&record.kept.disabled, details.active, record.kept.failing_since) {
            (Some(_), false, _) => ("bad", "hook-disabled"),
            (_, false, _) => ("", "inactive"),
            (_, true, Some(_)) => ("warn", "hook-failing"),
            (_, true, None) => ("good", "hook-works"),
        };
        let events = match &details.events {
            Some(events) => texts.count("hook-event-count", events.len()),
            None => texts.say("hook-all-events"),
        };
        vec![
            Cell::Link {
                path: format!("{PATH}/{}", record.id),
                text: details.url.clone(),
                under: details.description.clone().unwrap_or_default(),
            },
            Cell::badge(tone, texts.say(key)),
            Cell::text(events),
            Cell::text(view.clock.short(record.metadata.created_at, view.now)),
        ]
    }

    fn shown(id: WebhookId) -> String {
        format!("{PATH}/{id}")
    }

    const SORT: SortKey = SortKey::CreatedAt;
}

/// Where events are sent to; `None` where that is wrong.
fn address(input: &mut Input<'_>) -> Option<String> {
    let text = input.line("url", LONGEST)?;
    let is_good = Url::parse(&text)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host() && text.len() <= LONGEST);
    if !is_good {
        input.wrong("url", "hook-url-wrong");
        return None;
    }
    Some(text)
}

fn form(page: &Page<ManageWebhooks>, status: StatusCode, fields: Vec<Field>, errors: Errors) -> Answered {
    let heading = page.say("hook-new");
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: None,
            action: format!("{PATH}/new"),
            fields,
            hidden: Vec::new(),
            errors,
            submit: page.say("save"),
            back: Way { path: PATH.into(), text: page.say("hook-back") },
            danger: None,
            keeps: None,
            zones: Vec::new(),
        },
    )
}

async fn blank(page: Page<ManageWebhooks>) -> Answered {
    let fields = WebhookDetails::fields(page.visitor.texts, &());
    let fields = valued(fields, |name| WebhookDetails::usual(name, &page.clock));
    form(&page, StatusCode::OK, fields, Errors::default())
}

/// Makes one with a secret of its own, which is shown this once.
async fn create(
    sent: Submitted<ManageWebhooks>,
    vault: Data<Vault>,
    limits: Data<CompanyLimits>,
) -> Answered {
    let Submitted { page, form: typed } = sent;
    let (texts, now, limits) = (page.visitor.texts, page.now, *limits);
    let made = NewSecret::make(&vault);
    let secret = made.map_err(|error| -> Refused { page.fail(&Problem::internal(&error)) })?;
    let mut input = Input::new(&typed, texts);
    let wanted = WebhookDetails::read(&mut input, None).filter(|_| input.errors.is_empty());
    let outcome = match wanted {
        Some(wanted) => {
            let details = WebhookDetails { secrets: SealedSecrets::new(secret.sealed), ..wanted };
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                let record = collection::create(tx, permit, &details, now)?;
                within::<WebhookDetails>(tx, permit, record.id, limits, Limited::Webhooks)?;
                Ok(record)
            };
            Outcome::of(&page, page.once(PATH, |_| true, work).await?)?
        }
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(webhook) => page.show(&ShownOnce {
            shell: page.shell(webhook.details.url),
            words: texts.say("hook-secret-words"),
            secret: secret.text,
            back: PATH.into(),
        }),
        Outcome::Wrong(errors) => {
            let fields = filled(WebhookDetails::fields(texts, &()), &typed, &errors);
            form(&page, StatusCode::UNPROCESSABLE_ENTITY, fields, errors)
        }
        Outcome::Overtaken => Err(page.missing("webhook")),
    }
}

/// A delivery, with a button that sends it again.
fn row(page: &Page<ManageWebhooks>, id: WebhookId, delivery: &Delivery) -> Row {
    let texts = page.visitor.texts;
    let tone = match delivery.status {
        DeliveryStatus::Delivered => "good",
        DeliveryStatus::Failed => "bad",
        DeliveryStatus::Waiting => "warn",
    };
    let again = Cell::Button {
        action: format!("{PATH}/{id}/{}/again", delivery.id),
        fields: Vec::new(),
        text: texts.say("effect-again"),
        label: texts.with("effect-again-one", "kind", &delivery.kind),
        is_on: None,
    };
    let said = delivery.last.status.map(|status| status.to_string());
    let said = said.or_else(|| delivery.last.error.clone()).unwrap_or_default();
    let cells = vec![
        Cell::text(delivery.kind.clone()),
        Cell::badge(tone, texts.say(&format!("delivery-{}", delivery.status.name()))),
        Cell::text(said),
        Cell::text(delivery.attempts.to_string()),
        Cell::text(page.clock.short(delivery.created_at, page.now)),
        if delivery.status == DeliveryStatus::Waiting { Cell::text("") } else { again },
    ];
    Row { pick: None, cells }
}

async fn deliveries(page: Page<ManageWebhooks>, id: web::Path<String>) -> Answered {
    let id: WebhookId = id_in(&page, &id, "webhook")?;
    let texts = page.visitor.texts;
    let webhook = page.read(move |tx, permit| collection::get::<WebhookDetails>(tx, permit, id)).await?;
    let asked = Asked::new(&page.visitor, newest(SortKey::CreatedAt));
    let status = asked.param("status").and_then(DeliveryStatus::named);
    let part = asked.raw_part();
    let mut found = page.read(move |tx, permit| webhooks::deliveries(tx, permit, id, status, &part)).await?;
    let next = asked.cut_raw(&mut found, |delivery: &Delivery| delivery.id);
    let columns = ["hook-event", "state", "hook-answer", "effect-attempts", "when", "actions"];
    let mut states = vec![(String::new(), texts.say("filter-all"))];
    states.extend(
        DeliveryStatus::ALL
            .map(|one| (one.name().to_owned(), texts.say(&format!("delivery-{}", one.name())))),
    );
    let way = |tail: &str, key: &str| Way { path: format!("{PATH}/{id}{tail}"), text: texts.say(key) };
    page.show(&ListPage {
        shell: page.shell(texts.say("hook-deliveries")),
        intro: Some(webhook.details.url),
        create: vec![way("/edit", "edit")],
        path: format!("{PATH}/{id}"),
        filters: vec![
            Field::select("status", texts.say("state"), states)
                .value(asked.param("status").unwrap_or_default()),
        ],
        is_filtered: asked.is_filtered(),
        next,
        first: asked.first(),
        csv: None,
        empty: Empty { why: texts.say("hook-no-deliveries"), actions: vec![way("/edit", "edit")] },
        bulk: None,
        table: Table {
            caption: texts.say("hook-deliveries"),
            columns: columns.map(|key| Asked::column(texts.say(key))).into(),
            rows: found.iter().map(|delivery| row(&page, id, delivery)).collect(),
        },
        heading: texts.say("hook-deliveries"),
    })
}

async fn test(sent: Submitted<ManageWebhooks>, id: web::Path<String>) -> Answered {
    let page = sent.page;
    let (id, now): (WebhookId, _) = (id_in(&page, &id, "webhook")?, page.now);
    let tested = page.write(move |tx, permit| webhooks::test(tx, permit, id, now).map(drop)).await;
    settled(&page, "webhook", tested)?;
    Ok(done(&format!("{PATH}/{id}"), "tested"))
}

async fn again(sent: Submitted<ManageWebhooks>, path: web::Path<(String, String)>) -> Answered {
    let page = sent.page;
    let (id, delivery) = path.into_inner();
    let (id, now): (WebhookId, _) = (id_in(&page, &id, "webhook")?, page.now);
    let Ok(delivery) = delivery.parse::<Uuid>() else { return Err(page.missing("delivery")) };
    let work =
        move |tx: &mut Tx<'_>, permit: &Permit| webhooks::replay(tx, permit, id, delivery, now).map(drop);
    settled(&page, "delivery", page.write(work).await)?;
    Ok(done(&format!("{PATH}/{id}"), "replayed"))
}

//! `/app/staff`: the profiles of those who offer services.

use super::names::{directory, services, user_names};
use super::reading::{ending, ending_text, starting};
use super::services::{chosen, text_of, ticked};
use crate::hiring::{Named, choosing, options, people, state_filter};
use crate::kit::field::{Field, Kind};
use crate::kit::input::Input;
use crate::kit::list::{Asked, Cell, Column, Empty, ListPage, Row, Table, by};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::Action as Way;
use crate::kit::sheet::{self, Sheet, View};
use crate::kit::sheet_forms;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use app::kit::collection::{self, Stored};
use domain::UserId;
use domain::access::actions::{ManageShop, ReadDirectory};
use domain::access::{Action, Permit};
use domain::appointment::{ServiceId, StaffDetails, StaffId};
use http_kit::{Routes, resource};
use persistence::store::collection::{ListRequest, SortKey};
use persistence::store::shop::staff::StaffFilter;
use persistence::{StoreError, Tx};

/// Minutes of a day.
const DAY: i64 = 1440;

pub(super) fn routes(routes: &mut Routes) {
    routes.service(resource(StaffDetails::PATH).get(list));
    sheet_forms::form_routes::<StaffDetails>(routes);
}

/// What the fields of a profile offer.
#[derive(Default)]
pub(crate) struct Around {
    people: Vec<Named<UserId>>,
    services: Vec<Named<ServiceId>>,
    /// Whose profile it is, which never changes.
    is_stored: bool,
}

/// Yes, no, or as the company has it.
fn three(texts: Texts) -> [(String, String); 3] {
    [("", "staff-as-company"), ("yes", "yes"), ("no", "no")]
        .map(|(value, key)| (value.to_owned(), texts.say(key)))
}

fn three_text(value: Option<bool>) -> String {
    value.map_or("", |is| if is { "yes" } else { "no" }).to_owned()
}

fn three_read(text: &str) -> Option<Option<bool>> {
    match text {
        "" => Some(None),
        "yes" => Some(Some(true)),
        "no" => Some(Some(false)),
        _ => None,
    }
}

impl Sheet for StaffDetails {
    const PATH: &'static str = "/app/staff";
    const KEY: &'static str = "staff";
    type Read = ReadDirectory;
    type Write = ManageShop;
    type Around = Around;
    const SORT: SortKey = SortKey::Id;
    const IS_PREVIEWED: bool = true;

    fn around(tx: &mut Tx<'_>, permit: &Permit, stored: Option<&Self>) -> Result<Self::Around, StoreError> {
        let offered = stored.map(|staff| staff.services.as_slice()).unwrap_or_default();
        let services = services(tx, permit, false, offered)?;
        let user = stored.map(|staff| staff.user);
        let mut people = people(tx, permit, user.as_slice())?;
        people.retain(|one| user.is_none_or(|user| one.id == user));
        Ok(Around { people, services, is_stored: stored.is_some() })
    }

    fn fields(texts: Texts, around: &Self::Around) -> Vec<Field> {
        let people = options(&around.people);
        let people = if around.is_stored { people } else { choosing(texts, people) };
        let mut fields = vec![
            Field::select("user_id", texts.say("staff-user"), people).hint(texts.say("staff-user-hint")),
        ];
        if !around.services.is_empty() {
            fields.push(Field::many("services", texts.say("staff-services"), options(&around.services)));
        }
        let as_company = || texts.say("staff-as-company-hint");
        fields.extend([
            Field::typed("number", "slot_duration_minutes", texts.say("booking-step")).hint(as_company()),
            Field::typed("number", "appointment_buffer_minutes", texts.say("booking-buffer"))
                .hint(as_company()),
            Field::typed("time", "lead_time", texts.say("booking-opens")).hint(texts.say("staff-hours-hint")),
            Field::typed("time", "finish_time", texts.say("booking-closes")).hint(as_company()),
            Field::select("work_on_saturday", texts.say("booking-saturday"), three(texts)),
            Field::select("work_on_sunday", texts.say("booking-sunday"), three(texts)),
            Field::new("active", texts.say("staff-active"), Kind::Check).hint(texts.say("staff-active-hint")),
        ]);
        fields
    }

    fn value(&self, name: &str) -> String {
        match name {
            "user_id" => self.user.to_string(),
            "services" => self.services.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
            "slot_duration_minutes" => text_of(self.slot_duration_minutes.as_ref()),
            "appointment_buffer_minutes" => text_of(self.appointment_buffer_minutes.as_ref()),
            "lead_time" => text_of(self.lead_time.as_ref()),
            "finish_time" => self.finish_time.map(ending_text).unwrap_or_default(),
            "work_on_saturday" => three_text(self.work_on_saturday),
            "work_on_sunday" => three_text(self.work_on_sunday),
            _ => ticked(self.active),
        }
    }

    fn usual(name: &str, _: &WallClock) -> String {
        ticked(name == "active")
    }

    fn read(input: &mut Input<'_>, before: Option<&Self>) -> Option<Self> {
        let user = match before {
            Some(before) => Some(before.user),
            None => input.choice("user_id", |text| text.parse().ok()).map(UserId),
        };
        let slot_duration_minutes = input.number_or_none("slot_duration_minutes", 1..=DAY);
        let appointment_buffer_minutes = input.number_or_none("appointment_buffer_minutes", 0..=DAY);
        let lead_time = input.time_of_day_or_none("lead_time", starting);
        let finish_time = input.time_of_day_or_none("finish_time", ending);
        let work_on_saturday = input.choice("work_on_saturday", three_read);
        let work_on_sunday = input.choice("work_on_sunday", three_read);
        let offered = before.map(|staff| staff.services.as_slice()).unwrap_or_default();
        Some(Self {
            user: user?,
            services: chosen(offered, input.ids("services").into_iter().map(ServiceId)),
            slot_duration_minutes: slot_duration_minutes?,
            lead_time: lead_time?,
            finish_time: finish_time?,
            appointment_buffer_minutes: appointment_buffer_minutes?,
            work_on_saturday: work_on_saturday?,
            work_on_sunday: work_on_sunday?,
            active: input.ticked("active"),
        })
    }

    fn filters(texts: Texts, asked: &Asked<'_>) -> (Vec<Field>, StaffFilter) {
        let fields = vec![state_filter(texts, asked, "staff-open", "staff-closed")];
        let service = asked.number("service").map(ServiceId);
        (fields, StaffFilter { user: None, service, active: asked.flag("active") })
    }

    fn columns(texts: Texts, asked: &Asked<'_>) -> Vec<Column> {
        vec![
            Asked::column(texts.say("name")),
            Asked::column(texts.say("staff-services")),
            Asked::column(texts.say("state")),
            asked.sorted(SortKey::CreatedAt, "created", texts.say("created")),
        ]
    }

    /// Without the name, which stands beside the profile.
    fn cells(record: &Stored<Self>, view: &View<'_>) -> Vec<Cell> {
        let (tone, state) = if record.details.active { ("good", "staff-open") } else { ("", "staff-closed") };
        vec![
            Cell::text(record.details.services.len().to_string()),
            Cell::badge(tone, view.texts.say(state)),
            Cell::text(view.clock.short(record.metadata.created_at, view.now)),
        ]
    }

    fn shown(id: StaffId) -> String {
        format!("{}/{id}", Self::PATH)
    }
}

async fn list(page: Page<ReadDirectory>) -> Answered {
    let texts = page.visitor.texts;
    let asked = Asked::new(&page.visitor, by(SortKey::Id));
    let (mut filters, filter) = StaffDetails::filters(texts, &asked);
    let request: ListRequest<StaffDetails> = asked.request(filter);
    if asked.wants_csv() {
        return Ok(sheet::whole(&page, request));
    }
    let service = request.filter.service;
    let permit = directory(&page)?;
    let work = move |tx: &mut Tx<'_>| {
        let found = collection::list(tx, &permit, &request)?;
        let names = user_names(&mut tx.scope(&permit), found.records.iter().map(|one| one.details.user))?;
        let services = services(tx, &permit, false, service.as_slice())?;
        Ok::<_, StoreError>((found, names, services))
    };
    let (found, names, services) = page.db.read(work).await.map_err(|error| page.refuse(error))?;
    let mut offered = vec![(String::new(), texts.say("filter-all"))];
    offered.extend(options(&services));
    let chosen = asked.param("service").unwrap_or_default();
    filters.insert(0, Field::select("service", texts.say("service"), offered).value(chosen));
    let may_write = page.may(Action::ManageShop);
    let view = View { texts, clock: &page.clock, now: page.now, may_write };
    let row = |record: &Stored<StaffDetails>| {
        let name = names.get(&record.details.user).cloned().unwrap_or_default();
        let mut cells = vec![Cell::link(StaffDetails::shown(record.id), name)];
        cells.extend(StaffDetails::cells(record, &view));
        Row { pick: None, cells }
    };
    let rows = found.records.iter().map(row).collect();
    let new = || Way { path: format!("{}/new", StaffDetails::PATH), text: texts.say("staff-new") };
    let empty = match asked.is_filtered() {
        true => Empty {
            why: texts.say("empty-filtered"),
            actions: vec![Way { path: StaffDetails::PATH.into(), text: texts.say("filter-clear") }],
        },
        false => Empty { why: texts.say("staff-none"), actions: may_write.then(new).into_iter().collect() },
    };
    let heading = texts.say("staff-list");
    page.show(&ListPage {
        shell: page.shell(&heading).hearing(StaffDetails::HEARS),
        intro: None,
        create: may_write.then(new).into_iter().collect(),
        path: StaffDetails::PATH.into(),
        filters,
        is_filtered: asked.is_filtered(),
        next: asked.next(&found),
        first: asked.first(),
        csv: Some(asked.link(&[("format", "csv"), ("after", "")])),
        empty,
        bulk: None,
        table: Table { caption: heading.clone(), columns: StaffDetails::columns(texts, &asked), rows },
        heading,
    })
}

//! `/app/settings/templates`: meetings that are often searched for.

use crate::hiring::{Named, options, panel, people, search_filter};
use crate::kit::field::Field;
use crate::kit::input::{Input, NAME};
use crate::kit::list::{Asked, Cell, Column};
use crate::kit::sheet::{Sheet, View};
use crate::kit::sheet_forms;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use app::kit::collection::Stored;
use domain::UserId;
use domain::access::Permit;
use domain::access::actions::{ManageTemplates, ReadDirectory};
use domain::directory::TemplateDetails;
use http_kit::Routes;
use persistence::store::collection::SortKey;
use persistence::store::templates::TemplateFilter;
use persistence::{StoreError, Tx};

pub(crate) fn routes(routes: &mut Routes) {
    sheet_forms::routes::<TemplateDetails>(routes);
}

fn number(value: Option<i64>) -> String {
    value.map(|minutes| minutes.to_string()).unwrap_or_default()
}

impl Sheet for TemplateDetails {
    const PATH: &'static str = "/app/settings/templates";
    const KEY: &'static str = "template";
    type Read = ReadDirectory;
    type Write = ManageTemplates;
    type Around = Vec<Named<UserId>>;

    fn around(tx: &mut Tx<'_>, permit: &Permit, stored: Option<&Self>) -> Result<Self::Around, StoreError> {
        let panel = stored.map(|stored| stored.interviewers.as_slice()).unwrap_or_default();
        people(tx, permit, panel)
    }

    fn fields(texts: Texts, around: &Self::Around) -> Vec<Field> {
        let minutes =
            |name, key: &str| Field::typed("number", name, texts.say(key)).hint(texts.say("template-usual"));
        vec![
            Field::line("name", texts.say("name")).required(),
            Field::typed("number", "duration_minutes", texts.say("interview-minutes")).required(),
            Field::many("interviewers", texts.say("interviewers"), options(around)),
            minutes("step_minutes", "template-step"),
            minutes("minimum_notice_minutes", "template-notice"),
            minutes("buffer_before_minutes", "template-before"),
            minutes("buffer_after_minutes", "template-after"),
        ]
    }

    fn value(&self, name: &str) -> String {
        match name {
            "name" => self.name.clone(),
            "duration_minutes" => self.duration_minutes.to_string(),
            "interviewers" => self.interviewers.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
            "step_minutes" => number(self.step_minutes),
            "minimum_notice_minutes" => number(self.minimum_notice_minutes),
            "buffer_before_minutes" => number(self.buffer_before_minutes),
            _ => number(self.buffer_after_minutes),
        }
    }

    fn usual(name: &str, _: &WallClock) -> String {
        if name == "duration_minutes" { "60".into() } else { String::new() }
    }

    /// Groups of a panel have a page of their own. Where there are some, other people are chosen once they are gone: nobody knows here
    /// in which they are needed.
    fn read(input: &mut Input<'_>, before: Option<&Self>) -> Option<Self> {
        let name = input.line("name", NAME);
        let minutes = input.number("duration_minutes", 1..=1440);
        let given: Vec<UserId> = input.ids("interviewers").into_iter().map(UserId).collect();
        let (stored, groups) =
            before.map(|before| (before.interviewers.clone(), before.groups.clone())).unwrap_or_default();
        let changed = panel(&stored, &given);
        if given.is_empty() {
            input.wrong("interviewers", "input-missing");
        } else if changed.is_some() && groups.is_some() {
            input.wrong("interviewers", "template-groups");
        }
        let step = input.number_or_none("step_minutes", 1..=1440);
        let notice = input.number_or_none("minimum_notice_minutes", 0..=5_256_000);
        let ahead = input.number_or_none("buffer_before_minutes", 0..=1440);
        let after = input.number_or_none("buffer_after_minutes", 0..=1440);
        Some(Self {
            name: name?,
            duration_minutes: minutes?,
            groups,
            interviewers: changed.unwrap_or(stored),
            step_minutes: step?,
            minimum_notice_minutes: notice?,
            buffer_before_minutes: ahead?,
            buffer_after_minutes: after?,
        })
    }

    fn filters(texts: Texts, asked: &Asked<'_>) -> (Vec<Field>, TemplateFilter) {
        (vec![search_filter(texts, asked)], TemplateFilter {})
    }

    fn columns(texts: Texts, asked: &Asked<'_>) -> Vec<Column> {
        let mut columns = vec![asked.sorted(SortKey::Name, "name", texts.say("name"))];
        columns.extend(
            ["interview-minutes", "interviewers", "groups-column", "why-column"]
                .map(|key| Asked::column(texts.say(key))),
        );
        columns
    }

    fn cells(record: &Stored<Self>, view: &View<'_>) -> Vec<Cell> {
        let (details, path) = (&record.details, format!("{}/{}/edit", Self::PATH, record.id));
        let minutes = usize::try_from(details.duration_minutes).unwrap_or_default();
        let count = view.texts.count("people-count", details.interviewers.len());
        vec![
            if view.may_write {
                Cell::link(path, details.name.clone())
            } else {
                Cell::text(details.name.clone())
            },
            Cell::text(view.texts.count("time-minutes", minutes)),
            Cell::text(count),
            groups(record, view),
            Cell::link(format!("/app/why?about=template-{}", record.id), view.texts.say("why-show")),
        ]
    }
}

/// Which of the interviewers have to come, and where that is set.
fn groups(record: &Stored<TemplateDetails>, view: &View<'_>) -> Cell {
    let text = match &record.details.groups {
        None => view.texts.say("groups-all"),
        Some(groups) => view.texts.count("groups-count", groups.len()),
    };
    match view.may_write {
        true => Cell::link(format!("{}/{}/groups", TemplateDetails::PATH, record.id), text),
        false => Cell::text(text),
    }
}

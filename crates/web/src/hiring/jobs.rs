//! `/app/jobs`.

use crate::kit::field::{Field, Kind};
use crate::kit::input::{Input, TITLE};
use crate::kit::list::{Asked, Cell, Column};
use crate::kit::sheet::{Sheet, View};
use crate::kit::sheet_forms;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use app::kit::collection::Stored;
use domain::access::actions::{ManageJobs, ReadDirectory};
use domain::directory::JobDetails;
use http_kit::Routes;
use persistence::store::collection::SortKey;
use persistence::store::jobs::JobFilter;

pub(crate) fn routes(routes: &mut Routes) {
    sheet_forms::routes::<JobDetails>(routes);
}

/// `yes` or nothing, as boxes send it.
pub(crate) fn ticked(is: bool) -> String {
    if is { "yes".into() } else { String::new() }
}

/// The field of a list that says whether only those in use are wanted.
pub(crate) fn state_filter(texts: Texts, asked: &Asked<'_>, on: &str, off: &str) -> Field {
    let options = [
        (String::new(), texts.say("filter-all")),
        ("yes".into(), texts.say(on)),
        ("no".into(), texts.say(off)),
    ];
    Field::select("active", texts.say("state"), options).value(asked.param("active").unwrap_or_default())
}

/// The field of a list that looks for a part of a name.
pub(crate) fn search_filter(texts: Texts, asked: &Asked<'_>) -> Field {
    asked.search_field(texts.say("filter-name"))
}

impl Sheet for JobDetails {
    const PATH: &'static str = "/app/jobs";
    const KEY: &'static str = "job";
    type Read = ReadDirectory;
    type Write = ManageJobs;
    type Around = ();

    fn fields(texts: Texts, _: &()) -> Vec<Field> {
        vec![
            Field::line("title", texts.say("job-title")).required(),
            Field::new("active", texts.say("job-active"), Kind::Check).hint(texts.say("job-active-hint")),
        ]
    }

    fn value(&self, name: &str) -> String {
        match name {
            "title" => self.title.clone(),
            _ => ticked(self.active),
        }
    }

    fn usual(name: &str, _: &WallClock) -> String {
        ticked(name == "active")
    }

    fn read(input: &mut Input<'_>, _: Option<&Self>) -> Option<Self> {
        let title = input.line("title", TITLE);
        Some(Self { title: title?, active: input.ticked("active") })
    }

    fn filters(texts: Texts, asked: &Asked<'_>) -> (Vec<Field>, JobFilter) {
        let fields = vec![search_filter(texts, asked), state_filter(texts, asked, "job-open", "job-closed")];
        (fields, JobFilter { active: asked.flag("active") })
    }

    fn columns(texts: Texts, asked: &Asked<'_>) -> Vec<Column> {
        vec![
            asked.sorted(SortKey::Name, "name", texts.say("job-title")),
            Asked::column(texts.say("state")),
            asked.sorted(SortKey::CreatedAt, "created", texts.say("created")),
            Asked::column(texts.say("actions")),
        ]
    }

    fn cells(record: &Stored<Self>, view: &View<'_>) -> Vec<Cell> {
        let (tone, state) = if record.details.active { ("good", "job-open") } else { ("", "job-closed") };
        let to = format!("/app/candidates?job={}", record.id);
        let edit = format!("{}/{}/edit", Self::PATH, record.id);
        vec![
            Cell::link(to, record.details.title.clone()),
            Cell::badge(tone, view.texts.say(state)),
            Cell::text(view.clock.short(record.metadata.created_at, view.now)),
            if view.may_write { Cell::link(edit, view.texts.say("edit")) } else { Cell::text("") },
        ]
    }
}

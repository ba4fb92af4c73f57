//! Lists: filter, order and page stand in the address, so that a link shows what its sender saw.

use crate::kit::field::{Field, Kind};
use crate::kit::refused::Action;
use crate::kit::shell::Shell;
use crate::kit::visitor::Visitor;
use askama::Template;
use domain::RecordId;
use persistence::store::collection::{
    Collection, ListRequest, Listed, Part, Position, SearchText, Sort, SortKey, SortValue,
};
use scheduling_core::time::Timestamp;
use std::fmt::Display;
use std::str::FromStr;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

/// Characters of a text that is looked for, at most.
const SEARCHED: usize = 200;
/// A text that no name has, as names have no control characters.
const NOWHERE: &str = "\u{1}\u{1}\u{1}";
/// Rows of a page.
pub(crate) const ROWS: usize = 50;

/// A page with a table.
#[derive(Template)]
#[template(path = "list.html")]
pub(crate) struct ListPage {
    pub(crate) shell: Shell,
    pub(crate) heading: String,
    pub(crate) intro: Option<String>,
    pub(crate) create: Vec<Action>,
    pub(crate) path: String,
    pub(crate) filters: Vec<Field>,
    pub(crate) is_filtered: bool,
    pub(crate) table: Table,
    pub(crate) next: Option<String>,
    pub(crate) first: Option<String>,
    pub(crate) csv: Option<String>,
    pub(crate) empty: Empty,
    pub(crate) bulk: Option<Bulk>,
}

/// A table for people.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) caption: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
}

impl Table {
    /// Whether some rows can be chosen.
    pub(crate) fn has_picks(&self) -> bool {
        self.rows.iter().any(|row| row.pick.is_some())
    }

    /// The cells of a row, each with the name of its column.
    pub(crate) fn cells<'t>(&'t self, row: &'t Row) -> impl Iterator<Item = (&'t Cell, &'t str)> {
        row.cells.iter().zip(self.columns.iter().map(|column| column.text.as_str()))
    }
}

#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) text: String,
    /// Where a click leads that sorts by it, and how it is sorted by now.
    pub(crate) sort: Option<SortLink>,
}

#[derive(Debug)]
pub(crate) struct SortLink {
    pub(crate) path: String,
    pub(crate) state: &'static str,
}

#[derive(Debug, Default)]
pub(crate) struct Row {
    /// What choosing this row sends, with the name of its box.
    pub(crate) pick: Option<(String, String)>,
    pub(crate) cells: Vec<Cell>,
}

/// What stands in a cell.
#[derive(Debug)]
pub(crate) enum Cell {
    Text(String),
    /// A link, and what stands under it.
    Link {
        path: String,
        text: String,
        under: String,
    },
    /// A state, in words and in a colour.
    Badge {
        tone: &'static str,
        text: String,
    },
    /// A button that changes something at once.
    Button {
        action: String,
        fields: Vec<(&'static str, String)>,
        text: String,
        label: String,
        is_on: Option<bool>,
    },
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn link(path: String, text: impl Into<String>) -> Self {
        Self::Link { path, text: text.into(), under: String::new() }
    }

    pub(crate) fn badge(tone: &'static str, text: impl Into<String>) -> Self {
        Self::Badge { tone, text: text.into() }
    }
}

/// What a list says that has nothing to show: why, and what next.
pub(crate) struct Empty {
    pub(crate) why: String,
    pub(crate) actions: Vec<Action>,
}

/// What can be done to the rows that are chosen.
pub(crate) struct Bulk {
    pub(crate) action: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) buttons: Vec<(String, String)>,
    pub(crate) hidden: Vec<(String, String)>,
}

/// What the address asks of a list.
pub(crate) struct Asked<'v> {
    visitor: &'v Visitor,
    path: String,
    pub(crate) sort: Sort,
}

impl<'v> Asked<'v> {
    /// `usual` is the order where the address names none.
    pub(crate) fn new(visitor: &'v Visitor, usual: Sort) -> Self {
        let path = visitor.here.split('?').next().unwrap_or_default().to_owned();
        let sort = visitor.param("sort").and_then(sort_named).unwrap_or(usual);
        Self { visitor, path, sort }
    }

    pub(crate) fn param(&self, name: &str) -> Option<&'v str> {
        self.visitor.param(name)
    }

    /// Whether anything but the order is asked for.
    pub(crate) fn is_filtered(&self) -> bool {
        let own = |name: &str| !matches!(name, "sort" | "after" | "format") && !of_done(name);
        self.visitor.query.iter().any(|(name, value)| own(name) && !value.trim().is_empty())
    }

    pub(crate) fn wants_csv(&self) -> bool {
        self.param("format") == Some("csv")
    }

    /// A `yes` or `no`.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.param(name)? {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.param(name)?.parse().ok()
    }

    /// A part of a name to look for. What can't be looked for is in no name.
    pub(crate) fn search(&self) -> Option<SearchText> {
        let text = self.param("q")?;
        Some(SearchText::new(if self.search_problem().is_some() { NOWHERE } else { text }))
    }

    /// What is wrong with it.
    pub(crate) fn search_problem(&self) -> Option<String> {
        let (text, texts) = (self.param("q")?, self.visitor.texts);
        if text.chars().any(char::is_control) {
            return Some(texts.say("input-control"));
        }
        let is_long = text.chars().count() > SEARCHED;
        is_long.then(|| texts.with("input-too-long", "most", &SEARCHED.to_string()))
    }

    /// The field in which it is typed.
    pub(crate) fn search_field(&self, label: String) -> Field {
        let field = Field::typed("search", "q", label).value(self.param("q").unwrap_or_default());
        Field { error: self.search_problem(), ..field }
    }

    /// This address with these parameters in place of those of the same names.
    pub(crate) fn link(&self, changes: &[(&str, &str)]) -> String {
        let is_kept = |name: &str| {
            name != "format" && !of_done(name) && !changes.iter().any(|(changed, _)| *changed == name)
        };
        let mut query = Serializer::new(String::new());
        let kept = self.visitor.query.iter().filter(|(name, value)| is_kept(name) && !value.is_empty());
        query.extend_pairs(kept);
        query.extend_pairs(changes.iter().filter(|(_, value)| !value.is_empty()));
        match query.finish() {
            query if query.is_empty() => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }

    /// Where the page begins.
    pub(crate) fn after<Id>(&self) -> Option<Position<Id>>
    where
        Id: RecordId<Raw: FromStr>,
    {
        let (value, id) = self.param("after")?.rsplit_once('.')?;
        let id = Id::from_raw(id.parse().ok()?);
        let value = match (value.get(..1)?, value.get(1..)?) {
            ("t", seconds) => SortValue::Time(Timestamp::from_unix(seconds.parse().ok()?).ok()?),
            ("s", text) => SortValue::Text(text.to_owned()),
            _ => SortValue::Id,
        };
        let fits = match self.sort.key {
            SortKey::Id => value == SortValue::Id,
            SortKey::Name => matches!(value, SortValue::Text(_)),
            SortKey::CreatedAt | SortKey::Start => !matches!(value, SortValue::Text(_)),
        };
        fits.then_some(Position { value, id })
    }

    /// The address of the page that begins there.
    pub(crate) fn from<Id: RecordId<Raw: Display>>(&self, position: &Position<Id>) -> String {
        let value = match &position.value {
            SortValue::Id => "i".to_owned(),
            SortValue::Time(time) => format!("t{}", time.unix()),
            SortValue::Text(text) => format!("s{text}"),
        };
        self.link(&[("after", &format!("{value}.{}", position.id.raw()))])
    }

    /// The first page, where this is another.
    pub(crate) fn first(&self) -> Option<String> {
        self.param("after").map(|_| self.link(&[("after", "")]))
    }

    /// What a collection is asked for.
    pub(crate) fn request<D>(&self, filter: D::Filter) -> ListRequest<D>
    where
        D: Collection<Id: RecordId<Raw: FromStr>>,
    {
        ListRequest { filter, search: self.search(), sort: self.sort, after: self.after(), limit: ROWS }
    }

    /// What a list is asked for that is of no collection: one row more, which says whether there is another page.
    pub(crate) fn part<Id: RecordId<Raw: FromStr>>(&self) -> Part<Id> {
        Part { sort: self.sort, after: self.after(), limit: i64::try_from(ROWS).unwrap_or(50) + 1 }
    }

    /// The same where ids have no type of their own.
    pub(crate) fn raw_part(&self) -> Part<Uuid> {
        let id = self.param("after").and_then(|text| text.strip_prefix("i.")?.parse().ok());
        let after = id.map(|id| Position { value: SortValue::Id, id });
        Part { sort: self.sort, after, limit: i64::try_from(ROWS).unwrap_or(50) + 1 }
    }

    /// Cuts the rows to a page, and gives the address of the next one, where ids have no type of their own.
    pub(crate) fn cut_raw<T>(&self, rows: &mut Vec<T>, id: impl Fn(&T) -> Uuid) -> Option<String> {
        if rows.len() <= ROWS {
            return None;
        }
        rows.truncate(ROWS);
        let last = id(rows.last()?);
        Some(self.link(&[("after", &format!("i.{last}"))]))
    }

    /// The address of the next page of a collection.
    pub(crate) fn next<D>(&self, listed: &Listed<D>) -> Option<String>
    where
        D: Collection<Id: RecordId<Raw: Display>>,
    {
        listed.next.as_ref().map(|position| self.from(position))
    }

    /// Cuts the rows to a page, and gives the address of the next one.
    pub(crate) fn cut<T, Id>(
        &self,
        rows: &mut Vec<T>,
        place: impl Fn(&T) -> (Id, Option<Timestamp>),
    ) -> Option<String>
    where
        Id: RecordId<Raw: Display>,
    {
        if rows.len() <= ROWS {
            return None;
        }
        rows.truncate(ROWS);
        let (id, start) = place(rows.last()?);
        Some(self.from(&Part::position(self.sort, id, start)))
    }

    /// A column that the list can be sorted by.
    pub(crate) fn sorted(&self, key: SortKey, name: &str, text: String) -> Column {
        let is_current = self.sort.key == key;
        let (state, to) = match (is_current, self.sort.descending) {
            (true, false) => ("ascending", format!("-{name}")),
            (true, true) => ("descending", name.to_owned()),
            (false, _) => ("none", name.to_owned()),
        };
        Column { text, sort: Some(SortLink { path: self.link(&[("sort", &to), ("after", "")]), state }) }
    }

    /// A column that it can't be sorted by.
    pub(crate) fn column(text: String) -> Column {
        Column { text, sort: None }
    }
}

/// Whether a parameter says what was done just now, and nothing of the list.
fn of_done(name: &str) -> bool {
    matches!(name, "done" | "undo" | "made" | "skipped")
}

fn sort_named(name: &str) -> Option<Sort> {
    let (name, descending) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
    let key = match name {
        "id" => SortKey::Id,
        "created" => SortKey::CreatedAt,
        "name" => SortKey::Name,
        "start" => SortKey::Start,
        _ => return None,
    };
    Some(Sort { key, descending })
}

/// An order from the first on.
pub(crate) fn by(key: SortKey) -> Sort {
    Sort { key, descending: false }
}

/// An order from the last on.
pub(crate) fn newest(key: SortKey) -> Sort {
    Sort { key, descending: true }
}

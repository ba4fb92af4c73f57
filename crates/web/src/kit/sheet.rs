//! The pages of a collection, once: its list here, its forms in `sheet_forms`.
//!
//! A collection says in [`Sheet`] what is its own: its fields, its filters, and what stands in a row.

use crate::kit::csv::{self, BATCH, Batch};
use crate::kit::field::Field;
use crate::kit::input::Input;
use crate::kit::list::{Asked, Cell, Column, Empty, ListPage, Row, Table, by};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use crate::kit::who::advised;
use app::kit::collection::{self, Rules, Stored};
use domain::RecordId;
use domain::access::{Asks, Caller, Permit, allows};
use domain::directory::CompanyLimits;
use domain::effect::Topic;
use persistence::store::collection::{ListRequest, Position, SortKey};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::fmt::Display;
use std::str::FromStr;

/// What a row is shown with.
pub(crate) struct View<'p> {
    pub(crate) texts: Texts,
    pub(crate) clock: &'p WallClock,
    pub(crate) now: Timestamp,
    pub(crate) may_write: bool,
}

/// A collection as pages show it. Its texts begin with `KEY`.
pub(crate) trait Sheet: Rules<Id: RecordId<Raw: FromStr + Display> + Display> {
    const PATH: &'static str;
    const KEY: &'static str;
    /// The action that sees it, and the one that changes it.
    type Read: Asks + 'static;
    type Write: Asks + 'static;
    /// What its fields offer of other collections.
    type Around: Default + Send + 'static;

    /// Reads what the fields offer; of a record that is stored, what it names is among that.
    ///
    /// # Errors
    /// Failures of the database.
    fn around(
        _tx: &mut Tx<'_>,
        _permit: &Permit,
        _stored: Option<&Self>,
    ) -> Result<Self::Around, StoreError> {
        Ok(Self::Around::default())
    }

    fn fields(texts: Texts, around: &Self::Around) -> Vec<Field>;

    /// The value of a field.
    fn value(&self, name: &str) -> String;

    /// The value of a field of a new record.
    fn usual(_name: &str, _clock: &WallClock) -> String {
        String::new()
    }

    /// What a form says; `None` where something is wrong with it, which the input has noted.
    fn read(input: &mut Input<'_>, before: Option<&Self>) -> Option<Self>;

    /// What a list can be narrowed by, with the fields that say so.
    fn filters(_texts: Texts, _asked: &Asked<'_>) -> (Vec<Field>, Self::Filter) {
        (Vec::new(), Self::Filter::default())
    }

    /// The columns of its list; none where another page shows its records.
    fn columns(_texts: Texts, _asked: &Asked<'_>) -> Vec<Column> {
        Vec::new()
    }

    fn cells(_record: &Stored<Self>, _view: &View<'_>) -> Vec<Cell> {
        Vec::new()
    }

    /// Hides from a reader what not everybody may see who may see the record.
    fn redact(_record: &mut Stored<Self>, _reader: &Caller) {}

    /// What else has to hold for a new record, in the transaction that makes it.
    ///
    /// # Errors
    /// `WrongState`, such as `limit-reached`.
    fn also(
        _tx: &mut Tx<'_>,
        _permit: &Permit,
        _id: Self::Id,
        _limits: CompanyLimits,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    /// What its list is sorted by where the address names nothing.
    const SORT: SortKey = SortKey::Name;

    /// Where a record that was made or changed is shown.
    fn shown(_id: Self::Id) -> String {
        Self::BACK.into()
    }

    /// The same, where its address depends on more than its id.
    fn shown_with(record: &Stored<Self>) -> String {
        Self::shown(record.id)
    }

    /// Where the form of a new record leads back to, and else a deletion on to.
    const BACK: &'static str = Self::PATH;

    /// Where a deletion leads on to, where that depends on what was deleted.
    fn left_with(_record: &Stored<Self>) -> String {
        Self::BACK.into()
    }

    /// Whether a change can break bookings, so that it is shown first what it would break.
    const IS_PREVIEWED: bool = false;

    /// Whether a change of it is undone by storing what was there before.
    const IS_UNDONE: bool = true;

    /// Whether nothing names a record, so that one that was deleted is there again once it is made anew.
    const IS_RESTORED: bool = false;

    /// Whether a record can be deleted from its form.
    const IS_DELETED: bool = true;

    /// Of what changes its list hears.
    const HEARS: &'static [Topic] = &[Topic::Directory];

    /// Fields that say something to the form alone: files have no column for them.
    const OF_THE_FORM: &'static [&'static str] = &[];
}

/// A text of a collection.
pub(super) fn text<S: Sheet>(texts: Texts, what: &str) -> String {
    texts.say(&format!("{}-{what}", S::KEY))
}

/// The id in a path.
///
/// # Errors
/// The page that says that there is nothing.
pub(crate) fn id_in<A: Asks, Id: RecordId<Raw: FromStr>>(
    page: &Page<A>,
    text: &str,
    what: &'static str,
) -> Result<Id, Refused> {
    text.parse().map(Id::from_raw).map_err(|_| page.missing(what))
}

/// The list of a collection.
pub(super) async fn list<S: Sheet>(page: Page<S::Read>) -> Answered {
    let texts = page.visitor.texts;
    let asked = Asked::new(&page.visitor, by(S::SORT));
    let (filters, filter) = S::filters(texts, &asked);
    let request: ListRequest<S> = asked.request(filter);
    if asked.wants_csv() {
        return Ok(whole(&page, request));
    }
    let mut found = page.read(move |tx, permit| collection::list(tx, permit, &request)).await?;
    found.records.iter_mut().for_each(|record| S::redact(record, &page.caller));
    let view = view(&page, allows(page.caller.role, S::Write::ACTION));
    let row = |record: &Stored<S>| Row { pick: None, cells: S::cells(record, &view) };
    let rows: Vec<Row> = found.records.iter().map(row).collect();
    let create = match view.may_write {
        true => vec![Way { path: format!("{}/new", S::PATH), text: text::<S>(texts, "new") }],
        false => Vec::new(),
    };
    let heading = text::<S>(texts, "list");
    page.show(&ListPage {
        shell: page.shell(&heading).hearing(S::HEARS),
        intro: texts.known(&format!("{}-intro", S::KEY)),
        create,
        path: S::PATH.into(),
        filters,
        is_filtered: asked.is_filtered(),
        next: asked.next(&found),
        first: asked.first(),
        csv: Some(asked.link(&[("format", "csv"), ("after", "")])),
        empty: empty::<S>(texts, &asked, view.may_write),
        bulk: None,
        table: Table { caption: heading.clone(), columns: S::columns(texts, &asked), rows },
        heading,
    })
}

fn view<A: Asks>(page: &Page<A>, may_write: bool) -> View<'_> {
    View { texts: page.visitor.texts, clock: &page.clock, now: page.now, may_write }
}

/// Why there is nothing, and what next.
fn empty<S: Sheet>(texts: Texts, asked: &Asked<'_>, may_write: bool) -> Empty {
    let (why, way) = match asked.is_filtered() || asked.param("after").is_some() {
        true => {
            (texts.say("empty-filtered"), Some(Way { path: S::PATH.into(), text: texts.say("filter-clear") }))
        }
        false => {
            let way = Way { path: format!("{}/new", S::PATH), text: text::<S>(texts, "new") };
            (
                advised(texts, &format!("{}-none", S::KEY), may_write, S::Write::ACTION),
                may_write.then_some(way),
            )
        }
    };
    Empty { why, actions: way.into_iter().collect() }
}

/// All that is filtered, as a file: its columns are the fields.
pub(crate) fn whole<S: Sheet>(page: &Page<S::Read>, request: ListRequest<S>) -> actix_web::HttpResponse {
    let mut names: Vec<&'static str> =
        S::fields(page.visitor.texts, &S::Around::default()).iter().map(|field| field.name).collect();
    names.retain(|name| !S::OF_THE_FORM.contains(name));
    let mut columns = vec!["id".to_owned()];
    columns.extend(names.iter().map(|name| (*name).to_owned()));
    let reader = page.caller.clone();
    let read = move |tx: &mut Tx<'_>, permit: &Permit, after: Option<Position<S::Id>>| {
        let part = ListRequest { after, limit: BATCH, ..request.clone() };
        let mut listed = collection::list(tx, permit, &part)?;
        listed.records.iter_mut().for_each(|record| S::redact(record, &reader));
        let row = |record: &Stored<S>| {
            let id = std::iter::once(record.id.to_string());
            id.chain(names.iter().map(|name| record.details.value(name))).collect()
        };
        Ok(Batch { rows: listed.records.iter().map(row).collect(), next: listed.next })
    };
    csv::file(page, S::KEY, &columns, read)
}

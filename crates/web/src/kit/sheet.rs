//! The pages of a collection, once: its list, the form of a new record, the form of one that is there, and its deletion.
//!
//! A collection says in [`Sheet`] what is its own: its fields, its filters, and what stands in a row.

use crate::kit::csv::{self, BATCH, Batch};
use crate::kit::field::{BothPage, Danger, Field, FormPage, filled, valued};
use crate::kit::input::{Errors, Input};
use crate::kit::list::{Asked, Cell, Column, Empty, ListPage, Row, Table, by};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use actix_web::http::StatusCode;
use actix_web::web;
use app::kit::Precondition;
use app::kit::collection::{self, Rules, Stored};
use domain::access::{Asks, Caller, Permit, allows};
use domain::directory::CompanyLimits;
use domain::{RecordId, Refusal};
use http_kit::{Data, Form};
use persistence::store::collection::{ListRequest, Position, SortKey};
use persistence::{StoreError, Tx};
use scheduling_core::time::{TimeZone, Timestamp};
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
    fn usual(name: &str, clock: &WallClock) -> String;

    /// What a form says; `None` where something is wrong with it, which the input has noted.
    fn read(input: &mut Input<'_>, before: Option<&Self>) -> Option<Self>;

    /// What a list can be narrowed by, with the fields that say so.
    fn filters(_texts: Texts, _asked: &Asked<'_>) -> (Vec<Field>, Self::Filter) {
        (Vec::new(), Self::Filter::default())
    }

    fn columns(texts: Texts, asked: &Asked<'_>) -> Vec<Column>;

    fn cells(record: &Stored<Self>, view: &View<'_>) -> Vec<Cell>;

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
        Self::PATH.into()
    }

    /// Whether a record can be deleted from its form.
    const IS_DELETED: bool = true;

    /// Fields that say something to the form alone: files have no column for them.
    const OF_THE_FORM: &'static [&'static str] = &[];
}

/// The pages of a collection.
pub(crate) fn routes<S: Sheet>(config: &mut web::ServiceConfig) {
    config.service(web::resource(S::PATH).route(web::get().to(list::<S>)));
    form_routes::<S>(config);
}

/// The forms of a new record, and of one that is there; for collections whose list is a page of its own.
pub(crate) fn form_routes<S: Sheet>(config: &mut web::ServiceConfig) {
    let new = web::resource(format!("{}/new", S::PATH));
    config.service(new.route(web::get().to(blank::<S>)).route(web::post().to(create::<S>)));
    let edit = web::resource(format!("{}/{{id}}/edit", S::PATH));
    config.service(edit.route(web::get().to(edit_form::<S>)).route(web::post().to(update::<S>)));
    if S::IS_DELETED {
        let delete = web::resource(format!("{}/{{id}}/delete", S::PATH));
        config.service(delete.route(web::post().to(delete_record::<S>)));
    }
}

fn text<S: Sheet>(texts: Texts, what: &str) -> String {
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

async fn list<S: Sheet>(page: Page<S::Read>) -> Answered {
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
        shell: page.shell(&heading),
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
            (text::<S>(texts, "none"), may_write.then_some(way))
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

/// The form of a record.
struct Sheets<'f> {
    heading: &'f str,
    action: String,
    fields: Vec<Field>,
    errors: Errors,
    version: Option<i64>,
    back: String,
    delete: Option<String>,
}

fn form<S: Sheet, A: Asks>(page: &Page<A>, status: StatusCode, sheet: Sheets<'_>) -> Answered {
    let texts = page.visitor.texts;
    let heading = text::<S>(texts, sheet.heading);
    let danger = |action: String| Danger {
        action,
        heading: text::<S>(texts, "delete"),
        words: text::<S>(texts, "delete-words"),
        button: text::<S>(texts, "delete"),
    };
    let zones = match sheet.fields.iter().any(|field| field.list == Some("zones")) {
        true => TimeZone::names().collect(),
        false => Vec::new(),
    };
    page.show_as(
        status,
        &FormPage {
            shell: page.shell(&heading),
            heading,
            intro: texts.known(&format!("{}-form-intro", S::KEY)),
            action: sheet.action,
            fields: sheet.fields,
            hidden: sheet.version.iter().map(|version| ("version".to_owned(), version.to_string())).collect(),
            errors: sheet.errors,
            submit: texts.say("save"),
            back: Way { path: sheet.back, text: text::<S>(texts, "back") },
            danger: sheet.delete.map(danger),
            zones,
        },
    )
}

async fn around<S: Sheet, A: Asks>(page: &Page<A>, stored: Option<S>) -> Result<S::Around, Refused> {
    let permit = page.permit_for(S::Read::ACTION)?;
    let found = page.db.read(move |tx: &mut Tx<'_>| S::around(tx, &permit, stored.as_ref())).await;
    found.map_err(|error| page.refuse(error))
}

fn new_sheet<S: Sheet>(fields: Vec<Field>, errors: Errors) -> Sheets<'static> {
    let action = format!("{}/new", S::PATH);
    Sheets { heading: "new", action, fields, errors, version: None, back: S::PATH.into(), delete: None }
}

async fn blank<S: Sheet>(page: Page<S::Write>) -> Answered {
    let around = around::<S, _>(&page, None).await?;
    let value = |name: &str| match page.visitor.param(name) {
        Some(given) => given.to_owned(),
        None => S::usual(name, &page.clock),
    };
    let fields = valued(S::fields(page.visitor.texts, &around), value);
    form::<S, _>(&page, StatusCode::OK, new_sheet::<S>(fields, Errors::default()))
}

async fn create<S: Sheet>(sent: Submitted<S::Write>, limits: Data<CompanyLimits>) -> Answered {
    let Submitted { page, form: said } = sent;
    let (texts, now, limits) = (page.visitor.texts, page.now, *limits);
    let mut input = Input::new(&said, texts);
    let wanted = S::read(&mut input, None).filter(|_| input.errors.is_empty());
    let outcome = match wanted {
        Some(wanted) => {
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                let record = collection::create(tx, permit, &wanted, now)?;
                S::also(tx, permit, record.id, limits)?;
                Ok(record)
            };
            Outcome::of(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(record) => Ok(done(&S::shown(record.id), "created")),
        Outcome::Wrong(errors) => again::<S>(&page, &said, None, errors, new_sheet::<S>).await,
        Outcome::Overtaken => Err(page.refuse(Refusal::VersionMismatch { what: S::NAME }.into())),
    }
}

/// The form once more, with what is wrong.
async fn again<S: Sheet>(
    page: &Page<S::Write>,
    said: &Form,
    stored: Option<S>,
    errors: Errors,
    sheet: impl FnOnce(Vec<Field>, Errors) -> Sheets<'static>,
) -> Answered {
    let around = around::<S, _>(page, stored).await?;
    let fields = filled(S::fields(page.visitor.texts, &around), said, &errors);
    form::<S, _>(page, StatusCode::UNPROCESSABLE_ENTITY, sheet(fields, errors))
}

async fn stored<S: Sheet>(page: &Page<S::Write>, id: S::Id) -> Result<Stored<S>, Refused> {
    page.read(move |tx, permit| collection::get::<S>(tx, permit, id)).await
}

fn edit_sheet<S: Sheet>(id: S::Id, version: i64, fields: Vec<Field>, errors: Errors) -> Sheets<'static> {
    Sheets {
        heading: "edit",
        action: format!("{}/{id}/edit", S::PATH),
        fields,
        errors,
        version: Some(version),
        back: S::shown(id),
        delete: S::IS_DELETED.then(|| format!("{}/{id}/delete", S::PATH)),
    }
}

async fn edit_form<S: Sheet>(page: Page<S::Write>, id: web::Path<String>) -> Answered {
    let id = id_in(&page, &id, S::NAME)?;
    let record = stored::<S>(&page, id).await?;
    let around = around::<S, _>(&page, Some(record.details.clone())).await?;
    let fields = valued(S::fields(page.visitor.texts, &around), |name| record.details.value(name));
    let sheet = edit_sheet::<S>(id, record.metadata.version, fields, Errors::default());
    form::<S, _>(&page, StatusCode::OK, sheet)
}

async fn update<S: Sheet>(sent: Submitted<S::Write>, id: web::Path<String>) -> Answered {
    let Submitted { page, form: said } = sent;
    let (texts, now) = (page.visitor.texts, page.now);
    let id: S::Id = id_in(&page, &id, S::NAME)?;
    let before = stored::<S>(&page, id).await?.details;
    let mut input = Input::new(&said, texts);
    let wanted = S::read(&mut input, Some(&before)).filter(|_| input.errors.is_empty());
    let seen = Precondition::new(input.version());
    let outcome = match wanted {
        Some(wanted) => {
            let change = move |details: &mut S| {
                details.clone_from(&wanted);
                Ok(())
            };
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                collection::update(tx, permit, id, &seen, &change, now)
            };
            Outcome::of(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    let version = said.get("version").and_then(|text| text.parse().ok()).unwrap_or_default();
    match outcome {
        Outcome::Done(record) => Ok(done(&S::shown(record.id), "saved")),
        Outcome::Wrong(errors) => {
            let sheet = |fields, errors| edit_sheet::<S>(id, version, fields, errors);
            again::<S>(&page, &said, Some(before), errors, sheet).await
        }
        Outcome::Overtaken => both::<S>(&page, &said, id).await,
    }
}

/// What is stored now beside what was typed.
async fn both<S: Sheet>(page: &Page<S::Write>, said: &Form, id: S::Id) -> Answered {
    let record = stored::<S>(page, id).await?;
    let around = around::<S, _>(page, Some(record.details.clone())).await?;
    let theirs = valued(S::fields(page.visitor.texts, &around), |name| record.details.value(name));
    let (action, back) = (format!("{}/{id}/edit", S::PATH), S::shown(id));
    let shell = page.shell(page.say("both-heading"));
    let both = BothPage::new(shell, action, back, &theirs, said, record.metadata.version);
    page.show_as(StatusCode::PRECONDITION_FAILED, &both)
}

async fn delete_record<S: Sheet>(sent: Submitted<S::Write>, id: web::Path<String>) -> Answered {
    let page = sent.page;
    let (id, now): (S::Id, _) = (id_in(&page, &id, S::NAME)?, page.now);
    let any = Precondition::default();
    let gone = page.write(move |tx, permit| collection::delete::<S>(tx, permit, id, &any, now)).await;
    match Outcome::of(&page, gone)? {
        Outcome::Done(()) => Ok(done(S::PATH, "deleted")),
        Outcome::Wrong(errors) => {
            let detail = errors.0.into_iter().map(|wrong| wrong.text).collect::<Vec<_>>().join("; ");
            let shell = page.shell(page.say("refused-refused"));
            Err(Refused::said(&page.visitor, shell, StatusCode::CONFLICT, "refused", Some(detail)))
        }
        Outcome::Overtaken => Err(page.refuse(Refusal::VersionMismatch { what: S::NAME }.into())),
    }
}

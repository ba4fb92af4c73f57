//! The five endpoints of a collection, once. A handler is its attributes, its extractors and one call of these.

use crate::kit::csv;
use crate::kit::dry_run::{dry_run, dry_run_of_pattern, gone};
use crate::kit::failure;
use crate::kit::granted::{Granted, NamesCompany};
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::list::{CursorKey, ListOf, ListParams};
use actix_web::{FromRequest, HttpResponse, Responder};
use app::kit::collection::{self, Rules, Stored};
use app::kit::{Precondition, home_problem};
use app::patterns::{self, PatternEffect};
use domain::access::{Asks, Caller, Permit};
use domain::slot::PatternDetails;
use domain::{FieldProblem, RecordId, Refusal};
use http_kit::{Answer, Checks, IdempotentResponse, IfMatch, Problem, WholeNumber};
use persistence::store::collection::{Collection, ListRequest, Listed, Position};
use persistence::{Database, StoreError, Tx};
use serde::Serialize;
use utoipa::PartialSchema;

/// A collection on the wire.
pub(crate) trait Resource: Rules<Id: RecordId<Raw: CursorKey>> {
    /// Its path, without a slash at the end.
    const PATH: &'static str;
    /// A record as it goes out.
    type Out: From<Stored<Self>> + Serialize + PartialSchema + 'static;

    /// Whether an answer about one holds a secret: then it is kept sealed under a client's key.
    const SHOWS_SECRETS: bool = false;

    /// Hides from a reader what not everybody may see who may see the record.
    fn redact(_record: &mut Stored<Self>, _reader: &Caller) {}
}

/// The body that creates a record.
pub(crate) trait CreateBody {
    type Details: Resource;

    /// The company that it names, in the field [`Rules::COMPANY`].
    fn company(&self) -> Option<WholeNumber>;

    /// What is wrong with creating one where the permit reaches.
    fn place_problem(&self, permit: &Permit) -> Option<FieldProblem> {
        let problem = home_problem(permit).filter(|_| !Self::Details::OWNED)?;
        Some(FieldProblem::new(Self::Details::COMPANY, problem.detail))
    }

    /// The details, or what is wrong with them noted in `checks`.
    fn details(self, checks: &mut Checks) -> Option<Self::Details>;
}

/// The body that changes a record.
pub(crate) trait UpdateBody {
    type Details: Resource;

    /// The change, or what is wrong with it noted in `checks`.
    fn change(self, checks: &mut Checks) -> Change<Self::Details>;
}

/// A change whose values are good by themselves.
pub(crate) type Change<D> = Box<dyn Fn(&mut D) -> Result<(), Refusal> + Send>;

/// Puts a new value in the place of the old one, where there is a new one.
pub(crate) fn set<T: Clone>(old: &mut T, new: &Option<T>) {
    if let Some(new) = new {
        old.clone_from(new);
    }
}

/// A record that is to be created, with all that its body says checked.
pub(crate) struct New<D> {
    permit: Permit,
    details: D,
}

/// Nothing more than what holds for all collections, in the transaction of a change.
fn no_more<Id>(_: &mut Tx<'_>, _: &Permit, _: Id) -> Result<(), StoreError> {
    Ok(())
}

/// What a handler answers.
pub(crate) type Answered = Result<HttpResponse, Problem>;

/// A record with its version.
fn answer<D: Resource>(record: Stored<D>) -> Answer<D::Out> {
    let version = record.metadata.version;
    Answer::ok(D::Out::from(record)).version(version)
}

impl<A: Asks, Q: ListParams<Details: Resource>> Granted<A, ListOf<Q>> {
    /// A page, or with `Accept: text/csv` all that is filtered.
    ///
    /// # Errors
    /// 404 for the company or what a filter names; failures.
    pub(crate) async fn list(self) -> Answered {
        let Self { caller, permit, query, db, request, .. } = self;
        if csv::is_wanted(&request) {
            return whole(db, caller, permit, query.request).await;
        }
        let part = query.request.clone();
        let work = move |tx: &mut Tx<'_>| collection::list(tx, &permit, &part);
        let takes_several = query.request.search.is_some() && db.looks_up_texts();
        let listed = if takes_several { db.read(work).await } else { read::<Q::Details, _>(&db, work).await };
        let mut listed = listed.map_err(failure::problem)?;
        listed.records.iter_mut().for_each(|record| Resource::redact(record, &caller));
        let page = query.page::<<Q::Details as Resource>::Out>(listed);
        Ok(Answer::page(page).respond_to(&request))
    }
}

/// Reads of a collection, by as little as it takes.
async fn read<D: Rules, T: Send + 'static>(
    db: &Database,
    work: impl Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    if D::READ_BY_ONE { db.read_one(work).await } else { db.read(work).await }
}

/// A list as CSV, from its beginning to its end.
async fn whole<D: Resource>(db: Database, reader: Caller, permit: Permit, part: ListRequest<D>) -> Answered {
    let read = move |tx: &mut Tx<'_>, after: Option<Position<D::Id>>| {
        let part = ListRequest { after, limit: csv::BATCH, ..part.clone() };
        let Listed { records, next } = collection::list(tx, &permit, &part)?;
        Ok(csv::Batch { rows: records, next })
    };
    let out = move |mut record: Stored<D>| {
        D::redact(&mut record, &reader);
        D::Out::from(record)
    };
    csv::whole(db, read, out).await
}

impl<A: Asks, Q: NamesCompany> Granted<A, Q> {
    /// One record.
    ///
    /// # Errors
    /// 404; failures.
    pub(crate) async fn get<D: Resource>(self, id: Raw<D>) -> Answered {
        let (permit, id) = (self.permit, D::Id::from_raw(id));
        let record = read::<D, _>(&self.db, move |tx| collection::get::<D>(tx, &permit, id)).await;
        let mut record = record.map_err(failure::problem)?;
        D::redact(&mut record, &self.caller);
        Ok(answer(record).respond_to(&self.request))
    }

    /// Creates a record, once under the client's key.
    ///
    /// # Errors
    /// 422 with everything that is wrong with the body; 403, 404, 409; failures.
    pub(crate) async fn create<B: CreateBody>(self, body: B) -> Answered {
        let new = self.checked(body)?;
        self.create_and(new, no_more).await
    }

    /// What this body is to create, and where.
    ///
    /// # Errors
    /// 422 with everything that is wrong with the body; 403, 404.
    pub(crate) fn checked<B: CreateBody>(&self, body: B) -> Result<New<B::Details>, Problem> {
        let permit = self.permit_for(body.company(), B::Details::COMPANY)?;
        let mut checks = Checks::new();
        if let Some(problem) = body.place_problem(&permit) {
            checks.note(problem.pointer, problem.detail);
        }
        match body.details(&mut checks) {
            Some(details) if checks.is_clean() => Ok(New { permit, details }),
            _ => Err(checks.refuse()),
        }
    }

    /// As [`create`](Self::create), with `also` done in the same transaction.
    ///
    /// # Errors
    /// The same, and those of `also`.
    pub(crate) async fn create_and<D: Resource>(
        self,
        new: New<D>,
        also: impl Fn(&mut Tx<'_>, &Permit, D::Id) -> Result<(), StoreError> + Send + 'static,
    ) -> Answered {
        let request = self.request.clone();
        Ok(self.created(new, also).await?.respond_to(&request))
    }

    async fn created<D: Resource>(
        self,
        new: New<D>,
        also: impl Fn(&mut Tx<'_>, &Permit, D::Id) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<IdempotentResponse, Problem> {
        let New { permit, details } = new;
        let (now, shown) = (self.now, permit.clone());
        let work = move |tx: &mut Tx<'_>| {
            let record = collection::create(tx, &permit, &details, now)?;
            also(tx, &permit, record.id)?;
            Ok(record)
        };
        if self.query.is_dry() {
            return dry_run(&self.db, shown, work).await;
        }
        let once = Once::of(self.key.as_ref(), &self.caller, now);
        idempotent(&self.db, once, work, |record: Stored<D>| created(record, D::Out::from)).await
    }

    /// Creates an availability pattern, whose answer also says what it does to the times of its interviewer.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub(crate) async fn create_pattern<B, Out>(
        self,
        body: B,
        out: fn(Stored<PatternDetails>, PatternEffect) -> Out,
    ) -> Answered
    where
        B: CreateBody<Details = PatternDetails>,
        Out: Serialize + 'static,
    {
        let (New { permit, details }, now) = (self.checked(body)?, self.now);
        let shown = permit.clone();
        let work = move |tx: &mut Tx<'_>| {
            let record = collection::create(tx, &permit, &details, now)?;
            let effect = patterns::effect_of(&mut tx.scope(&permit), &record, now)?;
            Ok((record, effect))
        };
        let answered = if self.query.is_dry() {
            dry_run_of_pattern(&self.db, shown, work).await?
        } else {
            let once = Once::of(self.key.as_ref(), &self.caller, now);
            let render = move |made: (Stored<PatternDetails>, PatternEffect)| {
                let (record, effect) = made;
                created(record, |record| out(record, effect))
            };
            idempotent(&self.db, once, work, render).await?
        };
        Ok(answered.respond_to(&self.request))
    }

    /// Creates a record whose answer shows a secret this once: under the client's key it is kept sealed.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub(crate) async fn create_shown_once<B: CreateBody, Out: Serialize>(
        self,
        body: B,
        also: impl Fn(&mut Tx<'_>, &Permit, <B::Details as Collection>::Id) -> Result<(), StoreError>
        + Send
        + 'static,
        out: impl Fn(Stored<B::Details>) -> Out + Send + 'static,
    ) -> Answered {
        let (New { permit, details }, now) = (self.checked(body)?, self.now);
        let work = move |tx: &mut Tx<'_>| {
            let record = collection::create(tx, &permit, &details, now)?;
            also(tx, &permit, record.id)?;
            Ok(record)
        };
        let once = Once::of(self.key.as_ref(), &self.caller, now);
        let render = move |record| created(record, &out).secret();
        Ok(idempotent(&self.db, once, work, render).await?.respond_to(&self.request))
    }

    /// Changes a record where its version is one that the client has seen.
    ///
    /// # Errors
    /// 422 with everything that is wrong with the body; 404, 409, 412; failures.
    pub(crate) async fn update<B: UpdateBody>(self, id: Raw<B::Details>, body: B) -> Answered {
        let change = checked_change(body)?;
        self.update_and::<B::Details>(id, change, no_more).await
    }

    /// Changes a record to what a body says that could create one, and that may name the company.
    ///
    /// # Errors
    /// As [`update`](Self::update), and 422 where body and query name two companies.
    pub(crate) async fn replace<B>(mut self, id: Raw<<B as UpdateBody>::Details>, body: B) -> Answered
    where
        B: CreateBody + UpdateBody,
    {
        self.permit = self.permit_for(body.company(), <<B as CreateBody>::Details as Rules>::COMPANY)?;
        self.update(id, body).await
    }

    /// As [`update`](Self::update), with `also` done in the same transaction.
    ///
    /// # Errors
    /// The same, and those of `also`.
    pub(crate) async fn update_and<D: Resource>(
        self,
        id: Raw<D>,
        change: Change<D>,
        also: impl Fn(&mut Tx<'_>, &Permit, D::Id) -> Result<(), StoreError> + Send + 'static,
    ) -> Answered {
        let precondition = precondition(&self.request).await;
        let (id, permit, now) = (D::Id::from_raw(id), self.permit, self.now);
        let shown = permit.clone();
        let work = move |tx: &mut Tx<'_>| {
            let record = collection::update(tx, &permit, id, &precondition, &change, now)?;
            also(tx, &permit, id)?;
            Ok(record)
        };
        if self.query.is_dry() {
            return Ok(dry_run(&self.db, shown, work).await?.respond_to(&self.request));
        }
        Ok(answer(self.db.write(work).await.map_err(failure::problem)?).respond_to(&self.request))
    }

    /// Deletes a record where its version is one that the client has seen.
    ///
    /// # Errors
    /// 404, 409, 412; failures.
    pub(crate) async fn delete<D: Resource>(self, id: Raw<D>) -> Answered {
        let precondition = precondition(&self.request).await;
        let (id, permit, now) = (D::Id::from_raw(id), self.permit, self.now);
        let shown = permit.clone();
        let work = move |tx: &mut Tx<'_>| collection::delete::<D>(tx, &permit, id, &precondition, now);
        if self.query.is_dry() {
            return Ok(dry_run(&self.db, shown, work).await?.respond_to(&self.request));
        }
        self.db.write(work).await.map_err(failure::problem)?;
        Ok(gone().respond_to(&self.request))
    }
}

/// The change that this body says.
///
/// # Errors
/// 422 with everything that is wrong with the body.
pub(crate) fn checked_change<B: UpdateBody>(body: B) -> Result<Change<B::Details>, Problem> {
    let mut checks = Checks::new();
    let change = body.change(&mut checks);
    checks.finish()?;
    Ok(change)
}

/// The answer that a record was created.
fn created<D: Resource, Out: Serialize>(
    record: Stored<D>,
    out: impl FnOnce(Stored<D>) -> Out,
) -> Answer<Out> {
    let (path, version) = (format!("{}/{}", D::PATH, record.id), record.metadata.version);
    let answer = Answer::created(path, out(record)).version(version);
    if D::SHOWS_SECRETS { answer.secret() } else { answer }
}

/// An id as it is in a path.
type Raw<D> = <<D as Collection>::Id as RecordId>::Raw;

/// The versions that the client is ready to change.
pub(crate) async fn precondition(request: &actix_web::HttpRequest) -> Precondition {
    let Ok(if_match) = IfMatch::extract(request).await;
    Precondition::new(if_match.into_versions())
}

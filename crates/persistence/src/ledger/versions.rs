//! The versions by which somebody who remembers finds out whether what they remember still holds.
//!
//! Whatever changes what is known of a person, a template or a company raises the version of its row in `subjects`, in its own
//! transaction: the triggers of migrations 0180, 0194 and 0195 for all tables but the ledger's, and the ledger itself, which locks these rows
//! before it changes anybody's time. Changes of one row wait for each other, so that a snapshot of the database which has one
//! version of a row has all changes up to it, and none after. What was read together with a version, in one snapshot, is
//! therefore what is stored in every snapshot that has the same version. No version comes twice: a row is never without one once
//! it has had one, but those of clients, of whom nothing is remembered. `docs/ledger.md` has the argument in full.

use crate::db::DbError;
use crate::db::connection::AnyConnection;
use crate::{Database, Scope};
use diesel::RunQueryDsl;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Text};
use diesel::sqlite::Sqlite;
use domain::access::{Permit, Reach};
use domain::{CompanyId, TemplateId, UserId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// What has a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Versioned {
    /// The company itself, and days off of everybody.
    Company,
    /// What the company offers: services, staff, and the rules of its shop.
    Shop,
    /// A template, with who stands in it.
    Template(TemplateId),
    /// A user, with their time.
    User(UserId),
    /// The sessions of a user, and who they stand for.
    Login(UserId),
    /// The API keys of the company.
    Keys,
}

impl fmt::Display for Versioned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Company => f.write_str("company"),
            Self::Shop => f.write_str("shop"),
            Self::Template(id) => write!(f, "template:{}", id.0),
            Self::User(id) => write!(f, "user:{}", id.0),
            Self::Login(id) => write!(f, "login:{}", id.0),
            Self::Keys => f.write_str("keys"),
        }
    }
}

/// A version; `None` where nothing has ever changed.
pub type Version = Option<i64>;

/// The versions in this transaction's sight, in the order asked. One statement.
///
/// # Errors
/// [`DbError`] where the scope does not reach the company, and where the database fails.
pub fn versions_of(
    scope: &mut Scope<'_>,
    company: CompanyId,
    of: &[Versioned],
) -> Result<Vec<Version>, DbError> {
    reached(scope.reach(), company)?;
    let asked = [Asked::new(company, of)];
    let found = look_up(scope.connection(), &asked)?;
    Ok(asked.iter().flat_map(|asked| asked.answer(&found)).collect())
}

fn reached(reach: Reach, company: CompanyId) -> Result<(), DbError> {
    match reach {
        Reach::Company(own) if own != company => Err(DbError::other("versions of another company")),
        _ => Ok(()),
    }
}

/// What one caller asks for.
#[derive(Debug)]
struct Asked {
    company: CompanyId,
    of: Vec<Versioned>,
}

impl Asked {
    fn new(company: CompanyId, of: &[Versioned]) -> Self {
        Self { company, of: of.to_vec() }
    }

    fn answer(&self, found: &Found) -> Vec<Version> {
        self.of.iter().map(|name| found.get(&(self.company, *name)).copied().flatten()).collect()
    }
}

/// Versions by company and name.
type Found = HashMap<(CompanyId, Versioned), Version>;

fn look_up<'a>(
    connection: &mut AnyConnection,
    asked: impl IntoIterator<Item = &'a Asked>,
) -> Result<Found, DbError> {
    let mut found = Found::new();
    for asked in asked {
        found.extend(asked.of.iter().map(|name| ((asked.company, *name), None)));
    }
    // Rows name what was asked for by its place, so that no text has to come back.
    let places: Vec<(CompanyId, Versioned)> = found.keys().copied().collect();
    let rows: Vec<(i64, i64)> = match connection {
        AnyConnection::Pg(connection) => VersionsByName::new(&places).load(connection)?,
        AnyConnection::Sqlite(connection) => VersionsByText::new(&places).load(connection)?,
    };
    for (place, version) in rows {
        let place = usize::try_from(place).ok().and_then(|place| places.get(place));
        let place = place.ok_or_else(|| DbError::other("a version of nothing that was asked for"))?;
        found.insert(*place, Some(version));
    }
    Ok(found)
}

/// The versions of pairs of company and name, each with the place of its pair.
struct VersionsByName {
    companies: Vec<i64>,
    names: Vec<String>,
}

impl VersionsByName {
    fn new(places: &[(CompanyId, Versioned)]) -> Self {
        Self {
            companies: places.iter().map(|(company, _)| company.0).collect(),
            names: places.iter().map(|(_, name)| name.to_string()).collect(),
        }
    }
}

impl QueryFragment<Pg> for VersionsByName {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql("SELECT asked.place - 1, s.version FROM unnest(");
        pass.push_bind_param::<Array<BigInt>, Vec<i64>>(&self.companies)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Array<Text>, Vec<String>>(&self.names)?;
        pass.push_sql(
            ") WITH ORDINALITY AS asked (company, name, place) \
             JOIN subjects AS s ON s.company_id = asked.company AND s.subject = asked.name",
        );
        Ok(())
    }
}

/// The same in one text, `[[company, name], …]`.
struct VersionsByText(String);

impl VersionsByText {
    fn new(places: &[(CompanyId, Versioned)]) -> Self {
        let pairs: Vec<(i64, String)> =
            places.iter().map(|(company, name)| (company.0, name.to_string())).collect();
        Self(serde_json::json!(pairs).to_string())
    }
}

impl QueryId for VersionsByText {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for VersionsByText {
    type SqlType = (BigInt, BigInt);
}

impl<C> RunQueryDsl<C> for VersionsByText {}

impl QueryId for VersionsByName {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for VersionsByName {
    type SqlType = (BigInt, BigInt);
}

impl<C> RunQueryDsl<C> for VersionsByName {}

// A CROSS JOIN is done in the order written.
impl QueryFragment<Sqlite> for VersionsByText {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql("SELECT asked.key, s.version FROM json_each(");
        pass.push_bind_param::<Text, String>(&self.0)?;
        pass.push_sql(
            ") AS asked CROSS JOIN subjects AS s \
             WHERE s.company_id = asked.value ->> 0 AND s.subject = asked.value ->> 1",
        );
        Ok(())
    }
}

/// Statements that run at the same time.
const AT_ONCE: usize = 2;
/// Callers who share one.
const MOST: usize = 64;

/// Looks versions up for callers who hold no transaction. Those who ask at the same time share a statement, which begins after
/// each of them has asked: so it sees all that was committed before.
#[derive(Clone)]
pub struct Versions {
    inner: Arc<Inner>,
}

struct Inner {
    db: Database,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Waiting>,
    /// Tasks that serve.
    serving: usize,
}

struct Waiting {
    asked: Asked,
    answer: oneshot::Sender<Result<Vec<Version>, DbError>>,
}

impl Versions {
    /// The versions in this database.
    #[must_use]
    pub fn new(db: Database) -> Self {
        Self { inner: Arc::new(Inner { db, queue: Mutex::default() }) }
    }

    /// The versions as they are after this was called, in the order asked.
    ///
    /// # Errors
    /// [`DbError`] where the permit does not reach the company, and where the database fails.
    pub async fn of(
        &self,
        permit: &Permit,
        company: CompanyId,
        of: &[Versioned],
    ) -> Result<Vec<Version>, DbError> {
        reached(permit.reach(), company)?;
        let (answer, answered) = oneshot::channel();
        let serve = {
            let mut queue = self.inner.queue();
            queue.waiting.push(Waiting { asked: Asked::new(company, of), answer });
            let serve = queue.serving < AT_ONCE;
            queue.serving += usize::from(serve);
            serve
        };
        if serve {
            tokio::spawn(serve_all(Server { inner: Arc::clone(&self.inner), counted: true }));
        }
        answered.await.unwrap_or_else(|_| Err(DbError::Unavailable("the server stops".into())))
    }
}

impl Inner {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A task that serves, counted until it ends, however it does.
struct Server {
    inner: Arc<Inner>,
    counted: bool,
}

impl Server {
    /// The next who wait; `None` where nobody does, and then the task is no longer counted.
    fn next(&mut self) -> Option<Vec<Waiting>> {
        let mut queue = self.inner.queue();
        let many = queue.waiting.len().min(MOST);
        if many == 0 {
            queue.serving -= 1;
            self.counted = false;
            return None;
        }
        Some(queue.waiting.drain(..many).collect())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !self.counted {
            return;
        }
        // Its thread stops. Who waits is told so, rather than left to wait for somebody else to come.
        let mut queue = self.inner.queue();
        queue.serving -= 1;
        if queue.serving == 0 {
            queue.waiting.clear();
        }
    }
}

async fn serve_all(mut server: Server) {
    while let Some(waiting) = server.next() {
        let (asked, answers): (Vec<Asked>, Vec<_>) =
            waiting.into_iter().map(|one| (one.asked, one.answer)).unzip();
        let asked = Arc::new(asked);
        let of = Arc::clone(&asked);
        let found = server.inner.db.ask(move |connection| look_up(connection, of.iter())).await;
        for (asked, answer) in asked.iter().zip(answers) {
            let told = found.as_ref().map(|found| asked.answer(found)).map_err(DbError::clone);
            // Who does not wait any more needs no answer.
            let _ = answer.send(told);
        }
    }
}

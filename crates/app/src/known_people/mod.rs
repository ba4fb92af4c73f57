//! What is known of people, templates and companies, kept in memory and proven fresh in one round trip.
//!
//! Each entry has the version that it was read with, in one snapshot of the database. An answer first asks one statement for the
//! versions of everybody concerned. What has not moved is answered from memory. What has is read again, in one transaction with
//! its versions, and only that. So nothing that is stale is ever told, on any number of servers that know nothing of each other.
//! What changes by the clock alone (holds that expire, calendars that were not read for long, patterns that are past) is kept as
//! the instant at which it does, and held against the time of the request. `docs/ledger.md` has the argument.

mod entry;
mod memory;
mod tag;

pub(crate) use tag::Tag;

use crate::free_busy::{self, Facts, Gathered};
use crate::pattern_rules::{NamedPattern, in_force};
use domain::access::{Permit, Reach};
use domain::directory::Template;
use domain::slot::Pattern;
use domain::{CompanyId, Refusal, TemplateId, UserId};
use entry::{Entry, Fresh, Open, Person};
use memory::Memory;
use persistence::ledger::{Version, Versioned, Versions, versions_of};
use persistence::store::{companies, patterns, templates, users};
use persistence::{Database, DbError, Scope, StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The memory of one server; cheap to clone.
#[derive(Clone)]
pub struct KnownPeople {
    db: Database,
    versions: Versions,
    /// `None` where nothing is to be remembered.
    memory: Option<Arc<Mutex<Memory>>>,
}

/// What is asked of a template.
pub(crate) struct AskedTemplate<'a> {
    pub(crate) id: TemplateId,
    pub(crate) window: Interval,
    pub(crate) now: Timestamp,
    /// What else the answer is made of; `None` where nobody asks for a tag.
    pub(crate) question: Option<Tag>,
    /// Whether the caller has the answer of that tag already.
    pub(crate) has: &'a (dyn Fn(&str) -> bool + 'a),
}

/// What is found of a template.
pub(crate) enum FoundTemplate {
    /// The caller has the answer of this tag.
    Unchanged(String),
    /// All of it, and the answer's tag.
    Known(Box<KnownTemplate>, Option<String>),
}

/// A template with all that is stored of its people, as it is now.
pub(crate) struct KnownTemplate {
    pub(crate) template: Template,
    pub(crate) gathered: Gathered,
    pub(crate) patterns: HashMap<UserId, Vec<NamedPattern>>,
    /// Whether the company takes bookings.
    pub(crate) open: bool,
}

/// What of people is remembered for an answer, before it is known whether it holds.
struct Remembered {
    company: CompanyId,
    open: Option<Arc<Fresh<Open>>>,
    template: Arc<Fresh<Template>>,
    people: Vec<Option<Arc<Fresh<Person>>>>,
}

/// What an answer is made of, all of it of one snapshot.
struct Proven {
    open: Arc<Fresh<Open>>,
    template: Arc<Fresh<Template>>,
    people: Vec<Arc<Fresh<Person>>>,
}

impl KnownPeople {
    /// Memory of so many bytes for what is in this database; none for 0, and then everything is read each time.
    #[must_use]
    pub fn new(db: Database, bytes: usize) -> Self {
        let memory = (bytes > 0).then(|| Arc::new(Mutex::new(Memory::new(bytes))));
        Self { versions: Versions::new(db.clone()), db, memory }
    }

    /// For those who remember something else of this database, and share statements; `None` where nothing is remembered.
    pub(crate) fn versions(&self) -> Option<Versions> {
        self.memory.is_some().then(|| self.versions.clone())
    }

    /// The database that it remembers.
    #[must_use]
    pub fn db(&self) -> &Database {
        &self.db
    }

    /// Bytes that it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.memory.as_deref().map_or(0, |memory| lock(memory).used())
    }

    /// A template and its people, for a window; `None` where that can't be had from what is remembered: nothing is to be, or a
    /// calendar has to be followed beyond what is stored.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for a template without interviewers.
    pub(crate) async fn template(
        &self,
        permit: &Permit,
        asked: AskedTemplate<'_>,
    ) -> Result<Option<FoundTemplate>, StoreError> {
        let AskedTemplate { id, window, now, .. } = asked;
        let Some(memory) = self.memory.clone() else { return Ok(None) };
        let remembered = Remembered::of(&memory, permit, id);
        if let Some(remembered) = &remembered {
            let versions = self.versions.of(permit, remembered.company, &remembered.names()).await?;
            if let Some(proven) = remembered.proven(&versions, window) {
                return Ok(proven.found(asked));
            }
        }
        let permit = permit.clone();
        let read = self.db.read(move |tx| {
            let asked = Question { id, window, now };
            asked.read(tx, &permit, &memory, remembered.as_ref())
        });
        Ok(read.await?.found(asked))
    }
}

fn lock(memory: &Mutex<Memory>) -> MutexGuard<'_, Memory> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The names of what is asked about a template, in the order in which their versions are used.
fn names(template: &Template) -> Vec<Versioned> {
    let people = template.details.interviewers.iter().copied().map(Versioned::User);
    [Versioned::Company, Versioned::Template(template.id)].into_iter().chain(people).collect()
}

impl Remembered {
    /// What is remembered of a template, where the permit reaches it.
    fn of(memory: &Mutex<Memory>, permit: &Permit, id: TemplateId) -> Option<Self> {
        let mut memory = lock(memory);
        let company = memory.company(id)?;
        if matches!(permit.reach(), Reach::Company(own) if own != company) {
            return None;
        }
        let Some(Entry::Template(template)) = memory.get(company, Versioned::Template(id)) else {
            return None;
        };
        let open = match memory.get(company, Versioned::Company) {
            Some(Entry::Company(open)) => Some(open),
            _ => None,
        };
        let ids = template.value.details.interviewers.iter();
        let people = ids.map(|user| person(&mut memory, company, *user)).collect();
        drop(memory);
        Some(Self { company, open, template, people })
    }

    fn names(&self) -> Vec<Versioned> {
        names(&self.template.value)
    }

    /// All of it, where these are the versions now and it covers the window.
    fn proven(&self, versions: &[Version], window: Interval) -> Option<Proven> {
        let [company, template, users @ ..] = versions else { return None };
        let open = self.open.as_ref().filter(|open| open.holds(*company, *company))?;
        if !self.template.holds(*template, None) {
            return None;
        }
        let people = self.people.iter().zip(users).map(|(person, version)| {
            let fresh = person.as_ref().filter(|person| person.holds(*version, *company));
            fresh.filter(|person| person.value.facts.answer(window)).cloned()
        });
        let people = people.collect::<Option<Vec<_>>>()?;
        Some(Proven { open: Arc::clone(open), template: Arc::clone(&self.template), people })
    }
}

fn person(memory: &mut Memory, company: CompanyId, user: UserId) -> Option<Arc<Fresh<Person>>> {
    match memory.get(company, Versioned::User(user)) {
        Some(Entry::Person(person)) => Some(person),
        _ => None,
    }
}

impl Proven {
    /// What is found; `None` where a calendar has to be followed beyond what is stored.
    fn found(self, asked: AskedTemplate<'_>) -> Option<FoundTemplate> {
        let AskedTemplate { window, now, question, has, .. } = asked;
        if self.people.iter().any(|person| person.value.facts.need_texts(window)) {
            return None;
        }
        let tag = question.map(|question| self.tag(question, now));
        if let Some(tag) = tag.as_ref().filter(|tag| has(tag)) {
            return Some(FoundTemplate::Unchanged(tag.clone()));
        }
        Some(FoundTemplate::Known(Box::new(self.known(window, now)), tag))
    }

    /// The tag of the answer to a question.
    fn tag(&self, mut question: Tag, now: Timestamp) -> String {
        question.version(self.open.version());
        question.version(self.template.version());
        self.people.iter().for_each(|person| question.person(person, now));
        question.told()
    }

    fn known(self, window: Interval, now: Timestamp) -> KnownTemplate {
        let people = || self.people.iter().map(|person| &person.value);
        let gathered = free_busy::gathered(people().map(|person| &person.facts), window, now);
        let zones = gathered.zones();
        KnownTemplate {
            patterns: in_force(people().flat_map(|person| &person.patterns), &zones, now),
            template: self.template.value.clone(),
            gathered,
            open: self.open.value.active,
        }
    }
}

/// The versions of a template's people, in its order, and of their company.
struct OfPeople<'v> {
    company: Version,
    users: &'v [Version],
}

/// What is read of a template.
#[derive(Debug, Clone, Copy)]
struct Question {
    id: TemplateId,
    window: Interval,
    now: Timestamp,
}

impl Question {
    /// Reads what of it is not remembered as it is in this transaction, and remembers it. The transaction sees the database as it
    /// was at one moment: so versions and what they are of belong together.
    fn read(
        self,
        tx: &mut Tx<'_>,
        permit: &Permit,
        memory: &Mutex<Memory>,
        remembered: Option<&Remembered>,
    ) -> Result<Proven, StoreError> {
        let mut scope = tx.scope(permit);
        let known = match remembered {
            Some(remembered) => remembered.still_template(&mut scope)?,
            None => None,
        };
        let (template, versions) = match known {
            Some(known) => known,
            None => read_template(&mut scope, memory, self.id)?,
        };
        let scope = &mut scope.for_company(template.value.company)?;
        let [company, _, users @ ..] = versions.as_slice() else {
            return Err(DbError::other("a version is missing").into());
        };
        let open = open(scope, memory, *company, template.value.company)?;
        let versions = OfPeople { company: *company, users };
        let people = self.people(scope, memory, &template.value, versions, &open.value)?;
        Ok(Proven { open, template, people })
    }

    /// The people of a template, in its order.
    fn people(
        self,
        scope: &mut Scope<'_>,
        memory: &Mutex<Memory>,
        template: &Template,
        OfPeople { company, users: versions }: OfPeople<'_>,
        open: &Open,
    ) -> Result<Vec<Arc<Fresh<Person>>>, StoreError> {
        let ids = &template.details.interviewers;
        let mut known: HashMap<UserId, Arc<Fresh<Person>>> = HashMap::new();
        for (user, version) in ids.iter().zip(versions) {
            let person = person(&mut lock(memory), template.company, *user);
            let person = person.filter(|person| person.holds(*version, company));
            if let Some(person) = person.filter(|person| person.value.facts.answer(self.window)) {
                known.insert(*user, person);
            }
        }
        let moved: Vec<UserId> = ids.iter().copied().filter(|user| !known.contains_key(user)).collect();
        if moved.is_empty() {
            return in_order(ids, &known);
        }
        let at = |user: UserId| ids.iter().position(|id| *id == user).unwrap_or_default();
        let pointer = |index: usize| {
            let user = moved.get(index).copied();
            format!("/interviewers/{}", user.map(at).unwrap_or_default())
        };
        let found = users::require(scope, &moved, pointer)?;
        let range = free_busy::range(self.window, self.now);
        let facts = free_busy::read_facts(scope, found, &open.zone, range)?;
        let mut of = patterns_by_user(patterns::of_users(scope, &moved)?);
        for facts in facts {
            let user = facts.user.id;
            let patterns = of.remove(&user).unwrap_or_default();
            let version = versions.get(at(user)).copied().flatten();
            let person = Fresh::new(version, company, Person { facts, patterns });
            let entry = Entry::Person(Arc::clone(&person));
            lock(memory).put(template.company, Versioned::User(user), entry);
            known.insert(user, person);
        }
        in_order(ids, &known)
    }
}

fn in_order(
    ids: &[UserId],
    known: &HashMap<UserId, Arc<Fresh<Person>>>,
) -> Result<Vec<Arc<Fresh<Person>>>, StoreError> {
    let all = ids.iter().map(|user| known.get(user).cloned());
    all.collect::<Option<_>>().ok_or_else(|| DbError::other("somebody was not read").into())
}

fn patterns_by_user(all: Vec<Pattern>) -> HashMap<UserId, Vec<Pattern>> {
    let mut by: HashMap<UserId, Vec<Pattern>> = HashMap::new();
    for pattern in all {
        by.entry(pattern.details.user).or_default().push(pattern);
    }
    by
}

/// A template, and the versions of all who are concerned.
type TemplateNow = (Arc<Fresh<Template>>, Vec<Version>);

impl Remembered {
    /// The template that is remembered, if it is still so in this transaction.
    fn still_template(&self, scope: &mut Scope<'_>) -> Result<Option<TemplateNow>, StoreError> {
        let versions = versions_of(scope, self.company, &self.names())?;
        let own = versions.get(1).copied().flatten();
        Ok(self.template.holds(own, None).then(|| (Arc::clone(&self.template), versions)))
    }
}

fn read_template(
    scope: &mut Scope<'_>,
    memory: &Mutex<Memory>,
    id: TemplateId,
) -> Result<TemplateNow, StoreError> {
    let template = templates::get(scope, id)?;
    if template.details.interviewers.is_empty() {
        return Err(Refusal::invalid("/interviewers", "the template has no interviewers").into());
    }
    let company = template.company;
    let versions = versions_of(scope, company, &names(&template))?;
    let own = versions.get(1).copied().flatten();
    let template = Fresh::new(own, None, template);
    lock(memory).put(company, Versioned::Template(id), Entry::Template(Arc::clone(&template)));
    Ok((template, versions))
}

fn open(
    scope: &mut Scope<'_>,
    memory: &Mutex<Memory>,
    version: Version,
    id: CompanyId,
) -> Result<Arc<Fresh<Open>>, StoreError> {
    let remembered = lock(memory).get(id, Versioned::Company);
    if let Some(Entry::Company(open)) = remembered
        && open.holds(version, version)
    {
        return Ok(open);
    }
    let company = companies::get(scope, id)?;
    let zone = free_busy::zone(&company.details.time_zone);
    let open = Fresh::new(version, version, Open { active: company.details.active, zone });
    lock(memory).put(id, Versioned::Company, Entry::Company(Arc::clone(&open)));
    Ok(open)
}

impl Facts {
    /// Whether reading again would tell no more of this window.
    fn answer(&self, window: Interval) -> bool {
        self.cover(window) || self.need_texts(window)
    }
}

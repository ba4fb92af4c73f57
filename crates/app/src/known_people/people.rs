//! The people of an answer: from memory where their versions hold, read where they do not. Every answer gets them here.

use super::entry::{Entry, Fresh, Key, Open, Person};
use super::lock;
use super::memory::Memory;
use crate::free_busy::{self, Facts};
use domain::access::Permit;
use domain::slot::Pattern;
use domain::{CompanyId, UserId};
use persistence::ledger::{Version, Versioned, Versions, versions_of};
use persistence::store::{companies, patterns, users};
use persistence::{DbError, Scope, StoreError};
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// The names of what an answer is made of.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub(super) company: CompanyId,
    /// The template, or the shop.
    pub(super) thing: Option<Versioned>,
    pub(super) people: Vec<UserId>,
}

/// Their versions, all of one moment.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) company: Version,
    pub(super) thing: Version,
    /// In the order of the people.
    pub(super) people: Vec<Version>,
}

impl Names {
    fn all(&self) -> Vec<Versioned> {
        let people = self.people.iter().copied().map(Versioned::User);
        [Versioned::Company].into_iter().chain(self.thing).chain(people).collect()
    }

    fn seen(&self, versions: Vec<Version>) -> Result<Seen, DbError> {
        let mut versions = versions.into_iter();
        let missing = || DbError::other("a version is missing");
        let company = versions.next().ok_or_else(missing)?;
        let thing = if self.thing.is_some() { versions.next().ok_or_else(missing)? } else { None };
        Ok(Seen { company, thing, people: versions.collect() })
    }

    /// As they are now, by a statement that others who ask may share.
    pub(super) async fn now(&self, versions: &Versions, permit: &Permit) -> Result<Seen, DbError> {
        self.seen(versions.of(permit, self.company, &self.all()).await?)
    }

    /// As they are in this transaction.
    pub(super) fn within(&self, scope: &mut Scope<'_>) -> Result<Seen, DbError> {
        self.seen(versions_of(scope, self.company, &self.all())?)
    }
}

/// What is remembered of a person, before it is known whether it holds.
pub(super) type Guess = Option<Arc<Fresh<Person>>>;

/// Whose time is asked for, and when.
#[derive(Clone, Copy)]
pub(super) struct People<'a> {
    pub(super) memory: &'a Mutex<Memory>,
    pub(super) company: CompanyId,
    pub(super) window: Interval,
    pub(super) now: Timestamp,
}

/// What is remembered of somebody that answers the window, where one is named; what is known around now where nothing does.
pub(super) fn guess(
    memory: &mut Memory,
    company: CompanyId,
    user: UserId,
    window: Option<Interval>,
) -> Guess {
    let mut get = |key| match memory.get(company, key) {
        Some(Entry::Person(person)) => Some(person),
        _ => None,
    };
    let near: Guess = get(Key::Person(user));
    if near.as_ref().is_some_and(|near| answers(near, window)) {
        return near;
    }
    get(Key::Far(user)).filter(|far| answers(far, window)).or(near)
}

fn answers(person: &Fresh<Person>, window: Option<Interval>) -> bool {
    window.is_none_or(|window| person.value.facts.answer(window))
}

/// All of the guesses, where these are the versions and each covers the window.
pub(super) fn proven(
    guesses: &[Guess],
    seen: &Seen,
    window: Option<Interval>,
) -> Option<Vec<Arc<Fresh<Person>>>> {
    let of = |(guess, version): (&Guess, &Version)| {
        let fresh = guess.as_ref().filter(|person| person.holds(*version, seen.company));
        fresh.filter(|person| answers(person, window)).cloned()
    };
    guesses.iter().zip(&seen.people).map(of).collect()
}

impl People<'_> {
    /// These people as they are in this transaction, in whose company's zone; `None` for those who are not there. What is not
    /// remembered as it is now is read: one query for each table.
    pub(super) fn read(
        self,
        scope: &mut Scope<'_>,
        ids: &[UserId],
        seen: &Seen,
        zone: &TimeZone,
    ) -> Result<Vec<Guess>, StoreError> {
        let mut known: HashMap<UserId, Arc<Fresh<Person>>> = HashMap::with_capacity(ids.len());
        let mut moved = Vec::new();
        for (user, version) in ids.iter().zip(&seen.people) {
            let guess = guess(&mut lock(self.memory), self.company, *user, Some(self.window));
            let holds = |person: &Arc<Fresh<Person>>| person.holds(*version, seen.company);
            match guess.filter(holds).filter(|person| answers(person, Some(self.window))) {
                Some(person) => drop(known.insert(*user, person)),
                None => moved.push(*user),
            }
        }
        if !moved.is_empty() {
            let range = self.range(&moved);
            let versions: HashMap<UserId, Version> =
                ids.iter().copied().zip(seen.people.iter().copied()).collect();
            for person in range.read(scope, &moved, zone)? {
                let user = person.facts.user.id;
                let version = versions.get(&user).copied().flatten();
                let person = Fresh::new(version, seen.company, person);
                lock(self.memory).put(self.company, (range.key)(user), Entry::Person(Arc::clone(&person)));
                known.insert(user, person);
            }
        }
        Ok(ids.iter().map(|user| known.get(user).cloned()).collect())
    }

    /// How much of these people's time to read: so much that what is remembered of them is remembered on, where it can be.
    fn range(&self, moved: &[UserId]) -> Range {
        let mut memory = lock(self.memory);
        let mut remembered = |key: fn(UserId) -> Key| {
            let of = |user: &UserId| match memory.get(self.company, key(*user)) {
                Some(Entry::Person(person)) => Some(person.value.facts.range),
                _ => None,
            };
            let all = moved.iter().filter_map(of);
            let all: Vec<Interval> = all.collect();
            let start = all.iter().map(|range| range.start()).min();
            let end = all.iter().map(|range| range.end()).max();
            start.zip(end).and_then(|(start, end)| Interval::new(start, end).ok())
        };
        let near = remembered(Key::Person);
        if let Some(time) = free_busy::range(self.window, self.now, near) {
            return Range { time, key: Key::Person };
        }
        Range { time: free_busy::far_range(self.window, remembered(Key::Far)), key: Key::Far }
    }
}

/// How much is read of people, and as what it is remembered.
#[derive(Clone, Copy)]
struct Range {
    time: Interval,
    key: fn(UserId) -> Key,
}

impl Range {
    fn read(self, scope: &mut Scope<'_>, ids: &[UserId], zone: &TimeZone) -> Result<Vec<Person>, StoreError> {
        // What is remembered does not depend on who asked first.
        let scope = &mut scope.everybodys();
        let found = users::by_ids(scope, ids)?;
        let facts = free_busy::read_facts(scope, found, zone, self.time)?;
        let mut of = patterns_by_user(patterns::of_users(scope, ids)?);
        let person =
            |facts: Arc<Facts>| Person { patterns: of.remove(&facts.user.id).unwrap_or_default(), facts };
        Ok(facts.into_iter().map(person).collect())
    }
}

fn patterns_by_user(all: Vec<Pattern>) -> HashMap<UserId, Vec<Pattern>> {
    let mut by: HashMap<UserId, Vec<Pattern>> = HashMap::new();
    for pattern in all {
        by.entry(pattern.details.user).or_default().push(pattern);
    }
    by
}

/// The company as it is in this transaction, in which that is its version.
pub(super) fn read_open(
    scope: &mut Scope<'_>,
    memory: &Mutex<Memory>,
    version: Version,
    id: CompanyId,
) -> Result<Arc<Fresh<Open>>, StoreError> {
    if let Some(open) = guess_open(&mut lock(memory), id).filter(|open| open.holds(version, version)) {
        return Ok(open);
    }
    let open = Fresh::new(version, version, Open::new(companies::get(scope, id)?));
    lock(memory).put(id, Key::Company, Entry::Company(Arc::clone(&open)));
    Ok(open)
}

/// What is remembered of a company.
pub(super) fn guess_open(memory: &mut Memory, id: CompanyId) -> Option<Arc<Fresh<Open>>> {
    match memory.get(id, Key::Company) {
        Some(Entry::Company(open)) => Some(open),
        _ => None,
    }
}

impl Facts {
    /// Whether reading again would tell no more of this window.
    fn answer(&self, window: Interval) -> bool {
        self.cover(window) || self.need_texts(window)
    }
}

/// Whether a calendar of one of them has to be followed beyond what is stored.
pub(super) fn need_texts(people: &[Arc<Fresh<Person>>], window: Interval) -> bool {
    people.iter().any(|person| person.value.facts.need_texts(window))
}

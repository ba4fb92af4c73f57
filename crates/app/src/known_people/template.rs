//! A template with its people.

use super::entry::{Alias, Entry, Fresh, Key, Open, Person};
use super::memory::Memory;
use super::people::{Guess, Names, People, Seen, guess, guess_open, need_texts, proven, read_open};
use super::{AnswerName, KnownPeople, Tag, lock};
use crate::free_busy::Gathered;
use crate::pattern_rules::{NamedPattern, in_force};
use domain::access::{Permit, Reach};
use domain::directory::Template;
use domain::{Refusal, TemplateId, UserId};
use persistence::ledger::Versioned;
use persistence::store::templates;
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// What is asked of a template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AskedTemplate {
    pub(crate) id: TemplateId,
    pub(crate) window: Interval,
    pub(crate) now: Timestamp,
}

/// A template with all that is stored of its people, as it is now.
pub(crate) struct KnownTemplate {
    pub(crate) template: Arc<Template>,
    pub(crate) gathered: Gathered,
    pub(crate) patterns: HashMap<UserId, Vec<NamedPattern>>,
    /// Whether the company takes bookings.
    pub(crate) open: bool,
}

/// What is remembered for an answer, before it is known whether it holds.
struct Remembered {
    names: Names,
    open: Option<Arc<Fresh<Open>>>,
    template: Arc<Fresh<Arc<Template>>>,
    people: Vec<Guess>,
}

/// What an answer is made of, all of it of one snapshot.
pub(crate) struct ProvenTemplate {
    open: Arc<Fresh<Open>>,
    template: Arc<Fresh<Arc<Template>>>,
    people: Vec<Arc<Fresh<Person>>>,
}

impl KnownPeople {
    /// A template and its people, for a window; `None` where that can't be had from what is remembered: nothing is to be, or a
    /// calendar has to be followed beyond what is stored.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for a template without interviewers.
    pub(crate) async fn template(
        &self,
        permit: &Permit,
        asked: AskedTemplate,
    ) -> Result<Option<ProvenTemplate>, StoreError> {
        let AskedTemplate { id, window, .. } = asked;
        let Some(memory) = self.memory.clone() else { return Ok(None) };
        let remembered = Remembered::of(&memory, permit, id, window);
        if let Some(remembered) = &remembered {
            let seen = remembered.names.now(&self.versions, permit).await?;
            if let Some(proven) = remembered.proven(&seen, window) {
                return Ok(proven.whole(window));
            }
        }
        let permit = permit.clone();
        let read = self.db.read(move |tx| asked.read(tx, &permit, &memory, remembered.as_ref()));
        Ok(read.await?.whole(window))
    }
}

fn names(template: &Template) -> Names {
    let people = template.details.interviewers.clone();
    Names { company: template.company, thing: Some(Versioned::Template(template.id)), people }
}

impl Remembered {
    /// What is remembered of a template, where the permit reaches it.
    fn of(memory: &Mutex<Memory>, permit: &Permit, id: TemplateId, window: Interval) -> Option<Self> {
        let mut memory = lock(memory);
        let (company, key) = memory.find(&Alias::Template(id))?;
        if matches!(permit.reach(), Reach::Company(own) if own != company) {
            return None;
        }
        let Some(Entry::Template(template)) = memory.get(company, key) else { return None };
        let names = names(&template.value);
        let people =
            names.people.iter().map(|user| guess(&mut memory, company, *user, Some(window))).collect();
        Some(Self { open: guess_open(&mut memory, company), names, template, people })
    }

    /// All of it, where these are the versions now and it covers the window.
    fn proven(&self, seen: &Seen, window: Interval) -> Option<ProvenTemplate> {
        let open = self.open.as_ref().filter(|open| open.holds(seen.company, seen.company))?;
        if !self.template.holds(seen.thing, None) {
            return None;
        }
        let people = proven(&self.people, seen, Some(window))?;
        Some(ProvenTemplate { open: Arc::clone(open), template: Arc::clone(&self.template), people })
    }
}

impl ProvenTemplate {
    /// Itself, unless a calendar has to be followed beyond what is stored.
    fn whole(self, window: Interval) -> Option<Self> {
        (!need_texts(&self.people, window)).then_some(self)
    }

    /// The name of the answer to a question.
    pub(crate) fn answer_name(&self, mut question: Tag, window: Interval, now: Timestamp) -> AnswerName {
        question.version(self.open.version());
        question.version(self.template.version());
        self.people.iter().for_each(|person| question.person(person, window, now));
        AnswerName { company: self.template.value.company, tag: question.told() }
    }

    /// All of it.
    pub(crate) fn known(self, window: Interval, now: Timestamp) -> KnownTemplate {
        let facts = self.people.iter().map(|person| Arc::clone(&person.value.facts)).collect();
        let patterns = self.people.iter().filter(|person| !person.value.patterns.is_empty());
        let zone = |person: &&Arc<Fresh<Person>>| {
            let facts = &person.value.facts;
            (facts.user.id, facts.zone.clone())
        };
        let zones = patterns.clone().map(|person| zone(&person)).collect();
        KnownTemplate {
            patterns: in_force(patterns.flat_map(|person| &person.value.patterns), &zones, now),
            template: Arc::clone(&self.template.value),
            gathered: Gathered::of(facts, window, now),
            open: self.open.value.company.details.active,
        }
    }
}

/// A template, and the versions of all who are concerned.
type TemplateNow = (Arc<Fresh<Arc<Template>>>, Seen);

impl AskedTemplate {
    /// Reads what of it is not remembered as it is in this transaction, and remembers it. The transaction sees the database as it
    /// was at one moment: so versions and what they are of belong together.
    fn read(
        self,
        tx: &mut Tx<'_>,
        permit: &Permit,
        memory: &Mutex<Memory>,
        remembered: Option<&Remembered>,
    ) -> Result<ProvenTemplate, StoreError> {
        let Self { id, window, now } = self;
        let mut scope = tx.scope(permit);
        let known = match remembered {
            Some(remembered) => remembered.still_template(&mut scope)?,
            None => None,
        };
        let (template, seen) = match known {
            Some(known) => known,
            None => read_template(&mut scope, memory, id)?,
        };
        let company = template.value.company;
        let scope = &mut scope.for_company(company)?;
        let open = read_open(scope, memory, seen.company, company)?;
        let ids = &template.value.details.interviewers;
        let people = People { memory, company, window, now }.read(scope, ids, &seen, &open.value.zone)?;
        let missing = people.iter().position(Option::is_none);
        if let Some(at) = missing {
            return Err(
                Refusal::NotFound { what: "user", pointer: Some(format!("/interviewers/{at}")) }.into()
            );
        }
        Ok(ProvenTemplate { open, template, people: people.into_iter().flatten().collect() })
    }
}

impl Remembered {
    /// The template that is remembered, if it is still so in this transaction.
    fn still_template(&self, scope: &mut Scope<'_>) -> Result<Option<TemplateNow>, StoreError> {
        let seen = self.names.within(scope)?;
        Ok(self.template.holds(seen.thing, None).then(|| (Arc::clone(&self.template), seen)))
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
    let seen = names(&template).within(scope)?;
    let template = Fresh::new(seen.thing, None, Arc::new(template));
    lock(memory).put(company, Key::Template(id), Entry::Template(Arc::clone(&template)));
    Ok((template, seen))
}

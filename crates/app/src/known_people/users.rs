//! Free/busy of people who are named.

use super::entry::{Fresh, Open, Person};
use super::people::{Names, People, guess, guess_open, need_texts, proven, read_open};
use super::{KnownPeople, lock};
use crate::free_busy::{self, Gathered};
use domain::access::{Permit, Reach};
use domain::{Refusal, UserId};
use persistence::StoreError;
use scheduling_core::time::{Interval, Timestamp};
use std::sync::Arc;

impl KnownPeople {
    /// Free/busy of these users, in the order given, as it is now: from memory where nothing has moved, which takes one statement.
    ///
    /// # Errors
    /// `NotFound` with the pointer `/user_ids/{index}` of the first user that the permit does not reach.
    pub async fn free_busy(
        &self,
        permit: Permit,
        ids: Vec<UserId>,
        window: Interval,
        now: Timestamp,
    ) -> Result<Gathered, StoreError> {
        if let Some(known) = self.users(&permit, &ids, window, now).await? {
            return Ok(known);
        }
        self.db.read(move |tx| free_busy::of_users(tx, &permit, &ids, window, now)).await
    }

    /// The people of one company, in the order asked; `None` where that can't be had from what is remembered: nothing is to be,
    /// the permit reaches all companies, or a calendar has to be followed beyond what is stored.
    ///
    /// # Errors
    /// `NotFound` with the pointer `/user_ids/{index}` of the first who is not there.
    async fn users(
        &self,
        permit: &Permit,
        ids: &[UserId],
        window: Interval,
        now: Timestamp,
    ) -> Result<Option<Gathered>, StoreError> {
        let (Some(memory), Reach::Company(company)) = (self.memory.clone(), permit.reach()) else {
            return Ok(None);
        };
        let names = Names { company, thing: None, people: ids.to_vec() };
        let (open, guesses) = {
            let mut memory = lock(&memory);
            let guesses: Vec<_> =
                ids.iter().map(|user| guess(&mut memory, company, *user, Some(window))).collect();
            (guess_open(&mut memory, company), guesses)
        };
        if guesses.iter().all(Option::is_some) && open.is_some() {
            let seen = names.now(&self.versions, permit).await?;
            let open = open.filter(|open: &Arc<Fresh<Open>>| open.holds(seen.company, seen.company));
            if let Some(people) = open.and_then(|_| proven(&guesses, &seen, Some(window))) {
                return Ok(gathered(&people, window, now));
            }
        }
        let permit = permit.clone();
        let read = self.db.read(move |tx| -> Result<_, StoreError> {
            let scope = &mut tx.scope(&permit);
            let scope = &mut scope.for_company(company)?;
            let seen = names.within(scope)?;
            let open = read_open(scope, &memory, seen.company, company)?;
            let people = People { memory: &memory, company, window, now };
            required(people.read(scope, &names.people, &seen, &open.value.zone)?)
        });
        Ok(gathered(&read.await?, window, now))
    }
}

fn gathered(people: &[Arc<Fresh<Person>>], window: Interval, now: Timestamp) -> Option<Gathered> {
    let facts = || people.iter().map(|person| Arc::clone(&person.value.facts)).collect();
    (!need_texts(people, window)).then(|| Gathered::of(facts(), window, now))
}

fn required(people: Vec<Option<Arc<Fresh<Person>>>>) -> Result<Vec<Arc<Fresh<Person>>>, StoreError> {
    let of = |(index, person): (usize, Option<_>)| {
        person.ok_or_else(|| {
            Refusal::NotFound { what: "user", pointer: Some(format!("/user_ids/{index}")) }.into()
        })
    };
    people.into_iter().enumerate().map(of).collect()
}

//! The door to companies' data.
//!
//! Every function of [`store`](crate::store) and [`ledger`](crate::ledger) takes a [`Scope`], and only a permit makes
//! one. What is outside the scope looks as if it were not there.

use super::DbError;
use super::cipher::CipherSlot;
use super::connection::AnyConnection;
use super::savepoint::savepoint;
use domain::access::{Permit, Reach, Sees};
use domain::{CompanyId, ConflictId, Refusal};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// What all scopes and savepoints of a transaction share: the conflicts that it has opened, whose locks it has, and the cipher of
/// its database.
#[derive(Clone)]
pub(crate) struct Context {
    opened: Rc<RefCell<Vec<ConflictId>>>,
    locks: Rc<RefCell<Locks>>,
    /// How many savepoints are open.
    depth: u32,
    cipher: CipherSlot,
}

/// The subjects whose versions a transaction has raised, and so whose locks it has, each with the number of savepoints that were
/// open then.
type Locks = HashMap<(CompanyId, String), u32>;

impl Context {
    pub(super) fn new(cipher: CipherSlot) -> Self {
        Self { opened: Rc::default(), locks: Rc::default(), depth: 0, cipher }
    }

    /// Runs `work` within a savepoint. Where that is undone, so are the locks that were taken in it.
    pub(super) fn savepoint<T, E: From<DbError>>(
        &self,
        connection: &mut AnyConnection,
        work: impl FnOnce(&mut AnyConnection, Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let inside = Self { depth: self.depth + 1, ..self.clone() };
        let done = savepoint(connection, |connection| work(connection, inside));
        if done.is_err() {
            self.locks.borrow_mut().retain(|_, depth| *depth <= self.depth);
        }
        done
    }

    /// What seals the secrets that are stored.
    pub(super) fn cipher(&self) -> &CipherSlot {
        &self.cipher
    }

    fn note(&self, opened: impl IntoIterator<Item = ConflictId>) {
        self.opened.borrow_mut().extend(opened);
    }

    pub(super) fn all(&self) -> Vec<ConflictId> {
        self.opened.borrow().clone()
    }
}

/// What a caller may reach within one transaction: all companies, or one.
pub struct Scope<'t> {
    connection: &'t mut AnyConnection,
    reach: Reach,
    sees: Sees,
    context: Context,
}

impl<'t> Scope<'t> {
    pub(crate) fn new(connection: &'t mut AnyConnection, permit: &Permit, context: Context) -> Self {
        Self { connection, reach: permit.reach(), sees: permit.sees(), context }
    }

    /// How far it reaches.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// The one company that it reaches; `None` where it reaches all.
    #[must_use]
    pub fn company(&self) -> Option<CompanyId> {
        match self.reach {
            Reach::Platform => None,
            Reach::Company(company) => Some(company),
        }
    }

    /// The same scope with nothing but this company in it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where the scope does not reach that company.
    pub fn for_company(&mut self, company: CompanyId) -> Result<Scope<'_>, Refusal> {
        if self.company().is_some_and(|own| own != company) {
            return Err(Refusal::not_found("company"));
        }
        let context = self.context.clone();
        Ok(Scope { connection: self.connection, reach: Reach::Company(company), sees: self.sees, context })
    }

    /// Whose things it shows.
    #[must_use]
    pub fn sees(&self) -> Sees {
        self.sees
    }

    /// The same scope with everybody's things in it: for what the product itself has to know to do what is permitted, and
    /// shows nobody.
    pub fn everybodys(&mut self) -> Scope<'_> {
        let context = self.context.clone();
        Scope { connection: self.connection, reach: self.reach, sees: Sees::Everything, context }
    }

    /// Runs `work` so that its error undoes what it wrote, and nothing else.
    ///
    /// # Errors
    /// Those of `work`, and [`DbError`] where the savepoint itself fails.
    pub fn savepoint<T, E: From<DbError>>(
        &mut self,
        work: impl FnOnce(&mut Scope<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (reach, sees) = (self.reach, self.sees);
        let context = self.context.clone();
        context.savepoint(self.connection, |connection, context| {
            work(&mut Scope { connection, reach, sees, context })
        })
    }

    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        self.connection
    }

    /// Has the transaction remember conflicts that were opened.
    pub(crate) fn note_opened(&self, opened: impl IntoIterator<Item = ConflictId>) {
        self.context.note(opened);
    }

    /// Those of these subjects whose locks the transaction does not have.
    pub(crate) fn without_lock(
        &self,
        company: CompanyId,
        names: impl IntoIterator<Item = String>,
    ) -> Vec<String> {
        let locks = self.context.locks.borrow();
        let place = |name: String| (company, name);
        names.into_iter().map(place).filter(|place| !locks.contains_key(place)).map(|place| place.1).collect()
    }

    /// Has the transaction remember whose locks it has.
    pub(crate) fn note_locked(&self, company: CompanyId, names: impl IntoIterator<Item = String>) {
        let depth = self.context.depth;
        let places = names.into_iter().map(|name| ((company, name), depth));
        self.context.locks.borrow_mut().extend(places);
    }

    /// Has the transaction forget whose locks it has: their rows may have gone.
    pub(crate) fn forget_locks(&self) {
        self.context.locks.borrow_mut().clear();
    }

    /// What seals the secrets that are stored.
    pub(crate) fn cipher(&self) -> &CipherSlot {
        &self.context.cipher
    }

    /// The company that a new object belongs to.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] where the scope reaches all companies: then the request has to name one.
    pub(crate) fn home(&self) -> Result<CompanyId, Refusal> {
        self.company().ok_or_else(|| Refusal::invalid("/company_id", "name the company"))
    }
}

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
use std::rc::Rc;

/// What all scopes and savepoints of a transaction share: the conflicts that it has opened, and the cipher of its database.
#[derive(Clone)]
pub(crate) struct Context {
    opened: Rc<RefCell<Vec<ConflictId>>>,
    cipher: CipherSlot,
}

impl Context {
    pub(super) fn new(cipher: CipherSlot) -> Self {
        Self { opened: Rc::default(), cipher }
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
        let (reach, sees, context) = (self.reach, self.sees, self.context.clone());
        savepoint(self.connection, |connection| work(&mut Scope { connection, reach, sees, context }))
    }

    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        self.connection
    }

    /// Has the transaction remember conflicts that were opened.
    pub(crate) fn note_opened(&self, opened: impl IntoIterator<Item = ConflictId>) {
        self.context.note(opened);
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

//! The door to companies' data.
//!
//! Every function of [`store`](crate::store) and [`ledger`](crate::ledger) takes a [`Scope`], and only a permit makes
//! one. What is outside the scope looks as if it were not there.

use super::DbError;
use super::connection::AnyConnection;
use super::savepoint::savepoint;
use domain::access::{Permit, Reach, Sees};
use domain::{CompanyId, ConflictId, Refusal};
use std::cell::RefCell;
use std::rc::Rc;

/// The conflicts that a transaction has opened, shared by all of its scopes and savepoints.
#[derive(Clone, Default)]
pub(crate) struct Opened(Rc<RefCell<Vec<ConflictId>>>);

impl Opened {
    pub(crate) fn note(&self, opened: impl IntoIterator<Item = ConflictId>) {
        self.0.borrow_mut().extend(opened);
    }

    pub(super) fn all(&self) -> Vec<ConflictId> {
        self.0.borrow().clone()
    }
}

/// What a caller may reach within one transaction: all companies, or one.
pub struct Scope<'t> {
    connection: &'t mut AnyConnection,
    reach: Reach,
    sees: Sees,
    opened: Opened,
}

impl<'t> Scope<'t> {
    pub(crate) fn new(connection: &'t mut AnyConnection, permit: &Permit, opened: Opened) -> Self {
        Self { connection, reach: permit.reach(), sees: permit.sees(), opened }
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
        let opened = self.opened.clone();
        Ok(Scope { connection: self.connection, reach: Reach::Company(company), sees: self.sees, opened })
    }

    /// Whose things it shows.
    #[must_use]
    pub fn sees(&self) -> Sees {
        self.sees
    }

    /// The same scope with everybody's things in it: for what the product itself has to know to do what is permitted, and
    /// shows nobody.
    pub fn everybodys(&mut self) -> Scope<'_> {
        let opened = self.opened.clone();
        Scope { connection: self.connection, reach: self.reach, sees: Sees::Everything, opened }
    }

    /// Runs `work` so that its error undoes what it wrote, and nothing else.
    ///
    /// # Errors
    /// Those of `work`, and [`DbError`] where the savepoint itself fails.
    pub fn savepoint<T, E: From<DbError>>(
        &mut self,
        work: impl FnOnce(&mut Scope<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (reach, sees, opened) = (self.reach, self.sees, self.opened.clone());
        savepoint(self.connection, |connection| work(&mut Scope { connection, reach, sees, opened }))
    }

    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        self.connection
    }

    /// Has the transaction remember conflicts that were opened.
    pub(crate) fn note_opened(&self, opened: impl IntoIterator<Item = ConflictId>) {
        self.opened.note(opened);
    }

    /// The company that a new object belongs to.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] where the scope reaches all companies: then the request has to name one.
    pub(crate) fn home(&self) -> Result<CompanyId, Refusal> {
        self.company().ok_or_else(|| Refusal::invalid("/company_id", "name the company"))
    }
}

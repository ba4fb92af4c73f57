//! Rows of several tables that are written together.

use crate::Scope;
use crate::db::DbError;
use crate::db::bulk::{self, Bulk};
use crate::db::fragments::{Uuids, uuid_in};
use crate::schema::commitments;
use diesel::prelude::*;
use domain::{CommitmentId, CompanyId};
use std::any::Any;

/// What use cases have decided to write, gathered: on PostgreSQL all of it is one statement, so that the locks behind
/// which it was decided are held for one round trip instead of one for each row.
///
/// Stores add to it; the order in which they do does not matter, since foreign keys are looked at when all is there.
#[derive(Default)]
pub struct Writes {
    /// Expired holds, in the way of the ledger's constraint.
    holds: Vec<CommitmentId>,
    /// Rows, those of each table together.
    parts: Vec<Box<dyn Part>>,
}

/// Rows of one table, to which more can be added.
trait Part: Bulk + Any {}

impl<T: Bulk + Any> Part for T {}

impl Writes {
    /// Has a row written.
    pub(crate) fn add<R: 'static>(&mut self, row: R)
    where
        Vec<R>: Bulk,
    {
        match self.rows() {
            Some(rows) => rows.push(row),
            None => self.parts.push(Box::new(vec![row])),
        }
    }

    /// Has time taken, before all else, and with it expired holds removed that are in its way.
    pub(crate) fn take<R: 'static>(&mut self, rows: Vec<R>, holds: Vec<CommitmentId>)
    where
        Vec<R>: Bulk,
    {
        self.holds.extend(holds);
        match self.rows() {
            Some(there) => there.extend(rows),
            None => self.parts.insert(0, Box::new(rows)),
        }
    }

    fn rows<R: 'static>(&mut self) -> Option<&mut Vec<R>> {
        self.parts.iter_mut().find_map(|part| {
            let part: &mut dyn Any = part.as_mut();
            part.downcast_mut()
        })
    }

    /// Writes it all.
    ///
    /// # Errors
    /// [`DbError`] where the database fails or refuses: the transaction, or the savepoint around it, is good for nothing
    /// then but to be rolled back.
    pub fn run(self, scope: &mut Scope<'_>) -> Result<(), DbError> {
        if let (false, Some(company)) = (self.holds.is_empty(), scope.company()) {
            forget(scope, company, &self.holds)?;
        }
        let parts = self.parts.into_iter().map(|part| part as Box<dyn Bulk>);
        bulk::write(scope.connection(), parts.collect())
    }
}

fn forget(scope: &mut Scope<'_>, company: CompanyId, holds: &[CommitmentId]) -> Result<(), DbError> {
    let ids: Uuids = holds.iter().map(|id| id.0).collect();
    let holds = commitments::table
        .filter(commitments::company_id.eq(company.0))
        .filter(uuid_in(commitments::id, &ids));
    diesel::delete(holds).execute(scope.connection())?;
    Ok(())
}

//! Rows of several tables that are written together.

use crate::Scope;
use crate::db::DbError;
use crate::db::bulk::{self, Bulk};
use crate::db::fragments::{Uuids, uuid_in};
use crate::db::statements::TakePlaces;
use crate::schema::commitments;
use crate::store::{idempotency, interview_logs, schedules};
use crate::{ledger, outbox};
use diesel::prelude::*;
use domain::{CommitmentId, CompanyId};

/// What use cases have decided to write, gathered: on PostgreSQL all of it is one statement, so that the locks behind
/// which it was decided are held for one round trip instead of one for each row.
///
/// Stores add to it; the order in which they do does not matter, since foreign keys are looked at when all is there.
#[derive(Default)]
pub struct Writes {
    /// Expired holds, in the way of the ledger's constraint.
    pub(crate) holds: Vec<CommitmentId>,
    pub(crate) commitments: Vec<ledger::NewRow>,
    pub(crate) places: Vec<TakePlaces>,
    pub(crate) schedules: Vec<schedules::Row>,
    pub(crate) logs: Vec<interview_logs::NewRow>,
    pub(crate) effects: Vec<outbox::NewRow>,
    pub(crate) answers: Vec<idempotency::NewRow>,
}

impl Writes {
    /// Writes it all.
    ///
    /// # Errors
    /// [`DbError`] where the database fails or refuses: the transaction, or the savepoint around it, is good for nothing
    /// then but to be rolled back.
    pub fn run(self, scope: &mut Scope<'_>) -> Result<(), DbError> {
        if let (false, Some(company)) = (self.holds.is_empty(), scope.company()) {
            forget(scope, company, &self.holds)?;
        }
        bulk::write(scope.connection(), self.parts())
    }

    fn parts(self) -> Vec<Box<dyn Bulk>> {
        let mut parts: Vec<Box<dyn Bulk>> = Vec::new();
        part(&mut parts, self.commitments);
        part(&mut parts, self.schedules);
        part(&mut parts, self.logs);
        part(&mut parts, self.effects);
        part(&mut parts, self.answers);
        part(&mut parts, self.places);
        parts
    }
}

fn part<T>(parts: &mut Vec<Box<dyn Bulk>>, rows: Vec<T>)
where
    Vec<T>: Bulk + 'static,
{
    if !rows.is_empty() {
        parts.push(Box::new(rows));
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

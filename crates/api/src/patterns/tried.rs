//! Changes of patterns that are only tried: what they would break, and what their interviewer would lose.

use super::wire::{PatternIn, PatternPatch};
use crate::kit::collection::{Answered, CreateBody, checked_change, precondition};
use crate::kit::dry_run::{DryRunQuery, dry_run_of_pattern};
use crate::kit::granted::Granted;
use actix_web::Responder;
use app::kit::Precondition;
use app::kit::collection;
use app::patterns::closing;
use domain::PatternId;
use domain::access::Permit;
use domain::access::actions::ManagePatterns;
use domain::slot::PatternDetails;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// What is tried with a pattern.
struct Tried {
    permit: Permit,
    id: PatternId,
    seen: Precondition,
    now: Timestamp,
}

impl Granted<ManagePatterns, DryRunQuery> {
    /// Replaces a pattern.
    ///
    /// # Errors
    /// As [`Granted::replace`].
    pub(super) async fn replace_pattern(mut self, id: i64, body: PatternIn) -> Answered {
        if !self.query.is_dry() {
            return self.replace(id, body).await;
        }
        self.permit = self.permit_for(CreateBody::company(&body), "/company")?;
        let change = checked_change(body)?;
        let work = move |tx: &mut Tx<'_>, tried: &Tried| {
            collection::update(tx, &tried.permit, tried.id, &tried.seen, &change, tried.now).map(drop)
        };
        self.tried(id, work).await
    }

    /// Changes a pattern.
    ///
    /// # Errors
    /// As [`Granted::update`].
    pub(super) async fn update_pattern(self, id: i64, body: PatternPatch) -> Answered {
        if !self.query.is_dry() {
            return self.update(id, body).await;
        }
        let change = checked_change(body)?;
        let work = move |tx: &mut Tx<'_>, tried: &Tried| {
            collection::update(tx, &tried.permit, tried.id, &tried.seen, &change, tried.now).map(drop)
        };
        self.tried(id, work).await
    }

    /// Deletes a pattern.
    ///
    /// # Errors
    /// As [`Granted::delete`].
    pub(super) async fn delete_pattern(self, id: i64) -> Answered {
        if !self.query.is_dry() {
            return self.delete::<PatternDetails>(id).await;
        }
        let work = |tx: &mut Tx<'_>, tried: &Tried| {
            collection::delete::<PatternDetails>(tx, &tried.permit, tried.id, &tried.seen, tried.now)
        };
        self.tried(id, work).await
    }

    async fn tried(
        self,
        id: i64,
        work: impl Fn(&mut Tx<'_>, &Tried) -> Result<(), StoreError> + Send + 'static,
    ) -> Answered {
        let seen = precondition(&self.request).await;
        let tried = Tried { permit: self.permit.clone(), id: PatternId(id), seen, now: self.now };
        let whole =
            move |tx: &mut Tx<'_>| closing(tx, &tried.permit, tried.id, tried.now, |tx| work(tx, &tried));
        Ok(dry_run_of_pattern(&self.db, self.permit, whole).await?.respond_to(&self.request))
    }
}

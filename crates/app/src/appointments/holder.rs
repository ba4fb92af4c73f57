//! Who stands before the page of one appointment, and by which right: a link from mail, or an account of their own.

use super::links::Link;
use crate::history::Actor;
use domain::access::Permit;
use domain::appointment::Appointment;
use domain::{AppointmentId, CompanyId, Refusal};
use persistence::store::appointments;
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// Somebody who may see one appointment as its client.
#[derive(Debug, Clone)]
pub enum Holder {
    /// Who has the link.
    Link(Link),
    /// A customer; the permit shows what is their own.
    Customer { permit: Permit, company: CompanyId, appointment: AppointmentId },
}

impl Holder {
    pub(super) fn company(&self) -> CompanyId {
        match self {
            Self::Link(link) => link.company,
            Self::Customer { company, .. } => *company,
        }
    }

    pub(super) fn appointment(&self) -> AppointmentId {
        match self {
            Self::Link(link) => link.appointment,
            Self::Customer { appointment, .. } => *appointment,
        }
    }

    pub(super) fn permit(&self) -> Permit {
        match self {
            Self::Link(link) => Permit::guest(link.company),
            Self::Customer { permit, .. } => permit.clone(),
        }
    }

    /// As the log names them.
    pub(super) fn actor(&self) -> Actor {
        match self {
            Self::Link(_) => Actor::guest("client"),
            Self::Customer { permit, .. } => Actor::of(permit),
        }
    }

    /// The question that they answer.
    pub(super) fn question(&self) -> Option<Uuid> {
        match self {
            Self::Link(link) => link.question(),
            Self::Customer { .. } => None,
        }
    }

    /// Whether they may move and cancel it.
    #[must_use]
    pub fn may_manage(&self) -> bool {
        self.question().is_none()
    }

    /// The appointment; `None` where there is nothing, or their link is too old or was sent to another address.
    pub(super) fn find(
        &self,
        scope: &mut Scope<'_>,
        now: Timestamp,
    ) -> Result<Option<Appointment>, StoreError> {
        match appointments::get(scope, self.appointment()) {
            Err(StoreError::Refused(Refusal::NotFound { .. })) => Ok(None),
            found => Ok(Some(found?).filter(|found| self.is_good(found, now))),
        }
    }

    /// The same where it may be moved and cancelled.
    ///
    /// # Errors
    /// `NotFound`.
    pub(super) fn require(&self, scope: &mut Scope<'_>, now: Timestamp) -> Result<Appointment, StoreError> {
        let found = self.find(scope, now)?.filter(|_| self.may_manage());
        Ok(found.ok_or_else(|| Refusal::not_found("appointment"))?)
    }

    fn is_good(&self, appointment: &Appointment, now: Timestamp) -> bool {
        match self {
            Self::Link(link) => link.opens(appointment, now),
            Self::Customer { .. } => true,
        }
    }
}

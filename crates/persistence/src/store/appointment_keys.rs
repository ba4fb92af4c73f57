//! Appointments by their whole keys.

use crate::db::fragments::{Ids, Uuids};
use domain::{AppointmentId, CompanyId};
use std::collections::BTreeSet;

/// Appointments with the companies that they belong to. Keys of what belongs to them begin with the company: by the appointment
/// alone a table is gone through where the scope names no company.
#[derive(Debug, Clone)]
pub struct AppointmentKeys {
    pub(super) companies: Ids,
    pub(super) ids: Uuids,
}

impl AppointmentKeys {
    pub(super) fn is_empty(&self) -> bool {
        self.ids.list.is_empty()
    }
}

impl FromIterator<(CompanyId, AppointmentId)> for AppointmentKeys {
    fn from_iter<I: IntoIterator<Item = (CompanyId, AppointmentId)>>(keys: I) -> Self {
        let (companies, ids): (BTreeSet<i64>, Vec<uuid::Uuid>) =
            keys.into_iter().map(|(company, id)| (company.0, id.0)).unzip();
        Self { companies: companies.into_iter().collect(), ids: ids.into_iter().collect() }
    }
}

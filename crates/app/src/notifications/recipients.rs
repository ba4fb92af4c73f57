//! The recipients of notifications, and their preferences.

use domain::CompanyId;
use domain::Refusal;
use domain::directory::{CandidateDetails, Company};
use domain::message::{NotificationSettings, Person, Preferences};
use integrations::mail::notices::Language;
use persistence::store::collection::Collection;
use persistence::store::{appointment_erasure, appointments, companies, notifications, users};
use persistence::{Scope, StoreError};

/// A person who is notified.
#[derive(Debug, Clone)]
pub(crate) struct Recipient {
    pub(crate) person: Person,
    pub(crate) name: String,
    pub(crate) address: String,
    /// An IANA name: their own zone, or the company's.
    pub(crate) zone: String,
    pub(crate) language: Language,
    pub(crate) preferences: Preferences,
    /// Whether they still get new notifications.
    pub(crate) active: bool,
}

/// A company as recipients see it.
pub(crate) struct CompanyProfile {
    pub(crate) company: Company,
    pub(crate) settings: NotificationSettings,
}

impl CompanyProfile {
    pub(crate) fn of(scope: &mut Scope<'_>, company: CompanyId) -> Result<Self, StoreError> {
        let (settings, _) = notifications::settings_of(scope, company)?;
        Ok(Self { company: companies::get(scope, company)?, settings })
    }

    /// In whose name mail goes out.
    pub(crate) fn sender_name(&self) -> &str {
        self.settings.sender_name.as_deref().unwrap_or(&self.company.details.name)
    }

    /// Those of these people who are still there, in that order.
    pub(crate) fn recipients(
        &self,
        scope: &mut Scope<'_>,
        people: &[Person],
    ) -> Result<Vec<Recipient>, StoreError> {
        let mut said = notifications::preferences_of(scope, self.company.id, people)?;
        let mut recipients = Vec::new();
        for &person in people {
            let preferences = said.remove(&person).map(|(preferences, _)| preferences).unwrap_or_default();
            recipients.extend(self.recipient(scope, person, preferences)?);
        }
        Ok(recipients)
    }

    fn recipient(
        &self,
        scope: &mut Scope<'_>,
        person: Person,
        preferences: Preferences,
    ) -> Result<Option<Recipient>, StoreError> {
        let found = match person {
            Person::User(id) => users::by_ids(scope, &[id])?
                .pop()
                .map(|user| user.details)
                .map(|user| (user.name, user.email, user.time_zone, user.active)),
            // Nobody reaches a candidate who was erased.
            Person::Candidate(id) => found_or_none(CandidateDetails::get(scope, id))?
                .filter(|candidate| candidate.kept.erased_at.is_none())
                .map(|candidate| candidate.details)
                .map(|candidate| (candidate.name, candidate.email, candidate.time_zone, true)),
            // Nor a client who was.
            Person::Client(id) if appointment_erasure::is_erased(scope, id)? => None,
            Person::Client(id) => found_or_none(appointments::get(scope, id))?
                .map(|appointment| appointment.client)
                .map(|client| (client.name, client.email, None, true)),
        };
        Ok(found.map(|(name, address, zone, active)| {
            let zone = zone.unwrap_or_else(|| self.company.details.time_zone.clone());
            let tag = preferences.language.as_deref().unwrap_or(&self.settings.language);
            let language = Language::of_tag(tag);
            Recipient { person, name, address, zone, language, preferences, active }
        }))
    }
}

/// `None` for what was deleted meanwhile: there is no one to notify, and nothing to notify of.
pub(crate) fn found_or_none<T>(found: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(StoreError::Refused(Refusal::NotFound { .. })) => Ok(None),
        Err(error) => Err(error),
    }
}

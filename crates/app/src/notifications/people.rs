//! Who is told something, and how they want to be.

use domain::CompanyId;
use domain::Refusal;
use domain::directory::{CandidateDetails, Company};
use domain::message::{NotificationSettings, Person, Preferences};
use integrations::mail::notices::Language;
use persistence::store::collection::Collection;
use persistence::store::{companies, notifications, users};
use persistence::{Scope, StoreError};

/// Somebody who is told something.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub(crate) person: Person,
    pub(crate) name: String,
    pub(crate) address: String,
    /// An IANA name: their own zone, or the company's.
    pub(crate) zone: String,
    pub(crate) language: Language,
    pub(crate) preferences: Preferences,
    /// Whether they may still be told of anything new.
    pub(crate) active: bool,
}

/// A company as people hear from it.
pub(crate) struct House {
    pub(crate) company: Company,
    pub(crate) settings: NotificationSettings,
}

impl House {
    pub(crate) fn of(scope: &mut Scope<'_>, company: CompanyId) -> Result<Self, StoreError> {
        let (settings, _) = notifications::settings_of(scope, company)?;
        Ok(Self { company: companies::get(scope, company)?, settings })
    }

    /// In whose name mail goes out.
    pub(crate) fn sender_name(&self) -> &str {
        self.settings.sender_name.as_deref().unwrap_or(&self.company.details.name)
    }

    /// Those of these people who are still there, in that order.
    pub(crate) fn readers(
        &self,
        scope: &mut Scope<'_>,
        people: &[Person],
    ) -> Result<Vec<Reader>, StoreError> {
        let mut said = notifications::preferences_of(scope, self.company.id, people)?;
        let mut readers = Vec::new();
        for &person in people {
            let preferences = said.remove(&person).map(|(preferences, _)| preferences).unwrap_or_default();
            readers.extend(self.reader(scope, person, preferences)?);
        }
        Ok(readers)
    }

    fn reader(
        &self,
        scope: &mut Scope<'_>,
        person: Person,
        preferences: Preferences,
    ) -> Result<Option<Reader>, StoreError> {
        let found = match person {
            Person::User(id) => users::by_ids(scope, &[id])?
                .pop()
                .map(|user| user.details)
                .map(|user| (user.name, user.email, user.time_zone, user.active)),
            Person::Candidate(id) => there(CandidateDetails::get(scope, id))?
                .map(|candidate| candidate.details)
                .map(|candidate| (candidate.name, candidate.email, candidate.time_zone, true)),
        };
        Ok(found.map(|(name, address, zone, active)| {
            let zone = zone.unwrap_or_else(|| self.company.details.time_zone.clone());
            let tag = preferences.language.as_deref().unwrap_or(&self.settings.language);
            let language = Language::of_tag(tag);
            Reader { person, name, address, zone, language, preferences, active }
        }))
    }
}

/// What was deleted meanwhile is nobody to tell, and nothing to tell of.
pub(crate) fn there<T>(found: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(StoreError::Refused(Refusal::NotFound { .. })) => Ok(None),
        Err(error) => Err(error),
    }
}

//! Who is told something, and how they want to be.

use domain::CompanyId;
use domain::directory::Company;
use domain::interview::Interview;
use domain::message::{NotificationSettings, Person, Preferences};
use domain::{InterviewId, Refusal, UserId};
use integrations::mail::notices::Language;
use persistence::store::{candidates, companies, notifications, notified, users};
use persistence::{Scope, StoreError};

/// Somebody who is told something.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    pub(super) person: Person,
    pub(super) name: String,
    pub(super) address: String,
    /// An IANA name: their own zone, or the company's.
    pub(super) zone: String,
    pub(super) language: Language,
    pub(super) preferences: Preferences,
    /// Whether they may still be told of anything new.
    pub(super) active: bool,
}

/// A company as people hear from it.
pub(super) struct House {
    pub(super) company: Company,
    pub(super) settings: NotificationSettings,
}

impl House {
    pub(super) fn of(scope: &mut Scope<'_>, company: CompanyId) -> Result<Self, StoreError> {
        let (settings, _) = notifications::settings_of(scope, company)?;
        Ok(Self { company: companies::get(scope, company)?, settings })
    }

    /// In whose name mail goes out.
    pub(super) fn sender_name(&self) -> &str {
        self.settings.sender_name.as_deref().unwrap_or(&self.company.details.name)
    }

    /// Those of these people who are still there, in that order.
    pub(super) fn readers(
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
            Person::Candidate(id) => there(candidates::get(scope, id))?
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
pub(super) fn there<T>(found: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(StoreError::Refused(Refusal::NotFound { .. })) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Who interviews: the panel, or whoever holds the slot where there is none. An AI interviewer is nobody to tell.
pub(crate) fn interviewers(scope: &mut Scope<'_>, interview: &Interview) -> Result<Vec<UserId>, StoreError> {
    let panel = &interview.details.interviewers;
    if panel.is_empty() {
        let holders = notified::slot_holders(scope, interview.company, &[interview.id])?;
        return Ok(holders.into_values().collect());
    }
    Ok(panel.clone())
}

/// Everybody whom an interview concerns, the candidate first.
pub(super) fn of_interview(scope: &mut Scope<'_>, interview: &Interview) -> Result<Vec<Person>, StoreError> {
    let interviewers = interviewers(scope, interview)?;
    let people = std::iter::once(Person::Candidate(interview.candidate));
    Ok(people.chain(interviewers.into_iter().map(Person::User)).collect())
}

/// The same of many interviews of one company; one query however many.
pub(super) fn of_interviews(
    scope: &mut Scope<'_>,
    company: CompanyId,
    interviews: &[Interview],
) -> Result<Vec<(InterviewId, Vec<Person>)>, StoreError> {
    let alone = interviews.iter().filter(|interview| interview.details.interviewers.is_empty());
    let alone: Vec<InterviewId> = alone.map(|interview| interview.id).collect();
    let holders = notified::slot_holders(scope, company, &alone)?;
    let people = |interview: &Interview| {
        let panel = interview.details.interviewers.iter().chain(holders.get(&interview.id));
        let candidate = std::iter::once(Person::Candidate(interview.candidate));
        (interview.id, candidate.chain(panel.copied().map(Person::User)).collect())
    };
    Ok(interviews.iter().map(people).collect())
}

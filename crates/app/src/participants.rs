//! The participants of a meeting.

use domain::appointment::Appointment;
use domain::interview::Interview;
use domain::message::Person;
use domain::{CompanyId, InterviewId, UserId};
use persistence::store::notified;
use persistence::{Scope, StoreError};

/// Who interviews: the panel, and the host of the slot. An AI interviewer is not notified.
pub(crate) fn interviewers(scope: &mut Scope<'_>, interview: &Interview) -> Result<Vec<UserId>, StoreError> {
    let holders = notified::slot_holders(scope, interview.company, &[interview.id])?;
    Ok(interview.interviewers(holders.into_values().next()))
}

/// All participants of an interview, the candidate first.
pub(crate) fn of_interview(scope: &mut Scope<'_>, interview: &Interview) -> Result<Vec<Person>, StoreError> {
    let interviewers = interviewers(scope, interview)?;
    let people = std::iter::once(Person::Candidate(interview.candidate));
    Ok(people.chain(interviewers.into_iter().map(Person::User)).collect())
}

/// All participants of an appointment, the client first.
pub(crate) fn of_appointment(appointment: &Appointment) -> Vec<Person> {
    vec![Person::Client(appointment.id), Person::User(appointment.staff_user)]
}

/// The same of many interviews of one company; one query however many.
pub(crate) fn of_interviews(
    scope: &mut Scope<'_>,
    company: CompanyId,
    interviews: &[Interview],
) -> Result<Vec<(InterviewId, Vec<Person>)>, StoreError> {
    let ids: Vec<InterviewId> = interviews.iter().map(|interview| interview.id).collect();
    let holders = notified::slot_holders(scope, company, &ids)?;
    let people = |interview: &Interview| {
        let interviewers = interview.interviewers(holders.get(&interview.id).copied());
        let candidate = std::iter::once(Person::Candidate(interview.candidate));
        (interview.id, candidate.chain(interviewers.into_iter().map(Person::User)).collect())
    };
    Ok(interviews.iter().map(people).collect())
}

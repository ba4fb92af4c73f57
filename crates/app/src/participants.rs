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
    Ok(people(interview, interviewers(scope, interview)?))
}

/// The same of an interview that is booked to no slot.
pub(crate) fn of_unbooked(interview: &Interview) -> Vec<Person> {
    people(interview, interview.interviewers(None))
}

fn people(interview: &Interview, interviewers: Vec<UserId>) -> Vec<Person> {
    let candidate = std::iter::once(Person::Candidate(interview.candidate));
    candidate.chain(interviewers.into_iter().map(Person::User)).collect()
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
    let of = |interview: &Interview| {
        let interviewers = interview.interviewers(holders.get(&interview.id).copied());
        (interview.id, people(interview, interviewers))
    };
    Ok(interviews.iter().map(of).collect())
}

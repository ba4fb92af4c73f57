//! An interview as the calendars of those who hold it show it.

use super::publish::Content;
use crate::notifications::{CompanyProfile, MailIdentity, MeetingContext};
use crate::participants::interviewers;
use domain::UserId;
use domain::interview::Interview;
use domain::message::Person;
use persistence::{Scope, StoreError};

/// What one interviewer's calendar shows; `None` where they are not one, or it has no time.
pub(super) fn shown_to(
    scope: &mut Scope<'_>,
    identity: &MailIdentity,
    interview: Interview,
    user: UserId,
) -> Result<Option<Content>, StoreError> {
    let Some(time) = interview.time else { return Ok(None) };
    if !interviewers(scope, &interview)?.contains(&user) {
        return Ok(None);
    }
    let profile = CompanyProfile::of(scope, interview.company)?;
    let Some(recipient) = profile.recipients(scope, &[Person::User(user)])?.pop() else { return Ok(None) };
    let context = MeetingContext::of(scope, identity, interview, time.start())?;
    let link = context.link.clone().unwrap_or_default();
    Ok(Some(Content {
        time,
        summary: context.summary(&profile, &recipient),
        description: link.clone(),
        location: context.location.clone().unwrap_or_default(),
        url: link,
    }))
}

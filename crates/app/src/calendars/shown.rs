//! An interview as the calendars of those who hold it show it.

use super::publish::Content;
use crate::notifications::{House, Office, Story};
use crate::participants::interviewers;
use domain::UserId;
use domain::interview::Interview;
use domain::message::Person;
use persistence::{Scope, StoreError};

/// What one interviewer's calendar shows; `None` where they are not one, or it has no time.
pub(super) fn shown_to(
    scope: &mut Scope<'_>,
    office: &Office,
    interview: Interview,
    user: UserId,
) -> Result<Option<Content>, StoreError> {
    let Some(time) = interview.time else { return Ok(None) };
    if !interviewers(scope, &interview)?.contains(&user) {
        return Ok(None);
    }
    let house = House::of(scope, interview.company)?;
    let Some(reader) = house.readers(scope, &[Person::User(user)])?.pop() else { return Ok(None) };
    let story = Story::of(scope, office, interview)?;
    let link = story.link.clone().unwrap_or_default();
    Ok(Some(Content {
        time,
        summary: story.summary(&house, &reader),
        description: link.clone(),
        location: story.interview.details.location.clone().unwrap_or_default(),
        url: link,
    }))
}

//! Telling the people of an interview what became of it.

use super::Office;
use super::letters::{appointment, post, write};
use super::people::{House, Reader, there};
use super::story::Story;
use crate::participants::of_interview;
use domain::InterviewId;
use domain::access::Permit;
use domain::effect::Notice;
use domain::interview::Interview;
use domain::message::news::{News, of_cancellation, of_meeting};
use domain::message::{About, Person, Told};
use persistence::store::{interviews, messages};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Tells the people of an interview what became of it, each what is news to them. `sequence` is the interview's when it
/// happened: an invitation that the interview has moved on from is not told any more, a cancellation is to whoever
/// was invited.
///
/// # Errors
/// Failures of the database.
pub fn tell(
    tx: &mut Tx<'_>,
    permit: &Permit,
    office: &Office,
    (interview, notice, sequence): (InterviewId, Notice, i64),
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    // Whoever changes it waits until this is told: what follows from the change finds it among what people know.
    let Some(interview) = there(interviews::hold(scope, interview))? else { return Ok(()) };
    let scope = &mut scope.within(interview.company)?;
    let told = messages::told(scope, interview.company, interview.id)?;
    let news = news(scope, &interview, &told, (notice, sequence))?;
    if news.is_empty() {
        return Ok(());
    }
    let house = House::of(scope, interview.company)?;
    let people: Vec<Person> = news.iter().map(|news| news.person).collect();
    let readers = house.readers(scope, &people)?;
    let story = Story::of(scope, office, interview)?;
    for reader in &readers {
        let Some(news) = news.iter().find(|news| news.person == reader.person) else { continue };
        if reader.preferences.wants(news.kind, reader.person) && (reader.active || news.count > 0) {
            tell_one(scope, office, (&house, &story, reader), (news, notice), now)?;
        }
    }
    Ok(())
}

fn news(
    scope: &mut Scope<'_>,
    interview: &Interview,
    told: &[Told],
    (notice, sequence): (Notice, i64),
) -> Result<Vec<News>, StoreError> {
    if notice == Notice::Cancelled {
        return Ok(of_cancellation(told, sequence));
    }
    let stale = sequence < interview.sequence || !interview.status.is_open();
    let Some(time) = interview.time.filter(|_| !stale) else { return Ok(Vec::new()) };
    Ok(of_meeting(told, &of_interview(scope, interview)?, sequence, time))
}

fn tell_one(
    scope: &mut Scope<'_>,
    office: &Office,
    (house, story, reader): (&House, &Story, &Reader),
    (news, notice): (&News, Notice),
    now: Timestamp,
) -> Result<(), StoreError> {
    let (company, id) = (story.interview.company, story.interview.id);
    let facts = story.facts(house, reader, news.kind, (news.time, news.previous));
    let invitation = appointment(office, house, story, reader, news, now);
    let about = About::Interview { id, sequence: news.sequence, time: news.time };
    let letter = write(house, reader, (news.kind, about), &facts, Some(invitation))?;
    let (name, person) = (notice.name(), reader.person);
    // The count lets somebody be invited who was invited and called off before, at the same sequence.
    let dedupe = format!("tell:{id}:{}:{name}:{person}:{}", news.sequence, news.count);
    match post(scope, office, company, (&letter, &dedupe), now)? {
        Some(message) => messages::supersede(scope, company, (id, person), message),
        None => Ok(()),
    }
}

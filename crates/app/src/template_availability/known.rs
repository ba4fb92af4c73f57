//! The same from memory.

use super::{GatheredTemplate, Wish, gather};
use crate::known_people::{AskedTemplate, Found, KnownPeople, KnownTemplate, ProvenTemplate, Tag};
use domain::TemplateId;
use domain::access::Permit;
use persistence::StoreError;
use scheduling_core::time::Timestamp;

/// What is asked of a template's availability.
#[derive(Debug, Clone)]
pub struct Asked {
    pub template: TemplateId,
    pub wish: Wish,
    /// Whether to say why other starts are no slots.
    pub explain: bool,
    pub now: Timestamp,
}

/// A template and everything about its interviewers, as it is now: from memory where nothing has moved, which takes one statement.
///
/// # Errors
/// `NotFound`; `Invalid` for a template without interviewers.
pub async fn known(
    people: &KnownPeople,
    permit: Permit,
    asked: Asked,
) -> Result<GatheredTemplate, StoreError> {
    match people.template(&permit, asked.of_template()).await? {
        Some(proven) => Ok(asked.gathered(&permit, proven)),
        None => asked.read(people, permit).await,
    }
}

/// The same, unless the answer was made before and is still so. `has` says whether the caller has the answer of a tag.
///
/// # Errors
/// Those of [`known`].
pub async fn found(
    people: &KnownPeople,
    permit: Permit,
    asked: Asked,
    has: impl Fn(&str) -> bool,
) -> Result<Found<GatheredTemplate>, StoreError> {
    let Some(proven) = people.template(&permit, asked.of_template()).await? else {
        return Ok(Found::Gathered(Box::new(asked.read(people, permit).await?), None));
    };
    let name = proven.answer_name(asked.tag(&permit), asked.wish.window, asked.now);
    let sent = people.sent(name, has);
    Ok(sent.unwrap_or_else(|| Found::Gathered(Box::new(asked.gathered(&permit, proven)), Some(name))))
}

impl Asked {
    fn of_template(&self) -> AskedTemplate {
        AskedTemplate { id: self.template, window: self.wish.window, now: self.now }
    }

    async fn read(self, people: &KnownPeople, permit: Permit) -> Result<GatheredTemplate, StoreError> {
        people.db().read(move |tx| gather(tx, &permit, self.template, self.wish, self.now)).await
    }

    fn gathered(self, permit: &Permit, proven: ProvenTemplate) -> GatheredTemplate {
        let Self { wish, now, .. } = self;
        let KnownTemplate { template, gathered, patterns, open } = proven.known(wish.window, now);
        GatheredTemplate { template, gathered, patterns, open, wish, sees: permit.sees(), now }
    }

    /// All that the answer depends on beside what is stored. Ends of the window that are whole minutes from now say no more of starts
    /// than the minute of now does; an explanation tells instants to the second.
    fn tag(&self, permit: &Permit) -> Tag {
        let Self { template, wish, explain, now } = self;
        let mut tag = Tag::new();
        tag.number(template.0);
        for end in [wish.window.start().unix(), wish.window.end().unix()] {
            let from_now = Some(end - now.unix()).filter(|seconds| seconds % 60 == 0);
            tag.optional(from_now);
            tag.number(if from_now.is_some() { 0 } else { end });
        }
        let minutes = [
            wish.step_minutes,
            wish.minimum_notice_minutes,
            wish.buffer_before_minutes,
            wish.buffer_after_minutes,
        ];
        minutes.iter().for_each(|minutes| tag.optional(*minutes));
        tag.text(wish.zone.name());
        tag.minute(*now);
        tag.optional(explain.then(|| now.unix()));
        tag.optional(permit.sees().only().filter(|_| *explain).map(|user| user.0));
        tag
    }
}

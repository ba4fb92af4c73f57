//! The same from memory.

use super::{GatheredTemplate, Wish, gather};
use crate::known_people::{AskedTemplate, FoundTemplate, KnownPeople, KnownTemplate, Tag};
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

/// What comes of it.
#[derive(Debug, Clone)]
pub enum Found {
    /// The caller has the answer of this entity tag, and it is still so.
    Unchanged(String),
    /// What the answer is made of, and its entity tag where it has one.
    Gathered(Box<GatheredTemplate>, Option<String>),
}

/// A template and everything about its interviewers, as it is now: from memory where nothing has moved, which takes one statement.
/// `has` says whether the caller has the answer of a tag already.
///
/// # Errors
/// `NotFound`; `Invalid` for a template without interviewers.
pub async fn known(
    people: &KnownPeople,
    permit: Permit,
    asked: Asked,
    has: impl Fn(&str) -> bool + Sync,
) -> Result<Found, StoreError> {
    let question = Some(asked.tag(&permit));
    let Asked { template: id, wish, now, .. } = asked;
    let found = people.template(&permit, AskedTemplate { id, window: wish.window, now, question, has: &has });
    match found.await? {
        Some(FoundTemplate::Unchanged(tag)) => Ok(Found::Unchanged(tag)),
        Some(FoundTemplate::Known(known, tag)) => {
            let KnownTemplate { template, gathered, patterns, open } = *known;
            let sees = permit.sees();
            let gathered = GatheredTemplate { template, gathered, patterns, open, wish, sees, now };
            Ok(Found::Gathered(Box::new(gathered), tag))
        }
        None => {
            let gathered = people.db().read(move |tx| gather(tx, &permit, id, wish, now)).await?;
            Ok(Found::Gathered(Box::new(gathered), None))
        }
    }
}

impl Asked {
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

//! Where the people of an interview meet.

use domain::InterviewId;
use domain::appointment::Appointment;
use domain::effect::EffectKind;
use domain::interview::{Interview, InterviewStatus, rules};
use domain::room::{CreatedRoom, MeetingDetails, Place, ProviderKind, ProviderRoom, RoomProvider};
use integrations::rooms::LinkSettings;
use persistence::store::{provider_rooms, room_providers};
use persistence::{Scope, StoreError, outbox};
use scheduling_core::time::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// What a provider is shown of a room of this server, to find its own by: it says nothing of the room's id, and an interview
/// that gets another room gets another one there too.
pub(super) fn key(room_id: &str) -> Uuid {
    let digest =
        Sha256::new().chain_update("meridian: key of a provider's room\0").chain_update(room_id).finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, from)| *byte = from);
    Uuid::from_bytes(bytes)
}

/// Wants a room at the company's provider, where it has one, for an interview that has just got its room on this server;
/// `had` is the one that it had before.
pub(crate) fn choose(
    scope: &mut Scope<'_>,
    had: Option<&str>,
    interview: &Interview,
    now: Timestamp,
) -> Result<(), StoreError> {
    choose_all(scope, &[(had, interview)], now)
}

/// The same of many interviews of one company, each with the room that it had before.
pub(crate) fn choose_all(
    scope: &mut Scope<'_>,
    interviews: &[(Option<&str>, &Interview)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let new = interviews.iter().filter_map(|(had, interview)| {
        let room_id = interview.room_id.as_deref().filter(|room| *had != Some(*room))?;
        Some((interview.company, interview.id, key(room_id)))
    });
    let new: Vec<_> = new.collect();
    let Some((company, ..)) = new.first().copied() else { return Ok(()) };
    let Some(provider) = room_providers::in_use(scope)? else { return Ok(()) };
    let ids: Vec<_> = new.iter().map(|(company, id, _)| (*company, *id)).collect();
    // One of an earlier time that was not ended yet is replaced when the worker next synchronises it.
    let wanted = provider_rooms::wanted(scope, &ids)?;
    let missing = new.into_iter().filter(|(_, id, _)| !wanted.contains_key(id));
    let missing: Vec<_> = missing.map(|(_, id, key)| (id, key)).collect();
    provider_rooms::insert(scope, company, provider.id, &missing, now)?;
    match link_of(&provider) {
        Some(link) => make_at_once(scope, &link, interviews, now),
        None => Ok(()),
    }
}

/// The address of the company's own, where that is what it has in place of a provider.
fn link_of(provider: &RoomProvider) -> Option<LinkSettings> {
    if provider.account.kind != ProviderKind::Link {
        return None;
    }
    let document = serde_json::json!(provider.account.fields).to_string();
    LinkSettings::parse(&document).ok()
}

/// Rooms for which nobody has to be asked are there at once, so that invitations can name them.
fn make_at_once(
    scope: &mut Scope<'_>,
    link: &LinkSettings,
    interviews: &[(Option<&str>, &Interview)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let ids: Vec<_> = interviews.iter().map(|(_, interview)| (interview.company, interview.id)).collect();
    for (id, room) in provider_rooms::wanted(scope, &ids)? {
        let of_room = interviews.iter().find(|(_, interview)| interview.id == id);
        let Some(time) = of_room.and_then(|(_, interview)| interview.time) else { continue };
        if room.made.is_some() {
            continue;
        }
        let (start, minutes) = (time.start(), (time.seconds() / 60).max(1));
        let made = CreatedRoom { id: room.key.simple().to_string(), link: link.address(room.key) };
        // The worker tells a link nothing; what it is to be told first need not be right.
        let told = Some(MeetingDetails { topic: "interview".into(), start, minutes });
        provider_rooms::update(scope, &ProviderRoom { started: true, told, made: Some(made), ..room }, now)?;
    }
    Ok(())
}

/// What mail says of where the people of an interview meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ToldPlace {
    /// No room, or one that a provider makes: the page leads there.
    Page,
    /// The page itself, which carries sound and picture.
    Own,
    /// An address of the company's own.
    Link(String),
}

/// What mail says of where the people of this interview meet.
pub(crate) fn told_place(scope: &mut Scope<'_>, interview: &Interview) -> Result<ToldPlace, StoreError> {
    let Some(room_id) = interview.room_id.as_deref() else { return Ok(ToldPlace::Page) };
    let found = provider_rooms::wanted(scope, &[(interview.company, interview.id)])?.remove(&interview.id);
    let Some(room) = found else { return Ok(ToldPlace::Own) };
    if room.key != key(room_id) {
        return Ok(ToldPlace::Page);
    }
    let provider = room_providers::find(scope, room.provider)?;
    let is_link = provider.is_some_and(|provider| provider.account.kind == ProviderKind::Link);
    Ok(room.made.filter(|_| is_link).map_or(ToldPlace::Page, |made| ToldPlace::Link(made.link)))
}

/// Where the people of these interviews meet, of those that have a room: one that is over has it as long as its link is
/// good.
pub(crate) fn places(
    scope: &mut Scope<'_>,
    interviews: &[Interview],
    now: Timestamp,
) -> Result<HashMap<InterviewId, Place>, StoreError> {
    let with_rooms: Vec<(&Interview, &str)> = interviews
        .iter()
        .filter(|interview| interview.status != InterviewStatus::Cancelled)
        .filter(|interview| interview.time.is_some_and(|time| rules::link_is_good(time, now)))
        .filter_map(|interview| Some((interview, interview.room_id.as_deref()?)))
        .collect();
    let ids: Vec<_> = with_rooms.iter().map(|(interview, _)| (interview.company, interview.id)).collect();
    let wanted = provider_rooms::wanted(scope, &ids)?;
    let unmade = wanted.values().filter(|room| room.made.is_none());
    let unmade: Vec<_> = unmade.map(|room| (room.company, room.interview.0)).collect();
    let given_up = outbox::abandoned(scope, EffectKind::SyncRoom, &unmade)?;
    let place = |(interview, room_id): (&Interview, &str)| {
        let room: Option<&ProviderRoom> = wanted.get(&interview.id);
        (interview.id, Place::of(room, key(room_id), given_up.contains(&interview.id.0)))
    };
    Ok(with_rooms.into_iter().map(place).collect())
}

/// The same of one interview.
pub(crate) fn place(
    scope: &mut Scope<'_>,
    interview: &Interview,
    now: Timestamp,
) -> Result<Option<Place>, StoreError> {
    Ok(places(scope, std::slice::from_ref(interview), now)?.remove(&interview.id))
}

/// Where the people of an online appointment meet: at the address of the company's own, where that is what it has, and otherwise in the
/// room of this server. `None` without a room.
pub(crate) fn place_of_appointment(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
) -> Result<Option<Place>, StoreError> {
    let Some(room_id) = appointment.room_id.as_deref() else { return Ok(None) };
    let provider = room_providers::in_use(scope)?;
    let link = provider.as_ref().and_then(link_of);
    Ok(Some(link.map_or(Place::Own, |link| Place::At(link.address(key(room_id))))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_room_has_a_key_of_its_own_that_does_not_show_it() {
        let (one, other) = (key("a"), key("b"));
        assert_eq!(one, key("a"));
        assert_ne!(one, other);
        let plain = Sha256::digest("a");
        assert_ne!(one.as_bytes().as_slice(), plain.get(..16).unwrap_or_default());
    }
}

//! Rooms at an address of the company's own: one for all interviews, or a template with a room for each.

use super::settings::Fields;
use super::{Meeting, Room, RoomError, RoomProvider, RoomRef, SettingsError};
use async_trait::async_trait;
use scheduling_core::time::Timestamp;
use url::Url;

/// Stands in a template where the room's own part goes: 32 hexadecimal digits that nobody can guess.
const ROOM: &str = "{room}";
/// Characters of an address, at most.
const LONGEST: usize = 500;

/// The address, or the template of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkSettings {
    url: String,
}

impl LinkSettings {
    /// Reads the settings' document.
    ///
    /// # Errors
    /// [`SettingsError`] for an address that is none, that is not `https`, or whose host is part of the template.
    pub fn parse(document: &str) -> Result<Self, SettingsError> {
        let mut fields = Fields::of(document)?;
        let url = fields.text("url")?;
        match fault(&url) {
            Some(reason) => Err(fields.fault("url", reason)),
            None => Ok(Self { url }),
        }
    }

    /// Where the people of a meeting go.
    #[must_use]
    pub fn address(&self, key: uuid::Uuid) -> String {
        self.url.replace(ROOM, &key.simple().to_string())
    }
}

fn fault(url: &str) -> Option<&'static str> {
    if url.chars().count() > LONGEST {
        return Some("must have at most 500 characters");
    }
    let rest = url.replace(ROOM, "");
    if rest.contains(['{', '}']) {
        return Some("may hold {room}, and no other braces");
    }
    let Ok(parsed) = Url::parse(&url.replace(ROOM, "room")) else { return Some("must be an address (URL)") };
    let named = Url::parse(&rest).ok();
    let host = |url: &Url| url.host_str().map(str::to_owned);
    match () {
        () if parsed.scheme() != "https" => Some("must begin with https://"),
        () if !parsed.username().is_empty() || parsed.password().is_some() => {
            Some("must hold no credentials")
        }
        () if named.as_ref().and_then(host) != host(&parsed) => Some("must name its host itself"),
        () => None,
    }
}

/// Asks nobody: who comes in is for the place itself to say.
#[derive(Debug, Clone)]
pub struct Link {
    settings: LinkSettings,
}

impl Link {
    /// Rooms at this address.
    #[must_use]
    pub fn new(settings: LinkSettings) -> Self {
        Self { settings }
    }
}

#[async_trait]
impl RoomProvider for Link {
    async fn make(&self, meeting: &Meeting, _now: Timestamp) -> Result<Room, RoomError> {
        let join_url = self.settings.address(meeting.key);
        Ok(Room { provider_id: meeting.key.simple().to_string(), join_url, host_url: None })
    }

    async fn change(&self, _room: &RoomRef, _meeting: &Meeting, _now: Timestamp) -> Result<(), RoomError> {
        Ok(())
    }

    async fn end(&self, _room: &RoomRef, _now: Timestamp) -> Result<(), RoomError> {
        Ok(())
    }

    async fn abandon(&self, _meeting: &Meeting, _now: Timestamp) -> Result<(), RoomError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, good: bool) {
        let document = serde_json::json!({"url": url}).to_string();
        let seen = LinkSettings::parse(&document);
        assert_eq!(seen.is_ok(), good, "{url}: {seen:?}");
    }

    #[test]
    fn addresses_are_public_ones_with_a_host_of_their_own() {
        check("https://meet.example.com/acme", true);
        check("https://meet.example.com/acme-{room}", true);
        check("https://meet.example.com/?r={room}#{room}", true);
        check("http://meet.example.com/acme", false);
        check("javascript:alert(1)", false);
        check("https://{room}.example.com/", false);
        check("https://ann:secret@meet.example.com/", false);
        check("https://meet.example.com/{id}", false);
        check("meet.example.com", false);
        check(&format!("https://meet.example.com/{}", "a".repeat(500)), false);
    }

    #[test]
    fn each_meeting_has_a_room_where_the_template_has_one() {
        let link = |url: &str| LinkSettings { url: url.into() }.address(uuid::Uuid::nil());
        assert_eq!(link("https://m.example/acme"), "https://m.example/acme");
        assert_eq!(link("https://m.example/{room}"), format!("https://m.example/{}", "0".repeat(32)));
    }
}

//! What of a provider's settings is no secret, and whose secrets belong to it.

use std::collections::BTreeMap;

/// Who makes rooms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProviderKind {
    Zoom,
    GoogleMeet,
    Teams,
    /// No provider at all: an address of the company's own.
    Link,
}

impl ProviderKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Zoom, Self::GoogleMeet, Self::Teams, Self::Link];

    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Zoom => "zoom",
            Self::GoogleMeet => "google_meet",
            Self::Teams => "teams",
            Self::Link => "link",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The fields that say whose the credentials are.
    fn identity(self) -> &'static [&'static str] {
        match self {
            Self::Zoom => &["account_id", "client_id"],
            Self::GoogleMeet => &["client_id", "client_email", "private_key_id"],
            Self::Teams => &["tenant", "client_id"],
            Self::Link => &["url"],
        }
    }

    /// The fields that say where its rooms lie.
    fn place(self) -> &'static [&'static str] {
        match self {
            Self::Zoom => &["account_id"],
            Self::GoogleMeet => &["calendar", "subject", "client_id", "client_email"],
            Self::Teams => &["tenant", "organizer"],
            Self::Link => &["url"],
        }
    }
}

/// An account with a provider, without its credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomAccount {
    pub kind: ProviderKind,
    /// Zoom: `account_id`, `client_id`, `host`. Google: `calendar`, with `client_id` for a user, or `client_email`,
    /// `private_key_id` and `subject` for a service account. Teams: `tenant`, `client_id`, `organizer`. Link: `url`.
    pub fields: BTreeMap<String, String>,
}

impl RoomAccount {
    /// Whether credentials given for `other` are good for this: they were made by the same provider for the same client.
    #[must_use]
    pub fn shares_credentials_with(&self, other: &Self) -> bool {
        self.agrees_with(other, self.kind.identity())
    }

    /// Whether rooms that were made with `other` can be changed and ended with this.
    #[must_use]
    pub fn reaches_rooms_of(&self, other: &Self) -> bool {
        self.agrees_with(other, self.kind.place())
    }

    fn agrees_with(&self, other: &Self, fields: &[&str]) -> bool {
        self.kind == other.kind
            && fields.iter().all(|field| self.fields.get(*field) == other.fields.get(*field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(kind: ProviderKind, fields: &[(&str, &str)]) -> RoomAccount {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        RoomAccount { kind, fields }
    }

    #[test]
    fn credentials_are_one_clients_and_rooms_one_places() {
        use ProviderKind as K;
        let zoom = [("account_id", "a"), ("client_id", "c"), ("host", "h")];
        let teams = [("tenant", "t"), ("client_id", "c"), ("organizer", "o")];
        let service = [("calendar", "primary"), ("client_email", "r@x"), ("private_key_id", "1")];
        let check = |kind, before: &[(&str, &str)], change: (&str, &str), expected: (bool, bool)| {
            let mut after = account(kind, before);
            after.fields.insert(change.0.into(), change.1.into());
            let before = account(kind, before);
            let seen = (after.shares_credentials_with(&before), after.reaches_rooms_of(&before));
            assert_eq!(seen, expected, "{kind:?} {change:?}");
        };
        check(K::Zoom, &zoom, ("host", "h"), (true, true));
        check(K::Zoom, &zoom, ("host", "other"), (true, true));
        check(K::Zoom, &zoom, ("client_id", "other"), (false, true));
        check(K::Zoom, &zoom, ("account_id", "other"), (false, false));
        check(K::Teams, &teams, ("organizer", "other"), (true, false));
        check(K::Teams, &teams, ("client_id", "other"), (false, true));
        check(K::GoogleMeet, &service, ("calendar", "other"), (true, false));
        check(K::GoogleMeet, &service, ("subject", "s"), (true, false));
        check(K::GoogleMeet, &service, ("private_key_id", "2"), (false, true));
        let other = account(K::Teams, &zoom);
        assert!(!other.shares_credentials_with(&account(K::Zoom, &zoom)));
        assert!(!other.reaches_rooms_of(&account(K::Zoom, &zoom)));
    }
}

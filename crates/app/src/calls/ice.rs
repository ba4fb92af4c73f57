//! The servers by which browsers find a way to each other (ICE): STUN tells them their addresses, TURN carries what finds no way.
//!
//! TURN servers share a secret with this server, and take credentials that end by themselves: the name is when they end and who has
//! them, the password a tag of it (the "TURN REST API", which coturn calls `use-auth-secret`).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::RoomPersonId;
use ring::hmac;
use scheduling_core::time::Timestamp;
use std::fmt;

/// The servers of an installation.
#[derive(Clone, Default)]
pub struct Ice {
    urls: Vec<String>,
    secret: Option<String>,
}

impl fmt::Debug for Ice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Ice({:?})", self.urls)
    }
}

/// Servers as a browser is told of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IceServer {
    pub urls: Vec<String>,
    pub username: Option<String>,
    pub credential: Option<String>,
}

impl Ice {
    /// Servers at these addresses (`stun:`, `turn:`, `turns:`), the latter two with this secret.
    #[must_use]
    pub fn new(urls: Vec<String>, secret: Option<String>) -> Self {
        Self { urls, secret }
    }

    /// Whether what finds no way from browser to browser is carried.
    #[must_use]
    pub fn relays(&self) -> bool {
        self.urls.iter().any(|url| is_relay(url))
    }

    /// What somebody's browser is told, good until that time.
    #[must_use]
    pub fn servers(&self, person: RoomPersonId, until: Timestamp) -> Vec<IceServer> {
        let (relays, plain): (Vec<String>, Vec<String>) =
            self.urls.iter().cloned().partition(|url| is_relay(url));
        let mut servers = Vec::new();
        if !plain.is_empty() {
            servers.push(IceServer { urls: plain, username: None, credential: None });
        }
        if let (false, Some(secret)) = (relays.is_empty(), &self.secret) {
            let username = format!("{}:{}", until.unix(), person.0.simple());
            let credential = Some(credential(secret, &username));
            servers.push(IceServer { urls: relays, username: Some(username), credential });
        }
        servers
    }
}

fn is_relay(url: &str) -> bool {
    url.starts_with("turn:") || url.starts_with("turns:")
}

fn credential(secret: &str, username: &str) -> String {
    // The scheme says SHA-1, which is still good for tags.
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
    STANDARD.encode(hmac::sign(&key, username.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_those_of_the_scheme() {
        // printf 1433895918:filip | openssl dgst -sha1 -hmac north -binary | base64
        assert_eq!(credential("north", "1433895918:filip"), "ng2uTGbzpQia+Jd+MPqu+GsTXO0=");
    }

    #[test]
    fn stun_needs_no_credentials_and_turn_no_place_without() {
        let urls: Vec<String> =
            ["stun:a.example", "turn:b.example?transport=udp", "turns:b.example"].map(str::to_owned).into();
        let person = RoomPersonId(uuid::Uuid::from_u128(9));
        let until = Timestamp::saturating_from_unix(1_800_000_000);
        let told = Ice::new(urls.clone(), Some("secret".into())).servers(person, until);
        assert_eq!(told.len(), 2);
        assert_eq!((told[0].urls.len(), told[0].username.as_deref()), (1, None));
        assert_eq!(told[1].urls.len(), 2);
        assert_eq!(told[1].username.as_deref(), Some("1800000000:00000000000000000000000000000009"));
        assert!(told[1].credential.is_some());
        assert_eq!(Ice::new(urls.clone(), None).servers(person, until).len(), 1);
        assert!(Ice::default().servers(person, until).is_empty() && !Ice::default().relays());
        assert_eq!(format!("{:?}", Ice::new(Vec::new(), Some("secret".into()))), "Ice([])");
    }
}

//! Which addresses of the network may be asked.
//!
//! A server inside our own network may trust every request that comes from there; an address that a customer
//! gives must not make us send one. A name could mean a public address when it is checked and a private one when it is
//! used, so both are one step: this resolver is the one that the HTTP client connects with.

use super::networks::{Networks, is_never_asked};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::{Host, Url};

/// Whether an address belongs to the public internet: not loopback, private, link-local, shared (RFC 6598),
/// multicast, unspecified, reserved or for documentation, and none of the IPv6 forms that stand for another
/// address (mapped, translated, tunnelled). Where registries change, this errs towards "no".
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    if is_never_asked(address) {
        return false;
    }
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// After the IANA registry of special-purpose IPv4 addresses (RFC 6890).
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)
            | (192, 31, 196)
            | (192, 52, 193)
            | (192, 88, 99)
            | (192, 175, 48)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !special
}

/// Global unicast is `2000::/3`; mapped addresses (`::ffff:0:0/96`), NAT64 (`64:ff9b::/96`, `64:ff9b:1::/48`),
/// unique local, link-local and multicast ones are all outside it.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let special = match a {
        // 2001::/23: Teredo, benchmarking, ORCHID; 2001:db8::/32: documentation.
        0x2001 => b < 0x0200 || b == 0x0db8,
        // 6to4.
        0x2002 => true,
        // 3fff::/20: documentation.
        0x3fff => b < 0x1000,
        _ => false,
    };
    (0x2000..=0x3fff).contains(&a) && !special
}

/// Whether an address may be asked: it is public, or in one of the networks.
pub(crate) fn may_be_asked(address: IpAddr, networks: &Networks) -> bool {
    is_public(address) || networks.contains(address)
}

/// Why a URL is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forbidden {
    /// It is neither `http` nor `https`.
    Scheme,
    /// It has no host.
    Host,
    /// Its host is an address that is neither public nor in a network that may be asked.
    Private,
    /// A secret would go there unencrypted.
    Plain,
}

/// Judges where a request would go: `http` or `https`, a host, and no private address in place of a name. Names are judged
/// when they are resolved.
pub(crate) fn check(url: &Url, networks: &Networks) -> Result<(), Forbidden> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Forbidden::Scheme);
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(Forbidden::Host);
    }
    match literal(url) {
        Some(address) if !may_be_asked(address, networks) => Err(Forbidden::Private),
        _ => Ok(()),
    }
}

/// Judges whether a secret may go to a URL: over TLS, or within the networks that may be asked. A name is in them where all
/// of its addresses are.
pub(crate) async fn check_secret(url: &Url, networks: &Networks) -> Result<(), Forbidden> {
    if url.scheme() == "https" {
        return Ok(());
    }
    let addresses: Vec<IpAddr> = match (literal(url), url.host_str()) {
        (Some(address), _) => vec![address],
        (None, Some(host)) if *networks != Networks::NONE => {
            let found = tokio::net::lookup_host((host, 0)).await;
            found.into_iter().flatten().map(|address| address.ip()).collect()
        }
        _ => Vec::new(),
    };
    let within = !addresses.is_empty() && addresses.iter().all(|address| networks.contains(*address));
    if within { Ok(()) } else { Err(Forbidden::Plain) }
}

/// Whether a secret for a URL would surely be refused, as far as can be told without asking for its name.
pub(crate) fn is_surely_plain(url: &Url, networks: &Networks) -> bool {
    let may_be_within = match literal(url) {
        Some(address) => networks.contains(address),
        None => *networks != Networks::NONE,
    };
    url.scheme() != "https" && !may_be_within
}

/// The address that stands in place of a name. The URL parser has already turned forms such as `0x7f.1` into plain
/// addresses.
pub(crate) fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(IpAddr::V4(address)),
        Host::Ipv6(address) => Some(IpAddr::V6(address)),
        Host::Domain(_) => None,
    }
}

/// A name had no address that may be asked, or is not known: which of them it is would tell strangers which names there
/// are in our own network.
#[derive(Debug, thiserror::Error)]
#[error("the name has no address that may be asked")]
pub(super) struct Refused;

/// Resolves names with the system's resolver and lets only those addresses through that may be asked.
#[derive(Debug)]
pub(super) struct Allowed {
    pub(super) networks: Networks,
}

impl Resolve for Allowed {
    fn resolve(&self, name: Name) -> Resolving {
        let networks = self.networks.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| Refused)?;
            let allowed = allowed(found, &networks);
            if allowed.is_empty() {
                return Err(Refused.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

fn allowed(found: impl IntoIterator<Item = SocketAddr>, networks: &Networks) -> Vec<SocketAddr> {
    found.into_iter().filter(|address| may_be_asked(address.ip(), networks)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "1.1.1.1 8.8.8.8 93.184.216.34 100.63.255.255 100.128.0.0 172.15.0.1 172.32.0.1 192.167.1.1 \
        198.17.0.1 223.255.255.255 2001:4860:4860::8888 2606:4700::1111 2a00:1450::1 2001:200::1";

    const PRIVATE: &str = "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.0.1 169.254.169.254 \
        172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 \
        203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::7f00:1 \
        64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: 3fff:fff::1 fc00::1 \
        fd12::1 fe80::1 fec0::1 ff02::1";

    #[test]
    fn only_the_public_internet_is_asked() {
        for (list, expected) in [(PUBLIC, true), (PRIVATE, false)] {
            for text in list.split_whitespace() {
                let address: IpAddr = text.parse().expect(text);
                assert_eq!(is_public(address), expected, "{text}");
            }
        }
    }

    #[test]
    fn literal_addresses_are_checked_in_every_notation() {
        let judge = |text: &str, expected: Result<(), Forbidden>| {
            let url = Url::parse(text).expect(text);
            assert_eq!(check(&url, &Networks::NONE), expected, "{text}");
            let named = match expected {
                Err(Forbidden::Private) if !text.contains("169.254") => Ok(()),
                other => other,
            };
            assert_eq!(check(&url, &Networks::all_private()), named, "{text}");
        };
        for private in [
            "http://127.0.0.1/",
            "https://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://169.254.169.254/latest",
        ] {
            judge(private, Err(Forbidden::Private));
        }
        judge("http://93.184.216.34/", Ok(()));
        judge("https://8.8.8.8/", Ok(()));
        judge("http://[2606:2800:220:1::1]/", Ok(()));
        judge("http://localhost/", Ok(())); // a name: its addresses are checked when they are known
        judge("ftp://example.org/", Err(Forbidden::Scheme));
        judge("file:///etc/passwd", Err(Forbidden::Scheme));
    }

    #[test]
    fn a_name_with_both_kinds_keeps_its_public_addresses() {
        let [public, private]: [SocketAddr; 2] =
            ["8.8.8.8:0", "10.0.0.1:0"].map(|text| text.parse().expect(text));
        assert_eq!(allowed([private, public], &Networks::NONE), [public]);
        assert_eq!(allowed([private], &Networks::NONE), []);
        assert_eq!(allowed([private, public], &Networks::all_private()), [private, public]);
    }

    #[tokio::test]
    async fn secrets_go_over_tls_or_within_named_networks() {
        let judge = async |text: &str, open: bool, named: bool| {
            let url = Url::parse(text).expect(text);
            let seen = (
                check_secret(&url, &Networks::NONE).await.is_ok(),
                check_secret(&url, &Networks::all_private()).await.is_ok(),
            );
            assert_eq!(seen, (open, named), "{text}");
        };
        judge("https://8.8.8.8/", true, true).await;
        judge("https://example.org/", true, true).await;
        judge("http://8.8.8.8/", false, false).await;
        judge("http://127.0.0.1/", false, true).await;
        judge("http://localhost/", false, true).await;
        judge("http://169.254.169.254/", false, false).await;
    }

    #[test]
    fn secrets_that_would_surely_go_plainly_are_known_without_asking() {
        let check = |url: &str, networks: &Networks, expected: bool| {
            let parsed = Url::parse(url).expect("a URL");
            assert_eq!(is_surely_plain(&parsed, networks), expected, "{url}");
        };
        let own = Networks::new([(IpAddr::from([10, 1, 0, 0]), 16)]);
        check("https://cal.example.com/", &Networks::NONE, false);
        check("http://cal.example.com/", &Networks::NONE, true);
        check("http://cal.example.com/", &own, false);
        check("http://10.1.2.3/", &own, false);
        check("http://10.2.2.3/", &own, true);
        check("http://93.184.216.34/", &own, true);
    }
}

//! The private networks that an operator has named as ones that may be asked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Networks inside our own that may be asked all the same, as an operator has named them. Without any, only the public
/// internet is asked.
///
/// Some addresses are never asked, whatever is named: those of this link, which are where clouds have their metadata and
/// with it the machine's credentials, and those that stand for many machines or none. This machine itself is asked where
/// a network within its own is named, such as `127.0.0.1/32`; `0.0.0.0/0` does not name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(Vec<Network>);

/// The addresses that begin alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    /// So many bits are the same.
    prefix: u8,
}

impl Networks {
    /// None.
    pub const NONE: Self = Self(Vec::new());

    /// Networks by their first address and the number of bits that count.
    pub fn new(networks: impl IntoIterator<Item = (IpAddr, u8)>) -> Self {
        let network = |(address, prefix)| Network { address, prefix };
        Self(networks.into_iter().map(network).collect())
    }

    /// This machine, and all private networks: for tests and demonstrations.
    #[must_use]
    pub fn all_private() -> Self {
        let v4 = |a, b, prefix| (IpAddr::V4(Ipv4Addr::new(a, b, 0, 0)), prefix);
        let unique_local = Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0);
        Self::new([
            v4(127, 0, 8),
            v4(10, 0, 8),
            v4(172, 16, 12),
            v4(192, 168, 16),
            v4(100, 64, 10),
            (IpAddr::V6(Ipv6Addr::LOCALHOST), 128),
            (IpAddr::V6(unique_local), 7),
        ])
    }

    /// Whether this machine itself may be asked.
    #[must_use]
    pub fn has_loopback(&self) -> bool {
        self.contains(Ipv4Addr::LOCALHOST.into()) || self.contains(Ipv6Addr::LOCALHOST.into())
    }

    /// Whether the address may be asked although it is not public.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        if is_never_asked(address) {
            return false;
        }
        let named = |network: &&Network| network.contains(address);
        self.0.iter().filter(named).any(|network| !address.is_loopback() || network.is_loopback())
    }
}

impl Network {
    fn contains(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => begin_alike(
                u128::from(network.to_bits()) << 96,
                u128::from(address.to_bits()) << 96,
                self.prefix,
            ),
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                begin_alike(network.to_bits(), address.to_bits(), self.prefix)
            }
            _ => false,
        }
    }

    /// Whether all of it is this machine.
    fn is_loopback(self) -> bool {
        match self.address {
            IpAddr::V4(address) => address.is_loopback() && self.prefix >= 8,
            IpAddr::V6(address) => address.is_loopback() && self.prefix == 128,
        }
    }
}

fn begin_alike(one: u128, other: u128, bits: u8) -> bool {
    (one ^ other).leading_zeros() >= u32::from(bits)
}

/// Where clouds have their metadata, though it looks like any other address: Azure's, Alibaba's, Oracle's, and those of
/// Amazon and Google in IPv6.
const METADATA: [IpAddr; 5] = [
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    IpAddr::V6(Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254)),
];

/// Whether nobody may have this address asked, whatever an operator has named.
pub(super) fn is_never_asked(address: IpAddr) -> bool {
    let address = address.to_canonical();
    let special = match address {
        IpAddr::V4(v4) => v4.octets()[0] == 0 || v4.is_link_local() || v4.is_multicast() || v4.is_broadcast(),
        IpAddr::V6(v6) => v6.is_unspecified() || v6.is_unicast_link_local() || v6.is_multicast(),
    };
    special || METADATA.contains(&address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn networks(list: &str) -> Networks {
        let network = |text: &str| {
            let (address, prefix) = text.split_once('/').expect(text);
            (address.parse().expect(text), prefix.parse().expect(text))
        };
        Networks::new(list.split_whitespace().map(network))
    }

    #[track_caller]
    fn check(list: &str, inside: &str, outside: &str) {
        let networks = networks(list);
        for (texts, expected) in [(inside, true), (outside, false)] {
            for text in texts.split_whitespace() {
                assert_eq!(networks.contains(text.parse().expect(text)), expected, "{text} in {list}");
            }
        }
    }

    #[test]
    fn a_network_holds_what_begins_alike() {
        check("10.1.0.0/16", "10.1.0.0 10.1.255.255 ::ffff:10.1.2.3", "10.2.0.0 10.0.255.255 ::1 8.8.8.8");
        check("10.1.2.3/32 fd12::/64", "10.1.2.3 fd12::9", "10.1.2.4 fd12:0:0:1::9");
        check("0.0.0.0/0 ::/0", "10.0.0.1 192.168.1.1 fd12::1", "");
    }

    #[test]
    fn this_machine_has_to_be_named() {
        check("0.0.0.0/0 ::/0", "", "127.0.0.1 127.9.9.9 ::1 ::ffff:127.0.0.1");
        check("127.0.0.0/8", "127.0.0.1 127.9.9.9", "::1");
        check("127.0.0.1/32 ::1/128", "127.0.0.1 ::1", "127.0.0.2");
        assert!(networks("::1/128").has_loopback() && !networks("10.0.0.0/8").has_loopback());
        assert!(Networks::all_private().has_loopback() && !Networks::NONE.has_loopback());
    }

    #[test]
    fn links_metadata_and_nobody_are_never_asked() {
        let never = "169.254.169.254 169.254.0.1 fe80::1 ::ffff:169.254.169.254 0.0.0.0 0.1.2.3 :: 224.0.0.1 ff02::1 \
            255.255.255.255 168.63.129.16 100.100.100.200 192.0.0.192 fd00:ec2::254 fd20:ce::254";
        check("0.0.0.0/0 ::/0 169.254.0.0/16 169.254.169.254/32 fe80::/10 100.64.0.0/10", "", never);
    }
}

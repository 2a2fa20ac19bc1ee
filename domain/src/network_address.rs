//! Which addresses of the network may be connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Refuses an address of which it is plain already that it may not be asked: what is neither http nor https, carries a
/// name or a password, or is a number that [`check_ip`] refuses. What a name resolves to is checked by whoever connects.
///
/// # Errors
/// Why it may not.
pub fn check_url(url: &Url, local: bool) -> Result<(), String> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("{}: is neither http nor https", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it carries a name or a password".into());
    }
    match url.host() {
        Some(Host::Ipv4(address)) => check_ip(address.into(), local),
        Some(Host::Ipv6(address)) => check_ip(address.into(), local),
        Some(Host::Domain(_)) => Ok(()),
        None => Err("it has no host".into()),
    }
}

/// Whether `address` may be connected to: on the public internet, or, if `local`, on this machine.
///
/// # Errors
/// Why it may not.
pub fn check_ip(address: IpAddr, local: bool) -> Result<(), String> {
    if local {
        return if address.is_loopback() { Ok(()) } else { Err(format!("{address} is not on this machine")) };
    }
    let kind = match address {
        IpAddr::V4(address) => kind_of_v4(address),
        IpAddr::V6(address) => kind_of_v6(address),
    };
    kind.map_or(Ok(()), |kind| Err(format!("{address} is {kind}, not an address of the public internet")))
}

/// What an address is that isn't public (IANA's registry of special-purpose addresses).
fn kind_of_v4(address: Ipv4Addr) -> Option<&'static str> {
    let [a, b, c, _] = address.octets();
    match (a, b, c) {
        (0, ..) => Some("of this network"),
        (10, ..) | (192, 168, _) | (172, 16..=31, _) => Some("private"),
        (100, 64..=127, _) => Some("shared by a provider's customers"),
        (127, ..) => Some("loopback"),
        (169, 254, _) => Some("link-local, where machines keep their metadata"),
        (192, 0, 0) => Some("reserved for protocols"),
        (192, 0, 2) | (198, 51, 100) | (203, 0, 113) => Some("for documentation"),
        (192, 88, 99) => Some("a 6to4 relay"),
        (198, 18 | 19, _) => Some("for benchmarks"),
        (224..=239, ..) => Some("multicast"),
        (240..=255, ..) => Some("reserved"),
        _ => None,
    }
}

fn kind_of_v6(address: Ipv6Addr) -> Option<&'static str> {
    if address.is_loopback() {
        return Some("loopback");
    }
    if address.is_unspecified() {
        return Some("unspecified");
    }
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        kind_of_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        [0, 0, 0, 0, 0, 0xffff, high, low] => embedded(high, low),
        [0, 0, 0, 0, 0, 0, ..] => Some("an IPv4 address in an outdated form"),
        // NAT64 (RFC 6052) and 6to4 (RFC 3056) carry the address that is really reached.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x2002, high, low, ..] => embedded(high, low),
        [0x2001, 0, ..] => Some("a Teredo tunnel"),
        [0x2001, 0x1..=0x1ff, ..] => Some("reserved for protocols"),
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Some("for documentation"),
        [0xfc00..=0xfdff, ..] => Some("private"),
        [0xfe80..=0xfebf, ..] => Some("link-local"),
        [0xff00..=0xffff, ..] => Some("multicast"),
        [0x2000..=0x3fff, ..] => None,
        _ => Some("reserved"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.9.9",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
            "2001::1",
            "2001:db8::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "fd00:ec2::254",
        ] {
            assert!(check_ip(address.parse().unwrap(), false).is_err(), "{address}");
        }
        for address in ["1.1.1.1", "121.53.105.193", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:1.1.1.1"] {
            assert_eq!(check_ip(address.parse().unwrap(), false), Ok(()), "{address}");
        }
    }

    #[test]
    fn a_local_source_reaches_this_machine_and_nothing_else() {
        for address in ["127.0.0.1", "127.8.8.8", "::1"] {
            assert_eq!(check_ip(address.parse().unwrap(), true), Ok(()));
        }
        for address in ["10.0.0.1", "169.254.169.254", "192.168.1.1", "1.1.1.1", "::ffff:127.0.0.1"] {
            assert!(check_ip(address.parse().unwrap(), true).is_err(), "{address}");
        }
    }
}

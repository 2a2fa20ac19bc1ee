//! Where a request comes from, when there are proxies on the way.

use std::net::IpAddr;

use axum::http::HeaderMap;

/// The address of the client: the connection's, or, behind proxies that are trusted, the last one that they didn't add
/// themselves. A client can write whatever it likes into the header, but only to the left of that.
pub fn of_client(peer: IpAddr, headers: &HeaderMap, trusted_proxies: &[IpAddr]) -> IpAddr {
    let peer = peer.to_canonical();
    if !trusted_proxies.contains(&peer) {
        return peer;
    }
    let said = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>();
    let hops = said.iter().rev().flat_map(|value| value.split(',').rev());
    let mut client = peer;
    for hop in hops {
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
        if !trusted_proxies.contains(&client) {
            break;
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_cannot_choose_its_address() {
        let proxy: IpAddr = "192.0.2.1".parse().unwrap();
        let trusted = [proxy, "192.0.2.2".parse().unwrap()];
        let client = |peer: &str, forwarded: &'static [&'static str], trusted: &[IpAddr]| {
            let mut headers = HeaderMap::new();
            for value in forwarded {
                headers.append("x-forwarded-for", value.parse().unwrap());
            }
            of_client(peer.parse().unwrap(), &headers, trusted).to_string()
        };
        assert_eq!(client("192.0.2.1", &["203.0.113.9"], &[]), "192.0.2.1", "nobody is trusted by default");
        assert_eq!(client("198.51.100.1", &["203.0.113.9"], &trusted), "198.51.100.1");
        assert_eq!(client("192.0.2.1", &["203.0.113.9"], &trusted), "203.0.113.9");
        assert_eq!(client("192.0.2.1", &["10.0.0.1, 203.0.113.9, 192.0.2.2"], &trusted), "203.0.113.9");
        assert_eq!(client("192.0.2.1", &["10.0.0.1", "203.0.113.9"], &trusted), "203.0.113.9");
        assert_eq!(client("192.0.2.1", &["203.0.113.9, nonsense"], &trusted), "192.0.2.1");
        assert_eq!(client("::ffff:192.0.2.1", &["2001:db8::1"], &trusted), "2001:db8::1");
    }
}

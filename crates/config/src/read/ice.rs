//! Addresses of STUN and TURN servers (RFC 7064, RFC 7065), read as browsers read them: one that a browser refuses keeps every call
//! from beginning.

use std::net::Ipv6Addr;

/// A browser asks few of them well.
const MOST: usize = 8;

/// The addresses, with spaces or commas between them.
pub(super) fn ice_servers(text: &str) -> Result<Vec<String>, String> {
    let urls: Vec<&str> = text.split([' ', ',']).filter(|url| !url.is_empty()).collect();
    if urls.len() > MOST {
        return Err(format!("must be at most {MOST} addresses"));
    }
    // By its number: what stands before an `@` may be a password.
    for (url, number) in urls.iter().zip(1..) {
        check(url).map_err(|fault| format!("address {number} {fault}"))?;
    }
    Ok(urls.into_iter().map(str::to_owned).collect())
}

fn check(url: &str) -> Result<(), &'static str> {
    const SCHEMES: [&str; 4] = ["stun", "stuns", "turn", "turns"];
    const FORM: &str = "must begin with stun:, stuns:, turn: or turns:, such as stun:stun.example.com:3478";
    let (scheme, rest) = url.split_once(':').filter(|(scheme, _)| SCHEMES.contains(scheme)).ok_or(FORM)?;
    if rest.contains('@') {
        return Err("must have no name and no password: they are made from RTC_TURN_SECRET");
    }
    let (place, query) = rest.split_once('?').map_or((rest, None), |(place, query)| (place, Some(query)));
    match query {
        None => {}
        Some("transport=udp" | "transport=tcp") if scheme.starts_with("turn") => {}
        Some(_) if scheme.starts_with("turn") => {
            return Err("may have ?transport=udp or ?transport=tcp behind it, and nothing else");
        }
        Some(_) => return Err("must have no ? behind it: that is for TURN alone"),
    }
    let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, port)) => {
            host.parse::<Ipv6Addr>().map_err(|_| "must have an IPv6 address in its brackets")?;
            return check_port(port);
        }
        None => place.find(':').map_or((place, ""), |colon| place.split_at(colon)),
    };
    if port.matches(':').count() > 1 {
        return Err("must have brackets around an IPv6 address, such as stun:[2001:db8::1]:3478");
    }
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    if !host.strip_suffix('.').unwrap_or(host).split('.').all(is_label) {
        return Err("must name a host, without slashes, such as turn:turn.example.com");
    }
    check_port(port)
}

/// Nothing, or a port behind a colon.
fn check_port(text: &str) -> Result<(), &'static str> {
    let is_port =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && matches!(port.parse(), Ok(1_u16..));
    match text {
        "" => Ok(()),
        text if text.strip_prefix(':').is_some_and(is_port) => Ok(()),
        _ => Err("must have a port from 1 to 65535 behind its colon, or no colon"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_take_is_taken() {
        for good in [
            "stun:a.test",
            "stun:a.test.:3478",
            "stuns:a_b.test:1",
            "stun:192.0.2.1:65535",
            "stun:[2001:db8::1]:3478",
            "stun:[2001:db8::1]",
            "turn:b.test?transport=udp",
            "turns:b.test:5349?transport=tcp",
        ] {
            assert_eq!(ice_servers(good), Ok(vec![good.to_owned()]));
        }
        assert_eq!(ice_servers("stun:a.test, turn:b.test").map(|all| all.len()), Ok(2));
        assert_eq!(ice_servers(""), Ok(Vec::new()));
    }

    #[test]
    fn what_browsers_refuse_is_named_with_its_fault() {
        let check = |text: &str, expected: &str| {
            let said = ice_servers(text).expect_err(text);
            assert!(said.contains(expected), "{text}: {said}");
        };
        check("stun:a.test stun:a.test?transport=udp", "address 2 must have no ?");
        for port in ["0", "99999", "", "x", "+1"] {
            check(&format!("stun:a.test:{port}"), "address 1 must have a port from 1 to 65535");
        }
        check("stun:[2001:db8::1]3478", "1 to 65535");
        check("stun:2001:db8::1", "brackets");
        check("stun:[a.test]", "IPv6");
        for query in ["transport=sctp", "foo=bar", ""] {
            check(&format!("turn:b.test?{query}"), "and nothing else");
        }
        for hostless in ["stun:", "stun://a.test", "stun:a..test", "turn:?transport=udp", "stun:b\"c"] {
            check(hostless, "host");
        }
        for schemeless in ["a.test", "https://a.test", "STUN"] {
            check(schemeless, "begin with");
        }
        check(&"stun:a.test ".repeat(9), "at most 8");
        let said = ice_servers("turn:ann:hunter2@b.test").expect_err("a password");
        assert!(said.contains("no password") && !said.contains("hunter2"), "{said}");
    }
}

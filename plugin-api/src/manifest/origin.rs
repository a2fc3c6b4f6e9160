//! Origins of URLs, read as strictly as it takes for every reader to see the same host.

use std::{fmt, net::Ipv4Addr};

/// Scheme, host and port of a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    /// The origin of an absolute `http` or `https` URL whose authority is a plain host and port: no user, no password, no
    /// escapes, nothing that one reader takes for a host and another for something else.
    pub fn of(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let usual = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            _ => return None,
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let is_plain = |c: char| c.is_ascii_graphic() && c != '\\';
        if !url.chars().all(is_plain) {
            return None;
        }
        let (host, port) = host_and_port(&rest[..end])?;
        Some(Self {
            scheme,
            host: host.to_ascii_lowercase(),
            port: port.unwrap_or(usual),
        })
    }
}

impl Origin {
    /// Whether nobody on the way reads what is sent there: `https`, or `http` to a loopback address or `localhost`.
    pub fn is_secure(&self) -> bool {
        let is_loopback = match self.host.as_str() {
            "localhost" | "[::1]" => true,
            host => host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback()),
        };
        self.scheme == "https" || is_loopback
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}:{}", self.scheme, self.host, self.port)
    }
}

fn host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (inside, after) = rest.split_once(']')?;
            let is_address = !inside.is_empty()
                && inside
                    .chars()
                    .all(|c| c.is_ascii_hexdigit() || c == ':' || c == '.');
            if !is_address {
                return None;
            }
            let port = match after {
                "" => None,
                after => Some(after.strip_prefix(':')?),
            };
            (&authority[..inside.len() + 2], port)
        }
        None => {
            let (host, port) = match authority.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (authority, None),
            };
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
            if host.is_empty() || !host.chars().all(is_name) {
                return None;
            }
            (host, port)
        }
    };
    match port {
        None => Some((host, None)),
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
            Some((host, Some(digits.parse().ok()?)))
        }
        Some(_) => None,
    }
}

/// The origins that a capability names: `https://*.example.com`, `https://example.com:8443`.
pub(super) struct OriginPattern {
    origin: Origin,
    /// Whether any host below `origin.host` is meant.
    below: bool,
}

impl OriginPattern {
    /// Reads a pattern; one with a path, or a `*` elsewhere, is none.
    pub(super) fn parse(pattern: &str) -> Option<Self> {
        let (scheme, authority) = pattern.split_once("://")?;
        let (below, authority) = match authority.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, authority),
        };
        if authority.contains(['/', '?', '#']) {
            return None;
        }
        let origin = Origin::of(&format!("{scheme}://{authority}"))?;
        Some(Self { origin, below })
    }

    pub(super) fn matches(&self, origin: &Origin) -> bool {
        let is_host = match self.below {
            true => origin
                .host
                .strip_suffix(&self.origin.host)
                .is_some_and(|labels| labels.len() > 1 && labels.ends_with('.')),
            false => origin.host == self.origin.host,
        };
        is_host && origin.scheme == self.origin.scheme && origin.port == self.origin.port
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, url: &str) -> bool {
        let pattern = OriginPattern::parse(pattern).expect(pattern);
        Origin::of(url).is_some_and(|origin| pattern.matches(&origin))
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        assert_eq!(
            Origin::of("HTTPS://A.example/x?y#z"),
            Origin::of("https://a.example:443")
        );
        assert_ne!(Origin::of("https://a.example"), Origin::of("http://a.example"));
        assert_ne!(
            Origin::of("https://a.example"),
            Origin::of("https://a.example:444")
        );
        assert!(Origin::of("http://[::1]:80/").is_some());
    }

    #[test]
    fn plain_http_is_secure_on_this_machine_only() {
        let is_secure = |url| Origin::of(url).expect(url).is_secure();
        for url in [
            "https://a.example",
            "http://127.0.0.1:80/x",
            "http://127.9.9.9",
            "http://[::1]",
            "http://LocalHost",
        ] {
            assert!(is_secure(url), "{url}");
        }
        for url in [
            "http://a.example",
            "http://100.100.100.200",
            "http://127.0.0.1.example",
            "http://[::2]",
        ] {
            assert!(!is_secure(url), "{url}");
        }
    }

    #[test]
    fn what_readers_might_read_differently_has_no_origin() {
        for url in [
            "https://good.example@evil.example/",
            "https://good.example\\@evil.example/",
            "https://good.example%2f.evil.example/",
            "https://good.example:80:90/",
            "https:///path",
            "https://good example/",
            "https://例子.example/",
            "https://[::1/",
            "https://[::1]x/",
            "https://a:/",
            "ftp://a/",
            "//a/",
            "a",
        ] {
            let origin = Origin::of(url);
            assert!(origin.is_none(), "{url}: {origin:?}");
        }
    }

    #[test]
    fn a_pattern_matches_its_host_or_what_is_below_it() {
        assert!(matches("https://a.example", "https://a.example/path"));
        assert!(!matches("https://a.example", "https://b.a.example/"));
        assert!(matches("https://*.a.example", "https://b.a.example/"));
        assert!(matches("https://*.a.example", "https://c.b.a.example/"));
        for url in [
            "https://a.example/",
            "https://.a.example/",
            "https://ba.example/",
            "http://b.a.example/",
            "https://b.a.example:8443/",
        ] {
            assert!(!matches("https://*.a.example", url), "{url}");
        }
        for pattern in [
            "https://*",
            "https://a.*.example",
            "https://a/",
            "a.example",
            "https://*.a/b",
        ] {
            assert!(OriginPattern::parse(pattern).is_none(), "{pattern}");
        }
    }
}

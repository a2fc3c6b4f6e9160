//! How a profile's calls are signed.

/// A signature's version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signature {
    /// `ACS3-HMAC-SHA256`, what Alibaba Cloud's own SDKs use today.
    #[default]
    V3,
    /// HMAC-SHA1 over the parameters, for older gateways and private clouds.
    V1,
}

impl Signature {
    /// The words of `--signature`.
    pub const WORDS: [&'static str; 2] = ["v3", "v1"];

    /// The version called so, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::V3, Self::V1]
            .into_iter()
            .find(|known| known.name().eq_ignore_ascii_case(name))
    }

    /// The name that `config.toml` has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::V3 => "v3",
            Self::V1 => "v1",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_in_any_case_and_others_are_none() {
        for (name, version) in [
            ("v3", Some(Signature::V3)),
            ("V1", Some(Signature::V1)),
            ("v1", Some(Signature::V1)),
            ("v2", None),
            ("1", None),
        ] {
            assert_eq!(Signature::parse(name), version, "{name}");
        }
    }
}

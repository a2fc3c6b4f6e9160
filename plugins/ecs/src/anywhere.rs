//! The filter `ip`: an address wherever an instance may have it. The API has one parameter for each kind of address, so
//! that one list is several, one after the other; the token of a page says which of them it belongs to.

use std::net::Ipv4Addr;

use yun_plugin_api::{ApiCall, Error, ErrorKind, ListRequest};

/// Where an address that is not private is looked for: a VPC may use such addresses too.
const ANYWHERE: [&str; 3] = ["PublicIpAddresses", "EipAddresses", "PrivateIpAddresses"];

/// Which list is asked for, and its page.
pub(crate) struct Place {
    lists: &'static [&'static str],
    number: usize,
    address: String,
}

impl Place {
    /// Where the request's page is, if it is of a list by address; takes what is the plugin's own off the token.
    pub(crate) fn of(request: &mut ListRequest) -> Result<Option<Self>, Error> {
        let Some(address) = request.filter("ip").map(str::to_owned) else {
            return Ok(None);
        };
        let others = ["private_ip", "public_ip", "eip"];
        if request
            .filters
            .iter()
            .any(|filter| others.contains(&filter.key.as_str()))
        {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "ip_with_others",
                "the filter ip is for every kind of address: give it without private_ip, public_ip and eip",
            ));
        }
        let parsed: Ipv4Addr = address.parse().map_err(|_| {
            Error::new(
                ErrorKind::InvalidInput,
                "ip_no_address",
                "the filter ip takes an IPv4 address",
            )
        })?;
        let lists = if parsed.is_private() {
            &ANYWHERE[2..]
        } else {
            &ANYWHERE
        };
        let token = request.token.take().unwrap_or_default();
        let (number, rest) = token.split_once(':').unwrap_or(("0", ""));
        request.token = Some(rest.to_owned()).filter(|rest| !rest.is_empty());
        let number = number.parse().unwrap_or(0).min(lists.len() - 1);
        Ok(Some(Self {
            lists,
            number,
            address,
        }))
    }

    /// Asks for the list.
    pub(crate) fn ask(&self, call: ApiCall) -> ApiCall {
        call.json_list(self.lists[self.number], std::slice::from_ref(&self.address))
    }

    /// The token of the page after one that has `token`: of the same list, or the beginning of the next.
    pub(crate) fn next(&self, token: Option<String>) -> Option<String> {
        match token {
            Some(token) => Some(format!("{}:{token}", self.number)),
            None if self.number + 1 < self.lists.len() => Some(format!("{}:", self.number + 1)),
            None => None,
        }
    }
}

//! Paging of lists: by a size with `NextToken`, or by `PageNumber` with `PageSize`.
//!
//! Lists are in the order of ids. A token is a cursor, the place after the last id that was shown: while others come
//! and go, nothing that was there all along is missed or shown twice.

use sha2::{Digest, Sha256};

use super::encoding::hex;
use super::error::ApiError;
use super::request::Parameters;

/// How a list's pages are sized.
#[derive(Debug)]
pub(crate) struct Sizes {
    /// The parameter that says the size of a page with a token.
    pub(crate) parameter: &'static str,
    /// The size without a word.
    pub(crate) default: usize,
    /// What less is answered with.
    pub(crate) least: usize,
    /// More is refused.
    pub(crate) most: usize,
}

/// `MaxResults`, as most lists have it: less than the default is answered with the default.
pub(crate) const MAX_RESULTS: Sizes = Sizes {
    parameter: "MaxResults",
    default: 10,
    least: 10,
    most: 100,
};

/// `PageSize`, everywhere.
const PAGE_SIZE: Sizes = Sizes {
    parameter: "PageSize",
    default: 10,
    least: 1,
    most: 100,
};

impl Sizes {
    fn read(&self, parameters: &Parameters) -> Result<usize, ApiError> {
        let given = number(parameters, self.parameter, self.most)?;
        Ok(given.unwrap_or(self.default).max(self.least))
    }
}

/// Which part of a list is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PageRequest {
    /// What comes after this id, or the beginning.
    Token {
        after: Option<String>,
        size: usize,
    },
    Number {
        number: usize,
        size: usize,
    },
}

impl PageRequest {
    /// Reads the paging parameters of a list that knows both ways. `query` is what the list is of: a token is good for
    /// the query that it was made for, and for no other.
    pub(crate) fn read(parameters: &Parameters, query: &str) -> Result<Self, ApiError> {
        let is_given = |name| parameters.text(name).is_some();
        let by_number = is_given("PageNumber") || is_given("PageSize");
        if by_number && !is_given("NextToken") && !is_given(MAX_RESULTS.parameter) {
            return Self::by_number(parameters);
        }
        Self::by_token(parameters, &MAX_RESULTS, query)
    }

    /// Reads the paging parameters of a list that knows tokens only.
    pub(crate) fn by_token(parameters: &Parameters, sizes: &Sizes, query: &str) -> Result<Self, ApiError> {
        let after = match parameters.text("NextToken") {
            Some(token) => Some(id_of(token, query).ok_or_else(invalid_token)?),
            None => None,
        };
        let size = sizes.read(parameters)?;
        Ok(Self::Token { after, size })
    }

    /// Reads the paging parameters of a list that knows pages by number only.
    pub(crate) fn by_number(parameters: &Parameters) -> Result<Self, ApiError> {
        let size = PAGE_SIZE.read(parameters)?;
        let number = number(parameters, "PageNumber", usize::MAX)?.unwrap_or(1);
        Ok(Self::Number { number, size })
    }

    /// The part of the list, which for pages with tokens is in the order of its ids.
    pub(crate) fn slice<'a, T>(&self, all: &'a [T], id: impl Fn(&T) -> String) -> &'a [T] {
        let start = match self {
            Self::Token { after: None, .. } => 0,
            Self::Token {
                after: Some(after), ..
            } => all.partition_point(|each| id(each) <= *after),
            Self::Number { number, size } => (number - 1).saturating_mul(*size).min(all.len()),
        };
        let end = start.saturating_add(self.size()).min(all.len());
        &all[start..end]
    }

    /// The token of the page after this one; empty after the last, and for pages by number.
    pub(crate) fn next_token<T>(&self, all: &[T], id: impl Fn(&T) -> String, query: &str) -> String {
        let last_shown = self.slice(all, &id).last();
        match (self, last_shown, all.last()) {
            (Self::Token { .. }, Some(shown), Some(last)) if id(shown) != id(last) => {
                token(&id(shown), query)
            }
            _ => String::new(),
        }
    }

    pub(crate) fn number(&self) -> usize {
        match self {
            Self::Token { .. } => 1,
            Self::Number { number, .. } => *number,
        }
    }

    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Token { size, .. } | Self::Number { size, .. } => *size,
        }
    }
}

fn invalid_token() -> ApiError {
    ApiError::new(
        400,
        "InvalidNextToken",
        "The specified parameter NextToken is not valid.",
    )
}

/// A whole number from 1.
fn number(parameters: &Parameters, name: &str, most: usize) -> Result<Option<usize>, ApiError> {
    let Some(text) = parameters.text(name) else {
        return Ok(None);
    };
    match text.parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(Some(number)),
        _ => Err(ApiError::invalid_parameter(name)),
    }
}

/// Opaque to clients: a seal over id and query, and the id.
fn token(after: &str, query: &str) -> String {
    format!(
        "{}{}",
        &hex(&Sha256::digest(format!("{after} {query}")))[..SEAL_LENGTH],
        hex(after.as_bytes())
    )
}

const SEAL_LENGTH: usize = 32;

fn id_of(given: &str, query: &str) -> Option<String> {
    let digits = given.get(SEAL_LENGTH..)?.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = digits
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let after = String::from_utf8(bytes?).ok()?;
    (token(&after, query) == given).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        let pairs = pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Parameters(pairs.collect())
    }

    fn page(pairs: &[(&str, &str)]) -> Result<PageRequest, ApiError> {
        PageRequest::read(&parameters(pairs), "query")
    }

    fn ids(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("i-{number:03}")).collect()
    }

    fn shown<'a>(page: &PageRequest, all: &'a [String]) -> &'a [String] {
        page.slice(all, String::clone)
    }

    fn next(page: &PageRequest, all: &[String]) -> String {
        page.next_token(all, String::clone, "query")
    }

    #[test]
    fn without_a_word_the_first_ten_are_answered() {
        let all = ids(25);
        let first = page(&[]).unwrap();
        assert_eq!(shown(&first, &all), &all[..10]);
        let second = page(&[("NextToken", &next(&first, &all))]).unwrap();
        assert_eq!(shown(&second, &all), &all[10..20]);
        let third = page(&[("NextToken", &next(&second, &all))]).unwrap();
        assert_eq!(
            (shown(&third, &all), next(&third, &all).as_str()),
            (&all[20..], "")
        );
    }

    #[test]
    fn a_token_is_a_place_between_ids_whatever_comes_and_goes() {
        let all = ids(25);
        let token = next(&page(&[]).unwrap(), &all);
        let second = page(&[("NextToken", &token)]).unwrap();
        let without_the_first: Vec<String> = all[10..].to_vec();
        assert_eq!(shown(&second, &without_the_first), &all[10..20]);
        let mut with_more = vec!["i-0000".to_owned(), "i-0001".to_owned()];
        with_more.extend_from_slice(&all);
        with_more.sort();
        assert_eq!(shown(&second, &with_more), &all[10..20]);
        assert_eq!(shown(&second, &all[..5]), &[] as &[String]);
        assert_eq!(next(&second, &all[..5]), "");
    }

    #[test]
    fn a_list_that_ends_with_its_page_has_no_next_token() {
        let full = page(&[("MaxResults", "100")]).unwrap();
        assert_eq!(next(&full, &ids(100)), "");
        assert_ne!(next(&full, &ids(101)), "");
        assert_eq!(next(&full, &ids(0)), "");
    }

    #[test]
    fn sizes_have_bounds() {
        assert_eq!(page(&[("MaxResults", "3")]).unwrap().size(), 10);
        assert_eq!(page(&[("PageSize", "3")]).unwrap().size(), 3);
        for (name, value) in [
            ("MaxResults", "101"),
            ("MaxResults", "0"),
            ("MaxResults", "-1"),
            ("MaxResults", "ten"),
            ("PageSize", "101"),
            ("PageNumber", "0"),
        ] {
            assert_eq!(
                page(&[(name, value)]).unwrap_err().code,
                "InvalidParameter",
                "{name}={value}"
            );
        }
    }

    #[test]
    fn a_list_may_have_sizes_of_its_own() {
        let sizes = Sizes {
            parameter: "Limit",
            default: 20,
            least: 1,
            most: 20,
        };
        let size = |pairs: &[(&str, &str)]| {
            let page = PageRequest::by_token(&parameters(pairs), &sizes, "query");
            page.map(|page| page.size()).map_err(|error| error.code)
        };
        assert_eq!((size(&[]), size(&[("Limit", "3")])), (Ok(20), Ok(3)));
        assert_eq!(size(&[("Limit", "21")]), Err("InvalidParameter".to_owned()));
    }

    #[test]
    fn a_token_is_good_for_its_own_query_only() {
        let next = next(&page(&[("MaxResults", "100")]).unwrap(), &ids(120));
        let after = Some("i-099".to_owned());
        assert_eq!(
            page(&[("NextToken", &next)]).unwrap(),
            PageRequest::Token { after, size: 10 }
        );
        assert_eq!(
            page(&[("NextToken", &token("i-099", "other"))]).unwrap_err().code,
            "InvalidNextToken"
        );
        for wrong in [
            "x",
            "测试测试测试测试测试测试",
            &next[1..],
            &next.replace('9', "8"),
        ] {
            assert_eq!(
                page(&[("NextToken", wrong)]).unwrap_err().code,
                "InvalidNextToken",
                "{wrong}"
            );
        }
    }

    #[test]
    fn pages_by_number_answer_too() {
        let all = ids(25);
        let third = page(&[("PageNumber", "3")]).unwrap();
        assert_eq!((shown(&third, &all), third.number()), (&all[20..], 3));
        let beyond = page(&[("PageNumber", "9"), ("PageSize", "50")]).unwrap();
        assert_eq!(shown(&beyond, &all), &[] as &[String]);
        assert_eq!(next(&third, &all), "");
    }
}

//! Paging of lists: by `MaxResults` with `NextToken`, or by `PageNumber` with `PageSize`.

use sha2::{Digest, Sha256};

use super::encoding::hex;
use super::error::ApiError;
use super::request::Parameters;

const DEFAULT_SIZE: usize = 10;
const MOST: usize = 100;

/// Which part of a list is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PageRequest {
    Token { start: usize, size: usize },
    Number { number: usize, size: usize },
}

impl PageRequest {
    /// Reads the paging parameters. `query` is what the list is of: a token is good for the query that it was made
    /// for, and for no other.
    pub(crate) fn read(parameters: &Parameters, query: &str) -> Result<Self, ApiError> {
        let token = parameters.text("NextToken");
        let most = number(parameters, "MaxResults")?;
        let by_number = parameters.text("PageNumber").is_some() || parameters.text("PageSize").is_some();
        if by_number && token.is_none() && most.is_none() {
            return Self::by_number(parameters);
        }
        let start = match token {
            Some(token) => start_of(token, query).ok_or_else(invalid_token)?,
            None => 0,
        };
        // Less than the default is answered with the default.
        Ok(Self::Token {
            start,
            size: most.unwrap_or(DEFAULT_SIZE).max(DEFAULT_SIZE),
        })
    }

    /// Reads the paging parameters of a list that knows pages by number only.
    pub(crate) fn by_number(parameters: &Parameters) -> Result<Self, ApiError> {
        let size = number(parameters, "PageSize")?.unwrap_or(DEFAULT_SIZE);
        let number = number(parameters, "PageNumber")?.unwrap_or(1);
        Ok(Self::Number { number, size })
    }

    pub(crate) fn slice<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        let start = self.start().min(all.len());
        let end = start.saturating_add(self.size()).min(all.len());
        &all[start..end]
    }

    /// The token of the page after this one; empty after the last, and for pages by number.
    pub(crate) fn next_token(&self, total: usize, query: &str) -> String {
        match self {
            Self::Token { start, size } if start + size < total => token(start + size, query),
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

    fn start(&self) -> usize {
        match self {
            Self::Token { start, .. } => *start,
            Self::Number { number, size } => (number - 1).saturating_mul(*size),
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

/// A whole number from 1; sizes end at 100.
fn number(parameters: &Parameters, name: &str) -> Result<Option<usize>, ApiError> {
    let Some(text) = parameters.text(name) else {
        return Ok(None);
    };
    let most = if name == "PageNumber" { usize::MAX } else { MOST };
    match text.parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(Some(number)),
        _ => Err(ApiError::invalid_parameter(name)),
    }
}

/// Opaque to clients: the start, and a seal over start and query.
fn token(start: usize, query: &str) -> String {
    format!(
        "{start:016x}{}",
        &hex(&Sha256::digest(format!("{start} {query}")))[..32]
    )
}

fn start_of(given: &str, query: &str) -> Option<usize> {
    let start = usize::from_str_radix(given.get(..16)?, 16).ok()?;
    (token(start, query) == given).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(pairs: &[(&str, &str)]) -> Result<PageRequest, ApiError> {
        let pairs = pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        PageRequest::read(&Parameters(pairs.collect()), "query")
    }

    #[test]
    fn without_a_word_the_first_ten_are_answered() {
        let all: Vec<usize> = (0..25).collect();
        let first = page(&[]).unwrap();
        assert_eq!(first.slice(&all), &all[..10]);
        let second = page(&[("NextToken", &first.next_token(25, "query"))]).unwrap();
        assert_eq!(second.slice(&all), &all[10..20]);
        let third = page(&[("NextToken", &second.next_token(25, "query"))]).unwrap();
        assert_eq!(
            (third.slice(&all), third.next_token(25, "query").as_str()),
            (&all[20..], "")
        );
    }

    #[test]
    fn a_list_that_ends_with_its_page_has_no_next_token() {
        let full = page(&[("MaxResults", "100")]).unwrap();
        assert_eq!(full.next_token(100, "query"), "");
        assert_ne!(full.next_token(101, "query"), "");
        assert_eq!(full.next_token(0, "query"), "");
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
    fn a_token_is_good_for_its_own_query_only() {
        let next = page(&[("MaxResults", "100")]).unwrap().next_token(120, "query");
        assert_eq!(
            page(&[("NextToken", &next)]).unwrap(),
            PageRequest::Token { start: 100, size: 10 }
        );
        assert_eq!(
            page(&[("NextToken", &token(100, "other"))]).unwrap_err().code,
            "InvalidNextToken"
        );
        for wrong in ["x", "测试测试测试测试测试", &next[1..], &next.replace('6', "7")] {
            assert_eq!(
                page(&[("NextToken", wrong)]).unwrap_err().code,
                "InvalidNextToken",
                "{wrong}"
            );
        }
    }

    #[test]
    fn pages_by_number_answer_too() {
        let all: Vec<usize> = (0..25).collect();
        let third = page(&[("PageNumber", "3")]).unwrap();
        assert_eq!((third.slice(&all), third.number()), (&all[20..], 3));
        assert_eq!(
            page(&[("PageNumber", "9"), ("PageSize", "50")])
                .unwrap()
                .slice(&all),
            &[] as &[usize]
        );
        assert_eq!(third.next_token(25, "query"), "");
    }
}

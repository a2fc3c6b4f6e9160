//! "Did you mean": the nearest of the names that exist.

use crate::text::{Message, message};

/// What is longer than this, in bytes, is no slip of the finger; comparing it would only take time.
const LONGEST: usize = 200;

/// The candidate that `wrong` was probably meant to be, if one is near enough: a slip in each three letters.
pub(crate) fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if wrong.len() > LONGEST {
        return None;
    }
    let lower = wrong.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != wrong)
        .map(|candidate| (strsim::osa_distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(slips, candidate)| {
            let length = candidate.chars().count();
            *slips <= (length / 3).max(1) && *slips < length
        })
        .min_by_key(|(slips, candidate)| (*slips, strsim::osa_distance(wrong, candidate)))
        .map(|(_, candidate)| candidate)
}

/// The hint that names the nearest candidate, or says `otherwise` where none is near.
pub(crate) fn hint<'a>(
    wrong: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    otherwise: impl FnOnce() -> Message,
) -> Message {
    match nearest(wrong, candidates) {
        Some(nearest) => message!("hint-did-you-mean", name = nearest),
        None => otherwise(),
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_is_understood_and_another_word_is_not() {
        assert_eq!(
            nearest("cn-hangzou", ["cn-beijing", "cn-hangzhou"]),
            Some("cn-hangzhou")
        );
        assert_eq!(nearest("STATUS", ["status", "name"]), Some("status"));
        assert_eq!(nearest("esc", ["profile", "ecs"]), Some("ecs"));
        assert_eq!(nearest("prd", ["PROD", "prod"]), Some("prod"));
        assert_eq!(nearest("a", ["b", "a"]), None);
        assert_eq!(nearest("cloud", ["status", "name"]), None);
    }
}

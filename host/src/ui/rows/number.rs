//! Numbers: which of them a float holds, and what is shown of them.

use yun_plugin_api::Cell;

use super::fold::Needle;

/// The most that each whole number up to it is a float.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// The float that is shown as this cell is, if there is one.
pub(super) fn held(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Integer(number) => Some(*number as f64).filter(|number| number.abs() < WHOLE),
        Cell::Float(number) => Some(*number).filter(|number| number.is_finite()),
        _ => None,
    }
}

/// What orders numbers as floats do.
pub(super) fn rank(number: f64) -> u64 {
    let bits = number.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// Whether a needle is in what is shown of a number; no number holds none.
pub(super) fn holds(number: f64, needle: &Needle) -> bool {
    if number.is_nan() {
        return false;
    }
    if number.fract() != 0.0 || number.abs() >= WHOLE || (number == 0.0 && number.is_sign_negative()) {
        return needle.is_in(number.to_string().as_bytes());
    }
    let mut digits = [0; 20];
    needle.is_in(whole(number as i64, &mut digits))
}

/// The digits of a whole number, from the end of the room for them.
fn whole(number: i64, into: &mut [u8; 20]) -> &[u8] {
    let mut left = number.unsigned_abs();
    let mut at = into.len();
    loop {
        at -= 1;
        into[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if number < 0 {
        at -= 1;
        into[at] = b'-';
    }
    &into[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_that_are_shown() {
        for number in [0, 7, -1, 4096, 9_007_199_254_740_991, -9_007_199_254_740_991] {
            assert_eq!(whole(number, &mut [0; 20]), number.to_string().as_bytes());
            assert_eq!(
                held(&Cell::Integer(number)).map(|held| held.to_string()),
                Some(number.to_string())
            );
        }
        assert_eq!(held(&Cell::Integer(i64::MAX)), None);
        assert_eq!(held(&Cell::Float(f64::NAN)), None);
    }

    #[test]
    fn ranks_are_in_the_order_of_the_numbers() {
        let numbers = [-1e300, -2.5, -0.0, 0.0, 1e-9, 1.0, 2.0, 1e300];
        assert!(numbers.is_sorted_by_key(|number| rank(*number)));
    }
}

//! Chance that is the same each time: for a seed, the same draws in the same order.

/// What part of the requests a fault happens to, and the next draw (`SplitMix64`).
#[derive(Clone, Debug)]
pub(crate) struct Luck {
    percent: u8,
    state: u64,
}

impl Luck {
    pub(crate) fn new(percent: u8, seed: u64) -> Self {
        Self { percent, state: seed }
    }

    /// Goes another way than others of the same seed: two faults then happen independently.
    pub(crate) fn apart(&mut self, number: usize) {
        for _ in 0..=number {
            self.state = self.draw();
        }
    }

    /// Whether it happens this time.
    pub(crate) fn strikes(&mut self) -> bool {
        self.draw() % 100 < u64::from(self.percent)
    }

    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_strikes_about_as_often_as_it_should() {
        for percent in [0, 5, 10, 50, 100] {
            let mut luck = Luck::new(percent, 7);
            let struck = (0..10_000).filter(|_| luck.strikes()).count();
            let expected = usize::from(percent) * 100;
            assert!(struck.abs_diff(expected) < 200, "{percent} %: {struck}");
        }
        assert!((0..10_000).filter(|_| Luck::new(0, 7).strikes()).count() == 0);
    }

    #[test]
    fn a_seed_says_all_of_it() {
        let draws = |seed, number| {
            let mut luck = Luck::new(50, seed);
            luck.apart(number);
            (0..64).map(|_| luck.strikes()).collect::<Vec<_>>()
        };
        assert_eq!(draws(1, 0), draws(1, 0));
        assert_ne!(draws(1, 0), draws(2, 0));
        assert_ne!(draws(1, 0), draws(1, 1));
    }
}

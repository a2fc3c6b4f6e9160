//! The cases of credential modes in `tests/cases`: see `yun_tests::cases`.

#[test]
fn every_case_holds_in_both_runners() {
    yun_tests::cases::play_all();
}

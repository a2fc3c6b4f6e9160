//! `cargo demo`.

use std::process::Command;

use yun_tests::harness::Built;

#[test]
fn the_demonstration_shows_each_step_and_ends_well() {
    Built::get();
    let output = Command::new(env!("CARGO_BIN_EXE_demo")).output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{shown}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for step in [
        "$ yun profile add demo",
        "$ yun ecs list -r all",
        "$ yun ecs show i-",
        "i-bp1yun00000000000000",
    ] {
        assert!(shown.contains(step), "{step} is missing:\n{shown}");
    }
    assert!(
        shown.contains("yun profile add main"),
        "the way to a real account is shown:\n{shown}"
    );
}

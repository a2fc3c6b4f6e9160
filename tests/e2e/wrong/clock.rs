//! Clocks that are wrong, and credentials whose time is over.

use yun_tests::cloud::{Cloud, Fault, TimeDelta, World};
use yun_tests::harness::Home;

use super::Row;

#[test]
fn a_clock_that_is_off_either_way_is_told_with_both_times() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for offset in [
        TimeDelta::hours(1),
        TimeDelta::hours(-1),
        TimeDelta::days(3),
        TimeDelta::days(-400),
    ] {
        cloud.set_clock_offset(offset);
        for line in [
            "whoami",
            "ecs list",
            "ecs show i-1",
            "regions",
            "resource-groups",
            "api Ecs DescribeRegions",
        ] {
            Row::new(
                line,
                "InvalidTimeStamp.Expired",
                &[
                    "this machine's clock says 20",
                    "and Alibaba Cloud's 20",
                    "15 minutes",
                ],
            )
            .exits(4)
            .check(&home);
        }
    }
    cloud.set_clock_offset(TimeDelta::minutes(10));
    home.yun(["whoami"]).succeeds();
}

#[test]
fn credentials_that_expire_or_were_withdrawn() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for (code, says) in [
        ("InvalidSecurityToken.Expired", "expired"),
        ("SecurityTokenExpired", "expired"),
        ("InvalidSecurityToken.Malformed", "not valid"),
        ("InvalidAccessKeyId.NotFound", "does not know"),
        ("InvalidAccessKeyId.Inactive", "disabled"),
        ("SignatureDoesNotMatch", "secret is wrong"),
    ] {
        for line in ["whoami", "ecs list", "regions"] {
            cloud.clear_faults();
            cloud.add_fault(Fault::error(403, code, "said by the API"));
            Row::new(line, code, &[says]).exits(4).check(&home);
        }
    }
}

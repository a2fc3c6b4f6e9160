//! A stream of lists and changes while one request in four goes wrong, one region is dead, and others create and
//! release instances: everything is done exactly once or said to be unknown, and nothing is missed or listed twice.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use yun_tests::cloud::{Cloud, Fault, Instance, World};
use yun_tests::harness::{Home, Ran};

const REGIONS: [&str; 2] = ["cn-hangzhou", "cn-beijing"];
const DEAD: &str = "cn-shanghai";
/// More than a page, so that tokens are followed.
const KEPT: usize = 130;
/// How many of those are acted on.
const ACTED_ON: usize = 12;
const COMMANDS: usize = 16;

/// Verbs that may come up, with the API action that carries them out.
const CHANGES: [(&str, &str); 6] = [
    ("stop", "StopInstances"),
    ("start", "StartInstances"),
    ("restart", "RebootInstances"),
    ("rename", "ModifyInstanceAttribute"),
    ("protect", "ModifyInstanceAttribute"),
    ("unprotect", "ModifyInstanceAttribute"),
];

/// What comes next, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        // The constants are Knuth's.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

#[test]
fn every_change_is_done_once_or_unknown_and_every_list_is_whole_or_says_what_is_missing() {
    thread::scope(|scope| {
        let streams = [1, 2026, 77_777].map(|seed| scope.spawn(move || stream(seed)));
        for stream in streams {
            if let Err(failed) = stream.join() {
                std::panic::resume_unwind(failed);
            }
        }
    });
}

fn stream(seed: u64) {
    let cloud = Cloud::with(world());
    let home = Home::with_profile(&cloud);
    for fault in [
        Fault::throttling().percent(10, seed),
        Fault::unavailable().percent(3, seed),
        Fault::internal_error().percent(2, seed),
        Fault::drop_before().percent(5, seed),
        Fault::drop_after().percent(5, seed),
        Fault::latency(Duration::from_millis(40)).percent(10, seed),
        Fault::dead().region(DEAD),
    ] {
        cloud.add_fault(fault.product("Ecs"));
    }
    let mut dice = Dice(seed);
    for step in 0..COMMANDS {
        match dice.below(4) {
            0 => check_list(seed, &cloud, &home),
            _ => check_change(seed, step, &cloud, &home, &mut dice),
        }
    }
}

fn world() -> World {
    let mut world = World::empty();
    for region in REGIONS {
        for number in 0..KEPT {
            // The ids of both regions are mixed, and so are those that come and go.
            world.instances.push(Instance::new(region, &kept(region, number)));
        }
    }
    world
}

fn kept(region: &str, number: usize) -> String {
    format!("i-{number:04}-kept-{region}")
}

/// Creates and releases instances of its own, one of each before each request that arrives, until it is told to end.
fn come_and_go(cloud: &Cloud, ended: &AtomicBool) {
    let mut seen = cloud.arrived();
    while !ended.load(Ordering::Relaxed) {
        if cloud.arrived() == seen {
            thread::sleep(Duration::from_millis(1));
            continue;
        }
        seen = cloud.arrived();
        let number = usize::try_from(seen).unwrap();
        cloud.world(|world| {
            for region in REGIONS {
                // The number of the request makes it new each time.
                let id = format!("i-{:04}-passing-{region}-{number}", number * 37 % KEPT);
                let place = number * 53 % world.instances.len();
                world.instances.insert(place, Instance::new(region, &id));
            }
            let gone = world
                .instances
                .iter()
                .position(|one| one.id.contains("passing") && number % 2 == 0);
            if let Some(gone) = gone {
                world.instances.remove(gone);
            }
        });
    }
}

fn check_list(seed: u64, cloud: &Cloud, home: &Home<'_>) {
    let ended = AtomicBool::new(false);
    let ran = thread::scope(|scope| {
        scope.spawn(|| come_and_go(cloud, &ended));
        let ran = home
            .command(["ecs", "list", "-o", "json", "--timeout", "2", "-r", DEAD])
            .arguments(REGIONS.iter().flat_map(|region| ["-r", region]))
            .run();
        ended.store(true, Ordering::Relaxed);
        ran
    });
    let failed: BTreeSet<String> = ran
        .errors()
        .iter()
        .filter_map(|error| error["region"].as_str().map(str::to_owned))
        .collect();
    assert!(failed.contains(DEAD), "seed {seed}: {}", ran.stderr);
    let ids = ids(&ran);
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "seed {seed}: something is listed twice");
    let mut whole = 0;
    for region in REGIONS {
        if failed.contains(region) {
            assert!(
                ids.iter().all(|id| !id.contains(region)),
                "seed {seed}: half a region"
            );
            continue;
        }
        whole += 1;
        for number in 0..KEPT {
            let id = kept(region, number);
            assert!(unique.contains(&id), "seed {seed}: {id} is missed");
        }
    }
    let code = if whole == 0 { 7 } else { 3 };
    assert_eq!(ran.code, code, "seed {seed}: {}", ran.stderr);
}

fn ids(ran: &Ran) -> Vec<String> {
    match ran.stdout.trim() {
        "" => Vec::new(),
        _ => ran.ids(),
    }
}

fn check_change(seed: u64, step: usize, cloud: &Cloud, home: &Home<'_>, dice: &mut Dice) {
    let (verb, action) = CHANGES[dice.below(CHANGES.len())];
    let chosen: BTreeSet<String> = (0..=dice.below(2 * ACTED_ON))
        .map(|_| kept(REGIONS[dice.below(2)], dice.below(ACTED_ON)))
        .collect();
    let times = |id: &String| cloud.world(|world| world.times_done(action, id));
    let before: Vec<usize> = chosen.iter().map(times).collect();
    let mut command = home
        .command(["ecs", verb, "-o", "json", "--wait-timeout", "20"])
        .arguments(REGIONS.iter().flat_map(|region| ["-r", region]))
        .arguments(&chosen);
    if verb == "rename" {
        command = command.arguments(["--name", &format!("name-{step}")]);
    }
    let ran = command.run();
    let what = format!("seed {seed}, step {step}, {verb}:\n{}{}", ran.stdout, ran.stderr);
    let results = ran.rows();
    assert_eq!(results.len(), chosen.len(), "{what}");
    for ((id, before), after) in chosen.iter().zip(before).zip(chosen.iter().map(times)) {
        let of_id = |result: &&Value| result["id"] == id.as_str();
        let result = results
            .iter()
            .find(of_id)
            .unwrap_or_else(|| panic!("{id}, {what}"));
        let done = after - before;
        let is = |key: &str| result[key] == true;
        match result["error"]["code"].as_str() {
            None if is("unchanged") => assert_eq!(done, 0, "{id} is unchanged, {what}"),
            None => assert!(is("ok") && done == 1, "{id} was done {done} times, {what}"),
            Some("outcome_unknown") => assert!(done <= 1, "{id} was done {done} times, {what}"),
            Some("end_unseen") => assert_eq!(done, 1, "{id}, {what}"),
            Some("wait_timeout") => panic!("{id}, {what}"),
            Some(_) => assert_eq!(done, 0, "{id} failed and was done, {what}"),
        }
    }
}

//! Acting on resources: `ecs stop` and the like, over batches, lost answers, and whatever states instances are in.

mod batches;
mod choosing;
mod interrupted;
mod lost;
mod refused;
mod rehearsed;
mod states;
mod stream;
mod types;

use serde_json::Value;
use yun_tests::cloud::{Cloud, Instance, World};
use yun_tests::harness::{Home, Invocation, Ran, Runner};

/// A cloud with instances of these ids and statuses in cn-hangzhou.
pub(crate) fn cloud_of<'a>(instances: impl IntoIterator<Item = (&'a str, &'a str)>) -> Cloud {
    let mut world = World::empty();
    for (id, status) in instances {
        world.instances.push(Instance {
            status: status.to_owned(),
            ..Instance::new("cn-hangzhou", id)
        });
    }
    Cloud::with(world)
}

/// A cloud with so many running instances in cn-hangzhou, and their ids.
fn cloud_of_running(count: usize) -> (Cloud, Vec<String>) {
    let ids: Vec<String> = (0..count).map(|number| format!("i-{number:05}")).collect();
    let cloud = cloud_of(ids.iter().map(|id| (id.as_str(), "Running")));
    (cloud, ids)
}

/// `yun LINE -o json` in this runner.
fn line(home: &Home<'_>, runner: Runner, line: &str) -> Invocation {
    home.command(line.split(' '))
        .arguments(["-o", "json"])
        .runner(runner)
}

/// The one result of a run.
#[track_caller]
fn result(ran: &Ran) -> Value {
    let rows = ran.rows();
    assert_eq!(rows.len(), 1, "{}", ran.stdout);
    rows.into_iter().next().unwrap()
}

/// The result of this id.
#[track_caller]
fn result_of(ran: &Ran, id: &str) -> Value {
    let rows = ran.rows();
    let found = rows.into_iter().find(|row| row["id"] == id);
    found.unwrap_or_else(|| panic!("no result of {id} in {}", ran.stdout))
}

/// The statuses of instances in the cloud, in its order.
fn statuses(cloud: &Cloud) -> Vec<String> {
    cloud.world(|world| {
        world
            .instances
            .iter()
            .map(|instance| instance.status.clone())
            .collect()
    })
}

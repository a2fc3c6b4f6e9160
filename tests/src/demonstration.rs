//! `cargo demo`: the built host against the local cloud, in a home that is thrown away.

use std::{
    io::{self, Write as _},
    path::Path,
    time::Duration,
};

use crate::cloud::{Cloud, Pace, World};
use crate::harness::{Built, Home, Invocation};

/// Long enough to be seen, short enough to be waited for.
const STATUS_LASTS: Duration = Duration::from_millis(500);

/// Plays the demonstration; says whether every step went well.
///
/// # Errors
/// When standard output cannot be written.
pub fn play() -> io::Result<bool> {
    say("Building the host and its plugins ...")?;
    let built = Built::get();
    let cloud = Cloud::with(World {
        pace: Pace::Time(STATUS_LASTS),
        ..World::default()
    });
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    say("A local cloud runs on this machine; nothing leaves it.\n")?;

    let add = home
        .command(["profile", "add", "demo", "--mode", "AccessKey"])
        .arguments(["--access-key-id", &keys.access_key_id, "--region", "cn-hangzhou"]);
    let add = step(
        "profile add demo --mode AccessKey --access-key-id … \\\n      --access-key-secret env:… --region cn-hangzhou",
        add.secret(&keys),
    )?;
    let columns = "id,name,status,region,private_ip";
    let list = home.command(["ecs", "list", "-r", "all", "--columns", columns]);
    let list = step(&format!("ecs list -r all --columns {columns}"), list)?;
    let shown = cloud.world(|world| world.instances[0].id.clone());
    let show = step(
        &format!("ecs show {shown}"),
        home.command(["ecs", "show", &shown]),
    )?;

    if !(add && list && show) {
        say("A step failed.")?;
        return Ok(false);
    }
    farewell(&cloud, &built.yun())?;
    Ok(true)
}

/// Shows a command line, runs it, and shows what it wrote; a long answer is cut in the middle.
fn step(words: &str, invocation: Invocation) -> io::Result<bool> {
    say(&format!("$ yun {words}"))?;
    let ran = invocation.run();
    let lines: Vec<&str> = ran.stdout.lines().collect();
    match lines.len() {
        0 => {}
        1..=24 => say(ran.stdout.trim_end())?,
        count => {
            say(&lines[..8].join("\n"))?;
            say(&format!("... {} more lines ...", count - 12))?;
            say(&lines[count - 4..].join("\n"))?;
        }
    }
    if !ran.stderr.is_empty() {
        say(ran.stderr.trim_end())?;
    }
    say("")?;
    if ran.code != 0 {
        say(&format!("It ended with exit code {}.", ran.code))?;
    }
    Ok(ran.code == 0)
}

fn farewell(cloud: &Cloud, yun: &Path) -> io::Result<()> {
    let (regions, instances) = cloud.world(|world| (world.regions.len(), world.instances.len()));
    say(&format!(
        "What happened: a profile was added and verified in a throw-away home, all\n\
         {instances} instances of {regions} regions were listed side by side, and one was shown in\n\
         full, in {} signed calls to the local cloud. The credential mode AccessKey and\n\
         the resource type ecs are plugins, loaded from the target folder.",
        cloud.requests().len()
    ))?;
    say(&format!(
        "\nWith an account of your own (the secret stays out of the command line):\n\n\
         \x20 read -rs YUN_SECRET && export YUN_SECRET\n\
         \x20 {} profile add main \\\n\
         \x20     --mode AccessKey --access-key-id ID \\\n\
         \x20     --access-key-secret env:YUN_SECRET --region cn-hangzhou\n\
         \x20 {} ecs list -r all",
        yun.display(),
        yun.display()
    ))
}

#[expect(clippy::disallowed_methods, reason = "the demo talks to a person")]
fn say(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

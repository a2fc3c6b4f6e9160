//! A case played: a cloud and a home of its own, one run after another.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    thread,
    time::{Duration, Instant},
};

use toml::Table;

use super::{
    expectation::Differences,
    format::{Case, Content, Run, content},
    placeholder::Placeholders,
};
use crate::{
    cloud::{Cloud, World},
    harness::{Built, Home, LONGEST_RUN, Ran, Runner, make_program},
};

/// What the browser writes when it is opened, in the home.
const OPENED: &str = "browser-was-opened";
/// Between two looks whether it has.
const PAUSE: Duration = Duration::from_millis(5);
/// How long one may take to open of which nothing is expected any more.
const LATE: Duration = Duration::from_secs(1);

/// Plays a case; what is wrong comes back as text.
pub(super) fn play(case: &Case, runner: Runner) -> Result<(), String> {
    let cloud = Cloud::with(World::default());
    let mut home = Home::new(&cloud);
    let mut url = cloud.url();
    if case.https {
        url = cloud.https_url();
        home.set("YUN_ENDPOINT_URL", &url);
        home.set("SSL_CERT_FILE", cloud.ca_file());
    }
    home.set("BROWSER", Built::get().folder().join("test-browser"));
    let placeholders = Placeholders::new(&cloud, url, home.path(""), home.path("given"));
    let content = content(placeholders.in_table(&case.table)?)?;
    set_up(&mut home, case, &content, &placeholders)?;
    content.world.apply(&cloud);
    for (number, run) in content.runs.iter().enumerate() {
        let stage = Stage {
            cloud: &cloud,
            home: &home,
            runner,
        };
        if let Some(wrong) = stage.play(run) {
            return Err(format!(
                "  run {}: yun {}\n{wrong}",
                number + 1,
                run.arguments.join(" ")
            ));
        }
    }
    Ok(())
}

/// Writes the configuration, the secrets and the files beside the case.
fn set_up(
    home: &mut Home<'_>,
    case: &Case,
    content: &Content,
    placeholders: &Placeholders<'_>,
) -> Result<(), String> {
    let mut config = Table::new();
    if let Some(current) = &content.current {
        config.insert("current".to_owned(), current.clone().into());
    }
    config.insert("profiles".to_owned(), content.profiles.clone().into());
    home.write_config(&config.to_string());
    let secrets = Table::from_iter([("profiles".to_owned(), content.secrets.clone().into())]);
    let secrets = home.write("data/secrets.toml", secrets.to_string());
    set_mode(&secrets, 0o600)?;
    for file in &case.files {
        let name = file.file_name().unwrap_or_default();
        let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let text = placeholders.in_text(&text)?;
        let is_program = text.starts_with("#!");
        let copy = home.write(placeholders.given.join(name), text);
        match is_program {
            true => make_program(&copy),
            false => set_mode(&copy, 0o600)?,
        }
    }
    for (name, value) in &content.environment {
        home.set(name, value);
    }
    Ok(())
}

fn set_mode(path: &std::path::Path, mode: u32) -> Result<(), String> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(|error| error.to_string())
}

struct Stage<'a> {
    cloud: &'a Cloud,
    home: &'a Home<'a>,
    runner: Runner,
}

impl Stage<'_> {
    /// Plays one run, and as a program in Chinese where the case says what that is to say.
    fn play(&self, run: &Run) -> Option<String> {
        run.world.apply(self.cloud);
        self.cloud.clear_requests();
        let mut differences = Differences::default();
        let began = Instant::now();
        let ran = self.run(run, &[]);
        let took = began.elapsed();
        differences.of_run(run, &ran);
        differences.of_requests(run, &self.cloud.requests());
        if run
            .within_seconds
            .is_some_and(|most| took > Duration::from_secs(most))
        {
            differences.add(
                "seconds",
                run.within_seconds.unwrap_or_default(),
                took.as_secs_f64(),
            );
        }
        let opened = self.was_opened(run.opens_browser, LONGEST_RUN);
        if opened != run.opens_browser {
            differences.add("a browser was opened", run.opens_browser, opened);
        }
        if run.code.is_some() || !run.says_zh.is_empty() {
            let form: &[&str] = if run.code.is_some() { &["-o", "json"] } else { &[] };
            let ran = self.run(run, &[&["--lang", "zh"], form].concat());
            differences.of_run_in_chinese(run, &ran);
            // It was looked at already; one that opens late is not to be taken for the next run's.
            self.was_opened(run.opens_browser, LATE);
        }
        differences.into_text()
    }

    /// Whether the browser was opened. It writes so by itself, and a run may be over before: where it is to be opened,
    /// that is waited for, for so long at most.
    fn was_opened(&self, is_expected: bool, longest: Duration) -> bool {
        let start = Instant::now();
        loop {
            let opened = fs::remove_file(self.home.path(OPENED)).is_ok();
            if opened || !is_expected || start.elapsed() > longest {
                return opened;
            }
            thread::sleep(PAUSE);
        }
    }

    fn run(&self, run: &Run, globals: &[&str]) -> Ran {
        let words = ["--runner", self.runner.word()]
            .into_iter()
            .chain(globals.iter().copied());
        let words = words.chain(run.arguments.iter().map(String::as_str));
        let mut invocation = self.home.command(words.map(str::to_owned));
        for (name, value) in &run.environment {
            invocation = invocation.variable(name, value);
        }
        if let Some(text) = &run.stdin {
            invocation = invocation.stdin(text.as_str());
        }
        invocation.run()
    }
}

//! The guide for authors, `plugin-api/GUIDE.md`: every command that it shows is run, and answers as it shows.
//!
//! `YUN_GUIDE=write cargo test -p yun-tests --test e2e -- guide` writes what the commands answer into the page.

use std::{fs, path::Path};

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Layout, Workshop, is_installed, mentions_missing, writes_guide};

/// What follows it on a line of the shell's output is how a command ended.
const ENDED: &str = "--- ended";

/// Where the page says that the company's service answers.
const SERVICE: &str = "http://127.0.0.1:8000";

/// The home of whoever reads the page.
const HOME: &str = "/home/you";

/// A command of the page, and the lines that follow it there.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    command: String,
    lines: Vec<String>,
}

fn page() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../plugin-api/GUIDE.md"))
}

/// The commands of the page's `console` blocks.
fn commands(page: &str) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    let mut is_console = false;
    for line in page.lines() {
        if line.starts_with("```") {
            is_console = line == "```console";
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| is_console) {
            all.push(Shown {
                command: command.to_owned(),
                lines: Vec::new(),
            });
        } else if is_console {
            let last = all.last_mut().expect("a block begins with a command");
            last.lines.push(line.to_owned());
        }
    }
    all
}

/// The page with the lines that follow each command replaced.
fn rewritten(page: &str, answered: &[Shown]) -> String {
    let mut answered = answered.iter();
    let mut text = String::new();
    let mut is_console = false;
    for line in page.lines() {
        let is_fence = line.starts_with("```");
        if is_fence {
            is_console = line == "```console";
        }
        if is_fence || !is_console {
            text.push_str(line);
            text.push('\n');
        } else if line.starts_with("$ ") {
            let shown = answered.next().expect("every command was run");
            for line in std::iter::once(&format!("$ {}", shown.command)).chain(&shown.lines) {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text
}

/// A home, an installed yun, and somewhere to build.
struct Reader<'a> {
    cloud: &'a Cloud,
    layout: &'a Layout,
    workshop: &'a Workshop,
    home: &'a Path,
}

impl Reader<'_> {
    /// Runs the commands in one shell, and returns them with what they answered.
    fn follows(&self, commands: &[Shown]) -> Vec<Shown> {
        let mut script = String::from("exec 2>&1\n");
        for shown in commands {
            let command = shown
                .command
                .replace(SERVICE, &self.cloud.url())
                .replace("$PWD/target", "$CARGO_TARGET_DIR");
            // What is shown before it ended belongs to it, whether or not it ends its last line.
            script.push_str(&format!(
                "{{ {command}\n}} </dev/null; printf '\\n{ENDED} %s\\n' \"$PWD\"\n"
            ));
        }
        let bin = self.layout.yun().parent().unwrap().to_owned();
        let mut shell = self.workshop.shell(self.home, &bin);
        let output = shell
            .args(["-c", &script])
            .env("YUN_ENDPOINT_URL", self.cloud.url())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let mut rest = said.as_str();
        let answered = commands.iter().map(|shown| {
            let (answer, after) = rest
                .split_once(&format!("\n{ENDED} "))
                .unwrap_or_else(|| panic!("the shell ended within `{}`:\n{rest}", shown.command));
            let (directory, after) = after.split_once('\n').unwrap();
            rest = after;
            Shown {
                command: shown.command.clone(),
                lines: answer
                    .lines()
                    .map(|line| self.as_shown(line, directory))
                    .collect(),
            }
        });
        answered.collect()
    }

    /// The id of the key that was made, as yun shows it: minisign leaves out zeros that it begins with.
    fn key_id(&self) -> Option<String> {
        let key = fs::read_to_string(self.home.join("acme.pub")).ok()?;
        let id = key.lines().next()?.split(' ').next_back()?;
        Some(format!("{id:0>16}"))
    }

    /// A line as the page writes it.
    fn as_shown(&self, line: &str, directory: &str) -> String {
        let target = self.workshop.target().to_str().unwrap();
        let line = line
            .replace(target, &format!("{directory}/target"))
            .replace(self.home.to_str().unwrap(), HOME)
            .replace(&self.cloud.url(), SERVICE);
        let line = match self.key_id() {
            Some(id) => hashes_named(&line).replace(&id, "<key>"),
            None => hashes_named(&line),
        };
        let line = after_label(&line, "Size (bytes)", "<size>");
        match line.split_once("finished in ") {
            Some((before, _)) => format!("{before}finished in <time>"),
            None => line.trim_end().to_owned(),
        }
    }
}

/// Writes `<sha256>` for each word of 64 hexadecimal digits.
fn hashes_named(line: &str) -> String {
    let is_hash = |word: &str| word.len() == 64 && word.chars().all(|c| c.is_ascii_hexdigit());
    let words = line
        .split(' ')
        .map(|word| if is_hash(word) { "<sha256>" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Replaces what stands after a label of a portrait.
fn after_label(line: &str, label: &str, by: &str) -> String {
    match line.strip_prefix(label) {
        Some(value) => {
            let space: String = value.chars().take_while(|c| *c == ' ').collect();
            format!("{label}{space}{by}")
        }
        None => line.to_owned(),
    }
}

#[test]
fn the_guide_answers_as_it_shows() {
    let text = fs::read_to_string(page()).unwrap();
    let mut shown = commands(&text);
    assert!(shown.len() > 20, "{shown:?}");
    let signs = |shown: &Shown| shown.command.starts_with("minisign ");
    let signing = shown.iter().position(signs).expect("the page signs a plugin");
    if !is_installed("minisign") && !mentions_missing("minisign") {
        assert!(!writes_guide(), "the page is not written without minisign");
        shown.truncate(signing);
    }
    let cloud = Cloud::with(World::default());
    let (layout, workshop) = (Layout::install(), Workshop::open());
    let home = tempfile::tempdir().unwrap();
    let home = fs::canonicalize(home.path()).unwrap();
    let reader = Reader {
        cloud: &cloud,
        layout: &layout,
        workshop: &workshop,
        home: &home,
    };
    let answered = reader.follows(&shown);
    for name in ["acme-vault", "team-snapshots"] {
        // What was built for it alone is taken away with the workshop.
        workshop.crate_in(&home.join(format!("yun-plugin-{name}")));
    }
    let written = rewritten(&text, &answered);
    if writes_guide() {
        fs::write(page(), &written).unwrap();
    }
    for (shown, answered) in shown.iter().zip(&answered) {
        assert_eq!(shown.lines, answered.lines, "$ {}", shown.command);
    }
    drop(workshop);
}

#[test]
fn a_page_is_taken_apart_and_put_together_again() {
    let page = "a\n```console\n$ one\n1\n\n2\n$ two\n```\n$ none\n```sh\n$ none\n```\n";
    let shown = commands(page);
    let expected = [("one", vec!["1", "", "2"]), ("two", vec![])].map(|(command, lines)| Shown {
        command: command.to_owned(),
        lines: lines.into_iter().map(str::to_owned).collect(),
    });
    assert_eq!(shown, expected);
    assert_eq!(rewritten(page, &shown), page);
}

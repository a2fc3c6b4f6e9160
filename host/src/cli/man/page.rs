//! One manual page.

use clap::{Arg, Command};
use roff::{Roff, bold, italic, roman};

use crate::text::{Language, Message, message, visible};

/// The page of one command.
pub(super) struct Page<'a> {
    /// The words that call the command.
    pub(super) words: Vec<&'a str>,
    /// The command.
    pub(super) command: &'a Command,
}

impl Page<'_> {
    /// `yun-profile-add.1`.
    pub(super) fn file_name(&self) -> String {
        format!("{}.1", self.words.join("-"))
    }

    /// The page's source, for `man`.
    pub(super) fn render(&self, language: Language) -> String {
        let mut roff = Roff::new();
        let source = concat!("yun ", env!("CARGO_PKG_VERSION"));
        let title = self.words.join("-");
        // No date, two quotes: the same yun writes the same pages.
        roff.control("TH", [title.to_uppercase().as_str(), "1", "\"\"", source, "yun"]);
        let section = |message: Message| heading(&language.say(&message));
        let about = text_of(self.command.get_about());
        roff.control("SH", [section(message!("man-name")).as_str()]);
        // The index of manuals reads this line, and its sign is a hyphen.
        roff.text([roman(format!("{title} - {about}"))]);
        roff.control("SH", [section(message!("man-synopsis")).as_str()]);
        self.synopsis(&mut roff, language);
        self.commands(&mut roff, &section(message!("help-commands")));
        self.arguments(&mut roff);
        if let Some(text) = self.command.get_after_help() {
            roff.control("SH", [section(message!("man-notes")).as_str()]);
            verbatim(&mut roff, &text.to_string());
        }
        if self.is_root() {
            for (message, entries) in facts() {
                roff.control("SH", [section(message).as_str()]);
                for (name, message) in entries {
                    roff.control("TP", []);
                    roff.text([bold(name)]);
                    roff.text([roman(language.say(&message))]);
                }
            }
        } else {
            roff.control("SH", [section(message!("man-see-also")).as_str()]);
            roff.text([bold("yun"), roman("(1)")]);
            roff.control("PP", []);
            roff.text([roman(language.say(&message!("man-more")))]);
        }
        roff.to_roff()
    }

    fn is_root(&self) -> bool {
        self.words.len() == 1
    }

    /// The arguments that belong to this page: those of every command are on the first one.
    fn own(&self) -> impl Iterator<Item = &Arg> {
        let of_root = self.is_root();
        let arguments = self.command.get_arguments();
        arguments.filter(move |arg| !arg.is_hide_set() && (of_root || !arg.is_global_set()))
    }

    fn synopsis(&self, roff: &mut Roff, language: Language) {
        let mut line = vec![bold(self.words.join(" "))];
        line.push(roman(" ["));
        line.push(italic(heading(&language.say(&message!("help-options")))));
        line.push(roman("]"));
        for arg in self.own().filter(|arg| arg.is_positional()) {
            line.push(roman(" "));
            line.push(italic(value_of(arg)));
        }
        if self.command.has_subcommands() {
            line.push(roman(" "));
            line.push(italic(language.say(&message!("help-command"))));
        }
        roff.text(line);
    }

    fn commands(&self, roff: &mut Roff, title: &str) {
        if !self.command.has_subcommands() {
            return;
        }
        roff.control("SH", [title]);
        for command in self
            .command
            .get_subcommands()
            .filter(|command| !command.is_hide_set())
        {
            roff.control("TP", []);
            roff.text([
                bold(format!("{}-{}", self.words.join("-"), command.get_name())),
                roman("(1)"),
            ]);
            roff.text([roman(text_of(command.get_about()))]);
        }
    }

    /// The arguments under their headings, as the help has them.
    fn arguments(&self, roff: &mut Roff) {
        let mut headings: Vec<&str> = Vec::new();
        for arg in self.own() {
            let heading = arg.get_help_heading().unwrap_or_default();
            if !headings.contains(&heading) {
                headings.push(heading);
            }
        }
        for title in headings {
            roff.control("SH", [heading(title).as_str()]);
            for arg in self
                .own()
                .filter(|arg| arg.get_help_heading().unwrap_or_default() == title)
            {
                argument(roff, arg);
            }
        }
    }
}

fn argument(roff: &mut Roff, arg: &Arg) {
    let mut head = Vec::new();
    if let Some(short) = arg.get_short() {
        head.extend([bold(format!("-{short}")), roman(", ")]);
    }
    match arg.get_long() {
        Some(long) => head.push(bold(format!("--{long}"))),
        None => head.push(italic(value_of(arg))),
    }
    if arg.get_long().is_some() && arg.get_action().takes_values() {
        head.extend([roman(" "), italic(value_of(arg))]);
    }
    roff.control("TP", []);
    roff.text(head);
    roff.text([roman(text_of(arg.get_help()))]);
}

fn value_of(arg: &Arg) -> String {
    match arg.get_value_names() {
        Some(names) => names.join(" "),
        None => arg.get_id().to_string(),
    }
}

fn text_of(text: Option<&clap::builder::StyledStr>) -> String {
    visible(&text.map(ToString::to_string).unwrap_or_default())
}

fn heading(title: &str) -> String {
    title.trim_end_matches([':', '：']).to_uppercase()
}

/// Lines that stay lines.
fn verbatim(roff: &mut Roff, text: &str) {
    roff.control("nf", []);
    for line in text.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
}

type Section = (Message, Vec<(&'static str, Message)>);

/// What is to be known of yun as a whole: exit codes, variables, files.
fn facts() -> [Section; 3] {
    let codes = vec![
        ("0", message!("man-exit-done")),
        ("1", message!("man-exit-failed")),
        ("2", message!("man-exit-usage")),
        ("3", message!("man-exit-partial")),
        ("4", message!("man-exit-credentials")),
        ("5", message!("man-exit-permission")),
        ("6", message!("man-exit-not-found")),
        ("7", message!("man-exit-unavailable")),
        ("8", message!("man-exit-plugin")),
        ("130", message!("man-exit-interrupted")),
    ];
    let variables = vec![
        ("YUN_PROFILE, ALIBABA_CLOUD_PROFILE", message!("man-env-profile")),
        ("ALIBABA_CLOUD_CONFIG_FILE", message!("man-env-aliyun-file")),
        ("ALIBABA_CLOUD_IGNORE_PROFILE", message!("man-env-aliyun-ignored")),
        ("ALIBABA_CLOUD_REGION_ID", message!("man-env-region")),
        (
            "YUN_CONFIG_DIR, YUN_DATA_DIR, YUN_CACHE_DIR",
            message!("man-env-directories"),
        ),
        (
            "YUN_ENDPOINT_URL, YUN_ENDPOINT_URL_PRODUCT",
            message!("man-env-endpoint"),
        ),
        ("YUN_PLUGIN_PATH", message!("man-env-plugin-path")),
        ("LC_ALL, LC_MESSAGES, LANG", message!("man-env-language")),
        ("HTTPS_PROXY, HTTP_PROXY, NO_PROXY", message!("man-env-proxy")),
        ("SSL_CERT_FILE, SSL_CERT_DIR", message!("man-env-certificates")),
        ("NO_COLOR", message!("man-env-color")),
    ];
    let files = vec![
        ("~/.config/yun/config.toml", message!("man-file-config")),
        ("~/.local/share/yun/secrets.toml", message!("man-file-secrets")),
        ("~/.aliyun/config.json", message!("man-file-aliyun")),
        ("~/.cache/yun", message!("man-file-cache")),
        ("../lib/yun/plugins", message!("man-file-plugins")),
    ];
    [
        (message!("man-exit-status"), codes),
        (message!("man-environment"), variables),
        (message!("man-files"), files),
    ]
}

//! `profile env` and `run`: a profile's credentials for other programs.

use std::{ffi::OsString, sync::Arc};

use clap::{ArgAction, ArgMatches, builder::PossibleValue};
use serde::Serialize;
use yun_plugin_api::{Keys, Secret};
use zeroize::Zeroizing;

use super::{arguments, name_or_option};
use crate::{
    catalog::Catalog,
    cli::{Command, grammar::Grammar},
    clock,
    core::Core,
    environment::Environment,
    error::{Error, ErrorKind, exit},
    output,
    profile::RegionId,
    session::{Resolved, Session},
    text::{message, shell_word},
};

/// What Alibaba Cloud's own programs and SDKs read first.
const PREFIX: &str = "ALIBABA_CLOUD_";
/// What they read besides, and what must not name other credentials.
const OTHER_PREFIXES: [&str; 2] = ["ALIBABACLOUD_", "ALICLOUD_"];
/// What else credentials are made of by SDKs that find these variables.
const SOURCES: [&str; 6] = [
    "ROLE_ARN",
    "ROLE_SESSION_NAME",
    "OIDC_PROVIDER_ARN",
    "OIDC_TOKEN_FILE",
    "CREDENTIALS_URI",
    "ECS_METADATA",
];
const KEYS: [&str; 3] = ["ACCESS_KEY_ID", "ACCESS_KEY_SECRET", "SECURITY_TOKEN"];

/// How variables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// For bash, zsh and other shells of the Bourne family.
    Posix,
    Fish,
    PowerShell,
    /// `NAME="value"` lines.
    DotEnv,
    /// What a credentials URI answers with, and what Alibaba Cloud CLI expects of a `process_command`, in one object.
    Json,
}

impl Form {
    /// The words of `--format`, with those that mean the same.
    const WORDS: [(&'static str, &'static [&'static str], Self); 5] = [
        ("bash", &["sh", "zsh", "posix"], Self::Posix),
        ("fish", &[], Self::Fish),
        ("powershell", &["pwsh"], Self::PowerShell),
        ("dotenv", &["env", ".env"], Self::DotEnv),
        ("json", &[], Self::Json),
    ];

    fn parse(word: &str) -> Option<Self> {
        let is = |name: &str| name.eq_ignore_ascii_case(word);
        let found = Self::WORDS
            .iter()
            .find(|(name, others, _)| is(name) || others.iter().any(|other| is(other)));
        found.map(|(_, _, form)| *form)
    }

    /// The form for the shell that the user works in.
    fn of_shell(environment: &Environment) -> Self {
        let shell = environment.variable("SHELL").unwrap_or_default();
        match shell.rsplit('/').next() {
            Some("fish") => Self::Fish,
            Some("pwsh") => Self::PowerShell,
            _ if shell.is_empty() && cfg!(windows) => Self::PowerShell,
            _ => Self::Posix,
        }
    }
}

pub(super) fn env_grammar(grammar: &Grammar, name: clap::Arg) -> clap::Command {
    let words = Form::WORDS
        .iter()
        .map(|(name, others, _)| PossibleValue::new(*name).aliases(others.iter().copied()));
    grammar
        .command("env", message!("help-profile-env"))
        .arg(name)
        .arg(
            grammar
                .value(
                    "format",
                    message!("help-option-env-format"),
                    message!("help-value-env-format"),
                )
                .alias("shell")
                .ignore_case(true)
                .value_parser(words.collect::<Vec<_>>()),
        )
}

pub(in crate::cli) fn run_grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    grammar.command("run", message!("help-run")).arg(
        clap::Arg::new("PROGRAM")
            .value_name(grammar.say(message!("help-value-program")))
            .help(grammar.say(message!("help-run-program")))
            .action(ArgAction::Append)
            .num_args(1..)
            .trailing_var_arg(true)
            .allow_hyphen_values(true)
            .value_hint(clap::ValueHint::CommandWithArguments)
            .value_parser(clap::value_parser!(OsString)),
    )
}

/// Prints a profile's credentials, for other programs to read.
pub(super) fn env(mut command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    name_or_option(&mut command.globals, matches)?;
    let asked = matches
        .get_one::<String>("format")
        .and_then(|word| Form::parse(word));
    let form = match asked {
        Some(form) => form,
        None if command.globals.format.is_json() => Form::Json,
        None => Form::of_shell(&command.environment),
    };
    let region = arguments::region(&command.globals)?;
    command.in_runtime(|core, globals, _progress| async move {
        let session = globals.session(&core)?;
        let exported = exported(&core, &session, region).await?;
        let text = match form {
            Form::Json => exported.document()?,
            form => exported.script(form),
        };
        output::print(&text)?;
        Ok(exit::DONE)
    })
}

/// Runs a program that finds a profile's credentials in its environment, in the place of this process.
pub(in crate::cli) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let words: Vec<OsString> = matches
        .get_many::<OsString>("PROGRAM")
        .map(|words| words.cloned().collect())
        .unwrap_or_default();
    let Some((program, arguments)) = words.split_first() else {
        return Err(arguments::missing("PROGRAM").hint(message!("hint-run")));
    };
    let region = arguments::region(&command.globals)?;
    let exported = command.in_runtime(|core, globals, _progress| async move {
        let session = globals.session(&core)?;
        exported(&core, &session, region).await
    })?;
    let mut run = std::process::Command::new(program);
    run.args(arguments);
    for name in competing() {
        run.env_remove(name);
    }
    for (name, value) in exported.variables() {
        match value {
            Some(value) => run.env(name, value.expose()),
            None => run.env_remove(name),
        };
    }
    run.env("YUN_PROFILE", &exported.profile);
    become_program(run, &program.to_string_lossy())
}

#[cfg(unix)]
fn become_program(mut run: std::process::Command, program: &str) -> Result<u8, Error> {
    use std::os::unix::process::CommandExt;
    Err(not_run(&run.exec(), program))
}

#[cfg(not(unix))]
fn become_program(mut run: std::process::Command, program: &str) -> Result<u8, Error> {
    let ended = run.status().map_err(|error| not_run(&error, program))?;
    let code = ended.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.unwrap_or(exit::FAILED))
}

fn not_run(error: &std::io::Error, program: &str) -> Error {
    if error.kind() == std::io::ErrorKind::NotFound {
        let message = message!("error-program-missing", program = program);
        return Error::invalid_input("program_missing", message).hint(message!("hint-program-missing"));
    }
    let message = message!(
        "error-program-failed",
        program = program,
        reason = error.to_string()
    );
    Error::new(ErrorKind::Failed, "program_failed", message)
}

/// The variables that could name other credentials or another profile.
fn competing() -> impl Iterator<Item = String> {
    let keys = OTHER_PREFIXES
        .iter()
        .flat_map(|prefix| KEYS.iter().map(move |key| format!("{prefix}{key}")));
    let profiles = [PREFIX]
        .into_iter()
        .chain(OTHER_PREFIXES)
        .map(|prefix| format!("{prefix}PROFILE"));
    let sources = SOURCES.iter().map(|name| format!("{PREFIX}{name}"));
    keys.chain(profiles).chain(sources)
}

/// What other programs are told.
struct Exported {
    profile: String,
    region: String,
    keys: Arc<Keys>,
    expires_at: Option<String>,
}

async fn exported(core: &Core, session: &Arc<Session>, region: Option<RegionId>) -> Result<Exported, Error> {
    let Resolved { keys, expires_at, .. } = core.credentials(session).await?;
    let region = region.as_ref().unwrap_or(&session.profile.region);
    Ok(Exported {
        profile: session.name().to_owned(),
        region: region.as_str().to_owned(),
        keys,
        expires_at: expires_at.map(clock::rfc3339),
    })
}

impl Exported {
    /// The variables, with those that must not be set.
    fn variables(&self) -> [(String, Option<Secret>); 5] {
        let text = |text: &str| Some(Secret::new(text.to_owned()));
        [
            (KEYS[0], text(&self.keys.access_key_id)),
            (KEYS[1], Some(self.keys.access_key_secret.clone())),
            (KEYS[2], self.keys.security_token.clone()),
            ("REGION_ID", text(&self.region)),
            ("REGION", text(&self.region)),
        ]
        .map(|(name, value)| (format!("{PREFIX}{name}"), value))
    }

    fn script(&self, form: Form) -> Zeroizing<String> {
        let mut script = Zeroizing::new(String::with_capacity(8 * 1024));
        for (name, value) in self.variables() {
            match value {
                Some(value) => {
                    let value = Zeroizing::new(assigned(form, &name, value.expose()));
                    script.push_str(&value);
                }
                None => script.push_str(&unset(form, &name)),
            }
        }
        for name in competing() {
            script.push_str(&unset(form, &name));
        }
        script
    }

    fn document(&self) -> Result<Zeroizing<String>, Error> {
        #[derive(Serialize)]
        struct Document<'a> {
            #[serde(rename = "Code")]
            code: &'a str,
            #[serde(rename = "AccessKeyId")]
            id: &'a str,
            #[serde(rename = "AccessKeySecret")]
            secret: &'a str,
            #[serde(rename = "SecurityToken")]
            token: &'a str,
            #[serde(rename = "Expiration", skip_serializing_if = "Option::is_none")]
            expiration: Option<&'a str>,
            mode: &'a str,
            access_key_id: &'a str,
            access_key_secret: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            sts_token: Option<&'a str>,
            #[serde(rename = "expiration", skip_serializing_if = "Option::is_none")]
            also_expiration: Option<&'a str>,
            region_id: &'a str,
        }
        let token = self.keys.security_token.as_ref().map(Secret::expose);
        let (id, secret) = (
            self.keys.access_key_id.as_str(),
            self.keys.access_key_secret.expose(),
        );
        let document = Document {
            code: "Success",
            id,
            secret,
            token: token.unwrap_or_default(),
            expiration: self.expires_at.as_deref(),
            mode: if token.is_some() { "StsToken" } else { "AK" },
            access_key_id: id,
            access_key_secret: secret,
            sts_token: token,
            also_expiration: self.expires_at.as_deref(),
            region_id: &self.region,
        };
        let mut text = Zeroizing::new(String::with_capacity(16 * 1024));
        match serde_json::to_string(&document).map(Zeroizing::new) {
            Ok(json) => text.push_str(&json),
            Err(error) => {
                let message = message!("error-output", reason = error.to_string());
                return Err(Error::new(ErrorKind::Failed, "output_failed", message));
            }
        }
        text.push('\n');
        Ok(text)
    }
}

fn assigned(form: Form, name: &str, value: &str) -> String {
    match form {
        Form::Fish => format!(
            "set -gx {name} '{}'\n",
            value.replace('\\', "\\\\").replace('\'', "\\'")
        ),
        Form::PowerShell => format!("$env:{name} = '{}'\n", value.replace('\'', "''")),
        Form::DotEnv => format!("{name}={}\n", Zeroizing::new(dotenv_value(value)).as_str()),
        Form::Posix | Form::Json => format!("export {name}={}\n", shell_word(value)),
    }
}

/// Quoted so that a shell that reads the file takes it literally too.
fn dotenv_value(value: &str) -> String {
    let is_special = |c: char| matches!(c, '\\' | '"' | '$' | '`');
    if value.contains(is_special) && !value.contains('\'') {
        return format!("'{value}'");
    }
    let mut quoted = String::with_capacity(2 * value.len() + 2);
    quoted.push('"');
    for c in value.chars() {
        if is_special(c) {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

fn unset(form: Form, name: &str) -> String {
    match form {
        Form::Fish => format!("set -e {name}\n"),
        Form::PowerShell => format!("Remove-Item -ErrorAction Ignore Env:{name}\n"),
        // A file of assignments cannot take one away.
        Form::DotEnv => String::new(),
        Form::Posix | Form::Json => format!("unset {name}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exported(token: Option<&str>) -> Exported {
        Exported {
            profile: "p".into(),
            region: "cn-hangzhou".into(),
            keys: Arc::new(Keys {
                access_key_id: "id".into(),
                access_key_secret: Secret::new("it's\\\"$x".into()),
                security_token: token.map(|token| Secret::new(token.into())),
            }),
            expires_at: token.map(|_| "2030-01-02T03:04:05Z".to_owned()),
        }
    }

    #[test]
    fn each_shell_gets_its_own_quotes() {
        let line = |form: Form| {
            let script = exported(None).script(form);
            script
                .lines()
                .find(|line| line.contains("SECRET"))
                .expect("a secret")
                .to_owned()
        };
        assert_eq!(
            line(Form::Posix),
            r#"export ALIBABA_CLOUD_ACCESS_KEY_SECRET='it'\''s\"$x'"#
        );
        assert_eq!(
            line(Form::Fish),
            r#"set -gx ALIBABA_CLOUD_ACCESS_KEY_SECRET 'it\'s\\"$x'"#
        );
        assert_eq!(
            line(Form::PowerShell),
            r#"$env:ALIBABA_CLOUD_ACCESS_KEY_SECRET = 'it''s\"$x'"#
        );
        assert_eq!(
            line(Form::DotEnv),
            r#"ALIBABA_CLOUD_ACCESS_KEY_SECRET="it's\\\"\$x""#
        );
    }

    #[test]
    fn a_token_that_is_not_there_is_taken_away() {
        assert!(
            exported(None)
                .script(Form::Posix)
                .contains("unset ALIBABA_CLOUD_SECURITY_TOKEN\n")
        );
        assert!(
            exported(None)
                .script(Form::Fish)
                .contains("set -e ALIBABA_CLOUD_SECURITY_TOKEN\n")
        );
        assert!(
            exported(Some("t"))
                .script(Form::Posix)
                .contains("SECURITY_TOKEN=t\n")
        );
    }

    #[test]
    fn the_document_has_both_forms() {
        let of = |token| -> serde_json::Value {
            let text = exported(token).document().expect("a document");
            serde_json::from_str(&text).expect("JSON")
        };
        let temporary = of(Some("t"));
        assert_eq!(temporary["Code"], "Success");
        assert_eq!(temporary["SecurityToken"], temporary["sts_token"]);
        assert_eq!(temporary["Expiration"], "2030-01-02T03:04:05Z");
        assert_eq!(temporary["mode"], "StsToken");
        let permanent = of(None);
        assert_eq!(
            (&permanent["mode"], &permanent["SecurityToken"]),
            (&"AK".into(), &"".into())
        );
        assert!(permanent.get("Expiration").is_none());
    }
}

//! The credential mode `ExternalCommand`: credentials that a program writes to its standard output.
//!
//! `output.rs` reads what it writes. Whatever goes wrong, the output is never shown: it may hold a secret.

mod output;

use yun_plugin_api::{
    CredentialMode, Error, ErrorKind, Host, Plugin, ProcessRun, ResolveAnswer, ResolveRequest, export_plugin,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().credential_mode("ExternalCommand", ExternalCommand)
}

/// How long the program may run.
const TIMEOUT_SECONDS: u64 = 60;

/// How much it may write.
const LARGEST_OUTPUT: u64 = 1024 * 1024;

struct ExternalCommand;

impl CredentialMode for ExternalCommand {
    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let mut program = ProcessRun::new(request.fields.required_text("command")?);
        program.timeout_seconds = Some(TIMEOUT_SECONDS);
        program.max_bytes = Some(LARGEST_OUTPUT);
        let ended = host.run(&program)?;
        match ended.code {
            Some(0) => output::read(&ended.output),
            Some(code) => {
                let message = format!("the external command ended with the exit code {code}");
                Err(wrong("command_failed", message).param("code", code.to_string()))
            }
            None => Err(wrong(
                "command_killed",
                "the external command was ended by a signal",
            )),
        }
    }
}

fn wrong(code: &'static str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Credentials, code, message)
}

#[cfg(test)]
mod tests {
    use yun_plugin_api::{Fields, ProcessOutput, Secret, testing::FakeHost};

    use super::*;

    const COMMAND: &str = "acme-sso print --profile 'prod 1'";
    const DOCUMENT: &str = r#"{"Code":"Success","AccessKeyId":"STS.a","AccessKeySecret":"s3cret",
        "SecurityToken":"t0ken","Expiration":"2030-01-02T03:04:05Z"}"#;

    fn host() -> FakeHost {
        FakeHost::new(include_str!("../manifest.json"), plugin())
    }

    fn resolve(host: &FakeHost) -> Result<ResolveAnswer, Error> {
        host.resolve(ResolveRequest {
            mode: "ExternalCommand".into(),
            profile: "prod".into(),
            region: "cn-hangzhou".into(),
            fields: Fields::default().with_text("command", COMMAND),
        })
    }

    #[test]
    fn what_the_program_writes_is_used_until_it_ends() {
        let host = host().program(COMMAND, ProcessOutput::new(0, DOCUMENT));
        let answer = resolve(&host).expect("resolves");
        assert_eq!(answer.expires_at.as_deref(), Some("2030-01-02T03:04:05Z"));
        let keys = answer.into_keys().expect("a pair");
        assert_eq!(
            (keys.access_key_id.as_str(), keys.access_key_secret.expose()),
            ("STS.a", "s3cret")
        );
        assert_eq!(keys.security_token.expect("a token").expose(), "t0ken");
    }

    #[test]
    fn a_program_that_fails_is_told_apart_from_one_that_is_killed() {
        let failed = host().program(COMMAND, ProcessOutput::new(3, DOCUMENT));
        let failed = resolve(&failed).expect_err("an exit code");
        assert_eq!(
            (failed.code.as_str(), failed.params["code"].as_str()),
            ("command_failed", "3")
        );
        let output = Secret::new(DOCUMENT.to_owned());
        let killed = host().program(COMMAND, ProcessOutput { code: None, output });
        let killed = resolve(&killed).expect_err("a signal");
        assert_eq!(killed.code, "command_killed");
        for error in [failed, killed] {
            assert_eq!(error.kind, ErrorKind::Credentials);
            host().wording(&error);
            let shown = format!("{error:?}");
            assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
        }
    }

    #[test]
    fn what_the_host_says_of_the_program_is_passed_on() {
        for code in [
            "program_missing",
            "program_failed",
            "program_timeout",
            "output_too_large",
            "output_not_text",
        ] {
            let said = Error::new(ErrorKind::Credentials, code, "why").hint("what to do");
            let error = resolve(&host().program_error(COMMAND, said.clone())).expect_err(code);
            assert_eq!(error, said);
        }
    }

    #[test]
    fn a_missing_command_is_named() {
        let error = host().resolve(ResolveRequest {
            mode: "ExternalCommand".into(),
            profile: "prod".into(),
            region: "cn-hangzhou".into(),
            fields: Fields::default(),
        });
        assert_eq!(error.expect_err("no command").params["field"], "command");
    }

    #[test]
    fn the_manifest_has_the_crates_version() {
        assert_eq!(host().manifest().version, env!("CARGO_PKG_VERSION"));
    }
}

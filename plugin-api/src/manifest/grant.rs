//! What a call of a plugin may ask of the host: the rule of the host and of the fake host alike.

use super::{
    Capability, CredentialManifest, FieldType, HttpTarget, Manifest, Origin, Permission, Target,
    origin::OriginPattern,
};
use crate::{
    error::{Error, ErrorKind},
    protocol::{
        credential::Fields,
        service::{ApiCall, Auth, HttpRequest, ProcessRun},
    },
};

/// A call of a plugin, as far as it decides what may be asked within it.
#[derive(Debug, Clone, Copy)]
pub struct Grant<'a> {
    /// The plugin.
    pub manifest: &'a Manifest,
    /// What the call may do.
    pub permission: &'a Permission,
    /// The credential mode that is called, if it is one.
    pub mode: Option<&'a CredentialManifest>,
    /// The fields that the call is about; none in calls of a resource type.
    pub fields: &'a Fields,
}

/// Headers that the host writes itself: a request that set them could say one thing and be another.
const HOST_HEADERS: [&str; 6] = [
    "connection",
    "content-length",
    "host",
    "te",
    "transfer-encoding",
    "upgrade",
];

type Outcome = Result<(), Error>;

impl Grant<'_> {
    /// Holds an API call against the manifest and the call.
    ///
    /// # Errors
    /// `api_call_malformed`, `capability_missing`, `change_not_allowed` or `not_in_this_call`.
    pub fn api(&self, call: &ApiCall) -> Outcome {
        self.anything()?;
        self.manifest.permits(call, self.permission)?;
        if !matches!(call.auth, Auth::Profile) {
            self.of_a_mode("keys of its own for an API call")?;
        }
        match &call.endpoint {
            None => Ok(()),
            Some(endpoint) if endpoint.contains(['/', '?', '#']) => {
                Err(refused("url_refused", "the endpoint is no name of a host"))
            }
            Some(endpoint) => self.origin(&format!("https://{endpoint}")),
        }
    }

    /// Holds an HTTP request against the manifest and the call.
    ///
    /// # Errors
    /// `url_refused`, `request_malformed` (a header is the host's to set), `capability_missing` or `not_in_this_call`.
    pub fn http(&self, request: &HttpRequest) -> Outcome {
        self.beyond_apis()?;
        let mut headers = request.headers.keys().chain(request.secret_headers.keys());
        let is_hosts = |name: &&String| HOST_HEADERS.iter().any(|own| own.eq_ignore_ascii_case(name));
        if let Some(name) = headers.find(is_hosts) {
            let what = format!("the header {name} is the host's to set");
            return Err(refused("request_malformed", what));
        }
        let Some(socket) = &request.unix_socket else {
            return self.origin(&request.url);
        };
        let declared = self
            .manifest
            .capabilities
            .iter()
            .any(|capability| match capability {
                Capability::Http(HttpTarget::Socket(target)) => self.names(target, socket),
                _ => false,
            });
        require(declared, || format!("http:unix:{socket}"))
    }

    fn origin(&self, url: &str) -> Outcome {
        let Some(origin) = Origin::of(url) else {
            let what = "the URL is none of http or https with a plain host";
            return Err(refused("url_refused", what));
        };
        let declared = self
            .manifest
            .capabilities
            .iter()
            .any(|capability| match capability {
                Capability::Http(HttpTarget::Origin(Target::Field(key))) => {
                    self.fields.text(key).and_then(Origin::of).as_ref() == Some(&origin)
                }
                Capability::Http(HttpTarget::Origin(Target::Fixed(pattern))) => {
                    OriginPattern::parse(pattern).is_some_and(|pattern| pattern.matches(&origin))
                }
                _ => false,
            });
        require(declared, || format!("http:{origin}"))
    }

    /// Holds the run of a program against the manifest and the call.
    ///
    /// # Errors
    /// `capability_missing` or `not_in_this_call`.
    pub fn process(&self, run: &ProcessRun) -> Outcome {
        self.beyond_apis()?;
        let declared = self
            .manifest
            .capabilities
            .iter()
            .any(|capability| match capability {
                Capability::Process(target @ Target::Field(_)) => {
                    run.arguments.is_empty() && self.names(target, &run.command)
                }
                Capability::Process(target) => self.names(target, &run.command),
                _ => false,
            });
        // The command line is the user's own, and may hold a secret.
        require(declared, || "process: for this command".to_owned())
    }

    /// Whether the command is split into words, being a field's value, or is the name of a program.
    pub fn is_command_line(&self, run: &ProcessRun) -> bool {
        self.manifest
            .capabilities
            .iter()
            .any(|capability| match capability {
                Capability::Process(target @ Target::Field(_)) => self.names(target, &run.command),
                _ => false,
            })
    }

    /// Holds the reading of a file against the manifest and the call.
    ///
    /// # Errors
    /// `capability_missing` or `not_in_this_call`.
    pub fn file(&self, path: &str) -> Outcome {
        self.anything()?;
        let declared = self
            .manifest
            .capabilities
            .iter()
            .any(|capability| match capability {
                Capability::File(target) => self.names(target, path),
                _ => false,
            });
        require(declared, || format!("file:{path}"))
    }

    /// Holds the reading of an environment variable against the manifest and the call.
    ///
    /// # Errors
    /// `capability_missing` or `not_in_this_call`.
    pub fn variable(&self, name: &str) -> Outcome {
        self.anything()?;
        self.declared(&Capability::Env(name.to_owned()))
    }

    /// Whether a page may be opened.
    ///
    /// # Errors
    /// `capability_missing`, or `login_required` outside a login.
    pub fn browser(&self) -> Outcome {
        self.anything()?;
        self.declared(&Capability::Browser)?;
        match self.permission {
            Permission::Login => Ok(()),
            _ => Err(Error::new(
                ErrorKind::Credentials,
                "login_required",
                "a page is opened within a login only",
            )),
        }
    }

    /// Whether the person at the terminal may be asked.
    ///
    /// # Errors
    /// `capability_missing` or `not_in_this_call`.
    pub fn prompt(&self) -> Outcome {
        self.of_a_mode("a prompt")?;
        self.declared(&Capability::Prompt)
    }

    /// Whether the mode keeps a secret of this name.
    ///
    /// # Errors
    /// `capability_missing`, `secret_undeclared` or `not_in_this_call`.
    pub fn secret(&self, name: &str) -> Outcome {
        self.of_a_mode("a secret")?;
        self.declared(&Capability::Secrets)?;
        match self.mode {
            Some(mode) if mode.stores.iter().any(|stored| stored == name) => Ok(()),
            _ => Err(refused(
                "secret_undeclared",
                format!("the manifest's stores do not name {name}"),
            )),
        }
    }

    /// The profile whose credentials the field names.
    ///
    /// # Errors
    /// `capability_missing`, `field_missing`, `field_no_profile` or `not_in_this_call`.
    pub fn source(&self, field: &str) -> Result<&str, Error> {
        self.of_a_mode("the credentials of another profile")?;
        self.declared(&Capability::Profiles)?;
        let is_one = self
            .mode
            .into_iter()
            .flat_map(|mode| &mode.fields)
            .any(|declared| declared.key == field && declared.field_type == FieldType::Profile);
        if !is_one {
            return Err(refused(
                "field_no_profile",
                format!("{field} is no field of the type profile"),
            ));
        }
        self.fields.required_text(field)
    }

    fn anything(&self) -> Outcome {
        match self.permission {
            Permission::Nothing => Err(refused(
                "not_in_this_call",
                "fields are checked without asking anyone",
            )),
            _ => Ok(()),
        }
    }

    /// What goes elsewhere than to an API may change something there, and nobody could tell.
    fn beyond_apis(&self) -> Outcome {
        self.anything()?;
        match self.permission {
            Permission::Preview { .. } | Permission::Act { dry_run: true, .. } => Err(refused(
                "not_in_this_call",
                "nothing may change, so only APIs are asked",
            )),
            _ => Ok(()),
        }
    }

    fn of_a_mode(&self, what: &str) -> Outcome {
        match self.permission {
            Permission::Resolve | Permission::Login => Ok(()),
            _ => Err(refused(
                "not_in_this_call",
                format!("{what} is for calls that fetch credentials"),
            )),
        }
    }

    fn declared(&self, wanted: &Capability) -> Outcome {
        require(self.manifest.capabilities.contains(wanted), || wanted.to_string())
    }

    fn names(&self, target: &Target, what: &str) -> bool {
        match target {
            Target::Field(key) => self.fields.text(key) == Some(what),
            Target::Fixed(fixed) => fixed == what,
        }
    }
}

fn require(declared: bool, capability: impl FnOnce() -> String) -> Outcome {
    if declared {
        return Ok(());
    }
    Err(undeclared(capability()))
}

/// The error for a capability that the manifest does not declare.
pub(super) fn undeclared(capability: String) -> Error {
    let what = format!("the plugin's manifest does not declare {capability}");
    refused("capability_missing", what).param("capability", capability)
}

fn refused(code: &'static str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Plugin, code, message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn manifest(capabilities: &[&str]) -> Manifest {
        let title = json!({"en": "a", "zh": "甲"});
        let field = |key, kind| json!({"key": key, "title": title, "help": title, "type": kind});
        let manifest = json!({
            "schema": 1, "id": "team", "name": title, "description": title, "version": "1.0.0", "authors": [],
            "license": "Apache-2.0", "protocol": {"min": 1, "max": 1}, "capabilities": capabilities,
            "provides": [{"kind": "credential", "mode": "Team", "title": title, "help": title, "stores": ["kept"],
                "fields": [field("url", "url"), field("command", "command"), field("token_file", "path"),
                           field("source", "profile")]}]
        });
        Manifest::parse(manifest.to_string().as_bytes()).expect("valid")
    }

    fn fields() -> Fields {
        let pairs = [
            ("url", "https://corp.example:8443/creds"),
            ("command", "corp-sso --print"),
            ("token_file", "/run/token"),
            ("source", "base"),
        ];
        Fields {
            plain: pairs
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into(),
            ..Fields::default()
        }
    }

    fn code(capabilities: &[&str], permission: &Permission, ask: impl Fn(Grant<'_>) -> Outcome) -> String {
        let (manifest, fields) = (manifest(capabilities), fields());
        let grant = Grant {
            manifest: &manifest,
            permission,
            mode: manifest.credentials().next(),
            fields: &fields,
        };
        ask(grant).map_or_else(|error| error.code, |()| "granted".to_owned())
    }

    fn resolving(capabilities: &[&str], ask: impl Fn(Grant<'_>) -> Outcome) -> String {
        code(capabilities, &Permission::Resolve, ask)
    }

    #[test]
    fn a_request_goes_to_a_declared_origin_only() {
        let get = |url: &str, capability: &str| {
            resolving(&[capability], |grant| grant.http(&HttpRequest::get(url)))
        };
        assert_eq!(get("https://corp.example:8443/other", "http:{url}"), "granted");
        assert_eq!(
            get("https://corp.example/creds", "http:{url}"),
            "capability_missing"
        );
        assert_eq!(
            get("https://a.b.example/x", "http:https://*.b.example"),
            "granted"
        );
        assert_eq!(
            get("https://b.example/x", "http:https://*.b.example"),
            "capability_missing"
        );
        assert_eq!(
            get("https://u:p@a.b.example/", "http:https://*.b.example"),
            "url_refused"
        );
        let header = |name: &str| {
            let request = HttpRequest::get("https://a.b.example/").header(name, "c.example");
            resolving(&["http:https://a.b.example"], |grant| grant.http(&request))
        };
        assert_eq!(header("x-own"), "granted");
        assert_eq!(header("Host"), "request_malformed");
        let socket = |path: &str| {
            let mut request = HttpRequest::get("http://localhost/");
            request.unix_socket = Some(path.to_owned());
            resolving(&["http:unix:/run/a.sock"], |grant| grant.http(&request))
        };
        assert_eq!(socket("/run/a.sock"), "granted");
        assert_eq!(socket("/run/b.sock"), "capability_missing");
    }

    #[test]
    fn a_program_is_the_fields_or_the_named_one() {
        let run = |capability: &str, command: &str, arguments: &[&str]| {
            let mut run = ProcessRun::new(command);
            run.arguments = arguments.iter().map(|text| (*text).to_owned()).collect();
            resolving(&[capability], |grant| grant.process(&run))
        };
        assert_eq!(run("process:{command}", "corp-sso --print", &[]), "granted");
        assert_eq!(
            run("process:{command}", "corp-sso --print", &["more"]),
            "capability_missing"
        );
        assert_eq!(run("process:{command}", "corp-sso", &[]), "capability_missing");
        assert_eq!(run("process:corp-sso", "corp-sso", &["--any"]), "granted");
        assert_eq!(
            run("process:corp-sso", "corp-sso --any", &[]),
            "capability_missing"
        );
    }

    #[test]
    fn each_other_service_has_its_capability() {
        assert_eq!(
            resolving(&["file:{token_file}"], |grant| grant.file("/run/token")),
            "granted"
        );
        assert_eq!(
            resolving(&["file:{token_file}"], |grant| grant.file("/etc/shadow")),
            "capability_missing"
        );
        assert_eq!(
            resolving(&["env:HOME"], |grant| grant.variable("HOME")),
            "granted"
        );
        assert_eq!(
            resolving(&["env:HOME"], |grant| grant.variable("PATH")),
            "capability_missing"
        );
        assert_eq!(resolving(&["secrets"], |grant| grant.secret("kept")), "granted");
        assert_eq!(
            resolving(&["secrets"], |grant| grant.secret("other")),
            "secret_undeclared"
        );
        assert_eq!(resolving(&[], |grant| grant.secret("kept")), "capability_missing");
        assert_eq!(resolving(&["prompt"], |grant| grant.prompt()), "granted");
        let source = |field: &'static str| resolving(&["profiles"], |grant| grant.source(field).map(drop));
        assert_eq!(source("source"), "granted");
        assert_eq!(source("url"), "field_no_profile");
    }

    #[test]
    fn what_a_call_is_for_decides_too() {
        let all = ["browser", "prompt", "secrets", "profiles", "env:HOME"];
        assert_eq!(resolving(&all, |grant| grant.browser()), "login_required");
        assert_eq!(code(&all, &Permission::Login, |grant| grant.browser()), "granted");
        assert_eq!(
            code(&all, &Permission::Read, |grant| grant.prompt()),
            "not_in_this_call"
        );
        assert_eq!(
            code(&all, &Permission::Read, |grant| grant.secret("kept")),
            "not_in_this_call"
        );
        assert_eq!(
            code(&all, &Permission::Read, |grant| grant.variable("HOME")),
            "granted"
        );
        assert_eq!(
            code(&all, &Permission::Nothing, |grant| grant.browser()),
            "not_in_this_call"
        );
        assert_eq!(
            code(&all, &Permission::Nothing, |grant| grant.prompt()),
            "not_in_this_call"
        );
        assert_eq!(
            code(&all, &Permission::Nothing, |grant| grant.variable("HOME")),
            "not_in_this_call"
        );
    }

    #[test]
    fn keys_of_its_own_are_a_credential_modes() {
        let call = ApiCall::new("Sts", "2015-04-01", "GetCallerIdentity").signed_with(Auth::None);
        let capabilities = ["api:Sts/GetCallerIdentity", "http:https://*.aliyuncs.com"];
        assert_eq!(resolving(&capabilities, |grant| grant.api(&call)), "granted");
        assert_eq!(
            code(&capabilities, &Permission::Read, |grant| grant.api(&call)),
            "not_in_this_call"
        );
        let at = |endpoint: &str| {
            let mut call = call.clone();
            call.endpoint = Some(endpoint.to_owned());
            resolving(&capabilities, |grant| grant.api(&call))
        };
        assert_eq!(at("sts-vpc.cn-hangzhou.aliyuncs.com"), "granted");
        assert_eq!(at("sts.example.com"), "capability_missing");
        assert_eq!(at("sts.aliyuncs.com/x"), "url_refused");
    }
}

//! Ordinary requests: one for each method of each thing that a plugin provides.

use serde::Serialize;
use serde_json::{Value as Json, json};
use yun_plugin_api::{
    __private::encode,
    ActRequest, CheckRequest, Fields, GetRequest, ListRequest, ResolveRequest, Secret, SessionRequest,
    ViewRequest,
    manifest::{Action, CredentialManifest, DryRun, Field, FieldType, Permission, ResourceManifest, View},
    protocol::{
        method,
        resource::{AccessRequest, RegionsRequest},
    },
    testing::answers::Answers,
};

use super::{Check, answering::Answering, bench::Trial, sandbox::Kept};
use crate::{profile::fields, text::Message};

/// The profile that requests are for.
const PROFILE: &str = "check";

/// A request of one method.
#[derive(Clone)]
pub(super) struct Request {
    /// The thing that it is about: a type or a mode.
    pub(super) subject: String,
    /// The method, with the action or view.
    pub(super) name: String,
    pub(super) method: &'static str,
    pub(super) body: Json,
    pub(super) permission: Permission,
    pub(super) mode: Option<String>,
    pub(super) fields: Fields,
    pub(super) answering: Answering,
    pub(super) kept: Kept,
}

impl Request {
    fn new(subject: &str, method: &'static str, body: &impl Serialize, permission: Permission) -> Self {
        // What the protocol's types are made of has a JSON form; through the wire form, which has the secrets.
        let bytes = encode(body).unwrap_or_default();
        Self {
            subject: subject.to_owned(),
            name: method.to_owned(),
            method,
            body: serde_json::from_slice(&bytes).unwrap_or_default(),
            permission,
            mode: None,
            fields: Fields::default(),
            answering: Answering::Answers,
            kept: Kept::default(),
        }
    }

    /// A call of a method that no plugin has.
    pub(super) fn unknown_method() -> Self {
        let mut request = Self::new("", method::RESOURCE_LIST, &json!({}), Permission::Read);
        request.method = "check.unknown";
        request.name = request.method.to_owned();
        request
    }

    /// The same, answered in another way.
    pub(super) fn answered(&self, answering: Answering) -> Self {
        Self {
            answering,
            kept: Kept::default(),
            ..self.clone()
        }
    }

    /// The call that it becomes.
    pub(super) fn trial(&self) -> Trial {
        Trial {
            method: self.method.to_owned(),
            request: self.body.to_string().into_bytes(),
            permission: self.permission.clone(),
            mode: self.mode.clone(),
            fields: self.fields.clone(),
            answering: self.answering.clone(),
            kept: std::sync::Arc::clone(&self.kept),
        }
    }

    /// Whether it may be made any number of times, and means the same each time.
    pub(super) fn is_repeatable(&self) -> bool {
        !matches!(
            self.method,
            method::RESOURCE_ACT | method::CREDENTIAL_LOGIN | method::CREDENTIAL_LOGOUT
        )
    }

    /// Names it with the situation that it is made in.
    pub(super) fn within(&self, situation: Option<&Message>, check: &Check) -> String {
        match situation {
            None => self.name.clone(),
            Some(situation) => format!("{} ({})", self.name, check.say(situation)),
        }
    }

    /// `credential.check`.
    pub(super) fn check(mode: &CredentialManifest, fields: Fields) -> Self {
        let body = CheckRequest {
            mode: mode.mode.clone(),
            fields: fields.clone(),
        };
        let request = Self::new(&mode.mode, method::CREDENTIAL_CHECK, &body, Permission::Nothing);
        request.of_mode(mode, fields)
    }

    /// `credential.resolve`.
    pub(super) fn resolve(mode: &CredentialManifest, fields: Fields) -> Self {
        let body = ResolveRequest {
            mode: mode.mode.clone(),
            profile: PROFILE.to_owned(),
            region: "cn-hangzhou".to_owned(),
            fields: fields.clone(),
        };
        let request = Self::new(&mode.mode, method::CREDENTIAL_RESOLVE, &body, Permission::Resolve);
        request.of_mode(mode, fields)
    }

    /// `credential.login`, `credential.logout` or `credential.status`.
    pub(super) fn session(mode: &CredentialManifest, method: &'static str, fields: Fields) -> Self {
        let body = SessionRequest {
            mode: mode.mode.clone(),
            profile: PROFILE.to_owned(),
            region: "cn-hangzhou".to_owned(),
            fields: fields.clone(),
        };
        let permission = match method {
            method::CREDENTIAL_LOGIN => Permission::Login,
            _ => Permission::Resolve,
        };
        Self::new(&mode.mode, method, &body, permission).of_mode(mode, fields)
    }

    fn of_mode(mut self, mode: &CredentialManifest, fields: Fields) -> Self {
        self.mode = Some(mode.mode.clone());
        self.fields = fields;
        self
    }

    /// `resource.list`.
    pub(super) fn list(resource: &ResourceManifest, request: &ListRequest) -> Self {
        Self::new(
            &resource.resource_type,
            method::RESOURCE_LIST,
            request,
            Permission::Read,
        )
    }

    /// `resource.get`.
    pub(super) fn get(resource: &ResourceManifest, region: &str, ids: Vec<String>) -> Self {
        let body = GetRequest {
            resource_type: resource.resource_type.clone(),
            region: region.to_owned(),
            ids,
        };
        Self::new(
            &resource.resource_type,
            method::RESOURCE_GET,
            &body,
            Permission::Read,
        )
    }

    /// `resource.act`.
    pub(super) fn act(resource: &ResourceManifest, body: &ActRequest, permission: Permission) -> Self {
        let mut request = Self::new(&resource.resource_type, method::RESOURCE_ACT, body, permission);
        request.name = format!("{} {}", request.method, body.action);
        request
    }

    /// `resource.view`.
    pub(super) fn view(resource: &ResourceManifest, body: &ViewRequest) -> Self {
        let mut request = Self::new(
            &resource.resource_type,
            method::RESOURCE_VIEW,
            body,
            Permission::Read,
        );
        request.name = format!("{} {}", request.method, body.view);
        request
    }

    /// `resource.regions`.
    pub(super) fn regions(resource: &ResourceManifest, region: &str) -> Self {
        let body = RegionsRequest {
            resource_type: resource.resource_type.clone(),
            region: region.to_owned(),
        };
        Self::new(
            &resource.resource_type,
            method::RESOURCE_REGIONS,
            &body,
            Permission::Read,
        )
    }

    /// `resource.access`.
    pub(super) fn access(resource: &ResourceManifest, region: &str) -> Self {
        let body = AccessRequest {
            resource_type: resource.resource_type.clone(),
            region: region.to_owned(),
        };
        Self::new(
            &resource.resource_type,
            method::RESOURCE_ACCESS,
            &body,
            Permission::Read,
        )
    }
}

/// One request of each method of each thing.
pub(super) fn all(check: &Check) -> Vec<Request> {
    let answers = check.bench.answers();
    let mut all = Vec::new();
    for mode in check.manifest.credentials() {
        let given = given_fields(answers, mode);
        all.push(Request::check(mode, given.clone()));
        all.push(Request::resolve(mode, given.clone()));
        if mode.login {
            for method in [
                method::CREDENTIAL_LOGIN,
                method::CREDENTIAL_STATUS,
                method::CREDENTIAL_LOGOUT,
            ] {
                all.push(Request::session(mode, method, given.clone()));
            }
        }
    }
    for resource in check.manifest.resources() {
        let region = answers.region(&resource.resource_type);
        let list = ListRequest::new(resource.resource_type.as_str(), region);
        all.push(Request::list(resource, &list));
        all.push(Request::get(
            resource,
            region,
            check.ids_of(resource, resource.most_got()),
        ));
        for action in &resource.actions {
            let body = act_request(check, resource, action);
            all.push(Request::act(resource, &body, acting(resource, action, false)));
        }
        for view in &resource.views {
            all.push(Request::view(resource, &view_request(check, resource, view)));
        }
        if resource.own_regions {
            all.push(Request::regions(resource, region));
        }
        if resource.silent_denial {
            all.push(Request::access(resource, region));
        }
    }
    all
}

impl Check {
    /// Ids of a type, as many as are known and wanted; an invented one where none is known.
    pub(super) fn ids_of(&self, resource: &ResourceManifest, most: usize) -> Vec<String> {
        let listed = self.ids.get(&resource.resource_type);
        let ids: Vec<String> = listed.into_iter().flatten().take(most).cloned().collect();
        match ids.is_empty() {
            true => vec!["i-check".to_owned()],
            false => ids,
        }
    }
}

/// What an action is tried with.
pub(super) fn act_request(check: &Check, resource: &ResourceManifest, action: &Action) -> ActRequest {
    let answers = check.bench.answers();
    let given = answers.actions.get(&resource.resource_type);
    let given = given.and_then(|actions| actions.get(&action.name)).cloned();
    let most = action.batch as usize;
    let ids = match &given {
        Some(given) => given.ids.iter().take(most).cloned().collect(),
        None => check.ids_of(resource, most),
    };
    ActRequest {
        resource_type: resource.resource_type.clone(),
        region: answers.region(&resource.resource_type).to_owned(),
        action: action.name.clone(),
        ids,
        params: given.map_or_else(|| invented(&action.params), |given| given.params),
        dry_run: false,
        client_token: action.client_token.then(|| CLIENT_TOKEN.to_owned()),
    }
}

/// The client token of actions that take one.
pub(super) const CLIENT_TOKEN: &str = "7d1a5c0e-check-client-token";

/// What a call of this action may do.
pub(super) fn acting(resource: &ResourceManifest, action: &Action, dry_run: bool) -> Permission {
    let (resource_type, name) = (resource.resource_type.clone(), action.name.clone());
    match (dry_run, action.dry_run) {
        (true, DryRun::None) => Permission::Preview {
            resource_type,
            action: name,
        },
        _ => Permission::Act {
            resource_type,
            action: name,
            dry_run,
        },
    }
}

/// What a view is tried with.
pub(super) fn view_request(check: &Check, resource: &ResourceManifest, view: &View) -> ViewRequest {
    let answers = check.bench.answers();
    let given = answers.views.get(&resource.resource_type);
    let given = given.and_then(|views| views.get(&view.name)).cloned();
    let id = match &given {
        Some(given) => given.id.clone(),
        None => check.ids_of(resource, 1).remove(0),
    };
    ViewRequest {
        resource_type: resource.resource_type.clone(),
        region: answers.region(&resource.resource_type).to_owned(),
        view: view.name.clone(),
        id,
        params: given.map_or_else(|| invented(&view.params), |given| given.params),
        follow: false,
        cursor: None,
    }
}

/// A profile of the mode: the answers file's, or one with an invented value in each required field.
pub(super) fn given_fields(answers: &Answers, mode: &CredentialManifest) -> Fields {
    let given = answers.fields_of(mode).unwrap_or_else(|| {
        let required = mode.fields.iter().filter(|field| field.required);
        required.fold(Fields::default(), |fields, field| match field.field_type {
            FieldType::Secret => fields.with_secret(&field.key, Secret::new(invented_value(field))),
            _ => fields.with_text(&field.key, invented_value(field)),
        })
    });
    fields::with_defaults(mode, given)
}

fn invented(params: &[Field]) -> std::collections::BTreeMap<String, String> {
    let required = params.iter().filter(|field| field.required);
    required
        .map(|field| (field.key.clone(), invented_value(field)))
        .collect()
}

/// A value of the field's type, which need not fit its pattern.
fn invented_value(field: &Field) -> String {
    if let Some(default) = &field.default {
        return default.clone();
    }
    match field.field_type {
        FieldType::Choice => field
            .choices
            .first()
            .map(|choice| choice.value.clone())
            .unwrap_or_default(),
        FieldType::Number => "1".to_owned(),
        FieldType::Bool => "true".to_owned(),
        FieldType::Url => "https://check.invalid/".to_owned(),
        FieldType::Path => "/check/file".to_owned(),
        FieldType::Secret => "secret-of-the-check".to_owned(),
        _ => "check".to_owned(),
    }
}

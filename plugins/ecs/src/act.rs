//! Actions: each is one request of the API, and one typed answer serves them all.

use serde::Deserialize;
use yun_plugin_api::{ActAnswer, ActRequest, ActResult, ApiCall, Error, ErrorKind, Host};

use crate::ecs;

/// A parameter of an action, and the API's name for it.
type Parameter = (&'static str, &'static str);

const FORCE_STOP: [Parameter; 2] = [("force", "ForceStop"), ("stopped_mode", "StoppedMode")];
const FORCE_REBOOT: [Parameter; 1] = [("force", "ForceReboot")];
const RELEASE: [Parameter; 2] = [
    ("force", "Force"),
    ("terminate_subscription", "TerminateSubscription"),
];
const RENAME: [Parameter; 1] = [("name", "InstanceName")];

/// What a dry run is answered with that would succeed.
const WOULD_SUCCEED: [&str; 2] = ["DRYRUN.SUCCESS", "DryRunOperation"];

/// What the API answers to a change. `DeleteInstances` and `ModifyInstanceAttribute` say nothing of single instances.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    #[serde(default)]
    instance_responses: Option<Responses>,
    #[serde(default)]
    request_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Responses {
    instance_response: Vec<Response>,
}

/// What became of one instance. The code of a success is `200`, or none.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Response {
    instance_id: String,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    previous_status: Option<String>,
    #[serde(default)]
    current_status: Option<String>,
}

/// Sends the request of an action.
pub(crate) fn act(host: &Host, mut request: ActRequest) -> Result<ActAnswer, Error> {
    let (action, parameters): (_, &[Parameter]) = match request.action.as_str() {
        "start" => ("StartInstances", &[]),
        "stop" => ("StopInstances", &FORCE_STOP),
        "restart" => ("RebootInstances", &FORCE_REBOOT),
        "release" => ("DeleteInstances", &RELEASE),
        "rename" => ("ModifyInstanceAttribute", &RENAME),
        "protect" | "unprotect" => ("ModifyInstanceAttribute", &[]),
        other => return Err(Error::unsupported(format!("the action {other}"))),
    };
    let mut call = ecs(action, &request.region);
    for (key, parameter) in parameters {
        call = call.maybe(parameter, request.params.remove(*key));
    }
    call = match request.action.as_str() {
        "protect" => call.param("DeletionProtection", "true"),
        "unprotect" => call.param("DeletionProtection", "false"),
        "release" => call.maybe("ClientToken", request.client_token.take()),
        // What is wrong with any of them is said by a dry run for all of them together only.
        "start" | "stop" | "restart" if request.dry_run => call.param("BatchOptimization", "AllTogether"),
        "start" | "stop" | "restart" => call.param("BatchOptimization", "SuccessFirst"),
        _ => call,
    };
    if request.dry_run {
        call = call.param("DryRun", "true");
    }
    call = match action {
        "ModifyInstanceAttribute" => {
            request.ids.truncate(1);
            call.maybe("InstanceId", request.ids.first())
        }
        _ => with_ids(call, &request.ids),
    };
    let results = match host.api_call::<Answer>(&call) {
        Ok(Answer {
            instance_responses: Some(responses),
            request_id,
        }) => each(responses.instance_response, request_id.as_deref()),
        Ok(_) => all_accepted(request.ids),
        Err(error) if request.dry_run && WOULD_SUCCEED.contains(&error.code.as_str()) => {
            all_accepted(request.ids)
        }
        Err(error) => return Err(error),
    };
    Ok(ActAnswer { results })
}

fn with_ids(call: ApiCall, ids: &[String]) -> ApiCall {
    ids.iter().zip(1..).fold(call, |call, (id, number)| {
        call.indexed(format!("InstanceId.{number}"), id)
    })
}

fn all_accepted(ids: Vec<String>) -> Vec<ActResult> {
    ids.into_iter().map(ActResult::accepted).collect()
}

fn each(responses: Vec<Response>, request_id: Option<&str>) -> Vec<ActResult> {
    let results = responses.into_iter().map(|response| {
        let code = response.code.unwrap_or_default();
        let result = match code.as_str() {
            "" | "200" => ActResult::accepted(response.instance_id),
            _ => {
                let message = response.message.unwrap_or_default();
                let mut error = Error::new(kind(&code), code, message);
                error.request_id = request_id.map(Into::into);
                ActResult::refused(response.instance_id, error)
            }
        };
        ActResult {
            status: response.current_status,
            previous_status: response.previous_status,
            ..result
        }
    });
    results.collect()
}

/// What sort of failure a code means; the host judges those of whole answers itself.
fn kind(code: &str) -> ErrorKind {
    if code.ends_with(".NotFound") {
        ErrorKind::NotFound
    } else if code.starts_with("Forbidden") || code == "NoPermission" {
        ErrorKind::Permission
    } else if code.starts_with("Throttling") {
        ErrorKind::Throttled
    } else {
        ErrorKind::Failed
    }
}

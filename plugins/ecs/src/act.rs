//! Actions: each is one request of the API, and the answers to all are read alike.

use serde_json::Value;
use yun_plugin_api::{
    ActAnswer, ActRequest, ActResult, Error, ErrorKind, Host, object::text, query::numbered,
};

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
        _ => numbered(call, "InstanceId", &request.ids),
    };
    let results = match host.api_call::<Value>(&call) {
        // What is deleted or modified is answered without a word on single instances.
        Ok(answer) => match &answer["InstanceResponses"]["InstanceResponse"] {
            Value::Array(responses) => responses
                .iter()
                .filter_map(|response| result(response, text(&answer["RequestId"])))
                .collect(),
            _ => all_accepted(request.ids),
        },
        Err(error) if request.dry_run && WOULD_SUCCEED.contains(&error.code.as_str()) => {
            all_accepted(request.ids)
        }
        Err(error) => return Err(error),
    };
    Ok(ActAnswer { results })
}

fn all_accepted(ids: Vec<String>) -> Vec<ActResult> {
    ids.into_iter().map(ActResult::accepted).collect()
}

/// What became of one instance. The code of a success is `200`, or none.
fn result(response: &Value, request_id: Option<String>) -> Option<ActResult> {
    let id = text(&response["InstanceId"])?;
    let result = match text(&response["Code"]).filter(|code| code != "200") {
        None => ActResult::accepted(id),
        Some(code) => {
            let message = text(&response["Message"]).unwrap_or_default();
            let mut error = Error::new(kind(&code), code, message);
            error.request_id = request_id.map(Into::into);
            ActResult::refused(id, error)
        }
    };
    Some(ActResult {
        status: text(&response["CurrentStatus"]),
        previous_status: text(&response["PreviousStatus"]),
        ..result
    })
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

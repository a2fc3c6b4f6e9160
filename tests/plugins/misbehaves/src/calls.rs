//! What it asks the host for: things that it may have, and things that it may not.

use std::sync::{Mutex, PoisonError};

use yun_plugin_api::{__private, ApiCall, Error, ErrorKind, Host, ListPage, ListRequest, Row};

/// The handle of a call that has ended.
static STOLEN: Mutex<Option<Host>> = Mutex::new(None);

fn send(host: &Host, call: &ApiCall) -> Result<(), Error> {
    let (services, id) = __private::parts(host);
    let request = __private::encode(call)?;
    let answer = services.call(id, "api.call", &request);
    answer.map(drop).map_err(|error| read(&error))
}

fn read(error: &[u8]) -> Error {
    __private::decode(error)
        .unwrap_or_else(|_| Error::new(ErrorKind::Failed, "unreadable", "an unreadable error"))
}

fn describe(region: &str) -> ApiCall {
    ApiCall::new("Ecs", "2014-05-26", "DescribeInstances").param("RegionId", region)
}

/// A call that the manifest declares.
pub(crate) fn declared(host: &Host, region: &str) -> Result<(), Error> {
    send(host, &describe(region))
}

/// A call that it does not declare.
pub(crate) fn undeclared(host: &Host, region: &str) -> Result<(), Error> {
    send(
        host,
        &ApiCall::new("Ecs", "2014-05-26", "DescribeDisks").param("RegionId", region),
    )
}

/// A change, which its manifest lists for an action only.
pub(crate) fn change(host: &Host) -> Result<(), Error> {
    send(
        host,
        &ApiCall::new("Ecs", "2014-05-26", "StopInstances").param("InstanceId.1", "i-bp1yun00000000000000"),
    )
}

/// A service that the host does not have.
pub(crate) fn unknown_service(host: &Host) -> Result<(), Error> {
    let (services, id) = __private::parts(host);
    services
        .call(id, "teleport", b"{}")
        .map(drop)
        .map_err(|error| read(&error))
}

/// An id that nobody gave to it.
pub(crate) fn guessed_id(host: &Host, region: &str) -> Result<(), Error> {
    let (services, id) = __private::parts(host);
    declared(
        &__private::host_with_call_id(services, id.wrapping_add(1)),
        region,
    )
}

/// Keeps the first page's handle and uses it on the second.
pub(crate) fn dead_id(host: &Host, request: &ListRequest) -> Result<ListPage, Error> {
    let mut stolen = STOLEN.lock().unwrap_or_else(PoisonError::into_inner);
    if request.token.is_none() {
        *stolen = Some(host.clone());
        let row = Row::new()
            .with("id", "m-1")
            .with("name", "first")
            .with("status", "Fine")
            .with("region", "r");
        return Ok(ListPage {
            rows: vec![row],
            token: Some("2".into()),
            ..ListPage::default()
        });
    }
    let dead = stolen
        .take()
        .ok_or_else(|| Error::new(ErrorKind::Failed, "nothing_stolen", "no first page"))?;
    declared(&dead, &request.region).map(|()| ListPage::default())
}

/// Uses the id of a running call of another plugin, which lends it through the mailbox.
pub(crate) fn other_id(host: &Host, request: &ListRequest) -> Result<(), Error> {
    let mail = |action: &str| {
        let call = ApiCall::new("Mailbox", "2026-01-01", action);
        host.api_call::<serde_json::Value>(&call)
    };
    let lent = mail("GetLent")?;
    let id = lent["id"].as_str().and_then(|id| id.parse().ok());
    let id = id.ok_or_else(|| Error::new(ErrorKind::Failed, "not_borrowed", "no id came"))?;
    let (services, _own) = __private::parts(host);
    let outcome = declared(&__private::host_with_call_id(services, id), &request.region);
    mail("GetUsed")?;
    outcome
}

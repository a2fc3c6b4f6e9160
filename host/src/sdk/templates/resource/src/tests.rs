//! What the type does, through a fake host: no yun, no network. `answers.json` is what it answers.

use yun_plugin_api::{ErrorKind, Filter, testing::FakeHost};

use super::*;

const REGION: &str = "cn-hangzhou";

fn host() -> FakeHost {
    FakeHost::new(include_str!("../manifest.json"), plugin())
        .answers(include_str!("../answers.json"))
}

#[test]
fn a_list_goes_from_page_to_page() {
    let host = host();
    let first = host.list(ListRequest::new(TYPE, REGION)).expect("lists");
    assert_eq!(first.rows[0].id(), Some("s-1"));
    assert_eq!(first.rows[0].cell("region"), Some(&REGION.into()));
    assert_eq!(first.token.as_deref(), Some("page-2"));
    let request = ListRequest {
        token: first.token,
        ..ListRequest::new(TYPE, REGION)
    };
    let last = host.list(request).expect("lists");
    assert_eq!(last.rows[0].id(), Some("s-2"));
    assert_eq!(last.token, None);
}

#[test]
fn a_filter_is_a_parameter_of_the_api() {
    let host = host();
    let status = Filter {
        key: "status".into(),
        value: "failed".into(),
    };
    let request = ListRequest {
        filters: vec![status],
        ..ListRequest::new(TYPE, REGION)
    };
    let page = host.list(request).expect("lists");
    assert_eq!(page.rows[0].id(), Some("s-2"));
    assert_eq!(host.api_calls()[0].params["Status"], "failed");
}

#[test]
fn snapshots_are_looked_at_by_their_ids() {
    let get = |ids: &[&str]| {
        let request = GetRequest {
            resource_type: TYPE.into(),
            region: REGION.into(),
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        };
        host().get(request).expect("gets").resources
    };
    let found = get(&["s-1", "s-2"]);
    assert_eq!(found[0].raw["SnapshotName"], "nightly");
    assert_eq!(found[1].row.id(), Some("s-2"));
    assert!(
        get(&["s-gone"]).is_empty(),
        "what does not exist is left out"
    );
}

#[test]
fn a_rename_sends_one_request() {
    let host = host();
    let answer = host.act(act("rename", "s-1")).expect("acts");
    assert!(answer.results[0].ok);
    let sent = &host.api_calls()[0].params;
    assert_eq!(sent["SnapshotId"], "s-1");
    assert_eq!(sent["SnapshotName"], "weekly");
}

#[test]
fn what_the_api_refuses_is_handed_on_as_it_came() {
    let error = host().act(act("rename", "s-gone")).expect_err("is gone");
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert_eq!(error.code, "InvalidSnapshotId.NotFound");
    let error = host().act(act("paint", "s-1")).expect_err("no action");
    assert_eq!(error.code, "unsupported");
}

fn act(action: &str, id: &str) -> ActRequest {
    ActRequest {
        resource_type: TYPE.into(),
        region: REGION.into(),
        action: action.into(),
        ids: vec![id.into()],
        params: [("name".into(), "weekly".into())].into(),
        dry_run: false,
        client_token: None,
    }
}

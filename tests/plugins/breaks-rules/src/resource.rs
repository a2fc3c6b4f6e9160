//! The resource type.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Duration,
};

use serde_json::Value;
use yun_plugin_api::{
    AccessAnswer, AccessRequest, ActAnswer, ActRequest, ActResult, ApiCall, Error, ErrorKind, GetAnswer,
    GetRequest, Host, Level, ListPage, ListRequest, RegionsAnswer, RegionsRequest, Resource, ResourceType,
    Row, ViewAnswer, ViewRequest,
};

use crate::breaks;

#[derive(Default)]
pub(crate) struct Breaks {
    calls: AtomicU64,
}

impl ResourceType for Breaks {
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        self.beside_listing(host, &request)?;
        if let Some(state) = request.filter("state").filter(|_| breaks("filters")) {
            let message = format!("there is no state {state}");
            return Err(Error::new(ErrorKind::Failed, "state_unknown", message));
        }
        let call = ecs("DescribeInstances", &request.region).maybe("NextToken", request.token.as_deref());
        let answer: Value = ask(host, &call)?;
        let mut ids = ids(&answer["Instances"]);
        if breaks("no-panic") {
            // Whatever the API answers is taken for what is expected.
            ids = vec![answer["Instances"][0].as_str().expect("an id").to_owned()];
        }
        let mut rows: Vec<Row> = ids.iter().map(|id| self.row(id, &request.region)).collect();
        if breaks("ids-unique") {
            rows.extend(rows.clone());
        }
        let next = answer["NextToken"].as_str().filter(|token| !token.is_empty());
        Ok(ListPage {
            rows,
            token: match breaks("paging-ends") {
                true => Some("2".to_owned()),
                false => next.map(str::to_owned),
            },
            ..ListPage::default()
        })
    }

    fn get(&self, host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        let call = ecs("DescribeInstances", &request.region).param("Ids", request.ids.join(","));
        let answer: Value = ask(host, &call)?;
        let most = if breaks("get") { 1 } else { usize::MAX };
        let found = ids(&answer["Instances"]).into_iter().take(most);
        let resource = |id: String| Resource {
            row: self.row(&id, &request.region),
            raw: Value::Null,
        };
        Ok(GetAnswer {
            resources: found.map(resource).collect(),
        })
    }

    fn act(&self, host: &Host, request: ActRequest) -> Result<ActAnswer, Error> {
        let action = match request.action.as_str() {
            "start" => "StartInstances",
            "stop" => "StopInstances",
            other => return Err(Error::unsupported(format!("the action {other}"))),
        };
        let mut call = ecs(action, &request.region).param("Ids", request.ids.join(","));
        if request.action == "stop" && !breaks("client-token") {
            call = call.maybe("ClientToken", request.client_token.as_deref());
        }
        if request.dry_run && !breaks("dry-run-native") {
            call = call.param("DryRun", "true");
        }
        let sent = ask(host, &call);
        if breaks("one-request") {
            ask(host, &call)?;
        }
        match sent {
            Err(error) if breaks("dry-run") && error.code == "not_sent" => {}
            sent => drop(sent?),
        }
        let mut results: Vec<ActResult> = request.ids.into_iter().map(ActResult::accepted).collect();
        if breaks("actions") {
            results.pop();
        }
        Ok(ActAnswer { results })
    }

    fn view(&self, host: &Host, request: ViewRequest) -> Result<ViewAnswer, Error> {
        if breaks("views") {
            return Err(Error::unsupported("the view"));
        }
        let call = ecs("DescribeInstances", &request.region).param("Ids", &request.id);
        let answer = ask(host, &call)?;
        Ok(ViewAnswer {
            text: String::new(),
            cursor: (request.follow && !breaks("views-that-end"))
                .then(|| ids(&answer["Instances"]).join(",")),
            ended: false,
        })
    }

    fn regions(&self, host: &Host, request: RegionsRequest) -> Result<RegionsAnswer, Error> {
        let answer = ask(host, &ecs("DescribeRegions", &request.region))?;
        let mut regions = ids(&answer["Regions"]);
        if breaks("regions") {
            regions.extend(regions.clone());
        }
        Ok(RegionsAnswer { regions })
    }

    fn access(&self, host: &Host, request: AccessRequest) -> Result<AccessAnswer, Error> {
        if breaks("access") {
            return Err(Error::new(ErrorKind::Failed, "no_access", "nobody may"));
        }
        ask(host, &ecs("DescribeRegions", &request.region))?;
        Ok(AccessAnswer { certain: false })
    }
}

impl Breaks {
    /// What goes wrong beside the list itself.
    fn beside_listing(&self, host: &Host, request: &ListRequest) -> Result<(), Error> {
        if breaks("no-crash") {
            std::process::exit(0);
        }
        if breaks("in-time") {
            loop {
                thread::park();
            }
        }
        if breaks("plain-texts") {
            host.log(Level::Info, "listed \u{1b}[31min red");
        }
        if breaks("declared-services") {
            let undeclared: Result<Value, Error> =
                host.api_call(&ApiCall::new("Vpc", "2016-04-28", "DescribeVpcs"));
            drop(undeclared);
        }
        if breaks("live-calls") {
            let (host, region) = (host.clone(), request.region.clone());
            thread::spawn(move || {
                // Until the call has ended.
                while ask(&host, &ecs("DescribeRegions", &region)).is_ok() {
                    thread::sleep(Duration::from_millis(1));
                }
            });
        }
        if breaks("error-texts") && request.token.is_some() {
            return Err(Error::new(ErrorKind::Failed, "without_a_text", "there is none"));
        }
        Ok(())
    }

    fn row(&self, id: &str, region: &str) -> Row {
        let row = Row::new().with("id", id).with("name", id).with("region", region);
        let row = match breaks("rows-complete") {
            true => row,
            false => row.with("status", "Running"),
        };
        match (breaks("cells-fit"), breaks("same-answer")) {
            (true, _) => row.with("cpu", "two"),
            (_, true) => row.with("cpu", self.calls.fetch_add(1, Ordering::Relaxed) as i64),
            _ => row.with("cpu", 2),
        }
    }
}

/// Asks, and where nobody may be told so, again and again.
fn ask(host: &Host, call: &ApiCall) -> Result<Value, Error> {
    loop {
        match host.api_call(call) {
            Err(error) if breaks("cancel") && error.code == "cancelled" => {}
            Err(error) if breaks("deadline") && error.code == "timeout" => {}
            answer => return answer,
        }
        thread::sleep(Duration::from_millis(20));
    }
}

fn ecs(action: &str, region: &str) -> ApiCall {
    ApiCall::new("Ecs", "2014-05-26", action).param("RegionId", region)
}

fn ids(list: &Value) -> Vec<String> {
    let ids = list.as_array().into_iter().flatten();
    ids.filter_map(|id| id.as_str().filter(|id| !id.is_empty()).map(str::to_owned))
        .collect()
}

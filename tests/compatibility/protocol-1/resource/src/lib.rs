//! The resource type `lasting`: every method of a resource type, over instances of ECS, API version 2014-05-26.

use serde::Deserialize;
use serde_json::Value;
use yun_plugin_api::{
    AccessAnswer, AccessRequest, ActAnswer, ActRequest, ActResult, ApiCall, Cell, Error, ErrorKind,
    GetAnswer, GetRequest, Host, Level, ListPage, ListRequest, Plugin, Progress, RegionsAnswer,
    RegionsRequest, Resource, ResourceType, Row, ViewAnswer, ViewRequest, export_plugin,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().resource_type("lasting", Lasting)
}

/// How many instances a page holds: few, so that lists have several.
const PAGE: u64 = 10;

/// What a dry run is answered with that would succeed.
const WOULD_SUCCEED: [&str; 2] = ["DRYRUN.SUCCESS", "DryRunOperation"];

struct Lasting;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    instances: Instances,
    next_token: Option<String>,
    total_count: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Instances {
    instance: Vec<Value>,
}

impl ResourceType for Lasting {
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        host.progress(Progress {
            message: "listing".to_owned(),
            done: None,
            total: request.wanted,
        });
        if host.is_cancelled() {
            return Err(Error::new(
                ErrorKind::Cancelled,
                "cancelled",
                "nobody waits any more",
            ));
        }
        let ids: Vec<String> = request
            .filters
            .iter()
            .filter(|filter| filter.key == "id")
            .map(|filter| filter.value.clone())
            .collect();
        let mut call = ecs("DescribeInstances", &request.region)
            .maybe("ResourceGroupId", request.resource_group.as_deref())
            .maybe("InstanceName", request.filter("name"))
            .maybe("Status", request.filter("status"));
        if !ids.is_empty() {
            call = call.json_list("InstanceIds", &ids);
        }
        let least: i64 = request
            .filter("least_cpu")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        let by_number = request.filter("pages") == Some("numbers");
        let number: u64 = request
            .token
            .as_deref()
            .and_then(|token| token.parse().ok())
            .unwrap_or(1);
        call = match by_number {
            true => call
                .param("PageSize", PAGE.to_string())
                .param("PageNumber", number.to_string()),
            false => call
                .param("MaxResults", PAGE.to_string())
                .maybe("NextToken", request.token.as_deref()),
        };
        let page: Page = host.api_call(&call)?;
        host.log(
            Level::Info,
            format!("list: {} on a page", page.instances.instance.len()),
        );
        let rows: Vec<Row> = page.instances.instance.iter().map(row).collect();
        let enough = |row: &Row| matches!(row.cell("cpu"), Some(Cell::Integer(cpu)) if *cpu >= least);
        let rows = rows.into_iter().filter(enough).collect();
        if !by_number {
            return Ok(ListPage {
                rows,
                token: page.next_token.filter(|token| !token.is_empty()),
                ..ListPage::default()
            });
        }
        let last = page.total_count.unwrap_or(0).div_ceil(PAGE);
        let others = match number {
            1 => (2..=last).map(|page| page.to_string()).collect(),
            _ => Vec::new(),
        };
        Ok(ListPage {
            rows,
            token: (number < last).then(|| (number + 1).to_string()),
            pages: others,
            total: page.total_count,
        })
    }

    fn get(&self, host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        let call = ecs("DescribeInstances", &request.region)
            .param("MaxResults", "100")
            .json_list("InstanceIds", &request.ids);
        let page: Page = host.api_call(&call)?;
        let resource = |raw: Value| {
            let row = row(&raw).with("description", text(&raw["Description"]));
            Resource { row, raw }
        };
        Ok(GetAnswer {
            resources: page.instances.instance.into_iter().map(resource).collect(),
        })
    }

    fn act(&self, host: &Host, request: ActRequest) -> Result<ActAnswer, Error> {
        let numbered = |call: ApiCall| {
            let ids = request.ids.iter().zip(1..);
            ids.fold(call, |call, (id, number)| {
                call.indexed(format!("InstanceId.{number}"), id)
            })
        };
        let call = match request.action.as_str() {
            "halt" => numbered(ecs("StopInstances", &request.region))
                .maybe("ForceStop", request.params.get("force"))
                .maybe("DryRun", request.dry_run.then_some("true")),
            "entitle" => ecs("ModifyInstanceAttribute", &request.region)
                .maybe("InstanceId", request.ids.first())
                .maybe("InstanceName", request.params.get("name")),
            "scrap" => numbered(ecs("DeleteInstances", &request.region))
                .param("Force", "true")
                .maybe("ClientToken", request.client_token.as_deref()),
            other => return Err(Error::unsupported(format!("the action {other}"))),
        };
        match host.api_call::<Value>(&call) {
            Ok(_) => {}
            Err(error) if request.dry_run && WOULD_SUCCEED.contains(&error.code.as_str()) => {}
            Err(error) => return Err(error),
        }
        Ok(ActAnswer {
            results: request.ids.into_iter().map(ActResult::accepted).collect(),
        })
    }

    fn view(&self, host: &Host, request: ViewRequest) -> Result<ViewAnswer, Error> {
        let call = ecs("DescribeInstances", &request.region).json_list("InstanceIds", &[request.id.clone()]);
        let page: Page = host.api_call(&call)?;
        let Some(instance) = page.instances.instance.first() else {
            let error = Error::new(
                ErrorKind::NotFound,
                "lasting_no_story",
                "there is no such instance",
            );
            return Err(error.param("id", request.id));
        };
        let teller = request.params.get("teller").map_or("", String::as_str);
        let status = text(&instance["Status"]).unwrap_or_default();
        let story = [
            format!("{teller} tells:\n"),
            format!("it is {status}\n"),
            "the end\n".to_owned(),
        ];
        if !request.follow {
            return Ok(ViewAnswer {
                text: story.concat(),
                ..ViewAnswer::default()
            });
        }
        // A line each time, from where the one before ended.
        let told: usize = request
            .cursor
            .as_deref()
            .and_then(|told| told.parse().ok())
            .unwrap_or(0);
        Ok(ViewAnswer {
            text: story.get(told).cloned().unwrap_or_default(),
            cursor: Some((told + 1).to_string()),
            ended: told + 1 >= story.len(),
        })
    }

    fn regions(&self, host: &Host, request: RegionsRequest) -> Result<RegionsAnswer, Error> {
        let answer: Value = host.api_call(&ecs("DescribeRegions", &request.region))?;
        let regions = answer["Regions"]["Region"].as_array().into_iter().flatten();
        Ok(RegionsAnswer {
            // Those of the mainland alone, as a product that is not everywhere.
            regions: regions
                .filter_map(|region| text(&region["RegionId"]))
                .filter(|region| region.starts_with("cn-"))
                .collect(),
        })
    }

    fn access(&self, host: &Host, request: AccessRequest) -> Result<AccessAnswer, Error> {
        let call = ecs("DescribeInstances", &request.region).param("MaxResults", "10");
        host.api_call::<Value>(&call)?;
        Ok(AccessAnswer { certain: true })
    }
}

fn ecs(action: &str, region: &str) -> ApiCall {
    ApiCall::new("Ecs", "2014-05-26", action).param("RegionId", region)
}

fn row(instance: &Value) -> Row {
    let groups = instance["SecurityGroupIds"]["SecurityGroupId"].as_array();
    let addresses = &instance["VpcAttributes"]["PrivateIpAddress"]["IpAddress"];
    Row::new()
        .with("id", text(&instance["InstanceId"]))
        .with("name", text(&instance["InstanceName"]))
        .with("status", text(&instance["Status"]))
        .with("region", text(&instance["RegionId"]))
        .with("zone", text(&instance["ZoneId"]))
        .with("address", text(&addresses[0]))
        .with("cpu", instance["Cpu"].as_i64())
        .with("memory_mib", instance["Memory"].as_i64())
        .with("protected", instance["DeletionProtection"].as_bool())
        .with(
            "groups",
            groups.map(|all| all.iter().filter_map(text).collect::<Vec<_>>()),
        )
        .with("created_at", text(&instance["CreationTime"]))
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

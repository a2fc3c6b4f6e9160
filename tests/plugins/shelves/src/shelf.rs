//! Pages with numbers, three rows each.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use yun_plugin_api::{
    Error, GetAnswer, GetRequest, Host, ListPage, ListRequest, RegionsAnswer, RegionsRequest, Resource,
    ResourceType, Row, ViewAnswer, ViewRequest,
};

use crate::{call, describe_instances, describe_regions, diary, number};

const PAGE: usize = 3;

/// How often the first page of each region was asked for.
#[derive(Default)]
pub(crate) struct Shelf {
    rounds: Mutex<BTreeMap<String, usize>>,
}

impl ResourceType for Shelf {
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        let (pages, tail) = (number(&request, "pages", 1), number(&request, "tail", 0));
        let page = request
            .token
            .as_deref()
            .map_or(1, |token| token.parse().unwrap_or(0));
        match page {
            1 => describe_regions(host, &request.region)?,
            _ => describe_instances(host, &request.region)?,
        }
        let round = self.round(&request.region, page);
        // The last page is short by one row; with a tail there is one more page of one row.
        let mut total = pages * PAGE - 1 + tail;
        let mut numbers: Vec<usize> = (1..=pages * PAGE - 1)
            .skip((page - 1) * PAGE)
            .take(PAGE)
            .collect();
        if page > pages {
            numbers = vec![pages * PAGE];
        }
        if page == 2 && round <= number(&request, "unsettled", 0) {
            match round % 2 {
                // The first row of this page has moved to the page before, after that was read.
                1 => numbers[0] -= 1,
                _ => total += 1,
            }
        }
        let last_named = if page == 1 { pages } else { 1 };
        let named = 2..=last_named;
        let is_last = page >= pages + tail.min(1);
        Ok(ListPage {
            rows: numbers
                .into_iter()
                .map(|number| row(number, &request.region))
                .collect(),
            token: (!is_last).then(|| (page + 1).to_string()),
            pages: named.map(|page| page.to_string()).collect(),
            total: Some(total as u64),
        })
    }

    fn get(&self, _host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        let found = request
            .ids
            .iter()
            .filter_map(|id| Some((id, number_of(id, &request.region)?)));
        let resources = found.map(|(id, number)| Resource {
            row: row(number, &request.region).with("content", "books"),
            raw: id.as_str().into(),
        });
        Ok(GetAnswer {
            resources: resources.collect(),
        })
    }

    fn regions(&self, host: &Host, request: RegionsRequest) -> Result<RegionsAnswer, Error> {
        call(host, "Sts", "2015-04-01", "GetCallerIdentity", &request.region)?;
        let regions = ["cn-hangzhou", "cn-shanghai", "cn-beijing", "not a region/"];
        Ok(RegionsAnswer {
            regions: regions.map(str::to_owned).to_vec(),
        })
    }

    fn view(&self, _host: &Host, request: ViewRequest) -> Result<ViewAnswer, Error> {
        number_of(&request.id, &request.region).ok_or_else(|| diary::no_such_shelf(&request.id))?;
        match request.view.as_str() {
            "diary" => Ok(diary::read(&request)),
            _ => Ok(ViewAnswer {
                text: format!("{} of {}", request.params["side"], request.id),
                ..ViewAnswer::default()
            }),
        }
    }
}

impl Shelf {
    fn round(&self, region: &str, page: usize) -> usize {
        let mut rounds = self.rounds.lock().unwrap_or_else(PoisonError::into_inner);
        let round = rounds.entry(region.to_owned()).or_default();
        *round += usize::from(page == 1);
        *round
    }
}

fn number_of(id: &str, region: &str) -> Option<usize> {
    id.strip_prefix("s-")?
        .strip_prefix(region)?
        .strip_prefix('-')?
        .parse()
        .ok()
}

fn row(number: usize, region: &str) -> Row {
    Row::new()
        .with("id", format!("s-{region}-{number:03}"))
        .with("name", format!("Shelf {number}"))
        .with("status", "Open")
        .with("region", region)
        .with("address", format!("192.0.2.{number}"))
        .with("labels", vec![format!("row={number}"), "room=library".to_owned()])
}

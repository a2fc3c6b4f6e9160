//! Cellars: none for anybody, unless a filter fills them.

use yun_plugin_api::{
    AccessAnswer, AccessRequest, Error, GetAnswer, GetRequest, Host, ListPage, ListRequest, ResourceType, Row,
};

use crate::{describe_instances, describe_regions, number};

pub(crate) struct Cellar;

impl ResourceType for Cellar {
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        describe_regions(host, &request.region)?;
        let pages = number(&request, "full", 0);
        let page: usize = request
            .token
            .as_deref()
            .map_or(1, |token| token.parse().unwrap_or(0));
        let row = |number: usize| {
            Row::new()
                .with("id", format!("c-{number}"))
                .with("name", "Cellar")
                .with("status", "Open")
                .with("region", request.region.clone())
        };
        Ok(ListPage {
            // Each page begins with the row that the one before ended with.
            rows: if pages == 0 {
                Vec::new()
            } else {
                vec![row(page), row(page + 1)]
            },
            token: (page < pages).then(|| (page + 1).to_string()),
            ..ListPage::default()
        })
    }

    fn get(&self, _host: &Host, _request: GetRequest) -> Result<GetAnswer, Error> {
        Ok(GetAnswer::default())
    }

    /// The right that it takes is that to `DescribeInstances`; in cn-beijing nobody can tell.
    fn access(&self, host: &Host, request: AccessRequest) -> Result<AccessAnswer, Error> {
        describe_instances(host, &request.region)?;
        Ok(AccessAnswer {
            certain: request.region != "cn-beijing",
        })
    }
}

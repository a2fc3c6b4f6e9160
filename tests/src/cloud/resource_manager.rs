//! Resource Management, version 2020-03-31: resource groups.

use serde_json::{Value, json};

use super::error::ApiError;
use super::page::PageRequest;
use super::product::{Action, Call, Content, Permission, Product};

pub(crate) const PRODUCT: Product = Product {
    code: "ResourceManager",
    version: "2020-03-31",
    actions: &[Action {
        name: "ListResourceGroups",
        permission: Permission::Ram("resourcemanager:ListResourceGroups"),
        answer: list_resource_groups,
    }],
};

fn list_resource_groups(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let page = PageRequest::by_number(call.parameters)?;
    let groups = &call.world.resource_groups;
    let listed: Vec<Value> = page
        .slice(groups, |group| group.id.clone())
        .iter()
        .map(|group| {
            json!({
                "Id": group.id,
                "Name": group.name,
                "DisplayName": group.display_name,
                "Status": "OK",
                "AccountId": call.world.account_id,
                "CreateDate": group.create_date,
            })
        })
        .collect();
    let answer = json!({
        "ResourceGroups": {"ResourceGroup": listed},
        "PageNumber": page.number(),
        "PageSize": page.size(),
        "TotalCount": groups.len(),
    });
    Ok(answer.into())
}

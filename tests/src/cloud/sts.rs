//! STS 2015-04-01.

use serde_json::json;

use super::error::ApiError;
use super::identity::IdentityKind;
use super::product::{Action, Call, Content, Permission, Product};

pub(crate) const PRODUCT: Product = Product {
    code: "Sts",
    version: "2015-04-01",
    actions: &[Action {
        name: "GetCallerIdentity",
        permission: Permission::SignedOnly,
        answer: caller_identity,
    }],
};

fn caller_identity(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let identity = &call.caller.identity;
    let mut answer = json!({
        "AccountId": identity.account_id,
        "Arn": identity.arn(),
        "IdentityType": identity.type_name(),
        "PrincipalId": identity.principal_id(),
    });
    let id_field = if identity.kind == IdentityKind::AssumedRole {
        "RoleId"
    } else {
        "UserId"
    };
    answer[id_field] = json!(identity.id);
    Ok(answer.into())
}

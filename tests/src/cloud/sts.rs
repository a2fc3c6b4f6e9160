//! STS 2015-04-01: who somebody is, and how to become a role.

use serde_json::json;

use super::assume_role::assume_role;
use super::error::ApiError;
use super::identity::IdentityKind;
use super::oidc::assume_role_with_oidc;
use super::product::{Action, Call, Content, Permission, Product};

pub(crate) const PRODUCT: Product = Product {
    code: "Sts",
    version: "2015-04-01",
    actions: &[
        Action {
            name: "GetCallerIdentity",
            permission: Permission::SignedOnly,
            answer: caller_identity,
        },
        Action {
            name: "AssumeRole",
            // What it needs is checked together with whom the role trusts.
            permission: Permission::SignedOnly,
            answer: assume_role,
        },
        Action {
            name: "AssumeRoleWithOIDC",
            permission: Permission::Anonymous,
            answer: assume_role_with_oidc,
        },
    ],
};

fn caller_identity(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let identity = &call.caller()?.identity;
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

//! The errors that the local cloud answers with, in the words of the real one.

use serde_json::{Value, json};

use super::answer::Answer;

/// An API error: what `Code`, `Message` and HTTP status the answer has.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) access_denied: Option<Value>,
}

impl ApiError {
    pub(crate) fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            access_denied: None,
        }
    }

    /// A parameter, or a header standing for one, that the action cannot do without.
    pub(crate) fn missing(parameter: &str) -> Self {
        let message = format!("{parameter} is mandatory for this action.");
        Self::new(400, format!("Missing{parameter}"), message)
    }

    pub(crate) fn invalid_parameter(parameter: &str) -> Self {
        let message = format!("The specified parameter \"{parameter}\" is not valid.");
        Self::new(400, "InvalidParameter", message)
    }

    pub(crate) fn unknown_version() -> Self {
        Self::new(400, "InvalidVersion", "Specified parameter Version is not valid.")
    }

    pub(crate) fn unknown_action() -> Self {
        let message = "Specified api is not found, please check your url and method.";
        Self::new(404, "InvalidAction.NotFound", message)
    }

    pub(crate) fn unknown_access_key() -> Self {
        Self::new(
            404,
            "InvalidAccessKeyId.NotFound",
            "Specified access key is not found.",
        )
    }

    pub(crate) fn inactive_access_key() -> Self {
        Self::new(
            400,
            "InvalidAccessKeyId.Inactive",
            "Specified access key is disabled.",
        )
    }

    pub(crate) fn malformed_token() -> Self {
        Self::new(
            400,
            "InvalidSecurityToken.Malformed",
            "Specified SecurityToken is malformed.",
        )
    }

    pub(crate) fn expired_token() -> Self {
        Self::new(
            400,
            "InvalidSecurityToken.Expired",
            "Specified SecurityToken is expired.",
        )
    }

    pub(crate) fn token_of_another_key() -> Self {
        let message = "Specified SecurityToken mismatch with the AccessKey.";
        Self::new(400, "InvalidSecurityToken.MismatchWithAccessKey", message)
    }

    pub(crate) fn incomplete_signature(reason: &str) -> Self {
        let message = format!("The request signature does not conform to Aliyun standards. {reason}");
        Self::new(400, "IncompleteSignature", message)
    }

    pub(crate) fn signature_mismatch(message: impl Into<String>) -> Self {
        Self::new(400, "SignatureDoesNotMatch", message)
    }

    pub(crate) fn nonce_used() -> Self {
        Self::new(
            400,
            "SignatureNonceUsed",
            "Specified signature nonce was used already.",
        )
    }

    pub(crate) fn date_format() -> Self {
        Self::new(
            400,
            "InvalidTimeStamp.Format",
            "Specified time stamp or date value is not well formatted.",
        )
    }

    pub(crate) fn date_expired() -> Self {
        Self::new(
            400,
            "InvalidTimeStamp.Expired",
            "Specified time stamp or date value is expired.",
        )
    }

    pub(crate) fn unknown_region() -> Self {
        Self::new(
            404,
            "InvalidRegionId.NotFound",
            "The specified RegionId does not exist.",
        )
    }

    /// What a dry run answers that found nothing wrong.
    pub(crate) fn dry_run() -> Self {
        let message = "Request validation has been passed with DryRun flag set.";
        Self::new(400, "DRYRUN.SUCCESS", message)
    }

    pub(crate) fn unknown_instance() -> Self {
        let message = "The specified InstanceId does not exist.";
        Self::new(404, "InvalidInstanceId.NotFound", message)
    }

    pub(crate) fn incorrect_status() -> Self {
        let message = "The current status of the resource does not support this operation.";
        Self::new(403, "IncorrectInstanceStatus", message)
    }

    pub(crate) fn incorrect_group_status(status: &str) -> Self {
        let message =
            format!("The status of the container group is {status}, which does not support this operation.");
        Self::new(400, "IncorrectStatus", message)
    }

    pub(crate) fn unknown_container_group() -> Self {
        let message = "The specified ContainerGroupId does not exist.";
        Self::new(404, "InvalidContainerGroupId.NotFound", message)
    }

    pub(crate) fn unknown_container() -> Self {
        let message = "The specified ContainerName does not exist.";
        Self::new(404, "InvalidContainerName.NotFound", message)
    }

    pub(crate) fn locked_for_security() -> Self {
        let message = "The specified operation is denied as your instance is locked for security reasons.";
        Self::new(403, "InstanceLockedForSecurity", message)
    }

    pub(crate) fn deletion_protected() -> Self {
        let message = "The operation is denied as deletion protection is enabled for the instance.";
        Self::new(403, "InvalidOperation.DeletionProtection", message)
    }

    pub(crate) fn charge_type() -> Self {
        let message = "The operation is not permitted due to charge type of the instance.";
        Self::new(403, "ChargeTypeViolation", message)
    }

    pub(crate) fn malformed_name() -> Self {
        let message = "The specified parameter \"InstanceName\" is not valid.";
        Self::new(400, "InvalidInstanceName.Malformed", message)
    }

    /// A `ClientToken` that came before with other parameters.
    pub(crate) fn token_of_another_request() -> Self {
        let message = "The specified parameters are inconsistent with those of the same ClientToken before.";
        Self::new(400, "IdempotentParameterMismatch", message)
    }

    /// A RAM denial, with the detail that says which permission was missing for whom.
    pub(crate) fn forbidden(detail: Value) -> Self {
        let message =
            "User not authorized to operate on the specified resource, or this API doesn't support RAM.";
        Self {
            access_denied: Some(detail),
            ..Self::new(403, "Forbidden.RAM", message)
        }
    }

    /// The error as the gateway writes it. `host` is the endpoint that was asked.
    pub(crate) fn answer(&self, request_id: &str, host: &str, product: &str) -> Answer {
        let recommend = format!(
            "https://api.aliyun.com/troubleshoot?q={}&product={product}&requestId={request_id}",
            self.code
        );
        let mut body = json!({
            "RequestId": request_id,
            "HostId": host,
            "Code": self.code,
            "Message": self.message,
            "Recommend": recommend,
        });
        if let Some(detail) = &self.access_denied {
            body["AccessDeniedDetail"] = detail.clone();
        }
        Answer::json(self.status, &body)
    }
}

//! Products that are in some regions only: which region is asked for, and whether the endpoint is its own.

use super::error::ApiError;
use super::product::Call;

/// The parameter `RegionId`, if the product is there.
pub(crate) fn region<'a>(call: &Call<'a>, regions: &[String]) -> Result<&'a str, ApiError> {
    let region = call
        .parameters
        .text("RegionId")
        .ok_or_else(|| ApiError::missing("RegionId"))?;
    if regions.iter().any(|one| one == region) {
        Ok(region)
    } else {
        Err(ApiError::unknown_region())
    }
}

/// Whether the endpoint that was asked is the region's. Another region's real endpoint knows nothing of it; addresses
/// that are no real endpoints serve every region.
pub(crate) fn endpoint_serves(call: &Call<'_>, product: &str, region: &str) -> bool {
    let host = call.request.host().split(':').next().unwrap_or_default();
    !host.ends_with(".aliyuncs.com")
        || host == format!("{product}.{region}.aliyuncs.com")
        || host == format!("{product}-vpc.{region}.aliyuncs.com")
}

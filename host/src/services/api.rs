//! `api.call`.

use std::{
    borrow::Cow,
    sync::{Arc, atomic::Ordering},
};

use yun_plugin_api::{ApiCall, Auth, Error as PluginError, Keys};

use super::{CallContext, LiveCall, Permission, Services, not_wanted, refused};
use crate::{
    api::{Request, SecretParams},
    error::Error,
    mutex::lock,
    profile::RegionId,
};

impl Services {
    pub(super) async fn api_call(
        &self,
        call: &Arc<LiveCall>,
        request: ApiCall,
    ) -> Result<Vec<u8>, PluginError> {
        let context = &call.context;
        call.grant(|grant| grant.api(&request))?;
        let is_read = context.manifest.is_read(&request.product, &request.action);
        if let (false, Permission::Preview { .. }) = (is_read, &context.permission) {
            let taken_down = context.act.as_ref().map(|act| &act.taken_down);
            taken_down
                .into_iter()
                .for_each(|calls| lock(calls).push(request.clone()));
            return Err(PluginError::not_sent());
        }
        // What passes then has `DryRun=true`.
        let is_dry_run = matches!(context.permission, Permission::Act { dry_run: true, .. });
        let keys: Option<&Keys> = match &request.auth {
            Auth::Profile => Some(
                context
                    .keys
                    .as_deref()
                    .ok_or_else(|| refused("no_credentials", "this call has no credentials to sign with"))?,
            ),
            Auth::Keys(keys) => Some(keys),
            Auth::None => None,
            _ => return Err(refused("auth_unknown", "the host cannot sign in this way")),
        };
        let secrets: SecretParams = request
            .secret_params
            .iter()
            .map(|(name, secret)| (Cow::Owned(name.clone()), secret.clone()))
            .collect();
        let sent = Request {
            profile: context.session.name(),
            product: &request.product,
            version: &request.version,
            action: &request.action,
            params: &request.params,
            secrets: &secrets,
            url: self.api_url(call, &request).map_err(|error| self.told(error))?,
            keys,
            signature: context.session.profile.signature,
            changes: !is_read && !is_dry_run,
            repeatable: is_read || is_dry_run || carries_token(context, &request),
            deadline: context.until(None, std::time::Duration::MAX),
        };
        let trace = context.act.as_ref().filter(|_| sent.changes);
        let acted_before = trace.is_some_and(|act| act.may_have_acted.load(Ordering::SeqCst));
        let note = |acted: bool| {
            if let Some(act) = trace {
                act.may_have_acted.store(acted, Ordering::SeqCst);
            }
        };
        tokio::select! {
            biased;
            () = call.cancelled() => Err(not_wanted()),
            answer = async { note(true); self.api.send(&sent).await } => {
                if let Err(error) = &answer {
                    note(acted_before || error.may_have_acted());
                }
                answer.map_err(|error| self.told(error))
            }
        }
    }

    fn api_url(&self, call: &Arc<LiveCall>, request: &ApiCall) -> Result<url::Url, Error> {
        let (product, own) = (&request.product, &call.context.session.profile.endpoints);
        if let Some(host) = &request.endpoint {
            return self.endpoints.url_at(product, host, own);
        }
        // The region becomes part of a host's name: it must be one.
        match &request.region {
            Some(region) => self
                .endpoints
                .regional_url(product, &RegionId::parse(region)?, own),
            None => self
                .endpoints
                .url(product, &RegionId::parse(&call.context.region)?, own),
        }
    }
}

/// Whether the API carries out a repeated call once: it has the token that was minted for it.
fn carries_token(context: &CallContext, request: &ApiCall) -> bool {
    let token = context.act.as_ref().and_then(|act| act.client_token.as_deref());
    token.is_some() && request.params.get("ClientToken").map(AsRef::as_ref) == token
}

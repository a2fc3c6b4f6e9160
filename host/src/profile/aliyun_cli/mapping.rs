//! From an entry of that file to a profile, as the manifests say.

use std::{cmp::Reverse, path::Path};

use yun_plugin_api::{
    Fields, Secret,
    manifest::{AliyunCliMode, CredentialManifest, FieldType},
};

use super::json::Object;
use crate::{
    account::central_region,
    catalog::AliyunCliClaim,
    profile::{
        ProfileName, RegionId,
        foreign::{self, Flaw, Foreign, Source},
    },
    text::message,
};

const MODE: &str = "mode";
const REGION: &str = "region_id";

/// The profile that an entry is.
pub(super) fn profile(
    path: &Path,
    name: ProfileName,
    entry: &Object,
    claims: &[AliyunCliClaim<'_>],
) -> Foreign {
    let (mode, mapped) = mode(entry, claims);
    let (region, state) = match region(entry) {
        Ok(region) => (Some(region), mapped),
        // What is wrong with the mode tells more than what is wrong with the region.
        Err(flaw) => (None, mapped.and(Err(flaw))),
    };
    Foreign {
        name,
        source: Source::AliyunCli,
        path: Some(path.to_owned()),
        mode,
        region,
        state,
    }
}

fn mode(entry: &Object, claims: &[AliyunCliClaim<'_>]) -> (Option<String>, Result<Fields, Flaw>) {
    let Ok(named) = entry.text(MODE) else {
        return (None, Err(no_text(MODE)));
    };
    let claim = match named {
        Some(named) => claims.iter().find(|claim| same(claim.mode(), named.expose())),
        None => inferred(entry, claims),
    };
    let word = || named.map(|named| named.expose().to_owned());
    match claim {
        Some(AliyunCliClaim::Served(mode, claim)) => (Some(mode.mode.clone()), fields(entry, mode, claim)),
        Some(AliyunCliClaim::Refused(library, claim)) => (
            word().or_else(|| Some(claim.mode.clone())),
            Err(Flaw::ModeRefused(Box::new((*library).clone()))),
        ),
        Some(AliyunCliClaim::Unserved(refusal)) => (
            Some(refusal.mode.clone()),
            Err(Flaw::ModeUnserved(refusal.reason.clone())),
        ),
        None if named.is_some() => (word(), Err(Flaw::ModeUnknown)),
        None => (None, Err(Flaw::ModeMissing)),
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// The mode that follows from the keys that an entry has.
fn inferred<'a, 'b>(entry: &Object, claims: &'b [AliyunCliClaim<'a>]) -> Option<&'b AliyunCliClaim<'a>> {
    let follows = |claim: &&AliyunCliClaim<'_>| {
        let keys = claim.inferred_from();
        !keys.is_empty() && keys.iter().all(|key| entry.has(key))
    };
    claims
        .iter()
        .filter(follows)
        .min_by_key(|claim| (claim.inferred_rank(), Reverse(claim.inferred_from().len())))
}

fn fields(entry: &Object, mode: &CredentialManifest, claim: &AliyunCliMode) -> Result<Fields, Flaw> {
    let mut fields = Fields::default();
    for (key, target) in &claim.fields {
        let Some(text) = entry.text(key).map_err(|_| no_text(key))? else {
            continue;
        };
        let text = translated(claim, target, text.expose());
        let field = mode.fields.iter().find(|field| &field.key == target);
        match field.map(|field| field.field_type) {
            Some(FieldType::Secret) => {
                fields.secret.insert(target.clone(), Secret::new(text.to_owned()));
            }
            _ => drop(fields.plain.insert(target.clone(), text.to_owned())),
        }
    }
    for (key, target) in &claim.keeps {
        if let Some(text) = entry.text(key).map_err(|_| no_text(key))? {
            fields.secret.insert(target.clone(), text.clone());
        }
    }
    foreign::judged(mode, fields, |key| file_key(claim, key))
}

/// A value in the field's own words.
fn translated<'a>(claim: &'a AliyunCliMode, field: &str, value: &'a str) -> &'a str {
    let values = claim.values.get(field).into_iter().flatten();
    let mut own = values
        .filter(|(theirs, _)| same(theirs, value))
        .map(|(_, own)| own);
    own.next().map_or(value, String::as_str)
}

/// Where a field's value stands in the file; the field's own key if nowhere.
fn file_key(claim: &AliyunCliMode, field: &str) -> String {
    let found = claim.fields.iter().find(|(_, filled)| *filled == field);
    found.map_or(field, |(key, _)| key).to_owned()
}

/// That CLI, too, takes cn-hangzhou where no region is named.
fn region(entry: &Object) -> Result<RegionId, Flaw> {
    match entry.text(REGION) {
        Err(_) => Err(no_text(REGION)),
        Ok(None) => Ok(central_region()),
        Ok(Some(id)) => RegionId::parse(id.expose())
            .map_err(|_| Flaw::Misfit(REGION.to_owned(), message!("value-no-region"))),
    }
}

fn no_text(key: &str) -> Flaw {
    Flaw::Misfit(key.to_owned(), message!("value-no-text"))
}

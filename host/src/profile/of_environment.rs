//! The profile called `environment`: what the variables of the manifests' rules make, if they make one.

use yun_plugin_api::{
    Fields, Secret,
    manifest::{CredentialManifest, EnvironmentRule, FieldType},
};

use super::{
    ProfileName, RegionId, fields,
    foreign::{self, Flaw, Foreign, Source},
};
use crate::{account::central_region, catalog::Catalog, environment::Environment, text::message};

/// The profile's name.
pub(super) const NAME: &str = "environment";

/// The variables that name its region; the first that is set counts.
const REGIONS: [&str; 3] = [
    "ALIBABA_CLOUD_REGION_ID",
    "ALIBABACLOUD_REGION_ID",
    "ALICLOUD_REGION_ID",
];

/// The profile that the variables make. Of each mode the first complete rule counts, and of several modes the one of
/// whose rule the most variables are set.
pub(super) fn find(environment: &Environment, catalog: &Catalog) -> Option<Foreign> {
    let complete = catalog.credentials().filter_map(|served| {
        let mode = served.provided;
        let rules = mode.environment.iter();
        let mut filled = rules.map(|rule| (rule, filled(mode, rule, environment)));
        let (rule, fields) = filled.find(|(_, fields)| is_complete(mode, fields))?;
        Some((mode, rule, fields))
    });
    // Of several that are greatest the last would be taken.
    let (mode, rule, fields) = complete.reduce(|best, next| match size(&next.2) > size(&best.2) {
        true => next,
        false => best,
    })?;
    let variable = |key: &str| variable(rule, key);
    let (region, wrong) = region(environment);
    let state = match wrong {
        Some(flaw) => Err(flaw),
        None => foreign::judged(mode, fields, variable),
    };
    Some(Foreign {
        name: ProfileName::parse(NAME).ok()?,
        source: Source::Environment,
        path: None,
        mode: Some(mode.mode.clone()),
        region,
        state,
    })
}

fn filled(mode: &CredentialManifest, rule: &EnvironmentRule, environment: &Environment) -> Fields {
    let mut fields = Fields::default();
    for (variable, key) in &rule.fields {
        let Some(value) = environment.variable(variable) else {
            continue;
        };
        let field = mode.fields.iter().find(|field| &field.key == key);
        match field.map(|field| field.field_type) {
            Some(FieldType::Secret) => {
                fields.secret.insert(key.clone(), Secret::new(value.to_owned()));
            }
            _ => drop(fields.plain.insert(key.clone(), value.to_owned())),
        }
    }
    fields
}

fn is_complete(mode: &CredentialManifest, fields: &Fields) -> bool {
    size(fields) > 0 && fields::missing(mode, fields).is_none()
}

fn size(fields: &Fields) -> usize {
    fields.plain.len() + fields.secret.len()
}

/// The variable that fills a field; the field's own key if none does.
fn variable(rule: &EnvironmentRule, key: &str) -> String {
    let found = rule.fields.iter().find(|(_, filled)| *filled == key);
    found.map_or(key, |(variable, _)| variable).to_owned()
}

fn region(environment: &Environment) -> (Option<RegionId>, Option<Flaw>) {
    let set = REGIONS
        .iter()
        .find_map(|name| Some((*name, environment.variable(name)?)));
    let Some((variable, id)) = set else {
        return (Some(central_region()), None);
    };
    match RegionId::parse(id) {
        Ok(region) => (Some(region), None),
        Err(_) => {
            let flaw = Flaw::Misfit(variable.to_owned(), message!("value-no-region"));
            (None, Some(flaw))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::aliyun_cli::tests::catalog;
    use super::*;

    fn found(variables: &[(&str, &str)]) -> Option<Foreign> {
        let variables = variables.iter().map(|(name, value)| (*name, *value));
        find(&Environment::of_variables(variables), &catalog())
    }

    const PAIR: [(&str, &str); 2] = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "s3cret"),
    ];

    #[test]
    fn the_first_complete_rule_of_a_mode_counts() {
        let other = [
            ("ALICLOUD_ACCESS_KEY_ID", "other"),
            ("ALICLOUD_ACCESS_KEY_SECRET", "s"),
        ];
        let (profile, secrets) = found(&[PAIR, other].concat())
            .expect("made")
            .used()
            .expect("usable");
        assert_eq!(
            (profile.mode.as_str(), profile.fields["access_key_id"].as_str()),
            ("AccessKey", "id")
        );
        assert_eq!(secrets["access_key_secret"].expose(), "s3cret");
        assert_eq!(profile.region.as_str(), "cn-hangzhou");
        let (profile, _) = found(&[&PAIR[..1], &other[..]].concat())
            .expect("made")
            .used()
            .expect("usable");
        assert_eq!(profile.fields["access_key_id"], "other", "half a rule is none");
    }

    #[test]
    fn the_mode_of_the_most_variables_wins_and_half_a_pair_makes_nothing() {
        let token = ("ALIBABA_CLOUD_SECURITY_TOKEN", "token");
        let made = found(&[&PAIR[..], &[token]].concat()).expect("made");
        assert_eq!(made.mode.as_deref(), Some("Token"));
        assert!(found(&PAIR[..1]).is_none() && found(&PAIR[1..]).is_none() && found(&[]).is_none());
        let empty = ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "");
        assert!(
            found(&[PAIR[0], empty]).is_none(),
            "an empty variable is as if unset"
        );
    }

    #[test]
    fn a_region_comes_from_the_first_variable_and_a_wrong_one_names_it() {
        let regions = [
            ("ALICLOUD_REGION_ID", "cn-beijing"),
            ("ALIBABACLOUD_REGION_ID", "us-west-1"),
        ];
        let made = found(&[&PAIR[..], &regions[..]].concat()).expect("made");
        assert_eq!(made.used().expect("usable").0.region.as_str(), "us-west-1");
        let wrong = found(&[&PAIR[..], &[("ALIBABA_CLOUD_REGION_ID", "Hangzhou!")]].concat()).expect("made");
        let error = wrong.used().expect_err("no region").to_string();
        assert!(error.contains("ALIBABA_CLOUD_REGION_ID"), "{error}");
        let wrong = found(&[PAIR[0], ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "s3cret with space")])
            .expect("made")
            .used();
        let error = wrong.expect_err("a space").to_string();
        assert!(
            error.contains("ALIBABA_CLOUD_ACCESS_KEY_SECRET") && !error.contains("s3cret"),
            "{error}"
        );
    }
}

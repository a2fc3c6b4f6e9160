//! The rules of what a manifest says, beyond those without which it could not be used.

use regex_lite::Regex;
use yun_plugin_api::manifest::{Capability, Field, Manifest, Text};

use super::{Rule, report::Report, texts};
use crate::{profile::fields, text::message};

/// <https://semver.org>, its own regular expression.
const SEMVER: &str = r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-((0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$";

/// An SPDX expression, by its form: whether there is a licence of that name is not looked up.
const LICENSE: &str = r"^\(*[A-Za-z0-9.+-]+\)*( (AND|OR|WITH) \(*[A-Za-z0-9.+-]+\)*)*$";

pub(super) fn examine(report: &mut Report, manifest: &Manifest) {
    let id = manifest.id.as_str();
    let matches = |pattern: &str, text: &str| Regex::new(pattern).is_ok_and(|regex| regex.is_match(text));
    if !matches(SEMVER, &manifest.version) {
        let what = message!("check-manifest-no-version", version = manifest.version.as_str());
        report.failed(Rule::ManifestVersion, id, &what);
    }
    let is_somebody = |name: &String| !name.trim().is_empty();
    if manifest.authors.is_empty() || !manifest.authors.iter().all(is_somebody) {
        report.failed(Rule::ManifestAuthors, id, &message!("check-manifest-no-authors"));
    }
    if !matches(LICENSE, &manifest.license) {
        let what = message!("check-manifest-no-license", license = manifest.license.as_str());
        report.failed(Rule::ManifestLicense, id, &what);
    }
    for placed in texts::of(manifest) {
        text(report, id, &placed);
    }
    for (code, message) in &manifest.messages {
        if texts::params(&message.en) != texts::params(&message.zh) {
            report.failed(
                Rule::ManifestMessages,
                id,
                &message!("check-manifest-params", code = code.as_str()),
            );
        }
    }
    for (place, field) in all_fields(manifest) {
        let misfit = field
            .default
            .as_ref()
            .and_then(|default| fields::misfit(field, default));
        if let Some(reason) = misfit {
            let reason = report.language.say(&reason);
            let what = message!("check-manifest-default", place = place, reason = reason);
            report.failed(Rule::ManifestDefaults, id, &what);
        }
    }
    for capability in &manifest.capabilities {
        if let Capability::Unknown(text) = capability {
            let what = message!("check-manifest-capability", capability = text.as_str());
            report.remark(Rule::CapabilitiesUsed, id, &what);
        }
    }
    for rule in [
        Rule::ManifestVersion,
        Rule::ManifestAuthors,
        Rule::ManifestLicense,
        Rule::ManifestTexts,
        Rule::ManifestLanguages,
        Rule::ManifestHelp,
        Rule::ManifestDefaults,
        Rule::ManifestMessages,
    ] {
        report.passed(rule, id);
    }
}

fn text(report: &mut Report, id: &str, placed: &texts::Placed<'_>) {
    let (place, text) = (placed.place.as_str(), placed.text);
    if text.en.trim().is_empty() || text.zh.trim().is_empty() {
        report.failed(
            Rule::ManifestTexts,
            id,
            &message!("check-manifest-empty", place = place),
        );
        return;
    }
    if is_sentence(&text.en) && !has_chinese(&text.zh) {
        report.failed(
            Rule::ManifestLanguages,
            id,
            &message!("check-manifest-untranslated", place = place),
        );
    }
    if has_chinese(&text.en) {
        report.failed(
            Rule::ManifestLanguages,
            id,
            &message!("check-manifest-chinese", place = place),
        );
    }
    let says_the_same = |title: &Text| {
        let plain = |text: &str| text.trim().trim_end_matches(['.', '。']).to_lowercase();
        plain(&title.en) == plain(&text.en) || plain(&title.zh) == plain(&text.zh)
    };
    if placed.title.is_some_and(says_the_same) {
        report.failed(
            Rule::ManifestHelp,
            id,
            &message!("check-manifest-no-help", place = place),
        );
    }
}

/// Whether a text is more than a name: three words or more, one of them no name.
fn is_sentence(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_plain = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase());
    words.len() >= 3 && words.iter().any(is_plain)
}

fn has_chinese(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'))
}

fn all_fields(manifest: &Manifest) -> Vec<(String, &Field)> {
    let mut all = Vec::new();
    for mode in manifest.credentials() {
        all.extend(
            mode.fields
                .iter()
                .map(|field| (format!("{}.fields.{}", mode.mode, field.key), field)),
        );
    }
    for resource in manifest.resources() {
        let of_actions = resource
            .actions
            .iter()
            .map(|action| (&action.name, &action.params));
        let of_views = resource.views.iter().map(|view| (&view.name, &view.params));
        for (verb, params) in of_actions.chain(of_views) {
            let at = format!("{}.{verb}.params", resource.resource_type);
            all.extend(params.iter().map(|field| (format!("{at}.{}", field.key), field)));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::{conformance::Status, text::Language};

    /// A manifest that keeps every rule.
    fn sound() -> Json {
        let title = json!({"en": "Access key", "zh": "访问密钥"});
        let help = json!({"en": "A pair from the console", "zh": "控制台中的一对密钥"});
        json!({
            "schema": 1, "id": "team", "name": title, "description": help, "version": "1.0.0-rc.1+5",
            "authors": ["The team"], "license": "(MIT OR Apache-2.0) AND LicenseRef-Acme",
            "protocol": {"min": 1, "max": 1},
            "messages": {"gone": {"en": "{name} is gone", "zh": "{name} 已不存在"}},
            "provides": [{"kind": "credential", "mode": "Team", "title": title, "help": help, "fields": [
                {"key": "source", "title": title, "help": help, "type": "choice", "default": "a",
                 "choices": [{"value": "a", "title": {"en": "RAM", "zh": "RAM"}}]}
            ]}]
        })
    }

    fn failures(manifest: &Json) -> Vec<(&'static str, String)> {
        let manifest = Manifest::parse(manifest.to_string().as_bytes()).expect("a manifest that can be used");
        let mut report = Report::new(Language::English);
        examine(&mut report, &manifest);
        let found = report.finish();
        let failed = found
            .into_iter()
            .filter(|finding| finding.status != Status::Passed);
        failed
            .map(|finding| (finding.rule.name(), finding.message))
            .collect()
    }

    #[test]
    fn a_sound_manifest_keeps_every_rule() {
        assert_eq!(failures(&sound()), []);
    }

    #[test]
    fn each_breach_is_found_with_its_place_and_nothing_else_is() {
        let field = "/provides/0/fields/0";
        let cases = [
            ("/version", json!("1.0"), "manifest-version", "1.0"),
            ("/version", json!("v1.0.0"), "manifest-version", "v1.0.0"),
            ("/authors", json!([]), "manifest-authors", "authors"),
            ("/authors", json!([" "]), "manifest-authors", "authors"),
            ("/license", json!(""), "manifest-license", "license"),
            (
                "/license",
                json!("do what you like"),
                "manifest-license",
                "do what you like",
            ),
            (
                &format!("{field}/choices/0/title/zh"),
                json!(" "),
                "manifest-texts",
                "Team.fields.source.choices.a.title",
            ),
            (
                &format!("{field}/help/zh"),
                json!("A pair from the console"),
                "manifest-languages",
                "Team.fields.source.help",
            ),
            (
                "/description/en",
                json!("控制台中的一对密钥"),
                "manifest-languages",
                "description",
            ),
            (
                &format!("{field}/help/en"),
                json!("access key."),
                "manifest-help",
                "Team.fields.source.help",
            ),
            (
                &format!("{field}/default"),
                json!("b"),
                "manifest-defaults",
                "Team.fields.source",
            ),
            (
                "/messages/gone/zh",
                json!("已不存在"),
                "manifest-messages",
                "gone",
            ),
            (
                "/capabilities",
                json!(["teleport"]),
                "capabilities-used",
                "teleport",
            ),
        ];
        for (place, value, rule, said) in cases {
            let mut manifest = sound();
            manifest["capabilities"] = json!([]);
            *manifest.pointer_mut(place).expect("a place") = value;
            let failures = failures(&manifest);
            assert_eq!(failures.len(), 1, "{place}: {failures:?}");
            assert_eq!(failures[0].0, rule, "{place}");
            assert!(failures[0].1.contains(said), "{place}: {}", failures[0].1);
        }
    }

    #[test]
    fn names_need_no_translation() {
        assert!(!is_sentence("AccessKey ID"));
        assert!(!is_sentence("Alibaba Cloud CLI"));
        assert!(is_sentence("What the console shows"));
    }
}

//! The rules: what each is called, what it demands, and what mends it.

use crate::text::{Message, message};

/// A rule that a plugin keeps or breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The library carries a manifest that this host can work with.
    Manifest,
    /// Its version is one by semver.
    ManifestVersion,
    /// It says who wrote it.
    ManifestAuthors,
    /// It says under which licence it is.
    ManifestLicense,
    /// Every text is there.
    ManifestTexts,
    /// Every sentence stands in both languages.
    ManifestLanguages,
    /// A help says more than the title.
    ManifestHelp,
    /// A default fits its own field.
    ManifestDefaults,
    /// Both languages of a message name the same params.
    ManifestMessages,
    /// The library opens, and says of itself what its manifest says.
    Opens,
    /// A method that it does not have is a clean error.
    UnknownMethod,
    /// Input that cannot be read is an error.
    BrokenInput,
    /// Large and deeply nested input ends no process.
    LargeInput,
    /// Members that it does not know are ignored.
    UnknownMembers,
    /// Equal input has an equal answer, in another process too.
    SameAnswer,
    /// No method panics.
    NoPanic,
    /// No method ends the process.
    NoCrash,
    /// Every method ends.
    InTime,
    /// A cancelled call ends soon.
    Cancel,
    /// A call ends soon after its services have.
    Deadline,
    /// Answers have the protocol's form.
    AnswerForm,
    /// It asks only for what its manifest, and the call, let through.
    DeclaredServices,
    /// It asks only within its calls.
    LiveCalls,
    /// No secret is let out.
    SecretsHidden,
    /// Each of its errors has a text.
    ErrorTexts,
    /// Its texts steer no terminal.
    PlainTexts,
    /// It uses what it asks for.
    CapabilitiesUsed,
    /// A list ends.
    PagingEnds,
    /// No id comes twice.
    IdsUnique,
    /// Every row has what every row has.
    RowsComplete,
    /// Cells are of their columns' kinds.
    CellsFit,
    /// Every filter may be given.
    Filters,
    /// What is listed can be fetched.
    Get,
    /// Every view answers.
    Views,
    /// A type with regions of its own names them.
    Regions,
    /// A type whose lists are silent can tell whether the caller may see.
    Access,
    /// An action answers for each id.
    Actions,
    /// An action sends one request.
    OneRequest,
    /// An action that promises a client token sends it.
    ClientToken,
    /// A dry run changes nothing.
    DryRun,
    /// Good fields pass the check, and nobody is asked.
    CheckFields,
    /// Without a required field there are no credentials.
    MissingFields,
    /// Credentials are whole and do not end before they begin.
    Keys,
    /// A login holds until it is ended.
    Login,
}

impl Rule {
    /// All rules, in the order in which they are told.
    pub const ALL: [Self; 44] = [
        Self::Manifest,
        Self::ManifestVersion,
        Self::ManifestAuthors,
        Self::ManifestLicense,
        Self::ManifestTexts,
        Self::ManifestLanguages,
        Self::ManifestHelp,
        Self::ManifestDefaults,
        Self::ManifestMessages,
        Self::Opens,
        Self::UnknownMethod,
        Self::BrokenInput,
        Self::LargeInput,
        Self::UnknownMembers,
        Self::SameAnswer,
        Self::NoPanic,
        Self::NoCrash,
        Self::InTime,
        Self::Cancel,
        Self::Deadline,
        Self::AnswerForm,
        Self::DeclaredServices,
        Self::LiveCalls,
        Self::SecretsHidden,
        Self::ErrorTexts,
        Self::PlainTexts,
        Self::CapabilitiesUsed,
        Self::PagingEnds,
        Self::IdsUnique,
        Self::RowsComplete,
        Self::CellsFit,
        Self::Filters,
        Self::Get,
        Self::Views,
        Self::Regions,
        Self::Access,
        Self::Actions,
        Self::OneRequest,
        Self::ClientToken,
        Self::DryRun,
        Self::CheckFields,
        Self::MissingFields,
        Self::Keys,
        Self::Login,
    ];

    /// Its name in JSON, the same for years.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::ManifestVersion => "manifest-version",
            Self::ManifestAuthors => "manifest-authors",
            Self::ManifestLicense => "manifest-license",
            Self::ManifestTexts => "manifest-texts",
            Self::ManifestLanguages => "manifest-languages",
            Self::ManifestHelp => "manifest-help",
            Self::ManifestDefaults => "manifest-defaults",
            Self::ManifestMessages => "manifest-messages",
            Self::Opens => "opens",
            Self::UnknownMethod => "unknown-method",
            Self::BrokenInput => "broken-input",
            Self::LargeInput => "large-input",
            Self::UnknownMembers => "unknown-members",
            Self::SameAnswer => "same-answer",
            Self::NoPanic => "no-panic",
            Self::NoCrash => "no-crash",
            Self::InTime => "in-time",
            Self::Cancel => "cancel",
            Self::Deadline => "deadline",
            Self::AnswerForm => "answer-form",
            Self::DeclaredServices => "declared-services",
            Self::LiveCalls => "live-calls",
            Self::SecretsHidden => "secrets-hidden",
            Self::ErrorTexts => "error-texts",
            Self::PlainTexts => "plain-texts",
            Self::CapabilitiesUsed => "capabilities-used",
            Self::PagingEnds => "paging-ends",
            Self::IdsUnique => "ids-unique",
            Self::RowsComplete => "rows-complete",
            Self::CellsFit => "cells-fit",
            Self::Filters => "filters",
            Self::Get => "get",
            Self::Views => "views",
            Self::Regions => "regions",
            Self::Access => "access",
            Self::Actions => "actions",
            Self::OneRequest => "one-request",
            Self::ClientToken => "client-token",
            Self::DryRun => "dry-run",
            Self::CheckFields => "check-fields",
            Self::MissingFields => "missing-fields",
            Self::Keys => "keys",
            Self::Login => "login",
        }
    }

    /// What it demands, a sentence without a full stop.
    pub fn demand(self) -> Message {
        match self {
            Self::Manifest => message!("check-manifest"),
            Self::ManifestVersion => message!("check-manifest-version"),
            Self::ManifestAuthors => message!("check-manifest-authors"),
            Self::ManifestLicense => message!("check-manifest-license"),
            Self::ManifestTexts => message!("check-manifest-texts"),
            Self::ManifestLanguages => message!("check-manifest-languages"),
            Self::ManifestHelp => message!("check-manifest-help"),
            Self::ManifestDefaults => message!("check-manifest-defaults"),
            Self::ManifestMessages => message!("check-manifest-messages"),
            Self::Opens => message!("check-opens"),
            Self::UnknownMethod => message!("check-unknown-method"),
            Self::BrokenInput => message!("check-broken-input"),
            Self::LargeInput => message!("check-large-input"),
            Self::UnknownMembers => message!("check-unknown-members"),
            Self::SameAnswer => message!("check-same-answer"),
            Self::NoPanic => message!("check-no-panic"),
            Self::NoCrash => message!("check-no-crash"),
            Self::InTime => message!("check-in-time"),
            Self::Cancel => message!("check-cancel"),
            Self::Deadline => message!("check-deadline"),
            Self::AnswerForm => message!("check-answer-form"),
            Self::DeclaredServices => message!("check-declared-services"),
            Self::LiveCalls => message!("check-live-calls"),
            Self::SecretsHidden => message!("check-secrets-hidden"),
            Self::ErrorTexts => message!("check-error-texts"),
            Self::PlainTexts => message!("check-plain-texts"),
            Self::CapabilitiesUsed => message!("check-capabilities-used"),
            Self::PagingEnds => message!("check-paging-ends"),
            Self::IdsUnique => message!("check-ids-unique"),
            Self::RowsComplete => message!("check-rows-complete"),
            Self::CellsFit => message!("check-cells-fit"),
            Self::Filters => message!("check-filters"),
            Self::Get => message!("check-get"),
            Self::Views => message!("check-views"),
            Self::Regions => message!("check-regions"),
            Self::Access => message!("check-access"),
            Self::Actions => message!("check-actions"),
            Self::OneRequest => message!("check-one-request"),
            Self::ClientToken => message!("check-client-token"),
            Self::DryRun => message!("check-dry-run"),
            Self::CheckFields => message!("check-check-fields"),
            Self::MissingFields => message!("check-missing-fields"),
            Self::Keys => message!("check-keys"),
            Self::Login => message!("check-login"),
        }
    }

    /// What mends a breach of it.
    pub fn mend(self) -> Message {
        match self {
            Self::Manifest => message!("check-manifest-mend"),
            Self::ManifestVersion => message!("check-manifest-version-mend"),
            Self::ManifestAuthors => message!("check-manifest-authors-mend"),
            Self::ManifestLicense => message!("check-manifest-license-mend"),
            Self::ManifestTexts => message!("check-manifest-texts-mend"),
            Self::ManifestLanguages => message!("check-manifest-languages-mend"),
            Self::ManifestHelp => message!("check-manifest-help-mend"),
            Self::ManifestDefaults => message!("check-manifest-defaults-mend"),
            Self::ManifestMessages => message!("check-manifest-messages-mend"),
            Self::Opens => message!("check-opens-mend"),
            Self::UnknownMethod => message!("check-unknown-method-mend"),
            Self::BrokenInput => message!("check-broken-input-mend"),
            Self::LargeInput => message!("check-large-input-mend"),
            Self::UnknownMembers => message!("check-unknown-members-mend"),
            Self::SameAnswer => message!("check-same-answer-mend"),
            Self::NoPanic => message!("check-no-panic-mend"),
            Self::NoCrash => message!("check-no-crash-mend"),
            Self::InTime => message!("check-in-time-mend"),
            Self::Cancel => message!("check-cancel-mend"),
            Self::Deadline => message!("check-deadline-mend"),
            Self::AnswerForm => message!("check-answer-form-mend"),
            Self::DeclaredServices => message!("check-declared-services-mend"),
            Self::LiveCalls => message!("check-live-calls-mend"),
            Self::SecretsHidden => message!("check-secrets-hidden-mend"),
            Self::ErrorTexts => message!("check-error-texts-mend"),
            Self::PlainTexts => message!("check-plain-texts-mend"),
            Self::CapabilitiesUsed => message!("check-capabilities-used-mend"),
            Self::PagingEnds => message!("check-paging-ends-mend"),
            Self::IdsUnique => message!("check-ids-unique-mend"),
            Self::RowsComplete => message!("check-rows-complete-mend"),
            Self::CellsFit => message!("check-cells-fit-mend"),
            Self::Filters => message!("check-filters-mend"),
            Self::Get => message!("check-get-mend"),
            Self::Views => message!("check-views-mend"),
            Self::Regions => message!("check-regions-mend"),
            Self::Access => message!("check-access-mend"),
            Self::Actions => message!("check-actions-mend"),
            Self::OneRequest => message!("check-one-request-mend"),
            Self::ClientToken => message!("check-client-token-mend"),
            Self::DryRun => message!("check-dry-run-mend"),
            Self::CheckFields => message!("check-check-fields-mend"),
            Self::MissingFields => message!("check-missing-fields-mend"),
            Self::Keys => message!("check-keys-mend"),
            Self::Login => message!("check-login-mend"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::text::Language;

    #[test]
    fn every_rule_has_a_name_of_its_own_and_stands_in_its_order() {
        let names: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
        assert!(Rule::ALL.is_sorted());
        let is_kebab = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        assert!(names.iter().all(|name| is_kebab(name)));
    }

    /// Written by this test with `YUN_UPDATE=1`, so that the guide never says anything else than the host.
    #[test]
    fn the_authoring_guide_has_the_rules() {
        let row = |rule: &Rule| {
            let demand = Language::English.say(&rule.demand());
            format!(
                "| `{}` | {demand} | {} |\n",
                rule.name(),
                Language::English.say(&rule.mend())
            )
        };
        let table: String = Rule::ALL.iter().map(row).collect();
        let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../plugin-api/AUTHORING.md");
        let guide = std::fs::read_to_string(guide).expect("the guide");
        assert!(guide.contains(&table), "the guide's table is to be:\n{table}");
    }
}

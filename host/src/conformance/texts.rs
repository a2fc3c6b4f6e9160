//! All texts of a manifest, each with its place.

use yun_plugin_api::manifest::{Choice, Field, Manifest, Text};

/// A text, and the title that stands above it if it is a help.
pub(super) struct Placed<'a> {
    pub(super) place: String,
    pub(super) text: &'a Text,
    pub(super) title: Option<&'a Text>,
}

/// Every text of a manifest.
pub(super) fn of(manifest: &Manifest) -> Vec<Placed<'_>> {
    let mut texts = Texts(Vec::new());
    texts.add("name", &manifest.name);
    texts.add("description", &manifest.description);
    for mode in manifest.credentials() {
        let at = mode.mode.as_str();
        texts.titled(at, &mode.title, &mode.help);
        texts.fields(&format!("{at}.fields"), &mode.fields);
    }
    for resource in manifest.resources() {
        let at = resource.resource_type.as_str();
        texts.titled(at, &resource.title, &resource.help);
        for column in &resource.columns {
            texts.add(format!("{at}.columns.{}.title", column.key), &column.title);
        }
        for filter in &resource.filters {
            let at = format!("{at}.filters.{}", filter.key);
            texts.titled(&at, &filter.title, &filter.help);
            texts.choices(&at, &filter.choices);
        }
        for action in &resource.actions {
            let at = format!("{at}.actions.{}", action.name);
            texts.titled(&at, &action.title, &action.help);
            texts.fields(&format!("{at}.params"), &action.params);
            for refusal in &action.refused_when {
                texts.add(
                    format!("{at}.refused_when.{}.because", refusal.code),
                    &refusal.because,
                );
                if let Some(hint) = &refusal.hint {
                    texts.add(format!("{at}.refused_when.{}.hint", refusal.code), hint);
                }
            }
        }
        for view in &resource.views {
            let at = format!("{at}.views.{}", view.name);
            texts.titled(&at, &view.title, &view.help);
            texts.fields(&format!("{at}.params"), &view.params);
        }
        for lack in &resource.lacks {
            texts.add(format!("{at}.lacks.{}.because", lack.name), &lack.because);
        }
    }
    for refused in &manifest.aliyun_cli_refused {
        texts.add(
            format!("aliyun_cli_refused.{}.reason", refused.mode),
            &refused.reason,
        );
    }
    for (code, message) in &manifest.messages {
        texts.add(format!("messages.{code}"), message);
    }
    texts.0
}

struct Texts<'a>(Vec<Placed<'a>>);

impl<'a> Texts<'a> {
    fn add(&mut self, place: impl Into<String>, text: &'a Text) {
        self.0.push(Placed {
            place: place.into(),
            text,
            title: None,
        });
    }

    fn titled(&mut self, at: &str, title: &'a Text, help: &'a Text) {
        self.add(format!("{at}.title"), title);
        self.0.push(Placed {
            place: format!("{at}.help"),
            text: help,
            title: Some(title),
        });
    }

    fn fields(&mut self, at: &str, fields: &'a [Field]) {
        for field in fields {
            let at = format!("{at}.{}", field.key);
            self.titled(&at, &field.title, &field.help);
            self.choices(&at, &field.choices);
        }
    }

    fn choices(&mut self, at: &str, choices: &'a [Choice]) {
        for choice in choices {
            self.add(format!("{at}.choices.{}.title", choice.value), &choice.title);
        }
    }
}

/// The params that a text names, `{so}`.
pub(super) fn params(text: &str) -> Vec<String> {
    let named = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let mut names: Vec<String> = named
        .map(|(name, _)| name.to_owned())
        .filter(|name| is_name(name))
        .collect();
    names.sort();
    names.dedup();
    names
}

//! What is told of a plugin, before it is installed and afterwards.

use std::path::Path;

use yun_plugin_api::{
    Cell,
    manifest::{ColumnKind, Manifest},
};

use super::{grants::Grants, words};
use crate::{
    catalog::Library,
    core::Core,
    error::Error,
    output::{Column, Object},
    runner::{Confinement, RunnerKind},
    standing::Standing,
    text::{Language, Message, message, visible},
    trust::Signed,
};

/// Everything that is known of one library.
pub(crate) fn of_library(
    core: &Core,
    library: &Library,
    standing: Standing,
    signed: Option<&Result<Signed, Error>>,
    language: Language,
) -> Object {
    let mut portrait = Portrait::new(language);
    match &library.carried {
        Some(carried) => portrait.manifest(carried, library),
        None => portrait.text("id", message!("column-id"), &library.id()),
    }
    let runner = core.runners.kind(library);
    let (hash, state) = (library.sha256().ok(), standing.state.word());
    portrait.path("path", message!("column-path"), &library.path);
    portrait.field("sha256", message!("column-sha256"), ColumnKind::Text, hash);
    portrait.signed(signed);
    portrait.text("origin", message!("column-origin"), library.origin.word());
    portrait.text("runner", message!("column-runner"), runner.word());
    portrait.field("state", message!("column-state"), ColumnKind::Status, state);
    portrait.field(
        "reason",
        message!("column-reason"),
        ColumnKind::Text,
        standing.reason,
    );
    match (runner, standing.confinement) {
        (RunnerKind::InProcess, _) => portrait.no_confinement(),
        (RunnerKind::Child, Some(confinement)) => portrait.confinement(confinement),
        (RunnerKind::Child, None) => {}
    }
    if let (Some(carried), Some(manifest)) = (&library.carried, &library.manifest) {
        portrait.grants(&Grants::all(carried), &Grants::all(manifest));
    }
    if let Some(installed) = &library.installed {
        let at = installed.installed_at.as_str();
        portrait.field(
            "installed_at",
            message!("column-installed-at"),
            ColumnKind::Time,
            at,
        );
        let from = &installed.installed_from;
        portrait.path("installed_from", message!("column-installed-from"), from);
        portrait.index(installed.index.as_deref());
    }
    let raw = library
        .carried
        .as_deref()
        .and_then(|carried| serde_json::to_value(carried).ok());
    portrait.finish(raw)
}

/// What is told so far, in its order.
pub(crate) struct Portrait {
    language: Language,
    fields: Vec<(Column, Cell)>,
}

impl Portrait {
    pub(crate) fn new(language: Language) -> Self {
        Self {
            language,
            fields: Vec::new(),
        }
    }

    /// The object that it has become.
    pub(crate) fn finish(self, raw: Option<serde_json::Value>) -> Object {
        Object {
            fields: self.fields,
            raw,
        }
    }

    pub(crate) fn field(&mut self, key: &str, title: Message, kind: ColumnKind, cell: impl Into<Cell>) {
        let column = Column::new(key, self.language.say(&title), kind);
        self.fields.push((column, cell.into()));
    }

    /// A text of the host's, of a file or of a manifest.
    pub(crate) fn text(&mut self, key: &str, title: Message, text: &str) {
        self.field(key, title, ColumnKind::Text, visible(text));
    }

    pub(crate) fn path(&mut self, key: &str, title: Message, path: &Path) {
        self.field(key, title, ColumnKind::Text, path.to_string_lossy().into_owned());
    }

    pub(crate) fn list(&mut self, key: &str, title: Message, texts: Vec<String>) {
        self.field(key, title, ColumnKind::List, texts);
    }

    /// What its manifest says of it.
    pub(crate) fn manifest(&mut self, manifest: &Manifest, library: &Library) {
        let language = self.language;
        let protocol = match manifest.protocol {
            range if range.min == range.max => range.min.to_string(),
            range => format!("{}-{}", range.min, range.max),
        };
        let provides = library.provides().into_iter().map(str::to_owned).collect();
        let asks = words::of_manifest(manifest, language);
        let description = language.pick(&manifest.description);
        self.text("id", message!("column-id"), &manifest.id);
        self.text("name", message!("column-name"), language.pick(&manifest.name));
        self.text("description", message!("column-description"), description);
        self.text("version", message!("column-version"), &manifest.version);
        self.list("authors", message!("column-authors"), manifest.authors.clone());
        self.text("license", message!("column-license"), &manifest.license);
        self.list("provides", message!("column-provides"), provides);
        self.text("protocol", message!("column-protocol"), &protocol);
        self.list("asks_for", message!("column-asks-for"), asks);
    }

    /// What it asks for as `--grant` takes it, and what of that it has.
    pub(crate) fn grants(&mut self, asked: &Grants, granted: &Grants) {
        let names = |grants: &Grants| Grants::default().missing_of(grants);
        let missing = granted.missing_of(asked);
        self.list("capabilities", message!("column-capabilities"), names(asked));
        self.list("granted", message!("column-granted"), names(granted));
        self.list("not_granted", message!("column-not-granted"), missing);
    }

    /// Who signed it.
    pub(crate) fn signed(&mut self, signed: Option<&Result<Signed, Error>>) {
        let columns = signature_columns(self.language);
        self.fields
            .extend(columns.into_iter().zip(signature_cells(signed)));
    }

    /// Which index offered it, if one did.
    pub(crate) fn index(&mut self, index: Option<&str>) {
        if let Some(index) = index {
            self.text("index", message!("column-index"), index);
        }
    }

    /// What its child is confined to.
    pub(crate) fn confinement(&mut self, confinement: Confinement) {
        self.confinement_line(&confinement.line());
    }

    /// The same for what no child runs.
    fn no_confinement(&mut self) {
        self.confinement_line(&message!("confinement-in-process"));
    }

    fn confinement_line(&mut self, line: &Message) {
        let line = self.language.say(line);
        self.text("confinement", message!("column-confinement"), &line);
    }
}

/// The columns that tell who signed a plugin.
pub(crate) fn signature_columns(language: Language) -> [Column; 3] {
    let column = |key: &str, title: Message| Column::new(key, language.say(&title), ColumnKind::Text).wide();
    [
        column("signature", message!("column-plugin-signature")),
        column("signed_by", message!("column-signed-by")),
        column("key_id", message!("column-key-id")),
    ]
}

/// What stands in them: nothing for a plugin that was not installed, `bad` where its file is no longer what was signed.
pub(crate) fn signature_cells(signed: Option<&Result<Signed, Error>>) -> [Cell; 3] {
    match signed {
        None => [Cell::Empty, Cell::Empty, Cell::Empty],
        Some(Err(error)) if error.code() == "signature_bad" => ["bad".into(), Cell::Empty, Cell::Empty],
        Some(Err(_)) => [Cell::Empty, Cell::Empty, Cell::Empty],
        Some(Ok(signed)) => [
            signed.word().into(),
            signed.signer().map(visible).into(),
            signed.key_id().map(|id| id.to_string()).into(),
        ],
    }
}

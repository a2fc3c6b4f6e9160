//! What is told of a plugin, before it is installed and afterwards.

use std::path::Path;

use yun_plugin_api::{
    Cell,
    manifest::{ColumnKind, Manifest},
};

use crate::{
    catalog::Library,
    error::Error,
    installing::{grants::Grants, words},
    output::{Column, Object},
    runner::Confinement,
    text::{Language, Message, message, visible},
    trust::Signed,
};

/// What is told so far, in its order.
pub(super) struct Portrait {
    language: Language,
    fields: Vec<(Column, Cell)>,
}

impl Portrait {
    pub(super) fn new(language: Language) -> Self {
        Self {
            language,
            fields: Vec::new(),
        }
    }

    /// The object that it has become.
    pub(super) fn finish(self, raw: Option<serde_json::Value>) -> Object {
        Object {
            fields: self.fields,
            raw,
        }
    }

    pub(super) fn field(&mut self, key: &str, title: Message, kind: ColumnKind, cell: impl Into<Cell>) {
        let column = Column::new(key, self.language.say(&title), kind);
        self.fields.push((column, cell.into()));
    }

    /// A text of the host's, of a file or of a manifest.
    pub(super) fn text(&mut self, key: &str, title: Message, text: &str) {
        self.field(key, title, ColumnKind::Text, visible(text));
    }

    pub(super) fn path(&mut self, key: &str, title: Message, path: &Path) {
        self.field(key, title, ColumnKind::Text, path.to_string_lossy().into_owned());
    }

    pub(super) fn list(&mut self, key: &str, title: Message, texts: Vec<String>) {
        self.field(key, title, ColumnKind::List, texts);
    }

    /// What its manifest says of it.
    pub(super) fn manifest(&mut self, manifest: &Manifest, library: &Library) {
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
    pub(super) fn grants(&mut self, asked: &Grants, granted: &Grants) {
        let names = |grants: &Grants| Grants::default().missing_of(grants);
        let missing = granted.missing_of(asked);
        self.list("capabilities", message!("column-capabilities"), names(asked));
        self.list("granted", message!("column-granted"), names(granted));
        self.list("not_granted", message!("column-not-granted"), missing);
    }

    /// Who signed it.
    pub(super) fn signed(&mut self, signed: Option<&Result<Signed, Error>>) {
        let columns = signature_columns(self.language);
        self.fields
            .extend(columns.into_iter().zip(signature_cells(signed)));
    }

    /// Which index offered it, if one did.
    pub(super) fn index(&mut self, index: Option<&str>) {
        if let Some(index) = index {
            self.text("index", message!("column-index"), index);
        }
    }

    /// What its child is confined to.
    pub(super) fn confinement(&mut self, confinement: Confinement) {
        self.confinement_line(&confinement.line());
    }

    /// The same for what no child runs.
    pub(super) fn no_confinement(&mut self) {
        self.confinement_line(&message!("confinement-in-process"));
    }

    fn confinement_line(&mut self, line: &Message) {
        let line = self.language.say(line);
        self.text("confinement", message!("column-confinement"), &line);
    }
}

/// The columns that tell who signed a plugin.
pub(super) fn signature_columns(language: Language) -> [Column; 3] {
    let column = |key: &str, title: Message| Column::new(key, language.say(&title), ColumnKind::Text).wide();
    [
        column("signature", message!("column-plugin-signature")),
        column("signed_by", message!("column-signed-by")),
        column("key_id", message!("column-key-id")),
    ]
}

/// What stands in them: nothing for a plugin that was not installed, `bad` where its file is no longer what was signed.
pub(super) fn signature_cells(signed: Option<&Result<Signed, Error>>) -> [Cell; 3] {
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

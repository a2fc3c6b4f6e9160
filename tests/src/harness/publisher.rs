//! A company that publishes plugins: an index and libraries, as static files of the local cloud's web server.

use std::fmt::Write as _;

use super::{library::sha256_of, library_name};
use crate::cloud::{Cloud, Document};

/// The platform that the host is built for.
pub fn platform() -> String {
    format!("{}-unknown-linux-gnu", std::env::consts::ARCH)
}

/// A version in an index.
#[derive(Debug, Clone)]
pub struct Version {
    /// The id of the plugin.
    pub id: String,
    /// The version.
    pub version: String,
    /// The oldest and the newest protocol that it speaks.
    pub protocol: (u32, u32),
    /// The platform that its one library is for.
    pub platform: String,
    /// Why it was withdrawn, if it was.
    pub yanked: Option<String>,
    /// Where the library is, seen from the index.
    pub url: String,
    /// The hash of the library, in hexadecimal.
    pub sha256: String,
    /// The signature, if it stands in the index.
    pub signature: Option<String>,
}

impl Version {
    /// A version of which there is no library.
    pub fn missing(id: &str, version: &str) -> Self {
        Self {
            id: id.to_owned(),
            version: version.to_owned(),
            protocol: (1, 1),
            platform: platform(),
            yanked: None,
            url: format!("{id}/{version}/{}", library_name(id)),
            sha256: "0".repeat(64),
            signature: None,
        }
    }
}

/// An index that is still to be written.
#[derive(Debug, Clone)]
pub struct Index {
    /// Which publication it is.
    pub serial: u64,
    /// Until when it is good, as TOML writes a time.
    pub expires: String,
    /// What it offers.
    pub versions: Vec<Version>,
}

impl Index {
    /// An index of these versions, for many years.
    pub fn of(versions: impl IntoIterator<Item = Version>) -> Self {
        Self {
            serial: 1,
            expires: "2999-01-01T00:00:00Z".to_owned(),
            versions: versions.into_iter().collect(),
        }
    }

    /// It, as another publication.
    pub fn serial(mut self, serial: u64) -> Self {
        self.serial = serial;
        self
    }

    /// The file.
    pub fn text(&self) -> String {
        let mut text = format!(
            "format = 1\nname = \"Example Corp\"\nserial = {}\nexpires = {}\n",
            self.serial, self.expires
        );
        let mut ids: Vec<&str> = Vec::new();
        for version in &self.versions {
            if !ids.contains(&version.id.as_str()) {
                ids.push(&version.id);
            }
        }
        for id in ids {
            let _ = write!(
                text,
                "\n[[plugins]]\nid = \"{id}\"\nname = {{ en = \"The {id}\", zh = \"插件 {id}\" }}\n\
                 description = {{ en = \"Does what {id} does.\", zh = \"做 {id} 所做的事。\" }}\n"
            );
            for version in self.versions.iter().filter(|version| version.id == id) {
                text.push_str(&of_version(version));
            }
        }
        text
    }
}

fn of_version(version: &Version) -> String {
    let Version {
        version,
        protocol: (min, max),
        platform,
        yanked,
        url,
        sha256,
        signature,
        ..
    } = version;
    let mut text = format!(
        "\n[[plugins.versions]]\nversion = \"{version}\"\nprotocol = {{ min = {min}, max = {max} }}\n"
    );
    if let Some(reason) = yanked {
        let _ = writeln!(text, "yanked = {reason:?}");
    }
    let _ = write!(
        text,
        "[[plugins.versions.files]]\nplatform = \"{platform}\"\nurl = \"{url}\"\nsha256 = \"{sha256}\"\n"
    );
    if let Some(signature) = signature {
        let _ = writeln!(text, "signature = '''\n{signature}'''");
    }
    text
}

/// Where it is published.
pub struct Publisher<'cloud> {
    /// The cloud whose web server it is.
    pub cloud: &'cloud Cloud,
    /// The directory, which begins and ends with a slash.
    folder: String,
}

impl<'cloud> Publisher<'cloud> {
    /// A publisher in a directory of the cloud's web server; `folder` begins and ends with a slash.
    pub fn at(cloud: &'cloud Cloud, folder: &str) -> Self {
        Self {
            cloud,
            folder: folder.to_owned(),
        }
    }

    /// Where the index is, with TLS.
    pub fn url(&self) -> String {
        format!("{}{}index.toml", self.cloud.https_url(), self.folder)
    }

    /// The same without.
    pub fn plain_url(&self) -> String {
        format!("{}{}index.toml", self.cloud.url(), self.folder)
    }

    /// Puts a file there.
    pub fn put(&self, path: &str, document: Document) {
        let path = format!("{}{path}", self.folder);
        self.cloud.world(|world| world.documents.insert(path, document));
    }

    /// Takes a file away.
    pub fn take_away(&self, path: &str) {
        let path = format!("{}{path}", self.folder);
        self.cloud.world(|world| world.documents.remove(&path));
    }

    /// Puts a library there, and tells what an index says of it.
    pub fn put_library(&self, id: &str, version: &str, bytes: &[u8]) -> Version {
        let mut made = Version::missing(id, version);
        made.sha256 = sha256_of(bytes);
        self.put(&made.url, Document::new(bytes));
        made
    }

    /// Publishes an index.
    pub fn publish(&self, index: &Index) {
        self.put("index.toml", Document::new(index.text()));
    }
}

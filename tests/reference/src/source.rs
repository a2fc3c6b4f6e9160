//! What only the sources say: the doc comments of constants and of types that write their schema themselves.

const PROTOCOL: &str = include_str!("../../../plugin-api/src/protocol/mod.rs");
const CAPABILITY: &str = include_str!("../../../plugin-api/src/manifest/capability.rs");

/// Name and description of each method of the protocol, in their order.
pub(crate) fn methods() -> Vec<(String, String)> {
    let (_, module) = PROTOCOL
        .split_once("pub mod method {")
        .expect("the methods' module");
    let (module, _) = module.split_once("\n}").expect("the module ends");
    let mut methods = Vec::new();
    let mut doc = Vec::new();
    for line in module.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            doc.push(text.trim());
        } else if line.starts_with("pub const ") {
            let name = line.split('"').nth(1).expect("a method has a name");
            methods.push((name.to_owned(), plain(&doc.join("\n"))));
            doc.clear();
        }
    }
    methods
}

/// The table of capabilities, in Markdown.
pub(crate) fn capabilities() -> String {
    let lines = CAPABILITY.lines().map_while_table();
    lines.join("\n")
}

/// The lines of a doc comment's first table.
trait Table<'a>: Iterator<Item = &'a str> + Sized {
    fn map_while_table(self) -> Vec<&'a str> {
        let docs = self.filter_map(|line| line.strip_prefix("/// "));
        docs.skip_while(|line| !line.starts_with('|'))
            .take_while(|line| line.starts_with('|'))
            .collect()
    }
}

impl<'a, T: Iterator<Item = &'a str>> Table<'a> for T {}

/// A doc comment as plain Markdown: links to items become their names, and lines of a paragraph become one.
pub(crate) fn plain(doc: &str) -> String {
    // Examples are in Rust, and of no use outside it; tables are shown where they belong.
    let text: Vec<&str> = doc.split("```").step_by(2).collect();
    let text = text.join("\n");
    let paragraphs: Vec<String> = text
        .split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty() && !paragraph.starts_with('|'))
        .map(|paragraph| {
            let lines: Vec<&str> = paragraph.lines().map(str::trim).collect();
            without_links(&lines.join(" "))
        })
        .collect();
    paragraphs.join("\n\n")
}

/// `[`Name`]`, `[`Name`](path)` and `[words](path)` as `Name` and words.
fn without_links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        let is_code = after.starts_with('`');
        let Some((name, behind)) = after.split_once(']') else {
            plain.push('[');
            rest = after;
            continue;
        };
        let target = behind
            .strip_prefix('(')
            .and_then(|target| target.split_once(')'))
            .filter(|(target, _)| target.contains("::") || target.starts_with("super"));
        match target {
            Some((_, behind)) => {
                plain.push_str(name);
                rest = behind;
            }
            None if is_code && name.ends_with('`') => {
                plain.push_str(name);
                rest = behind;
            }
            None => {
                plain.push('[');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

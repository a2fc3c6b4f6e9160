//! A plugin that keeps every rule of the check but those that stand in its file: a test writes their names, with commas
//! between them, over `none` in a copy of the library. Its manifest may be written over as well: what it says of itself is
//! what stands there.

#![expect(clippy::disallowed_methods, reason = "it does what no plugin should")]

mod boundary;
mod mode;
mod resource;

use std::hint::black_box;

use yun_plugin_api::Plugin;

/// How many bytes the names may take.
const ROOM: usize = 400;

/// Found by its beginning, and written over behind it.
#[used]
static RULES: [u8; 19 + ROOM] = rules();

const fn rules() -> [u8; 19 + ROOM] {
    let beginning = *b"YUN-FIXTURE-BREAKS:none";
    let mut rules = [b' '; 19 + ROOM];
    let mut at = 0;
    while at < beginning.len() {
        rules[at] = beginning[at];
        at += 1;
    }
    rules
}

/// Whether this is a rule that is to be broken.
fn breaks(rule: &str) -> bool {
    let named = std::str::from_utf8(&black_box(&RULES)[19..]).unwrap_or_default();
    named.trim().split(',').any(|named| named == rule)
}

fn plugin() -> Plugin {
    assert!(!breaks("opens"), "not opened on purpose");
    Plugin::new()
        .resource_type("breaks", resource::Breaks::default())
        .credential_mode("Breaks", mode::Breaks)
}

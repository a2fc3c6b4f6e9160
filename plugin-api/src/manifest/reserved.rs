//! Names that the host's own command line uses and that no manifest may take.

/// Flags of the host, without the dashes. A field, parameter or filter may not be called so, `_` for `-`.
pub const RESERVED_FLAGS: &[&str] = &[
    "all",
    "all-matching",
    "all-profiles",
    "color",
    "columns",
    "concurrency",
    "dry-run",
    "filter",
    "grant",
    "help",
    "kind",
    "lang",
    "limit",
    "mode",
    "no-browser",
    "no-input",
    "no-use",
    "no-verify",
    "no-wait",
    "output",
    "profile",
    "query",
    "quiet",
    "ram-policy",
    "region",
    "resource-group",
    "runner",
    "sort",
    "timeout",
    "verbose",
    "version",
    "wait-timeout",
    "yes",
];

/// Verbs of the host under every resource type. An action or view may not be called so.
pub const RESERVED_VERBS: &[&str] = &["find", "help", "list", "show"];

/// Nouns of the host. A resource type, or an alias of one, may not be called so.
pub const RESERVED_TYPES: &[&str] = &[
    "api",
    "completion",
    "doctor",
    "find",
    "help",
    "login",
    "logout",
    "plugin",
    "profile",
    "region",
    "regions",
    "resource-group",
    "resource-groups",
    "run",
    "settings",
    "ui",
    "whoami",
];

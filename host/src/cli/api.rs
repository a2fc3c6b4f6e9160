//! `api`: any call of any product, signed, its answer as it came.

use std::borrow::Cow;

use chrono::NaiveDate;
use clap::{Arg, ArgAction, ArgMatches};
use yun_plugin_api::{Secret, manifest::is_host_parameter};

use super::{Command, globals::Globals, grammar::Grammar};
use crate::{
    api::{
        Params, SecretParams,
        product::{self, product},
    },
    catalog::Catalog,
    core::{Parameters, Repeat},
    error::{Error, ErrorKind, exit},
    output::{self, Format, Rendered},
    profile::{RegionId, fields},
    suggest,
    text::message,
};

/// The parameter that names the region.
const REGION: &str = "RegionId";

/// What stands in the names of parameters that hold secrets, in any case.
const SECRET_WORDS: [&str; 8] = [
    "password",
    "passwd",
    "secretdata",
    "accesskeysecret",
    "privatekey",
    "plaintext",
    "passphrase",
    "keymaterial",
];

pub(super) fn grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    grammar
        .command("api", message!("help-api"))
        .arg(
            grammar
                .positional(
                    "PRODUCT",
                    message!("help-value-product"),
                    message!("help-api-product"),
                )
                .display_order(1),
        )
        .arg(
            grammar
                .positional(
                    "ACTION",
                    message!("help-value-action"),
                    message!("help-api-action"),
                )
                .display_order(2),
        )
        .arg(
            Arg::new("PARAMETER")
                .num_args(0..)
                .display_order(3)
                .value_name("KEY=VALUE")
                .help(grammar.say(message!("help-api-parameter")))
                .help_heading(grammar.say(message!("help-arguments"))),
        )
        .arg(
            grammar
                .arg("version", message!("help-api-version"))
                .id("api-version")
                .value_name("YYYY-MM-DD"),
        )
        .arg(
            grammar
                .arg("secret", message!("help-api-secret"))
                .value_name("KEY=env:NAME|file:PATH|-")
                .action(ArgAction::Append),
        )
}

/// Formats of many rows cannot show one document. That is said before the call: it may change something.
pub(super) fn refuse_row_formats(globals: &Globals) -> Result<(), Error> {
    let is_of_rows = matches!(globals.format, Format::Csv | Format::Tsv | Format::Ids);
    if !is_of_rows || globals.query.is_some() {
        return Ok(());
    }
    let message = message!("error-api-format");
    Err(Error::invalid_input("query_missing", message).hint(message!("hint-api-query")))
}

/// A call as it was typed.
struct Typed {
    product: String,
    version: String,
    action: String,
    params: Params,
    secrets: SecretParams,
    region: Option<RegionId>,
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    if command.globals.columns.is_some() {
        let message = message!("error-argument-conflict", flag = "--columns", other = "api");
        return Err(Error::invalid_input("argument_conflict", message).hint(message!("hint-api-query")));
    }
    refuse_row_formats(&command.globals)?;
    let typed = typed(&command, matches)?;
    let repeat = repeat(&command.catalog, &typed);
    command.in_runtime(|core, globals, progress| async move {
        let session = &globals.session(&core)?;
        let keys = core.credentials(session).await?.keys;
        let region = typed.region.as_ref().unwrap_or(&session.profile.region);
        let mut params = typed.params;
        // Actions that know no region take no notice of it.
        if !params.keys().any(|key| key.eq_ignore_ascii_case(REGION)) {
            params.insert(Cow::Borrowed(REGION), region.as_str().to_owned());
        }
        if let Some(group) = globals.resource_group.clone() {
            params.entry(Cow::Borrowed("ResourceGroupId")).or_insert(group);
        }
        let call = (
            typed.product.as_str(),
            typed.version.as_str(),
            typed.action.as_str(),
        );
        let parameters = Parameters {
            plain: &params,
            secret: &typed.secrets,
            repeat,
        };
        let body = core.api_body(session, region, &keys, call, parameters).await;
        let body = body.map_err(|error| error.for_profile(session.name()).in_region(region.as_str()))?;
        progress.clear();
        globals.print(&render(&body, &globals)?)?;
        Ok(exit::DONE)
    })
}

fn typed(command: &Command, matches: &ArgMatches) -> Result<Typed, Error> {
    let text = |name: &str| {
        matches
            .get_one::<String>(name)
            .map(String::as_str)
            .unwrap_or_default()
    };
    let (code, action) = (text("PRODUCT"), text("ACTION"));
    let known = product(code);
    let is_name = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    // They become part of a host's name and of a header.
    for (argument, value) in [
        ("PRODUCT", known.map_or(code, |product| product.code)),
        ("ACTION", action),
    ] {
        if !is_name(value) {
            let message = message!("error-argument-value", flag = argument);
            return Err(Error::invalid_input("argument_invalid", message).hint(message!("hint-api-form")));
        }
    }
    let (params, secrets) = parameters(command, matches)?;
    let named = params.iter().find(|(key, _)| key.eq_ignore_ascii_case(REGION));
    let named = named.map(|(_, region)| RegionId::parse(region)).transpose()?;
    let region = match command.globals.regions.as_slice() {
        [] => named.clone(),
        [region] if region != "all" => Some(RegionId::parse(region)?),
        _ => {
            return Err(Error::invalid_input(
                "one_region",
                message!("error-api-one-region"),
            ));
        }
    };
    if named.is_some() && named != region {
        return Err(Error::invalid_input(
            "one_region",
            message!("error-api-region-twice"),
        ));
    }
    Ok(Typed {
        product: known.map_or(code, |product| product.code).to_owned(),
        version: match matches.get_one::<String>("api-version") {
            Some(version) => checked_version(version)?,
            None => known
                .map(|product| product.version.to_owned())
                .ok_or_else(|| version_unknown(code))?,
        },
        action: action.to_owned(),
        params,
        secrets,
        region,
    })
}

fn checked_version(version: &str) -> Result<String, Error> {
    // The parser alone takes 2014-5-26 too.
    let is_date =
        version.len() == "YYYY-MM-DD".len() && NaiveDate::parse_from_str(version, "%Y-%m-%d").is_ok();
    if is_date {
        return Ok(version.to_owned());
    }
    let message = message!("error-argument-value", flag = "--version");
    Err(Error::invalid_input("argument_invalid", message).hint(message!("hint-api-version")))
}

fn version_unknown(code: &str) -> Error {
    let hint = match suggest::nearest(code, product::codes()) {
        Some(nearest) => message!("hint-did-you-mean", name = nearest),
        None => message!("hint-api-version"),
    };
    let message = message!("error-api-version", product = code);
    Error::invalid_input("api_version_unknown", message).hint(hint)
}

/// The call's parameters, and those that are secrets.
fn parameters(command: &Command, matches: &ArgMatches) -> Result<(Params, SecretParams), Error> {
    let (mut params, mut secrets) = (Params::new(), SecretParams::new());
    for text in matches.get_many::<String>("PARAMETER").into_iter().flatten() {
        let (key, value) = pair(text)?;
        let lower = key.to_ascii_lowercase();
        if SECRET_WORDS.iter().any(|word| lower.contains(word)) {
            let message = message!("error-api-secret", key = key);
            return Err(
                Error::invalid_input("secret_literal", message).hint(message!("hint-api-secret", key = key))
            );
        }
        refuse_repeated(key, &params, &secrets)?;
        params.insert(Cow::Owned(key.to_owned()), value.to_owned());
    }
    for text in matches.get_many::<String>("secret").into_iter().flatten() {
        let (key, source) = pair(text)?;
        let secret: Secret = fields::read_secret("secret", source, &command.environment)?;
        refuse_repeated(key, &params, &secrets)?;
        secrets.insert(Cow::Owned(key.to_owned()), secret);
    }
    Ok((params, secrets))
}

fn pair(text: &str) -> Result<(&str, &str), Error> {
    let (key, value) = text
        .split_once('=')
        .filter(|(key, _)| is_key(key))
        .ok_or_else(malformed)?;
    if is_host_parameter(key) {
        let message = message!("error-api-host-parameter", key = key);
        return Err(Error::invalid_input("argument_invalid", message));
    }
    Ok((key, value))
}

fn refuse_repeated(key: &str, params: &Params, secrets: &SecretParams) -> Result<(), Error> {
    if !params.contains_key(key) && !secrets.contains_key(key) {
        return Ok(());
    }
    let message = message!("error-argument-repeated", flag = key);
    Err(Error::invalid_input("argument_conflict", message))
}

fn is_key(key: &str) -> bool {
    !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

/// What was typed stays unsaid: it may be a secret whose key was forgotten.
fn malformed() -> Error {
    Error::invalid_input("argument_invalid", message!("error-api-parameter"))
        .hint(message!("hint-api-parameter"))
}

/// Some manifest may say that the call only reads, if none says that it changes something; and a client token makes a
/// change harmless to repeat. Otherwise nobody knows.
fn repeat(catalog: &Catalog, typed: &Typed) -> Repeat {
    if typed
        .params
        .get("ClientToken")
        .is_some_and(|token| !token.is_empty())
    {
        return Repeat::Harmless;
    }
    let (product, action) = (typed.product.as_str(), typed.action.as_str());
    let usable = catalog
        .libraries()
        .iter()
        .filter(|library| library.refusal.is_none());
    let mut said = usable
        .filter_map(|library| library.manifest.as_ref())
        .filter(|manifest| manifest.declares_api(product, action))
        .map(|manifest| manifest.is_read(product, action))
        .peekable();
    let is_known = said.peek().is_some();
    if is_known && said.all(|is_read| is_read) {
        Repeat::Harmless
    } else {
        Repeat::Unknown
    }
}

/// The answer as it came, its keys in their order, unless it has to be taken apart for a query.
pub(super) fn render(body: &[u8], globals: &Globals) -> Result<Rendered, Error> {
    let style = globals.style();
    let Some(query) = style.query else {
        return output::render_json(body, style.format);
    };
    let answer: serde_json::Value = serde_json::from_slice(body).map_err(|error| {
        let message = message!("error-document", reason = error.to_string());
        Error::new(ErrorKind::Unavailable, "unexpected_answer", message)
    })?;
    output::render_value(&query.search(&answer)?, &query.keys(), &style)
}

//! What to do about an error, in the UI: where a command line would be named, the keys are.

use crate::{
    error::Error,
    text::{Message, message},
    ui::{command::Command, keys::Context, state::State},
};

/// What to do about an error, if anything is known.
pub(super) fn advice(error: &Error, state: &State) -> Option<String> {
    let advice = error.advice(state.language)?;
    let with_keys = error.advice_key().and_then(|key| with_keys(key, state));
    Some(with_keys.map_or(advice, |message| state.language.say(&message)))
}

/// What a hint comes to here; none if it is as right here as it is at a command line.
fn with_keys(hint: &str, state: &State) -> Option<Message> {
    let key = |context, command| {
        let press = state.keys.of(context, command).next();
        press.map(|press| press.title()).unwrap_or_default()
    };
    let profiles = || key(Context::Table, Command::Accounts);
    let of_profiles = |command| key(Context::Accounts, command);
    let plugins = || key(Context::Table, Command::Plugins);
    Some(match hint {
        "hint-no-profile" => message!(
            "ui-hint-add-profile",
            profiles = profiles(),
            add = of_profiles(Command::Add),
            import = of_profiles(Command::Import)
        ),
        "hint-login" if state.accounts.form.is_some() => message!("ui-hint-log-in-first"),
        "hint-login" => message!(
            "ui-hint-log-in",
            profiles = profiles(),
            login = of_profiles(Command::LogIn)
        ),
        "hint-use-profile" | "hint-list-profiles" => message!("ui-hint-profiles", profiles = profiles()),
        "hint-field" => message!("ui-hint-field"),
        "hint-profile-lacks" | "hint-field-absent" | "hint-profile-cycle" => message!(
            "ui-hint-edit-profile",
            profiles = profiles(),
            edit = of_profiles(Command::Edit)
        ),
        "hint-profile-import" => message!(
            "ui-hint-import",
            profiles = profiles(),
            import = of_profiles(Command::Import)
        ),
        "hint-plugin-list" | "hint-no-mode" => message!("ui-hint-plugins", plugins = plugins()),
        "hint-plugin-enable" => message!(
            "ui-hint-enable-plugin",
            plugins = plugins(),
            enable = key(Context::Plugins, Command::Switch)
        ),
        "hint-outcome-look" => {
            message!("ui-hint-look", refresh = key(Context::Table, Command::Refresh))
        }
        _ => return None,
    })
}
